"""Clues: what shows, before anything is read with care, that words may be hidden in a message.

Each word is judged once and remembered; for the words of ordinary talk that costs nothing.
"""

from collections.abc import Iterable
from itertools import pairwise
from zlib import crc32

from cogs.alerts.matching.bits import HALVES, Reading
from cogs.alerts.matching.expressions import Anchor
from cogs.alerts.matching.finder import Finder
from cogs.alerts.matching.patterns import Sign
from cogs.alerts.matching.remembered import Remembered
from cogs.alerts.matching.tokens import expand, is_end, without_padding, words_of
from cogs.alerts.matching.undisguise import WORDS_OF_ONE_LETTER, Undisguiser
from cogs.alerts.matching.vocabulary import common_words

# What ordinary talk does not look like: letters and signs mixed in one word, letters one by one,
# stretched or doubled letters. Each only asks for the careful reading, so it may be generous.
_ODD = Sign(
    rb"[a-z][*#%&^=@$!|+\x01\x02\x03]+[a-z]|[0-9][a-z]*'[a-z]|[a-z][0-9]+(?:[^0-9a-z.]|$)|[a-z](?:\*\*|__|~~)[a-z]|[a-z][0-9]+[a-z]|[@$0-9|!][a-z]+[0-9@$][a-z]"
    rb"|[^a-z0-9$@][$@!|][a-z]|[a-z]\.[a-z]|[a-z]_[a-z]_|[a-z]{14}|[a-z]~[a-z]"
    rb"|(?:^|[^a-z0-9'])[a-z0-9][^a-z0-9']+[a-z0-9][^a-z0-9']+[a-z0-9](?:$|[^a-z0-9'])|(?:^|\s)[0-9][a-z][0-9a-z]*[a-z]"
    + b"".join(b"|%c{3}" % letter for letter in range(97, 123))
    + b"|(?:" + b"|".join(b"%c%c" % (letter, letter) for letter in range(97, 123)) + b"){2}"
)  # fmt: skip
_SINGLES = Sign(rb"(?:^|[^a-z0-9'])[a-z0-9][^a-z0-9']+[a-z0-9][^a-z0-9']+[a-z0-9](?:$|[^a-z0-9'])")
HIDDEN, MIRRORED, SINGLE = 1, 2, 4
"""What a chunk may show: a word in disguise, one written backwards, a letter by itself."""
_GROUPS = HALVES // 2
_LETTERS = 1 << HALVES - 1


class Words(Remembered[bytes, tuple[str, ...]]):
    """A chunk (what stands between blanks) -> its plain words; and what chunks show."""

    def __init__(self, anchors: Iterable[Anchor], undisguiser: Undisguiser) -> None:
        super().__init__()
        slips = undisguiser.slips()
        pairs = {slip for slip in slips if " " in slip}
        self._undisguiser = undisguiser
        self._slips = slips.difference(pairs)
        self._halves = _halves(pairs, undisguiser)
        self._joinable = _halves(undisguiser.joinable(), undisguiser)
        self._backwards = {word[::-1] for word in undisguiser.strong if len(word) >= 4}
        joined = {"".join(word.text for word in anchor) for anchor in anchors if len(anchor) > 1}
        inside = {text for text in joined if len(text) >= 7 and not any(sign.isdigit() for sign in text)}
        inside.update(anchor[0].text for anchor in anchors if len(anchor) == 1 and len(anchor[0].text) >= 6)
        inside.update(word for word in undisguiser.strong if len(word) == 3 and not set(word) & set("aeiou"))
        self._inside = Finder.of(sorted(inside))
        self._pairs = frozenset((*pair.split(),) for pair in pairs)
        self._others: dict[str, set[str]] = {}
        """The rarer half of each word cut in two -> what the other half may be."""
        for pair in pairs:
            half, other = sorted(pair.split(), key=undisguiser.rarity, reverse=True)
            self._others.setdefault(half, set()).add(other)

    def worked_out(self, key: bytes) -> tuple[str, ...]:
        return tuple(words_of(key))

    def as_written(self, chunk: bytes) -> Reading:
        """What the chunk says as it is written."""
        words = self[chunk]
        clues = HIDDEN if _ODD.found_in(b" " + chunk + b" ") else 0
        bare = chunk.strip(b".,!?;:\"'()")
        if len(bare) == 1 and bare.isalnum() and bare not in b"ai":
            clues |= SINGLE
        for word in words:
            if word in self._slips or (word not in self._undisguiser.known and self._holds_joined(word)):
                clues |= HIDDEN
            if word in self._backwards:
                clues |= MIRRORED
        return _reading(words, clues, words, self._halves)

    def undone(self, chunk: bytes) -> Reading:
        """What the chunk may say with disguise undone; HIDDEN where that may change in the company of others."""
        text = chunk.decode()
        said = [piece for piece in self._undisguiser.chunk_alone(text) if not is_end(piece)]
        single = [len(piece) == 1 and piece.isalnum() for piece in said]
        alone = single == [True]
        hidden = self._undisguiser.looks_leet(text) or any(map(all, pairwise(single)))
        reading = _reading(
            [word for piece in said for word in expand(piece)],
            HIDDEN if hidden or (alone and said[0] not in WORDS_OF_ONE_LETTER) else 0,
            (text.rstrip(".,!?;:"),),
            self._joinable,
        )
        # Three letters in a row are put together. Where no chunk is any other letter by itself, an "a" or "i" is in
        # the middle; and of nothing but these no word is made.
        if alone:
            return reading._replace(others=reading.others | _LETTERS)
        edge = bool(said) and (single[0] or single[-1])
        return reading._replace(halves=reading.halves | _LETTERS) if edge else reading

    def undone_alone(self, chunk: bytes) -> list[str]:
        """The plain words of the chunk by itself, with disguise undone."""
        said = self._undisguiser.chunk_alone(chunk.decode())
        return [word for piece in said if not is_end(piece) for word in expand(piece)]

    def mirrored(self, chunk: bytes) -> Reading:
        """What the chunk says read backwards."""
        return Reading(words_of(chunk[::-1]), 0)

    def _holds_joined(self, word: str) -> bool:
        return any(end - start < len(word) for _, start, end in self._inside.find(word.encode(), True))

    def in_halves(self, words: Iterable[str], told: set[str]) -> bool:
        """Whether two of the plain words stand side by side, padding aside, and make another: "sui cide"."""
        if all(told.isdisjoint(self._others[half]) for half in told & self._others.keys()):
            return False
        return not self._pairs.isdisjoint(pairwise(without_padding(words)))

    def letter_by_letter(self, folded: bytes) -> bool:
        """Whether letters stand one by one in the text."""
        return _SINGLES.found_in(folded)


Halves = tuple[dict[str, int], dict[str, int]]


def _reading(words: Iterable[str], clues: int, pieces: Iterable[str], table: Halves) -> Reading:
    halves = others = 0
    for piece in pieces:
        halves |= table[0].get(piece, 0)
        others |= table[1].get(piece, 0)
    return Reading(words, clues, halves, others)


def _halves(pairs: Iterable[str], undisguiser: Undisguiser) -> Halves:
    """The rarer half of each pair and the other one -> the groups they are in, as bits.

    A pair is in the group of its commoner half where people say that half by itself, else in one of the rarer half.
    """
    rarer: dict[str, int] = {}
    others: dict[str, int] = {}
    for pair in pairs:
        half, other = sorted(pair.split(), key=undisguiser.rarity, reverse=True)
        rank = common_words().get(other)
        number = _GROUPS + rank % (_GROUPS - 1) if rank is not None else crc32(half.encode()) % _GROUPS
        rarer[half] = rarer.get(half, 0) | 1 << number
        others[other] = others.get(other, 0) | 1 << number
    return rarer, others

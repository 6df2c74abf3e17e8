"""Clues: what shows, before anything is read with care, that words may be hidden in a message.

Each word is judged once and remembered; for the words of ordinary talk that costs nothing.
"""

from collections.abc import Iterable

from cogs.alerts.matching.expressions import Anchor
from cogs.alerts.matching.patterns import Sign
from cogs.alerts.matching.sieve import Finder
from cogs.alerts.matching.tokens import without_padding, words_of
from cogs.alerts.matching.undisguise import Undisguiser

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
HIDDEN, MIRRORED, _HALF, _SINGLE = 1, 2, 4, 8
_LONGEST_REMEMBERED = 32
_MOST_REMEMBERED = 1 << 16
_MOST_SIGNS_OF_LONG_ONES = 1 << 20


class Words(dict[bytes, bytes]):
    """A chunk (what stands between blanks) -> its plain words, each with a blank behind it.

    `clued` keeps which of the chunks met so far may hide something. Filled as chunks are met.
    """

    def __init__(self, anchors: Iterable[Anchor], undisguiser: Undisguiser) -> None:
        super().__init__()
        self.clued: dict[bytes, int] = {}
        self._signs_of_long_ones = 0
        slips = undisguiser.slips()
        pairs = [slip for slip in slips if " " in slip]
        self._slips = slips.difference(pairs)
        self._halves: dict[str, tuple[str, ...]] = {}
        """The rarer half of each word cut in two -> what the other half may be."""
        for pair in pairs:
            half, other = sorted(pair.split(), key=undisguiser.rarity, reverse=True)
            self._halves[half] = (*self._halves.get(half, ()), other)
        self._backwards = {word[::-1] for word in undisguiser.strong if len(word) >= 4}
        self._known = undisguiser.known
        joined = {"".join(word.text for word in anchor) for anchor in anchors if len(anchor) > 1}
        inside = {text for text in joined if len(text) >= 7 and not any(sign.isdigit() for sign in text)}
        inside.update(anchor[0].text for anchor in anchors if len(anchor) == 1 and len(anchor[0].text) >= 6)
        inside.update(word for word in undisguiser.strong if len(word) == 3 and not set(word) & set("aeiou"))
        self._inside = Finder.of(inside)
        self._pairs = Finder.of(f" {pair} " for pair in pairs)

    def __missing__(self, chunk: bytes) -> bytes:
        words = words_of(chunk)
        plain = "".join([f"{word} " for word in words]).encode()
        clues = self._judged(chunk, words)
        if clues:
            self.clued[chunk] = clues
        if len(chunk) <= _LONGEST_REMEMBERED:
            self[chunk] = plain
        elif clues:
            self._signs_of_long_ones += len(chunk)
        return plain

    def forget_if_full(self) -> None:
        """Between two messages: a flood of rare words, or of long ones, must not grow the process."""
        many = len(self) + len(self.clued) >= _MOST_REMEMBERED
        if many or self._signs_of_long_ones >= _MOST_SIGNS_OF_LONG_ONES:
            self.clear()
            self.clued.clear()
            self._signs_of_long_ones = 0

    def _judged(self, chunk: bytes, words: list[str]) -> int:
        clues = HIDDEN if _ODD.found_in(b" " + chunk + b" ") else 0
        bare = chunk.strip(b".,!?;:\"'()")
        if len(bare) == 1 and bare.isalnum() and bare not in b"ai":
            clues |= _SINGLE
        for word in words:
            if word in self._slips or (word not in self._known and self._holds_joined(word)):
                clues |= HIDDEN
            if word in self._backwards:
                clues |= MIRRORED
            if word in self._halves:
                clues |= _HALF
        return clues

    def _holds_joined(self, word: str) -> bool:
        return any(end - start < len(word) for _, start, end in self._inside.find(word.encode(), True))

    def clues(self, chunks: Iterable[bytes], folded: bytes, words: bytes) -> int:
        """What the chunks of one message show together: HIDDEN, MIRRORED, or 0."""
        clues = 0
        halved: set[bytes] = set()
        for chunk in chunks:
            shown = self.clued.get(chunk, 0)
            clues |= shown
            if shown & _HALF:
                halved.add(chunk)
        if not clues & HIDDEN and (
            (halved and self._holds_halves(halved, words)) or (clues & _SINGLE and _SINGLES.found_in(folded))
        ):
            clues |= HIDDEN
        return clues & (HIDDEN | MIRRORED)

    def _holds_halves(self, halved: Iterable[bytes], words: bytes) -> bool:
        """Whether two words in a row make one, of which these chunks say the rarer half: "sui cide"."""
        told = set(words.decode().split())
        halves = {word for chunk in halved for word in self[chunk].decode().split() if word in self._halves}
        if all(told.isdisjoint(self._halves[half]) for half in halves):
            return False
        return bool(self._pairs.find(without_padding(words)))

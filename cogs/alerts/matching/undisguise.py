"""Undoing disguise: leetspeak, masks, stretched, split and joined words, typing slips.

Works on folded text, chunk by chunk. A chunk is only ever replaced by a word some phrase uses (or a common
word), so that what comes out is made of words that rules know; everything else stays as written.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import product
from math import log2

from cogs.alerts.matching.finder import Finder
from cogs.alerts.matching.spelling import EXPANDED, MORE_FILLERS, WITH_APOSTROPHE
from cogs.alerts.matching.tokens import ENDS, Token, expand, is_end, read_tokens, whole_sentences
from cogs.alerts.matching.vocabulary import common_words

LEET: dict[str, str] = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "gb", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "il", "|": "li", "+": "t", "(": "c", "<": "c", "&": "a", "%": "o", "{": "c",
}  # fmt: skip
_DIGIT_WORDS = {"1": "i", "4": "a", "70": "to", "50": "so", "17": "it", "15": "is", "47": "at", "45": "as"}
MASKS = "*#._-~x?%&@$^="
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> dict[str, str]:
    """Each key's neighbours on the rows of a keyboard, each row half a key further in."""
    near: dict[str, str] = {}
    for row, keys in enumerate(_ROWS):
        for at, key in enumerate(keys):
            beside = keys[max(0, at - 1) : at] + keys[at + 1 : at + 2]
            above = _ROWS[row - 1][at : at + 2] if row else ""
            below = _ROWS[row + 1][max(0, at - 1) : at + 1] if row < 2 else ""
            near[key] = beside + above + below
    return near


KEYBOARD = _neighbours()

_LOOKALIKE = str.maketrans("vh", "un")
"""Letters whose disguises cannot be told apart."""
_ENDINGS = frozenset({"ing", "ed", "er", "ll", "ve", "re", "un", "en", "es", "st", "th", "lo", "de", "le", "te", "nt"})
"""Pieces of words that the list of common words happens to hold."""
WORDS_OF_ONE_LETTER = frozenset("ai")
_SELF = frozenset({"self", "selves", "dose", "dosed"})
LONGEST = 16
_SHORTEST_JOINED = 4
_REMEMBERED = 1 << 14
_LONGEST_REMEMBERED = 40
_MOST_CANDIDATES = 24
_OFTEN_WRITTEN = 1_000
"""Words up to this place in the order of use are put together again though no phrase uses them."""
_LONGEST_STRETCH = 600
"""Letters segmented at a time: bounds the work for one endless token."""

_CHUNK = re.compile(r"\S+|\n")
_WORDS = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*'?")
_PAIRED = re.compile(r"(?<=[a-z0-9])(?:\*\*\*|\*\*|__|~~|\|\||`|[\x01\x02\x03]+)(?=[a-z0-9])")
_QUANTITY = re.compile(r"[0-9]+(?:[a-z]{1,3}|pm|am|mins|hrs|days|years?|hours?|weeks?)?|[a-z]{1,2}[0-9]+")
_ONE_BY_ONE = re.compile(r"[a-z0-9@$!|+](?:[^a-z0-9\s]{1,3}[a-z0-9@$!|+])+")
_RUN = re.compile(r"(.)\1+")
_ANY_RUN = re.compile(r"(.)\1*")
_OUTER = " .,;:?\"'()[]{}<>*_~|`-\x01\x02\x03/\\="


def squeeze(word: str) -> str:
    """The word with every run of a letter cut to one."""
    return _RUN.sub(r"\1", word)


def _masked(word: str) -> Iterable[str]:
    """The word with one inner letter hidden, and with all its vowels hidden."""
    for index in range(1, len(word)):
        if index < len(word) - 1 or word[index] in "aeiou":
            yield word[:index] + "*" + word[index + 1 :]
    if word[0] in "aeiou":
        yield "*" + word[1:]
    yield re.sub("[aeiou]", "*", word)
    yield word[0] + re.sub("[aeiou]", "*", word[1:])
    if len(word) > 3:
        yield word[0] + "*" * (len(word) - 2) + word[-1]


class Undisguiser:
    """Repairs over one vocabulary: the words phrases use, and the rarer of them (`strong`)."""

    def __init__(self, phrase_words: Iterable[str], strong: Iterable[str]) -> None:
        ranks = common_words()
        phrases = {word for word in phrase_words if word.isalpha()}
        self.strong = {word for word in strong if word.isalpha() and len(word) > 2}
        self._cost: dict[str, float] = {}
        for word in phrases | set(EXPANDED) | set(ranks):
            if not word.isalpha() or (len(word) == 1 and word not in "aiu"):
                continue
            rank = ranks.get(word, 1_500 if word in phrases else 2_500)
            if len(word) == 2 and rank > 300:
                rank = 30_000
            self._cost[word] = (4.5 if len(word) == 1 else 1.5) + log2(rank + 2)
        self.known = frozenset(self._cost)
        words = sorted(word for word in self.known if len(word) <= LONGEST)
        self._words = Finder.of(words)
        self._prices = [self._cost[word] for word in words]
        self._settled = self.known
        self._read: dict[str, tuple[tuple[str, int, int], ...]] = {}
        self._chunks: dict[tuple[str, bool], list[Token]] = {}
        self._texts: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._leetish: dict[str, bool] = {}
        self._last: tuple[tuple[str, bool], list[Token]] = ("", False), []
        self._phrase_words = phrases
        self._squeezed: dict[str, list[str]] = {}
        self._mask: dict[str, str] = {}
        self._slips: dict[str, str] = {}
        self._contractions = {squeeze(short): short for short in WITH_APOSTROPHE}
        for word in sorted(self.known, key=self._importance):
            self._squeezed.setdefault(squeeze(word), []).append(word)
            if len(word) >= 3 and (word in phrases or ranks.get(word, 9_999) < 700):
                self._add_slips(word)
        for word in sorted(
            self.known, key=lambda known: (known in MORE_FILLERS, known not in phrases, self._cost[known], known)
        ):
            if len(word) >= 3 and (word in phrases or ranks.get(word, 9_999) < 700):
                for masked in _masked(word):
                    self._mask.setdefault(masked, word)

    def _importance(self, word: str) -> tuple[int, float, str]:
        return (0 if word in self.strong else 1 if word in self._phrase_words else 2, self._cost[word], word)

    def _add_slips(self, word: str) -> None:
        if len(word) >= 4:
            for at in range(len(word) - 1):
                self._slips.setdefault(word[:at] + word[at + 1] + word[at] + word[at + 2 :], word)
        bare = re.sub("[aeiou]", "", word)
        if len(bare) >= 3 or (len(bare) == 2 and len(word) >= 4):
            self._slips.setdefault(bare, word)
        if word[0] in "aeiou" and len(bare) >= 3:
            self._slips.setdefault(word[0] + bare, word)

    def slips(self) -> set[str]:
        """Mistyped, masked, split and vowel-less forms of the strong words, for the sieve."""
        slips = {slip for slip, word in self._slips.items() if word in self.strong and len(slip) > 2}
        for word in self.strong:
            slips.add(squeeze(word))
            if len(word) >= 4:
                slips.update(masked.replace("*", "x") for masked in _masked(word))
                slips.update(
                    f"{word[:at]} {word[at:]}" for at in range(1, len(word)) if self._worth_splitting(word, at)
                )
            if len(word) >= 5:
                slips.update(_wrong_keys(word))
        for word in self._phrase_words:
            if len(word) >= 5:
                slips.add(squeeze(word))
            slips.update(f"{word[:at]} {word[at:]}" for at in range(1, len(word)) if self._worth_splitting(word, at))
        return slips - self.known

    def _worth_splitting(self, word: str, at: int) -> bool:
        left, right = word[:at], word[at:]
        if right in _SELF:
            return True
        if len(word) < 4 or (self._ordinary(left) and self._ordinary(right)):
            return False
        return word in self.strong or (len(word) > 4 and not (left in self.known and right in self.known))

    def joinable(self) -> set[str]:
        """Every pair of pieces that are read as one word where they stand side by side in a disguised text."""
        often = {word for word, rank in common_words().items() if rank <= _OFTEN_WRITTEN}
        return {
            f"{word[:at]} {word[at:]}"
            for word in self._phrase_words | often
            if _SHORTEST_JOINED <= len(word) <= LONGEST and word.isalpha()
            for at in range(1, len(word))
            if self._worth_joining(word[:at], word[at:], word)
        }

    def tokens(self, folded: str) -> list[Token]:
        """The tokens of folded text with disguises undone."""
        chunks = list(_CHUNK.finditer(folded))
        texts = [chunk[0] for chunk in chunks]
        all_digits = self._in_digits(texts)
        found: list[Token] = []
        settled = self._settled
        joined = False
        last = len(chunks) - 1
        for index, text in enumerate(texts):
            if joined:
                joined = False
                continue
            known = text in settled
            if (
                index < last
                and len(text) + len(texts[index + 1]) >= _SHORTEST_JOINED
                and not (known and texts[index + 1] in settled and texts[index + 1] not in _SELF)
            ):
                pair = self._pair(chunks[index], chunks[index + 1])
                if pair is not None:
                    found.append(pair)
                    joined = True
                    continue
            start = chunks[index].start()
            if known or (len(text) == 1 and text.isalnum() and not all_digits):
                found.append(Token(text, start, start + len(text)))
            else:
                pieces = self._remembered(text, all_digits=all_digits)
                found.extend([Token(word, start + first, start + end) for word, first, end in pieces])
        return _finished(self._joined_letters(found))

    def words_alone(self, folded: str) -> list[str] | None:
        """The words that `tokens` finds, at a fraction of its price; None where chunks have to be seen together."""
        chunks = _CHUNK.findall(folded) if "\n" in folded else folded.split()
        all_digits = self._in_digits(chunks)
        settled = self._settled
        said: list[str] = []
        letters = 0
        before, was_known = "", True
        for chunk in chunks:
            known = chunk in settled
            if not (known and was_known and chunk not in _SELF) and before and self._joined(before, chunk) is not None:
                return None
            before, was_known = chunk, known
            for text in (chunk,) if known else self._alone(chunk, all_digits=all_digits):
                said.append(text)
                if len(text) > 1:
                    letters = 0
                elif text.isalnum():
                    letters += 1
                    if letters >= 3:
                        return None
        return _plain_words(said)

    def chunk_alone(self, chunk: str) -> tuple[str, ...]:
        """What a chunk says by itself, before short forms are written out."""
        return self._alone(chunk, all_digits=False)

    def looks_leet(self, chunk: str) -> bool:
        """Whether digits or signs of the chunk are letters; where two chunks are such, all digits are read so."""
        return not chunk.isalpha() and self._looks_leet(chunk)

    def _alone(self, chunk: str, *, all_digits: bool) -> tuple[str, ...]:
        """What a chunk says by itself."""
        if chunk in self._settled or (len(chunk) == 1 and chunk.isalnum() and not all_digits):
            return (chunk,)
        key = chunk, all_digits
        known = self._texts.get(key)
        if known is None:
            known = tuple(token.text for token in self._remembered(chunk, all_digits=all_digits))
            if len(chunk) <= _LONGEST_REMEMBERED:
                if len(self._texts) >= _REMEMBERED:
                    self._texts.clear()
                self._texts[key] = known
        return known

    def _in_digits(self, texts: list[str]) -> bool:
        """Whether the whole text is written in digits: two chunks are words only when they are read so."""
        return sum([self._looks_leet(text) for text in texts if not text.isalpha()]) >= 2

    def _remembered(self, chunk: str, *, all_digits: bool) -> list[Token]:
        """The tokens of one chunk, counted from its start; common chunks are worked out once."""
        key = chunk, all_digits
        if len(chunk) > _LONGEST_REMEMBERED:  # only the last one, which is asked for twice
            if self._last[0] != key:
                self._last = key, self._chunk(chunk, 0, all_digits=all_digits)
            return self._last[1]
        tokens = self._chunks.get(key)
        if tokens is None:
            if len(self._chunks) >= _REMEMBERED:
                self._chunks.clear()
            tokens = self._chunks[key] = self._chunk(chunk, 0, all_digits=all_digits)
        return tokens

    def _looks_leet(self, chunk: str) -> bool:
        known = self._leetish.get(chunk)
        if known is None:
            core = chunk.strip(_OUTER + "!")
            known = not core.isalpha() and not core.isdigit() and self._leet(core) in self.known
            if len(chunk) <= _LONGEST_REMEMBERED:
                if len(self._leetish) >= _REMEMBERED:
                    self._leetish.clear()
                self._leetish[chunk] = known
        return known

    def _chunk(self, chunk: str, base: int, *, all_digits: bool) -> list[Token]:
        if chunk == "\n":
            return [Token(".", base, base + 1)]
        core = chunk.strip(_OUTER + "!")
        start = base + chunk.find(core) if core else base
        tokens: list[Token] = []
        if core:
            whole = chunk.strip(".,;:?\"'")
            leet = self._leet(whole.replace("'", "")) if len(whole) > len(core) and core not in self.known else ""
            if len(leet) > 1 and leet in self.known:
                tokens.append(Token(leet, base, base + len(chunk)))
            else:
                tokens.extend(self._core(core, start, all_digits=all_digits))
        rest = chunk[start - base + len(core) :] if core else chunk
        last = base + len(chunk)
        if rest and not rest.isalnum():
            tokens.extend(Token(token.text, last - 1, last) for token in read_tokens(rest) if is_end(token.text))
        return tokens

    def _core(self, core: str, start: int, *, all_digits: bool) -> list[Token]:
        end = start + len(core)
        if core.isalpha():
            return self._letters(core, start)
        if core.isdigit() or _QUANTITY.fullmatch(core):
            leet = self._leet(core)
            if len(leet) > 2 and leet in self._phrase_words and not core[0].isdigit():
                return [Token(leet, start, end)]
            return [Token(self._number(core) if all_digits else core, start, end)]
        if "'" in core and core.replace("'", "").isalpha():
            return [Token(self._contraction(core), start, end)]
        bare = _PAIRED.sub("", core)
        letters = re.sub("[^a-z]", "", bare)
        if _ONE_BY_ONE.fullmatch(bare):
            whole = re.sub("[^a-z0-9@$!|+]", "", bare)
            if not whole.isdigit() and len(whole) > 1:
                return [Token(token.text, start, end) for token in self._letters(self._leet(whole), 0)]
        masked = self._unmasked(bare) if len(bare) >= 3 else None
        for candidate in (masked or "", bare if bare.isalpha() else "", letters):
            if len(candidate) >= 3 and candidate in self.known:
                return [Token(candidate, start, end)]
        leet = self._leet(bare.replace("'", ""))
        if leet in self.known and len(leet) > 1:
            return [Token(leet, start, end)]
        if bare.isalpha():
            return [Token(piece.text, start, end) for piece in self._letters(bare, 0)]
        return self._pieces(core, start)

    def _number(self, core: str) -> str:
        """What a number says where everything else is written in digits: "70" is "to", "d13" is "die"."""
        leet = self._leet(core)
        if core in _DIGIT_WORDS:
            return _DIGIT_WORDS[core]
        long_enough = len(core) >= (3 if core.isdigit() else 2)
        return leet if long_enough and leet in self.known else core

    def _contraction(self, core: str) -> str:
        """A word with an apostrophe, unstretched: "iii'lll" is "i'll"."""
        if core in WITH_APOSTROPHE or core.replace("'", "") in self.known:
            return core
        return self._contractions.get(squeeze(core)) or self._plain(core.replace("'", ""))

    def _pieces(self, core: str, start: int) -> list[Token]:
        """A chunk of several words held together by signs; leet signs inside a piece are tried first."""
        tokens: list[Token] = []
        for match in re.finditer(r"[a-z0-9@$!|+']+", core):
            piece, at = match[0], start + match.start()
            if piece.isalpha():
                tokens.extend(self._letters(piece, at))
                continue
            leet = self._leet(piece)
            if leet.isalpha() and not _QUANTITY.fullmatch(piece):
                if leet in self.known:
                    tokens.append(Token(leet, at, at + len(piece)))
                else:
                    tokens.extend(Token(t.text, at, at + len(piece)) for t in self._letters(leet, at))
                continue
            tokens.extend(Token(word[0], at + word.start(), at + word.end()) for word in _WORDS.finditer(piece))
        return tokens

    def _unmasked(self, chunk: str) -> str | None:
        signs = {sign for sign in chunk if not sign.isalnum()}
        if len(signs) != 1 or not signs <= set(MASKS):
            return None
        return self._mask.get(chunk.replace(signs.pop(), "*"))

    def _leet(self, chunk: str) -> str:
        """The likeliest reading of a chunk with digits and signs for letters."""
        options = [LEET.get(sign, sign) for sign in chunk]
        count = 1
        for option in options:
            count *= len(option)
        if count > _MOST_CANDIDATES or len(chunk) > LONGEST + 4:
            return "".join(option[0] for option in options)
        first = ""
        best: str | None = None
        for letters in product(*options):
            word = "".join(letters)
            first = first or word
            for reading in (word, self._plain(word)):
                if reading in self.known and (best is None or self._importance(reading) < self._importance(best)):
                    best = reading
        return best or first

    def _plain(self, word: str) -> str:
        if _RUN.search(word) and word not in self.known:
            return self._unstretched(word) or word
        return word

    def _letters(self, word: str, start: int) -> list[Token]:
        pieces = self._read.get(word)
        if pieces is None:
            pieces = self._reading(word)
            if len(self._read) >= _REMEMBERED:
                self._read.clear()
            if len(word) <= 3 * LONGEST:
                self._read[word] = pieces
        return [Token(text, start + first, start + last) for text, first, last in pieces]

    def _reading(self, word: str) -> tuple[tuple[str, int, int], ...]:
        """What a run of letters says: (word, first, last) for each word in it."""
        whole = len(word)
        if word in self.known:
            return ((word, 0, whole),)
        repaired = self._unstretched(word) or self._unslipped(word)
        if repaired:
            return ((repaired, 0, whole),)
        if whole >= 6:
            pieces = self._segmented(word)
            if pieces is None and _RUN.search(word):
                squeezed = self._segmented(squeeze(word))
                pieces = None if squeezed is None else [(text, 0, whole) for text, _, _ in squeezed]
            if pieces is not None:
                return tuple(pieces)
        return ((word, 0, whole),)

    def _unstretched(self, word: str) -> str | None:
        if len(word) < 3:
            return word[0] if word in ("ii", "aa", "uu") else None
        runs = [len(run[0]) for run in _ANY_RUN.finditer(word)]
        least = min(runs)
        if least >= 2:  # every letter repeated: "kkiillll"
            even = "".join(run[0][: len(run[0]) // least] for run in _ANY_RUN.finditer(word))
            if even in self.known:
                return even
        stretched = max(runs) >= 3 or sum(run >= 2 for run in runs) >= 2
        candidates = self._squeezed.get(squeeze(word), [])
        if not stretched:
            # A dropped or an added double.
            candidates = [c for c in candidates if len(c) >= 4 and self._worth_repairing(c)]
            return min(candidates, key=self._importance, default=None)
        fitting = [c for c in candidates if len(c) <= len(word)]
        return min(fitting, key=lambda c: (_lost_doubles(c, runs), self._cost[c], c), default=None)

    def _worth_repairing(self, word: str) -> bool:
        return word in self._phrase_words or common_words().get(word, 9_999) < 1_200

    def _unslipped(self, word: str) -> str | None:
        if not 2 <= len(word) <= LONGEST + 2:
            return None
        slip = self._slips.get(word)
        if slip:
            return slip
        if "x" in word and len(word) >= 3:
            hidden = self._mask.get(word.replace("x", "*"))
            if hidden:
                return hidden
        lookalike = word.translate(_LOOKALIKE)
        if lookalike != word and lookalike in self._phrase_words:
            return lookalike
        if len(word) >= 5:
            return next((w for w in _wrong_keys(word) if w in self.strong or w in self._phrase_words), None)
        return None

    def _segmented(self, letters: str) -> list[tuple[str, int, int]] | None:
        """Joined words apart, by the cheapest cover with known words; None where too much stays unknown."""
        pieces: list[tuple[str, int, int]] = []
        for base in range(0, len(letters), _LONGEST_STRETCH):
            pieces.extend(
                (text, base + first, base + last)
                for text, first, last in self._cover(letters[base : base + _LONGEST_STRETCH])
            )
        unknown = sum(last - first for text, first, last in pieces if text not in self.known)
        if unknown * 5 > len(letters) or len(pieces) < 2:
            return None
        return pieces

    def _cover(self, letters: str) -> list[tuple[str, int, int]]:
        cost = self._cost
        ending: list[list[tuple[int, float]]] = [[] for _ in range(len(letters) + 1)]
        for word, first, last in self._words.find(letters.encode(), True):
            ending[last].append((last - first, self._prices[word]))
        best: list[float] = [0.0]
        step: list[int] = [0]
        for end in range(1, len(letters) + 1):
            least, length = best[end - 1] + 17.0, 1
            for size, priced in sorted(ending[end]):
                price = best[end - size] + priced
                if price < least:
                    least, length = price, size
            best.append(least)
            step.append(length)
        pieces: list[tuple[str, int, int]] = []
        end = len(letters)
        while end:
            size = step[end]
            piece = letters[end - size : end]
            if pieces and piece not in cost and pieces[-1][0] not in cost:
                pieces[-1] = (piece + pieces[-1][0], end - size, pieces[-1][2])
            else:
                pieces.append((piece, end - size, end))
            end -= size
        return pieces[::-1]

    def _joined_letters(self, tokens: list[Token]) -> list[Token]:
        """Runs of three and more single letters become words again."""
        if sum([len(token.text) == 1 and token.text.isalnum() for token in tokens]) < 3:
            return tokens
        found: list[Token] = []
        run: list[Token] = []
        for token in [*tokens, Token("", 0, 0)]:
            if len(token.text) == 1 and token.text.isalnum():
                run.append(token)
                continue
            if is_end(token.text) and run and len(run) < len(tokens):
                continue  # every letter on a line of its own
            if run:
                found.extend(self._word_of(run))
                run = []
            if token.text:
                found.append(token)
        return found

    def _word_of(self, run: list[Token]) -> list[Token]:
        letters = "".join(token.text for token in run)
        if len(run) < 3 or letters.isdigit() or WORDS_OF_ONE_LETTER.issuperset(letters):
            return run
        if not letters.isalpha():
            letters = self._leet(letters) if len(letters) <= LONGEST else "".join(LEET.get(c, c)[0] for c in letters)
        if letters in self.known:
            return [Token(letters, run[0].start, run[-1].end)]
        pieces = self._segmented(letters)
        if pieces is None:
            repaired = self._unstretched(letters) or self._unslipped(letters)
            return [Token(repaired or letters, run[0].start, run[-1].end)]
        return [Token(text, run[first].start, run[last - 1].end) for text, first, last in pieces]

    def _pair(self, left: re.Match[str], right: re.Match[str]) -> Token | None:
        """ "sui cide", "my self": two pieces that make one word."""
        joined = self._joined(left[0], right[0])
        return None if joined is None else Token(joined, left.start(), right.start() + len(joined) - len(left[0]))

    def _joined(self, first: str, second: str) -> str | None:
        if second in self._settled and first in self._settled and second not in _SELF:
            return None
        second = second.rstrip(".,!?;:")
        if not (first.isalpha() and second.isalpha() and _SHORTEST_JOINED <= len(first) + len(second) <= LONGEST):
            return None
        return first + second if self._worth_joining(first, second, first + second) else None

    def _worth_joining(self, left: str, right: str, joined: str) -> bool:
        if (
            left in ("my", "your", "him", "her", "them", "over")
            and right in ("self", "selves", "dose", "dosed")
            and joined in self._phrase_words
        ):
            return True
        if joined not in self._phrase_words and common_words().get(joined, 9_999) > _OFTEN_WRITTEN:
            return False
        return not (self._ordinary(left) and self._ordinary(right))

    def rarity(self, word: str) -> float:
        """How telling the word is as one half of a word cut in two."""
        return 1e9 if word in _SELF else self._cost.get(word, 1e6)

    def _ordinary(self, word: str) -> bool:
        return word in ("a", "i", "u") or (
            len(word) > 1 and word not in _ENDINGS and common_words().get(word, 9_999) < 700
        )


def _lost_doubles(word: str, runs: list[int]) -> int:
    """How many plain doubles of the stretched text the word does not have; longer runs may mean either."""
    own = [len(run[0]) for run in _ANY_RUN.finditer(word)]
    return sum(1 for seen, has in zip(runs, own, strict=True) if seen == 2 and has == 1)


def _wrong_keys(word: str) -> Iterable[str]:
    for index, letter in enumerate(word):
        for near in KEYBOARD.get(letter, ""):
            yield word[:index] + near + word[index + 1 :]


def _plain_words(texts: Sequence[str]) -> list[str]:
    """The words of `_finished`, without sentence ends."""
    words: list[str] = []
    last = len(texts) - 1
    for index, text in enumerate(texts):
        if is_end(text) or (text in MORE_FILLERS and index < last and not is_end(texts[index + 1])):
            continue
        if "'" in text or text in EXPANDED:
            words.extend(expand(text))
        else:
            words.append(text)
    return words


def _finished(tokens: list[Token]) -> list[Token]:
    """Plain words, without the fillers that disguise likes to sprinkle, cut-up sentences whole again."""
    found: list[Token] = []
    for index, token in enumerate(tokens):
        text = token.text
        if text in MORE_FILLERS and index + 1 < len(tokens) and tokens[index + 1].text not in ENDS:
            continue
        if text in EXPANDED or "'" in text:
            found.extend([Token(word, token.start, token.end) for word in expand(text)])
        else:
            found.append(token)
    return whole_sentences(found)


__all__ = ["Undisguiser", "squeeze"]

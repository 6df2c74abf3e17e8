"""Bits: one number for each word of a message. Together they tell, in microseconds, whether anything may be said.

A number holds four levels side by side. Each has a bit for every clue, for every group of halves and for every group
of phrases; what has its bit in all four levels, from whatever words, may be there.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import NamedTuple

from cogs.alerts.matching.clauses import START
from cogs.alerts.matching.groups import LEVELS, Groups

CLUES = 3
HALVES = 64
_FIRST_GROUP = CLUES + HALVES
_LONGEST_REMEMBERED = 32
_MOST_REMEMBERED = 1 << 13
"""Each costs some 400 bytes, and a server with rules of its own has these beside the packs'."""


class Reading(NamedTuple):
    """What a chunk (what stands between blanks) says and shows."""

    words: Iterable[str]
    clues: int
    halves: int = 0
    """The groups of which it is the rarer half of a word."""
    others: int = 0
    """The groups of which it is the other half."""


class Alive(NamedTuple):
    """What may be there: clues, and groups of halves and of phrases, as bits."""

    clues: int
    halves: int
    groups: int


class BitsOfWords(dict[str, int]):
    """A word -> the bits of the groups of phrases that wait for it, in every layer. Filled as words are met."""

    def __init__(self, layers: Sequence[Groups]) -> None:
        super().__init__()
        self._layers = layers
        self.width = _FIRST_GROUP + sum(groups.count for groups in layers)
        """The bits of one level."""
        self._starting: dict[str, list[str]] = {}
        """The first letter of the starts that are waited for -> these starts."""
        for start in {word for groups in layers for word in groups.bits if word[-1] == START}:
            self._starting.setdefault(start[0], []).append(start)

    def __missing__(self, word: str) -> int:
        starts = [start for start in self._starting.get(word[:1], ()) if word.startswith(start[:-1])]
        bits, first = 0, _FIRST_GROUP
        for groups in self._layers:
            for waited_for in (word, *starts):
                waiting = groups.bits.get(waited_for)
                if waiting is not None:
                    for level in range(LEVELS):
                        bits |= waiting[level] << (first + level * self.width)
            first += groups.count
        if len(word) <= _LONGEST_REMEMBERED:
            if len(self) >= _MOST_REMEMBERED:  # a flood of rare words must not grow the process
                self.clear()
            self[word] = bits
        return bits

    def alive(self, bits: int) -> int:
        """What has its bit in every level, as one number; 0 for nearly every message."""
        width = self.width
        return bits & bits >> width & bits >> 2 * width & bits >> 3 * width


class BitsOfChunks(dict[bytes, int]):
    """A chunk -> the bits of what it says and shows, read in one way. Filled as chunks are met."""

    def __init__(self, of_words: BitsOfWords, read: Callable[[bytes], Reading]) -> None:
        super().__init__()
        self._of_words = of_words
        self._read = read
        self._before: dict[bytes, int] = {}
        """Those of a generation ago: what is met again stays, and a flood of rare chunks does not grow the process."""

    def __missing__(self, chunk: bytes) -> int:
        bits = self._before.get(chunk)
        if bits is None:
            bits = self._of(self._read(chunk))
        if len(chunk) <= _LONGEST_REMEMBERED:
            if len(self) >= _MOST_REMEMBERED:
                self._before = dict(self)
                self.clear()
            self[chunk] = bits
        return bits

    def _of(self, reading: Reading) -> int:
        bits = together(map(self._of_words.__getitem__, reading.words))
        clues, halves, others = reading.clues, reading.halves << CLUES, reading.others << CLUES
        if clues or halves or others:
            for level in range(LEVELS):
                bits |= (clues | (halves if level < LEVELS // 2 else others)) << level * self._of_words.width
        return bits


def together(bits: Iterable[int]) -> int:
    """The bits of several words or chunks, as one number."""
    return reduce(int.__or__, bits, 0)


def parted(alive: int) -> Alive:
    """What is alive, by kind."""
    return Alive(alive & (1 << CLUES) - 1, alive >> CLUES & (1 << HALVES) - 1, alive >> _FIRST_GROUP)

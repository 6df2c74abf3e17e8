"""Bits: one number for each word of a message. Together they tell, in microseconds, whether anything may be said.

A number holds four levels side by side. Each has a bit for every clue, for every group of halves and for every group
of phrases; what has its bit in all four levels, from whatever words, may be there.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from cogs.alerts.matching.clauses import START
from cogs.alerts.matching.folding import folded_signs
from cogs.alerts.matching.groups import LEVELS, Groups
from cogs.alerts.matching.remembered import MOST, Remembered

CLUES = 3
HALVES = 64
_FIRST_GROUP = CLUES + HALVES


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


class BitsOfWords(Remembered[str, int]):
    """A word -> the bits of the groups of phrases that wait for it, in every layer."""

    def __init__(self, layers: Sequence[Groups]) -> None:
        super().__init__()
        self._layers = layers
        self.width = _FIRST_GROUP + sum(groups.count for groups in layers)
        """The bits of one level."""
        self._starting: dict[str, list[str]] = {}
        """The first letter of the starts that are waited for -> these starts."""
        for start in {word for groups in layers for word in groups.bits if word[-1] == START}:
            self._starting.setdefault(start[0], []).append(start)
        self._numbers: dict[int, int] = {}

    def worked_out(self, key: str) -> int:
        starts = [start for start in self._starting.get(key[:1], ()) if key.startswith(start[:-1])]
        bits, first = 0, _FIRST_GROUP
        for groups in self._layers:
            for waited_for in (key, *starts):
                waiting = groups.bits.get(waited_for)
                if waiting is not None:
                    for level in range(LEVELS):
                        bits |= waiting[level] << (first + level * self.width)
            first += groups.count
        return self.once(bits)

    def once(self, bits: int) -> int:
        """The same number as one object: most words share theirs with many others."""
        if len(self._numbers) >= MOST:
            self._numbers.clear()
        return self._numbers.setdefault(bits, bits)

    def alive(self, bits: int) -> int:
        """What has its bit in every level, as one number; 0 for nearly every message."""
        bits &= bits >> 2 * self.width
        return bits & bits >> self.width


class BitsOfChunks(Remembered[bytes, int]):
    """A chunk -> the bits of what it says and shows, read in one way."""

    def __init__(self, of_words: BitsOfWords, read: Callable[[bytes], Reading]) -> None:
        super().__init__()
        self._of_words = of_words
        self._read = read

    def worked_out(self, key: bytes) -> int:
        reading = self._read(key)
        bits = together(map(self._of_words.__getitem__, reading.words))
        clues, halves, others = reading.clues, reading.halves << CLUES, reading.others << CLUES
        if clues or halves or others:
            for level in range(LEVELS):
                bits |= (clues | (halves if level < LEVELS // 2 else others)) << level * self._of_words.width
        return self._of_words.once(bits)


class BitsAsSent(Remembered[str, int]):
    """A chunk as it was sent, syntax aside -> the bits of what it says and shows once it is folded."""

    most = 2 * MOST  # "The" stands beside "the"

    def __init__(self, of_chunks: BitsOfChunks) -> None:
        super().__init__()
        self._of_chunks = of_chunks

    def worked_out(self, key: str) -> int:
        folded = folded_signs(key)
        lowered = folded.decode()
        if lowered.isalnum() and lowered != key:  # "The" is looked up as "the"
            return self[lowered]
        return together(map(self._of_chunks.worked_out, folded.split()))


def together(bits: Iterable[int]) -> int:
    """The bits of several words or chunks, as one number."""
    whole = 0
    for each in bits:
        whole |= each
    return whole


def parted(alive: int) -> Alive:
    """What is alive, by kind."""
    return Alive(alive & (1 << CLUES) - 1, alive >> CLUES & (1 << HALVES) - 1, alive >> _FIRST_GROUP)

"""The sieve: one native pass that ends the work for ordinary messages."""

from collections.abc import Iterable, Iterator, Sequence

from ahocorasick_rs import AhoCorasick, MatchKind

from cogs.alerts.matching.expressions import GROUPS, Anchor


def anchor_text(anchor: Anchor) -> str:
    """The anchor as it stands among words between blanks."""
    return " " + " ".join(word.text for word in anchor) + ("" if anchor[-1].prefix else " ")


class Sieve:
    """Finds which of many short texts occur, all at once. Each text carries a set of bits."""

    def __init__(self, entries: Iterable[tuple[str, int]]) -> None:
        bits: dict[str, int] = {}
        for text, mask in entries:
            bits[text] = bits.get(text, 0) | mask
        self._masks = list(bits.values())
        self._automaton = AhoCorasick(list(bits), matchkind=MatchKind.Standard, store_patterns=False)

    def bits(self, words: str) -> int:
        """The union of the bits of every text that occurs in these words; 0 for ordinary talk."""
        found = self._automaton.find_matches_as_indexes(words, overlapping=True)
        if not found:
            return 0
        masks = self._masks
        bits = 0
        for index in {match[0] for match in found}:
            bits |= masks[index]
        return bits

    def inside(self, words: str, known: frozenset[str]) -> int:
        """Like `bits`, but of a text without a blank in front only where it is part of a word that nobody knows."""
        bits = 0
        for index, start, end in self._automaton.find_matches_as_indexes(words, overlapping=True):
            if words[start] != " ":
                first, last = words.rfind(" ", 0, start) + 1, words.find(" ", end)
                if (first == start and last == end) or words[first:last] in known:
                    continue
            bits |= self._masks[index]
        return bits


class PhraseSieve:
    """Which of many phrases may occur: those of which every group of anchors has one member there.

    The rarest groups are looked for first; ordinary talk holds none of them and goes no further.
    """

    def __init__(self, phrases: Sequence[Sequence[Iterable[Anchor]]]) -> None:
        stages: list[list[tuple[str, int]]] = [[] for _ in range(GROUPS)]
        self._given = [0] * GROUPS
        for number, groups in enumerate(phrases):
            for stage in range(GROUPS):
                if stage < len(groups):
                    stages[stage].extend((anchor_text(anchor), 1 << number) for anchor in groups[stage])
                else:
                    self._given[stage] |= 1 << number
        self._stages = [Sieve(entries) for entries in stages]

    def candidates(self, words: str) -> int:
        """The set (as bits) of the numbers of the phrases that may occur in these words."""
        alive = self._stages[0].bits(words)
        for stage in range(1, GROUPS):
            if not alive & ~self._given[stage]:
                continue
            alive &= self._stages[stage].bits(words) | self._given[stage]
        return alive


def numbered(bits: int) -> Iterator[int]:
    """The positions of the bits that are set, ascending."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest

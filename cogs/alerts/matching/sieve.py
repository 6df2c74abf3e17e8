"""The sieve: one native pass that ends the work for ordinary messages."""

from collections.abc import Iterable, Mapping

from ahocorasick_rs import AhoCorasick, MatchKind

from cogs.alerts.matching.expressions import Anchor


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


def numbered(bits: int) -> Iterable[int]:
    """The positions of the bits that are set, ascending."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def entries_for(anchors: Mapping[int, Iterable[Anchor]]) -> list[tuple[str, int]]:
    """Sieve entries: bit n for every anchor of rule number n."""
    return [(anchor_text(anchor), 1 << number) for number, group in anchors.items() for anchor in group]

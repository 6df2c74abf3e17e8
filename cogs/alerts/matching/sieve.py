"""The sieve: one native pass that ends the work for ordinary messages."""

from collections.abc import Iterable, Iterator, Sequence

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from cogs.alerts.matching.expressions import GROUPS, Anchor, bare


def anchor_text(anchor: Anchor) -> str:
    """The anchor as it stands among words between blanks."""
    return " " + " ".join(word.text for word in anchor) + ("" if anchor[-1].prefix else " ")


class _Stage:
    """One group of anchors of every phrase that has it: text -> the phrases (as bits) it may belong to."""

    def __init__(self, groups: Iterable[tuple[int, Iterable[Anchor]]]) -> None:
        self.bits: dict[str, int] = {}
        self.given = 0
        """Phrases that this stage cannot rule out, because padding alone may hold an anchor of theirs."""
        for number, anchors in groups:
            for anchor in anchors:
                short = bare(anchor)
                if short:
                    text = anchor_text(short)
                    self.bits[text] = self.bits.get(text, 0) | 1 << number
                else:
                    self.given |= 1 << number


class Finder:
    """Looks for many texts at once; `find(data, True)` gives (number of the text, start, end) of every occurrence.

    It is stored as the texts (none of which holds a line end) and made anew when it is read.
    """

    __slots__ = ("_lines", "find")

    def __init__(self, lines: str) -> None:
        self._lines = lines
        texts = lines.encode().split(b"\n") if lines else []
        self.find = BytesAhoCorasick(texts, matchkind=MatchKind.Standard).find_matches_as_indexes

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Finder":
        return cls("\n".join(texts))

    def __reduce__(self) -> tuple[type["Finder"], tuple[str]]:
        return Finder, (self._lines,)


class PhraseSieve:
    """Which of many phrases may occur: those of which every group of anchors has one member there.

    `first` looks for the rarest group of every phrase; ordinary talk goes no further. All words are looked at
    without padding, and so are the anchors.
    """

    def __init__(self, phrases: Sequence[Sequence[Iterable[Anchor]]]) -> None:
        stages = [
            _Stage((number, groups[at]) for number, groups in enumerate(phrases) if at < len(groups))
            for at in range(GROUPS)
        ]
        short = [sum(1 << number for number, groups in enumerate(phrases) if at >= len(groups)) for at in range(GROUPS)]
        first, *further = stages
        self._always = first.given
        self._masks = list(first.bits.values())
        self._first = Finder.of(first.bits)
        self._further = [
            (stage.given | short[at], list(stage.bits.values()), Finder.of(stage.bits))
            for at, stage in enumerate(further, start=1)
        ]

    def first(self, words: bytes) -> int:
        """The set (as bits) of the phrases of which the rarest group has a member in these words."""
        alive = self._always
        for index, _, _ in self._first.find(words, True):
            alive |= self._masks[index]
        return alive

    def narrowed(self, alive: int, words: bytes) -> int:
        """Those of the phrases of which the other groups have a member in these words as well."""
        for given, masks, finder in self._further:
            if alive & ~given:
                found = given
                for index, _, _ in finder.find(words, True):
                    found |= masks[index]
                alive &= found
        return alive

    def candidates(self, words: bytes) -> int:
        """The set (as bits) of the numbers of the phrases that may occur in these words."""
        return self.narrowed(self.first(words), words)


def numbered(bits: int) -> Iterator[int]:
    """The positions of the bits that are set, ascending."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest

"""Finds many texts at once in one native pass (Aho and Corasick's automaton)."""

from collections.abc import Iterable

from ahocorasick_rs import BytesAhoCorasick, MatchKind


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

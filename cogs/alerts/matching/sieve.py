"""The sieve: which of very many phrases the words of a message may say. Ordinary talk says none of them."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from cogs.alerts.matching.bits import BitsOfWords, parted, together
from cogs.alerts.matching.clauses import START, Clause, Clauses
from cogs.alerts.matching.groups import Groups
from cogs.alerts.matching.phrases import Sequence as Tree

Holding = list[list[int]]
"""For each layer of rules, the phrases that may stand in some words."""


class PhraseSieve:
    """Which of many phrases may be said: those of a group that is there, of which every clause has a word there."""

    def __init__(self, trees: Iterable[Tree]) -> None:
        clauses = Clauses()
        trees = list(trees)
        self.groups = Groups(trees, clauses)
        self._clauses = [clauses.of(tree) for tree in trees]
        self._starts = {clause: starts for each in self._clauses for clause in each if (starts := _starts(clause))}

    def said(self, groups: int, words: set[str]) -> list[int]:
        """The phrases of these groups (as bits) that these words may say, ascending."""
        numbers: set[int] = set()
        while groups:
            last = groups.bit_length() - 1
            numbers.update(self.groups.members[last])
            groups ^= 1 << last
        found: list[int] = []
        for number in sorted(numbers):
            for clause in self._clauses[number]:
                if clause.isdisjoint(words) and not self._started(clause, words):
                    break
            else:
                found.append(number)
        return found

    def _started(self, clause: Clause, words: set[str]) -> bool:
        starts = self._starts.get(clause)
        return starts is not None and any(word.startswith(starts) for word in words)


class Sieves:
    """The sieves of all layers as one: words are asked once, whatever the number of layers."""

    def __init__(self, sieves: Sequence[PhraseSieve]) -> None:
        counts = [sieve.groups.count for sieve in sieves]
        firsts = accumulate(counts, initial=0)
        self._parts = [
            (sieve, first, (1 << count) - 1) for sieve, first, count in zip(sieves, firsts, counts, strict=False)
        ]
        """Each sieve, the first of its bits and all of them."""
        self.bits = BitsOfWords([sieve.groups for sieve in sieves])

    def said(self, groups: int, words: set[str]) -> Holding | None:
        """For each layer, the phrases of these groups (as bits) that these words may say; None where there are none."""
        found: Holding = []
        for sieve, first, every in self._parts:
            of_layer = groups >> first & every
            found.append(sieve.said(of_layer, words) if of_layer else [])
        return found if any(found) else None

    def said_with(self, words: Iterable[str]) -> Holding | None:
        """The same of all groups."""
        told = set(words)
        groups = parted(self.bits.alive(together(map(self.bits.__getitem__, told)))).groups
        return self.said(groups, told) if groups else None


def _starts(clause: Clause) -> tuple[str, ...]:
    """Those of which a clause takes every word that begins so."""
    return tuple(sorted(word[:-1] for word in clause if word[-1] == START))

"""Groups of phrases: the first thing asked of every message, by one number for each of its words.

Of each phrase a few clauses are looked at, its levels. Phrases that wait for the same words share a group, and so do
those that wait for words too rare to matter. A word has a bit for each group and level that waits for it; a phrase
can only be said where the words of the message have, together, every bit of its group.
"""

from collections.abc import Iterable, Sequence
from math import prod

from cogs.alerts.matching.clauses import Clause, Clauses, cost, share
from cogs.alerts.matching.phrases import PhraseError
from cogs.alerts.matching.phrases import Sequence as Tree
from cogs.shared.words import mark

LEVELS = 4
_SHARING = 30
"""One word must not stand for two clauses."""
_OFTEN = 3e-5
"""A phrase that lets pass more than this share of ordinary messages is taken apart."""
_RARELY = 3e-6
"""The share of ordinary messages that a group of several phrases may let pass."""

Levels = tuple[Clause, ...]


class Groups:
    """Phrases in groups. A phrase that would let much pass is in several, by what is said in one of its places."""

    def __init__(self, trees: Iterable[Tree], clauses: Clauses) -> None:
        """Raises PhraseError for a phrase of which no word is needed."""
        found: dict[Levels, list[int]] = {}
        for number, tree in enumerate(trees):
            if not clauses.of(tree):
                raise PhraseError(mark("A rule needs at least one plain word outside [ ]."))
            for each in clauses.of_each(tree, _OFTEN, lambda clauses: _chance(_levels(clauses))):
                found.setdefault(_levels(each), []).append(number)
        levels = list(found)
        grouped = _grouped(levels)
        self.count = len(grouped)
        self.members = [tuple(sorted({number for at in group for number in found[levels[at]]})) for group in grouped]
        """The phrases of each group."""
        bits: dict[str, list[int]] = {}
        for group, members in enumerate(grouped):
            for level, words in enumerate(zip(*(levels[at] for at in members), strict=True)):
                for word in frozenset[str]().union(*words):
                    bits.setdefault(word, [0] * LEVELS)[level] |= 1 << group
        self.bits = {word: tuple(each) for word, each in bits.items()}
        """A word, or "swim*" for every word with that start -> for each level, the groups that wait for it."""


def _levels(clauses: tuple[Clause, ...]) -> Levels:
    """The clauses that together let the least pass: rare ones, and of those the ones that share no words.

    Where there are too few the last one is repeated.
    """
    chosen: list[Clause] = []
    left = list(clauses)
    used: set[str] = set()
    while left and len(chosen) < LEVELS:
        best = min(left, key=lambda clause: cost(clause) + _SHARING * cost(clause & used))
        left.remove(best)
        chosen.append(best)
        used |= best
    return (*chosen, *(chosen[-1:] * (LEVELS - len(chosen))))


def _grouped(phrases: Sequence[Levels]) -> list[list[int]]:
    """The numbers of the phrases of each group. Neighbours are those that share words."""
    known: dict[Clause, list[str]] = {}

    def commonest_first(clause: Clause) -> list[str]:
        found = known.get(clause)
        if found is None:
            found = known[clause] = sorted(clause, key=lambda word: (-share(word), word))
        return found

    groups: list[list[int]] = []
    waiting: list[set[str]] = []
    for number in sorted(range(len(phrases)), key=lambda at: [commonest_first(clause) for clause in phrases[at]]):
        widened = [words | clause for words, clause in zip(waiting, phrases[number], strict=False)]
        if groups and (widened == waiting or _chance(widened) < _RARELY):
            groups[-1].append(number)
            waiting = widened
        else:
            groups.append([number])
            waiting = [set(clause) for clause in phrases[number]]
    return groups


def _chance(levels: Iterable[Iterable[str]]) -> float:
    """The share of ordinary messages that hold a word of each level, if words kept no company."""
    return prod(min(1.0, cost(words)) for words in {frozenset(level) for level in levels})

"""From a phrase tree to its clauses: sets of words of which every text that the phrase matches says one each.

What a clause waits for is a word, or the start of one ("swim*" for every word that begins so); order and distance
are left to the expression. Looking at them costs next to nothing, and ordinary talk nearly always misses one.
"""

from collections.abc import Callable, Iterable
from functools import cache

from cogs.alerts.matching.expressions import spellings
from cogs.alerts.matching.phrases import Choice, Node, Sequence, Word
from cogs.alerts.matching.spelling import EXPANDED
from cogs.alerts.matching.vocabulary import common_words, frequency

Clause = frozenset[str]
START = "*"
"""Ends what stands for all words with that start. No word of a message holds this sign."""
_MOST_OF_A_CHOICE = 5
_MOST_BRANCHES = 120
_WORDS_PER_MESSAGE = 13


@cache
def _from_short_forms() -> dict[str, float]:
    """How much commoner a word is once the short forms of chat are written out: "dont" says "do" and "not"."""
    found: dict[str, float] = {}
    for short, plain in EXPANDED.items():
        if short in common_words():
            for word in plain:
                found[word] = found.get(word, 0.0) + frequency(short)
    return found


@cache
def share(word: str) -> float:
    """The rough share of ordinary messages that say this word, or one with this start."""
    said = 3 * frequency(word[:-1]) if word.endswith(START) else frequency(word)
    return min(1.0, _WORDS_PER_MESSAGE * (said + _from_short_forms().get(word, 0.0)))


def cost(clause: Iterable[str]) -> float:
    """The share of ordinary messages that this clause lets pass."""
    return sum(map(share, clause))


class Clauses:
    """Works out clauses. Lists of wordings are shared by many phrases, and so are the clauses made of them."""

    def __init__(self) -> None:
        self._choices: dict[int, tuple[Choice, tuple[Clause, ...]]] = {}
        self._known: dict[Clause, Clause] = {}
        self._ranks: dict[Clause, tuple[float, int, list[str]]] = {}

    def of_each(
        self, tree: Sequence, most: float, chance: Callable[[tuple[Clause, ...]], float]
    ) -> list[tuple[Clause, ...]]:
        """The clauses of the tree; or those with each branch of one choice, where that lets much less pass.

        Nothing is taken apart that lets pass less than `most` of ordinary messages by this `chance`.
        """
        whole = self.of(tree)
        best, least = [whole], 0.7 * chance(whole)
        if least < most:
            return best
        for at, item in enumerate(tree.items):
            if isinstance(item, Choice) and not item.optional and len(item.branches) <= _MOST_BRANCHES:
                before, after = tree.items[:at], tree.items[at + 1 :]
                apart = [self.of(Sequence(before + branch.items + after)) for branch in item.branches]
                passing = sum(map(chance, apart))
                if passing < least:
                    best, least = apart, passing
        return best

    def of(self, tree: Sequence) -> tuple[Clause, ...]:
        """The clauses of the tree, the rarest first; none that another makes superfluous."""
        found = dict.fromkeys(clause for item in tree.items for clause in self._of_node(item))
        kept: list[Clause] = []
        for clause in sorted(found, key=self._rank):
            if not any(other <= clause for other in kept):
                kept.append(clause)
        return tuple(kept)

    def _of_node(self, node: Node) -> tuple[Clause, ...]:
        if isinstance(node, Word):
            said = (node.text + START,) if node.prefix else spellings(node.text)
            return (self._one(frozenset(said)),)
        if not isinstance(node, Choice) or node.optional:
            return ()
        known = self._choices.get(id(node))
        if known is None:
            known = self._choices[id(node)] = (node, self._of_choice(node))
        return known[1]

    def _of_choice(self, choice: Choice) -> tuple[Clause, ...]:
        """The rarest word of each branch is one clause, the next rarest of each another."""
        branches = [self.of(branch) for branch in choice.branches]
        if not all(branches):
            return ()
        most = min(_MOST_OF_A_CHOICE, max(map(len, branches)))
        levels = [[branch[min(level, len(branch) - 1)] for branch in branches] for level in range(most)]
        return tuple(dict.fromkeys(self._one(frozenset[str]().union(*level)) for level in levels))

    def _rank(self, clause: Clause) -> tuple[float, int, list[str]]:
        """The rarest first, and always in the same order."""
        known = self._ranks.get(clause)
        if known is None:
            words = sorted(clause)
            known = self._ranks[clause] = (cost(words), len(words), words)
        return known

    def _one(self, clause: Clause) -> Clause:
        return self._known.setdefault(clause, clause)

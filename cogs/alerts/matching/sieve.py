"""The sieve: which of very many phrases the words of a message may say. Ordinary talk says none of them."""

from collections.abc import Iterable, Sequence
from itertools import chain, islice

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from cogs.alerts.matching.clauses import START, Clause, Clauses, cost, share
from cogs.alerts.matching.expressions import ONE_AS_WRITTEN, Anchor, anchor_options
from cogs.alerts.matching.phrases import Sequence as Tree
from cogs.alerts.matching.spelling import MORE_FILLERS

Key = tuple[str, ...]
_EVERYWHERE = 0.4
_OFTEN = 2e-3
_MOST_OPTIONS = 5


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


_PADDING = sorted(MORE_FILLERS)


class PhraseSieve:
    """Which of many phrases may be said: those of which one of the keys stands in the words of a message, and every
    clause has a word there.

    A key is a word, or two that stand side by side: telling enough, and one native pass finds those of all phrases.
    """

    def __init__(self, phrases: Sequence[tuple[Tree, Iterable[Anchor]]]) -> None:
        clauses = Clauses()
        each = [_telling(clauses.of(tree)) for tree, _ in phrases]
        found: dict[str, list[int]] = {}
        for number, (tree, anchors) in enumerate(phrases):
            for key in _keys(tree, anchors, each[number]):
                found.setdefault(key, []).append(number)
        self._clauses = each
        self._numbers = [tuple(numbers) for numbers in found.values()]
        starts = {word for clauses in each for clause in clauses for word in clause if word[-1] == START}
        self._told = [*_PADDING, *sorted(starts)]
        self._finder = Finder.of([*map(_pattern, self._told), *found])

    def keyed(self, words: bytes) -> tuple[set[int], set[str]]:
        """The phrases of which a key stands in these words (each between single blanks), and what of padding and of
        the starts that clauses wait for is there."""
        found: set[int] = set()
        told: set[str] = set()
        others = len(self._told)
        for index, _, _ in self._finder.find(words, True):
            if index < others:
                told.add(self._told[index])
            else:
                found.update(self._numbers[index - others])
        return found, told

    def confirmed(self, keyed: Iterable[int], told: set[str]) -> list[int]:
        """Those of the phrases of which every clause has a word among those told, ascending."""
        alive: list[int] = []
        each = self._clauses
        for number in keyed:
            for clause in each[number]:
                if clause.isdisjoint(told):
                    break
            else:
                alive.append(number)
        alive.sort()
        return alive

    def candidates(self, words: bytes) -> list[int]:
        """The numbers of the phrases that may be said with these words, ascending."""
        keyed, told = self.keyed(words)
        return self.confirmed(keyed, told.union(words.decode().split())) if keyed else []


def _telling(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Without those that most messages hold a word of."""
    return tuple(clause for clause in clauses if cost(clause) < _EVERYWHERE)


def _keys(tree: Tree, anchors: Iterable[Anchor], clauses: Iterable[Clause]) -> list[str]:
    """The keys of a phrase as the finder wants them: one in each of its anchors, or else the words of a clause.

    Where those of the first anchors would be common, others may have rarer ones.
    """
    keys = _keys_in(anchors)
    least = _often(keys)
    if least > _OFTEN:
        others = map(_keys_in, islice(anchor_options(tree), _MOST_OPTIONS))
        for other in chain(others, ([(word,) for word in clause] for clause in islice(clauses, 1))):
            if _often(other) < least:
                keys, least = other, _often(other)
    return [_pattern(" ".join(key)) for key in sorted(keys)]


def _pattern(key: str) -> str:
    """A key as it stands among words between blanks."""
    return f" {key[:-1]}" if key[-1] == START else f" {key} "


def _keys_in(anchors: Iterable[Anchor]) -> list[Key]:
    return [tuple(word.text + START if word.prefix else word.text for word in anchor) for anchor in anchors]


def _share(key: Key) -> float:
    """The rough share of ordinary messages in which this key is found."""
    chance, before = 1.0, ""
    for word in key:
        chance *= 1.0 if (before, word) in ONE_AS_WRITTEN else share(word)
        before = word
    return chance


def _often(keys: Iterable[Key]) -> float:
    return sum(map(_share, keys))

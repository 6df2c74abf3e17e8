"""From a phrase tree to a linear-time expression, and to the anchors the sieve waits for.

An anchor is a short run of words without which the phrase cannot occur. The rarest possible run is taken,
so that ordinary talk passes the sieve untouched.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from heapq import heapify, heappop, heappush
from itertools import chain, pairwise
from typing import cast

from cogs.alerts.matching.phrases import Amount, Choice, Edge, Gap, Node, PhraseError, Sequence, Word
from cogs.alerts.matching.spelling import EXPANDED, MORE_FILLERS, NUMBERS, WITH_APOSTROPHE
from cogs.alerts.matching.vocabulary import frequency
from cogs.shared.words import mark

MAX_ANCHORS = 4_000
"""Wordings one phrase may need in the sieve."""
_MOST_COMBINATIONS = 900
_LONGEST_ANCHOR = 3
_SOUNDS_LIKE_DIGIT = {"to": ("to", "2", "too"), "for": ("for", "4"), "too": ("too", "to", "2")}
_UNIT = "(?:x|mg|mgs|g|gs|mcg|ml|mls|k|cl|oz|pills?|tabs?)?"

_REMEMBERED = 20_000

Anchor = tuple[Word, ...]
Anchors = tuple[Anchor, ...]


def spellings(word: str) -> tuple[str, ...]:
    """How people write a word of a phrase: a digit may sound like it."""
    return _SOUNDS_LIKE_DIGIT.get(word, (word,))


def _at_least(least: int) -> str:
    """An expression for every decimal number >= least."""
    if least <= 0:
        return "[0-9]{1,6}"
    digits = str(least)
    parts: list[str] = [f"[1-9][0-9]{{{len(digits)},5}}"] if len(digits) < 6 else []
    for index, digit in enumerate(digits):
        if digit != "9":
            rest = len(digits) - index - 1
            parts.append(f"{digits[:index]}[{int(digit) + 1}-9][0-9]{{{rest}}}")
    parts.append(digits)
    return "(?:" + "|".join(parts) + ")"


def _word_source(word: Word) -> str:
    if word.prefix:
        return word.text + "[a-z0-9]* "
    spelled = spellings(word.text)
    return f"{word.text} " if len(spelled) == 1 else "(?:" + "|".join(spelled) + ") "


def _source(node: Node, *, ends: bool = True) -> str:
    match node:
        case Word():
            return _word_source(node)
        case Gap(words):
            return f"(?:[a-z0-9]+ ){{0,{words}}}"
        case Amount(least):
            names = [name for name, value in NUMBERS.items() if value >= least]
            return f"(?:{_at_least(least)}{_UNIT}|{'|'.join(names) or '100'}) "
        case Edge(kind):
            if not ends:
                return ""
            return "(?:[.?] )?" if kind == "." else "[.?] "
        case Choice(branches, optional):
            body = "|".join(_sequence_source(branch, ends=ends) for branch in branches)
            return f"(?:{body})" + ("?" if optional else "")


def _sequence_source(tree: Sequence, *, ends: bool = True) -> str:
    return "".join(_source(item, ends=ends) for item in tree.items)


def expression(trees: list[Sequence], *, ends: bool = True) -> bytes:
    """One RE2 source over a view's data that matches any of the trees.

    Without `ends` it reads words alone and takes every sentence end for granted: it misses nothing that the
    exact one finds.
    """
    return (" (?:" + "|".join(_sequence_source(tree, ends=ends) for tree in trees) + ")").encode()


_literals: dict[int, tuple[Choice, list[Anchor] | None]] = {}


def _wordings(node: Node) -> list[Anchor] | None:
    """Every literal wording of the node, or None where it has none or too many."""
    match node:
        case Word(text, prefix):
            if prefix:
                return [(node,)]
            return [(Word(spelled),) for spelled in spellings(text)]
        case Choice():
            if id(node) not in _literals:
                if len(_literals) >= _REMEMBERED:
                    _literals.clear()
                _literals[id(node)] = (node, _choice_wordings(node))
            return _literals[id(node)][1]
        case _:
            return None


def _choice_wordings(choice: Choice) -> list[Anchor] | None:
    found: list[Anchor] = [()] if choice.optional else []
    for branch in choice.branches:
        literal = _literal(branch)
        if literal is None or len(found) > _MOST_COMBINATIONS:
            return None
        found.extend(literal)
    return found


def _literal(tree: Sequence) -> list[Anchor] | None:
    parts = [_wordings(item) for item in tree.items]
    if any(part is None for part in parts):
        return None
    return _products([part for part in parts if part is not None])


def _products(parts: list[list[Anchor]]) -> list[Anchor] | None:
    made: list[Anchor] = [()]
    for part in parts:
        if len(made) * len(part) > _MOST_COMBINATIONS:
            return None
        made = [left + right for left in made for right in part]
    return made


_NEIGHBOURS = 12
"""Neighbours are far from independent: each further word counts for less than its rarity."""
_ONE_WORD = 100
"""As above, of two words that are one as people write: "i am", "do not"."""
ONE_AS_WRITTEN = {pair for words in (*EXPANDED.values(), *WITH_APOSTROPHE.values()) for pair in pairwise(words)}


def bare(anchor: Anchor) -> Anchor:
    """The anchor without the words that only pad talk."""
    return tuple(word for word in anchor if word.text not in MORE_FILLERS)


@lru_cache(maxsize=1 << 16)
def _chance(anchor: Anchor) -> float:
    """The share of places in ordinary talk where the anchor stands."""
    chance = 1.0
    before = ""
    for word, prefix in anchor:
        chance *= frequency(word) * (3 if prefix else 1)
        if before:
            chance *= _ONE_WORD if (before, word) in ONE_AS_WRITTEN else _NEIGHBOURS
        before = word
    return chance


def share_of(anchors: Iterable[Anchor]) -> float:
    """The rough share of places in ordinary talk where one of these anchors stands."""
    return sum(map(_chance, anchors))


@lru_cache(maxsize=1 << 16)
def _bare_chance(anchor: Anchor) -> float:
    """The same in words without padding, as the sieve sees them; an anchor of padding alone is found everywhere."""
    return _chance(bare(anchor))


def _cost(anchors: Anchors) -> float:
    return 1e-7 * len(anchors) + sum(map(_bare_chance, anchors))


def _likely(anchors: Iterable[Anchor]) -> float:
    """The share of places where one of an item's wordings stands, padding left out; 1 and more: everywhere."""
    return sum(map(_bare_chance, anchors))


_known_items: dict[int, tuple[Choice, float, bool, bool]] = {}
"""What is asked of a list of wordings again and again: how likely, may it be empty, does a `word*` end one."""


def _summary(node: Node, anchors: list[Anchor]) -> tuple[float, bool, bool]:
    if not isinstance(node, Choice):
        return _likely(anchors), False, any(word.prefix for anchor in anchors for word in anchor)
    known = _known_items.get(id(node))
    if known is None:
        if len(_known_items) >= _REMEMBERED:
            _known_items.clear()
        open_ended = any(word.prefix for anchor in anchors for word in anchor)
        known = _known_items[id(node)] = (node, _likely(anchors), not all(anchors), open_ended)
    return known[1:]


def _windows(items: tuple[Node, ...]) -> Iterator[tuple[float, Callable[[], Anchors | None]]]:
    """Every short run of items whose literal wordings can serve as anchors: at most this cheap, and how."""
    literal = [_wordings(item) for item in items]
    summed = [None if part is None else _summary(item, part) for item, part in zip(items, literal, strict=True)]
    for start in range(len(items)):
        least, count = 1 / _NEIGHBOURS, 1
        empty = True
        parts: list[list[Anchor]] = []
        for end, part in enumerate(literal[start : start + _LONGEST_ANCHOR], start=start + 1):
            summary = summed[end - 1]
            if part is None or summary is None or count * len(part) > _MOST_COMBINATIONS:
                break
            likely, may_be_empty, open_ended = summary
            least *= likely * _NEIGHBOURS
            count *= len(part)
            empty = empty and may_be_empty
            parts.append(part)
            if not empty:
                yield (0.0 if end - start == 1 else least, partial(_product, tuple(parts)))
            if open_ended:
                break


def _product(parts: tuple[list[Anchor], ...]) -> Anchors | None:
    """The anchors of neighbouring items, or None where a `word*` would not be the last word."""
    anchors: list[Anchor] = [()]
    for part in parts:
        anchors = [left + right for left in anchors for right in part]
    if any(word.prefix for part in parts for anchor in part for word in anchor) and any(
        word.prefix for anchor in anchors for word in anchor[:-1]
    ):
        return None
    return _shortened(anchors)


def _shortened(anchors: Iterable[Anchor]) -> Anchors:
    """Long wordings cut to their rarest few neighbouring words: the sieve needs no more. Each once."""
    return tuple(dict.fromkeys([anchor if len(anchor) <= _LONGEST_ANCHOR else _rarest(anchor) for anchor in anchors]))


def _rarest(anchor: Anchor) -> Anchor:
    windows = [anchor[at : at + _LONGEST_ANCHOR] for at in range(len(anchor) - _LONGEST_ANCHOR + 1)]
    return min(windows, key=_chance)


_known_anchors: dict[int, tuple[Sequence, Anchors]] = {}
"""Anchors by the identity of their tree, which stays alive here: lists of wordings are shared by many phrases."""


def anchors_of(tree: Sequence) -> Anchors:
    """The cheapest set of anchors of which at least one is in every text the tree matches."""
    items = tree.items
    if len(items) <= _LONGEST_ANCHOR and all(
        type(item) is Word and item.text not in _SOUNDS_LIKE_DIGIT for item in items
    ):
        anchor = cast("Anchor", items)
        if not any(word.prefix for word in anchor[:-1]):
            return (anchor,)
    return rarest_anchors(tree)


def rarest_anchors(tree: Sequence) -> Anchors:
    """As `anchors_of`, and always the cheapest set there is, of a plain run of words as well."""
    known = _known_anchors.get(id(tree))
    if known is None:
        if len(_known_anchors) >= _REMEMBERED:
            _known_anchors.clear()
        known = _known_anchors[id(tree)] = (tree, _cheapest(tree))
    return known[1]


def _cheapest(tree: Sequence) -> Anchors:
    """Candidates wait with a guess, never too high; one is priced when its turn comes."""
    waiting: list[tuple[float, int, Callable[[], Anchors | None] | Anchors]] = []
    for least, make in _windows(tree.items):
        waiting.append((least, len(waiting), make))
    for item in tree.items:
        if isinstance(item, Choice) and not item.optional and _wordings(item) is None:
            waiting.append((0.0, len(waiting), partial(_branches, item)))
    heapify(waiting)
    while waiting:
        _, number, wanted = heappop(waiting)
        if not callable(wanted):
            return wanted
        anchors = wanted()
        if anchors is not None and len(anchors) <= MAX_ANCHORS:
            heappush(waiting, (_cost(anchors), number, anchors))
    raise PhraseError(mark("A rule needs at least one plain word outside [ ]."))


def _branches(choice: Choice) -> Anchors | None:
    try:
        return tuple(dict.fromkeys(chain.from_iterable(map(anchors_of, choice.branches))))
    except PhraseError:
        return None

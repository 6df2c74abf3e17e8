"""From a phrase tree to a linear-time expression, and to the anchors the sieve waits for.

An anchor is a short run of words without which the phrase cannot occur. The rarest possible run is taken,
so that ordinary talk passes the sieve untouched.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, pairwise
from typing import cast

from cogs.alerts.matching.phrases import Amount, Choice, Edge, Gap, Node, PhraseError, Sequence, Word
from cogs.alerts.matching.spelling import EXPANDED, MORE_FILLERS, NUMBERS, WITH_APOSTROPHE
from cogs.alerts.matching.vocabulary import frequency

MAX_ANCHORS = 4_000
"""Wordings one phrase may need in the sieve."""
_MOST_COMBINATIONS = 900
_LONGEST_ANCHOR = 3
_SOUNDS_LIKE_DIGIT = {"to": ("to", "2", "too"), "for": ("for", "4"), "too": ("too", "to", "2")}
_UNIT = "(?:x|mg|mgs|g|gs|mcg|ml|mls|k|cl|oz|pills?|tabs?)?"

GROUPS = 3
_REMEMBERED = 20_000
_RARE_ENOUGH = 2e-4
_OFTEN = 0.03
_MOST_FURTHER = 400
_WORDS_PER_MESSAGE = 15

Anchor = tuple[Word, ...]
Anchors = tuple[Anchor, ...]


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
    spelled = _SOUNDS_LIKE_DIGIT.get(word.text)
    return f"{word.text} " if spelled is None else "(?:" + "|".join(spelled) + ") "


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
            return [(Word(spelled),) for spelled in _SOUNDS_LIKE_DIGIT.get(text, (text,))]
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
_CONTRACTED = {pair for words in (*EXPANDED.values(), *WITH_APOSTROPHE.values()) for pair in pairwise(words)}


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
            chance *= _ONE_WORD if (before, word) in _CONTRACTED else _NEIGHBOURS
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


Range = tuple[int, int]
Option = tuple[float, Range, Anchors]


def _windows(items: tuple[Node, ...]) -> list[Option]:
    """Every short run of items whose literal wordings can serve as anchors: a `word*` only as their last word."""
    found: list[Option] = []
    literal = [_wordings(item) for item in items]
    open_ended = [part is not None and any(word.prefix for anchor in part for word in anchor) for part in literal]
    for start in range(len(items)):
        anchors: list[Anchor] = [()]
        for end, part in enumerate(literal[start : start + _LONGEST_ANCHOR], start=start + 1):
            if part is None or len(anchors) * len(part) > _MOST_COMBINATIONS:
                break
            anchors = [left + right for left in anchors for right in part]
            if all(anchors) and not (open_ended[end - 1] and any(w.prefix for a in anchors for w in a[:-1])):
                shortened = _shortened(anchors)
                found.append((_cost(shortened), (start, end), shortened))
            if open_ended[end - 1]:
                break
    return found


def _shortened(anchors: Iterable[Anchor]) -> Anchors:
    """Long wordings cut to their rarest few neighbouring words: the sieve needs no more. Each once."""
    return tuple(dict.fromkeys([anchor if len(anchor) <= _LONGEST_ANCHOR else _rarest(anchor) for anchor in anchors]))


def _rarest(anchor: Anchor) -> Anchor:
    windows = [anchor[at : at + _LONGEST_ANCHOR] for at in range(len(anchor) - _LONGEST_ANCHOR + 1)]
    return min(windows, key=_chance)


_found: dict[int, tuple[Sequence, list[Option]]] = {}
"""Options by the identity of their tree, which stays alive here: lists of wordings are shared by many phrases."""


def _options(tree: Sequence) -> list[Option]:
    """What the sieve could wait for, the cheapest first."""
    known = _found.get(id(tree))
    if known is not None:
        return known[1]
    options = _windows(tree.items)
    for index, item in enumerate(tree.items):
        if isinstance(item, Choice) and not item.optional:
            try:
                anchors = tuple(dict.fromkeys(chain.from_iterable(map(anchors_of, item.branches))))
            except PhraseError:
                continue
            options.append((_cost(anchors), (index, index + 1), anchors))
    options = sorted([o for o in options if len(o[2]) <= MAX_ANCHORS], key=lambda option: option[:2])
    if len(_found) >= _REMEMBERED:
        _found.clear()
    _found[id(tree)] = tree, options
    return options


def anchors_of(tree: Sequence) -> Anchors:
    """The cheapest set of anchors of which at least one is in every text the tree matches."""
    items = tree.items
    if len(items) <= _LONGEST_ANCHOR and all(
        type(item) is Word and item.text not in _SOUNDS_LIKE_DIGIT for item in items
    ):
        anchor = cast("Anchor", items)
        if not any(word.prefix for word in anchor[:-1]):
            return (anchor,)
    options = _options(tree)
    if not options:
        raise PhraseError("the phrase needs at least one plain word outside [ ]")
    return options[0][2]


def anchor_groups(tree: Sequence) -> list[Anchors]:
    """Up to three sets of anchors from different parts of the tree: a text it matches holds one of each.

    The first is the rarest; more are taken only while everyday talk would still pass too often.
    """
    options = _options(tree)
    if not options:
        raise PhraseError("the phrase needs at least one plain word outside [ ]")
    chosen: list[Option] = []
    chance = 1.0
    for cost, (start, end), anchors in options:
        if any(start < taken[1][1] and taken[1][0] < end for taken in chosen):
            continue
        if chosen and (chance < _RARE_ENOUGH or cost > _OFTEN or len(anchors) > _MOST_FURTHER):
            break
        chosen.append((cost, (start, end), anchors))
        chance *= min(1.0, cost * _WORDS_PER_MESSAGE)
        if len(chosen) == GROUPS:
            break
    return [anchors for _, _, anchors in chosen]

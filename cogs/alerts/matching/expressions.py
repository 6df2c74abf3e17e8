"""From a phrase tree to a linear-time expression, and to the anchors the sieve waits for.

An anchor is a short run of words without which the phrase cannot occur. The rarest possible run is taken,
so that ordinary talk passes the sieve untouched.
"""

from functools import lru_cache
from itertools import pairwise, product

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
    size = 1
    for part in parts:
        size *= len(part)
    if size > _MOST_COMBINATIONS:
        return None
    return [tuple(word for piece in pieces for word in piece) for pieces in product(*parts)]


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
    chance = 1.0
    for index, word in enumerate(anchor):
        chance *= frequency(word.text) * (3 if word.prefix else 1)
        if index:
            chance *= _ONE_WORD if (anchor[index - 1].text, word.text) in _CONTRACTED else _NEIGHBOURS
    return chance


def share_of(anchors: list[Anchor]) -> float:
    """The rough share of places in ordinary talk where one of these anchors stands."""
    return sum(_chance(anchor) for anchor in anchors)


def _cost(anchors: list[Anchor]) -> float:
    """What an anchor set costs the sieve, which looks for it in words without padding."""
    return 1e-7 * len(anchors) + share_of([bare(anchor) for anchor in anchors])


Range = tuple[int, int]
Option = tuple[float, Range, list[Anchor]]


def _windows(items: tuple[Node, ...]) -> list[Option]:
    """Every short run of items whose literal wordings can serve as anchors."""
    found: list[Option] = []
    literal = [_wordings(item) for item in items]
    for start in range(len(items)):
        window: list[list[Anchor]] = []
        for end, part in enumerate(literal[start : start + _LONGEST_ANCHOR], start=start + 1):
            if part is None:
                break
            window.append(part)
            anchors = _products(window)
            if anchors is None:
                break
            if all(anchors) and not any(word.prefix for anchor in anchors for word in anchor[:-1]):
                shortened = _shortened(anchors)
                found.append((_cost(shortened), (start, end), shortened))
    return found


def _spelled(anchor: Anchor) -> list[str]:
    return [word.text for word in anchor]


def _shortened(anchors: list[Anchor]) -> list[Anchor]:
    """Long wordings cut to their rarest few neighbouring words: the sieve needs no more."""
    cut: set[Anchor] = set()
    for anchor in anchors:
        if len(anchor) <= _LONGEST_ANCHOR:
            cut.add(anchor)
            continue
        windows = [anchor[at : at + _LONGEST_ANCHOR] for at in range(max(1, len(anchor) - _LONGEST_ANCHOR + 1))]
        cut.add(min(windows, key=_chance))
    return sorted(cut, key=_spelled)


def _options(tree: Sequence) -> list[Option]:
    options = _windows(tree.items)
    for index, item in enumerate(tree.items):
        if isinstance(item, Choice) and not item.optional:
            try:
                anchors = {anchor for branch in item.branches for anchor in anchors_of(branch)}
            except PhraseError:
                continue
            ordered = sorted(anchors, key=_spelled)
            options.append((_cost(ordered), (index, index + 1), ordered))
    return sorted((o for o in options if len(o[2]) <= MAX_ANCHORS), key=lambda option: (option[0], option[1]))


_anchors: dict[int, tuple[Sequence, list[Anchor]]] = {}
"""Anchors by the identity of their tree, which stays alive here: lists of wordings are shared by many phrases."""


def anchors_of(tree: Sequence) -> list[Anchor]:
    """The cheapest set of anchors of which at least one is in every text the tree matches."""
    known = _anchors.get(id(tree))
    if known is not None:
        return known[1]
    options = _options(tree)
    if not options:
        raise PhraseError("the phrase needs at least one plain word outside [ ]")
    if len(_anchors) >= _REMEMBERED:
        _anchors.clear()
    _anchors[id(tree)] = (tree, options[0][2])
    return options[0][2]


def anchor_groups(tree: Sequence) -> list[list[Anchor]]:
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

"""From a phrase tree to a linear-time expression, and to the anchors the sieve waits for.

An anchor is a short run of words without which the phrase cannot occur. The rarest possible run is taken,
so that ordinary talk passes the sieve untouched.
"""

from itertools import product

from cogs.alerts.matching.phrases import Amount, Choice, Edge, Gap, Node, PhraseError, Sequence, Word
from cogs.alerts.matching.spelling import NUMBERS
from cogs.alerts.matching.vocabulary import frequency

MAX_ANCHORS = 4_000
"""Wordings one phrase may need in the sieve."""
_MOST_COMBINATIONS = 900
_LONGEST_ANCHOR = 3
_SOUNDS_LIKE_DIGIT = {"to": ("to", "2", "too"), "for": ("for", "4")}
_UNIT = "(?:x|mg|mgs|g|gs|mcg|ml|mls|k|cl|oz|pills?|tabs?)?"

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


def _source(node: Node) -> str:
    match node:
        case Word():
            return _word_source(node)
        case Gap(words):
            return f"(?:[a-z0-9]+ ){{0,{words}}}"
        case Amount(least):
            names = [name for name, value in NUMBERS.items() if value >= least]
            return f"(?:{_at_least(least)}{_UNIT}|{'|'.join(names) or '100'}) "
        case Edge():
            return "[.?] "
        case Choice(branches, optional):
            body = "|".join(_sequence_source(branch) for branch in branches)
            return f"(?:{body})" + ("?" if optional else "")


def _sequence_source(tree: Sequence) -> str:
    return "".join(_source(item) for item in tree.items)


def expression(trees: list[Sequence]) -> bytes:
    """One RE2 source over a view's data that matches any of the trees."""
    return (" (?:" + "|".join(_sequence_source(tree) for tree in trees) + ")").encode()


def _wordings(node: Node) -> list[Anchor] | None:
    """Every literal wording of the node, or None where it has none or too many."""
    match node:
        case Word(text, prefix):
            if prefix:
                return [(node,)]
            return [(Word(spelled),) for spelled in _SOUNDS_LIKE_DIGIT.get(text, (text,))]
        case Choice(branches, optional):
            found: list[Anchor] = [()] if optional else []
            for branch in branches:
                literal = _literal(branch)
                if literal is None or len(found) > _MOST_COMBINATIONS:
                    return None
                found.extend(literal)
            return found
        case _:
            return None


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


def _cost(anchors: list[Anchor]) -> float:
    total = 1e-7 * len(anchors)
    for anchor in anchors:
        chance = 1.0
        for index, word in enumerate(anchor):
            # Neighbours are far from independent: each further word counts for less than its rarity.
            chance *= frequency(word.text) * (3 if word.prefix else 1) * (12 if index else 1)
        total += chance
    return total


def _candidates(items: tuple[Node, ...]) -> list[list[Anchor]]:
    found: list[list[Anchor]] = []
    literal = [_wordings(item) for item in items]
    for start in range(len(items)):
        window: list[list[Anchor]] = []
        for part in literal[start : start + _LONGEST_ANCHOR]:
            if part is None:
                break
            window.append(part)
            anchors = _products(window)
            if anchors is None:
                break
            if all(anchors) and not any(word.prefix for anchor in anchors for word in anchor[:-1]):
                found.append(_shortened(anchors))
    return found


def _shortened(anchors: list[Anchor]) -> list[Anchor]:
    """Long wordings cut to their rarest few neighbouring words: the sieve needs no more."""
    cut: set[Anchor] = set()
    for anchor in anchors:
        windows = [anchor[at : at + _LONGEST_ANCHOR] for at in range(max(1, len(anchor) - _LONGEST_ANCHOR + 1))]
        cut.add(min(windows, key=lambda window: _cost([window])))
    return sorted(cut, key=lambda anchor: [word.text for word in anchor])


def anchors_of(tree: Sequence) -> list[Anchor]:
    """The cheapest set of anchors of which at least one is in every text the tree matches."""
    options = _candidates(tree.items)
    for item in tree.items:
        if isinstance(item, Choice) and not item.optional:
            try:
                options.append(sorted({anchor for branch in item.branches for anchor in anchors_of(branch)},
                                      key=lambda anchor: [word.text for word in anchor]))  # fmt: skip
            except PhraseError:
                continue
    options = [option for option in options if len(option) <= MAX_ANCHORS]
    if not options:
        raise PhraseError("the phrase needs at least one plain word outside [ ]")
    return min(options, key=_cost)

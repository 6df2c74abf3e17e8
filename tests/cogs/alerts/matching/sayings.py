"""Messages that say a phrase: padded, spelled and punctuated as people do. Our own generator, for tests."""

import random

from cogs.alerts.matching.phrases import Amount, Choice, Gap, Node, Sequence, Word
from cogs.alerts.matching.spelling import EXPANDED, MORE_FILLERS

_FILLERS = sorted({*MORE_FILLERS, *(word for word, plain in EXPANDED.items() if not plain)})
_SHORT: dict[str, list[str]] = {}
for _short, _plain in EXPANDED.items():
    if len(_plain) == 1:
        _SHORT.setdefault(_plain[0], []).append(_short)


def _said(node: Node, chance: random.Random) -> list[str]:
    match node:
        case Word(text, prefix):
            return [text + chance.choice(["", "s", "ing"]) if prefix else chance.choice([text, *_SHORT.get(text, [])])]
        case Gap(words):
            return [chance.choice(["quiet", "table", "seven"]) for _ in range(chance.randint(0, words))]
        case Amount(least):
            return [str(least + chance.randint(0, 9))]
        case Choice(branches, optional):
            if optional and chance.random() < 0.5:
                return []
            return _words_of(chance.choice(branches), chance)
        case _:
            return []


def _words_of(tree: Sequence, chance: random.Random) -> list[str]:
    return [word for item in tree.items for word in _said(item, chance)]


def message(tree: Sequence, chance: random.Random) -> str:
    """A message that says the phrase: padded, spelled and punctuated as people do."""
    words: list[str] = []
    for word in _words_of(tree, chance):
        if chance.random() < 0.15:
            words.append(chance.choice(_FILLERS))
        words.append(chance.choice([word, word, word, word.upper(), word.title()]))
    said = "".join(word + chance.choice([" "] * 12 + ["  ", ", ", " - "]) for word in words).strip(", \n")
    return chance.choice(["", "hey. ", "well "]) + said + chance.choice(["", ".", "!!", " and then?"])

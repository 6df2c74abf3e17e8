"""Spelling of chat: contractions and short forms become the plain words that phrases are written in.

Phrases pass through the same table, so a rule may be written either way. Fillers vanish from both:
"i just really want to sleep" and "i want to sleep" are the same words to a rule.
"""

from pathlib import Path

_SPELLING = Path(__file__).with_name("spelling.txt")

MORE_FILLERS = frozenset({"like", "so", "well", "yeah", "ok", "okay", "man", "bro", "dude", "lol", "lmao", "haha"})
"""Dropped as well where a text looks disguised."""


def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for line in _SPELLING.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            short, _, plain = line.partition(" =")
            table[short] = tuple(plain.split())
    fillers = {short for short, words in table.items() if not words}
    return {short: tuple(word for word in words if word not in fillers) for short, words in table.items()}


EXPANDED: dict[str, tuple[str, ...]] = _table()
"""A token -> the words it stands for, none for a filler; no entry: itself."""

WITH_APOSTROPHE: dict[str, tuple[str, ...]] = {
    "i'll": ("i", "will"), "i'd": ("i", "would"), "he'll": ("he", "will"), "she'll": ("she", "will"),
    "we'll": ("we", "will"), "we'd": ("we", "would"), "he'd": ("he", "would"), "she'd": ("she", "would"),
    "we're": ("we", "are"), "it's": ("it", "is"), "od'd": ("overdosed",), "od'ing": ("overdosing",),
    "b'p'd": ("b", "p"), "who're": ("who", "are"), "d'you": ("do", "you"), "'bout": ("about",),
    "'em": ("them",), "'cause": ("because",),
}  # fmt: skip
"""Contractions that are another word once the apostrophe is gone."""

NUMBERS: dict[str, int] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
}  # fmt: skip

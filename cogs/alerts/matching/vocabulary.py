"""Ordinary words: how common a word is, and which words are never taken for a disguised one."""

from functools import cache
from pathlib import Path

_COMMON = Path(__file__).with_name("common_words.txt")
_RARE = 2e-6


@cache
def common_words() -> dict[str, int]:
    """The common words of English chat and their place in order of use, 0 the most common."""
    lines = _COMMON.read_text(encoding="utf-8").split("\n")
    return {word: rank for rank, word in enumerate(line.strip() for line in lines) if word}


@cache
def frequency(word: str) -> float:
    """The rough share of this word among all words of ordinary talk (Zipf's law over its place in the order of use)."""
    rank = common_words().get(word)
    return _RARE if rank is None else 0.08 / (rank + 2)

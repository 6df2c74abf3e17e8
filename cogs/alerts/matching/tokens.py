"""Tokens and views: folded text as plain words with sentence ends, and the way back to the original."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from cogs.alerts.matching.folding import Folded
from cogs.alerts.matching.lookalikes import LAUGH, MUSIC
from cogs.alerts.matching.spelling import EXPANDED, MORE_FILLERS, WITH_APOSTROPHE

# One quantifier over disjoint alternatives: linear.
_PIECE = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*'?|[.!?;]+(?=[\s\"')\]]|$)|\n|[\x02\x03]")


ENDS = frozenset({".", "?"})
"""What ends a sentence."""


class Token(NamedTuple):
    """One word, or the end of a sentence ("." or "?"), with its place in the folded text."""

    text: str
    start: int
    end: int


def expand(piece: str) -> tuple[str, ...]:
    """The plain words a piece of folded text stands for."""
    if "'" in piece:
        piece = piece.rstrip("'")
        known = WITH_APOSTROPHE.get(piece)
        if known is not None:
            return known
        piece = piece.replace("'", "")
    found = EXPANDED.get(piece)
    return (piece,) if found is None else found


def words_of(chunk: bytes) -> list[str]:
    """The plain words of a stretch of folded text, without sentence ends."""
    return [word for match in _PIECE.finditer(chunk.decode()) for word in _words_of(match[0])]


def _words_of(piece: str) -> tuple[str, ...]:
    if piece[0].isalnum():
        return expand(piece)
    return {LAUGH: ("lol",), MUSIC: ("music",)}.get(piece, ())


def plain_words(folded: bytes) -> bytes:
    """What `read_tokens` reads, between single blanks, without sentence ends."""
    return f" {' '.join(words_of(folded))} ".encode()


def without_padding(words: Iterable[str]) -> list[str]:
    """Plain words without what only pads talk."""
    return [word for word in words if word not in MORE_FILLERS]


def _end_of_sentence(piece: str) -> str | None:
    if "?" in piece:
        return "?"
    if piece == "." or "!" in piece or ";" in piece or piece == "\n":
        return "."
    return None  # an ellipsis goes on


def read_tokens(folded: str) -> list[Token]:
    """The tokens of folded text as written, expanded to plain words."""
    tokens: list[Token] = []
    for match in _PIECE.finditer(folded):
        piece = match[0]
        start, end = match.span()
        if piece not in EXPANDED and piece.isalnum():  # nearly all are
            tokens.append(Token(piece, start, end))
            continue
        words = _words_of(piece)
        if words or piece[0].isalnum():
            tokens.extend([Token(word, start, end) for word in words])
        else:
            sentence_end = _end_of_sentence(piece)
            if sentence_end is not None:
                tokens.append(Token(sentence_end, start, end))
    return whole_sentences(tokens)


def whole_sentences(tokens: list[Token]) -> list[Token]:
    """Drops the ends between very short pieces: "i. want. to. sleep" is one sentence cut up."""
    ends = [index for index, token in enumerate(tokens) if token.text in ENDS]
    edges = [-1, *ends, len(tokens)]
    short = [after - before <= 3 for before, after in pairwise(edges)]
    cut = {end for end, (left, right) in zip(ends, pairwise(short), strict=True) if left and right}
    return [token for index, token in enumerate(tokens) if index not in cut] if cut else tokens


def is_end(word: str) -> bool:
    """Whether this token ends a sentence."""
    return word in ENDS


@dataclass(frozen=True, slots=True)
class View:
    """One reading of a message: words between single blanks, framed by sentence ends, as ASCII bytes."""

    name: str
    data: bytes
    tokens: tuple[str, ...]
    offsets: tuple[int, ...]
    _places: list[Token]
    _origin: tuple[int, ...] | range

    def token_range(self, start: int, end: int) -> tuple[int, int]:
        """The tokens (first, one past the last) that the byte span covers, sentence ends trimmed."""
        first = bisect_right(self.offsets, start + 1) - 1
        last = bisect_right(self.offsets, end - 2)
        tokens = self.tokens
        while first < last - 1 and tokens[first] in ENDS:
            first += 1
        while last - 1 > first and tokens[last - 1] in ENDS:
            last -= 1
        return first, last

    def origin(self, first: int, last: int) -> tuple[int, int]:
        """The span of code points of the original that the tokens come from."""
        origin = self._origin
        ends = [
            end
            for token in self._places[max(first - 1, 0) : last - 1]
            for end in (origin[token.start], origin[token.end - 1])
        ]
        return (min(ends), max(ends) + 1) if ends else (0, 0)


def make_view(name: str, tokens: list[Token], folded: Folded) -> View:
    """The view of these tokens; their places are turned into code points of the original."""
    texts = [".", *(token.text for token in tokens), "."]
    offsets = tuple(accumulate([len(text) + 1 for text in texts], initial=1))
    return View(name, f" {' '.join(texts)} ".encode(), tuple(texts), offsets[:-1], tokens, folded.origin)

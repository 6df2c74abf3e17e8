"""The phrase language: what a rule's author writes, as a small tree. docs/rules.md explains it to people.

word          that word            (a|b c)   one of these       ^   start of a sentence
word*         words that start so  [x]       may be missing     $   end of a sentence
{name}        a list of wordings   ~ or ~5   up to 3 (5) words  .   a sentence may end here
#  or  #10+   a number (10 or more)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from cogs.alerts.matching.folding import fold
from cogs.alerts.matching.tokens import expand
from cogs.shared.refusals import RefusedError
from cogs.shared.words import mark

MAX_GAP = 12
MAX_DEPTH = 12
MAX_LENGTH = 12_000
"""Characters of one phrase as written."""


class PhraseError(RefusedError):
    """A phrase that cannot be understood, and the sentence for its author."""


class Word(NamedTuple):
    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    words: int


@dataclass(frozen=True, slots=True)
class Amount:
    least: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A sentence boundary: "^" before, "$" after, "." between."""

    kind: str


@dataclass(frozen=True, slots=True)
class Choice:
    branches: tuple["Sequence", ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple["Node", ...]


Node = Word | Gap | Amount | Edge | Choice

_CLOSING = frozenset({"", "|", ")", "]"})
_OPERATORS = frozenset("([^$.~#{")
_SIGN = re.compile(r"\s+|[()\[\]|^$.]|\{[^{}]*\}|~\d*|#(?:\d+\+?)?|[^\s()\[\]|^$.{}~#]+")


def _lex(phrase: str) -> list[str]:
    return [sign for sign in _SIGN.findall(phrase) if not sign.isspace()]


class _Reader:
    def __init__(self, phrase: str, wordings: Mapping[str, Sequence]) -> None:
        self.signs = [*_lex(phrase), "", ""]
        self.at = 0
        self.wordings = wordings

    def peek(self) -> str:
        return self.signs[self.at]

    def take(self) -> str:
        sign = self.signs[self.at]
        self.at = min(self.at + 1, len(self.signs) - 1)
        return sign

    def choice(self, closing: str, depth: int) -> list[Node]:
        branches = [self.branch(depth)]
        while self.peek() == "|":
            self.take()
            branches.append(self.branch(depth))
        if self.take() != closing:
            raise PhraseError(mark("A “{sign}” is missing in this rule."), sign=closing)
        # A branch of fillers only can never decide anything: fillers are not in the text either.
        filled = tuple(branch for branch in branches if branch.items)
        return [Choice(filled, optional=closing == "]")] if filled else []

    def branch(self, depth: int) -> Sequence:
        if self.peek() in ("|", ")", "]", ""):
            raise PhraseError(mark("An alternative is empty; use [ ] for words that may be missing."))
        return self.sequence(depth + 1)

    def sequence(self, depth: int) -> Sequence:
        if depth > MAX_DEPTH:
            raise PhraseError(
                mark("Brackets are nested more than {most} deep; write a simpler rule."), most=str(MAX_DEPTH)
            )
        items: list[Node] = []
        signs = self.signs
        while (sign := signs[self.at]) not in _CLOSING:
            self.at += 1
            if sign[0] in _OPERATORS:
                items.extend(self.item(sign, depth))
            else:
                items.extend(_words(sign))
        return Sequence(tuple(items))

    def item(self, sign: str, depth: int) -> list[Node]:
        if sign == "(":
            return self.choice(")", depth)
        if sign == "[":
            return self.choice("]", depth)
        if sign in ("^", "$", "."):
            return [Edge(sign)]
        if sign[0] == "~":
            return [Gap(self._gap(sign))]
        if sign[0] == "#":
            return [Amount(int(sign[1:].rstrip("+") or "0"))]
        return self._wording(sign[1:-1].strip())

    def _gap(self, sign: str) -> int:
        words = int(sign[1:] or "3")
        if not 1 <= words <= MAX_GAP:
            raise PhraseError(mark("A gap may be 1 to {most} words, not {words}."), most=str(MAX_GAP), words=str(words))
        return words

    def _wording(self, name: str) -> list[Node]:
        found = self.wordings.get(name)
        if found is None:
            raise PhraseError(mark("There is no list of wordings called “{name}”."), name=name)
        return list(found.items)


@lru_cache(maxsize=1 << 14)
def _words(sign: str) -> tuple[Node, ...]:
    """The words that a sign of a phrase stands for: phrases repeat the same few thousand words."""
    prefix = sign.endswith("*")
    if "*" in sign[:-1] or sign == "*":
        raise PhraseError(mark("A * may only stand at the end of a word."))
    pieces = re.findall(r"[a-z0-9]+(?:'[a-z0-9]+)*", fold(sign.removesuffix("*")).decode())
    if not pieces:
        raise PhraseError(mark("“{sign}” holds no letter or digit."), sign=sign)
    if prefix:
        if len(pieces[-1]) < 3:
            raise PhraseError(mark("“{sign}” is too short: a * needs three letters before it."), sign=sign)
        head = [Word(word) for piece in pieces[:-1] for word in expand(piece)]
        return (*head, Word(pieces[-1].replace("'", ""), prefix=True))
    return tuple(Word(word) for piece in pieces for word in expand(piece))


def parse_phrase(phrase: str, wordings: Mapping[str, Sequence] | None = None) -> Sequence:
    """The tree of a phrase. Raises PhraseError with a sentence its author can act on."""
    if len(phrase) > MAX_LENGTH:
        raise PhraseError(mark("A rule may have at most {most} characters."), most=str(MAX_LENGTH))
    reader = _Reader(phrase, wordings or {})
    tree = reader.sequence(0)
    if reader.peek():
        raise PhraseError(mark("There is a “{sign}” too many in this rule."), sign=reader.peek())
    if not tree.items:
        raise PhraseError(mark("The rule is empty. Write the words to look for."))
    return tree


def one_of(trees: list[Sequence]) -> Sequence:
    """The tree that matches whatever one of these does."""
    if len(trees) == 1:
        return trees[0]
    return Sequence((Choice(tuple(trees)),))


def words_in(tree: Sequence) -> set[str]:
    """Every whole word that occurs anywhere in the tree."""
    found: set[str] = set()
    for item in tree.items:
        if isinstance(item, Word):
            found.add(item.text)
        elif isinstance(item, Choice):
            for branch in item.branches:
                found |= words_in(branch)
    return found

"""Folding: any text becomes lower-case ASCII letters, digits and signs, with the way back kept.

The fold of a character does not depend on its neighbours, so one table serves both the quick look
(`str.translate`, at C speed) and the careful one (`Folded`, which remembers where each piece came from).
"""

import html
import re
import unicodedata
from dataclasses import dataclass

from cogs.alerts.matching.lookalikes import FRAMED_ALPHABETS, LAUGH, LETTERS, MARKS, SEPARATOR, SIGNS

REMEMBERED = 1 << 15
"""Folds kept at most: a hostile flood of rare characters must not grow the process."""

INVISIBLE = "\u200b"
"""Folds to nothing: keeps the length of a text while a stretch of it is blanked."""

# Bounded repetition and no nesting: linear for any input.
_SYNTAX = re.compile(
    r"<(?P<emoji>a?:[A-Za-z0-9_]{1,40}:)?[@#/t]?[!&]?[^<>\n]{1,120}>"
    r"|https?://[^\s<>]+"
    r"|:regional_indicator_(?P<letter>[a-z]):[ ]?"
    r"|(?P<entity>&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});)",
    re.IGNORECASE,
)
_BACKTICK = re.compile(r"(?<=[^\W\d_])`(?=[^\W\d_])")
_LAUGHING = re.compile(r"lol|lmao|laugh|joy|lul|kek|haha|skull|rofl", re.IGNORECASE)


def _blank(match: re.Match[str]) -> str:
    found = match[0]
    letter = match["letter"]
    if letter is not None:
        sign = letter
    elif match["entity"] is not None:
        sign = html.unescape(found)
        if len(sign) != 1:
            return found
    elif match["emoji"] is not None:
        sign = "😂" if _LAUGHING.search(match["emoji"]) else "🙂"
    elif found[0] == "<" and not (found[1] in "@#/:" or found[1:3] in ("t:", "a:", "id")):
        return found
    else:
        return " " * len(found)
    return sign + INVISIBLE * (len(found) - 1)


def without_syntax(text: str) -> str:
    """The text with mentions, custom emoji, links and written-out signs blanked; same length."""
    if "`" in text:
        text = _BACKTICK.sub("'", text)
    if "<" in text or "://" in text or ":regional" in text or "&" in text:
        return _SYNTAX.sub(_blank, text)
    return text


def _framed(code: int) -> str | None:
    for first in FRAMED_ALPHABETS:
        if first <= code < first + 26:
            return chr(ord("a") + code - first)
    return None


def _fold_known(character: str) -> str | None:
    for table in (LETTERS, SIGNS, MARKS):
        if character in table:
            return table[character]
    return _framed(ord(character))


def _fold_category(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return ""
    if category in ("So", "Sk", "Sm", "Sc", "Po", "Cn", "Co"):
        return SEPARATOR
    return "\n" if category == "Zl" or category == "Zp" else " "


def fold_character(character: str) -> str:
    """The ASCII text that stands for one character: often one letter, sometimes none."""
    if "\U000e0020" <= character <= "\U000e007e":  # tag characters are invisible wherever they are shown
        return ""
    if "\U0001f3fb" <= character <= "\U0001f3ff":  # skin tones colour the emoji before them
        return ""
    lowered = character.lower()
    known = _fold_known(character) or (_fold_known(lowered) if len(lowered) == 1 else None)
    if known is not None:
        return known
    folded: list[str] = []
    for piece in unicodedata.normalize("NFKD", lowered):
        if piece < "\x80":
            folded.append(piece.lower() if piece >= " " or piece == "\n" else " ")
        else:
            folded.append(_fold_known(piece.lower()[:1]) or _fold_category(piece))
    return "".join(folded)


class _Fold(dict[int, str]):
    """The translation table, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        if len(self) >= REMEMBERED:
            self.clear()
        folded = fold_character(chr(code))
        self[code] = folded
        return folded


_FOLD = _Fold()
_CONTROL = {code: " " for code in range(32) if code != 10} | {127: " "}


_ASCII = bytes(ord(_CONTROL.get(code, chr(code).lower())) for code in range(128)) + bytes(128)


def fold(text: str) -> bytes:
    """The folded text alone, as ASCII bytes, at C speed."""
    return folded_signs(without_syntax(text))


def folded_signs(text: str) -> bytes:
    """The folded text of one that holds no syntax."""
    if text.isascii():
        return text.encode().translate(_ASCII)
    return text.translate(_FOLD).encode()


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and, for each of its characters, the code point of the original it came from."""

    text: str
    origin: tuple[int, ...] | range


def fold_with_origin(text: str, table: dict[int, str] | None = None) -> Folded:
    """The folded text with the way back. `table` replaces the fold of single code points."""
    text = without_syntax(text)
    if text.isascii() and table is None:
        return Folded(text.lower().translate(_CONTROL), range(len(text)))
    pieces: list[str] = []
    origin: list[int] = []
    special = table or {}
    for index, character in enumerate(text):
        code = ord(character)
        piece = special[code] if code in special else _FOLD[code]
        if piece:
            pieces.append(piece)
            origin.extend([index] * len(piece))
    return Folded("".join(pieces), tuple(origin))


__all__ = ["LAUGH", "SEPARATOR", "Folded", "fold", "fold_with_origin"]

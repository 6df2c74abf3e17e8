"""Letters for the pictures the bot draws: one shipped font in two weights, and what it cannot draw left out.

A picture never shows an empty box. Signs that the font lacks, and scripts that run from right to left or need joining,
are left out of it; the message beside the picture says everything in full.
"""

import struct
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

from PIL import ImageFont

FONT = Path(__file__).parent / "data" / "OpenSans.ttf"
_FORMAT_4, _FORMAT_12 = 4, 12
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


class Weight(IntEnum):
    REGULAR = 400
    STRONG = 650


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines that fit, and the font in which they do."""

    font: ImageFont.FreeTypeFont
    lines: tuple[str, ...]


@cache
def font(size: int, weight: Weight = Weight.REGULAR) -> ImageFont.FreeTypeFont:
    """Letters of `size` pixels. One face is not for two threads at once: whoever draws holds a lock of their own."""
    face = ImageFont.truetype(FONT, size)
    face.set_variation_by_axes([int(weight), 100])
    return face


@cache
def known_signs() -> frozenset[int]:
    """Every code point that the font has a shape for, read from its `cmap` table. Raises ValueError for no font."""
    data = FONT.read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    tables = {data[12 + 16 * n : 16 + 16 * n]: struct.unpack_from(">LL", data, 20 + 16 * n) for n in range(count)}
    if b"cmap" not in tables:
        raise ValueError("a font without a table of signs")
    start, _ = tables[b"cmap"]
    (count,) = struct.unpack_from(">H", data, start + 2)
    found: set[int] = set()
    for n in range(count):
        (offset,) = struct.unpack_from(">L", data, start + 8 + 8 * n)
        found |= _signs_of(data, start + offset)
    return frozenset(found)


def drawable(text: str) -> str:
    """`text` on one line, composed, without what the font cannot draw; empty when nothing is left."""
    composed = unicodedata.normalize("NFC", text)
    kept = (sign for sign in composed if sign.isspace() or _can_draw(sign))
    return " ".join("".join(kept).split())


def fitted(
    text: str, width: int, sizes: Sequence[int], lines: int, weight: Weight = Weight.REGULAR, height: int | None = None
) -> Fitted:
    """`text` in the largest of `sizes` (falling) in which it needs no more than `lines` lines of `width` pixels and,
    altogether, `height`. In the smallest it is cut, with `…`."""
    said = drawable(text)
    for size in sizes:
        face = font(size, weight)
        wrapped = _wrapped(face, said, width)
        if len(wrapped) <= lines and (height is None or len(wrapped) * line_height(face) <= height):
            return Fitted(face, wrapped)
    face = font(sizes[-1], weight)
    room = lines if height is None else min(lines, max(1, height // line_height(face)))
    wrapped = _wrapped(face, said, width)
    if len(wrapped) > room:
        wrapped = (*wrapped[: room - 1], _cut(face, wrapped[room - 1] + "…", width))
    return Fitted(face, wrapped)


def line_height(face: ImageFont.FreeTypeFont) -> int:
    return round(face.size * 1.32)


def _can_draw(sign: str) -> bool:
    return ord(sign) in known_signs() and unicodedata.bidirectional(sign) not in _RIGHT_TO_LEFT


def _wrapped(face: ImageFont.FreeTypeFont, text: str, width: int) -> tuple[str, ...]:
    """Broken between words, and inside a word only where it alone is too long."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and face.getlength(joined) <= width:
            lines[-1] = joined
            continue
        rest = word
        while face.getlength(rest) > width and len(rest) > 1:
            fits = next(n for n in range(len(rest) - 1, 0, -1) if n == 1 or face.getlength(rest[:n]) <= width)
            lines.append(rest[:fits])
            rest = rest[fits:]
        lines.append(rest)
    return tuple(lines)


def _cut(face: ImageFont.FreeTypeFont, text: str, width: int) -> str:
    while face.getlength(text) > width and len(text) > 1:
        text = text[:-2].rstrip() + "…"
    return text


def _signs_of(data: bytes, at: int) -> set[int]:
    (kind,) = struct.unpack_from(">H", data, at)
    if kind == _FORMAT_12:
        (groups,) = struct.unpack_from(">L", data, at + 12)
        spans = [struct.unpack_from(">LLL", data, at + 16 + 12 * n) for n in range(groups)]
        return {code for first, last, glyph in spans for code in range(first, last + 1) if glyph + code - first}
    if kind != _FORMAT_4:
        return set()
    (twice,) = struct.unpack_from(">H", data, at + 6)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + twice)
    deltas = struct.unpack_from(f">{count}H", data, at + 16 + 2 * twice)
    offsets_at = at + 16 + 3 * twice
    found: set[int] = set()
    for n, (first, last, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
        (offset,) = struct.unpack_from(">H", data, offsets_at + 2 * n)
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", data, offsets_at + 2 * n + offset + 2 * (code - first))
            is_shape = (glyph or not offset) and (glyph + delta) & 0xFFFF
            found |= {code} if is_shape else set()
    return found

"""The week as a picture: cases by category, and the hours of the coming week in which somebody is on call.

Everything in it is also said in words beside it. Covered hours are filled, the others hollow with a stroke: shape tells
as much as colour does.
"""

import io
from collections.abc import Mapping, Sequence

from PIL import Image, ImageDraw, ImageFont

from cogs.shared.lettering import Weight, drawable, font

_WIDTH, _EDGE, _ROW, _BAR = 960, 28, 40, 22
_LABEL = 300
_CELL, _GAP = 26, 4
_PAPER, _INK, _SOFT, _FULL, _HOLLOW = (250, 248, 244), (52, 50, 46), (120, 116, 108), (72, 132, 116), (176, 112, 62)


def png(
    heading: str,
    bars: Mapping[str, int],
    hidden: Sequence[str],
    coverage_heading: str,
    days: Sequence[str],
    covered: Sequence[Sequence[bool]],
) -> bytes:
    """`bars`: label -> number. `hidden`: labels whose number is too small to be shown. `covered`: seven rows of 24."""
    rows = len(bars) + len(hidden)
    height = _EDGE * 2 + 40 + max(rows, 1) * _ROW + (0 if not covered else 70 + 7 * (_CELL + _GAP) + 24)
    image = Image.new("RGB", (_WIDTH, height), _PAPER)
    draw = ImageDraw.Draw(image)
    large, small = font(22, Weight.STRONG), font(16)
    draw.text((_EDGE, _EDGE), drawable(heading), _INK, font=large)
    y = _EDGE + 44
    most = max(bars.values(), default=1)
    for label, number in bars.items():
        draw.text((_EDGE, y), drawable(label), _INK, font=small)
        length = int((_WIDTH - _LABEL - _EDGE - 70) * number / most)
        draw.rectangle((_LABEL, y, _LABEL + max(length, 3), y + _BAR), _FULL)
        draw.text((_LABEL + max(length, 3) + 10, y), str(number), _INK, font=small)
        y += _ROW
    for label in hidden:
        draw.text((_EDGE, y), drawable(label), _SOFT, font=small)
        draw.rectangle((_LABEL, y, _LABEL + 18, y + _BAR), outline=_SOFT, width=2)
        draw.text((_LABEL + 28, y), "< 5", _SOFT, font=small)
        y += _ROW
    if covered:
        _coverage(draw, y + 24, coverage_heading, days, covered, large, small)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _coverage(
    draw: ImageDraw.ImageDraw,
    y: int,
    heading: str,
    days: Sequence[str],
    covered: Sequence[Sequence[bool]],
    large: ImageFont.FreeTypeFont,
    small: ImageFont.FreeTypeFont,
) -> None:
    draw.text((_EDGE, y), drawable(heading), _INK, font=large)
    left, y = _EDGE + 130, y + 40
    for day, row in zip(days, covered, strict=True):
        draw.text((_EDGE, y + 4), drawable(day), _INK, font=small)
        for hour, is_covered in enumerate(row):
            x = left + hour * (_CELL + _GAP)
            box = (x, y, x + _CELL, y + _CELL)
            if is_covered:
                draw.rectangle(box, _FULL)
            else:
                draw.rectangle(box, outline=_HOLLOW, width=2)
                draw.line((x + 5, y + _CELL - 5, x + _CELL - 5, y + 5), _HOLLOW, 2)
        y += _CELL + _GAP
    for hour in range(0, 24, 6):
        draw.text((left + hour * (_CELL + _GAP), y + 2), f"{hour:02}", _SOFT, font=small)

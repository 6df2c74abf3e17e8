"""The week as a picture: cases by category, and the hours of the coming week in which somebody is on call.

Everything in it is also said in words beside it. Covered hours are filled, the others hollow with a stroke: shape tells
as much as colour does. Hours that are over stay blank.
"""

import io
from collections.abc import Mapping, Sequence

from PIL import Image, ImageDraw, ImageFont

from cogs.shared.lettering import Weight, drawable, fitted, font, line_height

_WIDTH, _EDGE, _ROW, _BAR = 640, 24, 44, 26  # a phone shows it at half its size, and it must be read there
_LABEL = 335
_CELL, _GAP, _BETWEEN = 17, 2, 11
_HEADING = 80
_PAPER, _INK, _SOFT, _FULL, _HOLLOW = (250, 248, 244), (52, 50, 46), (120, 116, 108), (72, 132, 116), (176, 112, 62)


def png(
    heading: str,
    bars: Mapping[str, int],
    hidden: Sequence[str],
    coverage_heading: str,
    days: Sequence[str],
    covered: "Sequence[Sequence[bool | None]]",
) -> bytes:
    """`bars`: label -> number. `hidden`: labels whose number is too small to be shown. `covered`: seven rows of 24;
    None is left blank."""
    rows = len(bars) + len(hidden)
    days_high = 7 * (_CELL + _GAP + _BETWEEN)
    image = Image.new("RGB", (_WIDTH, _EDGE * 2 + 2 * (_HEADING + 24) + max(rows, 1) * _ROW + days_high + 40), _PAPER)
    draw = ImageDraw.Draw(image)
    small = font(22)
    y = _EDGE
    if rows or not covered:
        y = _headed(draw, y, heading)
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
        y = _coverage(draw, y + (24 if rows else 0), coverage_heading, days, covered, small)
    out = io.BytesIO()
    image.crop((0, 0, _WIDTH, y + _EDGE)).save(out, "PNG", optimize=True)
    return out.getvalue()


def _coverage(
    draw: ImageDraw.ImageDraw,
    y: int,
    heading: str,
    days: Sequence[str],
    covered: "Sequence[Sequence[bool | None]]",
    small: ImageFont.FreeTypeFont,
) -> int:
    """Answers where it ends."""
    left, y = _WIDTH - _EDGE - 24 * (_CELL + _GAP), _headed(draw, y, heading)
    for day, row in zip(days, covered, strict=True):
        draw.text((_EDGE, y - 5), drawable(day), _INK, font=small)
        for hour, is_covered in enumerate(row):
            x = left + hour * (_CELL + _GAP)
            box = (x, y, x + _CELL, y + _CELL)
            if is_covered is None:
                continue
            if is_covered:
                draw.rectangle(box, _FULL)
            else:
                draw.rectangle(box, outline=_HOLLOW, width=2)
                draw.line((x + 4, y + _CELL - 4, x + _CELL - 4, y + 4), _HOLLOW, 2)
        y += _CELL + _GAP + _BETWEEN
    for hour in range(0, 24, 6):
        draw.text((left + hour * (_CELL + _GAP), y), f"{hour:02}", _SOFT, font=small)
    return y + 28


def _headed(draw: ImageDraw.ImageDraw, y: int, heading: str) -> int:
    """The heading, in as many lines as it needs; answers where what follows begins."""
    shown = fitted(heading, _WIDTH - 2 * _EDGE, (26,), 2, Weight.STRONG)
    for line in shown.lines:
        draw.text((_EDGE, y), line, _INK, font=shown.font)
        y += line_height(shown.font)
    return y + 10

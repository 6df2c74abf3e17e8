"""A member's answered days as a calendar: what it shows is said in words beside it, day by day."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PIL import Image, ImageDraw, ImageFont

from storage.records.checkins import Step

_DAY = timedelta(days=1)
_CELL, _GAP, _EDGE, _ROW = 72, 8, 20, 34
_LEFT, _TOP = 64, 34  # room for the weekdays and the weeks
_PAPER, _EMPTY, _LINE, _INK = (250, 248, 244), (232, 228, 220), (92, 88, 82), (52, 50, 46)
# Told apart by height as well as by colour.
_BARS = {
    Step.STEADY: (1.0, (46, 110, 120)),
    Step.MOSTLY_OKAY: (0.8, (72, 132, 116)),
    Step.UP_AND_DOWN: (0.6, (150, 138, 70)),
    Step.HARD: (0.4, (176, 112, 62)),
    Step.VERY_HARD: (0.2, (140, 72, 96)),
}
_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands in the picture, in the reader's language: seven weekdays from Monday, each week by its Monday, the
    steps, and a day on which they wrote and chose no step."""

    weekdays: Sequence[str]
    weeks: Sequence[str]
    steps: Mapping[Step, str]
    words_only: str


def first_of(today: date, weeks: int) -> date:
    """The Monday on which a calendar of so many weeks begins."""
    return today - today.weekday() * _DAY - (weeks - 1) * 7 * _DAY


def picture(days: Mapping[date, Step | None], today: date, labels: Labels) -> bytes:
    """A PNG: one column a week, Monday on top; an answered day has a bar (or a ring, when it was only words)."""
    weeks = len(labels.weeks)
    bottom = _EDGE + _TOP + 7 * (_CELL + _GAP) + _GAP
    size = 2 * _EDGE + _LEFT + weeks * (_CELL + _GAP) - _GAP, bottom + 3 * _ROW + _EDGE - 8
    image = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(image)
    large, small = ImageFont.load_default(19), ImageFont.load_default(16)
    for number, label in enumerate(labels.weekdays):
        _write(draw, (_EDGE, _EDGE + _TOP + number * (_CELL + _GAP) + _CELL // 2 - 11), label, large)
    for number, label in enumerate(labels.weeks):
        _write(draw, (_EDGE + _LEFT + number * (_CELL + _GAP) + 2, _EDGE), label, large)
    begins = first_of(today, weeks)
    for offset in range((today - begins).days + 1):
        day = begins + offset * _DAY
        left = _EDGE + _LEFT + offset // 7 * (_CELL + _GAP)
        top = _EDGE + _TOP + offset % 7 * (_CELL + _GAP)
        draw.rounded_rectangle((left, top, left + _CELL - 1, top + _CELL - 1), radius=8, fill=_EMPTY)
        draw.text((left + 6, top + 4), str(day.day), _LINE, font=small)
        if day in days:
            _mark(draw, (left + 8, top + 24), (_CELL - 16, _CELL - 32), days[day])
    _legend(draw, bottom, size[0], labels, large)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _legend(draw: ImageDraw.ImageDraw, top: int, width: int, labels: Labels, font: _Font) -> None:
    entries = [*((step, labels.steps[step]) for step in Step), (None, labels.words_only)]
    column = (width - 2 * _EDGE) // 2
    for number, (step, label) in enumerate(entries):
        left, y = _EDGE + number // 3 * column, top + number % 3 * _ROW
        _mark(draw, (left, y), (26, 22), step)
        _write(draw, (left + 38, y), label, font)


def _mark(draw: ImageDraw.ImageDraw, at: tuple[int, int], room: tuple[int, int], step: Step | None) -> None:
    (left, top), (width, height) = at, room
    if step is None:
        side = min(width, height)
        inset = (width - side) // 2
        draw.ellipse((left + inset, top, left + inset + side - 1, top + side - 1), outline=_LINE, width=3)
        return
    share, colour = _BARS[step]
    bar = max(int(height * share), 4)
    draw.rectangle((left, top + height - bar, left + width - 1, top + height - 1), fill=colour)


def _write(draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, font: _Font) -> None:
    """A label that the font cannot write is left out: little boxes would tell nobody anything, and it is all in words
    beside the picture."""
    if text.isascii():
        draw.text(at, text, _INK, font=font)

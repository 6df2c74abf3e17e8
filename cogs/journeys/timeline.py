"""Runs over time as a picture: a strip for each year; time that counts is filled, a rest is hollow with a stroke.

Shape tells as much as colour does, and everything in it is said in words beside it. A day that was told is a fine gap.
"""

import io
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from PIL import Image, ImageDraw, ImageFont

from storage.records.journeys import Ending, Run

MOST_YEARS = 12
_WIDTH, _EDGE, _LEFT, _ROW, _BAR = 640, 18, 92, 52, 34
_PAPER, _INK, _EMPTY, _FULL, _HOLLOW = (250, 248, 244), (52, 50, 46), (232, 228, 220), (46, 110, 120), (150, 138, 70)
_DAY = timedelta(days=1)


def png(runs: Sequence[Run], told: Collection[date], today: date) -> bytes:
    """`runs` in any order, at least one; `told` days are left out of them; the latest MOST_YEARS years are drawn."""
    first = max(min(run.started_on for run in runs).year, today.year - MOST_YEARS + 1)
    years = range(first, today.year + 1)
    image = Image.new("RGB", (_WIDTH, 2 * _EDGE + len(years) * _ROW - (_ROW - _BAR)), _PAPER)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(27)
    for row, year in enumerate(years):
        top = _EDGE + row * _ROW
        draw.text((_EDGE, top), str(year), _INK, font=font)
        _strip(draw, top, year, today)
        for begin, end in _rests(runs, today):
            _hollow(draw, top, year, begin, end)
        for run in runs:
            _fill(draw, top, year, run.started_on, min(run.ended_on or today, today), _FULL)
        for day in told:
            _fill(draw, top, year, day, day + _DAY, _EMPTY)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _rests(runs: Sequence[Run], today: date) -> list[tuple[date, date]]:
    """From each pause to whatever began next."""
    found: list[tuple[date, date]] = []
    for run in runs:
        if run.ending is Ending.PAUSE and run.ended_on is not None:
            ended = run.ended_on
            found.append((ended, min((one.started_on for one in runs if one.started_on >= ended), default=today)))
    return found


def _strip(draw: ImageDraw.ImageDraw, top: int, year: int, today: date) -> None:
    end = min(date(year, 12, 31), today)
    draw.rectangle((_LEFT, top, _x(year, end + _DAY), top + _BAR), _EMPTY)
    for month in range(1, 13):
        x = _x(year, date(year, month, 1))
        draw.line((x, top + _BAR, x, top + _BAR + (8 if month % 3 == 1 else 4)), _INK, 1)


def _fill(draw: ImageDraw.ImageDraw, top: int, year: int, begin: date, end: date, colour: tuple[int, int, int]) -> None:
    begin, end = max(begin, date(year, 1, 1)), min(end - _DAY, date(year, 12, 31))
    if begin <= end:
        left = _x(year, begin)
        draw.rectangle((left, top, max(left + 1, _x(year, end + _DAY) - 1), top + _BAR), colour)


def _hollow(draw: ImageDraw.ImageDraw, top: int, year: int, begin: date, end: date) -> None:
    begin, end = max(begin, date(year, 1, 1)), min(end - _DAY, date(year, 12, 31))
    if begin <= end:
        left, right = _x(year, begin), max(_x(year, begin) + 3, _x(year, end + _DAY) - 1)
        draw.rectangle((left, top, right, top + _BAR), _PAPER, outline=_HOLLOW, width=2)
        draw.line((left, top + _BAR // 2, right, top + _BAR // 2), _HOLLOW, 2)


def _x(year: int, day: date) -> int:
    """The left edge of a day in its year's strip; the day after the last one is the right edge."""
    length = (date(year, 12, 31) - date(year, 1, 1)).days + 1
    return _LEFT + (_WIDTH - _LEFT - _EDGE) * (day - date(year, 1, 1)).days // length

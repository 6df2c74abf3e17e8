"""A member's own rhythm: counted without a chain, drawn without words, told in words beside it."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PIL import Image, ImageDraw

from storage.records.checkins import Answer, Step

_DAY = timedelta(days=1)
_CELL, _GAP, _EDGE = 44, 6, 16
_PAPER, _EMPTY, _LINE = (250, 248, 244), (232, 228, 220), (120, 116, 108)
# Told apart by height as well as by colour.
_BARS = {
    Step.STEADY: (1.0, (46, 110, 120)),
    Step.MOSTLY_OKAY: (0.8, (72, 132, 116)),
    Step.UP_AND_DOWN: (0.6, (150, 138, 70)),
    Step.HARD: (0.4, (176, 112, 62)),
    Step.VERY_HARD: (0.2, (140, 72, 96)),
}

Row = tuple[date, str, Answer]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Days, not answers: a day with several answers counts once, by its hardest step."""

    days: dict[date, Step | None]
    last_seven: int
    counts_30: Counter[Step]
    counts_90: Counter[Step]
    cravings: tuple[int, ...]


def rhythm(rows: Iterable[Row], today: date) -> Rhythm:
    """`rows` of the last 90 days, `today` on the member's own calendar."""
    days: dict[date, Step | None] = {}
    cravings: dict[date, int] = {}
    for day, _, answer in rows:
        before = days.get(day)
        steps = [step for step in (before, answer.step) if step is not None]
        days[day] = max(steps) if steps else None
        if answer.craving is not None:
            cravings[day] = answer.craving
    return Rhythm(
        days,
        sum(today - 7 * _DAY < day <= today for day in days),
        _counted(days, today, 30),
        _counted(days, today, 90),
        tuple(value for day, value in sorted(cravings.items()) if day > today - 30 * _DAY),
    )


def first_of(today: date, weeks: int) -> date:
    """The Monday on which a calendar of so many weeks begins."""
    return today - today.weekday() * _DAY - (weeks - 1) * 7 * _DAY


def picture(days: dict[date, Step | None], today: date, weeks: int) -> bytes:
    """A PNG: one column a week, Monday on top; an answered day has a bar (or a ring, when it was only words)."""
    width = 2 * _EDGE + weeks * (_CELL + _GAP) - _GAP
    height = 2 * _EDGE + 7 * (_CELL + _GAP) - _GAP
    image = Image.new("RGB", (width, height), _PAPER)
    draw = ImageDraw.Draw(image)
    begins = first_of(today, weeks)
    for offset in range(weeks * 7):
        day = begins + offset * _DAY
        if day > today:
            break
        left = _EDGE + offset // 7 * (_CELL + _GAP)
        top = _EDGE + offset % 7 * (_CELL + _GAP)
        _draw_day(draw, left, top, answered=day in days, step=days.get(day))
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def as_csv(rows: Sequence[Row], names: dict[Step, str]) -> bytes:
    """The same as a file: a line for each answer."""
    file = io.StringIO()
    write = csv.writer(file)
    write.writerow(["date", "question", "answer", "words", "craving", "who_may_see_it"])
    for day, question, answer in rows:
        step = "" if answer.step is None else names[answer.step]
        craving = "" if answer.craving is None else answer.craving
        write.writerow([day.isoformat(), *map(_plain_cell, (question, step, answer.words)), craving, answer.visibility])
    return file.getvalue().encode("utf-8-sig")


def _plain_cell(text: str) -> str:
    """A spreadsheet would run a cell that begins like a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _counted(days: dict[date, Step | None], today: date, length: int) -> Counter[Step]:
    return Counter(step for day, step in days.items() if step is not None and today - length * _DAY < day <= today)


def _draw_day(draw: ImageDraw.ImageDraw, left: int, top: int, *, answered: bool, step: Step | None) -> None:
    box = (left, top, left + _CELL - 1, top + _CELL - 1)
    draw.rounded_rectangle(box, radius=6, fill=_EMPTY)
    if not answered:
        return
    if step is None:
        draw.ellipse((left + 12, top + 12, left + _CELL - 13, top + _CELL - 13), outline=_LINE, width=3)
        return
    share, colour = _BARS[step]
    bar = int((_CELL - 12) * share)
    draw.rectangle((left + 6, top + _CELL - 7 - bar, left + _CELL - 7, top + _CELL - 7), fill=colour)

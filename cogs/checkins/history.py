"""A member's own rhythm: counted without a chain, and as a file of their own."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storage.records.checkins import Answer, Step

_DAY = timedelta(days=1)

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

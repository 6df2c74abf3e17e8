# ruff: noqa: INP001 - a package under cogs is a feature the bot loads; these dates are not loaded by anything
"""When a journey's steps are reached, in whole calendar days, months and years from its first day.

Every step is added to the first day itself, never to the step before: 31 January, 28 February, 31 March.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, timedelta
from enum import StrEnum
from itertools import count, takewhile

from cogs.shared.wall_clock import moment_at


class Unit(StrEnum):
    """What a step counts."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Step:
    """A distance from the first day. `key` is its lasting name, unique within a run."""

    unit: Unit
    amount: int

    @property
    def key(self) -> str:
        return f"{self.unit.value}-{self.amount}"


@dataclass(frozen=True, slots=True)
class Reached:
    """A step and the date, on the member's own calendar, on which it is reached."""

    step: Step
    on: date


@dataclass(frozen=True, slots=True)
class Span:
    """A time on the calendar: whole years, then whole months, then days."""

    years: int
    months: int
    days: int


FIRST_YEAR = (
    *(Step(Unit.DAYS, days) for days in (1, 7, 14, 30, 60, 90)),
    *(Step(Unit.MONTHS, months) for months in (6, 9)),
)


def day_of(start: date, step: Step) -> date | None:
    """The date on which `step` is reached; None beyond the calendar.

    A month without that day number has its last day instead, so 29 February becomes 28 February.
    """
    if step.unit is Unit.DAYS:
        return start + timedelta(days=step.amount) if step.amount <= (date.max - start).days else None
    return _months_after(start, step.amount * (12 if step.unit is Unit.YEARS else 1))


def steps(start: date) -> Iterator[Reached]:
    """All steps of the default ladder in the order of their dates: the first year's, then every year."""
    for step in FIRST_YEAR:
        if (on := day_of(start, step)) is not None:
            yield Reached(step, on)
    every_year = (Step(Unit.YEARS, years) for years in count(1))
    dated = ((step, day_of(start, step)) for step in every_year)
    yield from (Reached(step, on) for step, on in takewhile(lambda pair: pair[1] is not None, dated) if on is not None)


def next_step(start: date, after: date) -> Reached | None:
    """The first step reached later than the date `after`; None when the calendar ends before it."""
    return next((reached for reached in steps(start) if reached.on > after), None)


def due_at(on: date, hour: int, zone: str) -> datetime | None:
    """The moment (UTC) to speak of a step reached `on` a date, at the member's hour (0 to 23) in their zone.

    None when the zone left that date out.
    """
    return moment_at(on, time(hour), zone)


def days_between(start: date, today: date) -> int:
    """How many days lie behind a journey that began on `start`; none before it begins."""
    return max(0, (today - start).days)


def span_between(start: date, today: date) -> Span:
    """The same time in the words of a calendar; nothing before the journey begins."""
    if today <= start:
        return Span(0, 0, 0)
    months = (today.year - start.year) * 12 + today.month - start.month
    turned = _months_after(start, months)
    if turned is None or turned > today:
        months -= 1
        turned = _months_after(start, months)
    assert turned is not None, "a month count that ends before today is on the calendar"
    return Span(months // 12, months % 12, (today - turned).days)


def _months_after(start: date, months: int) -> date | None:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > MAXYEAR:
        return None
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))

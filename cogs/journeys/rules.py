"""When a journey's steps are reached, in whole calendar days, weeks, months and years from its first day.

Every step is added to the first day itself, never to the step before: 31 January, 28 February, 31 March. Only steps
counted in hours count hours, from the moment the member gave.
"""

from calendar import isleap, monthrange
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, datetime, time, timedelta
from enum import StrEnum
from heapq import merge
from itertools import count, takewhile

from cogs.shared.wall_clock import local_date, moment_at
from storage.records.journeys import Ending, Run, Saving


class Unit(StrEnum):
    """What a step counts."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Step:
    """A distance from the first day. `key` is its lasting name, unique within a ladder; `label` may hold `{count}`.

    `repeat_every`: after this step the same again, so many units later, without end.
    """

    key: str
    label: str
    unit: Unit
    amount: int
    colour: str = ""
    repeat_every: int | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """A step, the date on the member's own calendar on which it is reached, and when to speak of it (UTC)."""

    step: Step
    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Pace:
    """What a member lives by: their zone, the hour (0 to 23) at which to speak, and where 29 February goes."""

    zone: str
    hour: int
    leap_in_march: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A time on the calendar: whole years, then whole months, then days."""

    years: int
    months: int
    days: int


def day_of(start: date, step: Step, *, leap_in_march: bool = False) -> date | None:
    """The date on which `step` is reached; None beyond the calendar, and for hours that are no whole days.

    A month without that day number has its last day instead, so 29 February becomes 28 February, or 1 March for a
    member who chose that.
    """
    match step.unit:
        case Unit.HOURS if step.amount % 24:
            return None
        case Unit.HOURS:
            return _days_after(start, step.amount // 24)
        case Unit.DAYS:
            return _days_after(start, step.amount)
        case Unit.WEEKS:
            return _days_after(start, step.amount * 7)
        case Unit.MONTHS | Unit.YEARS:
            months = step.amount * (12 if step.unit is Unit.YEARS else 1)
            return _months_after(start, months, leap_in_march=leap_in_march)


def road(steps: Sequence[Step], start: date, pace: Pace, *, started_at: datetime | None = None) -> Iterator[Reached]:
    """All steps of a ladder in the order of their dates, without end if one repeats. What lies at the start itself is
    no step. A date that the zone left out is passed over."""
    ways = [_dated(_repeated(step), start, pace, started_at) for step in steps if step.amount > 0]
    return merge(*ways, key=lambda reached: (reached.on, reached.at))


def due_and_next(
    along: Iterable[Reached], now: datetime, marks_from: date, said: Container[str]
) -> tuple[list[Reached], Reached | None]:
    """What has been reached and not spoken of, oldest first, and the first that lies ahead."""
    due: list[Reached] = []
    for reached in along:
        if reached.on < marks_from or reached.step.key in said:
            continue
        if reached.at > now:
            return due, reached
        due.append(reached)
    return due, None


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


def days_within(runs: Sequence[Run], today: date, window: int | None = None, *, without: Collection[date] = ()) -> int:
    """How many of the last `window` days (None: of all) lie in any run. Today is not counted, no day twice, and none
    of the days in `without`: one that the member told of takes itself away, and nothing else."""
    since = date.min if window is None else _days_after(today, -window) or date.min
    days = 0
    reached = since
    for run in sorted(runs, key=lambda one: one.started_on):
        begin = max(run.started_on, reached)
        end = min(run.ended_on or today, today)
        if end > begin:
            days += (end - begin).days - sum(begin <= day < end for day in set(without))
            reached = end
    return days


def longest(runs: Sequence[Run], today: date) -> int:
    """The days of the longest single run, without its rests."""
    return max((run.carried_days + _length(run, today) for run in runs), default=0)


def saved_hundredths(saving: Saving, days: int) -> int:
    """The member's figure over so many days, in hundredths of its unit, rounded down."""
    return saving.hundredths * days // saving.every_days


def carried(run: Run) -> int:
    """The days that a run which rests takes with it when it goes on."""
    assert run.ended_on is not None, "it rests"
    return run.carried_days + days_between(run.started_on, run.ended_on)


def told_days(runs: Sequence[Run], today: date) -> int:
    """How many days ago the first run began: the window of a share never reaches beyond what was told."""
    return days_between(min((run.started_on for run in runs), default=today), today)


def ended(run: Run, on: date, ending: Ending) -> Run:
    """The run up to, but not with, `on`; a day before its beginning ends it on its first day."""
    return replace(run, ended_on=max(on, run.started_on), ending=ending)


def _length(run: Run, today: date) -> int:
    return days_between(run.started_on, min(run.ended_on or today, today))


def _dated(steps: Iterator[Step], start: date, pace: Pace, started_at: datetime | None) -> Iterator[Reached]:
    for step in steps:
        if step.unit is Unit.HOURS and started_at is not None:
            at = started_at + timedelta(hours=step.amount)
            yield Reached(step, local_date(at, pace.zone), at)
            continue
        on = day_of(start, step, leap_in_march=pace.leap_in_march)
        if on is None and step.unit is not Unit.HOURS:
            return
        moment = None if on is None else moment_at(on, time(pace.hour), pace.zone)
        if on is not None and moment is not None:
            yield Reached(step, on, moment)


def _repeated(step: Step) -> Iterator[Step]:
    every = step.repeat_every
    if every is None:
        return iter((step,))
    longest_way = takewhile(lambda amount: amount <= 4_000_000, count(step.amount, every))
    return (replace(step, key=f"{step.key}-{amount}", amount=amount) for amount in longest_way)


def _days_after(start: date, days: int) -> date | None:
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return None


def _months_after(start: date, months: int, *, leap_in_march: bool = False) -> date | None:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > MAXYEAR:
        return None
    if leap_in_march and (start.month, start.day) == (2, 29) and month == 1 and not isleap(year):
        return date(year, 3, 1)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))

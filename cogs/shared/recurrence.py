"""What people schedule: each day, some weekdays, every few weeks, a day of the month; and the next date it falls on.

A rule knows dates only. Which moment a date and a time are is the wall clock's matter.
"""

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from cogs.shared.refusals import RefusedError
from cogs.shared.wall_clock import local_date, moment_at
from cogs.shared.words import mark

MOST_WEEKS = 52
MOST_SKIPS = 100
YEARS = range(1970, 2200)
_DAY = timedelta(days=1)
_LONGEST_WAIT = 372  # days from one date of any rule to the next: 52 weeks, or the same month a year later


class RuleError(RefusedError):
    """A rule that cannot be kept."""


class Weekday(StrEnum):
    """By name only. Numbers mean different days to different people, so there are none to store or to type."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEK = tuple(Weekday)


class Every(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Rule:
    """On which dates something happens. Made by `daily`, `weekly` and `monthly`; raises RuleError if it never could.

    `weekdays` and `weeks` belong to weekly rules: every so many weeks, counted in whole weeks (Monday first) from the
    one of `starts`. `day_of_month` and `months` belong to monthly ones: a day that a month lacks is its last day; no
    months means each. Both ends count as in; `skips` are left out.
    """

    every: Every
    weekdays: frozenset[Weekday] = frozenset()
    weeks: int = 1
    day_of_month: int = 0
    months: frozenset[int] = frozenset()
    starts: date | None = None
    ends: date | None = None
    skips: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if self.every is Every.WEEK:
            self._check_weeks()
        elif self.every is Every.MONTH:
            self._check_month()
        if any(day.year not in YEARS for day in (self.starts, self.ends, *self.skips) if day):
            raise RuleError(mark("That year is out of reach. Choose a date near today."))
        if len(self.skips) > MOST_SKIPS:
            raise RuleError(mark("At most {most} dates can be left out."), most=str(MOST_SKIPS))
        if self.starts and self.ends and next_local_date(self, self.starts - _DAY) is None:
            raise RuleError(mark("That would never happen: no date fits between the first and the last day."))

    def _check_weeks(self) -> None:
        if not self.weekdays:
            raise RuleError(mark("Choose at least one weekday."))
        if not 1 <= self.weeks <= MOST_WEEKS:
            raise RuleError(mark("Choose a number of weeks from 1 to {most}."), most=str(MOST_WEEKS))
        if self.weeks > 1 and self.starts is None:
            raise RuleError(mark("Choose the first date, so that the weeks can be counted from it."))

    def _check_month(self) -> None:
        if not 1 <= self.day_of_month <= 31 or not self.months <= frozenset(range(1, 13)):
            raise RuleError(mark("Choose a day of the month from 1 to 31."))
        # 2024 is a leap year: its months are as long as months get.
        if any(self.day_of_month > calendar.monthrange(2024, month)[1] for month in self.months):
            raise RuleError(mark("That date never comes: the month has no day {day}."), day=str(self.day_of_month))


def daily(*, starts: date | None = None, ends: date | None = None, skips: Iterable[date] = ()) -> Rule:
    return Rule(Every.DAY, starts=starts, ends=ends, skips=frozenset(skips))


def weekly(
    weekdays: Iterable[Weekday],
    *,
    weeks: int = 1,
    starts: date | None = None,
    ends: date | None = None,
    skips: Iterable[date] = (),
) -> Rule:
    return Rule(Every.WEEK, frozenset(weekdays), weeks, starts=starts, ends=ends, skips=frozenset(skips))


def monthly(
    day_of_month: int,
    *,
    months: Iterable[int] = (),
    starts: date | None = None,
    ends: date | None = None,
    skips: Iterable[date] = (),
) -> Rule:
    return Rule(
        Every.MONTH,
        day_of_month=day_of_month,
        months=frozenset(months),
        starts=starts,
        ends=ends,
        skips=frozenset(skips),
    )


def falls_on(rule: Rule, day: date) -> bool:
    if (rule.starts and day < rule.starts) or (rule.ends and day > rule.ends) or day in rule.skips:
        return False
    if rule.every is Every.WEEK:
        return WEEK[day.weekday()] in rule.weekdays and _weeks_since_start(rule, day) % rule.weeks == 0
    if rule.every is Every.MONTH:
        last = calendar.monthrange(day.year, day.month)[1]
        return (not rule.months or day.month in rule.months) and day.day == min(rule.day_of_month, last)
    return True


def next_local_date(rule: Rule, after: date) -> date | None:
    """The first date later than `after`; None if there is none any more."""
    first = max(after, rule.starts - _DAY) if rule.starts else after
    for step in range(1, _LONGEST_WAIT * (len(rule.skips) + 1) + 1):
        if first > date.max - step * _DAY or (rule.ends and first + step * _DAY > rule.ends):
            return None
        if falls_on(rule, first + step * _DAY):
            return first + step * _DAY
    return None


def dates_after(rule: Rule, after: date) -> Iterator[date]:
    """The dates later than `after`, in order."""
    while (found := next_local_date(rule, after)) is not None:
        yield found
        after = found


def next_due(rule: Rule, at: time, zone: str, last_done: date | None, now: datetime) -> tuple[date, datetime] | None:
    """The next date and moment (UTC) of a rule kept at `at` in `zone`: not before `now`, not on a date done already.

    A local date is done once, whatever zone it was done in: `last_done` and all before it are over. Dates that the
    zone never had are passed over. None: the rule has ended.
    """
    # A reading in a gap at midnight happens on the date after its own; two days back is before any that still counts.
    after = local_date(now, zone) - 2 * _DAY
    for day in dates_after(rule, max(after, last_done) if last_done else after):
        moment = moment_at(day, at, zone)
        if moment is not None and moment >= now:
            return day, moment
    return None


def _weeks_since_start(rule: Rule, day: date) -> int:
    if rule.starts is None:
        return 0
    monday = rule.starts - rule.starts.weekday() * _DAY
    return (day - monday).days // 7

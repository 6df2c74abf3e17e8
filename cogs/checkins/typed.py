"""What people type when they make a schedule, read strictly: what is unclear is asked again, never guessed."""

import re
from datetime import date, datetime, timedelta

from cogs.shared.recurrence import MOST_SKIPS, Rule, daily, monthly, weekly
from cogs.shared.recurrence_forms import weekdays_named
from cogs.shared.refusals import RefusedError
from cogs.shared.typed_time import date_typed
from cogs.shared.words import mark


def days_typed(typed: str) -> frozenset[date]:
    """`2026-12-24 to 2026-12-26, 2027-01-01`: dates and spans, both ends included; empty for none. Raises
    RefusedError."""
    days = set[date]()
    for part in filter(None, (one.strip() for one in re.split(r"[,;\n]", typed))):
        begins, *ends = re.split(r"\s+(?:to|-|–)\s+", part)
        first, last = _day_off(begins), _day_off(ends[0]) if ends else None
        last = last or first
        if len(ends) > 1 or not first <= last or (last - first).days >= MOST_SKIPS:
            raise RefusedError(mark("Please write a span as its first and last day: 2026-12-24 to 2026-12-26."))
        days |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return frozenset(days)


def _day_off(typed: str) -> date:
    try:
        return date_typed(typed)
    except RefusedError as error:
        raise RefusedError(mark("Please write dates as year, month and day, such as 2026-12-24.")) from error


def rule_typed(days: str | None, weeks: int, month_day: int | None, until: str | None, now: datetime) -> Rule:
    """The rule behind the options of the command; no options: every day. Raises RuleError, RefusedError."""
    ends = None if until is None else date_typed(until)
    if month_day is not None:
        if days is not None or weeks != 1:
            raise RefusedError(mark("Please choose weekdays or a day of the month, not both."))
        return monthly(month_day, ends=ends)
    if days is None and weeks == 1:
        return daily(ends=ends)
    if days is None:
        raise RefusedError(mark("Please name the weekday too, such as Monday."))
    named = weekdays_named(days)
    if len(named) == 7 and weeks == 1:
        return daily(ends=ends)
    return weekly(named, weeks=weeks, starts=now.date() if weeks > 1 else None, ends=ends)

"""What people type when they make a schedule, read strictly: what is unclear is asked again, never guessed."""

import re
from datetime import date, datetime, time

from cogs.shared.recurrence import Rule, daily, monthly, weekly
from cogs.shared.recurrence_forms import weekdays_named
from cogs.shared.refusals import RefusedError
from cogs.shared.words import mark

_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?", re.IGNORECASE | re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def time_typed(typed: str) -> time:
    """`9:00`, `21.30`, `9 pm`. Raises RefusedError for anything else."""
    found = _TIME.fullmatch(typed.strip())
    read = None if found is None else _hour_and_minute(int(found[1]), found[2], (found[3] or "").lower())
    if read is None:
        raise RefusedError(mark("Please write the time as hours and minutes, such as 09:00 or 21:30."))
    return read


def _hour_and_minute(hour: int, minutes: str | None, half: str) -> time | None:
    minute = int(minutes or 0)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif minutes is None:
        return None  # a bare 9: morning or evening?
    return time(hour, minute) if hour <= 23 and minute <= 59 else None


def date_typed(typed: str) -> date:
    """`2026-12-31`; other forms mean different days to different people."""
    named = typed.strip()
    try:
        return date.fromisoformat(named if _DATE.fullmatch(named) else "")
    except ValueError as error:
        raise RefusedError(mark("Please write the date as year, month and day, such as 2026-12-31.")) from error


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

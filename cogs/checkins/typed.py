"""What people type when they make a schedule, read strictly: what is unclear is asked again, never guessed."""

import re
from datetime import date, datetime

from cogs.shared.recurrence import Rule, daily, monthly, weekly
from cogs.shared.recurrence_forms import weekdays_named
from cogs.shared.refusals import RefusedError
from cogs.shared.words import mark

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


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

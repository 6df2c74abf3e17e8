"""A time of day or a date as a person types it, read strictly: what is unclear is asked again, never guessed."""

import re
from datetime import date, time

from cogs.shared.refusals import RefusedError
from cogs.shared.words import mark

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?", re.IGNORECASE | re.ASCII)


def time_typed(typed: str) -> time:
    """`9:00`, `21.30`, `9 pm`. Raises RefusedError for anything else."""
    found = _TIME.fullmatch(typed.strip())
    read = None if found is None else _hour_and_minute(int(found[1]), found[2], (found[3] or "").lower())
    if read is None:
        raise RefusedError(mark("Please write the time as hours and minutes, such as 09:00 or 21:30."))
    return read


def date_typed(typed: str) -> date:
    """`2026-12-31`; other forms mean different days to different people."""
    named = typed.strip()
    try:
        return date.fromisoformat(named if _DATE.fullmatch(named) else "")
    except ValueError as error:
        raise RefusedError(mark("Please write the date as year, month and day, such as 2026-12-31.")) from error


def _hour_and_minute(hour: int, minutes: str | None, half: str) -> time | None:
    minute = int(minutes or 0)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif minutes is None:
        return None  # a bare 9: morning or evening?
    return time(hour, minute) if hour <= 23 and minute <= 59 else None

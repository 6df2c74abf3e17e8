"""From a date and a time on somebody's wall clock to the moment it happens, in any zone and across any change.

A reading that the clocks jump over happens just after the jump; one that they show twice happens the first time; a
date that a zone left out does not happen at all.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from cogs.shared.zones import ZoneError, places, rules_version, zone_info, zone_named

__all__ = ["ZoneError", "local_date", "local_time", "moment_at", "moment_of", "places", "rules_version", "zone_named"]


def moment_at(day: date, at: time, zone: str) -> datetime | None:
    """The moment (UTC) at which a clock in `zone` shows `at` (without a zone) on `day`.

    In a gap, the same reading under the offset before the change: as far behind the jump as the reading is into the
    gap. In a fold, the first. None if `zone` never had that date, or it lies beyond the calendar.
    """
    rules = zone_info(zone)
    # fold=0 is the offset before the change, in gaps and folds alike (PEP 495).
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0), rules)
    try:
        moment = wall.astimezone(UTC)
        if moment.astimezone(rules).date() != day and not _exists(day, rules):
            return None
    except OverflowError:
        return None
    return moment


def moment_of(day: date, at: time, zone: str) -> datetime:
    """`moment_at`, for a reading that somebody remembers: on a date that the zone left out, by the offset before."""
    moment = moment_at(day, at, zone)
    return moment if moment is not None else datetime.combine(day, at, zone_info(zone)).astimezone(UTC)


def local_date(moment: datetime, zone: str) -> date:
    """The date on a calendar in `zone` at an aware moment."""
    return local_time(moment, zone).date()


def local_time(moment: datetime, zone: str) -> datetime:
    """What calendar and clock show in `zone` at an aware moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment has a zone; this one has none")
    return moment.astimezone(zone_info(zone))


def _exists(day: date, rules: ZoneInfo) -> bool:
    """Whether a calendar ever shows `day`: its first or its last reading comes back on the same date."""
    edges = (datetime.combine(day, reading, rules).astimezone(UTC) for reading in (time.min, time.max))
    return any(edge.astimezone(rules).date() == day for edge in edges)

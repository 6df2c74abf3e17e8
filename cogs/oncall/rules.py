"""When people are told that nobody will be on duty, and what somebody may do to the rota."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from cogs.shared.recurrence import WEEK, Weekday
from cogs.shared.rota import Span, duties, gaps, joined
from storage.records.oncall import Rota

MOST_SHIFTS = 42
AHEAD = timedelta(days=14)
_WEEK = timedelta(days=7)


class Lead(StrEnum):
    """How long before a gap people are told."""

    DAY = "day"
    SOON = "soon"


_BEFORE = {Lead.DAY: timedelta(hours=24), Lead.SOON: timedelta(hours=2)}


@dataclass(frozen=True, slots=True)
class GapAhead:
    """A gap ahead. `regular`: the weekly shifts themselves leave it, so it comes every week."""

    span: Span
    lead: Lead
    regular: bool

    @property
    def key(self) -> str:
        """A regular gap is told once for its place in the week; any other once for each lead."""
        start = int(self.span.from_at.timestamp())
        return f"regular:{start % int(_WEEK.total_seconds())}" if self.regular else f"{start}:{self.lead}"


def warnings(rota: Rota, now: datetime) -> tuple[GapAhead, ...]:
    """What people must be told now about the coming day. A gap that has begun was told before, or by who left it."""
    found: list[GapAhead] = []
    for gap in _ahead(rota, now):
        wait = gap.from_at - now
        regular = not _left_by_a_change(rota, gap)
        if wait <= _BEFORE[Lead.SOON] and not regular:
            found.append(GapAhead(gap, Lead.SOON, regular))
        elif wait <= _BEFORE[Lead.DAY]:
            found.append(GapAhead(gap, Lead.DAY, regular))
    return tuple(found)


def next_warning(rota: Rota, now: datetime) -> datetime | None:
    """When there will be something to tell, as the rota is now."""
    moments = [
        gap.from_at - before for gap in _ahead(rota, now) for before in _BEFORE.values() if gap.from_at - before > now
    ]
    return min(moments, default=None)


def coming_gaps(rota: Rota, now: datetime, ahead: timedelta = _WEEK) -> tuple[Span, ...]:
    return gaps(rota, Span(now, now + ahead)) if rota.is_kept else ()


def still_free(rota: Rota, span: Span, now: datetime) -> Span | None:
    """The first part of a span, from now on, in which nobody is on duty yet."""
    if span.to_at <= now:
        return None
    return next(iter(gaps(rota, Span(max(span.from_at, now), span.to_at))), None)


def own_turns(rota: Rota, member_id: int, now: datetime) -> tuple[Span, ...]:
    """When somebody is on duty in the coming two weeks."""
    mine = (duty.span for duty in duties(rota, Span(now, now + AHEAD)) if duty.member_id == member_id)
    return joined(mine)


class Until(StrEnum):
    """How long somebody is off; nobody has to say why."""

    TONIGHT = "tonight"
    DAY = "day"
    THREE_DAYS = "three_days"
    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    THEY_SAY = "they_say"


_OFF_FOR = {
    Until.TONIGHT: timedelta(hours=12),
    Until.DAY: timedelta(days=1),
    Until.THREE_DAYS: timedelta(days=3),
    Until.WEEK: timedelta(days=7),
    Until.TWO_WEEKS: timedelta(days=14),
}


def off_until(until: Until, now: datetime) -> datetime | None:
    wait = _OFF_FOR.get(until)
    return None if wait is None else now + wait


DAYS: dict[str, tuple[Weekday, ...]] = {
    "every_day": WEEK,
    "weekdays": WEEK[:5],
    "weekend": WEEK[5:],
    **{day.value: (day,) for day in WEEK},
}


def _ahead(rota: Rota, now: datetime) -> list[Span]:
    """Gaps that begin in the next two days, a little further than anybody is warned."""
    if not rota.is_kept:
        return []
    return [gap for gap in gaps(rota, Span(now, now + 2 * _BEFORE[Lead.DAY])) if gap.from_at > now]


def _left_by_a_change(rota: Rota, gap: Span) -> bool:
    """Whether the weekly shifts alone would cover some of it."""
    plain = replace(rota, changes=())
    return gaps(plain, gap) != (gap,)

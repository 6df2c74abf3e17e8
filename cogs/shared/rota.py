"""Who is on duty at a moment, and when nobody is: shifts by each responder's own clock, and the changes to them.

Spans are half open: they begin at their first moment and end just before their last.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from cogs.shared.recurrence import WEEK
from cogs.shared.wall_clock import local_date, local_time, moment_at
from storage.records.oncall import AwakeHours, DutyChange, Rota, Shift

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True)
class Duty:
    """One person, on duty for one span."""

    member_id: int
    span: Span


def on_call(rota: Rota, now: datetime) -> tuple[int, ...]:
    """Who is on duty now, each once, in the order in which their shifts were made."""
    moment = Span(now, now + timedelta(milliseconds=1))
    return tuple(dict.fromkeys(duty.member_id for duty in duties(rota, moment)))


def duties(rota: Rota, within: Span) -> tuple[Duty, ...]:
    """Everyone's time on duty inside `within`, cut to it. Of two changes that disagree, the newer one counts."""
    members = dict.fromkeys([*(s.member_id for s in rota.shifts), *(c.member_id for c in rota.changes)])
    found: list[Duty] = []
    for member_id in members:
        spans = [span for shift in rota.shifts if shift.member_id == member_id for span in occurrences(shift, within)]
        for change in rota.changes:
            if change.member_id == member_id:
                spans = _changed(spans, change, within)
        found.extend(Duty(member_id, span) for span in joined(spans))
    return tuple(found)


def occurrences(shift: Shift, within: Span) -> tuple[Span, ...]:
    """The times of a weekly shift inside `within`, cut to it."""
    day, last = local_date(within.from_at, shift.zone) - 2 * _DAY, local_date(within.to_at, shift.zone)
    found: list[Span] = []
    while day <= last:
        if WEEK[day.weekday()].value == shift.weekday:
            ends_on = day if shift.ends > shift.starts else day + _DAY
            from_at = moment_at(day, _reading(shift.starts), shift.zone)
            to_at = moment_at(ends_on, _reading(shift.ends), shift.zone)
            if from_at is not None and to_at is not None:
                found.extend(_cut(Span(from_at, to_at), within))
        day += _DAY
    return tuple(found)


def gaps(rota: Rota, within: Span) -> tuple[Span, ...]:
    """When nobody is on duty inside `within`."""
    free: list[Span] = []
    at = within.from_at
    for span in joined([duty.span for duty in duties(rota, within)]):
        if span.from_at > at:
            free.append(Span(at, span.from_at))
        at = max(at, span.to_at)
    if at < within.to_at:
        free.append(Span(at, within.to_at))
    return tuple(free)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time as spans that neither touch nor overlap, in order."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.from_at <= found[-1].to_at:
            found[-1] = Span(found[-1].from_at, max(found[-1].to_at, span.to_at))
        elif span.from_at < span.to_at:
            found.append(span)
    return tuple(found)


def is_awake(hours: AwakeHours, now: datetime) -> bool:
    shown = local_time(now, hours.zone)
    minute = shown.hour * 60 + shown.minute
    if hours.starts < hours.ends:
        return hours.starts <= minute < hours.ends
    return minute >= hours.starts or minute < hours.ends


def asked_first(rota: Rota, member_ids: Sequence[int], now: datetime) -> tuple[int, ...]:
    """The same people in the order in which to ask them one by one: on duty, then usually awake, then the others;
    whoever said that they are off comes last."""
    duty, awake = set(on_call(rota, now)), {h.member_id for h in rota.awake if is_awake(h, now)}
    away = off_now(rota, now)

    def rank(member_id: int) -> int:
        if member_id in duty:
            return 0
        if member_id in away:
            return 3
        return 1 if member_id in awake else 2

    return tuple(sorted(member_ids, key=rank))


def off_now(rota: Rota, now: datetime) -> frozenset[int]:
    """Who said that they are off at this moment."""
    said: dict[int, bool] = {}
    for change in rota.changes:
        if change.from_at <= now and (change.to_at is None or now < change.to_at):
            said[change.member_id] = change.on_duty
    return frozenset(member_id for member_id, on_duty in said.items() if not on_duty)


def _changed(spans: Sequence[Span], change: DutyChange, within: Span) -> list[Span]:
    about = _cut(Span(change.from_at, change.to_at or max(within.to_at, change.from_at)), within)
    if not about:
        return list(spans)
    return [*spans, *about] if change.on_duty else [left for span in spans for left in _without(span, about[0])]


def _without(span: Span, hole: Span) -> list[Span]:
    pieces = (Span(span.from_at, min(span.to_at, hole.from_at)), Span(max(span.from_at, hole.to_at), span.to_at))
    return [piece for piece in pieces if piece.from_at < piece.to_at]


def _cut(span: Span, within: Span) -> list[Span]:
    cut = Span(max(span.from_at, within.from_at), min(span.to_at, within.to_at))
    return [cut] if cut.from_at < cut.to_at else []


def _reading(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)

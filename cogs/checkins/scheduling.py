"""What keepers and members do with schedules: make, pause, resume, skip one, stop, and look at them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from cogs.checkins.away import days_begin
from cogs.checkins.rules import MOST_SCHEDULES, ahead_from_now, ahead_in_new_zone, as_if_made, next_occurrence
from cogs.shared.recurrence import MOST_SKIPS
from cogs.shared.recurrence_forms import from_row, to_row
from cogs.shared.wall_clock import local_date
from storage.checkin_prompts import PromptStore
from storage.checkin_schedules import Ahead, ScheduleStore
from storage.circles import CircleStore
from storage.database import Database
from storage.records.checkins import NewSchedule, Prompt, PromptState, Schedule
from storage.records.circles import Circle
from storage.work import Work

_MISSED_SHOWN = timedelta(days=14)


class WhyNot(StrEnum):
    GONE = "gone"
    TOO_MANY = "too_many"
    NEVER = "never"  # no date that fits is left
    KEEPERS_ONLY = "keepers_only"


@dataclass(frozen=True, slots=True)
class Refused:
    why: WhyNot


@dataclass(frozen=True, slots=True)
class Kept:
    """A schedule as it stands now, and what it belongs to."""

    schedule: Schedule
    circle: Circle | None


@dataclass(frozen=True, slots=True)
class CircleSchedules:
    """`missed` are the askings of the last two weeks that could not be sent in time."""

    circle: Circle
    schedules: tuple[Schedule, ...]
    missed: tuple[Prompt, ...]


class Turn(StrEnum):
    """What can be done with a schedule by one press."""

    SKIP = "skip"
    PAUSE_DAY = "day"
    PAUSE_WEEK = "week"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


async def add_schedules(
    database: Database, guild_id: int, circle_id: int, wanted: Sequence[NewSchedule], now: datetime
) -> list[Kept] | Refused:
    """A schedule, or a pair, of one circle: all of them, or none. The first asking is the next one that has not passed
    yet."""
    async with database.transaction() as work:
        circle = await CircleStore(work).get(guild_id, circle_id)
        if circle is None or circle.closed_at is not None:
            return Refused(WhyNot.GONE)
        store = ScheduleStore(work)
        if len(await store.of_circle(guild_id, circle_id)) + len(wanted) > MOST_SCHEDULES:
            return Refused(WhyNot.TOO_MANY)
        ahead = [ahead_from_now(as_if_made(guild_id, new, now), now) for new in wanted]
        if any(one.next_at is None for one in ahead):
            return Refused(WhyNot.NEVER)
        made = [await store.add(guild_id, new, to, now) for new, to in zip(wanted, ahead, strict=True)]
        return [Kept(schedule, circle) for schedule in made]


def pair(morning: NewSchedule, evening: time) -> list[NewSchedule]:
    """A morning intention and an evening review on the same days."""
    return [
        replace(morning, kinds=("morning-intention",)),
        replace(morning, kinds=("evening-review",), at=evening),
    ]


async def find_schedule(database: Database, guild_id: int, schedule_id: int) -> Kept | Refused:
    async with database.reading() as work:
        return await _kept(work, guild_id, schedule_id)


async def turn(database: Database, guild_id: int, schedule_id: int, what: Turn, now: datetime) -> Kept | Refused:
    """Skip the next one, pause, resume or stop. Doing it twice changes nothing more, except that two are skipped."""
    async with database.transaction() as work:
        kept = await _kept(work, guild_id, schedule_id)
        if isinstance(kept, Refused):
            return kept
        changed = _turned(kept.schedule, what, now)
        await ScheduleStore(work).change(changed)
        if changed.member_id is not None:
            await days_begin(work, guild_id, changed.member_id, now)
        return Kept(changed, kept.circle)


async def leave_out(
    database: Database, guild_id: int, schedule_id: int, days: frozenset[date], now: datetime
) -> Kept | Refused:
    """Exactly these dates, of those to come, are left out. Raises RuleError when they are too many."""
    async with database.transaction() as work:
        kept = await _kept(work, guild_id, schedule_id)
        if isinstance(kept, Refused):
            return kept
        today = local_date(now, kept.schedule.zone)
        rule = replace(from_row(kept.schedule.repeats), skips=frozenset(day for day in days if day >= today))
        changed = kept.schedule._replace(repeats=to_row(rule))
        changed = _with(changed, ahead_from_now(changed, now))
        await ScheduleStore(work).change(changed)
        return Kept(changed, kept.circle)


def days_off(schedule: Schedule) -> list[date]:
    """The dates that are left out, the nearest first."""
    return sorted(from_row(schedule.repeats).skips)


async def turn_all(database: Database, guild_id: int, member_id: int, what: Turn, now: datetime) -> None:
    """The same with everything that a member asked of themselves."""
    async with database.transaction() as work:
        store = ScheduleStore(work)
        for schedule in await store.of_member(guild_id, member_id):
            await store.change(_turned(schedule, what, now))
        await days_begin(work, guild_id, member_id, now)


async def follow_circle(database: Database, guild_id: int, circle_id: int, from_zone: str, now: datetime) -> None:
    """A circle moved to another zone: what it was asked by the old one keeps its hour in the new one. A date that was
    asked is not asked again; what has passed today is asked or noted as missed, as after any absence."""
    async with database.transaction() as work:
        circle = await CircleStore(work).get(guild_id, circle_id)
        if circle is None:
            return
        store = ScheduleStore(work)
        for schedule in await store.of_circle(guild_id, circle_id):
            if schedule.zone == from_zone:
                moved = schedule._replace(zone=circle.zone)
                await store.change(_with(moved, ahead_in_new_zone(moved, now)))


async def schedules_of(
    database: Database, guild_id: int, circle_ids: Iterable[int], now: datetime
) -> tuple[CircleSchedules, ...]:
    """What is on in these circles, and what was missed lately."""
    found: list[CircleSchedules] = []
    async with database.reading() as work:
        for circle_id in circle_ids:
            circle = await CircleStore(work).get(guild_id, circle_id)
            if circle is not None and circle.closed_at is None:
                schedules = await ScheduleStore(work).of_circle(guild_id, circle_id)
                latest = await PromptStore(work).latest(guild_id, circle_id, 40)
                missed = tuple(p for p in latest if p.state is PromptState.MISSED and p.due_at > now - _MISSED_SHOWN)
                found.append(CircleSchedules(circle, schedules, missed))
    return tuple(found)


def _turned(schedule: Schedule, what: Turn, now: datetime) -> Schedule:
    today = local_date(now, schedule.zone)
    if what is Turn.STOP:
        return schedule._replace(off_at=now, next_at=None, next_date=None)
    if what is Turn.SKIP:
        coming = next_occurrence(schedule, schedule.decided_to)
        skipped = schedule if coming is None else _skipping(schedule, coming.local_date, today)
        return _with(skipped, ahead_from_now(skipped, now))
    if what is Turn.RESUME:
        changed = schedule._replace(paused_from=None, paused_to=None)
    else:
        length = {Turn.PAUSE_DAY: 1, Turn.PAUSE_WEEK: 7}.get(what)
        ends = None if length is None else today + timedelta(days=length - 1)
        changed = schedule._replace(paused_from=today, paused_to=ends)
    return _with(changed, ahead_from_now(changed, now))


def _skipping(schedule: Schedule, day: date, today: date) -> Schedule:
    rule = from_row(schedule.repeats)
    ahead = sorted(skip for skip in rule.skips | {day} if skip >= today)[:MOST_SKIPS]
    return schedule._replace(repeats=to_row(replace(rule, skips=frozenset(ahead))))


def _with(schedule: Schedule, ahead: Ahead) -> Schedule:
    return schedule._replace(
        decided_to=ahead.decided_to,
        next_date=ahead.next_date,
        next_at=ahead.next_at,
        draft_at=ahead.draft_at,
    )


async def _kept(work: Work, guild_id: int, schedule_id: int) -> Kept | Refused:
    schedule = await ScheduleStore(work).get(guild_id, schedule_id)
    if schedule is None or schedule.off_at is not None:
        return Refused(WhyNot.GONE)
    circle = None
    if schedule.circle_id is not None:
        circle = await CircleStore(work).get(guild_id, schedule.circle_id)
        if circle is None or circle.closed_at is not None:
            return Refused(WhyNot.GONE)
    return Kept(schedule, circle)

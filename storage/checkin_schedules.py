"""When circles and members are asked: what is due, and how far each schedule has been decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, insert, select, update

from storage.ids import new_id
from storage.records.checkins import NewSchedule, Schedule
from storage.tables.checkins import checkin_schedules
from storage.tables.servers import left_servers
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Ahead:
    """How far a schedule has been decided, and what comes next. See `Schedule`."""

    decided_to: date
    next_date: date | None
    next_at: datetime | None
    draft_at: datetime | None = None


def _is_on() -> ColumnElement[bool]:
    return and_(checkin_schedules.c.off_at.is_(None), checkin_schedules.c.guild_id.not_in(left_servers))


# What each batch of a sweep runs is made once: to build such a statement costs as much as to run it.
_DUE = (
    select(checkin_schedules)
    .where(checkin_schedules.c.next_at <= bindparam("at", type_=checkin_schedules.c.next_at.type), _is_on())
    .order_by(checkin_schedules.c.next_at, checkin_schedules.c.schedule_id)
    .limit(bindparam("most"))
)
_MOVE_ON = (
    update(checkin_schedules)
    .where(checkin_schedules.c.schedule_id.in_(bindparam("these", expanding=True)))
    .values(
        {
            name: bindparam(name, type_=checkin_schedules.c[name].type)
            for name in ("decided_to", "next_date", "next_at", "draft_at")
        }
    )
)


class ScheduleStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def add(self, guild_id: int, new: NewSchedule, ahead: Ahead, now: datetime) -> Schedule:
        schedule_id = new_id(now)
        await self.work.execute(
            insert(checkin_schedules).values(
                schedule_id=schedule_id,
                guild_id=guild_id,
                circle_id=new.circle_id,
                member_id=new.member_id,
                at=new.at.strftime("%H:%M"),
                zone=new.zone,
                repeats=dict(new.repeats),
                window_minutes=new.window_minutes,
                kinds=list(new.kinds),
                stage=new.stage,
                title=new.title,
                hosted=new.hosted,
                threaded=new.threaded,
                reminder_minutes=new.reminder_minutes,
                created_at=now,
                **_ahead(ahead),
            )
        )
        made = await self.get(guild_id, schedule_id)
        assert made is not None
        return made

    async def get(self, guild_id: int, schedule_id: int) -> Schedule | None:
        row = (await self.work.execute(select(checkin_schedules).where(_one(guild_id, schedule_id)))).one_or_none()
        return None if row is None else _schedule(row)

    async def many(self, schedule_ids: Sequence[int]) -> Mapping[int, Schedule]:
        """The schedules of a batch, over servers; for sweeps only."""
        query = select(checkin_schedules).where(checkin_schedules.c.schedule_id.in_(schedule_ids))
        return {row.schedule_id: _schedule(row) for row in await self.work.execute(query)}

    async def of_circle(self, guild_id: int, circle_id: int) -> tuple[Schedule, ...]:
        """Those that are on, in the order of the day."""
        return await self._on(guild_id, checkin_schedules.c.circle_id == circle_id)

    async def of_member(self, guild_id: int, member_id: int) -> tuple[Schedule, ...]:
        """A member's own, those that are on."""
        return await self._on(guild_id, checkin_schedules.c.member_id == member_id)

    async def due(self, now: datetime, limit: int) -> tuple[Schedule, ...]:
        """What is due, oldest first; held against other processes until the transaction ends."""
        query = _DUE.with_for_update(skip_locked=True) if self.work.dialect == "postgresql" else _DUE
        return tuple(map(_schedule, await self.work.execute(query, {"at": now, "most": limit})))

    async def next_due(self) -> datetime | None:
        query = select(func.min(checkin_schedules.c.next_at)).where(_is_on())
        return (await self.work.execute(query)).scalar_one()

    async def drafts_due(self, now: datetime, limit: int) -> tuple[Schedule, ...]:
        """Hosted ones whose host should get the draft of the next asking now."""
        query = (
            select(checkin_schedules)
            .where(checkin_schedules.c.draft_at <= now, _is_on())
            .order_by(checkin_schedules.c.draft_at, checkin_schedules.c.schedule_id)
            .limit(limit)
        )
        if self.work.dialect == "postgresql":
            query = query.with_for_update(skip_locked=True)
        return tuple(_schedule(row) for row in await self.work.execute(query))

    async def next_draft(self) -> datetime | None:
        query = select(func.min(checkin_schedules.c.draft_at)).where(
            checkin_schedules.c.draft_at.is_not(None), _is_on()
        )
        return (await self.work.execute(query)).scalar_one()

    async def drafted(self, schedule_ids: Sequence[int]) -> None:
        await self.work.execute(
            update(checkin_schedules).where(checkin_schedules.c.schedule_id.in_(schedule_ids)).values(draft_at=None)
        )

    async def on_after(self, schedule_id: int, limit: int) -> tuple[Schedule, ...]:
        """Every schedule that is on, page by page, to look at them all."""
        query = (
            select(checkin_schedules)
            .where(checkin_schedules.c.schedule_id > schedule_id, checkin_schedules.c.off_at.is_(None))
            .order_by(checkin_schedules.c.schedule_id)
            .limit(limit)
        )
        return tuple(_schedule(row) for row in await self.work.execute(query))

    async def move_on(self, ahead: Mapping[int, Ahead]) -> None:
        """Note, for each schedule, how far it has been decided."""
        alike: dict[Ahead, list[int]] = {}
        for schedule_id, to in ahead.items():
            alike.setdefault(to, []).append(schedule_id)
        if len(alike) * 8 <= len(ahead):  # thousands that are asked at nine all move on to nine tomorrow
            for to, schedule_ids in alike.items():
                await self.work.execute(_MOVE_ON, {"these": schedule_ids, **_ahead(to)})
            return
        if not ahead:
            return
        statement = (
            update(checkin_schedules)
            .where(checkin_schedules.c.schedule_id == bindparam("b_schedule_id"))
            .values(
                decided_to=bindparam("b_decided_to"),
                next_date=bindparam("b_next_date"),
                next_at=bindparam("b_next_at"),
                draft_at=bindparam("b_draft_at"),
            )
        )
        await self.work.execute(
            statement,
            [
                {
                    "b_schedule_id": schedule_id,
                    "b_decided_to": to.decided_to,
                    "b_next_date": to.next_date,
                    "b_next_at": to.next_at,
                    "b_draft_at": to.draft_at,
                }
                for schedule_id, to in ahead.items()
            ],
        )

    async def change(self, schedule: Schedule) -> None:
        """Write a schedule as it should be now (made with `dataclasses.replace`)."""
        await self.work.execute(
            update(checkin_schedules)
            .where(_one(schedule.guild_id, schedule.schedule_id))
            .values(
                at=schedule.at.strftime("%H:%M"),
                zone=schedule.zone,
                repeats=dict(schedule.repeats),
                window_minutes=schedule.window_minutes,
                kinds=list(schedule.kinds),
                stage=schedule.stage,
                title=schedule.title,
                hosted=schedule.hosted,
                threaded=schedule.threaded,
                draft_at=schedule.draft_at,
                reminder_minutes=schedule.reminder_minutes,
                paused_from=schedule.paused_from,
                paused_to=schedule.paused_to,
                decided_to=schedule.decided_to,
                next_date=schedule.next_date,
                next_at=schedule.next_at,
                off_at=schedule.off_at,
            )
        )

    async def off_for_member(self, guild_id: int, member_id: int, now: datetime) -> None:
        await self._off(now, _of(guild_id, member_id))

    async def off_for_circle(self, guild_id: int, circle_id: int, now: datetime) -> None:
        await self._off(now, checkin_schedules.c.guild_id == guild_id, checkin_schedules.c.circle_id == circle_id)

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        columns = checkin_schedules.c
        query = select(columns.at, columns.zone, columns.repeats, columns.paused_to, columns.off_at).where(
            _of(guild_id, member_id)
        )
        return {"check_ins_you_asked_for": [dict(row) for row in (await self.work.execute(query)).mappings()]}

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        await self.work.execute(delete(checkin_schedules).where(_of(guild_id, member_id)))

    async def erase_guild(self, guild_id: int) -> None:
        await self.work.execute(delete(checkin_schedules).where(checkin_schedules.c.guild_id == guild_id))

    async def _on(self, guild_id: int, whose: ColumnElement[bool]) -> tuple[Schedule, ...]:
        query = (
            select(checkin_schedules)
            .where(checkin_schedules.c.guild_id == guild_id, whose, checkin_schedules.c.off_at.is_(None))
            .order_by(checkin_schedules.c.at, checkin_schedules.c.schedule_id)
        )
        return tuple(_schedule(row) for row in await self.work.execute(query))

    async def _off(self, now: datetime, *which: ColumnElement[bool]) -> None:
        await self.work.execute(
            update(checkin_schedules).where(*which, checkin_schedules.c.off_at.is_(None)).values(off_at=now)
        )


def _one(guild_id: int, schedule_id: int) -> ColumnElement[bool]:
    return and_(checkin_schedules.c.guild_id == guild_id, checkin_schedules.c.schedule_id == schedule_id)


def _of(guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(checkin_schedules.c.guild_id == guild_id, checkin_schedules.c.member_id == member_id)


def _ahead(ahead: Ahead) -> dict[str, Any]:
    return {
        "decided_to": ahead.decided_to,
        "next_date": ahead.next_date,
        "next_at": ahead.next_at,
        "draft_at": ahead.draft_at,
    }


def _schedule(row: Any) -> Schedule:
    """From all columns in the order of the table: asked for one by one by their names they cost three times as much,
    and a sweep reads thousands of rows."""
    (
        schedule_id, guild_id, circle_id, member_id, at, zone, repeats, window_minutes, kinds, stage, title,
        hosted, threaded, draft_at, reminder_minutes, paused_from, paused_to, decided_to, next_date, next_at, off_at,
        created_at,
    ) = row  # fmt: skip
    return Schedule(
        schedule_id=schedule_id,
        guild_id=guild_id,
        circle_id=circle_id,
        member_id=member_id,
        at=_time(at),
        zone=zone,
        repeats=repeats,
        window_minutes=window_minutes,
        kinds=tuple(kinds),
        stage=stage,
        title=title,
        hosted=hosted,
        threaded=threaded,
        reminder_minutes=reminder_minutes,
        paused_from=paused_from,
        paused_to=paused_to,
        decided_to=decided_to,
        next_date=next_date,
        next_at=next_at,
        draft_at=draft_at,
        off_at=off_at,
        created_at=created_at,
    )


@lru_cache(maxsize=1440)
def _time(written: str) -> time:
    return time.fromisoformat(written)

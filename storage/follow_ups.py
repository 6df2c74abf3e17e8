"""Reminders to look in on a person a day after a case was closed."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update

from storage.ids import new_id
from storage.records.alert_settings import FollowUp
from storage.tables.alert_settings import follow_ups
from storage.work import Work


class FollowUpStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def want(self, follow_up: FollowUp, now: datetime) -> bool:
        """False when that case has its reminder; lock the case first."""
        if await self.get(follow_up.guild_id, follow_up.case_id) is not None:
            return False
        values = {"follow_up_id": new_id(now), **asdict(follow_up)}
        await self.work.execute(insert(follow_ups).values(**values))
        return True

    async def get(self, guild_id: int, case_id: int) -> FollowUp | None:
        query = select(follow_ups).where(follow_ups.c.guild_id == guild_id, follow_ups.c.case_id == case_id)
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else _follow_up(row)

    async def due(self, now: datetime, limit: int) -> tuple[FollowUp, ...]:
        query = select(follow_ups).where(follow_ups.c.due_at <= now).order_by(follow_ups.c.due_at).limit(limit)
        if self.work.dialect == "postgresql":
            query = query.with_for_update(skip_locked=True)
        return tuple(_follow_up(row) for row in await self.work.execute(query))

    async def next_due(self) -> datetime | None:
        query = select(func.min(follow_ups.c.due_at, type_=follow_ups.c.due_at.type))
        return (await self.work.execute(query)).scalar_one()

    async def reminded(self, case_id: int) -> None:
        await self.work.execute(update(follow_ups).where(follow_ups.c.case_id == case_id).values(due_at=None))

    async def done(self, guild_id: int, case_id: int, now: datetime) -> bool:
        """False when that was done before, or there is none."""
        mine = and_(follow_ups.c.guild_id == guild_id, follow_ups.c.case_id == case_id, follow_ups.c.done_at.is_(None))
        values = {"done_at": now, "due_at": None}
        return (await self.work.execute(update(follow_ups).where(mine).values(**values))).rowcount == 1

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        query = select(follow_ups.c.due_at, follow_ups.c.done_at).where(
            follow_ups.c.guild_id == guild_id,
            or_(follow_ups.c.member_id == member_id, follow_ups.c.by_member_id == member_id),
        )
        return {"follow_ups": [dict(row) for row in (await self.work.execute(query)).mappings()]}

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        here = follow_ups.c.guild_id == guild_id
        await self.work.execute(delete(follow_ups).where(here, follow_ups.c.member_id == member_id))
        await self.work.execute(
            update(follow_ups).where(here, follow_ups.c.by_member_id == member_id).values(by_member_id=None)
        )

    async def erase_guild(self, guild_id: int) -> None:
        await self.work.execute(delete(follow_ups).where(follow_ups.c.guild_id == guild_id))


def _follow_up(row: Any) -> FollowUp:
    return FollowUp(row.case_id, row.guild_id, row.member_id, row.by_member_id, row.due_at, row.done_at)

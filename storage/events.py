"""Events between features: a row in the cause's transaction, gone when every handler has taken it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from storage.ids import new_id
from storage.records.events import Event
from storage.tables.events import events
from storage.work import Work


class EventStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def add(
        self, name: str, guild_id: int, member_id: int | None, arguments: Mapping[str, object], now: datetime
    ) -> int:
        row_id = new_id(now)
        await self.work.execute(
            insert(events).values(
                row_id=row_id,
                name=name,
                guild_id=guild_id,
                member_id=member_id,
                arguments=dict(arguments),
                due_at=now,
                attempts=0,
                created_at=now,
            )
        )
        return row_id

    async def due(self, now: datetime, limit: int) -> tuple[Event, ...]:
        result = await self.work.execute(
            select(events).where(events.c.due_at <= now).order_by(events.c.due_at, events.c.row_id).limit(limit)
        )
        return tuple(
            Event(row.row_id, row.name, row.guild_id, row.member_id, row.arguments, row.attempts, row.due_at)
            for row in result
        )

    async def next_due(self) -> datetime | None:
        return (await self.work.execute(select(func.min(events.c.due_at)))).scalar_one()

    async def handled(self, row_id: int) -> None:
        await self.work.execute(delete(events).where(events.c.row_id == row_id))

    async def again(self, event: Event, wait: timedelta, now: datetime) -> None:
        """A handler failed: try again later, keep count."""
        await self.work.execute(
            update(events).where(events.c.row_id == event.row_id).values(due_at=now + wait, attempts=event.attempts + 1)
        )

    async def put_forward(self, back: timedelta) -> None:
        """The clock went back by `back`: what waits keeps its distance to it."""
        for row in await self.work.execute(select(events.c.row_id, events.c.due_at)):
            change = update(events).where(events.c.row_id == row.row_id)
            await self.work.execute(change.values(due_at=row.due_at - back))

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        result = await self.work.execute(
            select(events.c.name, events.c.created_at).where(
                events.c.guild_id == guild_id, events.c.member_id == member_id
            )
        )
        return {"news_being_passed_on": [dict(row) for row in result.mappings()]}

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        await self.work.execute(delete(events).where(events.c.guild_id == guild_id, events.c.member_id == member_id))

    async def erase_guild(self, guild_id: int) -> None:
        await self.work.execute(delete(events).where(events.c.guild_id == guild_id))

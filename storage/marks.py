"""Channel marks: everything up to a mark has been looked at, and what it matched is committed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from storage.ids import new_id
from storage.records.marks import Ailment, Blind, Gap
from storage.tables.marks import ailments, gaps, marks
from storage.work import Work


class MarkStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def of_guild(self, guild_id: int) -> Mapping[int, int]:
        """Channel id -> newest message id up to which everything has been looked at."""
        query = select(marks.c.channel_id, marks.c.message_id).where(marks.c.guild_id == guild_id)
        return {row.channel_id: row.message_id for row in await self.work.execute(query)}

    async def get(self, guild_id: int, channel_id: int) -> int | None:
        query = select(marks.c.message_id).where(marks.c.guild_id == guild_id, marks.c.channel_id == channel_id)
        return (await self.work.execute(query)).scalar_one_or_none()

    async def advance(self, guild_id: int, channel_id: int, message_id: int, now: datetime) -> None:
        """Move the mark forward; it never goes back."""
        values = {"guild_id": guild_id, "channel_id": channel_id, "message_id": message_id, "changed_at": now}
        if await self.work.insert_if_new(marks, values):
            return
        await self.work.execute(
            update(marks)
            .where(marks.c.guild_id == guild_id, marks.c.channel_id == channel_id, marks.c.message_id < message_id)
            .values(message_id=message_id, changed_at=now)
        )

    async def forget(self, guild_id: int, channel_id: int) -> None:
        """The channel is no longer watched: a mark would be taken for a gap when it is watched again."""
        for table in (marks, gaps):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id, table.c.channel_id == channel_id))

    async def open_gaps(self, guild_id: int) -> tuple[Gap, ...]:
        query = select(gaps).where(gaps.c.guild_id == guild_id, gaps.c.closed_at.is_(None))
        return tuple(_gap(row) for row in await self.work.execute(query.order_by(gaps.c.from_at)))

    async def gap(self, guild_id: int, gap_id: int) -> Gap | None:
        query = select(gaps).where(gaps.c.guild_id == guild_id, gaps.c.gap_id == gap_id)
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else _gap(row)

    async def note_gap(
        self, guild_id: int, channel_id: int, why: Blind, from_at: datetime, to_at: datetime, now: datetime
    ) -> int | None:
        """Note a span that could not be read; None when an open gap covers it. A longer one only adds its new part."""
        for gap in await self.open_gaps(guild_id):
            if gap.channel_id == channel_id and gap.from_at <= from_at <= gap.to_at:
                from_at = gap.to_at
        if from_at >= to_at:
            return None
        gap_id = new_id(now)
        await self.work.execute(
            insert(gaps).values(
                gap_id=gap_id, guild_id=guild_id, channel_id=channel_id, why=why.value, from_at=from_at, to_at=to_at
            )
        )
        return gap_id

    async def close_gaps(self, guild_id: int, channel_id: int, now: datetime) -> int:
        """The channel has been read to the present after all."""
        result = await self.work.execute(
            update(gaps)
            .where(gaps.c.guild_id == guild_id, gaps.c.channel_id == channel_id, gaps.c.closed_at.is_(None))
            .values(closed_at=now)
        )
        return result.rowcount

    async def ailments(self) -> tuple[Ailment, ...]:
        """What is wrong, as far as people have been told, on every server."""
        result = await self.work.execute(select(ailments).order_by(ailments.c.guild_id, ailments.c.since))
        return tuple(Ailment(row.guild_id, row.reason, row.since) for row in result)

    async def fell_ill(self, guild_id: int, reason: str, now: datetime) -> bool:
        """False when that was known."""
        return await self.work.insert_if_new(ailments, {"guild_id": guild_id, "reason": reason, "since": now})

    async def got_well(self, guild_id: int, reason: str) -> None:
        await self.work.execute(delete(ailments).where(ailments.c.guild_id == guild_id, ailments.c.reason == reason))

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        """Nothing: marks name channels and moments, no person."""
        return {}

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        """Nothing to erase, see `export_member`."""

    async def erase_guild(self, guild_id: int) -> None:
        for table in (marks, gaps, ailments):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))


def _gap(row: Any) -> Gap:
    return Gap(row.gap_id, row.guild_id, row.channel_id, Blind(row.why), row.from_at, row.to_at, row.closed_at)

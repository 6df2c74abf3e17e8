"""How each member wants to be reached, and the zone and hour they live by."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from storage.records.members import Member, Reach
from storage.tables.members import members
from storage.work import Work


@dataclass(frozen=True, slots=True)
class MemberChanges:
    """None leaves a thing as it is."""

    zone: str | None = None
    locale: str | None = None
    reach: Reach | None = None
    hour: int | None = None


class MemberStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def get(self, guild_id: int, member_id: int) -> Member | None:
        result = await self.work.execute(
            select(members).where(members.c.guild_id == guild_id, members.c.member_id == member_id)
        )
        row = result.one_or_none()
        return None if row is None else _member(row)

    async def servers_of(self, member_id: int) -> tuple[int, ...]:
        """Where this account chose something once, over servers: for a DM, which names none."""
        query = select(members.c.guild_id).where(members.c.member_id == member_id)
        return tuple((await self.work.execute(query)).scalars())

    async def change(self, guild_id: int, member_id: int, changes: MemberChanges, now: datetime) -> Member:
        """Keep what the member chose. A newly chosen way opens a door that had been shut, and forgets where the way
        before it led: what was meant for a DM must not end in a thread that staff can read."""
        values: dict[str, Any] = {"changed_at": now}
        if changes.zone is not None:
            values["zone"] = changes.zone
        if changes.locale is not None:
            values["locale"] = changes.locale
        if changes.hour is not None:
            values["hour"] = changes.hour
        before = await self.get(guild_id, member_id)
        if changes.reach is not None:
            values |= {"reach": changes.reach.value, "closed_at": None}
            if before is not None and before.reach is not changes.reach:
                values["reach_channel_id"] = None
        if before is None:
            await self.work.execute(insert(members).values(guild_id=guild_id, member_id=member_id, **values))
        else:
            await self.work.execute(self._one(guild_id, member_id).values(**values))
        member = await self.get(guild_id, member_id)
        assert member is not None
        return member

    async def found_way(self, guild_id: int, member_id: int, channel_id: int | None) -> None:
        """Remember the DM or private thread that works, so that it is not opened again."""
        await self.work.execute(self._one(guild_id, member_id).values(reach_channel_id=channel_id, closed_at=None))

    async def found_closed(self, guild_id: int, member_id: int, now: datetime) -> None:
        await self.work.execute(self._one(guild_id, member_id).values(reach_channel_id=None, closed_at=now))

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        result = await self.work.execute(
            select(members).where(members.c.guild_id == guild_id, members.c.member_id == member_id)
        )
        return {"how_to_reach_you": [dict(row) for row in result.mappings()]}

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        await self.work.execute(delete(members).where(members.c.guild_id == guild_id, members.c.member_id == member_id))

    async def erase_guild(self, guild_id: int) -> None:
        await self.work.execute(delete(members).where(members.c.guild_id == guild_id))

    @staticmethod
    def _one(guild_id: int, member_id: int) -> Any:
        return update(members).where(members.c.guild_id == guild_id, members.c.member_id == member_id)


def _member(row: Any) -> Member:
    return Member(
        guild_id=row.guild_id,
        member_id=row.member_id,
        zone=row.zone,
        locale=row.locale,
        reach=Reach(row.reach),
        reach_channel_id=row.reach_channel_id,
        hour=row.hour,
        closed_at=row.closed_at,
        changed_at=row.changed_at,
    )

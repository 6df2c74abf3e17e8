"""What a member said yes to: the purpose, the version of the words they read, and whether they are old enough."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update

from storage.records.care import Consent
from storage.tables.care import consents
from storage.work import Work


class ConsentStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def get(self, guild_id: int, member_id: int, purpose: str) -> Consent | None:
        query = select(consents).where(_of(guild_id, member_id), consents.c.purpose == purpose)
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else Consent(row.version, row.old_enough, row.answered_at)

    async def answer(
        self, guild_id: int, member_id: int, purpose: str, version: int, *, old_enough: bool, now: datetime
    ) -> None:
        values = {"version": version, "old_enough": old_enough, "answered_at": now}
        made = {"guild_id": guild_id, "member_id": member_id, "purpose": purpose, **values}
        if not await self.work.insert_if_new(consents, made):
            await self.work.execute(
                update(consents).where(_of(guild_id, member_id), consents.c.purpose == purpose).values(**values)
            )

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        result = await self.work.execute(
            select(consents.c.purpose, consents.c.version, consents.c.old_enough, consents.c.answered_at).where(
                _of(guild_id, member_id)
            )
        )
        return {"what_you_said_yes_to": [dict(row) for row in result.mappings()]}

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        await self.work.execute(delete(consents).where(_of(guild_id, member_id)))

    async def erase_guild(self, guild_id: int) -> None:
        await self.work.execute(delete(consents).where(consents.c.guild_id == guild_id))


def _of(guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(consents.c.guild_id == guild_id, consents.c.member_id == member_id)

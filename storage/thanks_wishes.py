"""Whose thanks are passed on to whom: only to those who said yes, and never from those whom they do not want."""

from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, or_, select, update

from storage.tables.kindness import thanks_not_from, thanks_wishes
from storage.work import Work


class ThanksWishStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def accept(self, guild_id: int, member_id: int, now: datetime, *, accepted: bool) -> None:
        values = {"accepted": accepted, "changed_at": now}
        whose = {"guild_id": guild_id, "member_id": member_id}
        if not await self.work.insert_if_new(thanks_wishes, {**whose, **values}):
            query = update(thanks_wishes).where(*_of(thanks_wishes, guild_id, member_id)).values(**values)
            await self.work.execute(query)

    async def accepts(self, guild_id: int, member_id: int) -> bool:
        """No, for whoever never chose."""
        query = select(thanks_wishes.c.accepted).where(*_of(thanks_wishes, guild_id, member_id))
        return bool((await self.work.execute(query)).scalar_one_or_none())

    async def not_from(self, guild_id: int, member_id: int, from_member_id: int, now: datetime) -> None:
        values = {"guild_id": guild_id, "member_id": member_id, "from_member_id": from_member_id, "chosen_at": now}
        await self.work.insert_if_new(thanks_not_from, values)

    async def from_all_again(self, guild_id: int, member_id: int) -> None:
        await self.work.execute(delete(thanks_not_from).where(*_of(thanks_not_from, guild_id, member_id)))

    async def wants_from(self, guild_id: int, member_id: int, from_member_id: int) -> bool:
        """They said yes to thanks, and did not say no to this person."""
        if not await self.accepts(guild_id, member_id):
            return False
        query = select(thanks_not_from.c.from_member_id).where(
            *_of(thanks_not_from, guild_id, member_id), thanks_not_from.c.from_member_id == from_member_id
        )
        return (await self.work.execute(query)).first() is None

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        """Whom they do not want thanks from is told by number of choices: the others are no data of theirs."""
        wishes = select(thanks_wishes.c.accepted, thanks_wishes.c.changed_at)
        chosen = (await self.work.execute(wishes.where(*_of(thanks_wishes, guild_id, member_id)))).mappings()
        refused = select(thanks_not_from.c.chosen_at).where(*_of(thanks_not_from, guild_id, member_id))
        return {
            "whether_thanks_are_passed_on_to_you": [dict(row) for row in chosen],
            "people_whose_thanks_you_do_not_want": [dict(row) for row in (await self.work.execute(refused)).mappings()],
        }

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        await self.work.execute(delete(thanks_wishes).where(*_of(thanks_wishes, guild_id, member_id)))
        either = or_(thanks_not_from.c.member_id == member_id, thanks_not_from.c.from_member_id == member_id)
        await self.work.execute(delete(thanks_not_from).where(thanks_not_from.c.guild_id == guild_id, either))

    async def erase_guild(self, guild_id: int) -> None:
        for table in (thanks_wishes, thanks_not_from):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))


def _of(table: Table, guild_id: int, member_id: int) -> tuple[Any, Any]:
    return table.c.guild_id == guild_id, table.c.member_id == member_id

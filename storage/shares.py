"""Texts that the bot posts for members behind a content note; the text itself is sealed and opened one by one."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update

from storage.errors import KeyGone
from storage.records.care import Share
from storage.tables.care import shares
from storage.work import Work


class ShareStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def add(self, share: Share) -> None:
        await self.work.execute(
            insert(shares).values(
                share_id=share.share_id,
                guild_id=share.guild_id,
                channel_id=share.channel_id,
                member_id=share.member_id,
                anonymous=share.anonymous,
                topics=list(share.topics),
                note=await self._seal(share, "note", share.note),
                words=await self._seal(share, "words", share.words),
                shared_at=share.shared_at,
            )
        )

    async def get(self, guild_id: int, share_id: int) -> Share | None:
        query = select(shares).where(shares.c.guild_id == guild_id, shares.c.share_id == share_id)
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else await self._share(row)

    async def count_since(self, guild_id: int, member_id: int, since: datetime) -> int:
        query = select(func.count()).select_from(shares).where(_of(guild_id, member_id), shares.c.shared_at >= since)
        return (await self.work.execute(query)).scalar_one()

    async def posted(self, guild_id: int, share_id: int, channel_id: int, message_id: int) -> None:
        await self.work.execute(
            update(shares)
            .where(shares.c.guild_id == guild_id, shares.c.share_id == share_id)
            .values(channel_id=channel_id, message_id=message_id)
        )

    async def withdraw(self, guild_id: int, share_id: int, now: datetime) -> None:
        """The words go; that something stood there stays, so that the message can say so."""
        await self.work.execute(
            update(shares)
            .where(shares.c.guild_id == guild_id, shares.c.share_id == share_id)
            .values(words=None, note=None, withdrawn_at=now)
        )

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        rows = (await self.work.execute(select(shares).where(_of(guild_id, member_id)))).all()
        found = [await self._share(row) for row in rows]
        return {
            "what_you_shared": [
                {
                    "note": one.note,
                    "words": one.words,
                    "topics": list(one.topics),
                    "without_your_name": one.anonymous,
                    "shared_at": one.shared_at,
                    "taken_back_at": one.withdrawn_at,
                }
                for one in found
            ]
        }

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        await self.work.execute(delete(shares).where(_of(guild_id, member_id)))

    async def erase_guild(self, guild_id: int) -> None:
        await self.work.execute(delete(shares).where(shares.c.guild_id == guild_id))

    async def _seal(self, share: Share, column: str, text: str) -> bytes | None:
        if not text:
            return None
        return await self.work.seal("shares", column, share.share_id, share.guild_id, share.member_id, text)

    async def _unseal(self, row: Any, column: str) -> str:
        sealed = getattr(row, column)
        if sealed is None:
            return ""
        try:
            return await self.work.unseal("shares", column, row.share_id, row.guild_id, row.member_id, sealed)
        except KeyGone:
            return ""  # the person is being erased at this moment

    async def _share(self, row: Any) -> Share:
        return Share(
            share_id=row.share_id,
            guild_id=row.guild_id,
            channel_id=row.channel_id,
            member_id=row.member_id,
            anonymous=row.anonymous,
            topics=tuple(row.topics),
            note=await self._unseal(row, "note"),
            words=await self._unseal(row, "words"),
            message_id=row.message_id,
            shared_at=row.shared_at,
            withdrawn_at=row.withdrawn_at,
        )


def _of(guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(shares.c.guild_id == guild_id, shares.c.member_id == member_id)

"""Remembered members: two of those who look after a server said that somebody died. They are left in peace.

For every feature that would write to such a person, speak of them, count on them or list them:
`RememberedStore(work).is_remembered(guild_id, member_id)` for one, `among(guild_id, member_ids)` for many. Nothing is
erased, so that it can be undone: each feature asks when it acts, and keeps no copy of the answer. Rows of the outbox
to or about them are dropped when their turn comes, in every lane but that of alerts.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, or_, select, update

from storage.records.remembered import Remembered
from storage.tables.remembered import remembered
from storage.work import Work

# Each batch of a sweep asks it: made once.
_IN_PEACE = select(remembered.c.guild_id, remembered.c.member_id).where(
    remembered.c.guild_id.in_(bindparam("guilds", expanding=True)), remembered.c.confirmed_at.is_not(None)
)


class RememberedStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def is_remembered(self, guild_id: int, member_id: int) -> bool:
        """Whether two people have said so, and nobody has undone it."""
        return bool(await self.among(guild_id, (member_id,)))

    async def among(self, guild_id: int, member_ids: Iterable[int]) -> frozenset[int]:
        """Those of the named members of one server who are remembered."""
        return frozenset(
            member_id for _, member_id in await self.among_all((guild_id, member_id) for member_id in member_ids)
        )

    async def among_all(self, people: Iterable[tuple[int, int]]) -> frozenset[tuple[int, int]]:
        """Those of the named people (server, member) who are remembered; for sweeps, over servers."""
        wanted = frozenset(people)
        if not wanted:
            return frozenset()
        found = await self.work.execute(_IN_PEACE, {"guilds": list({guild_id for guild_id, _ in wanted})})
        return wanted & {(row.guild_id, row.member_id) for row in found}

    async def get(self, guild_id: int, member_id: int) -> Remembered | None:
        row = (await self.work.execute(select(remembered).where(_of(guild_id, member_id)))).one_or_none()
        return None if row is None else _read(row)

    async def of_guild(self, guild_id: int) -> tuple[Remembered, ...]:
        """Said and confirmed ones, the newest first."""
        query = select(remembered).where(remembered.c.guild_id == guild_id).order_by(remembered.c.said_at.desc())
        return tuple(_read(row) for row in await self.work.execute(query))

    async def say(self, guild_id: int, member_id: int, by_member_id: int, now: datetime) -> bool:
        """The first person says so; nothing changes yet. False when it has been said before."""
        return await self.work.insert_if_new(
            remembered,
            {"guild_id": guild_id, "member_id": member_id, "said_by_member_id": by_member_id, "said_at": now},
        )

    async def confirm(self, guild_id: int, member_id: int, by_member_id: int, now: datetime) -> bool:
        """A second person says so too. False when it is the same person, was confirmed before, or was never said."""
        result = await self.work.execute(
            update(remembered)
            .where(
                _of(guild_id, member_id),
                remembered.c.confirmed_at.is_(None),
                remembered.c.said_by_member_id != by_member_id,
            )
            .values(confirmed_by_member_id=by_member_id, confirmed_at=now)
        )
        return result.rowcount == 1

    async def undo(self, guild_id: int, member_id: int) -> bool:
        """Everything is as it was. False when nobody had said so."""
        return (await self.work.execute(delete(remembered).where(_of(guild_id, member_id)))).rowcount == 1

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        about = select(remembered.c.said_at, remembered.c.confirmed_at).where(_of(guild_id, member_id))
        said = select(remembered.c.member_id, remembered.c.said_at, remembered.c.confirmed_at).where(
            remembered.c.guild_id == guild_id,
            or_(
                remembered.c.said_by_member_id == member_id,
                remembered.c.confirmed_by_member_id == member_id,
            ),
        )
        return {
            "said_to_have_died": [dict(row) for row in (await self.work.execute(about)).mappings()],
            "whom_you_said_to_have_died": [dict(row) for row in (await self.work.execute(said)).mappings()],
        }

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        """Of somebody who said so only the name goes: a person who died is not written to again because of it. What
        only they had said goes with them."""
        await self.work.execute(delete(remembered).where(_of(guild_id, member_id)))
        said_by_them = and_(remembered.c.guild_id == guild_id, remembered.c.said_by_member_id == member_id)
        await self.work.execute(delete(remembered).where(said_by_them, remembered.c.confirmed_at.is_(None)))
        await self.work.execute(update(remembered).where(said_by_them).values(said_by_member_id=None))
        await self.work.execute(
            update(remembered)
            .where(remembered.c.guild_id == guild_id, remembered.c.confirmed_by_member_id == member_id)
            .values(confirmed_by_member_id=None)
        )

    async def erase_guild(self, guild_id: int) -> None:
        await self.work.execute(delete(remembered).where(remembered.c.guild_id == guild_id))


def _of(guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(remembered.c.guild_id == guild_id, remembered.c.member_id == member_id)


def _read(row: Any) -> Remembered:
    return Remembered(
        guild_id=row.guild_id,
        member_id=row.member_id,
        said_by_member_id=row.said_by_member_id,
        said_at=row.said_at,
        confirmed_by_member_id=row.confirmed_by_member_id,
        confirmed_at=row.confirmed_at,
    )

"""Circles: made, joined, left, closed. A closed circle keeps its row, so that what was said there has a place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from storage.ids import new_id
from storage.records.circles import Circle, CircleMember, Pathway
from storage.tables.circles import circle_members, circles
from storage.work import Work


@dataclass(frozen=True, slots=True)
class CircleChoices:
    """What a keeper chooses for a circle. `zone` is an IANA name."""

    name: str
    channel_id: int
    zone: str
    pathway: Pathway = Pathway.OPEN
    guidelines: str = ""
    member_limit: int | None = None
    keeper_role_id: int | None = None
    reply_hours: int = 6


class CircleStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def add(self, guild_id: int, choices: CircleChoices, now: datetime) -> Circle | None:
        """A new circle; None when an open circle of that name is here already."""
        circle_id = new_id(now)
        made = await self.work.insert_if_new(
            circles,
            {"circle_id": circle_id, "guild_id": guild_id, "created_at": now, **_chosen(choices)},
        )
        return await self.get(guild_id, circle_id) if made else None

    async def change(self, guild_id: int, circle_id: int, choices: CircleChoices) -> None:
        await self.work.execute(update(circles).where(_one(guild_id, circle_id)).values(**_chosen(choices)))

    async def close(self, guild_id: int, circle_id: int, now: datetime) -> None:
        await self.work.execute(
            update(circles).where(_one(guild_id, circle_id), circles.c.closed_at.is_(None)).values(closed_at=now)
        )

    async def get(self, guild_id: int, circle_id: int) -> Circle | None:
        """A circle of this server, open or closed."""
        row = (await self.work.execute(select(circles).where(_one(guild_id, circle_id)))).one_or_none()
        return None if row is None else _circle(row)

    async def open_named(self, guild_id: int, name: str) -> Circle | None:
        query = select(circles).where(circles.c.name_key == name_key(name), *_open(guild_id))
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else _circle(row)

    async def open_in(self, guild_id: int) -> tuple[Circle, ...]:
        """The open circles of a server, by name."""
        query = select(circles).where(*_open(guild_id)).order_by(circles.c.name_key)
        return tuple(_circle(row) for row in await self.work.execute(query))

    async def many(self, circle_ids: Sequence[int]) -> Mapping[int, Circle]:
        """The circles of a batch, over servers; for sweeps only."""
        if not circle_ids:
            return {}
        query = select(circles).where(circles.c.circle_id.in_(circle_ids))
        return {row.circle_id: _circle(row) for row in await self.work.execute(query)}

    async def join(self, guild_id: int, circle_id: int, member_id: int, now: datetime, *, keeper: bool = False) -> bool:
        """True when they were not in it before."""
        return await self.work.insert_if_new(
            circle_members,
            {
                "circle_id": circle_id,
                "guild_id": guild_id,
                "member_id": member_id,
                "keeper": keeper,
                "listens": False,
                "hosts": False,
                "joined_at": now,
            },
        )

    async def leave(self, guild_id: int, circle_id: int, member_id: int) -> bool:
        result = await self.work.execute(
            delete(circle_members).where(
                circle_members.c.circle_id == circle_id,
                circle_members.c.guild_id == guild_id,
                circle_members.c.member_id == member_id,
            )
        )
        return result.rowcount == 1

    async def leave_all(self, guild_id: int, member_id: int) -> None:
        """They left the server."""
        await self.work.execute(delete(circle_members).where(_of(guild_id, member_id)))

    async def make_keeper(self, guild_id: int, circle_id: int, member_id: int, *, keeper: bool) -> bool:
        """False when they are not in the circle."""
        result = await self.work.execute(
            update(circle_members)
            .where(circle_members.c.circle_id == circle_id, _of(guild_id, member_id))
            .values(keeper=keeper)
        )
        return result.rowcount == 1

    async def offer(self, guild_id: int, circle_id: int, member_id: int, *, listens: bool, hosts: bool) -> bool:
        """What a member offers to do for the circle; False when they are not in it."""
        result = await self.work.execute(
            update(circle_members)
            .where(circle_members.c.circle_id == circle_id, _of(guild_id, member_id))
            .values(listens=listens, hosts=hosts)
        )
        return result.rowcount == 1

    async def membership(self, guild_id: int, circle_id: int, member_id: int) -> CircleMember | None:
        query = select(circle_members).where(circle_members.c.circle_id == circle_id, _of(guild_id, member_id))
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else _member(row)

    async def members(self, guild_id: int, circle_id: int) -> tuple[CircleMember, ...]:
        """Keepers first, then in the order of joining."""
        query = (
            select(circle_members)
            .where(circle_members.c.guild_id == guild_id, circle_members.c.circle_id == circle_id)
            .order_by(circle_members.c.keeper.desc(), circle_members.c.joined_at, circle_members.c.member_id)
        )
        return tuple(_member(row) for row in await self.work.execute(query))

    async def size(self, guild_id: int, circle_id: int) -> int:
        query = select(func.count()).where(
            circle_members.c.guild_id == guild_id, circle_members.c.circle_id == circle_id
        )
        return (await self.work.execute(query)).scalar_one()

    async def circles_of(self, guild_id: int, member_id: int) -> Mapping[int, CircleMember]:
        """A member's places in open circles, by circle."""
        query = (
            select(circle_members)
            .join(circles, circles.c.circle_id == circle_members.c.circle_id)
            .where(_of(guild_id, member_id), circles.c.closed_at.is_(None))
        )
        return {row.circle_id: _member(row) for row in await self.work.execute(query)}

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        query = (
            select(
                circles.c.name,
                circle_members.c.keeper,
                circle_members.c.listens,
                circle_members.c.hosts,
                circle_members.c.joined_at,
            )
            .join(circles, circles.c.circle_id == circle_members.c.circle_id)
            .where(_of(guild_id, member_id))
        )
        return {"circles": [dict(row) for row in (await self.work.execute(query)).mappings()]}

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        await self.leave_all(guild_id, member_id)

    async def erase_guild(self, guild_id: int) -> None:
        for table in (circle_members, circles):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))


def name_key(name: str) -> str:
    return " ".join(name.casefold().split())


def _one(guild_id: int, circle_id: int) -> ColumnElement[bool]:
    return and_(circles.c.guild_id == guild_id, circles.c.circle_id == circle_id)


def _open(guild_id: int) -> tuple[ColumnElement[bool], ...]:
    return circles.c.guild_id == guild_id, circles.c.closed_at.is_(None)


def _of(guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(circle_members.c.guild_id == guild_id, circle_members.c.member_id == member_id)


def _chosen(choices: CircleChoices) -> dict[str, Any]:
    return {
        "name": choices.name,
        "name_key": name_key(choices.name),
        "channel_id": choices.channel_id,
        "zone": choices.zone,
        "pathway": choices.pathway.value,
        "guidelines": choices.guidelines,
        "member_limit": choices.member_limit,
        "keeper_role_id": choices.keeper_role_id,
        "reply_hours": choices.reply_hours,
    }


def _circle(row: Any) -> Circle:
    return Circle(
        circle_id=row.circle_id,
        guild_id=row.guild_id,
        name=row.name,
        channel_id=row.channel_id,
        zone=row.zone,
        pathway=Pathway(row.pathway),
        guidelines=row.guidelines,
        member_limit=row.member_limit,
        keeper_role_id=row.keeper_role_id,
        reply_hours=row.reply_hours,
        created_at=row.created_at,
        closed_at=row.closed_at,
    )


def _member(row: Any) -> CircleMember:
    return CircleMember(row.circle_id, row.guild_id, row.member_id, row.keeper, row.listens, row.hosts, row.joined_at)

"""A server's own ladders, the roles it gives for steps, and who holds one because of a step."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update

from storage.records.milestones import OwnLadder
from storage.tables.milestones import ladders, milestone_roles, milestone_roles_held
from storage.work import Work


class LadderStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def put(
        self, guild_id: int, ladder: str, title: str, steps: Sequence[Mapping[str, object]], now: datetime
    ) -> None:
        """A ladder of the server's own, in place of one of that name."""
        values = {"title": title, "steps": [dict(step) for step in steps], "changed_at": now}
        if not await self.work.insert_if_new(ladders, {"guild_id": guild_id, "ladder": ladder, **values}):
            await self.work.execute(update(ladders).where(_one(guild_id, ladder)).values(**values))

    async def get(self, guild_id: int, ladder: str) -> OwnLadder | None:
        row = (await self.work.execute(select(ladders).where(_one(guild_id, ladder)))).one_or_none()
        return None if row is None else _ladder(row)

    async def many(self, keys: Sequence[tuple[int, str]]) -> Mapping[tuple[int, str], OwnLadder]:
        """The ladders of a batch, over servers; for sweeps only."""
        if not keys:
            return {}
        query = select(ladders).where(
            ladders.c.guild_id.in_({guild_id for guild_id, _ in keys}), ladders.c.ladder.in_({name for _, name in keys})
        )
        return {(row.guild_id, row.ladder): _ladder(row) for row in await self.work.execute(query)}

    async def of_guild(self, guild_id: int) -> tuple[OwnLadder, ...]:
        query = select(ladders).where(ladders.c.guild_id == guild_id).order_by(ladders.c.title)
        return tuple(_ladder(row) for row in await self.work.execute(query))

    async def remove(self, guild_id: int, ladder: str) -> None:
        await self.work.execute(delete(ladders).where(_one(guild_id, ladder)))

    async def give_role(self, guild_id: int, ladder: str, step: str, role_id: int | None) -> None:
        """The role for a step; None: none."""
        which = and_(
            milestone_roles.c.guild_id == guild_id,
            milestone_roles.c.ladder == ladder,
            milestone_roles.c.step == step,
        )
        await self.work.execute(delete(milestone_roles).where(which))
        if role_id is not None:
            values = {"guild_id": guild_id, "ladder": ladder, "step": step, "role_id": role_id}
            await self.work.insert_if_new(milestone_roles, values)

    async def roles_of(self, guild_id: int) -> dict[tuple[str, str], int]:
        """Role by ladder and step."""
        query = select(milestone_roles).where(milestone_roles.c.guild_id == guild_id)
        return {(row.ladder, row.step): row.role_id for row in await self.work.execute(query)}

    async def held(self, guild_id: int, member_id: int) -> dict[int, int]:
        """Roles that we gave them, with the journey it was for."""
        query = select(milestone_roles_held).where(_held_by(guild_id, member_id))
        return {row.role_id: row.journey_id for row in await self.work.execute(query)}

    async def hold(self, guild_id: int, member_id: int, role_id: int, journey_id: int, now: datetime) -> None:
        """They wear it for this journey; one that they wear already is now for this one."""
        which = {"guild_id": guild_id, "member_id": member_id, "role_id": role_id}
        values = {**which, "journey_id": journey_id, "given_at": now}
        if not await self.work.insert_if_new(milestone_roles_held, values):
            theirs = and_(_held_by(guild_id, member_id), milestone_roles_held.c.role_id == role_id)
            await self.work.execute(update(milestone_roles_held).where(theirs).values(journey_id=journey_id))

    async def hold_no_more(self, guild_id: int, member_id: int, role_id: int) -> None:
        await self.work.execute(
            delete(milestone_roles_held).where(_held_by(guild_id, member_id), milestone_roles_held.c.role_id == role_id)
        )

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        query = select(milestone_roles_held.c.role_id, milestone_roles_held.c.given_at).where(
            _held_by(guild_id, member_id)
        )
        return {"roles_for_steps": [dict(row) for row in (await self.work.execute(query)).mappings()]}

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        await self.work.execute(delete(milestone_roles_held).where(_held_by(guild_id, member_id)))

    async def erase_guild(self, guild_id: int) -> None:
        for table in (milestone_roles_held, milestone_roles, ladders):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))


def _one(guild_id: int, ladder: str) -> ColumnElement[bool]:
    return and_(ladders.c.guild_id == guild_id, ladders.c.ladder == ladder)


def _held_by(guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(milestone_roles_held.c.guild_id == guild_id, milestone_roles_held.c.member_id == member_id)


def _ladder(row: Any) -> OwnLadder:
    return OwnLadder(row.guild_id, row.ladder, row.title, tuple(row.steps))

"""Make, join, leave and close circles: load, decide, write, say what happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cogs.circles.rules import MOST_CIRCLES, Refusal, keeps, refusal_to_join
from storage.checkin_schedules import ScheduleStore
from storage.circles import CircleChoices, CircleStore, name_key
from storage.database import Database
from storage.events import EventStore
from storage.records.circles import Circle, CircleMember
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Created:
    circle: Circle


@dataclass(frozen=True, slots=True)
class Joined:
    circle: Circle


@dataclass(frozen=True, slots=True)
class Left:
    circle: Circle
    was_last_keeper: bool


@dataclass(frozen=True, slots=True)
class Refused:
    why: Refusal
    circle: Circle | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One circle of the list, as one member sees it."""

    circle: Circle
    size: int
    membership: CircleMember | None


async def create_circle(
    database: Database, guild_id: int, by_member_id: int, choices: CircleChoices, now: datetime
) -> Created | Refused:
    """A new circle whose first keeper is the one who made it."""
    async with database.transaction() as work:
        store = CircleStore(work)
        if len(await store.open_in(guild_id)) >= MOST_CIRCLES:
            return Refused(Refusal.TOO_MANY)
        circle = await store.add(guild_id, choices, now)
        if circle is None:
            return Refused(Refusal.NAME_TAKEN)
        await store.join(guild_id, circle.circle_id, by_member_id, now, keeper=True)
        return Created(circle)


async def change_circle(database: Database, circle: Circle, choices: CircleChoices, now: datetime) -> Created | Refused:
    """Change what was chosen; a zone that changes takes along what the circle is asked by it."""
    async with database.transaction() as work:
        store = CircleStore(work)
        other = await store.open_named(circle.guild_id, choices.name)
        if other is not None and other.circle_id != circle.circle_id:
            return Refused(Refusal.NAME_TAKEN, other)
        await store.change(circle.guild_id, circle.circle_id, choices)
        if choices.zone != circle.zone:
            moved = {"circle_id": circle.circle_id, "from_zone": circle.zone}
            await EventStore(work).add("circle.moved", circle.guild_id, None, moved, now)
        changed = await store.get(circle.guild_id, circle.circle_id)
        return Refused(Refusal.NOT_HERE) if changed is None else Created(changed)


async def close_circle(database: Database, guild_id: int, circle_id: int, now: datetime) -> Circle | None:
    """Nothing more is asked there; what was said stays where it is."""
    async with database.transaction() as work:
        store = CircleStore(work)
        circle = await store.get(guild_id, circle_id)
        if circle is not None:
            await store.close(guild_id, circle_id, now)
            await ScheduleStore(work).off_for_circle(guild_id, circle_id, now)
        return circle


async def join_circle(
    database: Database, guild_id: int, circle_id: int, member_id: int, now: datetime, *, sees_channel: bool
) -> Joined | Refused:
    async with database.transaction() as work:
        store = CircleStore(work)
        circle = await store.get(guild_id, circle_id)
        inside = None if circle is None else await store.membership(guild_id, circle_id, member_id)
        size = await store.size(guild_id, circle_id)
        why = refusal_to_join(circle, size=size, already_in=inside is not None, sees_channel=sees_channel)
        if why is not None or circle is None:
            return Refused(why or Refusal.NOT_HERE, circle)
        await store.join(guild_id, circle_id, member_id, now)
        return Joined(circle)


async def leave_circle(database: Database, guild_id: int, circle_id: int, member_id: int) -> Left | Refused:
    """Anyone may leave at any time, also the last keeper: organisers can name another."""
    async with database.transaction() as work:
        store = CircleStore(work)
        circle = await store.get(guild_id, circle_id)
        if circle is None:
            return Refused(Refusal.NOT_HERE)
        if not await store.leave(guild_id, circle_id, member_id):
            return Refused(Refusal.NOT_IN, circle)
        keepers = [m for m in await store.members(guild_id, circle_id) if m.keeper]
        return Left(circle, was_last_keeper=not keepers)


async def name_keeper(
    database: Database, guild_id: int, circle_id: int, member_id: int, *, keeper: bool
) -> Circle | Refused:
    """A keeper is a member of the circle first: nobody is put into a circle by somebody else."""
    async with database.transaction() as work:
        store = CircleStore(work)
        circle = await store.get(guild_id, circle_id)
        if circle is None:
            return Refused(Refusal.NOT_HERE)
        if not await store.make_keeper(guild_id, circle_id, member_id, keeper=keeper):
            return Refused(Refusal.NOT_IN, circle)
        return circle


async def list_circles(database: Database, guild_id: int, member_id: int) -> tuple[Listed, ...]:
    """The open circles, those the member is in first."""
    async with database.reading() as work:
        store = CircleStore(work)
        mine = await store.circles_of(guild_id, member_id)
        listed = [
            Listed(circle, await store.size(guild_id, circle.circle_id), mine.get(circle.circle_id))
            for circle in await store.open_in(guild_id)
        ]
    return tuple(sorted(listed, key=lambda one: (one.membership is None, name_key(one.circle.name))))


async def find_circle(database: Database, guild_id: int, typed: str) -> Circle | None:
    """By the id that autocomplete gives, or by the name a person typed; open ones only."""
    async with database.reading() as work:
        store = CircleStore(work)
        found = await store.get(guild_id, int(typed)) if _is_id(typed) else None
        found = found or await store.open_named(guild_id, typed)
        return None if found is None or found.closed_at is not None else found


async def is_keeper(database: Database, circle: Circle, member_id: int, role_ids: Iterable[int]) -> bool:
    async with database.reading() as work:
        return await keeps_circle(work, circle, member_id, role_ids)


async def keeps_a_circle(database: Database, guild_id: int, member_id: int, role_ids: Iterable[int]) -> bool:
    """Whether they keep any circle of this server."""
    roles = frozenset(role_ids)
    async with database.reading() as work:
        store = CircleStore(work)
        named = any(member.keeper for member in (await store.circles_of(guild_id, member_id)).values())
        return named or any(circle.keeper_role_id in roles for circle in await store.open_in(guild_id))


async def keeps_circle(work: Work, circle: Circle, member_id: int, role_ids: Iterable[int]) -> bool:
    inside = await CircleStore(work).membership(circle.guild_id, circle.circle_id, member_id)
    return keeps(circle, named_keeper=inside is not None and inside.keeper, role_ids=role_ids)


async def member_has_left(database: Database, guild_id: int, member_id: int, now: datetime) -> None:
    """They left the server, or were banned: their places are free, and other features are told."""
    async with database.transaction() as work:
        await CircleStore(work).leave_all(guild_id, member_id)
        await ScheduleStore(work).off_for_member(guild_id, member_id, now)
        await EventStore(work).add("member.left", guild_id, member_id, {}, now)


def _is_id(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) <= 19

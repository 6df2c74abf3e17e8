"""Two of those who look after a server say that a member has died; either of them, or anyone like them, undoes it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.database import Database
from storage.records.remembered import Remembered
from storage.remembered import RememberedStore


class Turn(StrEnum):
    SAID = "said"  # one person has said so; nothing is different yet
    CONFIRMED = "confirmed"  # two have: from now on they are left in peace
    WAITS = "waits"  # the same person again; a second one is needed
    ALREADY = "already"
    UNDONE = "undone"
    NOT_THERE = "not_there"


@dataclass(frozen=True, slots=True)
class Outcome:
    turn: Turn
    member_id: int


async def say_so(database: Database, guild_id: int, member_id: int, by_member_id: int, now: datetime) -> Outcome:
    """The first word, or the second if another person has said it before."""
    async with database.transaction() as work:
        store = RememberedStore(work)
        if await store.say(guild_id, member_id, by_member_id, now):
            return Outcome(Turn.SAID, member_id)
        if await store.confirm(guild_id, member_id, by_member_id, now):
            return Outcome(Turn.CONFIRMED, member_id)
        confirmed = await store.is_remembered(guild_id, member_id)
        return Outcome(Turn.ALREADY if confirmed else Turn.WAITS, member_id)


async def undo(database: Database, guild_id: int, member_id: int) -> Outcome:
    async with database.transaction() as work:
        undone = await RememberedStore(work).undo(guild_id, member_id)
        return Outcome(Turn.UNDONE if undone else Turn.NOT_THERE, member_id)


async def standing(database: Database, guild_id: int, member_id: int) -> Remembered | None:
    async with database.reading() as work:
        return await RememberedStore(work).get(guild_id, member_id)


async def listed(database: Database, guild_id: int) -> tuple[Remembered, ...]:
    async with database.reading() as work:
        return await RememberedStore(work).of_guild(guild_id)

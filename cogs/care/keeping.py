"""What is kept, and only after a yes to the words that are valid now, by somebody who says they are old enough."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from storage.care import CareStore
from storage.consents import ConsentStore
from storage.database import Database
from storage.records.care import Consent, Entry

PURPOSE = "care"
VERSION = 1  # of `text.what_is_kept`: a new wording with a new use needs a new number, and everyone is asked again
OLD_ENOUGH = 16


class May(StrEnum):
    YES = "yes"
    ASK = "ask"
    TOO_YOUNG = "too_young"


def standing(consent: Consent | None) -> May:
    """A yes to older words does not count; who said that they are younger is not asked again."""
    if consent is not None and not consent.old_enough:
        return May.TOO_YOUNG
    return May.YES if consent is not None and consent.version == VERSION else May.ASK


async def may_keep(database: Database, guild_id: int, member_id: int) -> May:
    async with database.reading() as work:
        return standing(await ConsentStore(work).get(guild_id, member_id, PURPOSE))


async def say_yes(database: Database, guild_id: int, member_id: int, *, old_enough: bool, now: datetime) -> May:
    """Keep the answer; somebody who said that they are younger stays so here until they erase it."""
    async with database.transaction() as work:
        store = ConsentStore(work)
        before = await store.get(guild_id, member_id, PURPOSE)
        if before is not None and not before.old_enough:
            return May.TOO_YOUNG
        await store.answer(guild_id, member_id, PURPOSE, VERSION, old_enough=old_enough, now=now)
    return May.YES if old_enough else May.TOO_YOUNG


async def keep(
    database: Database, guild_id: int, member_id: int, tool: str, answers: Mapping[str, str], now: datetime
) -> bool:
    """False, with nothing kept, when there is no valid yes."""
    async with database.transaction() as work:
        if standing(await ConsentStore(work).get(guild_id, member_id, PURPOSE)) is not May.YES:
            return False
        await CareStore(work).keep(guild_id, member_id, tool, {k: v for k, v in answers.items() if v}, now)
    return True


async def kept(database: Database, guild_id: int, member_id: int, limit: int = 1000) -> tuple[Entry, ...]:
    async with database.reading() as work:
        return await CareStore(work).entries(guild_id, member_id, limit=limit)

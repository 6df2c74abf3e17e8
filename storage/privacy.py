"""Everything about one person in one place: export it, erase it, and keep it erased.

An erasure is noted first, then the rows go in one transaction, then the key is destroyed (which reaches backups),
then the write-ahead log is cut. Whatever interrupts it, the next start finishes it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Column, MetaData, Table, select

from storage.alert_settings import AlertSettingsStore
from storage.alerts import AlertStore
from storage.cancellation import to_the_end
from storage.care import CareStore
from storage.cases import CaseStore
from storage.checkin_answers import AnswerStore
from storage.checkin_hosting import HostingStore
from storage.checkin_prompts import PromptStore
from storage.checkin_schedules import ScheduleStore
from storage.checkin_wishes import WishStore
from storage.circles import CircleStore
from storage.consents import ConsentStore
from storage.counts import CountStore
from storage.database import Database
from storage.erasures import Erasure, ErasureStore
from storage.events import EventStore
from storage.follow_ups import FollowUpStore
from storage.helplines import HelplineStore
from storage.ids import new_id
from storage.journey_ledger import LedgerStore
from storage.journeys import JourneyStore
from storage.keys import Vault
from storage.kindness import EffortStore, RoadStore, ThanksStore
from storage.ladders import LadderStore
from storage.letters import LetterStore
from storage.marks import MarkStore
from storage.members import MemberStore
from storage.milestones import MilestoneStore
from storage.oncall import OnCallStore
from storage.outbox import OutboxStore
from storage.own_rules import OwnRuleStore
from storage.points import reached
from storage.remembered import RememberedStore
from storage.servers import ServerStore
from storage.shares import ShareStore
from storage.tables import whole_schema
from storage.thanks_wishes import ThanksWishStore
from storage.work import Work

Export = dict[str, list[dict[str, Any]]]


class PersonalStore(Protocol):
    """A store that holds a person's rows."""

    def __init__(self, work: Work) -> None: ...

    async def export_member(self, guild_id: int, member_id: int) -> Export:
        """The person's rows in words a person understands, sealed text unsealed, by plain titles."""
        ...

    async def erase_member(self, guild_id: int, member_id: int) -> None: ...

    async def erase_guild(self, guild_id: int) -> None: ...


# In the order in which rows may be deleted: those that refer to others first.
PERSONAL_STORES: tuple[type[PersonalStore], ...] = (
    OutboxStore,
    FollowUpStore,
    LetterStore,
    AlertStore,
    CaseStore,
    AlertSettingsStore,
    OwnRuleStore,
    CountStore,
    OnCallStore,
    MarkStore,
    EventStore,
    AnswerStore,
    HostingStore,
    WishStore,
    ScheduleStore,  # before what they asked: a sweep that holds one is waited for, and what it wrote goes as well
    PromptStore,
    MilestoneStore,
    LedgerStore,
    JourneyStore,
    LadderStore,
    EffortStore,
    ThanksStore,
    ThanksWishStore,
    RoadStore,
    CircleStore,
    RememberedStore,
    HelplineStore,
    CareStore,
    ShareStore,
    ConsentStore,
    MemberStore,
    ServerStore,
)


async def export_member(database: Database, guild_id: int, member_id: int) -> Export:
    """All that is kept about a member of a server, as it stood at one moment. Titles without rows are left out."""
    async with database.reading() as work:
        return await export_in(work, guild_id, member_id)


async def export_in(work: Work, guild_id: int, member_id: int) -> Export:
    """`export_member` inside a block that is already open."""
    found: Export = {}
    for store in PERSONAL_STORES:
        for title, rows in (await store(work).export_member(guild_id, member_id)).items():
            if rows:
                found.setdefault(title, []).extend(rows)
    return found


async def erase_member(database: Database, vault: Vault, guild_id: int, member_id: int, now: datetime) -> None:
    """Erase a member of a server for good. When this returns it is done; if it raises, it will be finished at the
    next start. Cancelling does not stop it half way. The number it leaves says when: what they write later is new."""
    await to_the_end(_ask_and_carry_out(database, vault, Erasure(new_id(now), guild_id, member_id)))


async def erase_guild(database: Database, vault: Vault, guild_id: int, now: datetime) -> None:
    """Erase everything about a server and everyone in it, as `erase_member` does for one."""
    await to_the_end(_ask_and_carry_out(database, vault, Erasure(new_id(now), guild_id, None)))


async def finish_erasures(database: Database, vault: Vault) -> int:
    """At every start, before anything is said: finish what was interrupted, and erase again whoever an older copy
    of the database brought back. Returns how many erasures were carried out."""
    async with database.transaction() as work:
        for erasure in await _brought_back(work, vault):
            await ErasureStore(work).ask(erasure)
        waiting = await ErasureStore(work).waiting()
    for erasure in waiting:
        await to_the_end(_carry_out(database, vault, erasure))
    return len(waiting)


def personal_columns(metadata: MetaData) -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that names a person, by its name (`member_id`, `…_member_id`)."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if column.name == "member_id" or column.name.endswith("_member_id"):
                yield table, column


async def _ask_and_carry_out(database: Database, vault: Vault, erasure: Erasure) -> None:
    async with database.transaction() as work:
        await ErasureStore(work).ask(erasure)
    await _carry_out(database, vault, erasure)


async def _carry_out(database: Database, vault: Vault, erasure: Erasure) -> None:
    async with database.transaction() as work:
        await _delete_rows(work, erasure)
    reached("K14")
    await vault.destroy(erasure.guild_id, erasure.member_id, erasure.erasure_id)
    async with database.transaction() as work:
        # once more: what was written between the two cannot be read any longer
        await _delete_rows(work, erasure)
        await ErasureStore(work).finish(erasure.erasure_id)
    await database.fold_log()


async def _delete_rows(work: Work, erasure: Erasure) -> None:
    for store in PERSONAL_STORES:
        if erasure.member_id is None:
            await store(work).erase_guild(erasure.guild_id)
        else:
            await store(work).erase_member(erasure.guild_id, erasure.member_id)


async def _brought_back(work: Work, vault: Vault) -> list[Erasure]:
    """Erasures that the vault remembers and this database does not: whom are they about, as far as they are here.

    Somebody who was erased more than once is erased once more, not at several starts: by then they may be new here.
    """
    log = ErasureStore(work)
    stones = await vault.tombstones()
    missing: dict[bytes, int] = {}
    for number in sorted(stones.keys() - await log.numbers()):
        if stones[number] in missing:
            await log.note_done(missing[stones[number]])
        missing[stones[number]] = number
    if not missing:
        return []
    found: list[Erasure] = []
    for guild_id, member_id in await _everyone(work):
        number = missing.pop(await vault.mark_of(guild_id, member_id), None)
        if number is not None:
            found.append(Erasure(number, guild_id, member_id))
    for number in missing.values():
        await log.note_done(number)
    return found


async def _everyone(work: Work) -> set[tuple[int, int | None]]:
    """Everyone and every server that any table names."""
    found: set[tuple[int, int | None]] = set()
    schema = whole_schema()
    for table, column in personal_columns(schema):
        if "guild_id" in table.c:
            rows: Any = await work.execute(select(table.c.guild_id, column).distinct())
            found |= {(guild_id, member_id) for guild_id, member_id in rows if None not in {guild_id, member_id}}
    for table in schema.sorted_tables:
        if "guild_id" in table.c:
            rows = await work.execute(select(table.c.guild_id).distinct())
            found |= {(guild_id, None) for guild_id in rows.scalars() if guild_id is not None}
    return found

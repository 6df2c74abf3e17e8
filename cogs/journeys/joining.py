"""Two journeys of one member become one: every run and every told day of both is in it, and no day counts twice."""

from dataclasses import dataclass, replace
from datetime import datetime

from cogs.journeys.changes import What, closed, opened
from cogs.journeys.keeping import Kept, Refused, WhyNot, as_kept, own
from cogs.journeys.role_events import roles_may_change
from cogs.journeys.rules import ended
from cogs.journeys.runs import today_of, write_down
from storage.database import Database
from storage.journey_ledger import LedgerStore
from storage.journeys import JourneyStore
from storage.members import MemberStore
from storage.milestones import MilestoneStore
from storage.records.journeys import Ending, Journey, Ledger
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Pair:
    """`into` stays, with its name, path, steps and choices; `other` becomes part of it."""

    into: Ledger
    other: Ledger


async def both(database: Database, member_id: int, into_id: int, other_id: int) -> Pair | Refused:
    """What joining would bring together, before anything is done."""
    async with database.reading() as work:
        return await _both(work, member_id, into_id, other_id)


async def join(database: Database, member_id: int, into_id: int, other_id: int, now: datetime) -> Kept | Refused:
    """What runs in `into` goes on; what runs in `other` goes on only if nothing runs in `into`, else it is kept as
    time up to today."""
    async with database.transaction() as work:
        pair = await _both(work, member_id, into_id, other_id)
        if isinstance(pair, Refused):
            return pair
        into, other = pair.into.journey, pair.other.journey
        before = await opened(work, into, other)
        running = pair.other.open_run
        if running is not None and pair.into.open_run is not None:
            over = ended(running, await today_of(work, into, now), Ending.EARLIER)
            await LedgerStore(work).change_run(other, over)
            member = await MemberStore(work).get(into.guild_id, member_id)
            await write_down(work, other, over, as_kept(pair.other, member), now)
        await _move(work, other, into)
        await roles_may_change(work, other, now)
        return await closed(work, before, into, What.JOINED, now)


async def _move(work: Work, other: Journey, into: Journey) -> None:
    ledger = await LedgerStore(work).of(other)
    for run in ledger.runs:
        await LedgerStore(work).move_run(other, run, into)
    for slip in ledger.slips:
        await LedgerStore(work).change_slip(replace(slip, journey_id=into.journey_id))
    await MilestoneStore(work).move(other.journey_id, into.journey_id)
    await JourneyStore(work).remove(other)


async def _both(work: Work, member_id: int, into_id: int, other_id: int) -> Pair | Refused:
    if into_id == other_id:
        return Refused(WhyNot.SAME_JOURNEY)
    into, other = await own(work, member_id, into_id), await own(work, member_id, other_id)
    if into is None or other is None or into.guild_id != other.guild_id:
        return Refused(WhyNot.NOT_YOURS)
    return Pair(await LedgerStore(work).of(into), await LedgerStore(work).of(other))

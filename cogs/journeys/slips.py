"""A hard day is told in three taps, and none of them costs anything."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from cogs.journeys.ahead import IN_PEACE, look_ahead, look_ahead_everywhere
from cogs.journeys.changes import What, ask_keys, closed, opened
from cogs.journeys.keeping import NO_ID, Kept, Refused, WhyNot, own, own_slip
from cogs.journeys.runs import begin_run, not_a_day, rest, today_of
from cogs.shared.efforts import Effort, effort_made
from storage.database import Database
from storage.events import EventStore
from storage.journey_ledger import LedgerStore
from storage.milestones import MilestoneStore
from storage.outbox import OutboxStore
from storage.records.journeys import Ending, Ledger, Run, Slip, SlipNext

RETURN_TO_USE = "member.return_to_use"
FOLLOW_UP = timedelta(hours=24)
FOR_A_WEEK = timedelta(days=7)
_THEN = {SlipNext.NEW_START: What.NEW_START, SlipNext.PAUSE: What.PAUSED, SlipNext.CONTINUE: None}


async def tell_slip(database: Database, member_id: int, journey_id: int, now: datetime) -> Slip | Refused:
    """The first tap. Nothing changes but that it is written down; no question of their own is asked for a day."""
    async with database.transaction() as work:
        journey = await own(work, member_id, journey_id)
        if journey is None:
            return Refused(WhyNot.NOT_YOURS)
        before = await opened(work, journey)
        run = before.ledgers[0].open_run
        slip = Slip(
            slip_id=NO_ID,
            journey_id=journey_id,
            guild_id=journey.guild_id,
            member_id=member_id,
            run_id=None if run is None else run.run_id,
            on_date=await today_of(work, journey, now),
            at_hour=None,
            note="",
            next=SlipNext.OPEN,
            follow_up_at=None,
            created_at=now,
        )
        await EventStore(work).add(RETURN_TO_USE, journey.guild_id, member_id, {}, now)
        made = await LedgerStore(work).add_slip(slip, now)
        await closed(work, before, journey, What.HARD_DAY, now)
        await look_ahead_everywhere(work, journey.guild_id, member_id, now)
        waiting = await MilestoneStore(work).unspoken(journey.guild_id, member_id)
        await OutboxStore(work).put_off(ask_keys(waiting), now + IN_PEACE, now + IN_PEACE + FOR_A_WEEK)
        return made


async def say_more(
    database: Database, member_id: int, slip_id: int, *, on: date | None, note: str, now: datetime
) -> Slip | Refused:
    """When it was, and a note for themselves; both may be left out."""
    async with database.transaction() as work:
        slip = await own_slip(work, member_id, slip_id)
        journey = None if slip is None else await own(work, member_id, slip.journey_id)
        if slip is None or journey is None:
            return Refused(WhyNot.NOT_YOURS)
        wrong = None if on is None else not_a_day(on, await today_of(work, journey, now))
        if wrong is not None:
            return wrong
        before = await opened(work, journey)
        changed = replace(slip, on_date=on or slip.on_date, note=note or slip.note)
        await LedgerStore(work).change_slip(changed)
        for run in moved_with(before.ledgers[0], slip, changed.on_date):
            await LedgerStore(work).change_run(journey, run)
        await closed(work, before, journey, What.HARD_DAY_TOLD_MORE, now)
        return changed


async def go_on(database: Database, member_id: int, slip_id: int, then: SlipNext, now: datetime) -> Kept | Refused:
    """What next: the same run goes on, a new one begins on the day after, or counting rests. Choosing again is safe."""
    async with database.transaction() as work:
        slip = await own_slip(work, member_id, slip_id)
        journey = None if slip is None else await own(work, member_id, slip.journey_id)
        if slip is None or journey is None:
            return Refused(WhyNot.NOT_YOURS)
        if slip.next is then:
            return await look_ahead(work, journey, now)
        before = await opened(work, journey)
        await LedgerStore(work).change_slip(replace(slip, next=then))
        if slip.next is SlipNext.OPEN and then is not SlipNext.PAUSE:
            await effort_made(work, slip.guild_id, member_id, Effort.BACK, now)
        wrong: Refused | None = None
        if then is SlipNext.NEW_START:
            wrong = await begin_run(work, journey, slip.on_date, now)
        if then is SlipNext.PAUSE:
            await rest(work, journey, slip.on_date, now)
        return wrong or await closed(work, before, journey, _THEN[then], now)


async def follow_up(database: Database, member_id: int, slip_id: int, *, wanted: bool, now: datetime) -> Slip | Refused:
    """One hello tomorrow, only because they asked for it."""
    async with database.transaction() as work:
        slip = await own_slip(work, member_id, slip_id)
        if slip is None:
            return Refused(WhyNot.NOT_YOURS)
        changed = replace(slip, follow_up_at=now + FOLLOW_UP if wanted else None)
        await LedgerStore(work).change_slip(changed)
        return changed


def moved_with(ledger: Ledger, slip: Slip, to: date) -> list[Run]:
    """The runs that end or begin on the day of a slip, when that day turns out to be another one."""
    if to == slip.on_date or slip.next not in (SlipNext.NEW_START, SlipNext.PAUSE):
        return []
    ending = Ending.NEW_START if slip.next is SlipNext.NEW_START else Ending.PAUSE
    over = next((run for run in ledger.runs if run.ending is ending and run.ended_on == slip.on_date), None)
    after = ledger.open_run if slip.next is SlipNext.NEW_START else None
    if over is None or to < over.started_on or (after is not None and after.started_on != slip.on_date):
        return []
    return [replace(over, ended_on=to), *([] if after is None else [replace(after, started_on=to)])]

"""Runs begin and end inside a transaction of their caller; what was reached stays reached."""

from dataclasses import replace
from datetime import date, datetime
from itertools import takewhile

from cogs.journeys.ahead import look_ahead, milestone_of, pace_of
from cogs.journeys.keeping import NO_ID, Kept, Refused, WhyNot, as_kept, member_zone
from cogs.journeys.ladders import steps_for
from cogs.journeys.rules import ended, road
from cogs.shared.wall_clock import local_date
from storage.journey_ledger import LedgerStore
from storage.journeys import JourneyStore
from storage.members import MemberStore
from storage.milestones import MilestoneStore
from storage.records.journeys import Ending, Journey, JourneyPath, Run, Standing
from storage.records.milestones import MilestoneState
from storage.work import Work


async def begin_run(work: Work, journey: Journey, on: date | None, now: datetime) -> Kept | Refused:
    member = await MemberStore(work).get(journey.guild_id, journey.member_id)
    today = local_date(now, member_zone(member))
    begins = on or today
    if begins > today:
        return Refused(WhyNot.AHEAD_OF_TODAY)
    if begins.year < today.year - 100:
        return Refused(WhyNot.TOO_LONG_AGO)
    ledger = await LedgerStore(work).of(journey)
    if ledger.open_run is not None:
        over = ended(ledger.open_run, begins, Ending.NEW_START)
        await LedgerStore(work).change_run(journey, over)
        await _write_down(work, journey, over, as_kept(ledger, member), now)
    await LedgerStore(work).add_run(journey, Run(NO_ID, journey.journey_id, begins, None, None, None, today), now)
    # Nobody learns of a new start without a fresh yes: what was celebrated every time is asked again.
    standing = Standing.ASK if journey.standing is Standing.CELEBRATE else journey.standing
    awake = replace(journey, off_at=None, archived_at=None, standing=standing, standing_circle_id=None)
    if awake != journey:
        await JourneyStore(work).change(awake, now)
    return await look_ahead(work, awake, now)


async def end_run(work: Work, journey: Journey, on: date | None, now: datetime) -> Kept:
    ledger = await LedgerStore(work).of(journey)
    member = await MemberStore(work).get(journey.guild_id, journey.member_id)
    if ledger.open_run is not None:
        last = on or local_date(now, member_zone(member))
        await LedgerStore(work).change_run(journey, ended(ledger.open_run, last, Ending.PAUSE))
    return await look_ahead(work, journey, now)


async def _write_down(work: Work, journey: Journey, run: Run, kept: Kept, now: datetime) -> None:
    """Every step that the run reached, also those before it was told here: a new run does not speak of them again."""
    if run.ended_on is None or journey.path is JourneyPath.NO_NUMBERS:
        return
    pace = pace_of(journey, kept.zone, kept.hour)
    steps = await steps_for(work, journey.guild_id, journey.ladder)
    along = road(steps, run.started_on, pace, started_at=run.started_at)
    last = run.ended_on
    reached = takewhile(lambda one: one.on < last, along)
    passed = [milestone_of(journey, run, one, MilestoneState.PASSED) for one in reached]
    await MilestoneStore(work).add_many(passed, now)

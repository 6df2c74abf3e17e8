"""Runs begin, rest, go on and end inside a transaction of their caller; what was reached stays reached."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import takewhile

from cogs.journeys.ahead import milestone_of, pace_of
from cogs.journeys.keeping import NO_ID, Kept, Refused, WhyNot, as_kept, member_zone
from cogs.journeys.ladders import steps_for
from cogs.journeys.rules import carried, ended, road
from cogs.shared.wall_clock import local_date
from storage.journey_ledger import LedgerStore
from storage.journeys import JourneyStore
from storage.members import MemberStore
from storage.milestones import MilestoneStore
from storage.records.journeys import Ending, Journey, JourneyPath, Ledger, Run, Standing
from storage.records.milestones import MilestoneState
from storage.work import Work

# A month counted around a rest may end up to three days beside the one counted through it.
_CALENDARS_DIFFER = timedelta(days=3)


async def today_of(work: Work, journey: Journey, now: datetime) -> date:
    """The date on the member's own calendar."""
    return local_date(now, member_zone(await MemberStore(work).get(journey.guild_id, journey.member_id)))


def not_a_day(day: date, today: date) -> Refused | None:
    """Why a day that a member names cannot be meant; None when it can."""
    if day > today:
        return Refused(WhyNot.AHEAD_OF_TODAY)
    return Refused(WhyNot.TOO_LONG_AGO) if day.year < today.year - 100 else None


async def begin_run(work: Work, journey: Journey, on: date | None, now: datetime) -> Refused | None:
    today = await today_of(work, journey, now)
    begins = on or today
    wrong = not_a_day(begins, today)
    if wrong is not None:
        return wrong
    await _end(work, journey, begins, Ending.NEW_START, now)
    await LedgerStore(work).add_run(journey, Run(NO_ID, journey.journey_id, begins, None, None, None, today), now)
    # Nobody learns of a new start without a fresh yes: what was celebrated every time is asked again.
    standing = Standing.ASK if journey.standing is Standing.CELEBRATE else journey.standing
    awake = replace(journey, off_at=None, archived_at=None, standing=standing, standing_circle_id=None)
    if awake != journey:
        await JourneyStore(work).change(awake, now)
    return None


async def rest(work: Work, journey: Journey, on: date | None, now: datetime) -> None:
    """Counting rests; resting already is fine."""
    await _end(work, journey, on or await today_of(work, journey, now), Ending.PAUSE, now)


def at_rest(ledger: Ledger) -> Run | None:
    """The run that rests and can go on as one; None when one is running, or the last one ended otherwise."""
    last = max(ledger.runs, key=lambda run: (run.ended_on or date.max, run.started_on, run.run_id), default=None)
    return last if last is not None and last.ending is Ending.PAUSE else None


async def go_on_with(work: Work, journey: Journey, now: datetime) -> Refused | None:
    """The run that rested goes on as one; the days of the rest lie outside it."""
    ledger = await LedgerStore(work).of(journey)
    rested, today = at_rest(ledger), await today_of(work, journey, now)
    if rested is None or rested.ended_on is None:
        return Refused(WhyNot.NOT_AT_REST)
    if rested.ended_on >= today:
        await LedgerStore(work).change_run(journey, replace(rested, ended_on=None, ending=None))
        return None
    begun_at = rested.started_at
    further = replace(
        rested,
        run_id=NO_ID,
        started_on=today,
        started_at=None if begun_at is None else begun_at + (today - rested.ended_on),
        ended_on=None,
        ending=None,
        marks_from=today - _CALENDARS_DIFFER,
        carried_days=carried(rested),
        one_with_run_id=rested.counts_as,
    )
    await LedgerStore(work).add_run(journey, further, now)
    return None


async def write_down(work: Work, journey: Journey, run: Run, kept: Kept, now: datetime) -> None:
    """Every step that the run reached, also those before it was told here: a new run does not speak of them again."""
    if run.ended_on is None or journey.path is JourneyPath.NO_NUMBERS:
        return
    pace = pace_of(journey, kept.zone, kept.hour)
    steps = await steps_for(work, journey.guild_id, journey.ladder)
    along = road(steps, run.counted_from, pace, started_at=run.started_at)
    last = run.ended_on
    reached = takewhile(lambda one: one.on < last, along)
    passed = [milestone_of(journey, run, one, MilestoneState.PASSED) for one in reached]
    await MilestoneStore(work).add_many(passed, now)


async def _end(work: Work, journey: Journey, on: date, ending: Ending, now: datetime) -> None:
    ledger = await LedgerStore(work).of(journey)
    if ledger.open_run is None:
        return
    over = ended(ledger.open_run, on, ending)
    await LedgerStore(work).change_run(journey, over)
    member = await MemberStore(work).get(journey.guild_id, journey.member_id)
    await write_down(work, journey, over, as_kept(ledger, member), now)

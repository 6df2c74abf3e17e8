"""What is spoken of next, and when: worked out anew after everything that changes a journey."""

from dataclasses import replace
from datetime import datetime, timedelta

from cogs.journeys.keeping import Kept, as_kept
from cogs.journeys.ladders import steps_for
from cogs.journeys.role_events import roles_may_change
from cogs.journeys.rules import Pace, Reached, due_and_next, road
from storage.journey_ledger import LedgerStore
from storage.journeys import JourneyStore
from storage.members import MemberStore
from storage.milestones import MilestoneStore
from storage.records.journeys import Ahead, Journey, JourneyPath, Run
from storage.records.milestones import MilestoneState, NewMilestone
from storage.work import Work

IN_PEACE = timedelta(hours=24)
_LAST_HOUR = 23


def pace_of(journey: Journey, zone: str, hour: int) -> Pace:
    return Pace(zone, min(hour, _LAST_HOUR), journey.leap_in_march)


def said_in(journey: Journey, run: Run, said: set[tuple[int | None, str]]) -> set[str]:
    """Steps that are not spoken of again: this run's, and every run's unless the member wants them marked again."""
    return {step for run_id, step in said if not journey.again or run_id == run.counts_as}


async def look_ahead(work: Work, journey: Journey, now: datetime) -> Kept:
    """Work out anew what is spoken of next, and when."""
    ledger = await LedgerStore(work).of(journey)
    member = await MemberStore(work).get(journey.guild_id, journey.member_id)
    kept = as_kept(ledger, member)
    ahead, run = Ahead(), ledger.open_run
    if run is not None and journey.speaks and journey.path is not JourneyPath.NO_NUMBERS:
        said = (await MilestoneStore(work).steps_said([journey.journey_id]))[journey.journey_id]
        pace = pace_of(journey, kept.zone, kept.hour)
        steps = await steps_for(work, journey.guild_id, journey.ladder)
        along = road(steps, run.counted_from, pace, started_at=run.started_at)
        due, coming = due_and_next(along, now, run.marks_from, said_in(journey, run, said))
        first = due[0] if due else coming
        if first is not None:
            peace = await left_in_peace_until(work, journey.guild_id, journey.member_id)
            at = max(first.at, peace or first.at)
            planned = (journey.ahead.step, journey.ahead.on) == (first.step.key, first.on)
            # What only this change brings to light was never planned before: it is not late by our doing.
            ahead = Ahead(first.step.key, first.on, at if planned else max(at, now))
    await JourneyStore(work).look_ahead({journey.journey_id: ahead})
    await roles_may_change(work, journey, now)
    return replace(kept, ledger=replace(ledger, journey=replace(journey, ahead=ahead)))


def milestone_of(journey: Journey, run: Run, reached: Reached, state: MilestoneState) -> NewMilestone:
    """What is written down of a step; `once` keeps it from being written twice. It is due when it was planned to be
    spoken of, which is later than its hour for a step that was told here after it."""
    step = reached.step
    planned = None if state is MilestoneState.PASSED else journey.ahead.at
    return NewMilestone(
        guild_id=journey.guild_id,
        member_id=journey.member_id,
        journey_id=journey.journey_id,
        run_id=run.counts_as,
        once=f"{run.counts_as}:{step.key}",
        ladder=journey.ladder,
        step=step.key,
        label=step.label,
        unit=step.unit.value,
        amount=step.amount,
        colour=step.colour,
        reached_on=reached.on,
        due_at=reached.at if planned is None else max(reached.at, planned),
        state=state,
        circle_id=journey.standing_circle_id if state is MilestoneState.CELEBRATED else None,
        named=journey.named,
    )


async def look_ahead_everywhere(work: Work, guild_id: int, member_id: int, now: datetime) -> None:
    """What a member lives by, or a hard day, is theirs and not one journey's."""
    for journey in await JourneyStore(work).of_member(guild_id, member_id):
        await look_ahead(work, journey, now)


async def left_in_peace_until(work: Work, guild_id: int, member_id: int) -> datetime | None:
    """For a day after a hard one was told no step is spoken of, of whichever journey."""
    told_at = await LedgerStore(work).last_told_at(guild_id, member_id)
    return None if told_at is None else told_at + IN_PEACE

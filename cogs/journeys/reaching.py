"""Steps that are reached: written down once, their member asked or told as they chose, and then what they wish is done.

At most once: a step that has a row is never written again, whatever restarts or runs beside us.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from cogs.journeys.ahead import milestone_of, pace_of, said_in
from cogs.journeys.ladders import steps_for_many
from cogs.journeys.role_events import roles_may_change
from cogs.journeys.rules import due_and_next, road
from storage.circles import CircleStore
from storage.database import Database
from storage.journey_ledger import LedgerStore
from storage.journeys import JourneyStore
from storage.milestones import MilestoneStore
from storage.outbox import OutboxStore
from storage.records.circles import Circle
from storage.records.journeys import Ahead, Standing
from storage.records.milestones import Milestone, MilestoneState, NewMilestone
from storage.records.outbox import Lane, Target, ToSay
from storage.work import Work

BATCH = 200
ASK, QUIETLY, CELEBRATION, HELLO = "journeys.ask", "journeys.quietly", "journeys.celebration", "journeys.hello"
LATE = timedelta(hours=2)
FOR_A_WEEK = timedelta(days=7)
_STATES = {
    Standing.ASK: MilestoneState.DUE,
    Standing.CELEBRATE: MilestoneState.CELEBRATED,
    Standing.QUIET: MilestoneState.QUIET,
    Standing.NOTHING: MilestoneState.PASSED,
}


class WhyNot(StrEnum):
    NOT_YOURS = "not_yours"
    NO_CIRCLE = "no_circle"


@dataclass(frozen=True, slots=True)
class Refused:
    why: WhyNot


@dataclass(frozen=True, slots=True)
class Answered:
    milestone: Milestone
    circle: Circle | None = None


async def next_due(database: Database) -> datetime | None:
    async with database.reading() as work:
        return await JourneyStore(work).next_due()


async def reach_due(database: Database, now: datetime) -> int:
    """Move on one batch of journeys whose step is due; answers how many."""
    async with database.transaction() as work:
        due = await JourneyStore(work).due(now, BATCH)
        if not due:
            return 0
        said = await MilestoneStore(work).steps_said([one.journey.journey_id for one in due])
        steps = await steps_for_many(work, [(one.journey.guild_id, one.journey.ladder) for one in due])
        ahead: dict[int, Ahead] = {}
        new: list[NewMilestone] = []
        for one in due:
            pace = pace_of(one.journey, one.zone, one.hour)
            along = road(
                steps[one.journey.guild_id, one.journey.ladder],
                one.run.counted_from,
                pace,
                started_at=one.run.started_at,
            )
            told = said_in(one.journey, one.run, said[one.journey.journey_id])
            reached, coming = due_and_next(along, now, one.run.marks_from, told)
            ahead[one.journey.journey_id] = Ahead() if coming is None else Ahead(coming.step.key, coming.on, coming.at)
            # Of several that are due only the newest is spoken of; the others are written down as passed.
            states = [MilestoneState.PASSED] * (len(reached) - 1) + [_STATES[one.journey.standing]]
            new += [milestone_of(one.journey, one.run, *pair) for pair in zip(reached, states, strict=False)]
            if reached and one.journey.standing is Standing.CELEBRATE:
                await roles_may_change(work, one.journey, now)
        made = await MilestoneStore(work).add_many(new, now)
        for milestone in new:
            if milestone.once in made:
                await _say(work, milestone, made[milestone.once], now)
        await JourneyStore(work).look_ahead(ahead)
        return len(due)


async def next_hello(database: Database) -> datetime | None:
    async with database.reading() as work:
        return await LedgerStore(work).next_follow_up()


async def say_hello(database: Database, now: datetime) -> int:
    """The day after, to those who asked for it."""
    async with database.transaction() as work:
        slips = await LedgerStore(work).to_follow_up(now, BATCH)
        for slip in slips:
            to_say = ToSay(
                key=f"hello:{slip.slip_id}",
                kind=HELLO,
                lane=Lane.PROMPTS,
                target=Target.MEMBER,
                target_id=slip.member_id,
                guild_id=slip.guild_id,
                about_member_id=slip.member_id,
                expires_at=now + timedelta(days=2),
            )
            await OutboxStore(work).add(to_say, now)
        await LedgerStore(work).followed_up([slip.slip_id for slip in slips])
        return len(slips)


async def celebrate(
    database: Database, member_id: int, milestone_id: int, circle_id: int, *, always: bool, now: datetime
) -> Answered | Refused:
    """Their yes: it is posted in that circle, which they are in. Saying it twice posts once."""
    async with database.transaction() as work:
        milestone = await _own(work, member_id, milestone_id)
        if milestone is None:
            return Refused(WhyNot.NOT_YOURS)
        circle = await CircleStore(work).get(milestone.guild_id, circle_id)
        inside = await CircleStore(work).membership(milestone.guild_id, circle_id, member_id)
        if circle is None or circle.closed_at is not None or inside is None:
            return Refused(WhyNot.NO_CIRCLE)
        if milestone.state is not MilestoneState.CELEBRATED:
            milestone = replace(milestone, state=MilestoneState.CELEBRATED, circle_id=circle_id)
            await MilestoneStore(work).answer(milestone, now)
            await OutboxStore(work).add(celebration_to_say(milestone, circle), now)
            await _roles(work, milestone, now)
        if always:
            await _from_now_on(work, milestone, Standing.CELEBRATE, circle_id, now)
        return Answered(milestone, circle)


async def settle(
    database: Database, member_id: int, milestone_id: int, state: MilestoneState, now: datetime
) -> Answered | Refused:
    """Quietly, or not today. What was posted is taken back."""
    async with database.transaction() as work:
        milestone = await _own(work, member_id, milestone_id)
        if milestone is None:
            return Refused(WhyNot.NOT_YOURS)
        was_posted = milestone.state is MilestoneState.CELEBRATED
        changed = replace(milestone, state=MilestoneState.WITHDRAWN if was_posted else state)
        await MilestoneStore(work).answer(changed, now)
        if was_posted and milestone.channel_id is not None:
            await OutboxStore(work).redraw(redraw_to_say(changed), now)
        if was_posted:
            await _roles(work, changed, now)
        return Answered(changed)


async def always(
    database: Database, member_id: int, milestone_id: int, standing: Standing, now: datetime
) -> Answered | Refused:
    """The same from now on, at every step of this journey."""
    async with database.transaction() as work:
        milestone = await _own(work, member_id, milestone_id)
        if milestone is None:
            return Refused(WhyNot.NOT_YOURS)
        circle_id = milestone.circle_id if standing is Standing.CELEBRATE else None
        if standing is Standing.CELEBRATE and circle_id is None:
            return Refused(WhyNot.NO_CIRCLE)
        await _from_now_on(work, milestone, standing, circle_id, now)
        return Answered(milestone)


async def congratulate(database: Database, guild_id: int, member_id: int, milestone_id: int, now: datetime) -> bool:
    """Their name stands under it, or, pressed again, no longer does. False: there is nothing to be glad with."""
    async with database.transaction() as work:
        store = MilestoneStore(work)
        milestone = await store.get(milestone_id, guild_id)
        if milestone is None or milestone.state is not MilestoneState.CELEBRATED or milestone.member_id == member_id:
            return False
        if not await store.congratulate(milestone, member_id, now):
            await store.no_congratulation(milestone, member_id)
        return True


def celebration_to_say(milestone: Milestone, circle: Circle) -> ToSay:
    return _celebration(milestone.guild_id, milestone.member_id, milestone.milestone_id, circle.channel_id)


def redraw_to_say(milestone: Milestone) -> ToSay:
    assert milestone.channel_id is not None
    made = _celebration(milestone.guild_id, milestone.member_id, milestone.milestone_id, milestone.channel_id)
    return made._replace(key=f"celebration:{milestone.milestone_id}:redraw", edits_message_id=milestone.message_id)


async def _say(work: Work, new: NewMilestone, milestone_id: int, now: datetime) -> None:
    if new.state is MilestoneState.CELEBRATED and new.circle_id is not None:
        circle = await CircleStore(work).get(new.guild_id, new.circle_id)
        inside = await CircleStore(work).membership(new.guild_id, new.circle_id, new.member_id)
        if circle is not None and circle.closed_at is None and inside is not None:
            await OutboxStore(work).add(_celebration(new.guild_id, new.member_id, milestone_id, circle.channel_id), now)
            return
    if new.state is MilestoneState.PASSED:
        return
    # A standing celebration whose circle is gone, or that they left, becomes a question again.
    kind = QUIETLY if new.state is MilestoneState.QUIET else ASK
    to_say = ToSay(
        key=f"milestone:{milestone_id}",
        kind=kind,
        lane=Lane.CELEBRATIONS,
        target=Target.MEMBER,
        target_id=new.member_id,
        guild_id=new.guild_id,
        about_member_id=new.member_id,
        arguments={"milestone_id": str(milestone_id)},
        expires_at=now + FOR_A_WEEK,
    )
    await OutboxStore(work).add(to_say, now)


def _celebration(guild_id: int, member_id: int, milestone_id: int, channel_id: int) -> ToSay:
    return ToSay(
        key=f"celebration:{milestone_id}",
        kind=CELEBRATION,
        lane=Lane.CELEBRATIONS,
        target=Target.CHANNEL,
        target_id=channel_id,
        guild_id=guild_id,
        about_member_id=member_id,
        arguments={"milestone_id": str(milestone_id)},
    )


async def _from_now_on(
    work: Work, milestone: Milestone, standing: Standing, circle_id: int | None, now: datetime
) -> None:
    if milestone.journey_id is None:
        return
    journey = await JourneyStore(work).get(milestone.guild_id, milestone.member_id, milestone.journey_id)
    if journey is None:
        return
    await JourneyStore(work).change(replace(journey, standing=standing, standing_circle_id=circle_id), now)
    if standing is Standing.NOTHING:
        await JourneyStore(work).look_ahead({journey.journey_id: Ahead()})


async def _roles(work: Work, milestone: Milestone, now: datetime) -> None:
    if milestone.journey_id is not None:
        journey = await JourneyStore(work).get(milestone.guild_id, milestone.member_id, milestone.journey_id)
        if journey is not None:
            await roles_may_change(work, journey, now)


async def _own(work: Work, member_id: int, milestone_id: int) -> Milestone | None:
    milestone = await MilestoneStore(work).get(milestone_id)
    return milestone if milestone is not None and milestone.member_id == member_id else None

"""What members do with their journeys: begin, slip and go on, begin anew, pause, change. Nothing is ever wiped."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import takewhile

from cogs.journeys.ladders import steps_of
from cogs.journeys.rules import Pace, Reached, due_and_next, ended, road
from cogs.shared.wall_clock import local_date
from storage.database import Database
from storage.events import EventStore
from storage.journey_ledger import LedgerStore
from storage.journeys import JourneyStore
from storage.members import MemberChanges, MemberStore
from storage.milestones import MilestoneStore
from storage.records.journeys import (
    Ahead,
    Ending,
    Journey,
    JourneyPath,
    Ledger,
    NewJourney,
    Run,
    Slip,
    SlipNext,
    Standing,
)
from storage.records.members import Member, Reach
from storage.records.milestones import MilestoneState, NewMilestone
from storage.servers import ServerStore
from storage.work import Work

MOST = 10
RETURN_TO_USE = "member.return_to_use"
FOLLOW_UP = timedelta(hours=24)
IN_PEACE = timedelta(hours=24)
_NO_ID = 0
_LAST_HOUR = 23


class WhyNot(StrEnum):
    TOO_MANY = "too_many"
    AHEAD_OF_TODAY = "ahead_of_today"
    TOO_LONG_AGO = "too_long_ago"
    NO_ZONE = "no_zone"
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True)
class Refused:
    why: WhyNot


@dataclass(frozen=True, slots=True)
class Kept:
    """A journey as it stands, and what its member lives by."""

    ledger: Ledger
    zone: str
    hour: int


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a member says when they begin; `started_on` None means today."""

    journey: NewJourney
    started_on: date | None = None
    started_at: datetime | None = None
    zone: str | None = None
    hour: int | None = None
    reach: Reach | None = None


async def zone_of(database: Database, guild_id: int, member_id: int) -> str | None:
    """The zone a member lives by: their own, else the server's."""
    async with database.reading() as work:
        return await _zone(work, guild_id, member_id)


async def begin(
    database: Database, guild_id: int, member_id: int, beginning: Beginning, now: datetime
) -> Kept | Refused:
    """A new journey and its first run. What was reached before today is not spoken of; today is."""
    async with database.transaction() as work:
        if len(await JourneyStore(work).of_member(guild_id, member_id)) >= MOST:
            return Refused(WhyNot.TOO_MANY)
        zone = beginning.zone or await _zone(work, guild_id, member_id)
        if zone is None:
            return Refused(WhyNot.NO_ZONE)
        today = local_date(now, zone)
        started_on = beginning.started_on or today
        if started_on > today or (beginning.started_at is not None and beginning.started_at > now):
            return Refused(WhyNot.AHEAD_OF_TODAY)
        if started_on.year < today.year - 100:
            return Refused(WhyNot.TOO_LONG_AGO)
        changes = MemberChanges(zone=zone, hour=beginning.hour, reach=beginning.reach)
        await MemberStore(work).change(guild_id, member_id, changes, now)
        for other in await JourneyStore(work).of_member(guild_id, member_id):
            await _look_ahead(work, other, now)  # zone and hour are the member's, not one journey's
        journey = await JourneyStore(work).add(guild_id, member_id, beginning.journey, now)
        run = Run(_NO_ID, journey.journey_id, started_on, beginning.started_at, None, None, today)
        await LedgerStore(work).add_run(journey, run, now)
        return await _look_ahead(work, journey, now)


async def mine(database: Database, guild_id: int, member_id: int) -> tuple[Kept, ...]:
    """Everything a member counts here, put away things last."""
    async with database.reading() as work:
        member = await MemberStore(work).get(guild_id, member_id)
        found = await JourneyStore(work).of_member(guild_id, member_id)
        return tuple([_kept(await LedgerStore(work).of(one), member) for one in found])


async def one_of_mine(database: Database, member_id: int, journey_id: int) -> Kept | None:
    """A member's own journey wherever it is: presses in a DM know no server."""
    async with database.reading() as work:
        journey = await _own(work, member_id, journey_id)
        if journey is None:
            return None
        member = await MemberStore(work).get(journey.guild_id, member_id)
        return _kept(await LedgerStore(work).of(journey), member)


async def tell_slip(database: Database, member_id: int, journey_id: int, now: datetime) -> Slip | Refused:
    """The first tap. Nothing changes but that it is written down; no question of their own is asked for a day."""
    async with database.transaction() as work:
        journey = await _own(work, member_id, journey_id)
        if journey is None:
            return Refused(WhyNot.NOT_YOURS)
        ledger = await LedgerStore(work).of(journey)
        member = await MemberStore(work).get(journey.guild_id, member_id)
        today = local_date(now, _kept(ledger, member).zone)
        run = ledger.open_run
        slip = Slip(
            slip_id=_NO_ID,
            journey_id=journey_id,
            guild_id=journey.guild_id,
            member_id=member_id,
            run_id=None if run is None else run.run_id,
            on_date=today,
            at_hour=None,
            note="",
            next=SlipNext.OPEN,
            follow_up_at=None,
            created_at=now,
        )
        await EventStore(work).add(RETURN_TO_USE, journey.guild_id, member_id, {}, now)
        made = await LedgerStore(work).add_slip(slip, now)
        await _look_ahead(work, journey, now)
        return made


async def say_more(
    database: Database, member_id: int, slip_id: int, *, on: date | None, note: str, now: datetime
) -> Slip | Refused:
    """When it was, and a note for themselves; both may be left out."""
    async with database.transaction() as work:
        slip = await _own_slip(work, member_id, slip_id)
        if slip is None:
            return Refused(WhyNot.NOT_YOURS)
        member = await MemberStore(work).get(slip.guild_id, member_id)
        today = local_date(now, _member_zone(member))
        if on is not None and on > today:
            return Refused(WhyNot.AHEAD_OF_TODAY)
        if on is not None and on.year < today.year - 100:
            return Refused(WhyNot.TOO_LONG_AGO)
        changed = replace(slip, on_date=on or slip.on_date, note=note or slip.note)
        await LedgerStore(work).change_slip(changed)
        return changed


async def go_on(database: Database, member_id: int, slip_id: int, then: SlipNext, now: datetime) -> Kept | Refused:
    """What next: the same run goes on, a new one begins on the day after, or counting rests. Choosing again is safe."""
    async with database.transaction() as work:
        slip = await _own_slip(work, member_id, slip_id)
        journey = None if slip is None else await _own(work, member_id, slip.journey_id)
        if slip is None or journey is None:
            return Refused(WhyNot.NOT_YOURS)
        if slip.next is then:
            return await _look_ahead(work, journey, now)
        await LedgerStore(work).change_slip(replace(slip, next=then))
        if then is SlipNext.NEW_START:
            return await _new_run(work, journey, slip.on_date, now)
        if then is SlipNext.PAUSE:
            return await _end_run(work, journey, slip.on_date, now)
        return await _look_ahead(work, journey, now)


async def follow_up(database: Database, member_id: int, slip_id: int, *, wanted: bool, now: datetime) -> Slip | Refused:
    """One hello tomorrow, only because they asked for it."""
    async with database.transaction() as work:
        slip = await _own_slip(work, member_id, slip_id)
        if slip is None:
            return Refused(WhyNot.NOT_YOURS)
        changed = replace(slip, follow_up_at=now + FOLLOW_UP if wanted else None)
        await LedgerStore(work).change_slip(changed)
        return changed


async def new_start(
    database: Database, member_id: int, journey_id: int, on: date | None, now: datetime
) -> Kept | Refused:
    """A further run of the same journey; the runs before stay as they are."""
    async with database.transaction() as work:
        journey = await _own(work, member_id, journey_id)
        if journey is None:
            return Refused(WhyNot.NOT_YOURS)
        return await _new_run(work, journey, on, now)


async def pause(database: Database, member_id: int, journey_id: int, now: datetime) -> Kept | Refused:
    """Counting rests from today; a new start takes it up again."""
    async with database.transaction() as work:
        journey = await _own(work, member_id, journey_id)
        if journey is None:
            return Refused(WhyNot.NOT_YOURS)
        return await _end_run(work, journey, None, now)


async def change(
    database: Database, member_id: int, journey_id: int, how: Callable[[Journey], Journey], now: datetime
) -> Kept | Refused:
    """Name, path, ladder, what happens at a step, hidden or put away."""
    async with database.transaction() as work:
        journey = await _own(work, member_id, journey_id)
        if journey is None:
            return Refused(WhyNot.NOT_YOURS)
        changed = how(journey)
        await JourneyStore(work).change(changed, now)
        return await _look_ahead(work, changed, now)


async def moved(database: Database, guild_id: int, member_id: int, now: datetime) -> None:
    """They live by another zone or hour: what comes next of each journey moves with them, and nothing is said twice."""
    async with database.transaction() as work:
        for journey in await JourneyStore(work).of_member(guild_id, member_id):
            await _look_ahead(work, journey, now)


async def left(database: Database, guild_id: int, member_id: int, now: datetime) -> None:
    """They left the server: nothing is said of any journey of theirs until they switch it on again."""
    async with database.transaction() as work:
        await JourneyStore(work).speak_no_more(guild_id, member_id, now)
        await LedgerStore(work).no_follow_up(guild_id, member_id)


def pace_of(journey: Journey, zone: str, hour: int) -> Pace:
    return Pace(zone, min(hour, _LAST_HOUR), journey.leap_in_march)


def said_in(journey: Journey, run: Run, said: set[tuple[int | None, str]]) -> set[str]:
    """Steps that are not spoken of again: this run's, and every run's unless the member wants them marked again."""
    return {step for run_id, step in said if not journey.again or run_id == run.run_id}


async def _look_ahead(work: Work, journey: Journey, now: datetime) -> Kept:
    """Work out anew what is spoken of next, and when."""
    ledger = await LedgerStore(work).of(journey)
    member = await MemberStore(work).get(journey.guild_id, journey.member_id)
    kept = _kept(ledger, member)
    ahead, run = Ahead(), ledger.open_run
    if run is not None and journey.speaks and journey.path is not JourneyPath.NO_NUMBERS:
        said = (await MilestoneStore(work).steps_said([journey.journey_id]))[journey.journey_id]
        pace = pace_of(journey, kept.zone, kept.hour)
        along = road(steps_of(journey.ladder), run.started_on, pace, started_at=run.started_at)
        due, coming = due_and_next(along, now, run.marks_from, said_in(journey, run, said))
        first = due[0] if due else coming
        if first is not None:
            ahead = Ahead(first.step.key, first.on, max(first.at, _left_in_peace_until(ledger) or first.at))
    await JourneyStore(work).look_ahead({journey.journey_id: ahead})
    return replace(kept, ledger=replace(ledger, journey=replace(journey, ahead=ahead)))


def _left_in_peace_until(ledger: Ledger) -> datetime | None:
    """For a day after a hard one was told, no step is spoken of."""
    return max((slip.created_at + IN_PEACE for slip in ledger.slips), default=None)


async def _new_run(work: Work, journey: Journey, on: date | None, now: datetime) -> Kept | Refused:
    member = await MemberStore(work).get(journey.guild_id, journey.member_id)
    today = local_date(now, _member_zone(member))
    begins = on or today
    if begins > today:
        return Refused(WhyNot.AHEAD_OF_TODAY)
    if begins.year < today.year - 100:
        return Refused(WhyNot.TOO_LONG_AGO)
    ledger = await LedgerStore(work).of(journey)
    if ledger.open_run is not None:
        over = ended(ledger.open_run, begins, Ending.NEW_START)
        await LedgerStore(work).change_run(journey, over)
        await _write_down(work, journey, over, _kept(ledger, member), now)
    await LedgerStore(work).add_run(journey, Run(_NO_ID, journey.journey_id, begins, None, None, None, today), now)
    # Nobody learns of a new start without a fresh yes: what was celebrated every time is asked again.
    standing = Standing.ASK if journey.standing is Standing.CELEBRATE else journey.standing
    awake = replace(journey, off_at=None, archived_at=None, standing=standing, standing_circle_id=None)
    if awake != journey:
        await JourneyStore(work).change(awake, now)
    return await _look_ahead(work, awake, now)


async def _write_down(work: Work, journey: Journey, run: Run, kept: Kept, now: datetime) -> None:
    """Every step that the run reached, also those before it was told here: a new run does not speak of them again."""
    if run.ended_on is None or journey.path is JourneyPath.NO_NUMBERS:
        return
    pace = pace_of(journey, kept.zone, kept.hour)
    along = road(steps_of(journey.ladder), run.started_on, pace, started_at=run.started_at)
    last = run.ended_on
    reached = takewhile(lambda one: one.on < last, along)
    passed = [milestone_of(journey, run, one, MilestoneState.PASSED) for one in reached]
    await MilestoneStore(work).add_many(passed, now)


def milestone_of(journey: Journey, run: Run, reached: Reached, state: MilestoneState) -> NewMilestone:
    """What is written down of a step; `once` keeps it from being written twice."""
    step = reached.step
    return NewMilestone(
        guild_id=journey.guild_id,
        member_id=journey.member_id,
        journey_id=journey.journey_id,
        run_id=run.run_id,
        once=f"{run.run_id}:{step.key}",
        ladder=journey.ladder,
        step=step.key,
        label=step.label,
        unit=step.unit.value,
        amount=step.amount,
        colour=step.colour,
        reached_on=reached.on,
        due_at=reached.at,
        state=state,
        circle_id=journey.standing_circle_id if state is MilestoneState.CELEBRATED else None,
        named=journey.named,
    )


async def _end_run(work: Work, journey: Journey, on: date | None, now: datetime) -> Kept:
    ledger = await LedgerStore(work).of(journey)
    member = await MemberStore(work).get(journey.guild_id, journey.member_id)
    if ledger.open_run is not None:
        last = on or local_date(now, _member_zone(member))
        await LedgerStore(work).change_run(journey, ended(ledger.open_run, last, Ending.PAUSE))
    return await _look_ahead(work, journey, now)


async def _own(work: Work, member_id: int, journey_id: int) -> Journey | None:
    guild_id = await JourneyStore(work).server_of(member_id, journey_id)
    return None if guild_id is None else await JourneyStore(work).get(guild_id, member_id, journey_id)


async def _own_slip(work: Work, member_id: int, slip_id: int) -> Slip | None:
    guild_id = await LedgerStore(work).slips_server(member_id, slip_id)
    return None if guild_id is None else await LedgerStore(work).slip(guild_id, member_id, slip_id)


async def _zone(work: Work, guild_id: int, member_id: int) -> str | None:
    member = await MemberStore(work).get(guild_id, member_id)
    if member is not None and member.zone is not None:
        return member.zone
    server = await ServerStore(work).get(guild_id)
    return None if server is None else server.zone


def _kept(ledger: Ledger, member: Member | None) -> Kept:
    return Kept(ledger, _member_zone(member), 9 if member is None else member.hour)


def _member_zone(member: Member | None) -> str:
    return "UTC" if member is None or member.zone is None else member.zone


STANDING_ANSWERS = (Standing.ASK, Standing.QUIET, Standing.NOTHING)
"""Those that need no circle; celebrating every time is chosen at a step, with its circle."""

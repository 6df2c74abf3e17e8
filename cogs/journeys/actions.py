"""What members do with their journeys: begin, begin anew, pause, change. Nothing is ever wiped."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from cogs.journeys.ahead import look_ahead, look_ahead_everywhere
from cogs.journeys.changes import Opened, What, closed, opened
from cogs.journeys.keeping import MOST, MOST_IN_ALL, NO_ID, Kept, Refused, WhyNot, lived_by, own
from cogs.journeys.ladder_keeping import from_today
from cogs.journeys.runs import begin_run, go_on_with, not_a_day, rest
from cogs.shared.wall_clock import local_date
from storage.circles import CircleStore
from storage.database import Database
from storage.journey_ledger import LedgerStore
from storage.journeys import JourneyStore
from storage.members import MemberChanges, MemberStore
from storage.records.journeys import Journey, JourneyKind, JourneyPath, NewJourney, Run, Standing
from storage.records.members import Reach


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a member says when they begin; `started_on` None means today."""

    journey: NewJourney
    started_on: date | None = None
    started_at: datetime | None = None
    zone: str | None = None
    hour: int | None = None
    reach: Reach | None = None


async def begin(
    database: Database, guild_id: int, member_id: int, beginning: Beginning, now: datetime
) -> Kept | Refused:
    """A new journey and its first run. What was reached before today is not spoken of; today is."""
    async with database.transaction() as work:
        kept = await JourneyStore(work).of_member(guild_id, member_id)
        if sum(one.archived_at is None for one in kept) >= MOST:
            return Refused(WhyNot.TOO_MANY)
        if len(kept) >= MOST_IN_ALL:
            return Refused(WhyNot.TOO_MANY_IN_ALL)
        zone = beginning.zone or await lived_by(work, guild_id, member_id)
        if zone is None:
            return Refused(WhyNot.NO_ZONE)
        today = local_date(now, zone)
        started_on = beginning.started_on or today
        wrong = not_a_day(started_on, today)
        if wrong is not None:
            return wrong
        if beginning.started_at is not None and beginning.started_at > now:
            return Refused(WhyNot.AHEAD_OF_TODAY)
        changes = MemberChanges(zone=zone, hour=beginning.hour, reach=beginning.reach)
        await MemberStore(work).change(guild_id, member_id, changes, now)
        await look_ahead_everywhere(work, guild_id, member_id, now)  # zone and hour are not one journey's
        journey = await JourneyStore(work).add(guild_id, member_id, beginning.journey, now)
        run = Run(NO_ID, journey.journey_id, started_on, beginning.started_at, None, None, today)
        await LedgerStore(work).add_run(journey, run, now)
        return await closed(work, Opened((), {}), journey, What.BEGUN, now)


async def new_start(
    database: Database, member_id: int, journey_id: int, on: date | None, now: datetime
) -> Kept | Refused:
    """A further run of the same journey; the runs before stay as they are."""
    async with database.transaction() as work:
        journey = await own(work, member_id, journey_id)
        if journey is None:
            return Refused(WhyNot.NOT_YOURS)
        before = await opened(work, journey)
        wrong = await begin_run(work, journey, on, now)
        return wrong or await closed(work, before, journey, What.NEW_START, now)


async def pause(database: Database, member_id: int, journey_id: int, now: datetime) -> Kept | Refused:
    """Counting rests from today; it goes on as the same run, or with a new start."""
    async with database.transaction() as work:
        journey = await own(work, member_id, journey_id)
        if journey is None:
            return Refused(WhyNot.NOT_YOURS)
        before = await opened(work, journey)
        await rest(work, journey, None, now)
        return await closed(work, before, journey, What.PAUSED, now)


async def go_on(database: Database, member_id: int, journey_id: int, now: datetime) -> Kept | Refused:
    """The run that rested goes on as one, without the days of the rest."""
    async with database.transaction() as work:
        journey = await own(work, member_id, journey_id)
        if journey is None:
            return Refused(WhyNot.NOT_YOURS)
        before = await opened(work, journey)
        wrong = await go_on_with(work, journey, now)
        return wrong or await closed(work, before, journey, What.WENT_ON, now)


async def change(
    database: Database,
    member_id: int,
    journey_id: int,
    how: Callable[[Journey], Journey],
    now: datetime,
    what: Callable[[Journey], What] | None = None,
) -> Kept | Refused:
    """Name, figures, what happens at a step, hidden or put away. `what` names, from how it then is, what can be taken
    back; None: pressing the same button again is all it needs."""
    async with database.transaction() as work:
        journey = await own(work, member_id, journey_id)
        if journey is None:
            return Refused(WhyNot.NOT_YOURS)
        before, changed = await opened(work, journey), how(journey)
        await JourneyStore(work).change(changed, now)
        return await closed(work, before, changed, None if what is None else what(changed), now)


@dataclass(frozen=True, slots=True)
class Described:
    """What is empty or None stays as it is."""

    name: str = ""
    kind: JourneyKind | None = None
    path: JourneyPath | None = None


async def describe(
    database: Database, member_id: int, journey_id: int, described: Described, now: datetime
) -> Kept | Refused:
    """What it is called, what it is about and the way of going about it. Counted from now on, what lies behind is not
    made up for."""
    async with database.transaction() as work:
        journey = await own(work, member_id, journey_id)
        if journey is None:
            return Refused(WhyNot.NOT_YOURS)
        before = await opened(work, journey)
        name, kind, path = described.name, described.kind, described.path
        changed = replace(journey, name=name or journey.name, kind=kind or journey.kind, path=path or journey.path)
        await JourneyStore(work).change(changed, now)
        if journey.path is JourneyPath.NO_NUMBERS and changed.path is not JourneyPath.NO_NUMBERS:
            await from_today(work, changed, now)
        return await closed(work, before, changed, What.RENAMED, now)


async def share(
    database: Database, member_id: int, journey_id: int, circle_ids: Collection[int], now: datetime
) -> Kept | Refused:
    """The circles in which its steps may be celebrated, of those that the member is in; none: each is offered. A
    standing yes to a circle that is not among them is a question again."""
    async with database.transaction() as work:
        journey = await own(work, member_id, journey_id)
        if journey is None:
            return Refused(WhyNot.NOT_YOURS)
        inside = await CircleStore(work).circles_of(journey.guild_id, member_id)
        chosen = {circle_id for circle_id in circle_ids if circle_id in inside}
        before = await JourneyStore(work).shared_with(journey_id)
        for circle_id in chosen.symmetric_difference(before):
            await JourneyStore(work).share(journey, circle_id, shared=circle_id in chosen)
        if chosen and journey.standing_circle_id is not None and journey.standing_circle_id not in chosen:
            journey = replace(journey, standing=Standing.ASK, standing_circle_id=None)
            await JourneyStore(work).change(journey, now)
        return await look_ahead(work, journey, now)


async def moved(database: Database, guild_id: int, member_id: int, now: datetime) -> None:
    """They live by another zone or hour: what comes next of each journey moves with them, and nothing is said twice."""
    async with database.transaction() as work:
        await look_ahead_everywhere(work, guild_id, member_id, now)


async def left(database: Database, guild_id: int, member_id: int, now: datetime) -> None:
    """They left the server: nothing is said of any journey of theirs until they switch it on again."""
    async with database.transaction() as work:
        await JourneyStore(work).speak_no_more(guild_id, member_id, now)
        await LedgerStore(work).no_follow_up(guild_id, member_id)

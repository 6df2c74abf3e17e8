"""A server's own ladders: kept, changed and taken out; and every journey on one looks ahead anew.

What was reached stays as it read on the day. A step that a changed ladder puts into the past is not spoken of.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cogs.journeys.ahead import look_ahead
from cogs.journeys.changes import What, closed, opened
from cogs.journeys.keeping import Kept, Refused, WhyNot, member_zone, own
from cogs.journeys.ladders import OWN, TITLES, written
from cogs.journeys.rules import Step
from cogs.shared.wall_clock import local_date
from storage.database import Database
from storage.events import EventStore
from storage.journey_ledger import LedgerStore
from storage.journeys import JourneyStore
from storage.ladders import LadderStore
from storage.members import MemberStore
from storage.milestones import MilestoneStore
from storage.records.journeys import Journey
from storage.records.milestones import OwnLadder
from storage.work import Work

MOST = 10
LONGEST_TITLE = 60
CHANGED = "journeys.ladder_changed"
BATCH = 100


def key_of(title: str) -> str:
    """The lasting name of a ladder: a file under the same title takes its place."""
    return OWN + hashlib.sha256(" ".join(title.casefold().split()).encode()).hexdigest()[:12]


async def own_ladders(database: Database, guild_id: int) -> tuple[OwnLadder, ...]:
    async with database.reading() as work:
        return await LadderStore(work).of_guild(guild_id)


async def put(database: Database, guild_id: int, title: str, steps: Sequence[Step], now: datetime) -> OwnLadder | None:
    """Keep it, in place of one of that title; None when there is no room for another."""
    key = key_of(title)
    async with database.transaction() as work:
        store = LadderStore(work)
        there = await store.of_guild(guild_id)
        if len(there) >= MOST and key not in {one.ladder for one in there}:
            return None
        await store.put(guild_id, key, title, written(steps), now)
        await EventStore(work).add(CHANGED, guild_id, None, {"ladder": key}, now)
        return await store.get(guild_id, key)


async def take_out(database: Database, guild_id: int, ladder: str, now: datetime) -> OwnLadder | None:
    """Its journeys go on with the plain steps; None when it is not there."""
    async with database.transaction() as work:
        there = await LadderStore(work).get(guild_id, ladder)
        if there is not None:
            await LadderStore(work).remove(guild_id, ladder)
            await EventStore(work).add(CHANGED, guild_id, None, {"ladder": ladder}, now)
        return there


async def chosen(database: Database, guild_id: int, typed: str) -> str | None:
    """The ladder that was chosen from the list, or named; None when there is none of that name."""
    if typed in TITLES:
        return typed
    async with database.reading() as work:
        for one in await LadderStore(work).of_guild(guild_id):
            if typed in (one.ladder, one.title):
                return one.ladder
    return next((key for key, title in TITLES.items() if title == typed), None)


async def look_ahead_anew(database: Database, guild_id: int, ladder: str, now: datetime) -> None:
    """After a ladder was changed, batch by batch; again is safe."""
    after = 0
    while True:
        async with database.transaction() as work:
            batch = await JourneyStore(work).on_ladder(guild_id, ladder, after, BATCH)
            for journey in batch:
                await from_today(work, journey, now)
                await look_ahead(work, journey, now)
        if len(batch) < BATCH:
            return
        after = batch[-1].journey_id


async def choose(database: Database, member_id: int, journey_id: int, ladder: str, now: datetime) -> Kept | Refused:
    """Another ladder for a journey, from today on."""
    async with database.transaction() as work:
        journey = await own(work, member_id, journey_id)
        known = ladder in TITLES or (
            journey is not None and await LadderStore(work).get(journey.guild_id, ladder) is not None
        )
        if journey is None or not known:
            return Refused(WhyNot.NOT_YOURS)
        before, changed = await opened(work, journey), replace(journey, ladder=ladder)
        if changed != journey:
            await JourneyStore(work).change(changed, now)
            await from_today(work, changed, now)
        return await closed(work, before, changed, What.STEPS, now)


async def from_today(work: Work, journey: Journey, now: datetime) -> None:
    """Steps of another ladder that lie behind are not made up for; a day on which one was marked has had its own."""
    ledger = await LedgerStore(work).of(journey)
    run = ledger.open_run
    if run is None:
        return
    member = await MemberStore(work).get(journey.guild_id, journey.member_id)
    today = local_date(now, member_zone(member))
    marked = any(one.reached_on == today for one in await MilestoneStore(work).of_journey(journey.journey_id))
    begins = today + timedelta(days=1) if marked else today
    if begins > run.marks_from:
        await LedgerStore(work).change_run(journey, replace(run, marks_from=begins))

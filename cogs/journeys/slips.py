"""A hard day is told in three taps, and none of them costs anything."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from cogs.journeys.ahead import look_ahead
from cogs.journeys.keeping import NO_ID, Kept, Refused, WhyNot, as_kept, member_zone, own, own_slip
from cogs.journeys.runs import begin_run, end_run
from cogs.shared.efforts import Effort, effort_made
from cogs.shared.wall_clock import local_date
from storage.database import Database
from storage.events import EventStore
from storage.journey_ledger import LedgerStore
from storage.members import MemberStore
from storage.records.journeys import Slip, SlipNext

RETURN_TO_USE = "member.return_to_use"
FOLLOW_UP = timedelta(hours=24)


async def tell_slip(database: Database, member_id: int, journey_id: int, now: datetime) -> Slip | Refused:
    """The first tap. Nothing changes but that it is written down; no question of their own is asked for a day."""
    async with database.transaction() as work:
        journey = await own(work, member_id, journey_id)
        if journey is None:
            return Refused(WhyNot.NOT_YOURS)
        ledger = await LedgerStore(work).of(journey)
        member = await MemberStore(work).get(journey.guild_id, member_id)
        today = local_date(now, as_kept(ledger, member).zone)
        run = ledger.open_run
        slip = Slip(
            slip_id=NO_ID,
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
        await look_ahead(work, journey, now)
        return made


async def say_more(
    database: Database, member_id: int, slip_id: int, *, on: date | None, note: str, now: datetime
) -> Slip | Refused:
    """When it was, and a note for themselves; both may be left out."""
    async with database.transaction() as work:
        slip = await own_slip(work, member_id, slip_id)
        if slip is None:
            return Refused(WhyNot.NOT_YOURS)
        member = await MemberStore(work).get(slip.guild_id, member_id)
        today = local_date(now, member_zone(member))
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
        slip = await own_slip(work, member_id, slip_id)
        journey = None if slip is None else await own(work, member_id, slip.journey_id)
        if slip is None or journey is None:
            return Refused(WhyNot.NOT_YOURS)
        if slip.next is then:
            return await look_ahead(work, journey, now)
        await LedgerStore(work).change_slip(replace(slip, next=then))
        if slip.next is SlipNext.OPEN and then is not SlipNext.PAUSE:
            await effort_made(work, slip.guild_id, member_id, Effort.BACK, now)
        if then is SlipNext.NEW_START:
            return await begin_run(work, journey, slip.on_date, now)
        if then is SlipNext.PAUSE:
            return await end_run(work, journey, slip.on_date, now)
        return await look_ahead(work, journey, now)


async def follow_up(database: Database, member_id: int, slip_id: int, *, wanted: bool, now: datetime) -> Slip | Refused:
    """One hello tomorrow, only because they asked for it."""
    async with database.transaction() as work:
        slip = await own_slip(work, member_id, slip_id)
        if slip is None:
            return Refused(WhyNot.NOT_YOURS)
        changed = replace(slip, follow_up_at=now + FOLLOW_UP if wanted else None)
        await LedgerStore(work).change_slip(changed)
        return changed

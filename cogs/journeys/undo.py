"""Taking back, for a day, what was done to a journey; the newest first. What was queued because of it is not said, and
what it had cancelled is due again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cogs.journeys.ahead import IN_PEACE, left_in_peace_until, look_ahead, look_ahead_everywhere
from cogs.journeys.changes import CAN_UNDO, What, ask_keys, forget, forget_untrue
from cogs.journeys.keeping import Kept, Refused, WhyNot
from cogs.journeys.ledger_rows import Differences, Shape, milestone_from, rows_of, shape_of, taken_back
from cogs.journeys.role_events import roles_may_change
from storage.database import Database
from storage.events import EventStore
from storage.journey_ledger import LedgerStore
from storage.journeys import JourneyStore
from storage.milestones import MilestoneStore
from storage.outbox import OutboxStore
from storage.records.journeys import Change, Journey, Ledger, Slip
from storage.records.milestones import Milestone, MilestoneState
from storage.work import Work

HARD_DAY_TAKEN_BACK = "member.return_to_use_taken_back"
FOR_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back; `kept` is None when the journey itself was, as if it had not been begun."""

    what: What
    kept: Kept | None


async def can_undo(database: Database, journey: Journey, now: datetime) -> Change | None:
    """The newest change of a journey that its member can still take back."""
    async with database.reading() as work:
        return await LedgerStore(work).last_change(journey, now - CAN_UNDO)


async def undo(database: Database, member_id: int, change_id: int, now: datetime) -> Undone | Refused:
    async with database.transaction() as work:
        store = LedgerStore(work)
        change = await store.change_of(member_id, change_id)
        if change is None or change.at <= now - CAN_UNDO:
            return Refused(WhyNot.A_DAY_IS_OVER)
        if change.undone_at is not None:
            return Refused(WhyNot.TAKEN_BACK_ALREADY)
        journey = await JourneyStore(work).get(change.guild_id, member_id, change.journey_id)
        if journey is None:
            return Refused(WhyNot.NOT_YOURS)
        newest = await store.last_change(journey, now - CAN_UNDO)
        if newest is None or newest.change_id != change_id:
            return Refused(WhyNot.SOMETHING_NEWER)
        stood = await store.before(change.guild_id, member_id, change_id)
        if change.what == What.BEGUN:
            await _never_begun(work, journey, now)
            return Undone(What.BEGUN, None)
        await store.undone(change.guild_id, member_id, change_id, now)
        kept = await _put_back(work, journey, stood, now)
        return Undone(What(change.what), kept)


async def _never_begun(work: Work, journey: Journey, now: datetime) -> None:
    """It goes with everything in it; what was celebrated of it stays said, as its member wished it."""
    reached = await MilestoneStore(work).of_journey(journey.journey_id)
    await OutboxStore(work).drop(ask_keys(reached), now)
    await OutboxStore(work).drop([f"celebration:{one.milestone_id}" for one in reached], now)
    await JourneyStore(work).remove(journey)
    await roles_may_change(work, journey, now)


async def _put_back(work: Work, journey: Journey, stood: Mapping[str, Any], now: datetime) -> Kept:
    store = JourneyStore(work)
    rows: Differences = {key: (before, after) for key, (before, after) in stood["rows"].items()}
    ids = {int(key.partition(":")[2]) for key in rows if key.startswith("journey:")} | {journey.journey_id}
    there = [one for one in await store.of_member(journey.guild_id, journey.member_id) if one.journey_id in ids]
    ledgers = [await LedgerStore(work).of(one) for one in there]
    shape = shape_of(taken_back(rows_of(ledgers), rows))
    await _write(work, shape, ledgers, now)
    await _slips_gone(work, journey, ledgers, shape.slips, now)
    await _milestones_again(work, shape, stood, now)
    for one in shape.journeys.values():
        await forget_untrue(work, one, now)
    await look_ahead_everywhere(work, journey.guild_id, journey.member_id, now)
    return await look_ahead(work, shape.journeys[journey.journey_id], now)


async def _write(work: Work, shape: Shape, ledgers: Iterable[Ledger], now: datetime) -> None:
    there = {ledger.journey.journey_id for ledger in ledgers}
    for journey_id, journey in shape.journeys.items():
        if journey_id in there:
            await JourneyStore(work).change(journey, now)
        else:
            await JourneyStore(work).restore(journey, shape.circle_ids[journey_id], now)
    for journey_id, journey in shape.journeys.items():
        runs, slips = shape.runs_of(journey_id), shape.slips_of(journey_id)
        await LedgerStore(work).put_back(journey, runs, slips, now)
        await MilestoneStore(work).move_runs([run.counts_as for run in runs], journey_id)


async def _slips_gone(
    work: Work, journey: Journey, ledgers: Iterable[Ledger], still: Iterable[Slip], now: datetime
) -> None:
    """No hello for a day that was not told, and no day of peace because of it."""
    gone = {slip.slip_id for ledger in ledgers for slip in ledger.slips} - {slip.slip_id for slip in still}
    if not gone:
        return
    await OutboxStore(work).drop([f"hello:{slip_id}" for slip_id in gone], now)
    guild_id, member_id = journey.guild_id, journey.member_id
    told_at = await LedgerStore(work).last_told_at(guild_id, member_id)
    said = {"last_told_at": None if told_at is None else told_at.isoformat()}
    await EventStore(work).add(HARD_DAY_TAKEN_BACK, guild_id, member_id, said, now)
    if told_at is None or told_at + IN_PEACE <= now:
        waiting = await MilestoneStore(work).unspoken(guild_id, member_id)
        await OutboxStore(work).put_off(ask_keys(waiting), now, now + FOR_A_WEEK)


async def _milestones_again(work: Work, shape: Shape, stood: Mapping[str, Any], now: datetime) -> None:
    made = set[int](stood["made"])
    lost = [milestone_from(row) for row in stood["lost"]]
    unspoken = [
        one
        for journey_id in shape.journeys
        for one in await MilestoneStore(work).of_journey(journey_id)
        if one.milestone_id in made and one.state is MilestoneState.PASSED
    ]
    await forget(work, unspoken, now)
    here = [one for one in lost if one.journey_id in shape.journeys]
    await MilestoneStore(work).put_back(here, now)
    asked = ask_keys(one for one in here if one.state is MilestoneState.DUE)
    due = max(now, await _peace(work, here) or now)
    await OutboxStore(work).wanted_after_all(asked, due, due + FOR_A_WEEK)


async def _peace(work: Work, milestones: list[Milestone]) -> datetime | None:
    if not milestones:
        return None
    return await left_in_peace_until(work, milestones[0].guild_id, milestones[0].member_id)

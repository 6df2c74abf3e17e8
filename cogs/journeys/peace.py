"""For a day after a hard one was told, nothing that was queued already asks or marks; afterwards it has its turn."""

from datetime import datetime, timedelta

from cogs.journeys.ahead import left_in_peace_until
from cogs.journeys.changes import KEPT_BACK
from storage.database import Database
from storage.journey_ledger import LedgerStore
from storage.milestones import MilestoneStore
from storage.outbox import OutboxStore
from storage.records.journeys import Journey
from storage.records.milestones import Milestone, MilestoneState
from storage.records.outbox import OutboxRow, State, ToSay
from storage.work import Work

FOR_A_WEEK = timedelta(days=7)


async def in_peace(database: Database, whose: Journey | Milestone, now: datetime) -> bool:
    async with database.reading() as work:
        until = await left_in_peace_until(work, whose.guild_id, whose.member_id)
    return until is not None and now < until


async def kept_back_until(database: Database, milestone: Milestone) -> datetime | None:
    """The end of the day of peace that the step fell into, or that began after it; None without one."""
    async with database.reading() as work:
        until = await left_in_peace_until(work, milestone.guild_id, milestone.member_id)
    return until if until is not None and until > milestone.due_at else None


async def still_told(database: Database, row: OutboxRow) -> bool:
    """Whether the hard day that a hello belongs to was not taken back."""
    if row.guild_id is None:
        return False
    slip_id = int(row.key.partition(":")[2])
    async with database.reading() as work:
        return await LedgerStore(work).slip(row.guild_id, row.target_id, slip_id) is not None


async def ask_later(work: Work, row: OutboxRow, state: State, now: datetime) -> None:
    """It was in our hands when the hard day was told, and was not said: its turn comes when the day is over."""
    if state is not State.DROPPED or row.guild_id is None or row.key.endswith(KEPT_BACK):
        return
    milestone = await MilestoneStore(work).get(int(str(row.arguments["milestone_id"])), row.guild_id)
    waits = milestone is not None and milestone.answered_at is None
    if milestone is None or not waits or milestone.state not in (MilestoneState.DUE, MilestoneState.QUIET):
        return
    until = await left_in_peace_until(work, milestone.guild_id, milestone.member_id)
    if until is None or until <= now:
        return
    again = ToSay(
        key=row.key + KEPT_BACK,
        kind=row.kind,
        lane=row.lane,
        target=row.target,
        target_id=row.target_id,
        guild_id=row.guild_id,
        about_member_id=row.about_member_id,
        arguments=row.arguments,
        expires_at=until + FOR_A_WEEK,
    )
    await OutboxStore(work).add(again, now, due_at=until)

"""An effort reaches its step: written down once, ever, and asked about privately, at the member's hour."""

from datetime import UTC, datetime, time, timedelta

from cogs.journeys.ahead import IN_PEACE
from cogs.journeys.efforts import UNIT, step_at
from cogs.journeys.keeping import member_zone
from cogs.journeys.reaching import ASK, FOR_A_WEEK
from cogs.shared.efforts import Effort
from cogs.shared.wall_clock import local_date, moment_at
from storage.database import Database
from storage.kindness import EffortStore
from storage.members import MemberStore
from storage.milestones import MilestoneStore
from storage.outbox import OutboxStore
from storage.records.milestones import MilestoneState, NewMilestone
from storage.records.outbox import Lane, Target, ToSay

LADDER = "efforts"
_DAY = timedelta(days=1)


async def made(database: Database, guild_id: int, member_id: int, effort: str, times: int, now: datetime) -> bool:
    """Whether a step was reached by it. The same again is safe."""
    step = step_at(effort, times)
    if step is None:
        return False
    async with database.transaction() as work:
        if not await EffortStore(work).wanted(guild_id, member_id):
            return False
        member = await MemberStore(work).get(guild_id, member_id)
        zone, hour = member_zone(member), 9 if member is None else member.hour
        quiet = now + IN_PEACE if effort == Effort.BACK else now
        at = next_hour(quiet, zone, hour)
        new = NewMilestone(
            guild_id=guild_id,
            member_id=member_id,
            journey_id=None,
            run_id=None,
            once=f"effort:{guild_id}:{member_id}:{step.key}",
            ladder=LADDER,
            step=step.key,
            label=step.label,
            unit=UNIT,
            amount=step.times,
            colour=step.colour,
            reached_on=local_date(now, zone),
            due_at=at,
            state=MilestoneState.DUE,
        )
        written = await MilestoneStore(work).add_many([new], now)
        for milestone_id in written.values():
            to_say = ToSay(
                key=f"milestone:{milestone_id}",
                kind=ASK,
                lane=Lane.CELEBRATIONS,
                target=Target.MEMBER,
                target_id=member_id,
                guild_id=guild_id,
                about_member_id=member_id,
                arguments={"milestone_id": str(milestone_id)},
                expires_at=at + FOR_A_WEEK,
            )
            await OutboxStore(work).add(to_say, now, due_at=at)
        return bool(written)


def next_hour(now: datetime, zone: str, hour: int) -> datetime:
    """The next time that it is that hour where they live."""
    today = local_date(now, zone)
    for days in range(3):
        at = moment_at(today + days * _DAY, time(min(hour, 23)), zone)
        if at is not None and at > now:
            return at.astimezone(UTC)
    return now + _DAY


async def wish(database: Database, guild_id: int, member_id: int, now: datetime, *, counted: bool) -> None:
    """Whether efforts are counted; switched off, what was counted is forgotten."""
    async with database.transaction() as work:
        await EffortStore(work).want(guild_id, member_id, now, counted=counted)
        if not counted:
            await EffortStore(work).forget(guild_id, member_id)


async def wished(database: Database, guild_id: int, member_id: int) -> bool:
    async with database.reading() as work:
        return await EffortStore(work).wanted(guild_id, member_id)

"""When the rules of time zones change, times that were computed by the old ones are computed again, and those whose
next check-in moved are told. Governments do this with a few weeks' notice."""

from datetime import datetime

from cogs.checkins.rules import ahead_by_new_rules
from cogs.checkins.say import moved_to_say
from storage.checkin_schedules import ScheduleStore
from storage.circles import CircleStore
from storage.database import Database
from storage.facts import FactStore
from storage.outbox import OutboxStore
from storage.records.checkins import Schedule
from storage.work import Work

BATCH = 250
_FACT = "zone_rules"


async def follow_zone_rules(database: Database, edition: str, now: datetime) -> int:
    """At every start: `edition` names the rules that are in use now. Answers how many check-ins moved. Interrupted, it
    begins again at the next start and tells nobody twice."""
    async with database.reading() as work:
        if await FactStore(work).get(_FACT) == edition:
            return 0
    moved, last = 0, 0
    while True:
        async with database.transaction() as work:
            page = await ScheduleStore(work).on_after(last, BATCH)
            if not page:
                await FactStore(work).put(_FACT, edition)
                return moved
            moved += await _follow(work, page, edition, now)
            last = page[-1].schedule_id


async def _follow(work: Work, page: tuple[Schedule, ...], edition: str, now: datetime) -> int:
    again = [(schedule, ahead_by_new_rules(schedule)) for schedule in page if schedule.next_at is not None]
    changed = [(schedule, ahead) for schedule, ahead in again if ahead.next_at != schedule.next_at]
    await ScheduleStore(work).move_on({schedule.schedule_id: ahead for schedule, ahead in changed})
    for schedule, ahead in changed:
        for member_id in await _arranged_by(work, schedule):
            await OutboxStore(work).add(moved_to_say(schedule, member_id, edition, ahead.next_at), now)
    return len(changed)


async def _arranged_by(work: Work, schedule: Schedule) -> list[int]:
    """The member whose own it is, or the keepers of the circle."""
    if schedule.member_id is not None:
        return [schedule.member_id]
    members = await CircleStore(work).members(schedule.guild_id, schedule.circle_id or 0)
    return [member.member_id for member in members if member.keeper]

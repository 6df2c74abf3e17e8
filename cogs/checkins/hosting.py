"""People host a week of questions: they get the draft the evening before; left alone, it is asked all the same."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cogs.checkins.choosing import choose, given_for
from cogs.checkins.rules import week_of
from cogs.checkins.say import draft_to_say, substitute_to_say
from cogs.shared.wall_clock import local_date
from storage.checkin_hosting import HostingStore
from storage.checkin_schedules import ScheduleStore
from storage.circles import CircleStore
from storage.database import Database
from storage.outbox import OutboxStore
from storage.records.checkins import Draft, Schedule
from storage.records.circles import Circle
from storage.remembered import RememberedStore
from storage.work import Work

BATCH = 100
WEEKS_SHOWN = 5
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rota:
    """The next weeks of a circle and who hosts each; None: free. `given`: how many weeks the reader has hosted."""

    circle: Circle
    weeks: tuple[tuple[date, int | None], ...]
    given: int = 0


@dataclass(frozen=True, slots=True)
class Hosted:
    """A draft with the circle that it is for."""

    draft: Draft
    circle: Circle


async def give_drafts(database: Database, now: datetime, limit: int = BATCH) -> int:
    """Send the drafts that are due to the hosts of their weeks; a week without a host needs none."""
    async with database.transaction() as work:
        due = await ScheduleStore(work).drafts_due(now, limit)
        for schedule in due:
            await _give_draft(work, schedule, now)
        await ScheduleStore(work).drafted([schedule.schedule_id for schedule in due])
        return len(due)


async def next_draft(database: Database) -> datetime | None:
    async with database.reading() as work:
        return await ScheduleStore(work).next_draft()


async def rota(database: Database, circle: Circle, member_id: int, now: datetime) -> Rota:
    async with database.reading() as work:
        return await _rota(work, circle, member_id, now)


async def take_week(database: Database, circle: Circle, week: date, member_id: int, now: datetime) -> tuple[Rota, bool]:
    """Host a week; False when somebody was quicker. Only members of the circle host, by their own choice."""
    async with database.transaction() as work:
        inside = await CircleStore(work).membership(circle.guild_id, circle.circle_id, member_id)
        host_id = await HostingStore(work).host_of(circle.guild_id, circle.circle_id, week)
        if host_id is not None and not await _hosts_here(work, circle, host_id):
            await HostingStore(work).give_week(circle.guild_id, circle.circle_id, week, host_id)
            await _drop_drafts(work, circle, week)
        taken = (
            inside is not None
            and not is_over(circle, week, now)
            and await HostingStore(work).take_week(circle.guild_id, circle.circle_id, week, member_id)
        )
        if taken:
            await _draft_again(work, circle, week, now)
        return await _rota(work, circle, member_id, now), taken


async def give_week(database: Database, circle: Circle, week: date, member_id: int, now: datetime) -> Rota:
    """They cannot host it after all: nobody asks why, and other volunteers are asked."""
    async with database.transaction() as work:
        to_come = not is_over(circle, week, now)
        if to_come and await HostingStore(work).give_week(circle.guild_id, circle.circle_id, week, member_id):
            await _drop_drafts(work, circle, week)
            for member in await CircleStore(work).members(circle.guild_id, circle.circle_id):
                if member.hosts and member.member_id != member_id:
                    asking = substitute_to_say(circle, week, member.member_id, now)
                    await OutboxStore(work).add(asking, now)
        return await _rota(work, circle, member_id, now)


def is_over(circle: Circle, week: date, now: datetime) -> bool:
    """A week that was hosted stays as it was: nobody takes it later, and no volunteer is asked about it."""
    return week < week_of(local_date(now, circle.zone))


async def draft_of(database: Database, draft_id: int, member_id: int) -> Hosted | None:
    """A host's own draft, also for a press in a DM; None for everybody else."""
    async with database.reading() as work:
        draft = await HostingStore(work).draft_anywhere(draft_id, member_id)
        circle = None if draft is None else await _circle_of(work, draft)
        return None if draft is None or circle is None else Hosted(draft, circle)


async def write_draft(database: Database, draft_id: int, member_id: int, words: str) -> Hosted | None:
    """The question in the host's own words; None when it is not theirs any more."""
    async with database.transaction() as work:
        draft = await HostingStore(work).draft_anywhere(draft_id, member_id)
        circle = None if draft is None else await _circle_of(work, draft)
        if draft is None or circle is None:
            return None
        await HostingStore(work).write_draft(draft, words)
        return Hosted(replace(draft, words=words), circle)


async def still_free(database: Database, circle: Circle, week: date) -> bool:
    async with database.reading() as work:
        return await HostingStore(work).host_of(circle.guild_id, circle.circle_id, week) is None


async def _give_draft(work: Work, schedule: Schedule, now: datetime) -> None:
    if schedule.circle_id is None or schedule.next_date is None or schedule.next_at is None:
        return
    circle = await CircleStore(work).get(schedule.guild_id, schedule.circle_id)
    if circle is None or circle.closed_at is not None:
        return
    hosting = HostingStore(work)
    host_id = await hosting.host_of(schedule.guild_id, circle.circle_id, week_of(schedule.next_date))
    if host_id is None or not await _hosts_here(work, circle, host_id):
        return
    question = choose(schedule, schedule.next_date, circle, await given_for(work, [(schedule, schedule.next_date)]))
    closes_at = schedule.next_at + timedelta(minutes=schedule.window_minutes)
    where = (schedule.guild_id, schedule.schedule_id, schedule.next_date, host_id)
    draft = await hosting.add_draft(*where, question.text, question.source, closes_at, now)
    if draft is not None:
        await OutboxStore(work).add(draft_to_say(draft, schedule.next_at), now)


async def _draft_again(work: Work, circle: Circle, week: date, now: datetime) -> None:
    """The next asking of that week may have had its evening already: the new host gets the draft at once."""
    store = ScheduleStore(work)
    for schedule in await store.of_circle(circle.guild_id, circle.circle_id):
        coming = schedule.next_date
        if schedule.hosted and schedule.draft_at is None and coming is not None and week_of(coming) == week:
            await store.change(schedule._replace(draft_at=now))


async def _drop_drafts(work: Work, circle: Circle, week: date) -> None:
    schedules = await ScheduleStore(work).of_circle(circle.guild_id, circle.circle_id)
    hosting = HostingStore(work)
    for draft in (await hosting.drafts_for([s.schedule_id for s in schedules], week)).values():
        if week_of(draft.local_date) == week:
            await hosting.drop_draft(circle.guild_id, draft.draft_id)


async def _rota(work: Work, circle: Circle, member_id: int, now: datetime) -> Rota:
    this_week = week_of(local_date(now, circle.zone))
    hosts = dict(await HostingStore(work).rota(circle.guild_id, circle.circle_id, this_week))
    here = {host_id: await _hosts_here(work, circle, host_id) for host_id in set(hosts.values())}
    hosts = {week: host_id for week, host_id in hosts.items() if here[host_id]}
    weeks = [this_week + n * _WEEK for n in range(WEEKS_SHOWN)]
    given = await HostingStore(work).hosted_weeks(circle.guild_id, member_id, this_week)
    return Rota(circle, tuple((week, hosts.get(week)) for week in weeks), given)


async def _hosts_here(work: Work, circle: Circle, host_id: int) -> bool:
    """Whether they are still in the circle and not in peace; else their weeks are free, without a word about it."""
    if await CircleStore(work).membership(circle.guild_id, circle.circle_id, host_id) is None:
        return False
    return not await RememberedStore(work).is_remembered(circle.guild_id, host_id)


async def _circle_of(work: Work, draft: Draft) -> Circle | None:
    """The circle that a draft is for; None when it has been asked already, or its host has left the circle."""
    schedule = await ScheduleStore(work).get(draft.guild_id, draft.schedule_id)
    if schedule is None or schedule.circle_id is None or schedule.next_date != draft.local_date:
        return None
    circle = await CircleStore(work).get(draft.guild_id, schedule.circle_id)
    return circle if circle is not None and await _hosts_here(work, circle, draft.member_id) else None

"""Check-ins that members ask of themselves: set up, moved with them, paused, reminded once, left in peace."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from cogs.checkins.asking import write_prompt
from cogs.checkins.rules import ahead_from_now, arriving, as_if_made, day_after_ends, resting
from cogs.shared.ways import Way, keep_way
from storage.cases import CaseStore
from storage.checkin_answers import AnswerStore
from storage.checkin_prompts import PromptStore
from storage.checkin_schedules import Ahead, ScheduleStore
from storage.checkin_wishes import WishStore
from storage.circles import CircleStore
from storage.database import Database
from storage.events import EventStore
from storage.members import MemberChanges, MemberStore
from storage.records.alerts import CaseKind
from storage.records.checkins import Answer, NewSchedule, Prompt, Schedule, Wishes
from storage.records.circles import Circle
from storage.records.members import Member
from storage.servers import ServerStore
from storage.work import Work

MOST_OWN = 3


class WhyNot(StrEnum):
    TOO_MANY = "too_many"
    NEVER = "never"
    NO_ZONE = "no_zone"


@dataclass(frozen=True, slots=True)
class Refused:
    why: WhyNot


@dataclass(frozen=True, slots=True)
class Mine:
    """Everything about a member's own check-ins, for that member alone."""

    schedules: tuple[Schedule, ...]
    member: Member | None
    wishes: Wishes | None


@dataclass(frozen=True, slots=True)
class Unanswered:
    prompt: Prompt
    circle: Circle | None


async def why_not(database: Database, guild_id: int, new: NewSchedule, now: datetime) -> WhyNot | None:
    """What speaks against adding it, asked before anything is opened on Discord for it."""
    async with database.reading() as work:
        return await _why_not(work, guild_id, new, now)


async def add_own(
    database: Database,
    guild_id: int,
    new: NewSchedule,
    now: datetime,
    *,
    travels: bool = False,
    way: Way | None = None,
) -> Mine | Refused:
    """The member's yes: from now on they are asked, by their own way, at their own hour. `travels`: what they have
    already moves to the same zone; `way`: how they want to be reached. Refused, none of it has happened."""
    assert new.member_id is not None
    async with database.transaction() as work:
        why = await _why_not(work, guild_id, new, now)
        if why is not None:
            return Refused(why)
        if way is not None:
            await keep_way(work, guild_id, new.member_id, way, now)
        if travels:
            await _travel(work, guild_id, new.member_id, new.zone, now)
        await ScheduleStore(work).add(guild_id, new, _first(guild_id, new, now), now)
        await MemberStore(work).change(guild_id, new.member_id, MemberChanges(zone=new.zone), now)
        return await _mine(work, guild_id, new.member_id)


async def _why_not(work: Work, guild_id: int, new: NewSchedule, now: datetime) -> WhyNot | None:
    if len(await ScheduleStore(work).of_member(guild_id, new.member_id or 0)) >= MOST_OWN:
        return WhyNot.TOO_MANY
    return WhyNot.NEVER if _first(guild_id, new, now).next_at is None else None


def _first(guild_id: int, new: NewSchedule, now: datetime) -> Ahead:
    return ahead_from_now(as_if_made(guild_id, new, now), now)


async def zone_of(database: Database, guild_id: int, member_id: int) -> str | None:
    """The zone a member lives by: their own, else the server's; None when neither is known."""
    async with database.reading() as work:
        member = await MemberStore(work).get(guild_id, member_id)
        if member is not None and member.zone is not None:
            return member.zone
        server = await ServerStore(work).get(guild_id)
        return None if server is None else server.zone


async def travel(
    database: Database, guild_id: int, member_id: int, zone: str | None, way: Way | None, now: datetime
) -> Mine:
    """They live by another zone from now on, are reached by another way, or both."""
    async with database.transaction() as work:
        if way is not None:
            await keep_way(work, guild_id, member_id, way, now)
        if zone is not None:
            await _travel(work, guild_id, member_id, zone, now)
        return await _mine(work, guild_id, member_id)


async def _travel(work: Work, guild_id: int, member_id: int, zone: str, now: datetime) -> None:
    """Nothing is asked twice for one date, and today is not left out."""
    await MemberStore(work).change(guild_id, member_id, MemberChanges(zone=zone), now)
    await EventStore(work).add("member.moved", guild_id, member_id, {}, now)
    store = ScheduleStore(work)
    wishes = await WishStore(work).get(guild_id, member_id)
    for schedule in await store.of_member(guild_id, member_id):
        moved = schedule._replace(zone=zone)
        decision = arriving(moved, now, at_rest=resting(wishes, zone, now))
        await store.change(moved)
        await store.move_on({moved.schedule_id: decision.ahead})
        if decision.ask is not None:
            await write_prompt(work, moved, decision.ask, now)


async def choose_rest(
    database: Database, guild_id: int, member_id: int, hours: tuple[int, int] | None, now: datetime
) -> Mine:
    async with database.transaction() as work:
        await WishStore(work).rest(guild_id, member_id, hours, now)
        return await _mine(work, guild_id, member_id)


async def mine(database: Database, guild_id: int, member_id: int) -> Mine:
    async with database.reading() as work:
        return await _mine(work, guild_id, member_id)


async def may_be_asked(database: Database, schedule: Schedule, prompt: Prompt, now: datetime) -> bool:
    """Whether this is a moment for a member's own question: not while people are working on a case about them, not
    while they are to be left alone, and, when it is late, not in their quiet hours."""
    member_id = prompt.member_id
    if member_id is None:
        return True
    async with database.reading(brief=True) as work:
        for kind in (CaseKind.ALERT, CaseKind.REPORT):
            if await CaseStore(work).open_of(prompt.guild_id, member_id, kind) is not None:
                return False
        wishes = await WishStore(work).get(prompt.guild_id, member_id)
    if wishes is not None and wishes.left_alone_until is not None and wishes.left_alone_until > now:
        return False
    in_time = now - prompt.due_at < timedelta(minutes=10)  # they chose this hour themselves
    return in_time or not resting(wishes, schedule.zone, now)


async def may_be_reminded(database: Database, schedule: Schedule, prompt: Prompt, now: datetime) -> bool:
    """Once, if they have not answered, and never in their quiet hours."""
    assert prompt.member_id is not None
    async with database.reading(brief=True) as work:
        answer = await AnswerStore(work).of_member(prompt.guild_id, prompt.prompt_id, prompt.member_id)
        wishes = await WishStore(work).get(prompt.guild_id, prompt.member_id)
    if answer is not None or resting(wishes, schedule.zone, now):
        return False
    return await may_be_asked(database, schedule, prompt, now)


async def leave_alone_for_a_day(database: Database, guild_id: int, member_id: int, now: datetime) -> None:
    """They told of a return to use: no question of their own today any more, nor on the day after."""
    await leave_alone_after(database, guild_id, member_id, now, now)


async def leave_alone_after(
    database: Database, guild_id: int, member_id: int, told_at: datetime | None, now: datetime
) -> None:
    """That peace belongs to what was told last; None: all of it was taken back."""
    zone = await zone_of(database, guild_id, member_id) or "UTC"
    until = now if told_at is None else day_after_ends(told_at, zone)
    async with database.transaction() as work:
        await WishStore(work).leave_alone(guild_id, member_id, until, now)


async def switch_off(database: Database, guild_id: int, member_id: int, now: datetime) -> None:
    """They left the server, or were banned."""
    async with database.transaction() as work:
        await ScheduleStore(work).off_for_member(guild_id, member_id, now)
        wishes = await WishStore(work).get(guild_id, member_id)
        if wishes is not None:
            await WishStore(work).never_mind(guild_id, member_id, now)


async def unanswered(
    database: Database, guild_id: int, member_id: int, now: datetime, limit: int = 4
) -> tuple[Unanswered, ...]:
    """What they were asked today and yesterday and have not answered, newest first."""
    async with database.reading() as work:
        places = await CircleStore(work).circles_of(guild_id, member_id)
        since = (now - timedelta(days=2)).date()
        found: list[Unanswered] = []
        for prompt in await PromptStore(work).on(guild_id, list(places), member_id, since):
            if prompt.due_at > now or now - prompt.due_at > timedelta(hours=48):
                continue
            answer = await AnswerStore(work).of_member(guild_id, prompt.prompt_id, member_id)
            if answer is None or answer.withdrawn_at is not None:
                circle = None
                if prompt.circle_id is not None:
                    circle = await CircleStore(work).get(guild_id, prompt.circle_id)
                found.append(Unanswered(prompt, circle))
    return tuple(found[:limit])


async def history(
    database: Database, guild_id: int, member_id: int, since: date
) -> tuple[tuple[date, str, Answer], ...]:
    """Local date, question and answer of everything they answered since a date, oldest first."""
    async with database.reading() as work:
        return await AnswerStore(work).history(guild_id, member_id, since)


async def _mine(work: Work, guild_id: int, member_id: int) -> Mine:
    return Mine(
        await ScheduleStore(work).of_member(guild_id, member_id),
        await MemberStore(work).get(guild_id, member_id),
        await WishStore(work).get(guild_id, member_id),
    )

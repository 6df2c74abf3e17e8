"""If I go quiet: set up by the member in advance, ended by them in one press, switched on by nobody else."""

from datetime import date, datetime, timedelta

from cogs.checkins.rules import is_paused, longest_wait, pause_ends
from cogs.checkins.say import away_gone_to_say, away_to_say
from storage.checkin_schedules import ScheduleStore
from storage.checkin_wishes import WishStore
from storage.circles import CircleStore
from storage.database import Database
from storage.ids import new_id
from storage.members import MemberStore
from storage.outbox import OutboxStore
from storage.records.checkins import AwayHow, Wishes
from storage.records.members import Reach
from storage.remembered import RememberedStore
from storage.work import Work

BATCH = 50


async def fewest_days(database: Database, guild_id: int, member_id: int, today: date) -> int:
    """With fewer, the days would be over although the member was asked nothing: they are more than lie between two of
    their askings, of their own and of their circles. 0: anything goes."""
    async with database.reading() as work:
        store = ScheduleStore(work)
        asking = list(await store.of_member(guild_id, member_id))
        for circle_id in await CircleStore(work).circles_of(guild_id, member_id):
            asking += await store.of_circle(guild_id, circle_id)
    wait = longest_wait(asking, today)
    return wait + 1 if wait else 0


async def set_up(
    database: Database,
    guild_id: int,
    member_id: int,
    days: int,
    to_member_id: int,
    how: AwayHow,
    words: str,
    now: datetime,
) -> Reach | None:
    """After `days` without an answer, that person is told that they may write to the member. Answers how the person
    is reached: somebody who chose nothing only at their next press. None: nothing is said to them, so nothing is set.
    """
    async with database.transaction() as work:
        if await RememberedStore(work).is_remembered(guild_id, to_member_id):
            return None
        at = now + timedelta(days=days)
        await WishStore(work).if_away(guild_id, member_id, days, to_member_id, how, words, at, now)
        person = await MemberStore(work).get(guild_id, to_member_id)
        return Reach.NEXT_PRESS if person is None else person.reach


async def days_begin(work: Work, guild_id: int, member_id: int, now: datetime) -> None:
    """A sign of life: the days that they set are counted from now on, and a pause of everything of theirs is not
    counted."""
    wishes = await WishStore(work).get(guild_id, member_id)
    if wishes is None or wishes.away_days is None:
        return
    own = await ScheduleStore(work).of_member(guild_id, member_id)
    ends = [pause_ends(schedule, now) for schedule in own]
    begins = max((end for end in ends if end is not None), default=now) if all(ends) else now
    await WishStore(work).is_back(guild_id, member_id, begins + timedelta(days=wishes.away_days))


async def never_mind(database: Database, guild_id: int, member_id: int, now: datetime) -> None:
    async with database.transaction() as work:
        await WishStore(work).never_mind(guild_id, member_id, now)


async def person_left(database: Database, guild_id: int, person_id: int, event_id: int, now: datetime) -> int:
    """The one who was to be told is not here any more: it ends, and whoever counted on them learns it. Answers how
    many; a second time there is nobody left to tell."""
    async with database.transaction() as work:
        store = WishStore(work)
        counted_on = await store.who_named(guild_id, person_id)
        in_peace = await RememberedStore(work).among_all((guild_id, member_id) for member_id in counted_on)
        for member_id in counted_on:
            told = (guild_id, member_id) not in in_peace
            await _ended(work, guild_id, member_id, event_id, now, told=told)
        return len(counted_on)


async def tell_about_quiet(database: Database, now: datetime, limit: int = BATCH) -> int:
    """Who has been quiet as long as they said; a pause of theirs is no silence, the days begin at its end. Whoever
    names nobody any more, because that person was erased, is told so; also, when the days are over and not before,
    whoever names somebody that the server remembers."""
    async with database.transaction() as work:
        found = await WishStore(work).away(now, limit)
        named = ((one.guild_id, one.away_to_member_id) for one in found if one.away_to_member_id is not None)
        everybody = [*((one.guild_id, one.member_id) for one in found), *named]
        in_peace = await RememberedStore(work).among_all(everybody)
        for wishes in found:
            whose = (wishes.guild_id, wishes.member_id)
            if wishes.away_days is None:
                await _ended(work, *whose, new_id(now), now, told=whose not in in_peace)
                continue
            if whose in in_peace:
                await WishStore(work).is_back(*whose, now + timedelta(days=1))
                continue
            own = await ScheduleStore(work).of_member(*whose)
            if own and all(is_paused(schedule, now) for schedule in own):
                await days_begin(work, *whose, now)
                continue
            if wishes.away_to_member_id is not None and (wishes.guild_id, wishes.away_to_member_id) in in_peace:
                await _ended(work, *whose, new_id(now), now, told=True)
                continue
            if wishes.away_to_member_id is not None:
                await OutboxStore(work).add(away_to_say(wishes, now), now)
            # told once; the next answer of theirs starts the days again
            await WishStore(work).is_back(*whose, None)
        return len(found)


async def _ended(work: Work, guild_id: int, member_id: int, once: int, now: datetime, *, told: bool) -> None:
    await WishStore(work).never_mind(guild_id, member_id, now)
    if told:
        await OutboxStore(work).add(away_gone_to_say(guild_id, member_id, once), now)


async def next_quiet(database: Database) -> datetime | None:
    async with database.reading() as work:
        return await WishStore(work).next_away()


async def wishes_of(database: Database, guild_id: int, member_id: int) -> Wishes | None:
    async with database.reading() as work:
        return await WishStore(work).get(guild_id, member_id)

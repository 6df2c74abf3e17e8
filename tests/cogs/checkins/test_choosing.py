"""The question a member gets: as if everything they were ever asked were known, though little of it is read."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from cogs.checkins.choosing import Given, choose, given_for
from cogs.checkins.packs import fitting
from cogs.shared.recurrence import daily
from cogs.shared.recurrence_forms import to_row
from storage.checkin_prompts import PromptStore
from storage.checkin_schedules import Ahead, ScheduleStore
from storage.database import Database
from storage.ids import new_ids
from storage.questions_had import which_were_had
from storage.records.checkins import Asked, NewPrompt, NewSchedule, PromptState, Schedule
from storage.records.circles import Pathway
from storage.work import Work

GUILD, ELSEWHERE = 10, 11
PACK = fitting(Pathway.OPEN, "any", (), time(9, 30), weekly=False)


async def asked_before(work: Work, member_id: int, days: int, now: datetime, guild_id: int = GUILD) -> Schedule:
    """Somebody who was asked on each of so many days, each time something else while there is something else."""
    new = NewSchedule(None, member_id, time(9, 30), "Europe/London", to_row(daily()))
    ahead = Ahead(now.date() - timedelta(days=1), now.date(), now)
    schedule = await ScheduleStore(work).add(guild_id, new, ahead, now)

    def asked(prompt_id: int, day: int) -> NewPrompt:
        at, one = now - timedelta(days=day), PACK[(member_id * 3 + day) % len(PACK)]
        what = PromptState.ASKED, one.text, one.source
        return NewPrompt(prompt_id, guild_id, schedule.schedule_id, None, member_id, at.date(), *what, at, at)

    ids = new_ids(now, days)
    await PromptStore(work).add_many([asked(prompt_id, day) for day, prompt_id in enumerate(ids, start=1)])
    return schedule


async def test_a_member_gets_the_question_that_they_would_get_if_all_they_had_were_read(
    database: Database, now: datetime
) -> None:
    long_here = [0, 1, 5, 30, 59, 60, 61, 100, len(PACK), len(PACK) + 9]
    async with database.transaction() as work:
        schedules = [await asked_before(work, 100 + n, days, now) for n, days in enumerate(long_here * 8)]
        days = {one.schedule_id: now.date() + timedelta(days=n % 3) for n, one in enumerate(schedules)}
        given = await given_for(work, [(one, days[one.schedule_id]) for one in schedules])
        people = {(one.guild_id, one.member_id or 0): one.schedule_id for one in schedules}
        everything = await PromptStore(work).had_by_members(people.keys(), date(2020, 1, 1))
    all_of_it = Given({}, {people[person]: had for person, had in everything.items()}, {}, {})
    chosen = [choose(one, days[one.schedule_id], None, given) for one in schedules]
    assert 0 < len(given.chosen) < len(schedules), "the test shows one way only"
    assert chosen == [choose(one, days[one.schedule_id], None, all_of_it) for one in schedules]
    nothing = [choose(one, days[one.schedule_id], None, Given({}, {}, {}, {})) for one in schedules]
    assert sum(one != other for one, other in zip(chosen, nothing, strict=True)) > 5, "the test shows nothing"


async def test_only_the_named_questions_of_this_server_and_this_time_are_found(
    database: Database, now: datetime
) -> None:
    async with database.transaction() as work:
        for guild_id in (GUILD, ELSEWHERE):
            await asked_before(work, 1, 9, now, guild_id)
        await asked_before(work, 2, 9, now)
        had = PACK[3 + 4].source
        wanted = {
            (GUILD, 1): [had, PACK[3 + 8].source, PACK[0].source],
            (GUILD, 2): [PACK[0].source],
            (GUILD, 3): [had],
        }
        found = await PromptStore(work).had_of(wanted, now.date() - timedelta(days=7))
    assert found == {(GUILD, 1): Asked(f"{now.date() - timedelta(days=4)} {had}\n")}


async def test_each_named_question_is_looked_up_in_the_index_and_no_row_is_read(sqlite_database: Database) -> None:
    """However long somebody has been here: reading what they had cost more than all the rest."""
    statement = str(which_were_had("sqlite").compile(dialect=sqlite.dialect()))
    plan = text(
        "EXPLAIN QUERY PLAN " + statement.replace("__[POSTCOMPILE_aggregate_strings_1]", "''").replace("?", "''")
    )
    async with sqlite_database.transaction() as work:
        steps = [row.detail for row in await work.execute(plan)]
    assert [step for step in steps if "checkin_prompts" in step] == [
        f"SEARCH checkin_prompts USING COVERING INDEX {index}"
        " (guild_id=? AND member_id=? AND source=? AND local_date>?)"
        for index in ("checkin_prompts_queued", "checkin_prompts_of_member")
    ]

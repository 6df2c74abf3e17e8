"""Once a local date (I8): two processes, clocks that jump, and servers and people that are gone (T6, T7, T11, P19)."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select

from cogs.checkins import asking, scheduling
from cogs.checkins.personal import switch_off
from cogs.shared.recurrence import daily
from cogs.shared.recurrence_forms import to_row
from storage.checkin_prompts import PromptStore
from storage.checkin_schedules import ScheduleStore
from storage.database import Database
from storage.keys import Vault
from storage.records.checkins import NewSchedule, PromptState
from storage.tables.checkins import checkin_prompts
from storage.work import Work
from tests.cogs.checkins.conftest import Scene
from tests.cogs.checkins.test_actions import ask_daily, latest, make_circle
from tests.cogs.checkins.test_own import own_kinds, own_prompts, set_up
from tests.conftest import LIMITS, PostgresServer
from tests.house import ANN, GUILD, OLGA

PEOPLE = 600


async def ask_many(work: Work, people: Iterable[int], now: datetime) -> None:
    """Each of them is asked at half past nine, by their own wish."""
    for member_id in people:
        new = NewSchedule(None, member_id, time(9, 30), "Europe/London", to_row(daily()))
        ahead = scheduling.Ahead(now.date() - timedelta(days=1), now.date(), now + timedelta(minutes=30))
        await ScheduleStore(work).add(GUILD, new, ahead, now)


async def sweep(database: Database, now: datetime) -> int:
    asked = 0
    while (queued := await asking.queue_due(database, now)).schedules:
        asked += queued.asked
    return asked


async def test_two_processes_on_one_postgresql_ask_each_person_once(
    postgres_server: PostgresServer, postgres_address: str, now: datetime
) -> None:
    vault = await Vault.open(postgres_address, postgres_server.master_file, limits=LIMITS)
    both = [await Database.open(postgres_address, vault=vault, limits=LIMITS) for _ in range(2)]
    async with both[0].transaction() as work:
        await ask_many(work, range(1, PEOPLE + 1), now)
    later = now + timedelta(minutes=30)
    asked = await asyncio.gather(*(sweep(database, later) for database in both))
    assert sum(asked) == PEOPLE
    assert min(asked) > 0, "one of them did nothing: the test shows nothing"
    async with both[0].reading() as work:
        query = select(func.count(), func.count(checkin_prompts.c.schedule_id.distinct()))
        assert tuple((await work.execute(query)).one()) == (PEOPLE, PEOPLE)
    for database in both:
        await database.close()
    await vault.close()


async def test_a_clock_that_jumps_forward_floods_nobody_and_one_that_jumps_back_asks_nothing_again(
    database: Database, now: datetime
) -> None:
    """P19: three hours forward over the question, then back, then as it should be."""
    circle = await make_circle(database, now)
    await ask_daily(database, circle, now)
    for moment in (now + timedelta(hours=3, minutes=31), now, now + timedelta(minutes=31), now + timedelta(hours=5)):
        await sweep(database, moment)
    (only,) = await latest(database, circle)
    assert only.state is PromptState.MISSED  # more than two hours late by that clock: keepers see it
    assert await sweep(database, now + timedelta(days=1, minutes=30)) == 1


async def test_t6_down_over_the_time_it_is_asked_at_the_start_once(database: Database, now: datetime) -> None:
    circle = await make_circle(database, now)
    await ask_daily(database, circle, now)
    assert await sweep(database, now + timedelta(minutes=50)) == 1
    assert await sweep(database, now + timedelta(minutes=51)) == 0
    assert len(await latest(database, circle)) == 1


async def test_t7_down_for_two_days_it_is_one_entry_and_no_old_question(scene: Scene) -> None:
    scene.clock.advance(datetime(2026, 3, 4, 12, tzinfo=UTC) - scene.clock.now())
    await scene.sweep()
    assert await scene.deliver() == []
    (listed,) = await scene.people.command("/checkin schedules", OLGA)
    assert listed.text.count("Not asked, because I could not send it in time") == 1
    assert [p.local_date for p in await scene.prompts()] == [date(2026, 3, 4), date(2026, 3, 3), date(2026, 3, 2)]


async def test_t11_on_a_server_that_the_bot_was_removed_from_nothing_is_said(scene: Scene) -> None:
    await set_up(scene)
    state = scene.app._connection
    state._remove_guild(state._get_guild(GUILD))  # type: ignore[arg-type]
    scene.clock.advance(timedelta(minutes=30))
    assert await own_kinds(scene) == []


async def test_t11_who_was_banned_while_it_was_queued_is_not_asked(scene: Scene) -> None:
    await set_up(scene)
    scene.clock.advance(timedelta(minutes=15))
    await scene.sweep()

    await switch_off(scene.app.database, GUILD, ANN.id, scene.clock.now())
    assert [kind for kind, _ in await scene.deliver()] == []
    async with scene.app.database.reading() as work:
        assert await ScheduleStore(work).of_member(GUILD, ANN.id) == ()
        (kept,) = await PromptStore(work).latest_of_member(GUILD, ANN.id, 5)
    assert kept.state is PromptState.MISSED
    assert len(await own_prompts(scene)) == 1

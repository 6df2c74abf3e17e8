"""What thousands are asked at once is written side by side, and is found as before until it has been said."""

from datetime import datetime, timedelta

from cogs.checkins.asking import queue_due
from storage.checkin_prompts import PromptStore
from storage.database import Database
from storage.ids import new_ids
from storage.records.checkins import Asked, NewPrompt, PromptState, Schedule
from storage.work import Work
from tests.cogs.checkins.test_choosing import GUILD, PACK, asked_before

PEOPLE, DAYS = 100, 30
UNTIL_THEN = timedelta(minutes=30)  # they are asked at half past nine
_PAGE, _HEADER = 4096, 24


async def test_what_somebody_was_asked_before_does_not_multiply_the_pages_that_are_written(
    sqlite_database: Database, now: datetime
) -> None:
    async with sqlite_database.transaction() as work:
        schedules = [await asked_before(work, 100 + n, 0, now) for n in range(PEOPLE)]
        for day in range(1, DAYS + 1):
            await PromptStore(work).add_many(_asked(schedules, now - timedelta(days=day)))
    assert await sqlite_database.fold_log(), "nobody reads"
    queued = await queue_due(sqlite_database, now + UNTIL_THEN, limit=PEOPLE)
    assert queued.asked == PEOPLE
    assert sqlite_database.log_bytes() // (_PAGE + _HEADER) < PEOPLE // 2


def _asked(schedules: list[Schedule], at: datetime) -> list[NewPrompt]:
    one = PACK[at.day % len(PACK)]
    return [
        NewPrompt(number, GUILD, schedule.schedule_id, None, schedule.member_id, at.date(), PromptState.ASKED, one.text,
                  one.source, at, at)
        for number, schedule in zip(new_ids(at, len(schedules)), schedules, strict=True)
    ]  # fmt: skip


async def test_an_asking_is_found_while_it_waits_to_be_said_and_when_it_has_been(
    database: Database, now: datetime
) -> None:
    async with database.transaction() as work:
        schedule = await asked_before(work, 1, 3, now)
        await asked_before(work, 2, 3, now)
    assert (await queue_due(database, now + UNTIL_THEN)).asked == 2
    async with database.transaction() as work:
        first = await _found(work, schedule, now)
        waiting = (await PromptStore(work).latest_of_member(GUILD, 1, 1))[0]
        assert waiting.state is PromptState.QUEUED
        await PromptStore(work).asked(GUILD, waiting.prompt_id, 5, 6)
        assert await _found(work, schedule, now) == first
        assert [one.state for one in await PromptStore(work).latest_of_member(GUILD, 1, 9)] == [PromptState.ASKED] * 4
        assert (await PromptStore(work).had_by_members({(GUILD, 1)}, now.date()))[GUILD, 1] == Asked(
            f"{now.date()} {waiting.source}\n"
        )


async def _found(work: Work, schedule: Schedule, now: datetime) -> list[object]:
    """By each way on which the askings of somebody are read, without how far they came."""
    store, since = PromptStore(work), now.date() - timedelta(days=2)
    latest = await store.latest_of_member(GUILD, 1, 9)
    on = await store.on(GUILD, [], 1, since)
    assert {one.schedule_id for one in latest} == {schedule.schedule_id}
    had = await store.had_of({(GUILD, 1): [one.source for one in latest]}, since)
    exported = (await store.export_member(GUILD, 1))["questions_you_asked_for"]
    assert (len(latest), len(on), len(exported), had[GUILD, 1].lines.count("\n")) == (4, 3, 4, 3)
    return [[one.prompt_id for one in latest], [one.prompt_id for one in on], sorted(had[GUILD, 1].lines.splitlines())]


async def test_erasing_somebody_takes_what_waits_and_what_was_said(database: Database, now: datetime) -> None:
    async with database.transaction() as work:
        await asked_before(work, 1, 3, now)
        await asked_before(work, 2, 3, now)
    await queue_due(database, now + UNTIL_THEN)
    async with database.transaction() as work:
        await PromptStore(work).erase_member(GUILD, 1)
        assert await PromptStore(work).latest_of_member(GUILD, 1, 9) == ()
        assert len(await PromptStore(work).latest_of_member(GUILD, 2, 9)) == 4

"""Somebody is remembered on the word of two people, never of one; and it can be undone."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.remembered import RememberedStore

GUILD, OTHER, ANN, MOE, ROB = 10, 11, 1, 2, 3


async def remember(database: Database, now: datetime, by: tuple[int, ...] = (MOE, ROB)) -> list[bool]:
    first, *others = by
    async with database.transaction() as work:
        said = await RememberedStore(work).say(GUILD, ANN, first, now)
    results = [said]
    for one in others:
        async with database.transaction() as work:
            results.append(await RememberedStore(work).confirm(GUILD, ANN, one, now + timedelta(minutes=5)))
    return results


async def is_remembered(database: Database, guild_id: int = GUILD) -> bool:
    async with database.reading() as work:
        return await RememberedStore(work).is_remembered(guild_id, ANN)


async def test_two_people_say_so_and_only_then_it_is_so(database: Database, now: datetime) -> None:
    assert await remember(database, now, (MOE,)) == [True]
    assert not await is_remembered(database)
    assert await remember(database, now, (MOE, ROB)) == [False, True]
    assert await is_remembered(database)
    assert not await is_remembered(database, OTHER)


async def test_one_person_alone_is_not_enough_however_often_they_say_so(database: Database, now: datetime) -> None:
    assert await remember(database, now, (MOE, MOE, MOE)) == [True, False, False]
    assert not await is_remembered(database)


async def test_the_schema_itself_refuses_one_person_twice(database: Database, now: datetime) -> None:
    from sqlalchemy import update

    from storage.tables.remembered import remembered

    await remember(database, now, (MOE,))
    with pytest.raises(IntegrityError):
        async with database.transaction() as work:
            await work.execute(update(remembered).values(confirmed_by_member_id=MOE, confirmed_at=now))


async def test_it_is_undone_whole_and_can_be_said_again(database: Database, now: datetime) -> None:
    await remember(database, now)
    async with database.transaction() as work:
        assert await RememberedStore(work).undo(GUILD, ANN)
        assert not await RememberedStore(work).undo(GUILD, ANN)
    assert not await is_remembered(database)
    assert await remember(database, now) == [True, True]


async def test_many_are_asked_about_at_once(database: Database, now: datetime) -> None:
    await remember(database, now)
    async with database.reading() as work:
        store = RememberedStore(work)
        assert await store.among(GUILD, (ANN, MOE)) == {ANN}
        assert await store.among_all([(GUILD, ANN), (OTHER, ANN), (GUILD, MOE)]) == {(GUILD, ANN)}
        assert await store.among(GUILD, ()) == frozenset()


async def test_erasing_who_said_so_leaves_the_person_in_peace(database: Database, now: datetime) -> None:
    await remember(database, now)
    async with database.transaction() as work:
        await RememberedStore(work).erase_member(GUILD, MOE)
        await RememberedStore(work).erase_member(GUILD, ROB)
    assert await is_remembered(database)
    async with database.reading() as work:
        kept = await RememberedStore(work).get(GUILD, ANN)
    assert kept is not None
    assert (kept.said_by_member_id, kept.confirmed_by_member_id) == (None, None)


async def test_a_lone_word_goes_with_the_person_who_said_it(database: Database, now: datetime) -> None:
    await remember(database, now, (MOE,))
    async with database.transaction() as work:
        await RememberedStore(work).erase_member(GUILD, MOE)
    async with database.reading() as work:
        assert await RememberedStore(work).of_guild(GUILD) == ()


async def test_the_copy_of_ones_data_says_that_it_was_said(database: Database, now: datetime) -> None:
    await remember(database, now)
    async with database.reading() as work:
        about = await RememberedStore(work).export_member(GUILD, ANN)
        by = await RememberedStore(work).export_member(GUILD, ROB)
    assert about["said_to_have_died"][0]["confirmed_at"] == now + timedelta(minutes=5)
    assert by["whom_you_said_to_have_died"][0]["member_id"] == ANN

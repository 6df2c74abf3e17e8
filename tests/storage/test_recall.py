"""What was read before is what would be read now: every commit forgets what it wrote to."""

import asyncio

import pytest
from sqlalchemy import text

from storage.alert_settings import AlertSettingsStore
from storage.database import Database
from storage.oncall import OnCallStore
from storage.servers import ServerChoices, ServerStore
from storage.tables.facts import storage_facts
from storage.work import Work
from tests.house import AT
from tests.storage.house import CancelledAt, put

GUILD = 1001


async def statements(work: Work) -> list[object]:
    """From now on, what this transaction asks the database."""
    asked: list[object] = []
    run = work._unit.run

    async def listen(statement: object, parameters: object) -> object:
        asked.append(statement)
        return await run(statement, parameters)

    work._unit.run = listen  # type: ignore[method-assign]
    return asked


async def read_all(database: Database) -> tuple[list[object], int]:
    """What an alert reads about a server, and how many statements that took."""
    async with database.transaction(urgent=True) as work:
        asked = await statements(work)
        found: list[object] = [
            await ServerStore(work).get(GUILD),
            await AlertSettingsStore(work).get(GUILD),
            await AlertSettingsStore(work).routes(GUILD),
            await OnCallStore(work).rota(GUILD, AT),
        ]
        return found, len(asked)


@pytest.fixture
async def set_up(sqlite_database: Database) -> Database:
    async with sqlite_database.transaction() as work:
        await ServerStore(work).save(GUILD, ServerChoices("UTC", 2, 3, 4, (5,), []), AT)
    return sqlite_database


async def test_a_servers_choices_are_read_once_and_again_when_they_changed(set_up: Database) -> None:
    first, asked = await read_all(set_up)
    assert asked == 8
    assert await read_all(set_up) == (first, 0)
    async with set_up.transaction() as work:
        await OnCallStore(work).change(GUILD, 7, on_duty=True, from_at=AT, to_at=None, now=AT)
        await AlertSettingsStore(work).route(GUILD, "suicide", 4, "soon")
    second, asked = await read_all(set_up)
    assert second[2] == {("suicide", 4): "soon"}
    assert second[3].changes  # type: ignore[attr-defined]
    assert second[:2] == first[:2]
    assert asked == 4, "the rota's three and the routes; the server and its settings are as they were"


async def test_what_was_rolled_back_is_not_remembered(set_up: Database) -> None:
    first, _ = await read_all(set_up)

    async def fails() -> None:
        async with set_up.transaction() as work:
            await AlertSettingsStore(work).route(GUILD, "suicide", 4, "soon")
            assert await AlertSettingsStore(work).routes(GUILD) == {("suicide", 4): "soon"}, "its own write is seen"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    assert (await read_all(set_up))[0] == first


async def test_a_statement_that_names_no_table_forgets_everything(set_up: Database) -> None:
    await read_all(set_up)
    async with set_up.transaction() as work:
        await work.execute(text("UPDATE servers SET zone = 'Europe/London'"))
        server = await ServerStore(work).get(GUILD)
        assert server is not None
        assert server.zone == "Europe/London"
    found, asked = await read_all(set_up)
    assert asked == 8
    assert found[0].zone == "Europe/London"  # type: ignore[attr-defined]


async def test_what_follows_a_commit_follows_it_even_when_the_caller_was_cancelled_in_it(
    sqlite_database: Database,
) -> None:
    database, kept = sqlite_database, 0
    for nth in range(1, 60):
        followed: list[str] = []

        async def act(name: str = f"n{nth}", followed: list[str] = followed) -> None:
            async with database.transaction(urgent=True) as work:
                work.on_commit(lambda: followed.append(name))
                await put(work, name)

        driven = CancelledAt(act(), nth)
        try:
            await driven
        except asyncio.CancelledError:
            assert driven.fired
        async with database.reading() as work:
            rows = {row.name for row in await work.execute(storage_facts.select())}
        assert (f"n{nth}" in rows) == bool(followed)
        kept += bool(followed)
        if not driven.fired:
            break
    assert kept


async def test_two_that_seal_for_a_new_member_at_once_make_one_key(sqlite_database: Database) -> None:
    keys = await asyncio.gather(*(sqlite_database.vault.key_for(GUILD, 77) for _ in range(5)))
    assert len({key.key_id for key in keys}) == 1
    assert await sqlite_database.vault.find(GUILD, 77) == keys[0]

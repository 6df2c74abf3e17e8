"""A block is all or nothing: D4, D5, D6 of the fault catalogue, on both engines."""

import asyncio
import contextlib

import pytest
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.errors import Unwritable
from storage.tables.facts import storage_facts
from tests.storage.house import ROOT, CancelledAt, names, put


async def test_what_a_finished_block_wrote_is_there(database: Database) -> None:
    async with database.transaction() as work:
        await put(work, "a")
        assert not await work.insert_if_new(storage_facts, {"name": "a", "value": "again"})
    assert await names(database) == {"a"}


async def test_a_block_that_fails_leaves_nothing(database: Database) -> None:
    async def fails() -> None:
        async with database.transaction() as work:
            await put(work, "a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    assert await names(database) == set()


async def test_a_block_is_not_usable_after_its_end(database: Database) -> None:
    async with database.transaction() as work:
        await put(work, "a")
    with pytest.raises(RuntimeError):
        await put(work, "b")
    assert await names(database) == {"a"}


async def test_one_block_rolling_back_takes_nothing_from_the_one_that_waits(database: Database) -> None:
    inside = asyncio.Event()

    async def fails() -> None:
        async with database.transaction() as work:
            await put(work, "lost")
            inside.set()
            await put(work, "lost too")
            raise ZeroDivisionError

    async def finishes() -> None:
        await inside.wait()
        async with database.transaction() as work:
            await put(work, "kept")

    first, second = await asyncio.gather(fails(), finishes(), return_exceptions=True)
    assert isinstance(first, ZeroDivisionError)
    assert second is None
    assert await names(database) == {"kept"}


async def test_a_reader_sees_one_moment_however_long_it_reads(database: Database) -> None:
    async with database.reading() as snapshot:
        before = (await snapshot.execute(select(storage_facts.c.name))).all()
        async with database.transaction() as work:
            await put(work, "a")
        assert (await snapshot.execute(select(storage_facts.c.name))).all() == before
    assert await names(database) == {"a"}


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises((DBAPIError, Unwritable)):
        async with database.reading() as work:
            await put(work, "a")
    assert await names(database) == set()


async def test_many_writers_and_readers_at_once_all_get_their_turn(database: Database) -> None:
    async def write(number: int) -> None:
        async with database.transaction() as work:
            await put(work, f"n{number}")

    await asyncio.gather(*(write(number) for number in range(40)), *(names(database) for _ in range(20)))
    assert await names(database) == {f"n{number}" for number in range(40)}


async def test_connections_of_a_busy_moment_are_there_for_the_next(sqlite_database: Database) -> None:
    opened: list[object] = []
    event.listen(sqlite_database._reader.sync_engine, "connect", lambda connection, _: opened.append(connection))
    for _ in range(3):
        everybody_reads = asyncio.Barrier(12)

        async def read(together: asyncio.Barrier = everybody_reads) -> None:
            async with sqlite_database.reading() as work:
                await work.execute(select(storage_facts.c.name))
                await together.wait()

        await asyncio.gather(*(read() for _ in range(12)))
    assert len(opened) == 12


async def test_counting_up_from_many_tasks_loses_no_step(database: Database) -> None:
    async with database.transaction() as work:
        await put(work, "count", "0")

    async def add_one() -> None:
        async with database.transaction() as work:
            query = select(storage_facts.c.value).where(storage_facts.c.name == "count")
            before = int((await work.execute(query)).scalar_one())
            change = update(storage_facts).where(storage_facts.c.name == "count")
            await work.execute(change.values(value=str(before + 1)))

    await asyncio.gather(*(add_one() for _ in range(25)))
    async with database.reading() as work:
        assert (await work.execute(text("SELECT value FROM storage_facts WHERE name = 'count'"))).scalar_one() == "25"


@pytest.mark.parametrize("times", [1, 2])
async def test_cancelled_at_any_await_a_block_is_all_or_nothing(database: Database, times: int) -> None:
    outcomes: list[bool] = []
    for nth in range(1, 100):
        pair = {f"{nth}-alert", f"{nth}-notice"}

        async def act(pair: set[str] = pair) -> None:
            async with database.transaction() as work:
                for name in sorted(pair):
                    await put(work, name)

        driven = CancelledAt(act(), *range(nth, nth + times))
        try:
            await driven
        except asyncio.CancelledError:
            assert driven.fired
        there = {name for name in await names(database) if name.startswith(f"{nth}-")}
        assert there in (set(), pair), f"half a block when cancelled at await {nth}"
        outcomes.append(there == pair)
        if not driven.fired:
            break
    assert outcomes[-1], "never reached the end"
    assert len(outcomes) >= 5, "begin, two statements, commit and close were each interrupted"
    assert not outcomes[0]


@pytest.mark.parametrize("nth", range(1, 6))
async def test_a_cancelled_reader_gives_its_connection_back(database: Database, nth: int) -> None:
    for _ in range(20):

        async def read() -> None:
            await names(database)

        with contextlib.suppress(asyncio.CancelledError):
            await CancelledAt(read(), nth)
    assert await asyncio.wait_for(names(database), 5) == set()


@pytest.mark.parametrize("nth", range(1, 5))
async def test_a_cancelled_block_does_not_cost_the_connection(database: Database, nth: int) -> None:
    """The driver's statement is waited for, never abandoned: so the connection stays sound and is kept."""
    await names(database)
    opened: list[object] = []
    event.listen(database._writer.sync_engine, "connect", lambda connection, _record: opened.append(connection))

    async def act() -> None:
        async with database.transaction() as work:
            await put(work, "alert")
            await put(work, "notice")

    driven = CancelledAt(act(), nth)
    with contextlib.suppress(asyncio.CancelledError):
        await driven
    assert driven.fired
    async with database.transaction() as work:
        await put(work, "after")
    assert opened == []


async def test_waiting_for_the_turn_can_be_cancelled(database: Database) -> None:
    async def wait_and_write() -> None:
        async with database.transaction() as work:
            await put(work, "never")

    async with database.transaction() as work:
        waiting = asyncio.ensure_future(wait_and_write())
        await put(work, "first")
        waiting.cancel()
        await asyncio.wait((waiting,))
    assert await names(database) == {"first"}


def test_only_one_place_begins_a_transaction() -> None:
    """D4: a transaction that reads first and writes later would fail at once beside another writer."""
    sources = [file for part in ("storage", "cogs") for file in (ROOT / part).rglob("*.py")]
    sources += [file for file in (ROOT / "bot.py", ROOT / "cli.py") if file.exists()]
    begins = {file.relative_to(ROOT).as_posix() for file in sources if '"BEGIN' in file.read_text("utf-8")}
    assert begins == {"storage/engines.py"}
    raw = {
        file.relative_to(ROOT).as_posix()
        for file in sources
        if "sqlite3.connect(" in file.read_text("utf-8") or "aiosqlite.connect(" in file.read_text("utf-8")
    }
    assert raw <= {"storage/inspection.py", "storage/backup.py"}, "these open read-only; nothing else may open"
    for name in raw:
        text_of = (ROOT / name).read_text("utf-8")
        assert text_of.count("sqlite3.connect(") == text_of.count("mode=ro"), name

"""D3, D4, D9: another program holds the file, or a reader holds the log."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import select, text

from storage.errors import Busy, SnapshotEnded
from storage.limits import Limits
from storage.tables.facts import storage_facts
from tests.storage.house import House, names, put


async def test_a_file_locked_by_another_program_fails_by_name_and_works_again_afterwards(house: House) -> None:
    database = await house.database()
    with closing(sqlite3.connect(house.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            with pytest.raises(Busy):
                async with database.transaction() as work:
                    await put(work, "alert")
        assert await names(database) == set(), "reading goes on"
        other.execute("COMMIT")
    async with database.transaction() as work:
        await put(work, "alert")
    assert await names(database) == {"alert"}


async def test_a_block_that_reads_first_holds_the_file_before_it_reads(house: House) -> None:
    database = await house.database()
    async with database.transaction() as work:
        await work.execute(select(storage_facts.c.name))
        other = sqlite3.connect(house.file, isolation_level=None, timeout=0)
        with closing(other), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        await put(work, "decided after reading")
    assert await names(database) == {"decided after reading"}


async def test_a_reader_left_open_is_ended_before_the_log_grows_without_bound(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.limits = Limits(ballast_bytes=0, wal_bytes=300_000, busy_seconds=0.05)
    database = await house.database()
    biggest = 0
    async with database.reading() as forgotten:
        await forgotten.execute(select(storage_facts.c.name))
        for number in range(40):
            async with database.transaction() as work:
                await put(work, f"n{number}", "x" * 20_000)
            biggest = max(biggest, database.log_bytes())
        with pytest.raises(SnapshotEnded):
            await forgotten.execute(select(storage_facts.c.name))
    assert biggest < 400_000
    assert [record.levelname for record in caplog.records].count("WARNING") == 1, "said once"
    assert len(await names(database)) == 40
    assert database.log_bytes() < 300_000


async def test_a_reader_of_another_program_does_not_stop_the_writer(house: House) -> None:
    house.limits = Limits(ballast_bytes=0, wal_bytes=100_000, busy_seconds=0.05)
    database = await house.database()
    with closing(sqlite3.connect(f"file:{house.file}?mode=ro", uri=True, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM storage_facts").fetchall()
        for number in range(12):
            async with database.transaction() as work:
                await put(work, f"n{number}", "x" * 20_000)
        assert not await database.fold_log(patience=0)
        other.execute("COMMIT")
    async with database.transaction() as work:
        await put(work, "the next commit folds the log")
    assert database.log_bytes() == 0


async def test_the_promises_of_the_writing_connection_hold(house: House) -> None:
    database = await house.database()
    async with database.transaction() as work:
        for pragma, wanted in (("synchronous", 2), ("journal_mode", "wal"), ("foreign_keys", 1), ("secure_delete", 1)):
            assert (await work.execute(text(f"PRAGMA {pragma}"))).scalar_one() == wanted
    async with database.reading() as work:
        assert (await work.execute(text("PRAGMA query_only"))).scalar_one() == 1
        assert (await work.execute(text("PRAGMA wal_autocheckpoint"))).scalar_one() == 0

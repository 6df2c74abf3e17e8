"""D10, K13: a copy of a running database is whole, private and without keys."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from storage.backup import backup
from storage.errors import Refused
from storage.inspection import is_whole
from tests.storage.house import ROOT, House, put

_IN_ANOTHER_PROCESS = """
import asyncio, sys
from pathlib import Path
from storage.backup import backup
asyncio.run(backup(sys.argv[1], Path(sys.argv[2])))
"""


async def test_backups_under_load_are_each_whole_and_consistent(house: House) -> None:
    database = await house.database()
    done = asyncio.Event()

    async def load() -> int:
        number = 0
        while not done.is_set():
            async with database.transaction() as work:
                await put(work, f"{number:06}-alert", "x" * 300)
                await put(work, f"{number:06}-notice")
            number += 1
        return number

    writing = asyncio.ensure_future(load())
    sizes: list[int] = []
    for number in range(5):
        target = house.folder / f"copy{number}.db"
        await backup(database, target)
        with closing(sqlite3.connect(target)) as copy:
            found = [row[0] for row in copy.execute("SELECT name FROM storage_facts WHERE name LIKE '0%' ORDER BY 1")]
        assert is_whole(target)
        assert found == [f"{n:06}-{kind}" for n in range(len(found) // 2) for kind in ("alert", "notice")]
        sizes.append(len(found))
    done.set()
    assert await writing * 2 >= sizes[-1]
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0], "the writer went on meanwhile"


async def test_another_process_can_back_up_the_running_database(house: House) -> None:
    database = await house.database()
    async with database.transaction() as work:
        await put(work, "a")
    target = house.folder / "copy.db"
    command = [sys.executable, "-c", _IN_ANOTHER_PROCESS, house.address, str(target)]
    await asyncio.to_thread(subprocess.run, command, cwd=ROOT, check=True, timeout=60)
    async with database.transaction() as work:
        await put(work, "b")
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT name FROM storage_facts WHERE name IN ('a', 'b')").fetchall() == [("a",)]
    if sys.platform != "win32":
        assert target.stat().st_mode & 0o777 == 0o600


async def test_a_backup_holds_no_keys_and_nothing_lies_around(house: House) -> None:
    database = await house.database()
    await database.vault.key_for(1, 2)
    before = set(house.folder.iterdir())
    target = house.folder / "copy.db"
    await backup(database, target)
    with closing(sqlite3.connect(target)) as copy:
        tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert not tables & {"data_keys", "masters", "tombstones", "vaults"}
    assert set(house.folder.iterdir()) - before == {target}


async def test_a_backup_that_was_killed_half_way_leaves_no_file_of_that_name(house: House) -> None:
    database = await house.database()
    target = house.folder / "copy.db"
    half = house.folder / ".copy.db.part"
    half.write_bytes(os.urandom(5000))  # what a kill in the middle leaves
    assert not target.exists()
    await backup(database, target)
    assert is_whole(target)
    assert not half.exists()


async def test_a_backup_that_fails_leaves_the_older_one(house: House) -> None:
    database = await house.database()
    target = house.folder / "copy.db"
    await backup(database, target)
    yesterdays = target.read_bytes()
    await house.close()
    house.file.write_bytes(b"no database " * 1000)
    with pytest.raises(Exception, match="not a database"):
        await backup(house.address, target)
    assert target.read_bytes() == yesterdays
    assert not (house.folder / ".copy.db.part").exists()
    assert database.path is not None


async def test_a_backup_never_overwrites_what_is_alive(house: House) -> None:
    database = await house.database()
    for target in (house.file, house.keys, Path(f"{house.file}-wal"), house.folder):
        with pytest.raises(Refused):
            await backup(database, target)
    with pytest.raises(Refused, match="does not exist"):
        await backup(database, house.folder / "nowhere" / "copy.db")


@pytest.mark.parametrize("name", ["master.key", "config.toml", "keys.db", "other.db", "link"])
async def test_a_mistyped_name_of_a_backup_costs_nothing(house: House, name: str) -> None:
    """Above all not the master key: without it every personal text is lost."""
    database = await house.database()
    (house.folder / "config.toml").write_text("[discord]", encoding="utf-8")
    await backup(database, house.folder / "other.db")
    (house.folder / "other.db.lock").touch()  # another bot runs on it
    if sys.platform != "win32":
        (house.folder / "link").symlink_to("nowhere")
    target = house.folder / name
    before = target.read_bytes() if target.exists() else None
    with pytest.raises(Refused):
        await backup(database, target)
    assert (target.read_bytes() if target.exists() else None) == before


async def test_an_older_backup_of_the_same_name_is_replaced(house: House) -> None:
    database = await house.database()
    target = house.folder / "copy.db"
    await backup(database, target)
    async with database.transaction() as work:
        await put(work, "since yesterday")
    await backup(database, target)
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT 1 FROM storage_facts WHERE name = 'since yesterday'").fetchone()


@pytest.mark.skipif(sys.platform != "linux", reason="a folder that nobody can write to, not even root")
async def test_a_backup_to_a_place_that_cannot_be_written_is_a_sentence(house: House) -> None:
    with pytest.raises(Refused, match="/proc cannot be written to"):
        await backup(await house.database(), Path("/proc/copy.db"))


async def test_a_backup_on_postgresql_is_told_which_tool_to_use() -> None:
    with pytest.raises(Refused, match="pg_dump"):
        await backup("postgresql://keeper@127.0.0.1/circle", Path("copy.db"))

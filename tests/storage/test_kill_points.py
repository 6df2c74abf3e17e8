"""P23 D10 D13 H2, K12 to K15: a real process kills itself inside a migration, a backup, an erasure, a key change."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime

import pytest

from rehearsal import kill_points
from storage.inspection import is_whole
from storage.members import MemberChanges, MemberStore
from storage.privacy import export_member, finish_erasures
from storage.sealed import Sealer
from tests.storage.house import ROOT, House, names, put

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL to send oneself"),
]

_HEAD = """
import asyncio, sys
from pathlib import Path
from tests.storage.house import House
house = House(Path(sys.argv[1]))
"""
_MIGRATION = """
asyncio.run(house.database())
"""
_BACKUP = """
from storage.backup import backup
asyncio.run(backup(house.address, house.folder / "copy.db"))
"""
_ERASURE = """
from datetime import UTC, datetime
from storage.privacy import erase_member
async def main():
    database = await house.database()
    await erase_member(database, database.vault, 1, 2, datetime(2026, 3, 2, tzinfo=UTC))
asyncio.run(main())
"""
_KEY_CHANGE = """
async def main():
    vault = await house.vault()
    whole = vault.rewrap_some
    vault.rewrap_some = lambda limit=3: whole(limit)
    await vault.rotate()
asyncio.run(main())
"""


async def _dies(house: House, point: str, script: str) -> None:
    command = [sys.executable, "-c", _HEAD + script, str(house.folder)]
    environment = {**os.environ, kill_points.VARIABLE: point}
    ended = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, timeout=60, check=False, env=environment, stderr=subprocess.PIPE, text=True
    )
    assert kill_points.announced(ended.stderr) == point.partition(":")[0], "the kill point was not reached"
    assert ended.returncode == -signal.SIGKILL


async def test_killed_in_a_migration_the_schema_is_whole_or_not_there(empty_house: House) -> None:
    await _dies(empty_house, "K12:3", _MIGRATION)
    with closing(sqlite3.connect(empty_house.file)) as file:
        assert file.execute("SELECT name FROM sqlite_schema").fetchall() == []
    assert await names(await empty_house.database()) == set()


async def test_killed_in_a_backup_no_half_file_has_the_final_name(house: House) -> None:
    database = await house.database()
    async with database.transaction() as work:
        await put(work, "a")
    await _dies(house, "K13", _BACKUP)
    assert not (house.folder / "copy.db").exists()
    assert (house.folder / ".copy.db.part").exists(), "it was killed before the copy was checked"
    assert is_whole(house.file)
    assert await names(database) == {"a"}


async def test_killed_in_an_erasure_the_next_start_finishes_it(house: House, now: datetime) -> None:
    database = await house.database()
    async with database.transaction() as work:
        await MemberStore(work).change(1, 2, MemberChanges(zone="Europe/Lisbon"), now)
        await work.seal("notes", "words", 1, 1, 2, "my words")
    await house.close()
    await _dies(house, "K14", _ERASURE)
    database = await house.database()
    assert await database.vault.find(1, 2) is not None, "killed before the key was destroyed"
    assert await finish_erasures(database, database.vault) == 1
    assert await database.vault.find(1, 2) is None
    assert await export_member(database, 1, 2) == {}


async def test_killed_in_a_key_change_nothing_is_unreadable_and_the_next_start_finishes_it(house: House) -> None:
    vault = await house.vault()
    places = [("notes", "words", number, 1, number) for number in range(10)]
    sealed = [await Sealer(vault).seal(*place, "words") for place in places]
    await house.close()
    await _dies(house, "K15:2", _KEY_CHANGE)
    assert (house.folder / "master.key.next").exists()
    vault = await house.vault()
    assert not (house.folder / "master.key.next").exists()
    for place, box in zip(places, sealed, strict=True):
        assert await Sealer(vault).unseal(*place, box) == "words"

"""D1, P14: a process killed in the middle of commits has lost nothing it acknowledged; a failing one really ends."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage.inspection import is_whole
from tests.storage.house import ROOT, House, names

pytestmark = pytest.mark.fault

_WRITES_FOR_EVER = """
import asyncio, sys
from pathlib import Path
from tests.storage.house import House, put

async def main():
    house = House(Path(sys.argv[1]))
    database = await house.database()
    number = int(sys.argv[2])
    while True:
        async with database.transaction() as work:
            await put(work, f"{number:06}-alert", "x" * 400)
            await work.seal("a", "b", number, 1, number, "words")
            await put(work, f"{number:06}-notice")
        print(number, flush=True)
        number += 1

asyncio.run(main())
"""
_FAILS_WITH_AN_OPEN_DATABASE = """
import asyncio, sys
from pathlib import Path
from tests.storage.house import House

async def main():
    global house, database
    house = House(Path(sys.argv[1]))
    database = await house.database()
    async with database.reading() as work:
        pass
    raise SystemExit(3)

asyncio.run(main())
"""


@contextmanager
def _child(script: str, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", script, *arguments]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield child
    finally:
        child.kill()
        child.wait(10)
        assert child.stdout is not None
        child.stdout.close()


def _acknowledged_before_the_kill(folder: Path, first: int, enough: int) -> int:
    """Let a child write until it has acknowledged enough, kill it at once, and read what it had acknowledged."""
    with _child(_WRITES_FOR_EVER, str(folder), str(first)) as child:
        assert child.stdout is not None
        last = first - 1
        for line in child.stdout:
            last = int(line)
            if last >= first + enough:
                child.kill()
                break
        rest = child.stdout.read().split()
        return max([last, *map(int, rest)])


async def test_what_was_acknowledged_before_a_kill_is_there_whole(house: House) -> None:
    first = 0
    for enough in (3, 17, 40, 61):
        last = await asyncio.to_thread(_acknowledged_before_the_kill, house.folder, first, enough)
        assert last >= first + enough, "the child never wrote"
        assert is_whole(house.file)
        found = await names(await house.database())
        pairs = {name[:6] for name in found if name[:6].isdigit()}
        missing = {f"{number:06}" for number in range(last + 1)} - pairs
        assert not missing, "an acknowledged commit was lost"
        assert found >= {f"{number}-{kind}" for number in pairs for kind in ("alert", "notice")}, "half a commit"
        await house.close()
        first = max(map(int, pairs)) + 1


async def test_a_bot_that_fails_with_an_open_database_ends_and_says_so(house: House) -> None:
    began = time.monotonic()
    with _child(_FAILS_WITH_AN_OPEN_DATABASE, str(house.folder)) as child:
        assert await asyncio.to_thread(child.wait, 15) == 3
    assert time.monotonic() - began < 15


async def test_a_killed_bot_does_not_keep_the_next_one_out(house: House) -> None:
    await asyncio.to_thread(_acknowledged_before_the_kill, house.folder, 0, 1)
    await house.database()


async def test_two_bots_on_one_file_as_processes(house: House) -> None:
    """P18."""
    await house.database()
    with _child(_WRITES_FOR_EVER.replace("asyncio.run(main())", _SAYS_WHY), str(house.folder), "0") as child:
        told, _ = await asyncio.to_thread(child.communicate, timeout=30)
    assert "in use by another running bot" in told


_SAYS_WHY = """
from storage.errors import AlreadyOpen
try:
    asyncio.run(main())
except AlreadyOpen as refused:
    print(refused)
"""


@pytest.mark.parametrize("name", ["aiosqlite"])
async def test_no_worker_thread_keeps_a_process_alive(house: House, name: str) -> None:
    import threading

    database = await house.database()
    await names(database)
    workers = [thread for thread in threading.enumerate() if "_connection_worker_thread" in thread.name]
    assert workers, f"{name} works on threads"
    assert all(thread.daemon for thread in workers)

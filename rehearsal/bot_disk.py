"""The disk under the bot, broken from outside: files that may not grow, a database that another process holds.

The files are the bot's; what is in them is not known here, only where SQLite documents its lock bytes.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from rehearsal.bot_process import BotProcess

_WRITE_LOCK = 120  # WAL_WRITE_LOCK in the header of the shared index (sqlite.org/walformat.html)
_HOLD = f"""
import fcntl, sys
file = open(sys.argv[1], "r+b")
fcntl.lockf(file, fcntl.LOCK_EX, 1, {_WRITE_LOCK})
print("held", flush=True)
sys.stdin.read()
"""


class BotDisk:
    """Levers of the disk. They need a system with POSIX locks; `full` needs Linux."""

    def __init__(self, bot: BotProcess) -> None:
        self._bot = bot
        self._holder: asyncio.subprocess.Process | None = None
        self.files = bot.folder / "data"
        self.database = self.files / "circlekeeper.db"

    @property
    def held(self) -> bool:
        """Another process holds the database."""
        return self._holder is not None

    async def hold_database(self) -> None:
        """Another process takes the lock that every writer of the database needs, until `let_go`."""
        assert self._holder is None
        index = Path(f"{self.database}-shm")
        self._holder = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _HOLD, str(index),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert self._holder.stdout is not None
        said = await asyncio.wait_for(self._holder.stdout.readline(), 20)
        if said != b"held\n":
            raise RuntimeError("the lock was not given")

    async def let_go(self) -> None:
        """The other process ends, and its lock with it."""
        holder, self._holder = self._holder, None
        if holder is not None:
            assert holder.stdin is not None
            holder.stdin.close()
            await holder.wait()

    def full(self) -> int:
        """From now on no file of the bot may grow beyond what its write-ahead log takes now; answers that size.

        Small files, such as the one that alerts are kept in meanwhile, still have room, as beside a released ballast.
        """
        size = Path(f"{self.database}-wal").stat().st_size
        self._bot.limit("FSIZE", size)
        return size

    def room(self) -> None:
        """There is room again."""
        self._bot.limit("FSIZE", None)

"""`BotProcess`, begun from a warm process where the system can fork: a start without half a second of imports and a
second of building the engine. One warm process serves all starts of a test worker.

What is not worth a fork, or must be the plain command, takes `BotProcess` itself.
"""

import asyncio
import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from typing import Any

from rehearsal.bot_process import BotProcess, Process
from storage.database import Database
from storage.keys import Vault
from storage.limits import Limits

CAN_FORK = sys.platform.startswith("linux")
_PROGRAM = Path(__file__).parent / "warm_process.py"
_WARM_WITHIN = 600  # real seconds, of which a machine with nothing else to do takes three


class Forked:
    """One fork of the warm process, as asyncio shows a process."""

    def __init__(self, pid: int, code: "Future[int]") -> None:
        self.pid = pid
        self._code = code

    @property
    def returncode(self) -> int | None:
        return self._code.result() if self._code.done() else None

    def send_signal(self, signal: int, /) -> None:
        if self.returncode is not None:
            raise ProcessLookupError
        os.kill(self.pid, signal)

    def kill(self) -> None:
        self.send_signal(9)

    async def wait(self) -> int:
        return await asyncio.shield(asyncio.wrap_future(self._code))


class Warm:
    """The warm process and the thread that hears from it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, str(_PROGRAM), str(theirs.fileno())], pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
        )
        theirs.close()
        self._line = ours
        self._asking = threading.Lock()
        self._began: list[Future[int]] = []
        self._codes: dict[int, Future[int]] = {}
        threading.Thread(target=self._hear, name="warm process", daemon=True).start()
        atexit.register(self.close)

    async def fork(self, argv: Sequence[str], environment: Mapping[str, str], log: Path) -> Process:
        """`argv` is what would follow `python` on the command line."""
        began: Future[int] = Future()
        asked = {"argv": list(argv), "environment": dict(environment), "log": str(log)}
        with self._asking:
            self._began.append(began)
            self._line.sendall(json.dumps(asked).encode() + b"\n")
        pid = await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(began)), _WARM_WITHIN)
        return Forked(pid, self._codes[pid])

    def close(self) -> None:
        self._line.close()
        self._process.kill()
        self._process.wait()

    def _hear(self) -> None:
        with self._line.makefile("rb") as lines:
            for line in lines:
                said: dict[str, Any] = json.loads(line)
                if "began" in said:
                    self._codes[said["began"]] = Future()
                    self._began.pop(0).set_result(said["began"])
                else:
                    self._codes[said["ended"]].set_result(said["code"])


_warm: list[Warm] = []


@cache
def _migrated() -> Path:
    """A folder as the first start leaves it, for every bot that has none: tests of migrations see to that start."""
    folder = Path(tempfile.mkdtemp(prefix="circlekeeper-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    asyncio.run(_open_once(folder))
    return folder


async def _open_once(folder: Path) -> None:
    limits = Limits(ballast_bytes=0)
    vault = await Vault.open(folder / "keys.db", folder / "master.key", limits=limits)
    database = await Database.open(f"sqlite:{folder / 'circlekeeper.db'}", vault=vault, limits=limits)
    await database.close()
    await vault.close()


class WarmBot(BotProcess):
    """`argv` begins with this Python, as for `BotProcess`."""

    async def spawn(self, argv: Sequence[str], environment: Mapping[str, str]) -> Process:
        if not CAN_FORK:
            return await super().spawn(argv, environment)
        data = self.folder / "data"
        if not data.exists():
            shutil.copytree(await asyncio.to_thread(_migrated), data)
        if not _warm:
            _warm.append(Warm())
        return await _warm[0].fork(argv[1:], environment, self.log_file)

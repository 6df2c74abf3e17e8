"""The bot as a child process of its own, pointed at the local Discord by address only."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from rehearsal import kill_points
from rehearsal.server import Addresses

TOKEN_VARIABLE, TOKEN = "CIRCLEKEEPER_TOKEN", "local.rehearsal"


class Process(Protocol):
    """What is asked of a running process; asyncio's is one."""

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | None: ...

    def send_signal(self, signal: int, /) -> None: ...

    def kill(self) -> None: ...

    async def wait(self) -> int: ...


class BotProcess:
    """Start, stop politely, freeze, starve, kill. Its data and its log live in `folder` and outlive it."""

    def __init__(self, argv: Sequence[str], addresses: Addresses, folder: Path) -> None:
        self._argv = list(argv)
        self._folder = folder
        self.log_file = folder / "bot.log"
        self._config = folder / "config.toml"
        self._process: Process | None = None
        self._log_began = 0
        self.starts = 0
        folder.mkdir(parents=True, exist_ok=True)
        self._config.write_text(
            f'[discord]\napi_base = "{addresses.api}"\ngateway_url = "{addresses.gateway}"\n\n'
            f'[clock]\nsource = "{addresses.clock}"\n',
            encoding="utf-8",
        )

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def start(self, *, kill_at: str | None = None, more: Mapping[str, str] | None = None) -> None:
        """Start it; `kill_at` names the point at which it ends itself as if the power went."""
        environment = {**os.environ, TOKEN_VARIABLE: TOKEN, **(more or {})}
        environment.pop(kill_points.VARIABLE, None)
        if kill_at is not None:
            environment[kill_points.VARIABLE] = kill_at
        self.starts += 1
        self._log_began = self.log_file.stat().st_size if self.log_file.exists() else 0
        self._process = await self.spawn([*self._argv, "--config", str(self._config), "run"], environment)

    async def spawn(self, argv: Sequence[str], environment: Mapping[str, str]) -> Process:
        """The process itself, in a session of its own, writing to the log."""
        with self.log_file.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *argv,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the rehearsal, which stops the bot politely itself
            )

    async def stop(self, within: float = 9.0) -> int | None:
        """Ask it to stop; answers its exit code. One that does not stop in time is killed."""
        process = self._process
        if process is None:
            return None
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(process.wait(), within)
        except TimeoutError:
            await self.kill()
            return process.returncode

    async def kill(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    async def ended(self) -> int:
        assert self._process is not None
        return await self._process.wait()

    @property
    def killed_at(self) -> str | None:
        """The kill point that this process reached, or None: it runs, or it ended in another way."""
        return None if self.running or self._process is None else kill_points.announced(self.log_since_start())

    @property
    def folder(self) -> Path:
        return self._folder

    def log_since_start(self) -> str:
        """What the newest process has logged."""
        with self.log_file.open("rb") as log:
            log.seek(self._log_began)
            return log.read().decode("utf-8", "replace")

    def signal(self, name: str) -> None:
        """SIGSTOP freezes it, SIGCONT thaws it, SIGTERM asks it to stop."""
        assert self._process is not None
        self._process.send_signal(signal.Signals[name])

    def memory(self) -> int:
        """Bytes of address space that the running process has taken (Linux)."""
        import resource

        assert self._process is not None
        pages = Path(f"/proc/{self._process.pid}/statm").read_text().split()[0]
        return int(pages) * resource.getpagesize()

    def limit(self, what: str, value: int | None) -> None:
        """Set a limit of the running process (Linux): FSIZE bytes a file, NOFILE open files, AS bytes of memory; None
        lifts it again."""
        import resource

        assert self._process is not None
        kind: int = getattr(resource, f"RLIMIT_{what}")
        _, hard = resource.prlimit(self._process.pid, kind)
        resource.prlimit(self._process.pid, kind, (hard if value is None else value, hard))

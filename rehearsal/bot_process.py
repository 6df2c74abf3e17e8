"""The bot as a child process of its own, pointed at the local Discord by address only."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from rehearsal.server import Addresses

TOKEN_VARIABLE, TOKEN = "CIRCLEKEEPER_TOKEN", "local.rehearsal"
KILL_VARIABLE = "CIRCLEKEEPER_KILL_AT"


class BotProcess:
    """Start, stop politely, kill. Its data and its log live in `folder` and outlive it."""

    def __init__(self, argv: Sequence[str], addresses: Addresses, folder: Path) -> None:
        self._argv = list(argv)
        self._folder = folder
        self.log_file = folder / "bot.log"
        self._config = folder / "config.toml"
        self._process: asyncio.subprocess.Process | None = None
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
        environment.pop(KILL_VARIABLE, None)
        if kill_at is not None:
            environment[KILL_VARIABLE] = kill_at
        with self.log_file.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._argv,
                "--config",
                str(self._config),
                "run",
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

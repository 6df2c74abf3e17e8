"""What the storage tests share: writing and reading one small thing."""

import asyncio
from collections.abc import Coroutine, Generator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from storage.database import Database
from storage.keys import Vault
from storage.limits import Limits
from storage.tables.facts import storage_facts
from storage.work import Work

LIMITS = Limits(ballast_bytes=0, busy_seconds=0.05)
ROOT = Path(__file__).parents[2]


async def put(work: Work, name: str, value: str = "x") -> None:
    assert await work.insert_if_new(storage_facts, {"name": name, "value": value})


async def names(database: Database) -> set[str]:
    """What is in the database, apart from what it notes about itself."""
    async with database.reading() as work:
        found = (await work.execute(select(storage_facts.c.name))).scalars()
        return set(found) - {"vault"}


class House:
    """A folder with a database and its keys, opened and closed by the test itself."""

    def __init__(self, folder: Path, limits: Limits = LIMITS) -> None:
        self.folder = folder
        self.limits = limits
        self.file = folder / "circlekeeper.db"
        self.keys = folder / "keys.db"
        self.master = folder / "master.key"
        self.address = f"sqlite:{self.file}"
        self._open: list[Vault | Database] = []

    async def vault(self) -> Vault:
        vault = await Vault.open(self.keys, self.master, limits=self.limits)
        self._open.append(vault)
        return vault

    async def database(self, vault: Vault | None = None) -> Database:
        database = await Database.open(self.address, vault=vault or await self.vault(), limits=self.limits)
        self._open.append(database)
        return database

    async def close(self) -> None:
        while self._open:
            await self._open.pop().close()


class CancelledAt:
    """Drives an act and cancels it at the given awaits, counted from 1: the same place every time."""

    def __init__(self, act: Coroutine[Any, Any, None], *awaits: int) -> None:
        self._act = act
        self._awaits = awaits
        self.fired = 0

    def __await__(self) -> Generator[Any, Any, None]:
        count = 0
        try:
            waited = self._act.send(None)
            while True:
                count += 1
                if count in self._awaits:
                    self.fired += 1
                    waited._asyncio_future_blocking = False  # the loop will not see this future
                    waited = self._act.throw(asyncio.CancelledError())
                    continue
                try:
                    value = yield waited
                except BaseException as error:  # noqa: BLE001  whatever it is belongs to the act
                    waited = self._act.throw(error)
                else:
                    waited = self._act.send(value)
        except StopIteration:
            return

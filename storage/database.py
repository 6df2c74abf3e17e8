"""The database: one writer at a time, snapshots for readers, and nothing half done whatever happens."""

import asyncio
import logging
import os
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Self

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.ballast import Ballast
from storage.checkpoint import log_bytes, truncate_log
from storage.engines import Address, keep_private, parse, postgres_engine, sqlite_engine
from storage.errors import Corrupt, DiskFull, NewerSchema, SnapshotEnded, StorageError
from storage.inspection import library_warnings, refuse_if_damaged
from storage.keys import Vault
from storage.limits import Limits
from storage.lock import InstanceLock
from storage.migrations import migrate
from storage.ownership import claim_vault
from storage.recall import Recall
from storage.turns import Turns
from storage.unit import Unit, unit_of_work
from storage.work import Work

__all__ = ["Corrupt", "Database", "NewerSchema"]

_log = logging.getLogger("circlekeeper.storage")


class Database:
    """Open with `Database.open`, close with `close`. `warnings` are sentences for the operator."""

    def __init__(self, address: Address, vault: Vault, limits: Limits, lock: InstanceLock | None) -> None:
        self.dialect = address.dialect
        self.path = address.path
        self.vault = vault
        self.limits = limits
        self.warnings: list[str] = []
        self._lock = lock
        self._turns = Turns()
        self.recall = Recall() if address.path is not None else None
        self._snapshots: list[Unit] = []  # oldest first
        self._fold_wanted = False
        self._ballast = None if address.path is None else Ballast(address.path, limits.ballast_bytes)
        self._writer, self._reader = _engines(address, limits)

    @classmethod
    async def open(
        cls,
        address: str,
        *,
        vault: Vault,
        limits: Limits | None = None,
        backups: Path | None = None,
        upgrade: bool = True,
        adopt_vault: bool = False,
    ) -> Self:
        """Open `sqlite:FILE` or `postgresql://…`, check it, and bring its schema up to date.

        `backups` is the folder to name a good backup from (default: `backups` beside the file). `adopt_vault`
        accepts keys that this database does not know, after theirs were lost. Raises Refused, AlreadyOpen,
        Corrupt, NewerSchema, WrongKey, Unwritable.
        """
        limits = limits or Limits()
        os.umask(0o077)
        where = parse(address)
        lock = None if where.path is None else InstanceLock(where.path)
        database: Self | None = None
        try:
            if where.path is not None:
                await asyncio.to_thread(refuse_if_damaged, where.path, backups, limits.busy_seconds)
            database = cls(where, vault, limits, lock)
            await database._set_up(upgrade=upgrade, adopt_vault=adopt_vault)
        except BaseException:
            if database is not None:
                await database.close()
            elif lock is not None:
                lock.release()
            raise
        return database

    @property
    def is_open(self) -> bool:
        """False for what stands in for a database that cannot be read."""
        return True

    def transaction(self, *, urgent: bool = False) -> AbstractAsyncContextManager[Work]:
        """A writing transaction, one at a time: committed when the block finishes, else rolled back whole.

        Never await anything but the database inside, and never open a second one inside: it would wait for itself.
        `urgent` ones (alerts) have their turn before all others that wait.
        """
        return self._transaction(urgent=urgent)

    def reading(self, *, brief: bool = False) -> AbstractAsyncContextManager[Work]:
        """A read-only snapshot: what it sees does not change while the block lasts. Keep it short.

        `brief`: a few rows found by their keys; they are read on the spot, without a trip to SQLite's thread.
        """
        return self._reading(brief=brief)

    async def close(self) -> None:
        """Readers first, so that the writer is the last and folds the write-ahead log back."""
        await self._reader.dispose()
        await self._writer.dispose()
        if self._lock is not None:
            self._lock.release()

    def log_bytes(self) -> int:
        """The size of the write-ahead log (0 on PostgreSQL)."""
        return 0 if self.path is None else log_bytes(self.path)

    async def fold_log(self, *, patience: float = 0.5) -> bool:
        """Cut the write-ahead log to nothing, so that erased bytes are gone from it too; False when a reader (a
        backup, for example) was in the way for `patience` seconds: then each commit tries again."""
        if self.path is None:
            return True
        async with self._turns.mine():
            self._fold_wanted = not await truncate_log(self._writer, patience=patience)
        return not self._fold_wanted

    @asynccontextmanager
    async def _transaction(self, *, urgent: bool) -> AsyncGenerator[Work]:
        try:
            async with unit_of_work(self._writer, self._turns, urgent=urgent) as unit:
                yield Work(unit, self.vault, self.recall)
        except DiskFull:
            if self._ballast is not None and self._ballast.release():
                _log.error("the disk is full; the ballast file was removed to make room for what comes next")
            raise
        if self.log_bytes() > self.limits.wal_bytes:
            await self._end_oldest_snapshot()
            await self.fold_log(patience=0)
        elif self._fold_wanted:
            await self.fold_log(patience=0)

    @asynccontextmanager
    async def _reading(self, *, brief: bool) -> AsyncGenerator[Work]:
        unit = Unit(self._reader, brief=brief)
        self._snapshots.append(unit)
        try:
            await unit.begin()
            yield Work(unit, self.vault)
        finally:
            self._snapshots.remove(unit)
            await unit.close()

    async def _end_oldest_snapshot(self) -> None:
        """A log this big means that a snapshot is open too long: only its end lets the log be folded back."""
        oldest = next((unit for unit in self._snapshots if unit.ended_because is None), None)
        if oldest is not None:
            await oldest.end(SnapshotEnded("This reading block was open too long and has been ended."))
            _log.warning("the write-ahead log grew too big; the oldest reading block was ended")

    async def _set_up(self, *, upgrade: bool, adopt_vault: bool) -> None:
        self.warnings += library_warnings(self.dialect)
        await migrate(self._writer, change=upgrade)
        async with self.transaction() as work:
            await claim_vault(work, adopt=adopt_vault)
        if self.path is not None:
            self.warnings += keep_private(self.path)
        if self._ballast is not None:
            self.warnings += self._ballast.hold()


def _engines(address: Address, limits: Limits) -> tuple[AsyncEngine, AsyncEngine]:
    if address.path is not None:
        return sqlite_engine(address.path, limits), sqlite_engine(address.path, limits, read_only=True)
    if address.url is None:
        raise StorageError("An address is a file or a server.")
    return postgres_engine(address.url, limits), postgres_engine(address.url, limits, read_only=True)

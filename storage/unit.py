"""One unit of work on one connection of its own: begun, then committed or rolled back, never half."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.cancellation import to_the_end
from storage.errors import StorageError, named, without_values
from storage.one_trip import OneTripConnection
from storage.turns import Turns

T = TypeVar("T")


class Unit:
    """The life of one transaction. Every step is taken to its end even when the caller is cancelled."""

    def __init__(self, engine: AsyncEngine, *, urgent: bool = False, brief: bool = False) -> None:
        self._engine = engine
        self._urgent = urgent
        self._brief = brief
        self._connection: AsyncConnection | None = None
        self._one_at_a_time = asyncio.Lock()
        self.ended_because: StorageError | None = None
        self.on_commit: list[Callable[[], None]] = []

    @property
    def dialect(self) -> str:
        return self._engine.dialect.name

    @property
    def sql_dialect(self) -> Dialect:
        return self._engine.dialect

    async def begin(self) -> None:
        await self._step(self._begin())

    async def run(self, statement: Any, parameters: Any) -> Any:
        return await self._step(self._run(statement, parameters))

    async def run_many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        """One statement in the driver's own words, once for each row of what the driver takes."""
        await self._step(self._run_many(sql, rows))

    async def commit(self) -> None:
        await self._step(self._commit())

    async def end(self, because: StorageError) -> None:
        """Take the snapshot away from a block that holds it too long; its next statement raises `because`."""
        self.ended_because = because
        await self.close()

    async def close(self) -> None:
        """Roll back what was not committed and give the connection back; a broken one is thrown away."""
        await to_the_end(self._close())

    async def _begin(self) -> None:
        self._connection = await self._engine.connect()
        if self._brief:  # a reader's BEGIN waits for nobody
            self._on_the_spot(self._connection, allowed=True)
        await self._connection.begin()
        if self._urgent:
            self._on_the_spot(self._connection, allowed=True)

    async def _run(self, statement: Any, parameters: Any) -> Any:
        async with self._one_at_a_time:
            return await self._open().execute(statement, parameters)

    async def _run_many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        async with self._one_at_a_time:
            await self._open().exec_driver_sql(sql, rows)

    async def _commit(self) -> None:
        async with self._one_at_a_time:
            await self._open().commit()
        for call in self.on_commit:  # also when whoever waits has been cancelled meanwhile: it is committed
            call()

    async def _close(self) -> None:
        async with self._one_at_a_time:
            connection, self._connection = self._connection, None
            if connection is None:
                return
            if (self._urgent or self._brief) and not connection.invalidated:
                self._on_the_spot(connection, allowed=False)
            try:
                if connection.in_transaction() and not connection.invalidated:
                    await connection.rollback()
            except (DBAPIError, OSError):
                await connection.invalidate()
            finally:
                await connection.close()

    @staticmethod
    def _on_the_spot(connection: AsyncConnection, *, allowed: bool) -> None:
        driver: Any = connection.sync_connection.connection.dbapi_connection  # pyright: ignore[reportOptionalMemberAccess]
        if isinstance(driver, OneTripConnection):
            driver.on_the_spot = allowed

    def _open(self) -> AsyncConnection:
        if self.ended_because is not None:
            raise self.ended_because
        if self._connection is None:
            raise RuntimeError("this unit of work has ended; open another one")
        return self._connection

    async def _step(self, doing: Coroutine[Any, Any, T]) -> T:
        try:
            return await to_the_end(doing)
        except (DBAPIError, OSError) as error:
            name = named(error)
            if name is not None:
                raise name from None
            if isinstance(error, DBAPIError):
                raise without_values(error) from None
            raise


@asynccontextmanager
async def unit_of_work(engine: AsyncEngine, turns: Turns, *, urgent: bool = False) -> AsyncGenerator[Unit]:
    """A transaction that is committed only when the block finished; `turns` lets one write at a time."""
    async with turns.mine(urgent=urgent):
        unit = Unit(engine, urgent=urgent)
        try:
            await unit.begin()
            yield unit
            await unit.commit()
        finally:
            await unit.close()

"""One unit of work on one connection of its own: begun, then committed or rolled back, never half."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.cancellation import to_the_end
from storage.errors import StorageError, named, without_values

T = TypeVar("T")


class Unit:
    """The life of one transaction. Every step is taken to its end even when the caller is cancelled."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None
        self._one_at_a_time = asyncio.Lock()
        self.ended_because: StorageError | None = None

    @property
    def dialect(self) -> str:
        return self._engine.dialect.name

    async def begin(self) -> None:
        await self._step(self._begin())

    async def run(self, statement: Any, parameters: Any) -> Any:
        return await self._step(self._run(statement, parameters))

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
        await self._connection.begin()

    async def _run(self, statement: Any, parameters: Any) -> Any:
        async with self._one_at_a_time:
            return await self._open().execute(statement, parameters)

    async def _commit(self) -> None:
        async with self._one_at_a_time:
            await self._open().commit()

    async def _close(self) -> None:
        async with self._one_at_a_time:
            connection, self._connection = self._connection, None
            if connection is None:
                return
            try:
                if connection.in_transaction() and not connection.invalidated:
                    await connection.rollback()
            except (DBAPIError, OSError):
                await connection.invalidate()
            finally:
                await connection.close()

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
async def unit_of_work(engine: AsyncEngine, turn: asyncio.Lock) -> AsyncGenerator[Unit]:
    """A transaction that is committed only when the block finished; `turn` lets one write at a time."""
    async with turn:
        unit = Unit(engine)
        try:
            await unit.begin()
            yield unit
            await unit.commit()
        finally:
            await unit.close()

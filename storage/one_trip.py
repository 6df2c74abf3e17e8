"""A statement in one trip to SQLite's thread instead of four; in an urgent or a brief block, in none.

The stock adapter goes to the thread to make a cursor, to execute, to fetch and to close: each is two switches between
threads, and on a busy machine that waiting is most of what a statement costs. Rows are taken at once there as well.

Between BEGIN IMMEDIATE and COMMIT, which both go to the thread (they wait for locks and for the disk), a statement on
a few indexed rows takes some ten microseconds and waits for nothing: urgent blocks run theirs where they are.
"""

# The adapter's own extension points are underscored.
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false
import sqlite3
from collections import deque
from collections.abc import Callable
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """What a finished statement left behind; nothing stays open in the thread."""

    __slots__ = ("_description", "_last", "_touched")

    def __init__(self, adapt_connection: Any) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._rows = deque()
        self._description: Any = None
        self._touched, self._last = -1, None

    @property
    def description(self) -> Any:
        return self._description

    @property
    def rowcount(self) -> int:
        return self._touched

    @property
    def lastrowid(self) -> Any:
        return self._last

    def close(self) -> None:
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        pass

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        await self._one_trip(lambda cursor: cursor.execute(operation, parameters or ()))

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        await self._one_trip(lambda cursor: cursor.executemany(operation, seq_of_parameters))

    async def _one_trip(self, statement: Callable[[sqlite3.Cursor], object]) -> None:
        driver: Any = self._connection

        def whole() -> None:
            cursor: sqlite3.Cursor = driver._conn.cursor()
            try:
                statement(cursor)
                self._description = cursor.description
                self._rows = deque(cursor.fetchall() if cursor.description else ())
                self._touched, self._last = cursor.rowcount, cursor.lastrowid
            finally:
                cursor.close()

        async with self._adapt_connection._execute_mutex:
            adapted: Any = self._adapt_connection
            if adapted.on_the_spot:
                whole()
            else:
                await driver._execute(whole)


class OneTripConnection(AsyncAdapt_aiosqlite_connection):
    """`on_the_spot`: statements run in the thread of the caller, who says so only inside a transaction."""

    __slots__ = ("on_the_spot",)

    _cursor_cls = _Cursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self.on_the_spot = False


class OneTrip(AsyncAdapt_aiosqlite_dbapi):
    """For `create_async_engine(module=…)`."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arg: Any, **kw: Any) -> OneTripConnection:
        return OneTripConnection(self, super().connect(*arg, **kw)._connection)

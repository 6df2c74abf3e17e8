"""What makes thousands of tests quicker and changes nothing that they see."""

import asyncio
import gc
from collections.abc import Callable
from typing import Any

import aiosqlite
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.util import LRUCache

from storage import engines

_INSIST = engines._insist
_COMPILED: LRUCache[object, object] = LRUCache(5_000)


def compile_once() -> None:
    """One cache of compiled statements for all databases of this process: each test opens its own, and half of its
    time would go into compiling what the test before has compiled."""
    for kind in (SQLiteDialect_aiosqlite, PGDialect_asyncpg):
        kind.__eq__ = lambda one, other: type(one) is type(other)
        kind.__hash__ = lambda one: hash(type(one))
    event.listen(Engine, "engine_connect", _shared)


def _shared(connection: Connection) -> None:
    connection.engine._compiled_cache = _COMPILED  # type: ignore[attr-defined]


def collect_nothing() -> None:
    """Until `collect_rarely`: hardly anything that is made while tests are found is garbage."""
    gc.disable()


def collect_rarely() -> None:
    """What was imported and collected stays to the end of the run: the garbage collector need not look at it."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)


def insist_and_forget(connection: Any) -> None:
    """In place of `storage.engines._insist`: the file has all that safety needs, and then nobody waits for the disk,
    which is most of what a long test of a door waits for. Stores, journeys and faults wait as the bot does."""
    _INSIST(connection)
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


async def on_the_spot(connection: aiosqlite.Connection, work: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """In place of `aiosqlite.core.Connection._execute`: on the loop's own thread. Two switches between threads a
    statement are a seventh of a test of a door. Stores, journeys and faults keep the thread that the bot has."""
    if connection._connection is None:  # type: ignore[attr-defined]
        raise ValueError("Connection closed")
    await asyncio.sleep(0)  # others have their turn here, as they would
    return work(*args, **named)

"""A look into a database beside the bot that runs on it: no lock, no keys, nothing changed."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from storage.engines import parse, postgres_engine, sqlite_engine
from storage.keys import Vault
from storage.limits import Limits
from storage.migrations import migrate
from storage.unit import Unit
from storage.work import Work


def exists(address: str) -> bool:
    """Whether there is a database to look into; a server is asked only when it is opened. Raises Refused."""
    path = parse(address).path
    return path is None or path.exists()


@asynccontextmanager
async def peek(address: str, limits: Limits | None = None) -> AsyncGenerator[Work]:
    """One reading snapshot; sealed words stay sealed. Raises NewerSchema and OlderSchema."""
    where, limits = parse(address), limits or Limits()
    if where.path is not None:
        engine = sqlite_engine(where.path, limits, read_only=True)
    else:
        assert where.url is not None
        engine = postgres_engine(where.url, limits, read_only=True)
    unit = Unit(engine)
    try:
        await migrate(engine, change=False)
        await unit.begin()
        yield Work(unit, Vault(engine, Path("no key"), None, None))
    finally:
        await unit.close()
        await engine.dispose()

"""Bringing a database to the schema of this version: forward only, whole or not at all."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.cancellation import to_the_end
from storage.errors import Corrupt, NewerSchema, OlderSchema, named

_HERE = Path(__file__).parent
_MIGRATING = 0x43_4B_02  # any fixed number: processes that start at once migrate one after the other


async def migrate(engine: AsyncEngine, *, change: bool = True) -> None:
    """Upgrade to the newest schema in one transaction; raises NewerSchema when the database is ahead of the code,
    and OlderSchema when it is behind and must not be changed."""
    await to_the_end(_migrate(engine, change=change))


@cache
def revisions() -> tuple[str, ...]:
    """Every revision this version knows, oldest first: the names of their files."""
    return tuple(sorted(file.stem for file in (_HERE / "versions").glob("[0-9]*.py")))


async def _migrate(engine: AsyncEngine, *, change: bool) -> None:
    try:
        async with engine.connect() as connection, _no_rule_acts(connection), connection.begin():
            if engine.dialect.name == "postgresql":
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
            await connection.run_sync(_upgrade, change)
    except (DBAPIError, OSError) as error:
        raise named(error) or error from error


@asynccontextmanager
async def _no_rule_acts(connection: AsyncConnection) -> AsyncGenerator[None]:
    """SQLite makes a table anew where others change it in place: dropping the old one would take with it whatever
    points to its rows. So foreign keys rest meanwhile, and all of them are checked before the end (`_upgrade`)."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = (await connection.get_raw_connection()).driver_connection
    await driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        await driver.execute("PRAGMA foreign_keys=ON")


def _revision_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _upgrade(connection: Connection, change: bool) -> None:
    current = _revision_of(connection)
    known = revisions()
    if current == known[-1]:
        return
    if current is not None and current not in known:
        raise NewerSchema(
            "This database was written by a newer version of the program. Start that version, or bring back a"
            " backup made by this one. Nothing was changed."
        )
    if not change:
        raise OlderSchema("This database was written by an older version; start the bot once to bring it up to date.")
    # Alembic takes a fifth of a second to import, and nearly every start finds the schema as it should be.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, known[-1])
    _insist_on_keys(connection)


def _insist_on_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
        raise Corrupt("Rows of this database point to nothing. It was not brought up to date; bring back a backup.")

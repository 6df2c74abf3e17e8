"""Bringing a database to the schema of this version: forward only, whole or not at all."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.cancellation import to_the_end
from storage.errors import NewerSchema, OlderSchema, named

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
        async with engine.connect() as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
            await connection.run_sync(_upgrade, change)
    except (DBAPIError, OSError) as error:
        raise named(error) or error from error


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
    command.upgrade(config, "head")

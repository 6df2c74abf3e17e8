"""Whether the bot could open its data, asked beside it: nothing is made, changed or locked."""

import asyncio
import os
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import master_key
from storage.engines import Address, parse, postgres_engine, sqlite_engine
from storage.errors import OlderSchema, Unwritable, named
from storage.inspection import refuse_if_damaged
from storage.limits import Limits
from storage.migrations import migrate
from storage.ownership import refuse_other_keys
from storage.tables.facts import storage_facts
from storage.tables_of_keys import SCHEMA, key_tables


async def refuse_what_would_not_open(
    address: str, keys: Path, master_key_file: Path, *, makes: Collection[Path] = (), limits: Limits | None = None
) -> None:
    """Raises StorageError as the start of the bot would; an older schema is well, the start brings it up to date.

    `makes` are the folders that the start makes. On PostgreSQL the keys are beside the data, whatever `keys` says.
    """
    limits = limits or Limits()
    if Path(address.removeprefix("sqlite:")).parent in makes:
        return  # a first start: there is nothing to look into
    data = parse(address)
    vault = data if data.path is None or keys.parent in makes else parse(f"sqlite:{keys}")
    for file in (data.path, vault.path):
        await asyncio.to_thread(_refuse_file, file, limits)
    vault_id = await _vault_id(vault, master_key_file, limits)
    async with _beside(data, limits) as engine:
        if engine is not None:
            try:
                await migrate(engine, change=False)
            except OlderSchema:
                return
            await _refuse_other_keys(engine, vault_id)


def _refuse_file(file: Path | None, limits: Limits) -> None:
    if file is None:
        return
    for place, needs in ((file.parent, os.W_OK | os.X_OK), (file, os.R_OK | os.W_OK)):
        if place.exists() and not os.access(place, needs):
            raise Unwritable(f"{place} cannot be written to. Give it to the user that runs the bot.")
    refuse_if_damaged(file, None, limits.busy_seconds)


async def _refuse_other_keys(engine: AsyncEngine, vault_id: str | None) -> None:
    async with _reading(engine) as connection:
        asked = select(storage_facts.c.value).where(storage_facts.c.name == "vault")
        refuse_other_keys((await connection.execute(asked)).scalar_one_or_none(), vault_id)


async def _vault_id(where: Address, master_key_file: Path, limits: Limits) -> str | None:
    """None when no keys were ever made; raises WrongKey when the master key is not theirs, or is no key."""
    schema = SCHEMA if where.path is None else None
    tables = key_tables(schema)
    async with _beside(where, limits) as engine:
        if engine is not None:
            async with _reading(engine) as connection:
                if await connection.run_sync(lambda sync: inspect(sync).has_table("vaults", schema=schema)):
                    known = {row.name for row in await connection.execute(select(tables.masters))}
                    used = {
                        row.master for row in await connection.execute(select(tables.data_keys.c.master).distinct())
                    }
                    master_key.right_one(master_key_file, known, used)
                    return (await connection.execute(select(tables.vaults.c.vault_id))).scalar_one()
    master_key.read(master_key_file)
    return None


@asynccontextmanager
async def _beside(where: Address, limits: Limits) -> AsyncGenerator[AsyncEngine | None]:
    """A reader; None where there is no file yet."""
    if where.path is not None and not (where.path.exists() and where.path.stat().st_size):
        yield None
        return
    if where.path is not None:
        engine = sqlite_engine(where.path, limits, read_only=True)
    else:
        assert where.url is not None
        engine = postgres_engine(where.url, limits, read_only=True)
    try:
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def _reading(engine: AsyncEngine) -> AsyncGenerator[AsyncConnection]:
    try:
        async with engine.connect() as connection:
            yield connection
    except (DBAPIError, OSError) as error:
        raise named(error) or error from None

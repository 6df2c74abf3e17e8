"""A look into a database beside the bot that runs on it."""

from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.errors import StorageError
from storage.peek import exists, peek
from storage.tables.facts import storage_facts
from tests.storage.house import names, put


async def test_it_sees_what_the_running_bot_has_committed_and_cannot_change_it(
    database: Database, request: pytest.FixtureRequest
) -> None:
    if database.path is not None:
        address = f"sqlite:{database.path}"
    else:
        address = request.getfixturevalue("postgres_server").address_of("shared")
    async with database.transaction() as work:
        await put(work, "seen")
    async with peek(address) as work:
        assert "seen" in set((await work.execute(storage_facts.select())).scalars())
        with pytest.raises((StorageError, DBAPIError)):
            await work.execute(insert(storage_facts).values(name="written", value="x"))
    assert "written" not in await names(database)


async def test_an_empty_file_is_an_older_schema_and_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "circlekeeper.db"
    file.touch()
    with pytest.raises(StorageError, match="older version"):
        async with peek(f"sqlite:{file}"):
            pass
    assert file.stat().st_size == 0
    assert not exists(f"sqlite:{tmp_path / 'none.db'}")

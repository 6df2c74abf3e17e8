"""What a unit of work promises, on both engines."""

from sqlalchemy import select

from storage.database import Database
from storage.tables.facts import storage_facts


async def test_what_a_finished_block_wrote_is_there(database: Database) -> None:
    async with database.transaction() as work:
        assert await work.insert_if_new(storage_facts, {"name": "a", "value": "1"})
        assert not await work.insert_if_new(storage_facts, {"name": "a", "value": "2"})
    async with database.reading() as work:
        found = (await work.execute(select(storage_facts.c.value).where(storage_facts.c.name == "a"))).scalar_one()
    assert found == "1"

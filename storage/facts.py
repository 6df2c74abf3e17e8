"""What a database knows about itself, by name."""

from sqlalchemy import select, update

from storage.tables.facts import storage_facts
from storage.work import Work


class FactStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def get(self, name: str) -> str | None:
        query = select(storage_facts.c.value).where(storage_facts.c.name == name)
        return (await self.work.execute(query)).scalar_one_or_none()

    async def put(self, name: str, value: str) -> None:
        if not await self.work.insert_if_new(storage_facts, {"name": name, "value": value}):
            await self.work.execute(update(storage_facts).where(storage_facts.c.name == name).values(value=value))

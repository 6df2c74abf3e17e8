"""A batch that is written in one statement is what its rows would be one by one, on both engines."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.tables.facts import storage_facts
from storage.tables.outbox import outbox
from storage.work import Work
from tests.house import AT

_ROW = {
    "key": "a", "kind": "k", "lane": 1, "guild_id": None, "target": "member", "target_id": 2**62,
    "arguments": {"words": "it's ünïcode", "none": None}, "state": "waiting", "due_at": AT, "expires_at": None,
    "created_at": datetime(2026, 3, 2, 9, 0, 0, 123_456, UTC),
}  # fmt: skip


async def kept(work: Work) -> list[dict[str, Any]]:
    return [dict(row) for row in (await work.execute(select(outbox).order_by(outbox.c.row_id))).mappings()]


async def test_rows_of_a_batch_are_what_they_would_be_one_by_one(database: Database) -> None:
    rows = [_ROW | {"row_id": n, "key": f"key {n}"} for n in (1, 2)]
    async with database.transaction() as work:
        await work.insert_many(outbox, rows)
        together = await kept(work)
        await work.execute(outbox.delete())
        for row in rows:
            await work.execute(insert(outbox).values(**row))
        assert together == await kept(work)
        assert len(together) == 2


async def test_what_one_row_shares_with_the_last_and_what_it_does_not_are_kept_apart(database: Database) -> None:
    later = AT.replace(year=2027)
    due = [AT, AT, later, later, AT]
    rows = [_ROW | {"row_id": n, "key": f"key {n}", "due_at": at, "expires_at": at if n % 2 else None}
            for n, at in enumerate(due, start=1)]  # fmt: skip
    async with database.transaction() as work:
        await work.insert_many(outbox, rows)
        found = await kept(work)
    assert [(row["due_at"], row["expires_at"]) for row in found] == [(row["due_at"], row["expires_at"]) for row in rows]


async def test_a_key_that_stands_fails_the_batch_or_is_left_as_it_is(database: Database) -> None:
    async with database.transaction() as work:
        await work.insert_many(outbox, [_ROW | {"row_id": 1}])
        await work.insert_many(outbox, [_ROW | {"row_id": 2}, _ROW | {"row_id": 3, "key": "b"}], if_new=True)
        assert [row["row_id"] for row in await kept(work)] == [1, 3]
    with pytest.raises(IntegrityError) as refused:
        async with database.transaction() as work:
            await work.insert_many(outbox, [_ROW | {"row_id": 4, "key": "c"}, _ROW | {"row_id": 5}])
    assert "ünïcode" not in str(refused.value)
    async with database.reading() as work:
        assert [row["row_id"] for row in await kept(work)] == [1, 3]


async def test_rows_with_different_columns_are_refused(database: Database) -> None:
    async with database.transaction() as work:
        with pytest.raises(KeyError):
            await work.insert_many(outbox, [_ROW | {"row_id": 1}, {"row_id": 2}])
        await work.insert_many(outbox, [])
        assert await kept(work) == []


async def test_what_a_batch_writes_to_is_not_remembered_from_before(sqlite_database: Database) -> None:
    async def read(work: Work) -> list[str]:
        async def names() -> list[str]:
            return sorted((await work.execute(select(storage_facts.c.name))).scalars())

        return await work.recalled("names", (storage_facts,), names)

    async with sqlite_database.transaction() as work:
        before = await read(work)
    async with sqlite_database.transaction() as work:
        await work.insert_many(storage_facts, [{"name": "one more", "value": "1"}])
        assert await read(work) == sorted([*before, "one more"])
    async with sqlite_database.transaction() as work:
        assert await read(work) == sorted([*before, "one more"])

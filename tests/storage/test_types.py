"""What goes into a column comes out of it, on both engines."""

import contextlib
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, LargeBinary, MetaData, Table, Text, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.schema import CreateTable

from storage.database import Database
from storage.tables import whole_schema
from storage.tables.facts import storage_facts
from storage.types import Day, Flag, Json, Moment, RowId, Snowflake
from storage.work import Work

_toy = Table(
    "toy",
    MetaData(),
    Column("row_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake),
    Column("at", Moment),
    Column("day", Day),
    Column("yes", Flag),
    Column("things", Json),
    Column("sealed", LargeBinary),
    Column("words", Text),
    sqlite_strict=True,
)
_PERSONAL = {"name": "Mary Ann", "value": "I want to disappear"}
_EVERYDAY = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
_plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=8,
)
_rows = st.fixed_dictionaries(
    {
        "row_id": st.integers(0, 2**63 - 1),
        "guild_id": st.none() | st.integers(0, 2**63 - 1),
        "at": st.none() | st.datetimes(timezones=st.just(UTC)),
        "day": st.none() | st.dates(),
        "yes": st.none() | st.booleans(),
        "things": _plain,
        "sealed": st.none() | st.binary(),
    }
)


@asynccontextmanager
async def _undone(database: Database) -> AsyncIterator[Work]:
    """A block whose table and rows are gone afterwards."""
    with contextlib.suppress(ZeroDivisionError):
        async with database.transaction() as work:
            yield work
            raise ZeroDivisionError


async def _round(database: Database, row: dict[str, Any]) -> dict[str, Any]:
    async with _undone(database) as work:
        await work.execute(CreateTable(_toy))
        await work.execute(insert(_toy).values(**row))
        return dict((await work.execute(select(_toy))).mappings().one())


@given(row=_rows)
@_EVERYDAY
async def test_a_row_comes_back_as_it_went_in(database: Database, row: dict[str, Any]) -> None:
    found = await _round(database, row)
    at = row["at"]
    if at is not None:
        row = row | {"at": at - timedelta(microseconds=at.microsecond % 1000)}
    assert found == row | {"words": None}
    assert found["yes"] is row["yes"]


async def test_moments_of_every_zone_come_back_in_utc_and_in_order(database: Database) -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    moment = datetime(2026, 3, 2, 9, 0, 0, 123_456, kathmandu)
    found = await _round(database, {"row_id": 1, "at": moment})
    assert found["at"] == datetime(2026, 3, 2, 3, 15, 0, 123_000, UTC)
    assert found["at"].tzinfo is UTC


async def test_days_sort_and_compare_as_days(database: Database) -> None:
    days = [date(2026, 2, 28), date(2024, 2, 29), date(999, 1, 1)]
    async with _undone(database) as work:
        await work.execute(CreateTable(_toy))
        for number, day in enumerate(days):
            await work.execute(insert(_toy).values(row_id=number, day=day))
        query = select(_toy.c.day).where(_toy.c.day < date(2026, 1, 1)).order_by(_toy.c.day)
        assert list((await work.execute(query)).scalars()) == sorted(days)[:2]


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": datetime(2026, 3, 2, 9, 0)},  # noqa: DTZ001  naive is what must be refused
        {"day": datetime(2026, 3, 2, tzinfo=UTC)},
        {"things": {"at": datetime(2026, 3, 2, tzinfo=UTC)}},
        {"things": {1: "a number as a name"}},
        {"things": {"too": 2**70}},
    ],
)
async def test_what_would_not_come_back_the_same_is_refused(database: Database, wrong: dict[str, Any]) -> None:
    with pytest.raises(StatementError):
        await _round(database, {"row_id": 1} | wrong)


async def test_an_error_never_repeats_what_was_written(database: Database) -> None:
    row = {"row_id": 1, "guild_id": "I want to disappear", "words": "I want to disappear"}
    with pytest.raises(DBAPIError) as failed:
        await _round(database, row)
    assert "I want" not in "".join(traceback.format_exception(failed.value))


async def test_a_broken_constraint_names_the_constraint_and_not_the_row(database: Database) -> None:
    async def write_twice() -> None:
        async with database.transaction() as work:
            for _ in range(2):
                await work.execute(insert(storage_facts).values(**_PERSONAL))

    with pytest.raises(IntegrityError, match="storage_facts") as failed:
        await write_twice()
    told = "".join(traceback.format_exception(failed.value))
    assert "Mary" not in told
    assert "I want" not in told


def test_every_table_of_ours_is_strict() -> None:
    for table in whole_schema().sorted_tables:
        assert table.dialect_options["sqlite"]["strict"], f"{table.name} must be declared with sqlite_strict=True"


async def test_every_table_is_strict_in_the_file_too(sqlite_database: Database) -> None:
    async with sqlite_database.reading() as work:
        rows = (await work.execute(text("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'"))).all()
    loose = {row.name for row in rows if not row.strict}
    assert loose == {"alembic_version", "sqlite_schema"}

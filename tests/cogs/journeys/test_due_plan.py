"""A million journeys cost nothing while nothing of them is due: the due ones are found by an index, never by a scan."""

from datetime import UTC, datetime

from sqlalchemy import Executable, func, select, text
from sqlalchemy.dialects import sqlite

from storage.database import Database
from storage.journeys import due_query
from storage.tables.journeys import journey_slips, journeys
from storage.tables.milestones import milestones

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def plan(database: Database, query: Executable) -> list[str]:
    compiled = query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[attr-defined] # every query of ours compiles
    async with database.reading() as work:
        return [str(row[3]) for row in await work.execute(text(f"EXPLAIN QUERY PLAN {compiled}".replace(":", "\\:")))]


async def test_the_due_ones_are_found_by_an_index_and_in_its_order(sqlite_database: Database) -> None:
    steps = await plan(sqlite_database, due_query(AT, 200))
    assert any("journeys_due" in step for step in steps), steps
    assert any("journey_runs_open" in step or "journey_runs_of_journey" in step for step in steps), steps
    assert not any("SCAN" in step or "TEMP B-TREE" in step for step in steps), steps


async def test_so_are_the_next_moment_the_steps_said_and_the_last_hard_day(sqlite_database: Database) -> None:
    for query in (
        select(func.min(journeys.c.next_at)),
        select(milestones.c.step).where(milestones.c.journey_id.in_([1, 2])),
        select(func.max(journey_slips.c.created_at)).where(
            journey_slips.c.guild_id == 1, journey_slips.c.member_id == 2
        ),
        select(journey_slips).where(journey_slips.c.follow_up_at <= AT),
    ):
        steps = await plan(sqlite_database, query)
        assert all("SEARCH" in step for step in steps), steps

"""What is due costs what is due, not what is stored: `python -m bench.journeys_due [ROUNDS]`.

A thousand journeys have a step due, among 1,000, 100,000 and 1,000,000 stored ones (SQLite, one journey for each
member). Each round sweeps them in all three databases, one after the other, so that what the machine does meanwhile
meets all three alike; what was due is due again before the next round. Answers the promise: medians within 1.5x, by
the clock and by what the processor did for it.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select, text, update

from cogs.journeys.reaching import next_due, reach_due
from storage.database import Database
from storage.journey_ledger import LedgerStore
from storage.journeys import JourneyStore
from storage.keys import Vault
from storage.members import MemberChanges, MemberStore
from storage.records.journeys import Ahead, JourneyPath, NewJourney, Run
from storage.tables.journeys import journeys
from storage.tables.milestones import milestones
from storage.tables.outbox import outbox
from storage.work import Work

DUE, SIZES, ROUNDS = 1_000, (1_000, 100_000, 1_000_000), 7
GUILD, FIRST = 900_000_000_000_000_001, 1_000_000
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
START = (NOW - timedelta(days=7)).date()
LATER = NOW + timedelta(days=30)

_COPIES = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :last) "
_MOVED = {"journey_id": "+ i", "run_id": "+ i", "member_id": "+ i"}


async def fill(database: Database, stored: int) -> None:
    """One member with one journey and its run, written as the bot writes them, and copied within the database."""
    async with database.transaction() as work:
        await MemberStore(work).change(GUILD, FIRST, MemberChanges(zone="Europe/London"), NOW)
        new = NewJourney("Evenings", JourneyPath.OTHER, "secular_plain")
        journey = await JourneyStore(work).add(GUILD, FIRST, new, NOW)
        await LedgerStore(work).add_run(journey, Run(0, journey.journey_id, START, None, None, None, START), NOW)
        await JourneyStore(work).look_ahead({journey.journey_id: Ahead("m1", LATER.date(), LATER)})
        for table in ("members", "journeys", "journey_runs"):
            await _copy(work, table, stored - 1)
    await due_again(database)


async def _copy(work: Work, table: str, times: int) -> None:
    names = [row[1] for row in await work.execute(text(f"PRAGMA table_info({table})"))]
    values = ", ".join(f"{name} {_MOVED.get(name, '')}" for name in names)
    copied = f"INSERT INTO {table} ({', '.join(names)}) {_COPIES} SELECT {values} FROM {table}, n"
    await work.execute(text(copied), {"last": times})


async def due_again(database: Database) -> None:
    async with database.transaction() as work:
        await work.execute(delete(outbox))
        await work.execute(delete(milestones))
        first = select(journeys.c.journey_id).order_by(journeys.c.journey_id).limit(DUE)
        due = {"next_step": "w1", "next_on": NOW.date(), "next_at": NOW}
        await work.execute(update(journeys).where(journeys.c.journey_id.in_(first)).values(due))


async def sweep(database: Database) -> tuple[float, float]:
    """Seconds until nothing is due any more, by the clock and of the processor."""
    begun, worked = time.perf_counter(), time.process_time()
    swept = 0
    while moved := await reach_due(database, NOW):
        swept += moved
        await next_due(database)
    took = time.perf_counter() - begun, time.process_time() - worked
    assert swept == DUE, swept
    return took


async def run(folder: Path, rounds: int) -> int:
    databases: dict[int, Database] = {}
    for stored in SIZES:
        vault = await Vault.open(folder / f"keys-{stored}.db", folder / "master.key")
        databases[stored] = await Database.open(f"sqlite:{folder / f'{stored}.db'}", vault=vault)
        begun = time.perf_counter()
        await fill(databases[stored], stored)
        print(f"{stored:>9,} stored in {time.perf_counter() - begun:.0f} s", flush=True)
    took: dict[int, list[tuple[float, float]]] = {stored: [] for stored in SIZES}
    try:
        for _ in range(rounds + 1):
            for stored, database in databases.items():
                took[stored].append(await sweep(database))
                await due_again(database)
    finally:
        for database in databases.values():
            await database.close()
    for way, what in enumerate(("by the clock", "of the processor")):
        times = {stored: [one[way] * 1000 for one in found[1:]] for stored, found in took.items()}  # the first warms up
        medians = {stored: statistics.median(found) for stored, found in times.items()}
        for stored, found in times.items():
            print(f"{DUE:,} due among {stored:>9,}, {what}: median {medians[stored]:.0f} ms "
                  f"({min(found):.0f} to {max(found):.0f}), {rounds} rounds")  # fmt: skip
        print(f"slowest by fastest, {what}: {max(medians.values()) / min(medians.values()):.2f} (promise: within 1.5)")
    return 0


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(Path(folder), rounds))


if __name__ == "__main__":
    sys.exit(main())

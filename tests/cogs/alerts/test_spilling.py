"""D3: what is kept beside a database that takes nothing is taken out line by line, and never lost in between."""

from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from cogs.alerts import actions
from cogs.alerts.actions import Batch
from cogs.alerts.paging import NOTICE
from cogs.alerts.seen import Told
from cogs.alerts.spill_file import _write, append, leave_out, line_of, line_of_told, spilled_in
from cogs.alerts.spilling import Spill
from storage.database import Database
from storage.records.alerts import CaseState
from tests.cogs.alerts import house
from tests.house import offline_app


@pytest.fixture
async def spill(sqlite_database: Database, tmp_path: Path) -> Spill:
    spill = Spill(await offline_app(sqlite_database, features=()))
    spill.path = tmp_path / "spill.jsonl"
    return spill


def _line(message_id: int) -> bytes:
    line = {
        "guild": 1, "channel": 2, "watched_as": 2, "message": message_id, "member": 3, "said_at":
        "2026-03-02T09:00:00+00:00", "category": "suicide", "severity": 4, "rule": "suicide/x",
    }  # fmt: skip
    return orjson.dumps(line) + b"\n"


async def test_what_is_kept_while_the_rest_is_recorded_stays(spill: Spill) -> None:
    _write(spill.path, _line(10))
    taken = await spill.waiting()
    _write(spill.path, _line(11))
    await spill.done(taken)
    assert [one.seen.message_id for one in await spill.waiting()] == [11]
    assert spill.path.stat().st_mode & 0o077 == 0
    await spill.done(await spill.waiting())
    assert not spill.path.exists()


async def test_what_people_were_asked_about_already_becomes_a_case_that_pings_nobody_again(
    database: Database, tmp_path: Path
) -> None:
    """Decision 136: one notice with its buttons; the ladder goes on from where it stood."""
    path = tmp_path / "spill.jsonl"
    await house.set_up(database)
    told = Told(house.AT - timedelta(minutes=4), 1, None)
    for number in (1, 2):
        append(path, line_of(house.seen(number), house.hit()))
    append(path, line_of_told(house.GUILD, house.ANN, told))
    async with database.transaction() as work:
        batch = Batch()
        for spilled in spilled_in(path):
            await actions.record(work, batch, spilled.seen, [spilled.hit], house.AT, house.TIMINGS)
    rows = await house.Taken(database).everything(house.AT)
    assert house.notices(rows) == [(house.ALERTS, "written_down")]
    case = await house.open_case(database)
    assert (case.step, case.next_step_at) == (1, house.AT + timedelta(minutes=1)), "moderators are asked at five"
    assert leave_out(path, {1, 2})


async def test_what_somebody_took_already_is_theirs_when_it_becomes_a_case(database: Database) -> None:
    await house.set_up(database)
    told = Told(house.AT - timedelta(minutes=4), 1, house.RITA)
    await house.record(database, house.seen(1, told=told))
    discord = house.Taken(database)
    rows = await discord.everything(house.AT)
    assert house.notices(rows) == [(house.ALERTS, "written_down")]
    case = await house.open_case(database)
    assert (case.state, case.holder_member_id) == (CaseState.ACKNOWLEDGED, house.RITA)
    await house.sweep(database, house.AT + timedelta(minutes=2))
    assert [row for row in await discord.everything(house.AT) if row.kind == NOTICE] == []

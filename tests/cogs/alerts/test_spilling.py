"""D3: what is kept beside a database that takes nothing is taken out line by line, and never lost in between."""

from pathlib import Path

import orjson
import pytest

from cogs.alerts.spilling import Spill, _append
from storage.database import Database
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
    _append(spill.path, _line(10))
    taken = await spill.waiting()
    _append(spill.path, _line(11))
    await spill.done(taken)
    assert [one.seen.message_id for one in await spill.waiting()] == [11]
    assert spill.path.stat().st_mode & 0o077 == 0
    await spill.done(await spill.waiting())
    assert not spill.path.exists()

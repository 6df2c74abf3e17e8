"""The half bot that runs without a database ends as soon as there is one."""

import asyncio
from pathlib import Path

import pytest

import bot
from cogs.shared.clock import FixedClock
from cogs.shared.config import load
from cogs.shared.timings import Timings
from storage.closed import ClosedDatabase
from storage.errors import Corrupt
from tests.house import AT, offline_app


async def test_the_half_bot_ends_for_the_whole_one_as_soon_as_the_database_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "config.toml").write_text("")
    config = load(tmp_path / "config.toml", {"CIRCLEKEEPER_TOKEN": "offline." + "x" * 60})
    app = await offline_app(ClosedDatabase(Corrupt("damaged")), FixedClock(AT), features=[])
    app.timings = Timings().shrunk(6000)
    ended: list[str] = []
    monkeypatch.setattr(app, "end_because", ended.append)
    (tmp_path / "data" / "circlekeeper.db").write_bytes(b"no database" * 500)
    waiting = asyncio.create_task(bot._until_it_opens(config, app))
    await asyncio.sleep(0.1)
    assert ended == []
    (tmp_path / "data" / "circlekeeper.db").unlink()
    await asyncio.wait_for(waiting, 20)
    assert ended == [bot.OPENS_AGAIN]

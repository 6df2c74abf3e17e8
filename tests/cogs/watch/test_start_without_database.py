"""The real process over the local Discord: a damaged database, and then a whole one again."""

import asyncio
from pathlib import Path

import pytest
from tests.cogs.alerts.night import URGENT, a_night

import bot
from cogs.shared.clock import FixedClock
from cogs.shared.config import load
from cogs.shared.timings import Timings
from storage.closed import ClosedDatabase
from storage.errors import Corrupt
from tests.house import AT, offline_app

ENOUGH = 400


@pytest.mark.fault
@pytest.mark.wire
async def test_with_a_damaged_database_alerts_still_reach_people_and_everybody_is_told(tmp_path: Path) -> None:
    """D-faults: what is damaged is said, what is found is said plainly, and the next whole start records it."""
    async with a_night(tmp_path) as night:
        await night.advance(minutes=2)  # the watch has looked since set-up, and kept the ways to people
        await night.bot.stop()
        whole = {path: path.read_bytes() for path in (tmp_path / "data").glob("circlekeeper.db*")}
        database = tmp_path / "data" / "circlekeeper.db"
        database.write_bytes(b"not a database at all" * 500)
        ready = night._ready_count()
        await night.bot.start()
        for _ in range(ENOUGH):
            if night._ready_count() > ready:
                break
            await asyncio.sleep(0.05)
        await night.people.say("ash", "general", URGENT)
        for _ in range(ENOUGH):
            if any("there is no button" in m.text for m in night.people.received() if m.who == "wren"):
                break
            await asyncio.sleep(0.05)
        seen = [m.text for m in night.people.received() if m.who == "wren" and m.channel == "alerts"]
        assert any("I cannot read my database" in text for text in seen)
        assert any("Someone may need a human now" in text and "there is no button" in text for text in seen)
        assert (tmp_path / "data" / "spill.jsonl").exists()
        await night.bot.stop()
        for path in (tmp_path / "data").glob("circlekeeper.db*"):
            path.unlink()
        for path, content in whole.items():
            path.write_bytes(content)
        await night.start()
        assert night.rows("SELECT count(*) FROM alerts") == [(1,)]
        assert not (tmp_path / "data" / "spill.jsonl").exists()


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

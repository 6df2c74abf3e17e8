"""A damaged database: alerts and helplines only, said everywhere, and whole again by itself."""

from pathlib import Path

import pytest

from tests.faults.night import ALERTS_KNOWN, URGENT, a_night

pytestmark = [pytest.mark.fault, pytest.mark.wire]


async def test_with_a_damaged_database_alerts_still_reach_people_and_everybody_is_told(tmp_path: Path) -> None:
    """I17: what is damaged is said, what is found is said plainly, and the next whole start records it."""
    async with a_night(tmp_path) as night:
        await night.advance(minutes=2)  # the watch has looked since set-up, and kept the ways to people
        await night.stop()
        data = tmp_path / "data"
        whole = {path: path.read_bytes() for path in data.glob("circlekeeper.db*")}
        (data / "circlekeeper.db").write_bytes(b"not a database at all" * 500)
        ready = night._ready_count()
        await night.bot.start(more=night.more)
        await night.until(lambda: night._ready_count() > ready)
        await night.people.say("ash", "general", URGENT)
        await night.until(lambda: any("this is all I can show" in m.text for m in night.read("wren")))
        seen = [m.text for m in night.people.received() if m.who == "wren" and m.channel == "alerts"]
        assert any("I cannot read my database" in text for text in seen)
        assert any("Someone may need a human now" in text and "this is all I can show" in text for text in seen)
        assert (data / "spill.jsonl").exists()
        await night.bot.stop()
        for path in data.glob("circlekeeper.db*"):
            path.unlink()
        for path, content in whole.items():
            path.write_bytes(content)
        await night.start()
        assert night.rows(ALERTS_KNOWN) == [(1,)]
        assert not (data / "spill.jsonl").exists()

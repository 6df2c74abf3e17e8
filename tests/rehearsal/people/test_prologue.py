"""The newcomer's room gets ready with the real bot: every step that its people take is answered as they expect."""

import sys
from pathlib import Path

import pytest

from rehearsal.prologue import settle
from tests.rehearsal.people.house import Room
from tests.warm_bot import WarmBot

ROOT = Path(__file__).parents[3]


@pytest.mark.wire
async def test_the_prologue_goes_as_planned_and_leaves_a_quiet_room(room: Room, tmp_path: Path) -> None:
    room.world.state.commands.clear()
    addresses = await room.rehearsal.start()
    bot = WarmBot([sys.executable, str(ROOT / "bot.py")], addresses, tmp_path)
    await bot.start()
    try:
        assert await settle(room.rehearsal, room.people, room.place) == []
        assert room.rehearsal.rest.violations == []
        for name in room.place.people:
            for channel in room.place.channels:
                assert not any(message["private"] for message in room.view_of(name, channel)), (name, channel)
        assert "circle join" in {command["name"] for command in room.people.commands("ash", "check-ins")}
    finally:
        code = await bot.stop()
        await room.rehearsal.stop()
    assert code == 0

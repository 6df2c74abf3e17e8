"""A fresh server on a local Discord, with the real bot as a process of its own."""

import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rehearsal import start_worlds
from rehearsal.people.people import People
from rehearsal.people.stream import Received
from rehearsal.server import Rehearsal
from tests.warm_bot import WarmBot

ROOT = Path(__file__).parents[2]


class Evening:
    """People, the bot and time. `read` answers what somebody received since they last looked, oldest first."""

    def __init__(self, rehearsal: Rehearsal, people: People, bot: WarmBot) -> None:
        self.rehearsal = rehearsal
        self.people = people
        self.bot = bot
        self._seen: dict[str, int] = {}

    async def quiet(self) -> None:
        await self.rehearsal.bot_clock.quiet()

    async def start(self, *, kill_at: str | None = None) -> None:
        await self.bot.start(kill_at=kill_at)
        await self.rehearsal.bot_clock.followed()
        await self.quiet()

    async def slash(self, who: str, line: str) -> None:
        await self.people.slash(who, "general", line)
        await self.quiet()

    async def press(self, who: str, where: str, message: Received, button: str) -> None:
        await self.people.press(who, where, message.message_id, button)
        await self.quiet()

    def read(self, who: str) -> list[Received]:
        news = self.people.received(who, since=self._seen.get(who, 0))
        if news:
            self._seen[who] = news[-1].seq
        return [one for one in news if one.from_bot and one.kind != "choices"]

    async def set_up(self) -> None:
        """The owner sets the server up, #general is watched, and a responder answers the test alert."""
        await self.slash("marlow", "/setup server zone:Europe/London alert_channel:alerts responder_role:Responder")
        panel = self.read("marlow")[-1]
        await self.people.choose("marlow", "general", panel.message_id, ["general"], select="Choose watched channels")
        await self.quiet()
        await self.press("marlow", "general", panel, "Send a test alert")
        await self.press("wren", "alerts", self.read("wren")[-1], "I've got this")
        for who in ("marlow", "wren", "ash"):
            self.read(who)


@pytest.fixture
def begins() -> datetime:
    """When the journey begins: on a Monday at seven, whenever it is run. A test that needs another day says it with
    `parametrize`."""
    return datetime(2026, 3, 2, 7, tzinfo=UTC)


@pytest.fixture
async def evening(tmp_path: Path, begins: datetime) -> AsyncIterator[Evening]:
    rehearsal = Rehearsal(at=begins)
    start_worlds.fresh(rehearsal.world)
    people = People(rehearsal.world, rehearsal.transcript, acts=rehearsal.acts, invocations=rehearsal.invocations)
    addresses = await rehearsal.start()
    bot = WarmBot([sys.executable, str(ROOT / "bot.py")], addresses, tmp_path / "bot")
    here = Evening(rehearsal, people, bot)
    try:
        await here.start()
        yield here
        assert await bot.stop() == 0, bot.log_file.read_text(encoding="utf-8")[-2000:]
        assert rehearsal.rest.violations == []
    finally:
        await bot.kill()
        await rehearsal.stop()

"""A server on a local Discord, with the real bot as a process of its own, and the levers to break things."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from rehearsal import start_worlds
from rehearsal.bot_process import BotProcess
from rehearsal.people.people import People
from rehearsal.server import Rehearsal

ROOT = Path(__file__).parents[3]
URGENT = "i am going to kill myself tonight"
ASKED = "Someone may need a human now"
STAFF = ("wren", "tamsin", "okello", "marlow")


class Night:
    def __init__(
        self, rehearsal: Rehearsal, people: People, place: start_worlds.Place, bot: BotProcess, folder: Path
    ) -> None:
        self.rehearsal = rehearsal
        self.people = people
        self.place = place
        self.bot = bot
        self.folder = folder
        self._from = 0

    async def quiet(self) -> None:
        await self.rehearsal.bot_clock.quiet()

    async def start(self, *, kill_at: str | None = None) -> None:
        """Return when the bot is ready; with `kill_at` it may have ended itself before that."""
        ready = self._ready_count()
        await self.bot.start(kill_at=kill_at)
        for _ in range(600):
            if self._ready_count() > ready or not self.bot.running:
                break
            await asyncio.sleep(0.05)  # a process starts in real time
        if self.bot.running and kill_at is None:
            await self.quiet()

    async def killed(self) -> None:
        """The bot reached its kill point; a test whose point was not reached fails here."""
        assert await asyncio.wait_for(self.bot.ended(), 30) == -9, "the kill point was not reached"

    async def advance(self, **by: float) -> None:
        await self.rehearsal.bot_clock.advance(timedelta(**by))

    async def set_up(self) -> None:
        options = {
            "zone": "UTC",
            "alert_channel": "alerts",
            "responder_role": "Responder",
            "moderator_role": "Moderator",
        }
        await self.people.command("marlow", "general", "setup server", options)
        await self.quiet()
        panel = self.people.received("marlow")[-1].message_id
        assert panel is not None
        await self.people.choose("marlow", "general", panel, ["general", "vent"], select="Choose watched channels")
        await self.quiet()
        await self.people.press("marlow", "general", panel, "Send a test alert")
        await self.quiet()
        await self.people.press("wren", "alerts", self.newest("Test alert"), "I've got this")
        await self.quiet()
        self._from = len(self.people.received())

    def newest(self, text: str) -> int:
        found = [m for m in self.people.received() if m.channel == "alerts" and text in m.text]
        message_id = found[-1].message_id
        assert message_id is not None
        return message_id

    def told(self, who: str = "wren") -> list[str]:
        """First lines of what the bot sent this person about alerts since set-up: the alert channel, and DMs."""
        return [
            m.text.split("\n")[0]
            for m in self.people.received()[self._from :]
            if m.who == who and m.from_bot and m.kind in ("message", "dm") and (m.kind == "dm" or m.channel == "alerts")
        ]

    def rows(self, query: str) -> list[Any]:
        with sqlite3.connect(f"file:{self.folder / 'data' / 'circlekeeper.db'}?mode=ro", uri=True) as connection:
            return connection.execute(query).fetchall()

    def _ready_count(self) -> int:
        return self.bot.log_file.read_text().count("ready in") if self.bot.log_file.exists() else 0


@asynccontextmanager
async def a_night(folder: Path) -> AsyncIterator[Night]:
    """A believable server, set up, with the bot on it; nothing may break Discord's rules until it ends."""
    rehearsal = Rehearsal(seed=5)
    place = start_worlds.believable(rehearsal.world)
    people = People(rehearsal.world, rehearsal.transcript, acts=rehearsal.acts, invocations=rehearsal.invocations)
    addresses = await rehearsal.start(0)
    bot = BotProcess([sys.executable, str(ROOT / "bot.py")], addresses, folder)
    night = Night(rehearsal, people, place, bot, folder)
    try:
        await night.start()
        await night.set_up()
        yield night
        assert rehearsal.rest.violations == []
    finally:
        await bot.stop()
        await rehearsal.stop()

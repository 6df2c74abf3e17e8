"""What was done in a room is saved as a scenario, and played again by the real bot it holds."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import pytest

from rehearsal import start_worlds
from rehearsal.page_commands import PageCommands
from rehearsal.prologue import bot_is_ready
from rehearsal.scenario.player import Player
from rehearsal.scenario.reading import read_text
from rehearsal.scenario.recorded import RecordedPeople
from rehearsal.scenario.writing import first_words, written
from rehearsal.server import Rehearsal
from tests.warm_bot import WarmBot

ROOT = Path(__file__).parents[3]
BOT = [sys.executable, str(ROOT / "bot.py")]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("### Check-in for Dawn\nHow is today?", "### Check-in for Dawn"),
        ("10:04\nSomeone may need a human now, 10:04", "Someone may need a human now,"),
        ("[OK]", ""),
        ("Taken 3 minutes ago by Wren", "Taken"),
    ],
)
def test_a_draft_keeps_what_is_the_same_at_any_hour(text: str, kept: str) -> None:
    assert first_words(text) == kept


class Evening:
    """A fresh server with the real bot, whose people are recorded as on the page."""

    def __init__(self, folder: Path) -> None:
        self.rehearsal = Rehearsal(seed=3)
        self.place = start_worlds.fresh(self.rehearsal.world)
        self.people = RecordedPeople(self.rehearsal, start="fresh")
        self.commands = PageCommands(self.rehearsal, self.people)
        self._folder = folder

    async def __aenter__(self) -> Self:
        self._bot = WarmBot(BOT, await self.rehearsal.start(), self._folder)
        await self._bot.start()
        await bot_is_ready(self.rehearsal)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._bot.stop()
        await self.rehearsal.stop()

    async def ask(self, what: str, who: str, channel: str, **about: Any) -> None:
        """As the page asks, with ids; then the bot comes to rest."""
        place = self.place
        ask = {"do": what, "as": str(place.people[who]), "channel": str(place.channels[channel]), **about}
        await self.commands.carry_out(ask)
        await self.rehearsal.bot_clock.quiet()

    def last(self, who: str, channel: str) -> dict[str, Any]:
        shown = self.people.sight.messages(self.place.people[who], self.place.channels[channel])
        return [one for one in shown if one.get("components")][-1]


def part(message: dict[str, Any], words: str) -> str:
    found: list[str] = []

    def look(node: Any) -> None:
        for child in node.get("components") or ():
            look(child)
        if words in str(node.get("label") or node.get("placeholder") or ""):
            found.append(node["custom_id"])

    look(message)
    return found[0]


@pytest.mark.wire
@pytest.mark.fault
async def test_an_evening_that_was_played_by_hand_is_saved_and_holds_when_it_is_played_again(tmp_path: Path) -> None:
    async with Evening(tmp_path / "by-hand") as evening:
        place = evening.place
        options = {
            "zone": "Europe/London",
            "alert_channel": str(place.channels["alerts"]),
            "responder_role": str(place.roles["Responder"]),
        }
        await evening.ask("command", "marlow", "general", name="setup server", options=options)
        panel = evening.last("marlow", "general")
        select = part(panel, "Choose watched channels")
        chosen = [str(place.channels["general"])]
        await evening.ask("choose", "marlow", "general", message=panel["id"], select=select, values=chosen)
        await evening.commands.carry_out({"do": "fault", "name": "slow"})
        await evening.commands.carry_out({"do": "fault", "name": "clear"})
        await evening.ask("say", "ash", "general", text="i want to kill myself tonight")
        await evening.rehearsal.bot_clock.advance(timedelta(minutes=4))
        notice = evening.last("wren", "alerts")
        taken = part(notice, "I've got this")
        await evening.ask("press", "wren", "alerts", message=notice["id"], button=taken)
        await evening.rehearsal.bot_clock.advance(timedelta(minutes=32))
        saved = written(evening.people.recording, "An evening")
    assert "# Left out: the fault hang, which met nothing." in saved
    assert 'press = "I\'ve got this"' in saved
    script = read_text(saved)
    player = Player(script, BOT, tmp_path / "again", bot_kind=WarmBot)
    try:
        await player.open()
        played = await player.play(lambda _: None)
    finally:
        await player.close()
    assert played.problems == [], saved
    assert played.expectations >= 6

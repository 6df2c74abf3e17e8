"""What the people of the believable server have done before the newcomer comes: set-up, a circle, a daily question.

They do it as anybody would, by commands and presses, so nothing of the bot is known here but what its people read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

from rehearsal.fields import BadValue
from rehearsal.invocations import CannotDo
from rehearsal.people.finding import NotFound
from rehearsal.people.people import People
from rehearsal.server import Rehearsal
from rehearsal.start_worlds import Place
from rehearsal.wire import Json, Refusal

WATCHED = ("general", "check-ins", "milestones", "vent")
CIRCLE, MEETS_AT, ZONE = "Morning Lanterns", "08:00", "Europe/London"
_REFUSED = (Refusal, CannotDo, BadValue, NotFound)


async def bot_is_ready(rehearsal: Rehearsal, within: float = 60.0) -> None:
    """Wait (in real time) until the bot has offered its commands and is at rest; raises TimeoutError."""
    ready = asyncio.Event()

    def crossed(_: Json) -> None:
        if rehearsal.world.state.commands and rehearsal.bot_clock.followers:
            ready.set()

    rehearsal.transcript.watchers.append(crossed)
    try:
        async with asyncio.timeout(within):
            crossed({})
            await ready.wait()
            await rehearsal.bot_clock.quiet(within)
    finally:
        rehearsal.transcript.watchers.remove(crossed)


class Prologue:
    """Plays the prologue of one place; `problems` holds a sentence for each step that did not go as people expect."""

    def __init__(self, rehearsal: Rehearsal, people: People, place: Place) -> None:
        self._rehearsal = rehearsal
        self._people = people
        self._place = place
        self.problems: list[str] = []

    async def play(self) -> list[str]:
        """Do every step; a step that fails is named and the next is tried. Returns `problems`."""
        for title, step in (
            ("set-up", self._set_up),
            ("watched channels", self._watch),
            ("test alert", self._test_alert),
            ("circle", self._circle),
            ("daily question", self._question),
            ("journey", self._journey),
        ):
            try:
                await step()
            except _REFUSED as error:
                self.problems.append(f"{title}: {error}")
        await self._tidy()
        return self.problems

    async def _tidy(self) -> None:
        """Dismiss the private answers of the prologue, so that the newcomer finds a quiet room."""
        for name, person in self._place.people.items():
            for channel in self._place.channels.values():
                for message in self._people.sight.messages(person, channel):
                    if message["private"]:
                        await self._people.delete(name, channel, int(message["id"]))

    async def _did(self, title: str, started: Awaitable[int]) -> None:
        interaction = await started
        if await self._people.outcome(interaction) == "failed":
            self.problems.append(f"{title}: the bot did not answer")
        await self._rehearsal.bot_clock.quiet()

    async def _set_up(self) -> None:
        options = {
            "zone": ZONE,
            "alert_channel": "alerts",
            "responder_role": "Responder",
            "moderator_role": "Moderator",
        }
        await self._did("set-up", self._people.command("marlow", "staff-room", "setup server", options))

    async def _watch(self) -> None:
        panel = self._last("marlow", "staff-room")
        choose = self._people.choose("marlow", "staff-room", panel, WATCHED, select="Choose watched channels")
        await self._did("watched channels", choose)

    async def _test_alert(self) -> None:
        panel = self._last("marlow", "staff-room")
        await self._did("test alert", self._people.press("marlow", "staff-room", panel, "Send a test alert"))
        notice = self._last("wren", "alerts")
        await self._did("test alert", self._people.press("wren", "alerts", notice, "I've got this"))

    async def _circle(self) -> None:
        create = self._people.command(
            "marlow", "staff-room", "circle create", {"name": CIRCLE, "channel": "check-ins", "zone": ZONE}
        )
        await self._did("circle", create)
        for who in ("juniper", "ash", "briar", "cove", "fen", "harbor"):
            await self._did("circle", self._people.command(who, "check-ins", "circle join", {"circle": CIRCLE}))
        keeper = self._people.command(
            "marlow", "staff-room", "circle keeper", {"circle": CIRCLE, "member": "juniper", "keeps": "yes"}
        )
        await self._did("circle", keeper)

    async def _question(self) -> None:
        options = {"circle": CIRCLE, "time": MEETS_AT, "theme": "Morning intention"}
        await self._did("daily question", self._people.command("juniper", "staff-room", "checkin schedule", options))

    async def _journey(self) -> None:
        """Harbor has counted for six days, so tomorrow is a week; nobody else knows."""
        began = self._rehearsal.clock.now().date() - timedelta(days=6)
        options = {"name": "Evenings of my own", "date": f"{began}", "zone": ZONE, "hour": "10", "reach": "dm"}
        await self._did("journey", self._people.command("harbor", "general", "journey start", options))

    def _last(self, who: str, where: str) -> int:
        """The newest message with something to press that this person sees in a channel."""
        person = self._people.find.person(who)
        shown = self._people.sight.messages(person, self._place.channels[where])
        pressable = [int(message["id"]) for message in shown if message.get("components")]
        if not pressable:
            raise NotFound(f"{who} sees nothing to press in #{where}")
        return pressable[-1]


async def settle(rehearsal: Rehearsal, people: People, place: Place) -> list[str]:
    """Wait for the bot, then play the prologue; what did not go well, in sentences."""
    await bot_is_ready(rehearsal)
    return await Prologue(rehearsal, people, place).play()

"""One room after another at one address, each with a bot of its own: what a person at the page starts and starts again.

A room begins from nothing: a new local Discord, a new process, a new folder. Only the address and its key stay.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from rehearsal import start_worlds
from rehearsal.bot_clock import NotQuiet
from rehearsal.bot_process import BotProcess
from rehearsal.breaking import Breaking
from rehearsal.clock import RehearsalClock
from rehearsal.control import Control, Wish
from rehearsal.drill.night import Drill
from rehearsal.drill.report import as_json
from rehearsal.drill.settings import read
from rehearsal.drill.world import build, evening
from rehearsal.page_story import checked
from rehearsal.people.people import People
from rehearsal.prologue import Prologue, bot_is_ready
from rehearsal.scenario.player import Player
from rehearsal.scenario.recorded import RecordedPeople
from rehearsal.server import Rehearsal

Say = Callable[[str], None]
STORY_PACE = 0.8


class Showing:
    """Shows rooms until `over` is set. `say` gets the sentences for whoever started it."""

    def __init__(
        self,
        bot_argv: Sequence[str],
        *,
        port: int,
        seed: int = 0,
        transcript: Path | None = None,
        say: Say,
        bot_kind: type[BotProcess] = BotProcess,
    ) -> None:
        self._bot_argv = bot_argv
        self._bot_kind = bot_kind
        self._port = port
        self._seed = seed
        self._transcript = transcript
        self._say = say
        self._key: str | None = None
        self.over = asyncio.Event()

    async def run(self, start: str) -> int:
        """Show the room of this start, then those that the page asks for; the exit code of the last bot."""
        wish = Wish(start)
        while True:
            code, wished = await (self._story(wish) if wish.start == "scenario" else self._room(wish))
            if wished is None:
                return code
            wish = wished

    async def _room(self, wish: Wish) -> tuple[int, Wish | None]:
        settings = read(wish.settings) if wish.settings is not None else None
        at = evening(settings, RehearsalClock().now()) if settings else None
        rehearsal = Rehearsal(seed=self._seed, transcript=self._transcript, at=at)
        place = build(rehearsal.world, settings) if settings else start_worlds.STARTS[wish.start](rehearsal.world)
        people = RecordedPeople(rehearsal, start=wish.start) if not settings else People(
            rehearsal.world, rehearsal.transcript, acts=rehearsal.acts, invocations=rehearsal.invocations
        )  # fmt: skip
        control = Control(rehearsal, people, place, key=self._key)
        control.may_begin_again = True
        control.ready.clear()
        rehearsal.mounts.append(control.mount)
        addresses = await rehearsal.start(self._port)
        first, self._key, self._port = self._key is None, control.key, addresses.port
        with tempfile.TemporaryDirectory(prefix="circlekeeper-rehearsal-") as folder:
            bot = self._bot_kind(self._bot_argv, addresses, Path(folder))
            control.commands.breaking = Breaking(rehearsal, bot)
            await bot.start()
            try:
                self._say("The room is getting ready…")
                await self._settled(rehearsal, people, place)
                if self.over.is_set():
                    return await self._until_over(control, bot)
                drill = Drill(rehearsal, people, place, settings, bot) if settings else None
                if drill is not None:
                    await drill.set_up()
                control.ready.set()
                if first:
                    self._say(f"The page:  {addresses.root}{control.start_path}")
                self._say(place.blurb)
                if first:
                    self._say("Try first: /helpline as anybody, then /setup server as Marlow, who owns the server.")
                    self._say("Everything stays on this machine and is gone after Ctrl-C.")
                night = asyncio.create_task(_night(control, drill)) if drill else None
                try:
                    return await self._until_over(control, bot)
                finally:
                    if night is not None:
                        night.cancel()
            finally:
                await bot.stop()
                await rehearsal.stop()

    async def _story(self, wish: Wish) -> tuple[int, Wish | None]:
        """A scenario, step by step, with its story beside the page."""
        with tempfile.TemporaryDirectory(prefix="circlekeeper-scenario-") as folder:
            player = Player(
                checked(wish.settings or ""),
                self._bot_argv,
                Path(folder),
                seed=self._seed,
                transcript=self._transcript,
                bot_kind=self._bot_kind,
            )
            control = Control(player.rehearsal, player.people, player.place, key=self._key)
            control.may_begin_again = True
            control.story.pace = STORY_PACE
            control.story.begin(len(player.script.steps))
            await player.open(control.mount, port=self._port)
            assert player.bot is not None
            control.commands.breaking = Breaking(player.rehearsal, player.bot)
            self._say(player.script.title)
            playing = asyncio.create_task(_told(player, control))
            try:
                return await self._until_over(control, player.bot)
            finally:
                playing.cancel()
                await player.close()

    async def _until_over(self, control: Control, bot: BotProcess) -> tuple[int, Wish | None]:
        waits = [asyncio.ensure_future(self.over.wait()), asyncio.ensure_future(control.again.wait())]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        code = await bot.stop()
        return code or 0, None if self.over.is_set() else control.wish

    async def _settled(self, rehearsal: Rehearsal, people: People, place: start_worlds.Place) -> None:
        try:
            await bot_is_ready(rehearsal)
            steps = Prologue(rehearsal, people, place).play if place.start == "believable" else _nothing
            # Whoever has had enough does not wait for the prologue; for the bot they do, so that it ends politely.
            playing, over = asyncio.ensure_future(steps()), asyncio.ensure_future(self.over.wait())
            await asyncio.wait((playing, over), return_when=asyncio.FIRST_COMPLETED)
            over.cancel()
            if not playing.done():
                playing.cancel()
                await asyncio.wait((playing,))
                return
            for problem in playing.result():
                self._say(f"Getting ready, this did not go as planned: {problem}")
        except (TimeoutError, NotQuiet):
            self._say("The bot took too long to get ready; the room starts as it is.")


async def _night(control: Control, drill: Drill) -> None:
    """Play while the page watches; the report is shown there."""
    try:
        control.report = as_json(await drill.report())
    except (NotQuiet, TimeoutError):
        control.report = [{"title": "The drill broke off", "lines": ["The bot did not come to rest in time."]}]
    control.tell("report", report=control.report)


async def _told(player: Player, control: Control) -> None:
    control.story.end(await player.play(control.story.add, go_on=True, gate=control.story.gate))


async def _nothing() -> list[str]:
    return []

"""`python bot.py rehearse`: the local Discord, the page, and the bot beside them."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rehearsal import start_worlds
from rehearsal.bot_clock import NotQuiet
from rehearsal.bot_process import BotProcess
from rehearsal.control import Control
from rehearsal.people.people import People
from rehearsal.prologue import settle
from rehearsal.scenario.player import Player, Told
from rehearsal.scenario.reading import read
from rehearsal.scenario.script import BadScript
from rehearsal.server import Rehearsal

WELL, PROBLEMS, BAD_SCRIPT = 0, 1, 2


def main(argv: Sequence[str], bot_argv: Sequence[str]) -> int:
    """Rehearse until Ctrl-C; `bot_argv` starts the bot. Answers the exit code."""
    parser = argparse.ArgumentParser(
        prog="bot.py rehearse",
        description="A local Discord with a page; the whole bot runs against it, without a token.",
    )
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8377), help="the page's port")
    parser.add_argument("--transcript", type=Path, help="append everything that happens to this file, as JSON lines")
    parser.add_argument("--seed", type=int, default=0, help="seed of everything random")
    parser.add_argument("--fresh", action="store_true", help="start with a server where nothing is set up yet")
    parser.add_argument("--play", type=Path, metavar="FILE", help="play a scenario; exits 0 only if all of it held")
    parser.add_argument("--go-on", action="store_true", help="with --play: go on after a step that did not hold")
    parser.add_argument("--headless", action="store_true", help="without the page")
    given = parser.parse_args(argv)
    with contextlib.suppress(KeyboardInterrupt):
        return asyncio.run(_play(given, bot_argv) if given.play else _rehearse(given, bot_argv))
    return WELL


async def _play(given: argparse.Namespace, bot_argv: Sequence[str]) -> int:
    """The story as it happens; the page, unless it is unwanted, shows it from any person's side."""
    try:
        script = read(given.play)
        with tempfile.TemporaryDirectory(prefix="circlekeeper-scenario-") as folder:
            player = Player(script, bot_argv, Path(folder), seed=given.seed, transcript=given.transcript)
            control = Control(player.rehearsal, player.people, player.place)
            try:
                addresses = await player.open(*(() if given.headless else (control.mount,)), port=given.port)
                _say(script.title)
                if not given.headless:
                    _say(f"The page:  {addresses.root}{control.start_path}")
                played = await player.play(lambda told: _say(as_line(told)), go_on=given.go_on)
            finally:
                await player.close()
    except BadScript as error:
        _say(str(error))
        return BAD_SCRIPT
    for problem in played.problems:
        _say(f"Did not hold: {problem}")
    _say(f"{played.steps} of {len(script.steps)} steps, {played.expectations} expectations.")
    return PROBLEMS if played.problems else WELL


def as_line(told: Told) -> str:
    """A line of a story as the terminal shows it."""
    marks = {"story": "\n# ", "did": "> ", "received": "    ", "problem": "    NOT SO: "}
    return (
        f"{told.at:%a %H:%M:%S} {marks[told.kind]}{told.text}" if told.kind == "did" else marks[told.kind] + told.text
    )


async def _rehearse(given: argparse.Namespace, bot_argv: Sequence[str]) -> int:
    rehearsal = Rehearsal(seed=given.seed, transcript=given.transcript)
    place = (start_worlds.fresh if given.fresh else start_worlds.believable)(rehearsal.world)
    people = People(rehearsal.world, rehearsal.transcript, acts=rehearsal.acts, invocations=rehearsal.invocations)
    control = Control(rehearsal, people, place)
    rehearsal.mounts.append(control.mount)
    addresses = await rehearsal.start(given.port)
    with tempfile.TemporaryDirectory(prefix="circlekeeper-rehearsal-") as folder:
        bot = BotProcess(bot_argv, addresses, Path(folder))
        _let_the_page_act(control, bot)
        await bot.start()
        if not given.fresh:
            _say("The room is getting ready…")
            await _settled(rehearsal, people, place)
        over = asyncio.Event()
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, over.set)
        _say(f"The page:  {addresses.root}{control.start_path}")
        _say(place.blurb)
        _say("Everything stays on this machine and is gone after Ctrl-C.")
        try:
            await over.wait()
        finally:
            code = await bot.stop()
            await rehearsal.stop()
    _say(f"The bot has stopped (exit code {code}).")
    return WELL if code == 0 else PROBLEMS


async def _settled(rehearsal: Rehearsal, people: People, place: start_worlds.Place) -> None:
    try:
        for problem in await settle(rehearsal, people, place):
            _say(f"Getting ready, this did not go as planned: {problem}")
    except (TimeoutError, NotQuiet):
        _say("The bot took too long to get ready; the room starts as it is.")


def _let_the_page_act(control: Control, bot: BotProcess) -> None:
    async def restart() -> None:
        await bot.stop()
        await bot.start()

    async def kill() -> None:
        await bot.kill()

    async def start() -> None:
        if not bot.running:
            await bot.start()

    control.bot_acts.update({"restart": restart, "kill": kill, "start": start})


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()

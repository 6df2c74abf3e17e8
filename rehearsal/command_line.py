"""`python bot.py rehearse`: the local Discord, the page, and the bot beside them."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import os
import signal
import sys
import tempfile
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

from rehearsal.comparing.reading import BadTranscript
from rehearsal.comparing.reading import read as read_transcript
from rehearsal.comparing.replaying import Replay
from rehearsal.control import Control
from rehearsal.drill.alone import drill
from rehearsal.drill.report import as_text
from rehearsal.drill.settings import BadSettings
from rehearsal.scenario.player import Player, Told
from rehearsal.scenario.reading import read
from rehearsal.scenario.script import BadScript
from rehearsal.showing import Showing

WELL, PROBLEMS, BAD_SCRIPT = 0, 1, 2


def main(argv: Sequence[str], bot_argv: Sequence[str]) -> int:
    """Rehearse until Ctrl-C; `bot_argv` starts the bot. Answers the exit code."""
    parser = argparse.ArgumentParser(
        prog="bot.py rehearse",
        description="A local Discord with a page; the whole bot runs against it, without a token.",
    )
    parser.add_argument("--port", type=_port, default=os.environ.get("PORT") or "8377", help="the page's port")
    parser.add_argument("--transcript", type=Path, help="append everything that happens to this file, as JSON lines")
    parser.add_argument("--seed", type=int, default=0, help="seed of everything random")
    parser.add_argument("--fresh", action="store_true", help="start with a server where nothing is set up yet")
    parser.add_argument("--play", type=Path, metavar="FILE", help="play a scenario; exits 0 only if all of it held")
    parser.add_argument("--go-on", action="store_true", help="with --play: go on after a step that did not hold")
    parser.add_argument("--headless", action="store_true", help="without the page")
    parser.add_argument("--drill", type=Path, metavar="FILE", help="a bad night with the settings of /setup export")
    parser.add_argument(
        "--compare", type=Path, metavar="FILE", help="replay a recorded transcript; exits 0 only if nothing differs"
    )
    given = parser.parse_args(argv)
    if given.compare:
        return _compare(given.compare)
    if given.transcript and (problem := _unwritable(given.transcript)):
        _say(problem)
        return BAD_SCRIPT
    try:
        if given.drill or given.play:
            return asyncio.run(_stoppable(_drill(given, bot_argv) if given.drill else _play(given, bot_argv)))
        return asyncio.run(_rehearse(given, bot_argv))
    except (KeyboardInterrupt, asyncio.CancelledError):
        if not (given.drill or given.play):
            return WELL
        _say("Broken off before the end.")
        return PROBLEMS
    except OSError as error:
        if error.errno != errno.EADDRINUSE and not (error.errno == errno.EACCES and given.port < 1024):
            raise
        _say(f"Port {given.port} cannot be had: another program may use it. Take another one; 0 takes any free one.")
        return BAD_SCRIPT


def _port(text: str) -> int:
    if text.isdecimal() and int(text) <= 65_535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 0 (any free one) to 65535")


def _unwritable(file: Path) -> str | None:
    try:
        file.open("ab").close()
    except OSError as error:
        return f"I cannot write the transcript to {file}: {error.strerror}."
    return None


async def _stoppable(playing: Coroutine[Any, Any, int]) -> int:
    """SIGTERM ends it as Ctrl-C does: no bot stays behind, playing to nobody."""
    task = asyncio.current_task()
    assert task is not None
    with contextlib.suppress(NotImplementedError):  # Windows has no such signal
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await playing


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

                def tell(told: Told) -> None:
                    if told.kind != "held":
                        _say(as_line(told))
                    control.story.add(told)

                control.story.begin(len(script.steps))
                played = await player.play(tell, go_on=given.go_on, gate=control.story.gate)
                control.story.end(played)
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


async def _drill(given: argparse.Namespace, bot_argv: Sequence[str]) -> int:
    _say("A bad night, played with these settings; this takes about a minute…")
    try:
        _say(as_text(await drill(given.drill.read_text(encoding="utf-8"), bot_argv, seed=given.seed)))
    except (BadSettings, OSError, UnicodeDecodeError) as error:
        _say(str(error) if isinstance(error, BadSettings) else f"I cannot read {given.drill}: {error}.")
        return BAD_SCRIPT
    return WELL


def _compare(file: Path) -> int:
    """Each difference in a sentence."""
    try:
        found = Replay(read_transcript(file)).compared()
    except BadTranscript as error:
        _say(str(error))
        return BAD_SCRIPT
    for difference in found.differences:
        _say(difference)
    for why, times in sorted(found.left_out.items()):
        _say(f"Left out: {times} {why}.")
    number = len(found.differences)
    _say(f"{found.requests} requests and {found.events} events compared, {number or 'no'} differences.")
    return PROBLEMS if found.differences else WELL


async def _rehearse(given: argparse.Namespace, bot_argv: Sequence[str]) -> int:
    showing = Showing(bot_argv, port=given.port, seed=given.seed, transcript=given.transcript, say=_say)
    with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, showing.over.set)
    code = await showing.run("fresh" if given.fresh else "believable")
    _say(f"The bot has stopped (exit code {code}).")
    return WELL if code == 0 else PROBLEMS


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()

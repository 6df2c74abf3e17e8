"""A drill without the page: for a terminal, and for tests."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

from rehearsal.bot_process import BotProcess
from rehearsal.clock import RehearsalClock
from rehearsal.drill.night import LOOKED_AT, SCENES, Drill
from rehearsal.drill.report import Part
from rehearsal.drill.settings import read
from rehearsal.drill.world import build, evening
from rehearsal.people.people import People
from rehearsal.prologue import bot_is_ready
from rehearsal.server import Rehearsal


async def drill(
    text: str,
    bot_argv: Sequence[str],
    *,
    seed: int = 0,
    look: timedelta = LOOKED_AT,
    titles: Iterable[str] = SCENES,
    bot_kind: type[BotProcess] = BotProcess,
) -> list[Part]:
    """Play a bad night with the settings in a file; raises BadSettings.

    `look`: how long each scene is watched; `titles`: which scenes; `bot_kind`: how the bot's process is begun.
    """
    settings = read(text)
    rehearsal = Rehearsal(seed=seed, at=evening(settings, RehearsalClock().now()))
    place = build(rehearsal.world, settings)
    people = People(rehearsal.world, rehearsal.transcript, acts=rehearsal.acts, invocations=rehearsal.invocations)
    addresses = await rehearsal.start()
    with tempfile.TemporaryDirectory(prefix="circlekeeper-drill-") as folder:
        bot = bot_kind(bot_argv, addresses, Path(folder))
        try:
            await bot.start()
            await bot_is_ready(rehearsal)
            played = Drill(rehearsal, people, place, settings, bot, look=look, titles=titles)
            await played.set_up()
            return await played.report()
        finally:
            await bot.stop()
            await rehearsal.stop()

"""A message that breathes: edited by the bot at the pace of a breath, never more often than every four seconds."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import discord

from cogs.care import text
from cogs.care.tool_views import Step, button, in_rows, stop
from cogs.care.tools import BOX, BOX_CAUTION, BREATH, BY_KEY, GENTLE
from cogs.shared.answers import redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.outcomes import SEND_ERRORS
from cogs.shared.ui import Press
from cogs.shared.words import Words

Sleep = Callable[[float], Awaitable[None]]
ROUNDS = {"gentle": 10, "box": 4}
SECONDS = {"gentle": (4.0, 6.0), "box": (4.0, 4.0, 4.0, 4.0)}
PARTS = {"gentle": GENTLE, "box": BOX}


class Breathing:
    def __init__(self, app: App, sleep: Sleep = asyncio.sleep) -> None:
        self.app = app
        self._sleep = sleep
        self._running: dict[int, asyncio.Task[None]] = {}

    async def breathe(self, press: Press) -> None:
        w, way, who = words_of(press.interaction), press.row, press.interaction.user.id
        if way == "still":
            await redraw(press.interaction, still(w))
            return
        if way not in ROUNDS:
            raise ValueError("not a way of ours to breathe")
        self.end_for(who)
        first, *others = frames(w, way)
        await redraw(press.interaction, first[0])
        task = asyncio.create_task(self._go_on(press.interaction, first[1], others), name="circlekeeper: breathing")
        self._running[who] = task
        task.add_done_callback(lambda done: self._running.pop(who, None) if self._running.get(who) is done else None)

    def end_for(self, member_id: int) -> None:
        """Stop editing; what stands there is somebody else's to change."""
        task = self._running.pop(member_id, None)
        if task is not None:
            task.cancel()

    async def _go_on(
        self, interaction: discord.Interaction[Any], wait: float, others: "list[tuple[Step, float]]"
    ) -> None:
        try:
            for view, following in others:
                await self._sleep(wait)
                await redraw(interaction, view)
                wait = following
        except SEND_ERRORS as error:
            self.app.failures.record("breathing", error)


def frames(w: Words, way: str) -> "list[tuple[Step, float]]":
    """Each view with how many seconds it stands; the last stays."""
    return [*_breaths(w, way), (_finished(w), 0.0)]


def _breaths(w: Words, way: str) -> "Iterator[tuple[Step, float]]":
    rounds = ROUNDS[way]
    caution = [w.marked(BOX_CAUTION)] if way == "box" else []
    for number in range(1, rounds + 1):
        counted = w("Breath {n} of {all}", n=number, all=rounds)
        for part, seconds in zip(PARTS[way], SECONDS[way], strict=True):
            yield Step([*caution, counted, f"## {w.marked(part)}"], in_rows(stop(w))), seconds


def _finished(w: Words) -> Step:
    done = button(w("Done"), "done", BREATH, discord.ButtonStyle.primary)
    return Step([w("That was it. Breathe as usual now.")], in_rows(done))


def still(w: Words) -> Step:
    lines = [
        *text.opening(w, BY_KEY[BREATH]),
        w("In your own time, ten times:"),
        *(f"{number}. {w.marked(part)}" for number, part in enumerate(GENTLE, start=1)),
        w("Shorter counts are fine."),
    ]
    return Step(lines, in_rows(button(w("Done"), "done", BREATH, discord.ButtonStyle.primary), stop(w)))

"""The real bot with one thing broken inside it, for faults that cannot be brought about from outside.

Run instead of `bot.py`. SABOTAGE names what is broken, TIMINGS (JSON) shortens limits in seconds.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import bot  # noqa: E402  # found by the path above
import cli  # noqa: E402
from cogs.alerts.sweeping import Ladder  # noqa: E402
from cogs.shared.app import App  # noqa: E402
from cogs.shared.timings import Timings  # noqa: E402
from storage.errors import Busy  # noqa: E402


def _on_the_word(word: str, act: Callable[[App], Any]) -> None:
    """Do something inside the bot when somebody writes a word."""
    whole = App.on_message

    async def on_message(self: App, message: Any, /) -> None:
        await whole(self, message)
        if message.content == word:
            print("sabotaged", flush=True)
            act(self)

    App.on_message = on_message  # type: ignore[method-assign]


def block_the_loop() -> None:
    """P15: a call that blocks for 20 seconds."""
    _on_the_word("block", lambda app: time.sleep(20))


def hang_a_sweep() -> None:
    """P22: the ladder never returns once."""
    whole = Ladder.run
    hung: list[bool] = []

    async def run(self: Ladder, now: Any) -> int:
        if hung and hung.pop():
            print("sabotaged", flush=True)
            await asyncio.Event().wait()
        return await whole(self, now)

    Ladder.run = run  # type: ignore[method-assign]
    _on_the_word("hang", lambda app: hung.append(True))


def fail_every_sweep() -> None:
    """P21: each sweep raises once, in turn: a missing key, a locked database."""

    def arm(app: App) -> None:
        for index, running in enumerate(app.schedule._sweeps.values()):
            whole, failed = running.sweep.run, []

            async def run(now: Any, whole: Any = whole, failed: Any = failed, index: int = index) -> int:
                if not failed:
                    failed.append(True)
                    raise KeyError("secret words") if index % 2 else Busy("The database is locked.")
                return await whole(now)

            running.sweep = replace(running.sweep, run=run)
        app.schedule.wake_all()

    _on_the_word("fail", arm)


def fail_every_listener() -> None:
    """G14: each listener raises once."""

    def arm(app: App) -> None:
        from cogs.alerts.recording import Recorder

        whole, failed = Recorder.look, []

        async def look(self: Recorder, *given: Any) -> None:
            if not failed:
                failed.append(True)
                raise RuntimeError("secret words")
            await whole(self, *given)

        Recorder.look = look  # type: ignore[method-assign]

    _on_the_word("listen", arm)


SABOTAGES = {one.__name__: one for one in (block_the_loop, hang_a_sweep, fail_every_sweep, fail_every_listener)}

if __name__ == "__main__":
    shorter = json.loads(os.environ.get("TIMINGS", "{}"))
    bot.Timings = lambda: replace(Timings(), **shorter)  # type: ignore[misc,assignment]
    for name in filter(None, os.environ.get("SABOTAGE", "").split(",")):
        SABOTAGES[name]()
    sys.exit(cli.main(sys.argv[1:], run=bot.run, root=ROOT))

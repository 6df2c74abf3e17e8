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


def measure_the_loop() -> None:
    """G19: what the longest single turn of the loop has cost since the word was last said, in its own thread's time:
    a busy machine does not stretch that."""
    whole, longest = asyncio.Handle._run, [0.0]

    def _run(self: asyncio.Handle) -> None:
        began = time.thread_time()
        whole(self)
        longest[0] = max(longest[0], time.thread_time() - began)

    def tell(app: App) -> None:
        print(f"longest turn {1000 * longest[0]:.0f} ms", flush=True)
        longest[0] = 0.0

    asyncio.Handle._run = _run  # type: ignore[method-assign]
    _on_the_word("measure", tell)


def cancel_who_waits() -> None:
    """S11: whoever is saying something at that moment stops waiting for it, and one feature is shut down."""

    def cancel(app: App) -> None:
        saying = [task for task in asyncio.all_tasks() if task.get_name().startswith("circlekeeper: say ")]
        print(f"cancelled {len(saying)}", flush=True)
        for task in saying:
            task.cancel()
        taken_away = asyncio.create_task(app.remove_cog("HelplinesCog"), name="take a feature away")
        taken_away.add_done_callback(lambda done: print(f"taken away: {done.result() is not None}", flush=True))

    _on_the_word("cancel", cancel)


SABOTAGES = {
    one.__name__: one
    for one in (
        block_the_loop,
        hang_a_sweep,
        fail_every_sweep,
        fail_every_listener,
        measure_the_loop,
        cancel_who_waits,
    )
}

if __name__ == "__main__":
    shorter = json.loads(os.environ.get("TIMINGS", "{}"))
    bot.Timings = lambda: replace(Timings(), **shorter)  # type: ignore[misc,assignment]
    for name in filter(None, os.environ.get("SABOTAGE", "").split(",")):
        SABOTAGES[name]()
    sys.exit(cli.main(sys.argv[1:], run=bot.run, root=ROOT))

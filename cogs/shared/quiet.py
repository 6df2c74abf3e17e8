"""Knows whether anything is in flight, so that a rehearsal can wait for quiet instead of sleeping."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

# discord.py 2.7.1 names the tasks in which it runs listeners and commands; `tests/cogs/shared/test_quiet.py`
# holds the names against the pinned version.
_LIBRARY_TASKS = ("discord.py: on_", "CommandTree-invoker")


class Quiet:
    def __init__(self) -> None:
        self._busy = 0
        self._changed = asyncio.Event()

    @contextmanager
    def work(self) -> Generator[None]:
        """While the block runs, something is in flight."""
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1
            self._changed.set()

    def nothing_in_flight(self) -> bool:
        return self._busy == 0 and not any(
            task.get_name().startswith(_LIBRARY_TASKS) for task in asyncio.all_tasks() if not task.done()
        )

    async def changed(self, longest: float) -> None:
        """Return when some work ended, or after `longest` seconds."""
        self._changed.clear()
        try:
            await asyncio.wait_for(self._changed.wait(), longest)
        except TimeoutError:
            return

"""Knows whether anything is in flight, so that a rehearsal can wait for quiet instead of sleeping."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

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
        return self._busy == 0 and not self._library_tasks()

    def in_flight(self) -> list[str]:
        """The names of what is in flight: names of tasks, never what they carry."""
        return [f"{self._busy} at work"] * bool(self._busy) + [task.get_name() for task in self._library_tasks()]

    async def until_quiet(self, longest: float) -> bool:
        """Wait for what is in flight, as long as `longest` seconds; False when it was not over by then."""
        for _ in range(1000):
            await asyncio.sleep(0)
            tasks = self._library_tasks()
            if tasks:
                done, _ = await asyncio.wait(tasks, timeout=longest)
                if not done:
                    return False
            elif self._busy:
                if not await self._one_ended(longest):
                    return False
            else:
                return True
        return False

    def _library_tasks(self) -> list["asyncio.Task[Any]"]:
        return [t for t in asyncio.all_tasks() if t.get_name().startswith(_LIBRARY_TASKS) and not t.done()]

    async def _one_ended(self, longest: float) -> bool:
        self._changed.clear()
        try:
            await asyncio.wait_for(self._changed.wait(), longest)
        except TimeoutError:
            return False
        return True

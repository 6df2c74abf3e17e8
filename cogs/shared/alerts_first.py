"""What is less urgent steps back while an alert is on its way.

Everything here runs in one thread: an alert that is being written shares it with every check-in that is being drawn.
So check-ins, celebrations and answers stop between their steps until the alert is out, a moment at the longest, for an
alert may hang; and only a few of them are drawn at once.
"""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager

from storage.records.outbox import Lane

_AT_ONCE = 8
_LONGEST = 0.25
"""Seconds that one step stands back: a hanging alert must not keep everything else from being said."""


class AlertsFirst:
    def __init__(self) -> None:
        self._alerts = 0
        self._free = asyncio.Event()
        self._free.set()
        self._drawing = asyncio.Semaphore(_AT_ONCE)

    @contextmanager
    def alert(self) -> Generator[None]:
        """While the block lasts, an alert is on its way."""
        self._alerts += 1
        self._free.clear()
        try:
            yield
        finally:
            self._alerts -= 1
            if not self._alerts:
                self._free.set()

    @contextmanager
    def of(self, lane: Lane) -> Generator[None]:
        """The whole way of one row."""
        if lane is not Lane.ALERTS:
            yield
            return
        with self.alert():
            yield

    async def clear(self, lane: Lane) -> None:
        """Before the next step of a row in that lane."""
        if lane is Lane.ALERTS or self._free.is_set():
            return
        try:
            async with asyncio.timeout(_LONGEST):
                await self._free.wait()
        except TimeoutError:
            pass

    @asynccontextmanager
    async def preparing(self, lane: Lane) -> AsyncGenerator[None]:
        """While the block lasts, a row is drawn."""
        if lane is Lane.ALERTS:
            yield
            return
        async with self._drawing:
            await self.clear(lane)
            yield

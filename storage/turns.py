"""One at a time, and what is urgent goes first: the lock before the one writer.

`asyncio.Lock` lets its waiters in by the order in which they came. Here an urgent one overtakes all that are not, so
that an alert waits for one block at most, however many check-ins queue.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class Turns:
    def __init__(self) -> None:
        self._taken = False
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def mine(self, *, urgent: bool = False) -> AsyncGenerator[None]:
        """Have the turn while the block lasts."""
        await self._take(self._urgent if urgent else self._others)
        try:
            yield
        finally:
            self._pass_on()

    async def _take(self, queue: deque[asyncio.Future[None]]) -> None:
        if not self._taken:
            self._taken = True
            return
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                self._pass_on()  # it was our turn already, and we do not want it any longer
            else:
                queue.remove(called)
            raise

    def _pass_on(self) -> None:
        """Straight to the next one: nobody who comes now can slip in before it."""
        for queue in (self._urgent, self._others):
            while queue:
                called = queue.popleft()
                if not called.done():
                    called.set_result(None)
                    return
        self._taken = False

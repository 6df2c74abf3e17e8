"""Paces every REST call of the bot under Discord's global limit, most urgent lane first.

discord.py has no limiter of its own ahead of the global limit and loses messages without one; and a request cancelled
while it sleeps off a global 429 leaves the library mute for ever, so no request that has started is ever cancelled.
Interaction answers do not count towards the limit and do not come through here.
"""

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal

from cogs.shared.clock import Clock
from storage.records.outbox import Lane

_HEAD_START = 0.1
"""Seconds by which alerts go before everything else when a limit for the whole bot is over."""

_ALLOWED = 50  # requests a second by Discord's limit for the whole bot
_FOR_ALERTS = 15
"""On top of what others may use up, alerts have a fifteenth: one that comes late in a full second leaves at once."""

_CATCHES_UP = 0.1
"""Seconds of its even pace that a crowd may make good after a moment in which nothing could leave."""

_KEPT_FREE = 2  # of those fifty, for alerts
_LATELY = 64  # answers from which it is known how long one takes
_SLOWEST = 1.0
"""Seconds after which a request that has no answer has arrived, or waits in the library for the limit of its route."""

_lane: ContextVar[Lane] = ContextVar("lane", default=Lane.ANSWERS)


@contextmanager
def in_lane(lane: Lane) -> Generator[None]:
    """Requests made inside the block queue in this lane."""
    token = _lane.set(lane)
    try:
        yield
    finally:
        _lane.reset(token)


class GlobalLimit(asyncio.Event):
    """In the place of discord.py's event: whoever waits for the end of a limit for the whole bot goes on by lane,
    alerts first, and not by the order in which they came."""

    def __init__(self) -> None:
        super().__init__()
        self._in_line: list[tuple[int, int, asyncio.Future[None]]] = []
        self._number = itertools.count()
        self._alerts_only = False
        self.set()

    def is_set(self) -> bool:
        return super().is_set() and not (self._alerts_only and _lane.get() is not Lane.ALERTS)

    async def wait(self) -> Literal[True]:
        if not self.is_set():
            mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            heapq.heappush(self._in_line, (_lane.get().value, next(self._number), mine))
            await mine
        return True

    def set(self) -> None:
        super().set()
        if self._let_go(Lane.ALERTS):  # each goes out by a connection of its own: the others could be there before it
            self._alerts_only = True
            asyncio.get_running_loop().call_later(_HEAD_START, self._all)
        else:
            self._all()

    def _all(self) -> None:
        self._alerts_only = False
        if super().is_set():
            self._let_go(Lane.PROMPTS)

    def _let_go(self, upto: Lane) -> int:
        """Those in these lanes, most urgent first; answers how many."""
        found = 0
        while self._in_line and self._in_line[0][0] <= upto:
            _, _, waiting = heapq.heappop(self._in_line)
            if not waiting.done():
                waiting.set_result(None)
                found += 1
        return found


class _Left:
    """A request that has left, and until when Discord may count it: for a second from when it arrived, which is known
    from its answer."""

    __slots__ = ("at", "until")

    def __init__(self, at: float) -> None:
        self.at = at
        self.until = at + _SLOWEST + 1


class Pacer:
    """Prompts, which come by the thousand, leave one by one in an even pace: a second's worth at once arrives in part
    with the next one's, and that is too many in one second. Whatever else is said does not wait for the pace."""

    def __init__(self, clock: Clock, per_second: int) -> None:
        self._clock = clock
        self._per_second = per_second
        self._left: list[_Left] = []
        self._lately: deque[float] = deque(maxlen=_LATELY)
        self._waiting: list[tuple[int, int, asyncio.Future[_Left]]] = []
        self._order = itertools.count()
        self._resting_until = 0.0
        self._next_prompt_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._requests: set[asyncio.Task[Any]] = set()

    async def turn(self) -> _Left:
        """Return when it is this caller's turn to make one request."""
        mine: asyncio.Future[_Left] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (_lane.get().value, next(self._order), mine))
        self._release()
        return await mine

    def rest(self, seconds: float) -> None:
        """No request at all for a while: Discord, or what stands in front of it, asked for that."""
        self._resting_until = max(self._resting_until, self._clock.monotonic() + seconds)

    def resting(self) -> float:
        """Seconds until requests may be made again; 0 when they may."""
        return max(self._resting_until - self._clock.monotonic(), 0.0)

    def pace(self, request: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """The same request function, one turn each, and finished even if its caller stops waiting."""

        async def one(*args: Any, **kwargs: Any) -> Any:
            left = await self.turn()
            try:
                return await request(*args, **kwargs)
            finally:
                self._answered(left)

        async def paced(*args: Any, **kwargs: Any) -> Any:
            task = asyncio.ensure_future(one(*args, **kwargs))
            self._requests.add(task)
            task.add_done_callback(self._forget)
            return await asyncio.shield(task)

        return paced

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._requests.discard(task)
        if not task.cancelled():
            task.exception()  # seen: whoever still waits has it too

    def _answered(self, left: _Left) -> None:
        took = self._clock.monotonic() - left.at
        self._lately.append(took)
        # What the quickest took is the way there and back; whatever is longer may have been held up on its way.
        left.until = left.at + min(took - min(self._lately), _SLOWEST) + 1
        if self._waiting:
            self._release()

    def _release(self) -> None:
        now = self._clock.monotonic()
        self._left = [left for left in self._left if left.until > now or left.at + 1 > now]
        while self._waiting and now >= self._earliest(now):
            lane, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                left = _Left(now)
                turn.set_result(left)
                self._left.append(left)
                if lane == Lane.PROMPTS:
                    self._next_prompt_at = max(self._next_prompt_at, now - _CATCHES_UP) + 1 / self._per_second
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            wait = self._earliest(now) - now
            self._timer = asyncio.get_running_loop().call_later(max(wait, 0.001), self._release)

    def _earliest(self, now: float) -> float:
        """When the one whose turn is next may leave: by our pace, and by what Discord may still count in a second."""
        lane = self._waiting[0][0]
        by_pace = _below(self._most(lane), [left.at + 1 for left in self._left], now)
        by_arrival = _below(
            _ALLOWED - (0 if lane == Lane.ALERTS else _KEPT_FREE), [left.until for left in self._left], now
        )
        evenly = self._next_prompt_at if lane == Lane.PROMPTS else 0.0
        return max(by_pace, by_arrival, evenly, self._resting_until)

    def _most(self, lane: int) -> int:
        """How many may leave in one second while one of this lane waits."""
        if lane != Lane.ALERTS:
            return self._per_second
        return max(self._per_second, min(self._per_second + self._per_second // _FOR_ALERTS, _ALLOWED))


def _below(most: int, ends: list[float], now: float) -> float:
    """When fewer than `most` are left of those that end at these moments."""
    to_come = sorted(end for end in ends if end > now)
    return to_come[len(to_come) - most] if len(to_come) >= most else now

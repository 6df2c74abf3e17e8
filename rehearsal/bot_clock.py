"""The door by which the bot follows the rehearsal's clock, and by which we learn that it has come to rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from aiohttp import WSMsgType, web

from rehearsal.clock import RehearsalClock
from rehearsal.gateway import Gateway
from rehearsal.transcript import Transcript
from rehearsal.wire import dumps, loads
from rehearsal.world import World

_LOOK_AT_LINES = 0.05  # real seconds


class NotQuiet(Exception):  # noqa: N818  # reads as what it means
    """The bot did not come to rest in the (real) time allowed."""


class BotClock:
    """Serves `/clock` and moves time. With no bot following, time simply moves."""

    def __init__(self, clock: RehearsalClock, world: World, gateway: Gateway, transcript: Transcript) -> None:
        self._clock = clock
        self._world = world
        self._gateway = gateway
        self._transcript = transcript
        self._followers: dict[web.WebSocketResponse, dict[int, asyncio.Future[datetime | None]]] = {}
        self._asked = 0
        self._waits_for = ""
        self._moving = asyncio.Lock()
        self._came = asyncio.Event()
        self._alone = asyncio.Event()
        self._alone.set()
        self.busy: Callable[[], bool] = lambda: False

    @property
    def followers(self) -> int:
        """How many bots follow the clock at the moment."""
        return len(self._followers)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one follower: tell it the offset, then hear its answers."""
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        asked: dict[int, asyncio.Future[datetime | None]] = {}
        self._followers[ws] = asked
        self._came.set()
        self._alone.clear()
        try:
            await ws.send_bytes(self._offset())
            async for message in ws:
                if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    continue
                answer = loads(message.data)
                if answer.get("op") == "waiting":
                    self._waits_for = str(answer["for"])
                    continue
                waiting = asked.pop(int(answer["seq"]), None) if answer.get("op") == "quiet" else None
                if waiting is not None and not waiting.done():
                    due = answer.get("next_due")
                    waiting.set_result(datetime.fromisoformat(due) if due else None)
        finally:
            del self._followers[ws]
            if not self._followers:
                self._came.clear()
                self._alone.set()
            for waiting in asked.values():
                if not waiting.done():
                    waiting.set_result(None)
        return ws

    def _offset(self) -> bytes:
        return dumps({"op": "time", "offset_ms": self._clock.offset_ms})

    async def followed(self, timeout: float = 30.0) -> None:
        """Wait until a bot follows the clock; raises TimeoutError after `timeout` real seconds."""
        async with asyncio.timeout(timeout):
            await self._came.wait()

    async def alone(self) -> None:
        """Wait until no bot follows the clock any more: one that was killed is noticed when its line closes."""
        await self._alone.wait()

    async def jump(self, to: datetime) -> None:
        """Make `to` the present, at once, and tell the bot."""
        self._clock.jump(to)
        self._transcript.write("clock", "in", "jump", to=to.isoformat())
        for ws in list(self._followers):
            await ws.send_bytes(self._offset())
        self._world.tick()

    async def quiet(self, timeout: float = 30.0) -> datetime | None:
        """Wait until every follower has handled all it was sent and has nothing due, in flight or waiting. When a
        session begins or ends meanwhile, they are asked anew.

        Returns the earliest moment at which one of them has something to do (None: nothing planned); raises
        `NotQuiet` after `timeout` real seconds.
        """
        self._waits_for = ""
        try:
            async with asyncio.timeout(timeout):
                while True:
                    before, lines = self._gateway.sent(), self._gateway.lines()
                    due = await self._ask_all(before, lines)
                    if len(self._followers) > 1:  # what one of them did last may be another's to do
                        due = await self._ask_all(before, lines)
                    if self._gateway.lines() == lines and self._gateway.sent() == before and not self.busy():
                        return due
        except TimeoutError:
            why = f"; it last waited for {self._waits_for}" if self._waits_for else ""
            raise NotQuiet(f"the bot was not at rest after {timeout:g} s{why}") from None

    async def _ask_all(self, gateway_seq: dict[str, int], lines: frozenset[str]) -> datetime | None:
        waits: list[asyncio.Future[datetime | None]] = []
        for ws, asked in list(self._followers.items()):
            self._asked += 1
            future: asyncio.Future[datetime | None] = asyncio.get_running_loop().create_future()
            asked[self._asked] = future
            waits.append(future)
            await ws.send_bytes(dumps({"op": "quiet", "seq": self._asked, "gateway_seq": gateway_seq}))
        left = set(waits)
        while left and self._gateway.lines() == lines:  # numbers of a session that has ended will never be heard
            _, left = await asyncio.wait(left, timeout=_LOOK_AT_LINES)
        await asyncio.sleep(0)
        dues = [future.result() for future in waits if future.done()]
        return min((due for due in dues if due is not None), default=None)

    async def advance(self, by: timedelta, *, timeout: float = 60.0, pace: float = 0.0) -> list[datetime]:
        """Let `by` pass, stopping at every due moment on the way until the bot is at rest, and for `pace` real seconds
        more; returns those moments.
        """
        async with self._moving:
            target = self._clock.now() + by
            visited: list[datetime] = []
            while True:
                due = await self.quiet(timeout)
                now = self._clock.now()
                if due is None or due > target or now >= target:
                    break
                step = max(due, now)
                visited.append(step)
                await self.jump(step)
                if pace:
                    await self.quiet(timeout)
                    await asyncio.sleep(pace)
            if self._clock.now() < target:
                await self.jump(target)
            await self.quiet(timeout)
            return visited

"""Follows a clock that is pushed from a loopback address, and answers it when all is quiet.

Messages in: `{"op":"time","offset_ms":n}` moves `now`; `{"op":"quiet","seq":n,"gateway_seq":{"0":m}}` asks. The answer
`{"op":"quiet","seq":n,"next_due":"…"|null}` is given once every event up to those gateway sequence numbers is handled
(those of the shards that this process runs), nothing is in flight, and nothing is due. A later question takes the place
of what an earlier one waited for, and both are answered: numbers of a session that has ended will never come. When rest
takes seconds, `{"op":"waiting","for":"…"}` says for what.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import aiohttp
import orjson

from cogs.shared.clock import SystemClock
from cogs.shared.quiet import Quiet
from cogs.shared.schedule import Schedule

log = logging.getLogger(__name__)

_ENOUGH_LOOKS = 3  # a task that was just created has had its turn by then
_SAY_WHY = 2000  # looks without rest, some seconds


class PushedClock:
    def __init__(
        self,
        address: str,
        clock: SystemClock,
        schedule: Schedule,
        quiet: Quiet,
        heard_up_to: Callable[[], dict[str, int]],
    ) -> None:
        self._address = address
        self._clock = clock
        self._schedule = schedule
        self._quiet = quiet
        self._heard_up_to = heard_up_to
        self._offset_known = asyncio.Event()
        self._wanted: dict[str, int] = {}
        self._asked: list[tuple[aiohttp.ClientWebSocketResponse, int]] = []
        self._looks = 0
        self._answering: asyncio.Task[None] | None = None

    async def first_time(self) -> None:
        """Return when the offset is known for the first time; nothing may be decided before that."""
        await self._offset_known.wait()

    async def run(self) -> None:
        """Follow until cancelled; a lost connection is taken up again."""
        async with aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.ws_connect(self._address, heartbeat=None) as socket:
                        async for message in socket:
                            if message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                                self._heard(socket, orjson.loads(message.data))
                except (aiohttp.ClientError, OSError) as error:
                    log.warning("the pushed clock is out of reach: %s", type(error).__name__)
                await asyncio.sleep(0.2)

    def _heard(self, socket: aiohttp.ClientWebSocketResponse, message: dict[str, Any]) -> None:
        if message.get("op") == "time":
            self._clock.jump_to_offset(timedelta(milliseconds=int(message["offset_ms"])))
            self._offset_known.set()
        elif message.get("op") == "quiet":
            self._wanted = {str(shard): int(seq) for shard, seq in message.get("gateway_seq", {}).items()}
            self._asked.append((socket, int(message["seq"])))
            self._looks = 0
            if self._answering is None or self._answering.done():
                self._answering = asyncio.create_task(self._answer(), name="circlekeeper: pushed clock")

    async def _answer(self) -> None:
        restless = 0
        while self._asked:
            while self._looks < _ENOUGH_LOOKS:
                if self._all_quiet():
                    self._looks += 1
                    await asyncio.sleep(0)
                else:
                    self._looks, restless = 0, restless + 1
                    if restless % _SAY_WHY == 0:
                        await self._say({"op": "waiting", "for": self._waits_for()}, self._asked[-1][0])
                    await asyncio.sleep(0.002)
            due, asked = self._schedule.next_due(), self._asked
            self._asked = []
            for socket, number in asked:
                answer = {"op": "quiet", "seq": number, "next_due": None if due is None else due.isoformat()}
                await self._say(answer, socket)

    async def _say(self, what: dict[str, Any], socket: aiohttp.ClientWebSocketResponse) -> None:
        if not socket.closed:
            with contextlib.suppress(ConnectionError):  # it has gone meanwhile, and asks again when it is back
                await socket.send_str(orjson.dumps(what).decode())

    def _waits_for(self) -> str:
        heard = self._heard_up_to()
        events = [f"event {self._wanted[shard]} of shard {shard} (at {heard[shard]})" for shard in self._missing(heard)]
        due = [f"sweep {name}" for name in self._schedule.unsettled()]
        return ", ".join(events + self._quiet.in_flight() + due)

    def _missing(self, heard: dict[str, int]) -> list[str]:
        """The shards of this process (others are other processes) that have not heard all yet."""
        return [shard for shard, seq in heard.items() if seq < self._wanted.get(shard, 0)]

    def _all_quiet(self) -> bool:
        return not self._missing(self._heard_up_to()) and self._quiet.nothing_in_flight() and self._schedule.settled()

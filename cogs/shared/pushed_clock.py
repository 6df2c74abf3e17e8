"""Follows a clock that is pushed from a loopback address, and answers it when all is quiet.

Messages in: `{"op":"time","offset_ms":n}` moves `now`; `{"op":"quiet","seq":n,"gateway_seq":{"0":m}}` asks. The answer
`{"op":"quiet","seq":n,"next_due":"…"|null}` is given once every event up to those gateway sequence numbers is handled
(those of the shards that this process runs), nothing is in flight, and nothing is due.
"""

import asyncio
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
        self._answers: set[asyncio.Task[None]] = set()

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
            task = asyncio.create_task(self._answer(socket, message))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)

    async def _answer(self, socket: aiohttp.ClientWebSocketResponse, asked: dict[str, Any]) -> None:
        wanted = {str(shard): int(seq) for shard, seq in asked.get("gateway_seq", {}).items()}
        looks, heard = 0, self._heard_up_to()
        while looks < _ENOUGH_LOOKS:
            before, heard = heard, self._heard_up_to()
            if any(heard.get(shard, 0) < seq for shard, seq in before.items()):
                wanted = {}  # a new session: what the old one was sent is lost, and nobody waits for it
            looks = looks + 1 if self._all_quiet(wanted) else 0
            await asyncio.sleep(0 if looks else 0.002)
        due = self._schedule.next_due()
        answer = {"op": "quiet", "seq": asked["seq"], "next_due": None if due is None else due.isoformat()}
        if not socket.closed:
            await socket.send_str(orjson.dumps(answer).decode())

    def _all_quiet(self, wanted: dict[str, int]) -> bool:
        heard = self._heard_up_to()
        return (
            all(seq >= wanted.get(shard, 0) for shard, seq in heard.items())  # other shards are other processes
            and self._quiet.nothing_in_flight()
            and self._schedule.settled()
        )

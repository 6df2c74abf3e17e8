"""The bot's side of a pushed clock: what it waits for before it says that all is quiet."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from unittest.mock import create_autospec

import orjson
import pytest
from aiohttp import web

from cogs.shared.clock import SystemClock
from cogs.shared.pushed_clock import PushedClock
from cogs.shared.quiet import Quiet
from cogs.shared.schedule import Schedule


async def turns() -> None:
    """As many turns of the loop as a question and its answer need several times over."""
    for _ in range(200):
        await asyncio.sleep(0)


class Asker:
    def __init__(self, socket: web.WebSocketResponse, answered: "asyncio.Queue[int | str]") -> None:
        self._socket = socket
        self.answered = answered

    async def ask(self, number: int, **sent: int) -> None:
        seqs = {shard.removeprefix("shard_"): seq for shard, seq in sent.items()}
        await self._socket.send_bytes(orjson.dumps({"op": "quiet", "seq": number, "gateway_seq": seqs}))


@asynccontextmanager
async def asking(heard: dict[str, int]) -> AsyncIterator[Asker]:
    """A clock that is followed by a process which has heard so much on each of its shards, and has nothing to do."""
    answered: asyncio.Queue[int | str] = asyncio.Queue()
    came: asyncio.Queue[web.WebSocketResponse] = asyncio.Queue()

    async def door(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        came.put_nowait(socket)
        async for message in socket:
            told = orjson.loads(message.data)
            answered.put_nowait(told["seq"] if told["op"] == "quiet" else told["for"])
        return socket

    app = web.Application()
    app.router.add_get("/clock", door)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    schedule = create_autospec(Schedule, instance=True)
    schedule.settled.return_value, schedule.next_due.return_value = True, None
    schedule.unsettled.return_value = []
    address = f"ws://127.0.0.1:{runner.addresses[0][1]}/clock"
    pushed = PushedClock(address, SystemClock(), schedule, Quiet(), lambda: heard)
    task = asyncio.create_task(pushed.run())
    async with asyncio.timeout(10):
        yield Asker(await came.get(), answered)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await runner.cleanup()


async def test_a_process_is_quiet_when_its_own_shard_has_heard_all_whatever_other_shards_hear() -> None:
    heard = {"1": 8}
    async with asking(heard) as asker:
        await asker.ask(1, shard_0=500, shard_1=8)
        assert await asker.answered.get() == 1
        await asker.ask(2, shard_0=500, shard_1=9)
        await turns()
        assert asker.answered.empty(), "it waits for an event of its own shard"
        heard["1"] = 9
        assert await asker.answered.get() == 2


async def test_what_a_session_that_has_ended_was_sent_is_waited_for_no_longer_than_until_the_next_question() -> None:
    """A session is forgotten here before its end is known there: the question in between can never be met."""
    heard = {"0": 0}
    async with asking(heard) as asker:
        await asker.ask(1, shard_0=50)
        await turns()
        heard["0"] = 3
        await asker.ask(2, shard_0=3)
        assert [await asker.answered.get(), await asker.answered.get()] == [1, 2]


async def test_what_keeps_it_from_rest_is_named_when_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cogs.shared.pushed_clock._SAY_WHY", 2)
    heard = {"0": 3}
    async with asking(heard) as asker:
        await asker.ask(1, shard_0=5)
        assert await asker.answered.get() == "event 5 of shard 0 (at 3)"
        heard["0"] = 5
        while (told := await asker.answered.get()) != 1:
            assert told == "event 5 of shard 0 (at 3)"

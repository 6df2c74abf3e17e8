"""A process that runs one shard of several answers for that shard alone."""

import asyncio
from unittest.mock import create_autospec

import orjson
from aiohttp import web

from cogs.shared.clock import SystemClock
from cogs.shared.pushed_clock import PushedClock
from cogs.shared.quiet import Quiet
from cogs.shared.schedule import Schedule


async def test_a_process_is_quiet_when_its_own_shard_has_heard_all_whatever_other_shards_hear() -> None:
    heard = {"1": 8}
    answered: asyncio.Queue[object] = asyncio.Queue()
    connected = asyncio.Event()
    sockets: list[web.WebSocketResponse] = []

    async def door(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        sockets.append(socket)
        connected.set()
        async for message in socket:
            answered.put_nowait(orjson.loads(message.data)["seq"])
        return socket

    app = web.Application()
    app.router.add_get("/clock", door)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    schedule = create_autospec(Schedule, instance=True)
    schedule.settled.return_value, schedule.next_due.return_value = True, None
    pushed = PushedClock(f"ws://127.0.0.1:{port}/clock", SystemClock(), schedule, Quiet(), lambda: heard)
    task = asyncio.create_task(pushed.run())
    async with asyncio.timeout(10):
        await connected.wait()
        ask = {"op": "quiet", "gateway_seq": {"0": 500, "1": 8}}
        await sockets[0].send_bytes(orjson.dumps(ask | {"seq": 1}))
        assert await answered.get() == 1
        await sockets[0].send_bytes(orjson.dumps(ask | {"seq": 2, "gateway_seq": {"0": 500, "1": 9}}))
        await sockets[0].send_bytes(orjson.dumps(ask | {"seq": 3}))
        assert await answered.get() == 3, "the second waits for an event of its own shard"
        heard["1"] = 9
        assert await answered.get() == 2
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await runner.cleanup()

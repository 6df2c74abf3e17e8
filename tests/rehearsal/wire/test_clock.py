"""Time in the rehearsal: the bot follows it, and an advance stops at every moment that it has something due."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from rehearsal.bot_clock import NotQuiet
from rehearsal.server import Rehearsal
from tests.rehearsal.wire.line import line_to


class Follower:
    """A bot's clock as the bot keeps it: follows the offset and says what is due next."""

    def __init__(self, dues: list[datetime]) -> None:
        self.dues = dues
        self.offsets: list[int] = []
        self.done: list[datetime] = []
        self.mute = False
        self.never_hears = False  # what its session was sent: it has left that session
        self.follows = asyncio.Event()
        self.hands_on_to: Follower | None = None

    async def follow(self, url: str) -> None:
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as ws:
            async for message in ws:
                await self._hear(ws, json.loads(message.data))

    async def _hear(self, ws: Any, told: dict[str, Any]) -> None:
        if told["op"] == "time":
            self.offsets.append(told["offset_ms"])
            self.follows.set()
            return
        now = datetime.now(UTC) + timedelta(milliseconds=self.offsets[-1])
        while self.dues and self.dues[0] <= now + timedelta(milliseconds=1):
            self.done.append(self.dues.pop(0))
            if self.hands_on_to is not None:
                self.hands_on_to.dues.append(self.done[-1])
        if self.mute:
            await ws.send_str(json.dumps({"op": "waiting", "for": "sweep tea"}))
        if not self.mute and not (self.never_hears and told["gateway_seq"]):
            due = self.dues[0].isoformat() if self.dues else None
            await ws.send_str(json.dumps({"op": "quiet", "seq": told["seq"], "next_due": due}))


@pytest.fixture
async def rehearsal() -> AsyncIterator[tuple[Rehearsal, Follower, Any]]:
    rehearsal, follower = Rehearsal(), Follower([])
    addresses = await rehearsal.start()
    task = asyncio.create_task(follower.follow(addresses.clock))
    await rehearsal.bot_clock.followed(5)
    yield rehearsal, follower, addresses
    task.cancel()
    await rehearsal.stop()


Running = tuple[Rehearsal, Follower, Any]


async def test_an_advance_visits_every_due_moment_in_order(rehearsal: Running) -> None:
    server, follower, _ = rehearsal
    start = server.clock.now()
    dues = [start + timedelta(hours=hours) for hours in (1, 5, 23, 30)]
    follower.dues = list(dues)
    visited = await server.bot_clock.advance(timedelta(days=1))
    assert visited == dues[:3]
    assert follower.done == dues[:3]
    assert timedelta() <= server.clock.now() - start - timedelta(days=1) < timedelta(seconds=5)


async def test_a_jump_reaches_the_bot_at_once(rehearsal: Running) -> None:
    server, follower, _ = rehearsal
    await server.bot_clock.jump(server.clock.now() + timedelta(hours=2))
    await server.bot_clock.quiet()
    assert abs(follower.offsets[-1] - 7_200_000) < 5
    assert follower.offsets[0] == 0


async def test_a_bot_that_never_comes_to_rest_is_named(rehearsal: Running) -> None:
    server, follower, _ = rehearsal
    follower.mute = True
    with pytest.raises(NotQuiet, match=r"not at rest after 0\.2 s; it last waited for sweep tea$"):
        await server.bot_clock.quiet(timeout=0.2)


async def test_a_session_that_ends_while_rest_is_waited_for_is_waited_for_no_longer(rehearsal: Running) -> None:
    server, follower, addresses = rehearsal
    follower.never_hears = True
    async with line_to(addresses.gateway) as line:
        await line.identify()
        waiting = asyncio.create_task(server.bot_clock.quiet(timeout=10))
        await line.say(1, None)
        await line.until(11)
        assert not waiting.done()
    await waiting


async def test_two_processes_come_to_rest_together_when_one_hands_work_on(rehearsal: Running) -> None:
    server, first, addresses = rehearsal
    second = Follower([server.clock.now() + timedelta(hours=1)])
    second.hands_on_to = first
    task = asyncio.create_task(second.follow(addresses.clock))
    await second.follows.wait()
    await server.bot_clock.jump(server.clock.now() + timedelta(hours=2))
    await server.bot_clock.quiet()
    assert first.done == second.done != []
    task.cancel()


async def test_with_nobody_following_time_simply_moves() -> None:
    server = Rehearsal()
    await server.start()
    before = server.clock.now()
    assert await server.bot_clock.advance(timedelta(days=7)) == []
    assert server.clock.now() - before >= timedelta(days=7)
    await server.stop()


async def test_polls_and_events_follow_the_clock(rehearsal: Running) -> None:
    server, _, _ = rehearsal
    world = server.world
    owner = world.create_user("olive")
    guild = world.create_guild("Harbour", owner)
    start = (server.clock.now() + timedelta(hours=1)).isoformat()
    event = world.state.create_scheduled_event(guild, name="tea", entity_type=3, scheduled_start_time=start)
    await server.bot_clock.advance(timedelta(hours=2))
    assert event.status == 2

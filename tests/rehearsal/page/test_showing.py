"""One room after another at one address."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import aiohttp
import pytest

from rehearsal.showing import Showing
from tests.rehearsal.page.test_door import Page
from tests.warm_bot import WarmBot

ROOT = Path(__file__).parents[3]


@pytest.mark.wire
async def test_a_person_leaves_a_room_for_a_new_one_at_the_same_address() -> None:
    said: asyncio.Queue[str] = asyncio.Queue()
    showing = Showing([sys.executable, str(ROOT / "bot.py")], port=0, say=said.put_nowait, bot_kind=WarmBot)
    shown = asyncio.create_task(showing.run("fresh"))
    async with asyncio.timeout(150):
        url = (await _until(said, "The page:")).split()[-1]
        root = url.split("/people/")[0]
        async with aiohttp.ClientSession() as session:
            runs: list[str] = []
            while len(runs) < 2:
                ws = await session.ws_connect(url.replace("http", "ws", 1) + "socket", headers={"Origin": root})
                page = Page(ws)
                snapshot = (await page.ask("watch", people=[]))["value"]
                assert "setup server" in snapshot["offered"]
                runs.append(snapshot["run"])
                if len(runs) == 1:
                    assert (await page.ask("again", start="fresh"))["ok"]
                    while not ws.closed:
                        await ws.receive()
                    await _until(said, "The room is getting ready")
                    await _until(said, "A new server")
        assert runs[0] != runs[1]
        showing.over.set()
        assert await shown == 0


@pytest.mark.wire
async def test_whoever_ends_it_while_the_room_gets_ready_does_not_wait_for_the_room() -> None:
    said: asyncio.Queue[str] = asyncio.Queue()
    showing = Showing([sys.executable, str(ROOT / "bot.py")], port=0, say=said.put_nowait, bot_kind=WarmBot)
    shown = asyncio.create_task(showing.run("believable"))
    async with asyncio.timeout(60):
        await _until(said, "The room is getting ready")
        showing.over.set()
        assert await shown == 0
    assert said.empty(), "no page is named that is gone"


async def _until(said: asyncio.Queue[str], start: str) -> str:
    while not (line := await said.get()).startswith(start):
        pass
    return line

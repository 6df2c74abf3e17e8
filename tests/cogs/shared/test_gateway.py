"""G7 G8: how soon the bot comes back to a gateway that was down, and when it stops asking for its old session."""

import asyncio
import random
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest
from discord.gateway import DiscordWebSocket

from cogs.shared import gateway
from cogs.shared.clock import FixedClock
from cogs.shared.gateway import Reconnecting, take_over
from cogs.shared.timings import Timings
from tests.house import AT


def _client() -> Any:
    return SimpleNamespace(ws=SimpleNamespace(session_id="old", sequence=7, gateway="wss://old.example"))


def test_in_four_minutes_without_a_gateway_no_wait_is_longer_than_half_a_minute() -> None:
    clock, client = FixedClock(AT), _client()
    waits = Reconnecting(client, clock, Timings(), random.Random(1))
    passed, asked = 0.0, []
    while passed < 240:
        asked.append(waits.delay())
        passed += asked[-1]
        clock.advance(timedelta(seconds=asked[-1]))
    assert asked[0] <= 2, "the first attempt comes soon"
    assert max(asked) <= 25
    assert len(asked) > 10


def test_the_old_session_is_asked_for_at_first_and_given_up_within_a_minute() -> None:
    clock, client = FixedClock(AT), _client()
    waits = Reconnecting(client, clock, Timings(), random.Random(1))
    passed = 0.0
    while client.ws.session_id == "old":
        wait = waits.delay()
        passed += wait
        clock.advance(timedelta(seconds=wait))
        assert passed < 100
    assert passed - wait <= 75
    assert client.ws.gateway == DiscordWebSocket.DEFAULT_GATEWAY


def test_a_later_outage_begins_with_short_waits_again() -> None:
    clock = FixedClock(AT)
    waits = Reconnecting(_client(), clock, Timings(), random.Random(1))
    for _ in range(10):
        clock.advance(timedelta(seconds=waits.delay()))
    clock.advance(timedelta(hours=1))
    assert waits.delay() <= 2


def test_the_library_asks_ours() -> None:
    """A seam: discord.py names its backoff where we put ours, and calls it without an argument."""
    module = cast("Any", discord.client)
    library = module.ExponentialBackoff
    try:
        take_over(_client(), FixedClock(AT), Timings())
        assert isinstance(module.ExponentialBackoff(), Reconnecting)
    finally:
        module.ExponentialBackoff = library
    assert "ExponentialBackoff" in discord.Client.connect.__code__.co_names


async def test_a_flood_of_frames_leaves_room_for_everything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, heard = FixedClock(AT), list[str]()

    async def received(_: object, message: str) -> None:
        heard.append(message)
        clock.advance(timedelta(milliseconds=4))

    monkeypatch.setattr(DiscordWebSocket, "received_message", DiscordWebSocket.received_message)
    monkeypatch.setattr(gateway, "_RECEIVED", received)
    gateway._give_way(clock)

    async def flood() -> None:
        for number in range(9):
            await DiscordWebSocket.received_message(object(), f"frame {number}")  # type: ignore[arg-type]

    async def somebody_else() -> None:
        while len(heard) < 9:
            heard.append("somebody else")
            await asyncio.sleep(0)

    await asyncio.gather(flood(), somebody_else())
    assert heard[:5] == ["frame 0", "frame 1", "frame 2", "somebody else", "frame 3"]
    assert "received_message" in DiscordWebSocket.poll_event.__code__.co_names

"""How long the bot waits before it tries the gateway again, when it stops asking for its old session, and how it reads.

discord.py 2.7.1 waits up to 1,024 seconds, and asks the address of the old session for as long as that takes: an outage
of minutes becomes one of a quarter of an hour, and a dead address is for ever.
"""

import asyncio
import logging
import random
from typing import Any

import discord
from discord.gateway import DiscordWebSocket

from cogs.shared.clock import Clock
from cogs.shared.timings import Timings

log = logging.getLogger(__name__)

_RECEIVED = DiscordWebSocket.received_message
_TURN = 0.01
_ANOTHER_OUTAGE = 4.0  # so many longest waits without a failure


class Reconnecting:
    """In the place of discord.py's backoff: its `delay` is asked after each failure, in seconds."""

    def __init__(self, client: discord.Client, clock: Clock, timings: Timings, chance: random.Random) -> None:
        self._client = client
        self._clock = clock
        self._timings = timings
        self._chance = chance
        self._tries = 0
        self._first = self._last = float("-inf")

    def delay(self) -> float:
        now = self._clock.monotonic()
        if now - self._last > self._timings.longest_reconnect * _ANOTHER_OUTAGE + self._timings.give_up_resuming:
            self._tries, self._first = 0, now
        self._tries, self._last = self._tries + 1, now
        if now - self._first >= self._timings.give_up_resuming:
            forget_session(self._client)
        longest = min(self._timings.first_retry * 2 ** min(self._tries, 10), self._timings.longest_reconnect)
        return self._chance.uniform(longest / 2, longest)


def forget_session(client: discord.Client) -> None:
    """The next connection goes to the main address and begins a new session, whatever became of the old one."""
    socket: Any = getattr(client, "ws", None)
    if socket is not None:
        socket.session_id, socket.sequence = "renewed", 0
        socket.gateway = DiscordWebSocket.DEFAULT_GATEWAY


def _give_way(clock: Clock) -> None:
    """discord.py reads on as long as frames are there, and lets nothing else run: a flood of messages would stop
    everything for as long as it lasts. Ours steps aside after each hundredth of a second."""
    since = clock.monotonic()

    async def received_message(self: DiscordWebSocket, message: Any, /) -> None:
        nonlocal since
        await _RECEIVED(self, message)
        if clock.monotonic() - since > _TURN:
            await asyncio.sleep(0)
            since = clock.monotonic()

    DiscordWebSocket.received_message = received_message


def take_over(client: discord.Client, clock: Clock, timings: Timings) -> None:
    """Put ours in the place of the library's; a seam test holds the pinned version against it."""
    module: Any = discord.client
    assert hasattr(module, "ExponentialBackoff")
    module.ExponentialBackoff = lambda: Reconnecting(client, clock, timings, random.Random())
    _give_way(clock)

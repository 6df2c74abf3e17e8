"""Finds the way to a member: a DM, a private thread with them alone, or their next press.

A shut door never falls back to a place that others read; it falls back to waiting.
"""

from collections import deque
from dataclasses import dataclass

import discord

from cogs.shared.clock import Clock
from cogs.shared.said import Way
from cogs.shared.timings import Timings
from storage.database import Database
from storage.members import MemberStore
from storage.records.members import Reach

NEXT_PRESS = "next press"  # why a row is held for somebody who chose exactly that


@dataclass(frozen=True, slots=True)
class Place:
    channel_id: int


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep it for the member's next press; `why` is shown to the member in their settings."""

    why: str


@dataclass(frozen=True, slots=True)
class Later:
    """A new conversation may not be opened yet: Discord quarantines bots that open many at once."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Closed:
    why: str


class Reacher:
    def __init__(self, client: discord.Client, database: Database, clock: Clock, timings: Timings) -> None:
        self._client = client
        self._database = database
        self._clock = clock
        self._timings = timings
        self._dm_channels: dict[int, int] = {}
        self._opened: deque[float] = deque()
        self._promised = 0.0

    async def place(
        self, guild_id: int | None, member_id: int, way: Way, *, urgent: bool = False
    ) -> Place | Hold | Later | Closed:
        """`urgent` waits for no turn. Raises what discord.py raises when a DM channel cannot be opened."""
        if way is Way.DM:
            return await self._dm(member_id, urgent=urgent)
        if guild_id is None:
            return Closed("no server")
        async with self._database.reading(brief=True) as work:
            member = await MemberStore(work).get(guild_id, member_id)
        if member is None or member.reach is Reach.NEXT_PRESS:
            return Hold(NEXT_PRESS)
        if member.closed_at is not None:
            return Hold("closed")
        if member.reach is Reach.THREAD:
            return Hold("no thread") if member.reach_channel_id is None else Place(member.reach_channel_id)
        if member.reach_channel_id is not None:
            self._dm_channels.setdefault(member_id, member.reach_channel_id)
        place = await self._dm(member_id, urgent=urgent)
        if isinstance(place, Place) and member.reach_channel_id != place.channel_id:
            async with self._database.transaction() as work:
                await MemberStore(work).found_way(guild_id, member_id, place.channel_id)
        return place

    async def door_was_shut(self, guild_id: int, member_id: int) -> None:
        self._dm_channels.pop(member_id, None)
        async with self._database.transaction() as work:
            await MemberStore(work).found_closed(guild_id, member_id, self._clock.now())

    async def _dm(self, member_id: int, *, urgent: bool) -> Place | Later:
        known = self._dm_channels.get(member_id)
        if known is not None:
            return Place(known)
        now, minute = self._clock.monotonic(), self._timings.dm_opening * 10
        while self._opened and self._opened[0] <= now - minute:
            self._opened.popleft()
        if len(self._opened) >= 10 and not urgent:
            # Each who waits gets a moment of their own: ten thousand do not come back at once to be told to wait.
            self._promised = max(self._promised + self._timings.dm_opening, self._opened[-10] + minute)
            return Later(self._promised - now)
        self._opened.append(now)
        channel = await self._client.create_dm(discord.Object(member_id))
        self._dm_channels[member_id] = channel.id
        return Place(channel.id)

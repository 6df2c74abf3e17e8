"""Who is here: members are asked of the gateway a hundred at a time, so that looking somebody up costs no request.

discord.py keeps members that it has seen and follows their changes. Asking for each of the others over REST would
halve the rate at which ten thousand questions leave.
"""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from typing import Any

import discord

from cogs.shared.outcomes import SEND_ERRORS

log = logging.getLogger(__name__)

AT_ONCE = 100  # Discord's limit for one asking
_TOGETHER = 0.02  # seconds in which askings are gathered into one
_ANSWERED_WITHIN = 5.0
_APART = 1.0  # between askings made ahead of need: the gateway takes 120 messages a minute, and others need it too


class Roster:
    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._wanted: dict[int, dict[int, asyncio.Future[discord.Member | None]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def member(self, guild: discord.Guild, member_id: int) -> discord.Member | None:
        """The member; None when they are not on that server. Raises what discord.py raises when Discord does not
        answer: nobody is taken for gone because of that."""
        known = guild.get_member(member_id)
        if known is not None:
            return known
        if not self._listens():
            return await self._fetch(guild, member_id)
        waiting = self._wanted.setdefault(guild.id, {})
        if member_id not in waiting:
            waiting[member_id] = asyncio.get_running_loop().create_future()
            if len(waiting) == 1:
                self._spawn(self._ask_soon(guild))
        return await asyncio.shield(waiting[member_id])

    def ask_ahead(self, people: Iterable[tuple[int, int]]) -> None:
        """People (server, member) who will be looked up soon: get to know those whom we do not know."""
        unknown: dict[int, list[int]] = {}
        for guild_id, member_id in people:
            guild = self._client.get_guild(guild_id)
            if guild is not None and guild.get_member(member_id) is None:
                unknown.setdefault(guild_id, []).append(member_id)
        if unknown and self._listens():
            self._spawn(self._ask_ahead(unknown))

    async def _ask_ahead(self, unknown: dict[int, list[int]]) -> None:
        for guild_id, member_ids in unknown.items():
            for first in range(0, len(member_ids), AT_ONCE):
                guild = self._client.get_guild(guild_id)
                if guild is None:
                    break
                await self._query(guild, member_ids[first : first + AT_ONCE])
                await asyncio.sleep(_APART)

    async def _ask_soon(self, guild: discord.Guild) -> None:
        await asyncio.sleep(_TOGETHER)
        waiting = self._wanted.pop(guild.id, {})
        ids = list(waiting)
        for first in range(0, len(ids), AT_ONCE):
            batch = ids[first : first + AT_ONCE]
            found = await self._query(guild, batch)
            for member_id in batch:
                await self._answer(guild, member_id, found, waiting[member_id])

    async def _answer(
        self,
        guild: discord.Guild,
        member_id: int,
        found: dict[int, discord.Member] | None,
        waiting: "asyncio.Future[discord.Member | None]",
    ) -> None:
        if found is not None:
            waiting.set_result(found.get(member_id))
            return
        try:
            waiting.set_result(await self._fetch(guild, member_id))
        except SEND_ERRORS as error:
            waiting.set_exception(error)
            waiting.exception()  # seen: whoever still waits has it too

    async def _query(self, guild: discord.Guild, member_ids: list[int]) -> dict[int, discord.Member] | None:
        """None when the gateway did not answer."""
        try:
            async with asyncio.timeout(_ANSWERED_WITHIN):
                members = await guild.query_members(user_ids=member_ids, limit=AT_ONCE, cache=True)
        except (TimeoutError, discord.ClientException, *SEND_ERRORS) as error:
            log.info("the gateway did not say who is here: %s", type(error).__name__)
            return None
        return {member.id: member for member in members}

    @staticmethod
    async def _fetch(guild: discord.Guild, member_id: int) -> discord.Member | None:
        try:
            return await guild.fetch_member(member_id)
        except discord.NotFound:
            return None

    def _listens(self) -> bool:
        # Not yet connected, the library has no socket, whatever its annotation says.
        return getattr(self._client, "ws", None) is not None

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name="circlekeeper: who is here")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

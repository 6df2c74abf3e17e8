"""The canary: a harmless question over the gateway that must come back as an event.

Heartbeats prove that a socket is open, not that events arrive. The bot asks the gateway for its own membership and
waits for the answer; nobody sees it, and it needs no right. A session that stays silent twice is renewed.
"""

import asyncio
import logging
from typing import Any

import discord

from cogs.shared.app import App
from cogs.shared.gateway import forget_session
from cogs.shared.outcomes import SEND_ERRORS

log = logging.getLogger(__name__)

_RENEW = 4000  # a close code after which discord.py connects again


class Canary:
    def __init__(self, app: App) -> None:
        self.app = app
        self.missed = 0

    async def look(self) -> int:
        """Ask once; answers how many have not come back in a row."""
        guild = next((guild for guild in self.app.guilds if not guild.unavailable), None)
        if guild is None or self.app.user is None:
            return self.missed
        if await self._came_back(guild, self.app.user.id):
            self.missed = 0
            self.app.heard_at = self.app.clock.now()
        else:
            self.missed += 1
            log.warning("the gateway did not answer a question (%d in a row)", self.missed)
        return self.missed

    async def _came_back(self, guild: discord.Guild, me: int) -> bool:
        try:
            async with asyncio.timeout(self.app.timings.canary_wait):
                return bool(await guild.query_members(user_ids=[me], cache=False))
        except (TimeoutError, discord.ClientException, *SEND_ERRORS):
            return False

    async def renew(self) -> None:
        """Leave a session that looks alive and hears nothing; resuming it would bring the same one back."""
        socket: Any = self.app.ws
        if socket is None:
            return
        log.warning("renewing the gateway session")
        forget_session(self.app)
        await socket.close(_RENEW)

"""A server that removed the bot: silence at once, and after thirty days everything about it is erased.

Back before that, everything goes on as it was. An outage is no removal: Discord says which it is.
"""

import logging
from datetime import datetime, timedelta

import discord

from cogs.shared.app import App
from cogs.shared.errors import listener
from cogs.shared.schedule import Sweep
from storage.privacy import erase_guild
from storage.servers import ServerStore

log = logging.getLogger(__name__)

SWEEP = "servers left"
KEPT_AFTER_LEAVING = timedelta(days=30)


class Leaving:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.schedule.add(Sweep(SWEEP, self.next_due, self.run, looks_first=True))
        doors = {
            "on_guild_remove": self.removed,
            "on_guild_join": self.back,
            "on_guild_available": self.back,
            "on_ready": self.look_who_is_here,
        }
        for name, door in doors.items():
            self.app.add_listener(listener(self.app.failures, f"privacy {name}")(door), name)

    async def removed(self, guild: discord.Guild) -> None:
        await self._left(guild.id)

    async def back(self, guild: discord.Guild) -> None:
        async with self.app.database.transaction() as work:
            was_gone = await ServerStore(work).mark_back(guild.id)
        if was_gone:
            log.info("server %d has the bot again; what was kept about it goes on", guild.id)
            self.app.schedule.wake_all()
            self.app.delivery.wake()

    async def look_who_is_here(self) -> None:
        """Removed, or asked back, while the bot was not running. Discord is asked by name: a list that came short must
        silence nobody."""
        here = {guild.id for guild in self.app.guilds}
        async with self.app.database.reading() as work:
            known = [server.guild_id for server in await ServerStore(work).all()]
            gone = await ServerStore(work).left()
        for guild_id in known:
            if guild_id not in here and self._is_of_this_process(guild_id) and await self._is_closed_to_us(guild_id):
                await self._left(guild_id)
        for guild in self.app.guilds:
            if guild.id in gone:
                await self.back(guild)

    async def _is_closed_to_us(self, guild_id: int) -> bool:
        try:
            await self.app.fetch_guild(guild_id, with_counts=False)
        except (discord.NotFound, discord.Forbidden):
            return True
        except discord.HTTPException:
            return False
        return False

    async def next_due(self) -> datetime | None:
        async with self.app.database.reading() as work:
            moments = (await ServerStore(work).left()).values()
        return min((moment + KEPT_AFTER_LEAVING for moment in moments), default=None)

    async def run(self, now: datetime) -> int:
        async with self.app.database.reading() as work:
            gone = await ServerStore(work).left()
        for guild_id, moment in gone.items():
            if moment + KEPT_AFTER_LEAVING <= now:
                await erase_guild(self.app.database, self.app.database.vault, guild_id, now)
                log.info("server %d removed the bot thirty days ago; everything about it is erased", guild_id)
        return 0

    async def _left(self, guild_id: int) -> None:
        async with self.app.database.transaction() as work:
            await ServerStore(work).mark_left(guild_id, self.app.clock.now())
        log.info("server %d removed the bot; everything about it is erased in thirty days", guild_id)
        self.app.schedule.wake_all()

    def _is_of_this_process(self, guild_id: int) -> bool:
        shards = self.app.shard_count or 1
        return shards == 1 or (guild_id >> 22) % shards == (self.app.shard_id or 0)

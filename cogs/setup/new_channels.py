"""Channels that are made later: watched or not, as the organiser chose, also those made while nothing was heard."""

import discord

from cogs.setup import actions
from cogs.setup.guild_facts import made_at
from cogs.shared.app import App
from cogs.shared.errors import listener


class NewChannels:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        guarded = listener(self.app.failures, "new channels")
        self.app.add_listener(guarded(self.made), "on_guild_channel_create")
        self.app.add_listener(guarded(self.look), "on_ready")
        self.app.before_start(self.look)  # before what was missed is read, so that it is read in them too

    async def made(self, channel: discord.abc.GuildChannel) -> None:
        await self._look_at(channel.guild)

    async def look(self) -> None:
        for guild in self.app.guilds:
            await self._look_at(guild)

    async def _look_at(self, guild: discord.Guild) -> None:
        new = await actions.watch_new_channels(self.app.database, guild.id, made_at(guild), self.app.clock.now())
        if new:
            self.app.delivery.wake()

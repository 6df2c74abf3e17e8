"""Somebody writes to the bot itself: they are told that it is one, and where a human can be asked for."""

from datetime import timedelta

import discord

from cogs.alerts import telling
from cogs.alerts.looking import is_a_persons
from cogs.alerts.standing import member_of
from cogs.shared.app import App
from storage.alerts import AlertStore
from storage.members import MemberStore
from storage.servers import ServerStore

_ONCE_IN = timedelta(hours=1)
_MOST_SERVERS = 3
_MOST_ASKED = 20  # of Discord, about somebody whom it has not shown us yet; first where they have told us something


class Greeter:
    def __init__(self, app: App) -> None:
        self.app = app

    def is_to_us(self, message: discord.Message) -> bool:
        me = self.app.user
        return me is not None and is_a_persons(message) and f"<@{me.id}>" in message.content.replace("!", "")

    async def hello(self, message: discord.Message) -> None:
        if not is_a_persons(message):
            return
        servers = await self._servers_of(message)
        now = self.app.clock.now()
        async with self.app.database.transaction() as work:
            if not await AlertStore(work).greeted(message.author.id, now, now - _ONCE_IN):
                return
            guild_id = None if message.guild is None else message.guild.id
            await telling.say_hello(work, message.channel.id, message.id, guild_id, servers, now)
        self.app.delivery.wake()

    async def _servers_of(self, message: discord.Message) -> tuple[int, ...]:
        """Servers that look after people and that the person is in: where a human can be asked for."""
        async with self.app.database.reading() as work:
            known = [server.guild_id for server in await ServerStore(work).all()]
        if message.guild is not None:
            return (message.guild.id,) if message.guild.id in known else ()
        here = [guild_id for guild_id in known if self._is_known_in(guild_id, message.author.id)]
        if here:
            return tuple(here[:_MOST_SERVERS])
        async with self.app.database.reading() as work:
            theirs = set(await MemberStore(work).servers_of(message.author.id))
        found: list[int] = []
        for guild_id in sorted(known, key=lambda guild_id: guild_id not in theirs)[:_MOST_ASKED]:
            if len(found) < _MOST_SERVERS and await member_of(self.app, guild_id, message.author.id) is not None:
                found.append(guild_id)
        return tuple(found)

    def _is_known_in(self, guild_id: int, member_id: int) -> bool:
        guild = self.app.get_guild(guild_id)
        return guild is not None and guild.get_member(member_id) is not None

"""Who works on alerts on a server, and what people are called: known in memory only, asked for anew now and then.

discord.py does not hold all members; a role's members are asked of Discord at every session and once an hour.
"""

from collections import OrderedDict
from datetime import datetime, timedelta

import discord

from cogs.alerts.standing import works_here
from cogs.shared.app import App
from cogs.shared.reachable import members_of
from storage.servers import ServerStore

_NAMES = 2000
_STALE = timedelta(hours=1)


class Staff:
    def __init__(self, app: App) -> None:
        self.app = app
        self._ids: dict[int, tuple[int, ...]] = {}
        self._asked_at: dict[int, datetime] = {}
        self._names: OrderedDict[tuple[int, int], str] = OrderedDict()

    def of(self, guild_id: int) -> tuple[int, ...]:
        """Responders and moderators, as far as known."""
        return self._ids.get(guild_id, ())

    def heard_of(self, guild_id: int, person: discord.User | discord.Member) -> None:
        self._names[guild_id, person.id] = person.display_name
        self._names.move_to_end((guild_id, person.id))
        if len(self._names) > _NAMES:
            self._names.popitem(last=False)

    def name(self, guild_id: int, member_id: int) -> str | None:
        guild = self.app.get_guild(guild_id)
        member = None if guild is None else guild.get_member(member_id)
        return self._names.get((guild_id, member_id)) if member is None else member.display_name

    async def refresh(self, guild_id: int) -> None:
        """Ask Discord who has the roles, unless that was done within the hour."""
        now, guild = self.app.clock.now(), self.app.get_guild(guild_id)
        if guild is None or guild.unavailable or now - self._asked_at.get(guild_id, now - _STALE) < _STALE:
            return
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(guild_id)
        if server is None:
            return
        members = await members_of(self.app, guild)
        if members is None:
            return
        self._asked_at[guild_id] = now
        self._ids[guild_id] = tuple(m.id for m in members if not m.bot and works_here(m, server))

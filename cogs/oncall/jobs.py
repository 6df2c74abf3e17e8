"""Doors for the clock and for people who leave: gaps are told in time, and nobody counts on who is not here."""

from datetime import datetime, timedelta

import discord

from cogs.oncall import actions
from cogs.oncall.people import answers_alerts, still_answers
from cogs.shared.app import App
from cogs.shared.errors import listener
from cogs.shared.schedule import Sweep
from storage.oncall import OnCallStore
from storage.records.events import Event
from storage.servers import ServerStore

SWEEP = "oncall gaps"
_LOOK_EVERY = timedelta(hours=1)


class Jobs:
    def __init__(self, app: App) -> None:
        self.app = app
        self._next: datetime | None = None
        self._looked_at: datetime | None = None

    def register(self) -> None:
        self.app.schedule.add(Sweep(SWEEP, self.next_due, self.run))
        self.app.events.on("member.left", self.left)
        self.app.add_listener(listener(self.app.failures, "oncall member update")(self.changed), "on_member_update")

    async def next_due(self) -> datetime | None:
        return self._next

    async def run(self, now: datetime) -> int:
        if self._looked_at is None or not self._looked_at <= now < self._looked_at + _LOOK_EVERY:
            self._looked_at = now
            await self._look_who_is_here(now)
        at = await actions.tell_gaps_everywhere(self.app.database, now)
        # Nobody is on a rota: there is nothing to look at until somebody is, and then this is woken.
        kept = await self._is_anybody_on_a_rota()
        self._next = min(filter(None, (at, self._looked_at + _LOOK_EVERY if kept else None)), default=None)
        if kept:
            self.app.delivery.wake()
        return 0

    async def _is_anybody_on_a_rota(self) -> bool:
        async with self.app.database.reading() as work:
            return bool(await OnCallStore(work).guilds())

    async def left(self, event: Event, now: datetime) -> None:
        if event.member_id is not None:
            await self._gone(event.guild_id, event.member_id, now)

    async def changed(self, before: discord.Member, after: discord.Member) -> None:
        if before.roles == after.roles:
            return
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(after.guild.id)
        if server is not None and answers_alerts(before, server) and not answers_alerts(after, server):
            await self._gone(after.guild.id, after.id, self.app.clock.now())

    async def _look_who_is_here(self, now: datetime) -> None:
        """Roles that were taken while the bot was away: asked of Discord once an hour, for people on a rota only."""
        async with self.app.database.reading() as work:
            store = OnCallStore(work)
            rotas = {guild_id: await store.rota(guild_id, now) for guild_id in await store.guilds()}
            servers = {guild_id: await ServerStore(work).get(guild_id) for guild_id in rotas}
        for guild_id, rota in rotas.items():
            server = servers[guild_id]
            if server is None:
                continue
            for member_id in sorted({s.member_id for s in rota.shifts} | {c.member_id for c in rota.changes}):
                if await still_answers(self.app, server, member_id) is False:
                    await self._gone(guild_id, member_id, now)

    async def _gone(self, guild_id: int, member_id: int, now: datetime) -> None:
        await actions.no_longer_here(self.app.database, guild_id, member_id, now)
        self.app.delivery.wake()

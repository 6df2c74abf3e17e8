"""Keeps `routes.json` as good as what is known: written when something in it changed, never while it cannot be read."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from cogs.shared.app import App
from storage.alert_settings import AlertSettingsStore
from storage.errors import KeyGone, Tampered
from storage.oncall import OnCallStore
from storage.records.servers import Server
from storage.routes import FILE, Route, RoutesError, save

log = logging.getLogger(__name__)


class RoutesKeeper:
    def __init__(self, app: App) -> None:
        self.app = app
        self._kept: tuple[Route, ...] | None = None

    async def keep(self, servers: Sequence[Server]) -> bool:
        """True when the file was written. A disk that does not take it is tried again at the next look."""
        routes = tuple([await self._route(server) for server in servers])
        if routes == self._kept:
            return False
        storage = self.app.config.storage
        try:
            await asyncio.to_thread(save, storage.keys.parent / FILE, storage.master_key_file, routes)
        except (OSError, RoutesError) as error:
            log.warning("the ways to people could not be kept: %s", type(error).__name__)
            return False
        self._kept = routes
        return True

    async def _route(self, server: Server) -> Route:
        hook, now = await self.hook(server.guild_id), self.app.clock.now()
        async with self.app.database.reading() as work:
            store = AlertSettingsStore(work)
            table, chosen = await store.routes(server.guild_id), await store.get(server.guild_id)
            rota = await OnCallStore(work).rota(server.guild_id, now)
        return Route(server, hook, table, chosen.repeat_every, chosen.repeat_times, replace(rota, awake=()))

    async def hook(self, guild_id: int) -> str | None:
        """The server's stored webhook."""
        try:
            async with self.app.database.reading() as work:
                return await AlertSettingsStore(work).hook(guild_id)
        except (KeyGone, Tampered) as error:
            log.warning("a stored webhook cannot be used: %s", type(error).__name__)
            return None

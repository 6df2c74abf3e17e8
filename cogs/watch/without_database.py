"""The bot was started although its database cannot be read: it says so everywhere, and passes on alerts.

What to say to whom comes from `routes.json`; nothing is written here.
"""

import asyncio
import logging
from typing import Any

import discord

from cogs.shared.answers import Text
from cogs.shared.app import App
from cogs.shared.delivery import nonce_of
from cogs.shared.errors import listener
from cogs.shared.outcomes import SEND_ERRORS, failure
from cogs.shared.pacer import in_lane
from cogs.shared.said import NOBODY
from cogs.shared.ui import door
from cogs.shared.words import words_for
from cogs.watch import text
from cogs.watch.outside import OutsideHook
from storage.records.outbox import Lane
from storage.routes import FILE, Route, RoutesError, load

log = logging.getLogger(__name__)

_AN_HOUR = 3600.0


class WithoutDatabase:
    def __init__(self, app: App) -> None:
        self.app = app
        self.hook = OutsideHook(app)
        self._told = False
        self._greeted: dict[int, float] = {}

    def register(self) -> None:
        self.app.add_listener(listener(self.app.failures, "without database on_ready")(self.ready), "on_ready")
        self.app.add_listener(listener(self.app.failures, "without database on_message")(self.message), "on_message")

    async def ready(self) -> None:
        """Once a process: every server's people, and the operator."""
        if self._told:
            return
        self._told = True
        routes = await asyncio.to_thread(self._routes)
        for route in routes:
            await self._tell(route)
        if self.hook.is_set:
            servers = [{"server": str(route.server.guild_id), "reasons": ["no_database"]} for route in routes]
            at = self.app.clock.now().isoformat()
            await self.hook.tell({"state": "unwell", "at": at, "servers": servers})

    async def message(self, message: discord.Message) -> None:
        """Somebody writes to the bot itself: they are not left without an answer, at most once an hour."""
        me = self.app.user
        if me is None or message.author.bot or message.webhook_id is not None:
            return
        if message.guild is not None and f"<@{me.id}>" not in message.content.replace("!", ""):
            return
        now = self.app.clock.monotonic()
        if now - self._greeted.get(message.author.id, -_AN_HOUR) < _AN_HOUR:
            return
        self._greeted[message.author.id] = now
        w = words_for(None)
        view = Text(*text.hello_without_database(w))
        help_me = door("help-me", w.locale)
        if help_me is not None:
            view.add_item(discord.ui.ActionRow(help_me))
        await self._send(message.channel.id, view, f"hello:{message.id}")

    async def _tell(self, route: Route) -> None:
        w = words_for(route.server.locale)
        key = f"no database:{route.server.guild_id}:{self.app.clock.now():%Y%m%d%H}"
        for channel_id in (route.server.alert_channel_id, route.server.second_channel_id):
            if channel_id is not None and await self._send(channel_id, Text(text.without_database(w)), key):
                return
        for member_id in route.server.organiser_ids:
            try:
                channel = await self.app.create_dm(discord.Object(member_id))
            except SEND_ERRORS as error:
                log.info("an organiser could not be written to: %s", failure(error).detail)
                continue
            await self._send(channel.id, Text(text.without_database(w)), key)

    async def _send(self, channel_id: int, view: "discord.ui.LayoutView | Any", key: str) -> bool:
        view.stop()
        try:
            with in_lane(Lane.ALERTS):
                await self.app.get_partial_messageable(channel_id).send(
                    view=view, allowed_mentions=NOBODY, nonce=nonce_of(f"{key}:{channel_id}")
                )
        except SEND_ERRORS as error:
            log.warning("it could not be said that the database cannot be read: %s", failure(error).detail)
            return False
        return True

    def _routes(self) -> tuple[Route, ...]:
        storage = self.app.config.storage
        try:
            return load(storage.keys.parent / FILE, storage.master_key_file)
        except RoutesError as error:
            log.error("%s", error)  # noqa: TRY400 - a trace would hold nothing more
            return ()

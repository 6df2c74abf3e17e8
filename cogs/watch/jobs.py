"""Looks at the bot's health again and again, and has it said when something changed.

It waits in real time: a rehearsal that moves its clock by a day does not age a session by a day. After every jump it
looks once, and the rehearsal waits for that look.
"""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast

import discord

from cogs.shared.answers import Text
from cogs.shared.app import App
from cogs.shared.errors import listener
from cogs.shared.said import Kind, Said, Way
from cogs.shared.webhook import post_to_webhook
from cogs.shared.words import words_for
from cogs.watch import actions, rules, text
from cogs.watch.canary import Canary
from cogs.watch.outside import OutsideHook
from cogs.watch.routes_keeping import RoutesKeeper
from cogs.watch.rules import Looked, Reason
from storage import health
from storage.cases import CaseStore
from storage.errors import StorageError
from storage.records.events import Event
from storage.records.outbox import OutboxRow
from storage.records.servers import Server
from storage.servers import ServerStore

log = logging.getLogger(__name__)

NOBODY_TOLD, ORGANISERS_ASKED = "alerts.nobody_told", "alerts.organisers_asked"


class Watch:
    def __init__(self, app: App) -> None:
        self.app = app
        self.canary = Canary(app)
        self.hook = OutsideHook(app)
        self.routes = RoutesKeeper(app)
        self._empty = 0
        self._shut: set[int] = set()
        self._before: dict[int, frozenset[Reason]] = {}
        self._told_outside: Mapping[int, frozenset[Reason]] | None = {}
        self._canary_at = float("-inf")
        self._looked_at: datetime | None = None
        self._look_now = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def register(self) -> None:
        self.app.clock.on_jump(self._jumped)
        self.app.events.on(NOBODY_TOLD, self._nobody_told)
        self.app.events.on(ORGANISERS_ASKED, self._organisers_asked)
        self.app.delivery.register(Kind(actions.UNWELL, self.render, way=Way.DM))
        self.app.add_listener(listener(self.app.failures, "watch on_message")(self.message), "on_message")
        self.app.before_start(self.start)

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="circlekeeper: watch")

    async def message(self, message: discord.Message) -> None:
        """Count messages of people that arrive with nothing in them at all."""
        if message.guild is None or message.author.bot or message.type is not discord.MessageType.default:
            return
        anything = (
            message.content, message.attachments, message.stickers, message.embeds, message.poll,
            message.message_snapshots, message.components,
        )  # fmt: skip
        self._empty = 0 if any(anything) else self._empty + 1

    async def render(self, row: OutboxRow, now: datetime) -> Said | None:
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(row.guild_id)
        w = words_for(None if server is None else server.locale)
        ill = [Reason(one) for one in cast("list[str]", row.arguments["ill"])]
        channels = [int(one) for one in cast("list[str]", row.arguments["channels"])]
        if ill:
            line = text.unwell(w, [text.reason(w, reason, channels) for reason in ill])
        else:
            since = datetime.fromtimestamp(cast("int", row.arguments["since"]), tz=now.tzinfo)
            line = text.well_again(w, since)
        return Said(Text(line), line)

    async def _run(self) -> None:
        while True:
            try:
                with self.app.quiet.work():
                    await self.look()
            except Exception as error:  # noqa: BLE001 - what watches must not end; it is counted, and looks again
                self.app.failures.record("watch", error)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.app.timings.look_every):
                    await self._look_now.wait()
            self._look_now.clear()

    def _jumped(self) -> None:
        moved = None if self._looked_at is None else abs(self.app.clock.now() - self._looked_at)
        if moved is not None and moved >= timedelta(seconds=self.app.timings.canary_every):
            # Asked again at once, but the gateway allows only so many questions a minute, however time jumps.
            if self.app.clock.monotonic() - self._canary_at >= self.app.timings.canary_wait:
                self._canary_at = float("-inf")
            self._look_now.set()

    async def _nobody_told(self, event: Event, now: datetime) -> None:
        """An alert reached nobody by any path: the stored webhook is used, and people and the operator hear of it."""
        self._look_now.set()
        address = await self.routes.hook(event.guild_id)
        if address is None:
            return
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(event.guild_id)
        w = words_for(None if server is None else server.locale)
        severity, waited = _how_grave_and_how_long(event, now)
        await post_to_webhook(address, text.through_the_webhook(w, severity, waited))

    async def _organisers_asked(self, event: Event, now: datetime) -> None:
        """Nobody has answered for ten minutes: the operator hears of it, with severity and age and nothing else."""
        if not self.hook.is_set:
            return
        severity, waited = _how_grave_and_how_long(event, now)
        told = {"state": "unanswered", "server": str(event.guild_id), "severity": severity, "minutes": waited}
        if not await self.hook.tell({**told, "at": now.isoformat()}):
            raise HookError

    async def look(self) -> None:
        """Look at everything once, and tell what has changed."""
        now = self._looked_at = self.app.clock.now()
        looked, servers, channels = await self._looked(now)
        if looked.canaries_missed >= rules.CANARIES:
            await self.canary.renew()
        reasons = {server.guild_id: rules.reasons_on(looked, server.guild_id) for server in servers}
        try:
            await self._tell(servers, reasons, channels, now)
        except StorageError as error:
            log.warning("could not write down that the bot is unwell: %s", type(error).__name__)
        self._before = dict(reasons)
        await self.routes.keep(servers)
        await self._tell_outside(reasons, now)

    async def _looked(self, now: datetime) -> tuple[Looked, tuple[Server, ...], dict[int, list[int]]]:
        monotonic = self.app.clock.monotonic()
        if monotonic - self._canary_at >= self.app.timings.canary_every or self.canary.missed:
            self._canary_at = monotonic
            await self.canary.look()
        storage = await health.look(self.app.database)
        async with self.app.database.reading() as work:
            servers = await ServerStore(work).all()
            oldest = await CaseStore(work).oldest_waiting_notice()
            untold = {case.guild_id for case in await CaseStore(work).untold()}
        by_guild: dict[int, set[Reason]] = {guild_id: {Reason.NOBODY_TOLD} for guild_id in untold}
        blind: dict[int, list[int]] = {}
        for server in servers:
            guild = self.app.get_guild(server.guild_id)
            if guild is None or guild.unavailable:
                continue
            self._note_shut(guild, server)
            if not _may_write(guild, server.alert_channel_id):
                by_guild.setdefault(server.guild_id, set()).add(Reason.ALERT_CHANNEL)
            blind[server.guild_id] = _blind(guild, server)
            if blind[server.guild_id]:
                by_guild.setdefault(server.guild_id, set()).add(Reason.CANNOT_READ)
        looked = Looked(
            canaries_missed=self.canary.missed,
            empty_messages=self._empty,
            unwritable=storage.unwritable is not None,
            little_room=storage.room_is_low,
            late_sweeps=len(self.app.schedule.late()),
            oldest_notice=None if oldest is None else (now - oldest).total_seconds(),
            by_guild={guild_id: frozenset(found) for guild_id, found in by_guild.items()},
        )
        return looked, servers, blind

    def _note_shut(self, guild: discord.Guild, server: Server) -> None:
        """Delivery passes over a channel that refused it for a while; one that opens again is used at once."""
        for channel_id in filter(None, (server.alert_channel_id, server.second_channel_id)):
            if not _may_write(guild, channel_id):
                self._shut.add(channel_id)
            elif channel_id in self._shut:
                self._shut.discard(channel_id)
                self.app.delivery.is_open_again(channel_id)

    async def _tell(
        self,
        servers: tuple[Server, ...],
        reasons: Mapping[int, frozenset[Reason]],
        channels: Mapping[int, list[int]],
        now: datetime,
    ) -> None:
        async with self.app.database.reading() as work:
            known = await actions.known(work)
        changes = {
            server: rules.change(
                known.get(server.guild_id, frozenset()),
                self._before.get(server.guild_id, frozenset()),
                reasons[server.guild_id],
            )
            for server in servers
        }
        if not any(changes.values()):
            return
        async with self.app.database.transaction() as work:
            for server, changed in changes.items():
                if changed:
                    still = reasons[server.guild_id]
                    await actions.tell(work, server, changed, still, channels.get(server.guild_id, ()), now)
        self.app.delivery.wake()

    async def _tell_outside(self, reasons: Mapping[int, frozenset[Reason]], now: datetime) -> None:
        """The operator hears of every change, and of an alert that reached nobody; tried again until it arrived."""
        ill = {guild_id: found for guild_id, found in reasons.items() if found}
        if not self.hook.is_set or ill == self._told_outside:
            return
        servers = [{"server": str(guild_id), "reasons": sorted(found)} for guild_id, found in ill.items()]
        if await self.hook.tell({"state": "unwell" if ill else "well", "at": now.isoformat(), "servers": servers}):
            self._told_outside = ill


class HookError(Exception):
    """The outside hook did not take it; the event is tried again."""


def _how_grave_and_how_long(event: Event, now: datetime) -> tuple[int, int]:
    """Severity, and minutes since the case was opened."""
    opened_at = datetime.fromisoformat(str(event.arguments["opened_at"]))
    return int(str(event.arguments["severity"])), max(int((now - opened_at).total_seconds() // 60), 0)


def _may_write(guild: discord.Guild, channel_id: int | None) -> bool:
    channel = None if channel_id is None else guild.get_channel(channel_id)
    if channel is None:
        return False
    allowed = channel.permissions_for(guild.me)
    return allowed.view_channel and allowed.send_messages


def _blind(guild: discord.Guild, server: Server) -> list[int]:
    """Watched channels that are gone or cannot be read."""
    found: list[int] = []
    for watched in server.watched:
        channel = guild.get_channel(watched.channel_id)
        allowed = None if channel is None else channel.permissions_for(guild.me)
        readable = allowed is not None and allowed.view_channel and allowed.read_message_history
        if not readable:
            found.append(watched.channel_id)
    return found

"""When the database takes nothing, alerts still reach people: said plainly, asked about until somebody has it, kept
in a file, and recorded later. What a server last chose is remembered for this.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import discord

from cogs.alerts import rules, spill_file
from cogs.alerts.matching.findings import Hit
from cogs.alerts.plain_ladder import PlainLadder
from cogs.alerts.policy import Chosen, Repeat
from cogs.alerts.seen import Seen, Told, mode_of
from cogs.alerts.spill_file import Spilled
from cogs.alerts.standing import standing_of
from cogs.shared.app import App
from storage.records.alerts import Source
from storage.records.oncall import Rota
from storage.records.servers import Server
from storage.routes import FILE as ROUTES
from storage.routes import Route, RoutesError, load

log = logging.getLogger(__name__)

FILE = "spill.jsonl"
READ_AGAIN = 60.0  # seconds: hundreds of alerts in one need no more than one reading


class Spill:
    def __init__(self, app: App) -> None:
        self.app = app
        self.path: Path = app.config.storage.keys.parent / FILE
        self.routes: dict[int, Server] = {}
        self.chosen: dict[int, Chosen] = {}
        self.rotas: dict[int, Rota] = {}
        self.ladder = PlainLadder(app, self.routes, self.chosen, self.rotas, self._told)
        self._file = asyncio.Lock()
        self._kept: set[int] = set()
        self._read_at = float("-inf")

    def remember(self, servers: Mapping[int, Server]) -> None:
        """The ways to people as they were when the database could last be read."""
        self.routes.update(servers)

    def remember_chosen(self, guild_id: int, table: Mapping[tuple[str, int], str], repeat: Repeat) -> None:
        """A server's own routing, as it was last read or has just been chosen."""
        self.chosen[guild_id] = Chosen(table, repeat)

    async def keep(self, message: discord.Message, hits: Sequence[Hit]) -> None:
        """Keep what was found and ask people, once a message; raises nothing that Discord causes."""
        guild = message.guild
        server = None if guild is None else self.routes.get(guild.id)
        if server is None or message.id in self._kept:
            return
        watched_as = message.channel.parent_id if isinstance(message.channel, discord.Thread) else message.channel.id
        mode = mode_of(server, watched_as) or mode_of(server, message.channel.id)
        found = () if mode is None else rules.counted(hits, mode)
        if not found:
            return
        self._kept.add(message.id)
        avoid, can_read = await standing_of(self.app, server, message.author)
        seen = Seen(
            guild_id=server.guild_id,
            channel_id=message.channel.id,
            watched_as=watched_as,
            message_id=message.id,
            member_id=message.author.id,
            said_at=message.created_at,
            text="",
            source=Source.CATCH_UP,
            avoid=avoid,
            can_read=can_read,
        )
        top = rules.gravest(found)
        await self._write(spill_file.line_of(seen, top))
        await self._read_the_rotas()
        await self.ladder.add(seen, top)

    async def resume(self) -> None:
        """A start without a database: whoever was asked before the start is asked on."""
        for one in await self.waiting():
            await self.ladder.add(one.seen, one.hit)

    def known_of(self, seen: Seen) -> Seen:
        """The same with how far people have been asked about that person already."""
        return replace(seen, told=self.ladder.told(seen.guild_id, seen.member_id))

    async def waiting(self) -> tuple[Spilled, ...]:
        """What is to be recorded now that the database may take it."""
        return await asyncio.to_thread(spill_file.spilled_in, self.path)

    async def done(self, recorded: Sequence[Spilled]) -> None:
        """These are recorded. What was kept meanwhile stays."""
        known = {spilled.seen.message_id for spilled in recorded}
        async with self._file:
            none_is_left = await asyncio.to_thread(spill_file.leave_out, self.path, known)
        for spilled in recorded:
            self.ladder.forget(spilled.seen.guild_id, spilled.seen.member_id)
        if none_is_left:
            self._kept.clear()

    def remember_from_file(self) -> None:
        """What was known when the database could last be read: the first thing known after a start."""
        found = self._in_file()
        self.remember({route.server.guild_id: route.server for route in found})
        for route in found:
            self.remember_chosen(route.server.guild_id, route.table, Repeat(route.repeat_every, route.repeat_times))
            self.rotas[route.server.guild_id] = route.rota

    async def _read_the_rotas(self) -> None:
        """A rota changes while the bot runs: the file has the last one that the database had."""
        now = self.app.clock.monotonic()
        if now - self._read_at < READ_AGAIN:
            return
        self._read_at = now
        for route in await asyncio.to_thread(self._in_file):
            self.rotas[route.server.guild_id] = route.rota

    def _in_file(self) -> tuple[Route, ...]:
        storage = self.app.config.storage
        try:
            return load(storage.keys.parent / ROUTES, storage.master_key_file)
        except RoutesError as error:
            log.warning("%s", error)
            return ()

    async def _told(self, guild_id: int, member_id: int, told: Told) -> None:
        await self._write(spill_file.line_of_told(guild_id, member_id, told))

    async def _write(self, line: Mapping[str, object]) -> None:
        try:
            async with self._file:
                await asyncio.to_thread(spill_file.append, self.path, line)
        except OSError as error:  # the same full disk: people must hear of it all the same
            log.error("an alert could not be kept in the spill file: %s", type(error).__name__)  # noqa: TRY400 - a trace may hold a path

"""Reads what was said while nobody listened: changed channels only, page by page, from the mark to the present.

It can be interrupted and repeated at any point: what it finds goes the way of live messages, keyed by message, and a
mark moves in the transaction that commits what was found. What cannot be read is noted and told, with its time span.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import discord

from cogs.alerts.copies import webhooks_are_read
from cogs.alerts.looking import Looker, is_a_persons, is_a_webhooks, snowflake_before
from cogs.alerts.marking import Marks
from cogs.alerts.matching.findings import Hit
from cogs.alerts.recording import Recorder
from cogs.alerts.seen import Seen
from cogs.alerts.set_back import SetBack
from cogs.alerts.telling import tell_gap
from cogs.shared.app import App
from cogs.shared.outcomes import SEND_ERRORS, failure
from cogs.shared.pacer import in_lane
from cogs.shared.points import reached
from storage.marks import MarkStore
from storage.records.alerts import Source
from storage.records.marks import Blind
from storage.records.outbox import Lane
from storage.records.servers import Server
from storage.servers import ServerStore

log = logging.getLogger(__name__)

PAGE = 100
AT_ONCE = 4
MOST_ARCHIVED = 100
ARCHIVED_AFTER = timedelta(minutes=50)

Readable = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread


@dataclass(frozen=True, slots=True)
class _Behind:
    channel: Readable
    after: int  # everything up to this message id has been looked at
    is_new: bool  # no mark yet


class CatchUp:
    def __init__(self, app: App, looker: Looker, recorder: Recorder, marks: Marks) -> None:
        self.app = app
        self.looker = looker
        self.recorder = recorder
        self.marks = marks
        self.set_back = SetBack(app)
        self._turn = asyncio.Lock()
        self._deaf_until: dict[int | None, datetime] = {}

    def deaf_until_now(self, guild_id: int | None = None) -> None:
        """From here on messages are heard live: a gap that cannot be read ends here. None: in every server."""
        if guild_id is None:
            self._deaf_until.clear()
        self._deaf_until[guild_id] = self.app.clock.now()

    async def everywhere(self, *, edits: bool = True) -> None:
        """Every server that has been set up; one that is in an outage is read when it is back."""
        async with self.app.database.reading() as work:
            servers = await ServerStore(work).all()
        self.looker.spill.remember({server.guild_id: server for server in servers})
        for server in servers:
            await self.guild(server.guild_id, edits=edits)

    async def guild(self, guild_id: int, *, edits: bool = False) -> None:
        """One server; `edits`: read the newest hundred messages of each watched channel again as well."""
        guild = self.app.get_guild(guild_id)
        if guild is None or guild.unavailable:
            return
        async with self._turn:
            async with self.app.database.reading() as work:
                server = await ServerStore(work).get(guild_id)
                known = await MarkStore(work).of_guild(guild_id)
            if server is None:
                return
            channels = [*_channels(guild, server), *await self._archived(guild, server, known)]
            behind = [_behind(channel, known, server) for channel in channels]
            behind.sort(key=lambda one: one.channel.last_message_id or 0, reverse=True)
            limit = asyncio.Semaphore(AT_ONCE)

            async def one(item: _Behind) -> None:
                async with limit:
                    with in_lane(Lane.ANSWERS):
                        await self._channel(guild, server, item)

            await asyncio.gather(*(one(item) for item in behind))
            with in_lane(Lane.PROMPTS):
                for item in behind if edits else ():
                    await self._edits(server, item)

    async def _archived(self, guild: discord.Guild, server: Server, known: Mapping[int, int]) -> list[Readable]:
        """Threads that were put away while nobody listened: each may hold what was said last in it.

        Asked for only after a stop long enough for a thread to be archived by itself (an hour is Discord's least).
        """
        marks = [message_id for channel_id, message_id in known.items() if guild.get_channel(channel_id) is not None]
        heard = [discord.utils.snowflake_time(mark) for mark in marks] or [watched.since for watched in server.watched]
        if not heard or self.app.clock.now() - max(heard) < ARCHIVED_AFTER:
            return []
        found: list[Readable] = []
        for watched in server.watched:
            parent = guild.get_channel(watched.channel_id)
            if not isinstance(parent, discord.TextChannel | discord.ForumChannel):
                continue
            since = discord.utils.snowflake_time(known[parent.id]) if parent.id in known else watched.since
            try:
                async for thread in parent.archived_threads(limit=MOST_ARCHIVED):
                    if thread.archive_timestamp < since:
                        break
                    found.append(thread)
            except SEND_ERRORS as error:
                log.info("archived threads could not be listed: %s", failure(error).detail)
        return found

    async def _channel(self, guild: discord.Guild, server: Server, behind: _Behind) -> None:
        channel, place = behind.channel, (guild.id, behind.channel.id)
        newest = channel.last_message_id or 0
        if not _may_read(channel, guild):
            if newest > behind.after or behind.is_new:
                await self._gap(place, behind.after, Blind.NO_HISTORY)
            return
        after = behind.after
        while newest > after:
            try:
                page = [m async for m in channel.history(limit=PAGE, after=discord.Object(after), oldest_first=True)]
            except SEND_ERRORS as error:
                log.warning("catch-up could not read a channel: %s", failure(error).detail)
                await self._gap(place, after, Blind.REFUSED)
                return
            upto = page[-1].id if page else newest
            await self._commit(guild, server, place, page, upto)
            after = upto
            reached("K8")
            if len(page) < PAGE:
                break
        async with self.app.database.transaction() as work:
            if behind.is_new and newest <= behind.after:
                await MarkStore(work).advance(*place, behind.after, self.app.clock.now())
            await MarkStore(work).close_gaps(*place, self.app.clock.now())
        self.marks.caught_up(place)

    async def _commit(
        self, guild: discord.Guild, server: Server, place: tuple[int, int], page: Sequence[discord.Message], upto: int
    ) -> None:
        """What a page holds, and the mark behind it, in one transaction."""
        found = await self.set_back.compared(guild, server, await self._found(page, server))
        async with self.app.database.transaction() as work:
            await self.recorder.record_in(work, found)
            await MarkStore(work).advance(*place, upto, self.app.clock.now())

    async def _found(self, page: Sequence[discord.Message], server: Server) -> list[tuple[Seen, tuple[Hit, ...]]]:
        found: list[tuple[Seen, tuple[Hit, ...]]] = []
        webhooks = any(message.webhook_id is not None for message in page) and await self._reads_webhooks(server)
        for message in page:
            looked_at = is_a_persons(message) or (webhooks and is_a_webhooks(message))
            hits = self.looker.scan(message) if looked_at else ()
            if hits:
                seen = await self.looker.seen(message, Source.CATCH_UP, server)
                if seen is not None:
                    found.append((seen, hits))
            await asyncio.sleep(0)
        return found

    async def _reads_webhooks(self, server: Server) -> bool:
        async with self.app.database.reading() as work:
            return await webhooks_are_read(work, server.guild_id)

    async def _edits(self, server: Server, behind: _Behind) -> None:
        """An edit leaves no trace in a channel's newest id: the newest hundred are read again for edits."""
        guild, channel = behind.channel.guild, behind.channel
        if isinstance(channel, discord.Thread) or not channel.last_message_id or not _may_read(channel, guild):
            return
        try:
            page = [m async for m in channel.history(limit=PAGE) if m.edited_at is not None]
        except SEND_ERRORS as error:
            log.info("edits could not be read again: %s", failure(error).detail)
            return
        found = await self._found(page, server)
        if found:
            async with self.app.database.transaction() as work:
                await self.recorder.record_in(work, found)

    async def _gap(self, place: tuple[int, int], after: int, why: Blind) -> None:
        """Noted and told; the mark stays where it is."""
        now = self.app.clock.now()
        async with self.app.database.transaction() as work:
            until = self._deaf_until.get(place[0]) or self._deaf_until.get(None) or now
            since = min(discord.utils.snowflake_time(after), until)
            gap_id = await MarkStore(work).note_gap(*place, why, since, until, now)
            if gap_id is not None:
                await tell_gap(work, place[0], gap_id, now)
        self.app.delivery.wake()


def _channels(guild: discord.Guild, server: Server) -> list[Readable]:
    """Watched channels and their active threads."""
    found: list[Readable] = []
    for watched in server.watched:
        channel = guild.get_channel(watched.channel_id)
        if isinstance(channel, Readable):
            found.append(channel)
    watched_ids = {watched.channel_id for watched in server.watched}
    found.extend(thread for thread in guild.threads if thread.parent_id in watched_ids)
    return found


def _behind(channel: Readable, known: Mapping[int, int], server: Server) -> _Behind:
    mark = known.get(channel.id)
    if mark is not None:
        return _Behind(channel, mark, is_new=False)
    watched_as = channel.parent_id if isinstance(channel, discord.Thread) else channel.id
    since = next((w.since for w in server.watched if w.channel_id == watched_as), server.set_up_at)
    return _Behind(channel, snowflake_before(since), is_new=True)


def _may_read(channel: Readable, guild: discord.Guild) -> bool:
    """Without Read Message History Discord answers an empty list, not a refusal: asked here, never guessed."""
    allowed = channel.permissions_for(guild.me)
    return allowed.view_channel and allowed.read_message_history

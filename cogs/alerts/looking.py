"""From a Discord message to what `actions.record` needs: all its text, who wrote it, and where it counts."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import discord

from cogs.alerts import actions, rules
from cogs.alerts.actions import Around, Batch, Seen
from cogs.alerts.matching.findings import Hit
from cogs.alerts.own_rules_live import OwnRules
from cogs.alerts.spilling import Spill
from cogs.alerts.staff import Staff
from cogs.alerts.standing import member_of, standing_of
from cogs.alerts.sweeping import SWEEP
from cogs.shared.app import App
from cogs.shared.outcomes import SEND_ERRORS
from cogs.shared.points import reached
from storage.errors import StorageError
from storage.ids import new_id
from storage.records.alerts import Source
from storage.records.servers import Server
from storage.servers import ServerStore
from storage.work import Work

log = logging.getLogger(__name__)

AT_ONCE = 100


def parts_of(message: discord.Message) -> Iterator[str | None]:
    """Everything in a message that a person may have written."""
    if isinstance(message.channel, discord.Thread) and message.id == message.channel.id:
        yield message.channel.name
    yield message.content
    for snapshot in message.message_snapshots:
        yield snapshot.content
        yield from _files(snapshot.attachments)
    yield from _files(message.attachments)
    if message.poll is not None:
        yield message.poll.question
        for choice in message.poll.answers:
            yield choice.text


def _files(files: Sequence[discord.Attachment]) -> Iterator[str | None]:
    for file in files:
        yield file.title or file.filename
        yield file.description


def is_a_persons(message: discord.Message) -> bool:
    """Bots, our own notices and webhooks never raise alerts."""
    return not message.author.bot and message.webhook_id is None


def is_a_webhooks(message: discord.Message) -> bool:
    """Not a bot's own answer to a command, which comes with a webhook as well."""
    return message.webhook_id is not None and message.interaction_metadata is None


@dataclass(frozen=True, slots=True)
class _Waiting:
    message: discord.Message
    hits: tuple[Hit, ...]
    source: Source
    done: "asyncio.Future[None]"


def _settle(batch: Sequence[_Waiting], error: Exception | None) -> None:
    for one in batch:
        if one.done.done():
            continue
        if error is None:
            one.done.set_result(None)
        else:
            one.done.set_exception(error)


class Looker:
    def __init__(self, app: App, own: OwnRules, staff: Staff) -> None:
        self.app = app
        self.own = own
        self.staff = staff
        self.spill = Spill(app)
        self._parents: dict[int, int] = {}
        self._waiting: list[_Waiting] = []
        self._recording: asyncio.Task[None] | None = None
        self._committed_at = float("-inf")

    def scan(self, message: discord.Message, *, live: bool = False) -> tuple[Hit, ...]:
        """`live`: heard now, for the first time; what rules in shadow find is counted."""
        text = rules.text_of(parts_of(message))
        if not text or message.guild is None:
            return ()
        channel = message.channel
        parent = channel.parent_id if isinstance(channel, discord.Thread) else None
        return self.own.scan(message.guild.id, (channel.id, parent), text, live=live)

    def scan_text(self, guild_id: int, channel_id: int, text: str) -> tuple[Hit, ...]:
        """Text of a member's that is no message, as if it stood in that channel."""
        guild = self.app.get_guild(guild_id)
        thread = None if guild is None else guild.get_thread(channel_id)
        return self.own.scan(guild_id, (channel_id, None if thread is None else thread.parent_id), text)

    async def look(self, message: discord.Message, hits: Sequence[Hit], source: Source) -> None:
        """Record what was found in a message, with whatever else waits to be recorded, and have it said.

        Returns when it is committed; raises what kept it from being written.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(message, tuple(hits), source, done))
        if self._recording is None or self._recording.done():
            self._recording = asyncio.create_task(self._record_waiting(), name="circlekeeper: record alerts")
        try:
            kept = await self._written(done, message, hits)
        except StorageError:
            await self.spill.keep(message, hits)
            raise
        reached("K3")
        if kept:
            await self.record_spilled()

    async def _written(self, done: "asyncio.Future[None]", message: discord.Message, hits: Sequence[Hit]) -> bool:
        """Wait until it is committed. A database that has taken nothing for a while is not waited for in silence:
        answers whether it was said and kept beside it meanwhile."""
        kept = False
        while not done.done():
            await asyncio.wait({done}, timeout=self.app.timings.write_within)
            if not done.done() and self.app.clock.monotonic() - self._committed_at >= self.app.timings.write_within:
                await self.spill.keep(message, hits)
                kept = True
        done.result()
        return kept

    async def record_spilled(self) -> None:
        """Record what could not be written when it was found; raises StorageError while it still cannot be."""
        waiting = await self.spill.waiting()
        if not waiting:
            return
        async with self.app.database.transaction() as work:
            await self.record_in(work, [(one.seen, (one.hit,)) for one in waiting])
        await self.spill.done(waiting)
        self.say_it()

    async def _record_waiting(self) -> None:
        """In order of arrival, up to a hundred in one transaction: a flood costs few commits, a single one no wait."""
        with self.app.quiet.work():
            while self._waiting:
                batch, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
                if len(batch) > 1 and await self._failed(batch):
                    for one in batch:  # one of them may be to blame, and must not take the others along
                        await self._record_these([one])
                elif len(batch) == 1:
                    await self._record_these(batch)
                else:
                    _settle(batch, None)

    async def _failed(self, batch: Sequence[_Waiting]) -> bool:
        try:
            await self.record_all([(one.message, one.hits, one.source) for one in batch])
        except Exception as error:  # noqa: BLE001 - each is tried again alone, and told then
            log.warning("recording %d alerts at once failed: %s", len(batch), type(error).__name__)
            return True
        return False

    async def _record_these(self, batch: Sequence[_Waiting]) -> None:
        try:
            await self.record_all([(one.message, one.hits, one.source) for one in batch])
        except Exception as error:  # noqa: BLE001 - the listener that waits for it is told
            _settle(batch, error)
        else:
            _settle(batch, None)

    async def record_all(self, found: Sequence[tuple[discord.Message, tuple[Hit, ...], Source]]) -> None:
        """Record what was found in these messages in one transaction, and have it said."""
        seen: list[tuple[Seen, tuple[Hit, ...]]] = []
        servers = await self._servers({message.guild.id for message, _, _ in found if message.guild is not None})
        for message, hits, source in found:
            server = None if message.guild is None else servers.get(message.guild.id)
            one = None if server is None else await self.seen(message, source, server)
            if one is not None:
                seen.append((one, hits))
        if not seen:
            return
        async with self.app.database.transaction() as work:
            await self.record_in(work, seen)
        self._committed_at = self.app.clock.monotonic()
        self.say_it()

    async def record_in(self, work: Work, seen: Sequence[tuple[Seen, tuple[Hit, ...]]]) -> None:
        """The same inside a transaction that is open already."""
        now, batch = self.app.clock.now(), Batch()
        for one, hits in seen:
            guild = self.app.get_guild(one.guild_id)
            around = Around(self.staff.of(one.guild_id), None if guild is None else guild.owner_id)
            await actions.record(work, batch, one, hits, now, self.app.timings, around)
        await batch.finish(work, now, self.app.timings)

    def say_it(self) -> None:
        self.app.delivery.wake()
        self.app.schedule.wake(SWEEP)

    async def seen(self, message: discord.Message, source: Source, server: Server) -> Seen | None:
        """None when it is in a channel that is not watched."""
        watched_as = await self.watched_as(server, message.channel)
        if watched_as is None:
            return None
        avoid, can_read = await standing_of(self.app, server, message.author)
        await self._know_the_others(server.guild_id, avoid=avoid)
        self.staff.heard_of(server.guild_id, message.author)
        return Seen(
            guild_id=server.guild_id,
            channel_id=message.channel.id,
            watched_as=watched_as,
            message_id=message.id,
            member_id=message.author.id,
            said_at=message.created_at,
            text=rules.text_of(parts_of(message)),
            source=source,
            edited_at=message.edited_at,
            avoid=avoid,
            can_read=can_read,
        )

    async def seen_for_member(self, guild_id: int, member_id: int, channel_id: int, text: str) -> Seen | None:
        """The same for text that the bot is about to post for a member."""
        server = (await self._servers({guild_id})).get(guild_id)
        guild = self.app.get_guild(guild_id)
        if server is None or guild is None:
            return None
        channel = guild.get_channel_or_thread(channel_id)
        watched_as = await self.watched_as(server, channel or discord.Object(channel_id))
        if watched_as is None:
            return None
        member = await member_of(self.app, guild_id, member_id)
        avoid, can_read = (False, frozenset[int]()) if member is None else await standing_of(self.app, server, member)
        await self._know_the_others(guild_id, avoid=avoid)
        now = self.app.clock.now()
        return Seen(
            guild_id=guild_id,
            channel_id=channel_id,
            watched_as=watched_as,
            message_id=-new_id(now),
            member_id=member_id,
            said_at=now,
            text=text,
            source=Source.POSTED,
            avoid=avoid,
            can_read=can_read,
        )

    async def _know_the_others(self, guild_id: int, *, avoid: bool) -> None:
        """An alert about one of the staff goes to the others one by one: right after set-up nobody knows them yet."""
        if avoid and not self.staff.of(guild_id):
            await self.staff.refresh(guild_id)

    async def watched_as(self, server: Server, channel: discord.abc.Snowflake) -> int | None:
        """The watched channel that this one counts for: itself, or the one its thread belongs to."""
        if actions.mode_of(server, channel.id) is not None:
            return channel.id
        parent = channel.parent_id if isinstance(channel, discord.Thread) else await self._parent(server, channel)
        return parent if parent is not None and actions.mode_of(server, parent) is not None else None

    async def _parent(self, server: Server, channel: discord.abc.Snowflake) -> int | None:
        """A thread that discord.py does not have in its cache comes as a bare id."""
        if not isinstance(channel, discord.PartialMessageable | discord.Object):
            return None
        if channel.id not in self._parents:
            guild = self.app.get_guild(server.guild_id)
            if guild is None:
                return None
            try:
                found = await guild.fetch_channel(channel.id)
            except SEND_ERRORS:
                return None
            if isinstance(found, discord.Thread):
                self._parents[channel.id] = found.parent_id
        return self._parents.get(channel.id)

    async def _servers(self, guild_ids: set[int]) -> dict[int, Server]:
        """Those of them that have been set up."""
        async with self.app.database.reading() as work:
            found = [await ServerStore(work).get(guild_id) for guild_id in guild_ids]
        servers = {server.guild_id: server for server in found if server is not None}
        self.spill.remember(servers)
        return servers


def snowflake_before(moment: datetime) -> int:
    """The largest message id older than `moment`."""
    return discord.utils.time_snowflake(moment) - 1

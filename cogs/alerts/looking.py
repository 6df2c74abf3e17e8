"""From a Discord message to what `actions.record` needs: all its text, who wrote it, and where it counts."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime

import discord

from cogs.alerts import rules
from cogs.alerts.matching.findings import Hit
from cogs.alerts.own_rules_live import OwnRules
from cogs.alerts.seen import Seen, mode_of
from cogs.alerts.spilling import Spill
from cogs.alerts.staff import Staff
from cogs.alerts.standing import member_of, standing_of
from cogs.shared.app import App
from cogs.shared.outcomes import SEND_ERRORS
from storage.ids import new_id
from storage.records.alerts import Source
from storage.records.servers import Server
from storage.servers import ServerStore

log = logging.getLogger(__name__)


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


class Looker:
    def __init__(self, app: App, own: OwnRules, staff: Staff) -> None:
        self.app = app
        self.own = own
        self.staff = staff
        self.spill = Spill(app)
        self._parents: dict[int, int] = {}

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
        server = (await self.servers({guild_id})).get(guild_id)
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
        if mode_of(server, channel.id) is not None:
            return channel.id
        parent = channel.parent_id if isinstance(channel, discord.Thread) else await self._parent(server, channel)
        return parent if parent is not None and mode_of(server, parent) is not None else None

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

    async def servers(self, guild_ids: set[int]) -> dict[int, Server]:
        """Those of them that have been set up."""
        async with self.app.database.reading() as work:
            found = [await ServerStore(work).get(guild_id) for guild_id in guild_ids]
        servers = {server.guild_id: server for server in found if server is not None}
        self.spill.remember(servers)
        return servers


def snowflake_before(moment: datetime) -> int:
    """The largest message id older than `moment`."""
    return discord.utils.time_snowflake(moment) - 1

"""Doors for the gateway: messages, edits, deletions, and the moments after which something may have been missed.

What a message matches is decided before the first await, so decisions fall in the order of arrival.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import discord

from cogs.alerts import actions, copies
from cogs.alerts.catching_up import CatchUp
from cogs.alerts.greeting import Greeter
from cogs.alerts.looking import Looker, is_a_persons, is_a_webhooks
from cogs.alerts.marking import Marks, Place
from cogs.alerts.recording import Recorder
from cogs.alerts.seen import Seen, stopped_by_discord, top_of
from cogs.alerts.standing import member_of
from cogs.shared.app import App
from cogs.shared.errors import listener
from cogs.shared.points import reached
from cogs.shared.scanning import Found
from cogs.shared.schedule import Sweep
from storage.alerts import AlertStore
from storage.marks import MarkStore
from storage.records.alerts import Source
from storage.servers import ServerStore

SWEEP = "alerts marks"
_WRITE_EVERY = timedelta(seconds=5)
_TRY_AGAIN = timedelta(seconds=30)


class Listening:
    def __init__(self, app: App, looker: Looker, recorder: Recorder, marks: Marks, catch_up: CatchUp) -> None:
        self.app = app
        self.looker = looker
        self.recorder = recorder
        self.greeter = Greeter(app)
        self.marks = marks
        self.catch_up = catch_up
        self._write_at: datetime | None = None
        self._read_again: dict[int, datetime] = {}

    def register(self) -> None:
        doors: dict[str, Callable[..., Awaitable[None]]] = {
            "on_message": self.message,
            "on_raw_message_edit": self.edit,
            "on_raw_message_delete": self.deleted,
            "on_raw_bulk_message_delete": self.many_deleted,
            "on_thread_create": self.thread,
            "on_thread_update": self.renamed,
            "on_automod_action": self.automod,
            "on_ready": self.session,
            "on_disconnect": self.disconnected,
            "on_resumed": self.resumed,
            "on_guild_available": self.available,
            "on_guild_unavailable": self.unavailable,
            "on_guild_channel_update": self.rights_changed,
            "on_guild_role_update": self.rights_changed,
            "on_member_update": self.member_changed,
        }
        for name, door in doors.items():
            self.app.add_listener(listener(self.app.failures, f"alerts {name}")(door), name)
        self.app.schedule.add(Sweep(SWEEP, self.next_due, self.run))

    # what people write

    async def message(self, message: discord.Message) -> None:
        if message.guild is None:
            await self.greeter.hello(message)
            return
        place, hits = (message.guild.id, message.channel.id), ()
        self.marks.arrived(place, message.id)
        if is_a_persons(message) or is_a_webhooks(message):
            hits = self._guarded(place, lambda: self.looker.scan(message, live=True))
        if hits and message.webhook_id is not None and await self._is_no_concern(message, hits):
            hits = ()
        if hits:
            reached("K1")
            try:
                await self.recorder.look(message, hits, Source.MESSAGE)
            except BaseException:
                self._lost(place)
                raise
        self.marks.looked_at(place, message.id)
        self._write_soon()
        if self.greeter.is_to_us(message):
            await self.greeter.hello(message)

    async def _is_no_concern(self, message: discord.Message, hits: tuple[Any, ...]) -> bool:
        """A copy that was added to its original's case, or a webhook that the server does not want to have read."""
        assert message.guild is not None
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(message.guild.id)
        seen = None if server is None else await self.looker.seen(message, Source.COPY, server)
        if seen is None:
            return True
        async with self.app.database.transaction() as work:
            if await copies.attach(work, seen, hits, self.app.clock.now(), self.app.timings):
                self.app.delivery.wake()
                return True
            return not await copies.webhooks_are_read(work, message.guild.id)

    async def edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        message = payload.message
        if message.guild is None or not is_a_persons(message):
            return
        place = (message.guild.id, message.channel.id)
        hits = self._guarded(place, lambda: self.looker.scan(message))
        if not hits and (message.edited_at is None or not await self._known(message)):
            return
        try:
            await self.recorder.look(message, hits, Source.EDIT)
        except BaseException:
            self._lost(place)
            raise

    async def deleted(self, payload: discord.RawMessageDeleteEvent) -> None:
        await self._deleted(payload.guild_id, [payload.message_id])

    async def many_deleted(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        await self._deleted(payload.guild_id, sorted(payload.message_ids))

    async def thread(self, thread: discord.Thread) -> None:
        """A title that a member chose is text of theirs. A forum's title comes with its first message."""
        place = (thread.guild.id, thread.id)
        if thread.last_message_id is None or thread.last_message_id <= thread.id:
            self.marks.caught_up(place)
        if isinstance(thread.parent, discord.ForumChannel):
            return
        await self._title(thread)

    async def renamed(self, before: discord.Thread, after: discord.Thread) -> None:
        if after.name != before.name:
            await self._title(after)

    async def _title(self, thread: discord.Thread) -> None:
        owner = await member_of(self.app, thread.guild.id, thread.owner_id)
        if owner is not None and not owner.bot:
            await self.scan_for_member(thread.guild.id, owner.id, thread.id, thread.name)

    async def automod(self, execution: discord.AutoModAction) -> None:
        """Discord stopped a message: nobody has seen it, and it may be the one that matters."""
        channel_id = execution.channel_id
        if not execution.content or channel_id is None:
            return
        hits = self.looker.scan_text(execution.guild_id, channel_id, execution.content)
        seen = await self.looker.seen_for_member(execution.guild_id, execution.user_id, channel_id, execution.content)
        if not hits or seen is None:
            return
        key = f"{execution.guild_id}:{execution.user_id}:{channel_id}:{seen.said_at:%Y%m%d%H}:{execution.content}"
        digest = hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).digest()
        message_id = execution.message_id or -(int.from_bytes(digest) >> 2)
        await self._record(stopped_by_discord(seen, message_id), hits)

    async def scan_for_member(self, guild_id: int, member_id: int, channel_id: int, text: str) -> Found | None:
        """The slot of `cogs.shared.scanning`: text about to be posted for a member is a message of theirs."""
        hits = self.looker.scan_text(guild_id, channel_id, text)
        seen = await self.looker.seen_for_member(guild_id, member_id, channel_id, text) if hits else None
        if seen is None:
            return None
        await self._record(seen, hits)
        return self.look_at(text)

    def look_at(self, text: str) -> Found | None:
        top = top_of(self.looker.own.base.scan(text))
        return None if top is None else Found(top.category, top.severity.word)

    async def _record(self, seen: Seen, hits: tuple[Any, ...]) -> None:
        async with self.app.database.transaction(urgent=True) as work:
            await self.recorder.record_in(work, [(seen, hits)])

    # after which something may have been missed

    async def session(self) -> None:
        """A new session: what was said before it has not been heard."""
        self.marks.freeze()
        self.catch_up.deaf_until_now()
        await self.catch_up.everywhere()
        await self.recorder.record_spilled()
        await self._refresh_staff()

    async def _refresh_staff(self) -> None:
        async with self.app.database.reading() as work:
            servers = await ServerStore(work).all()
        for server in servers:
            await self.looker.staff.refresh(server.guild_id)

    async def disconnected(self) -> None:
        self.marks.freeze()

    async def resumed(self) -> None:
        """Discord replayed what was missed; reading again is cheap, and believing it would not be."""
        await self.catch_up.everywhere(edits=False)

    async def available(self, guild: discord.Guild) -> None:
        if self.app.doors.ready:
            self.catch_up.deaf_until_now(guild.id)
            await self.catch_up.guild(guild.id, edits=True)  # of an outage nothing is replayed, edits neither

    async def unavailable(self, guild: discord.Guild) -> None:
        self.marks.freeze(guild.id)

    async def rights_changed(self, _: object, after: discord.abc.GuildChannel | discord.Role) -> None:
        await self._regained(after.guild)

    async def member_changed(self, _: discord.Member, after: discord.Member) -> None:
        if self.app.user is not None and after.id == self.app.user.id:
            await self._regained(after.guild)

    async def _regained(self, guild: discord.Guild) -> None:
        async with self.app.database.reading() as work:
            blind = await MarkStore(work).open_gaps(guild.id)
        if blind:
            await self.catch_up.guild(guild.id)

    # marks

    async def next_due(self) -> datetime | None:
        return min(filter(None, (self._write_at, *self._read_again.values())), default=None)

    async def run(self, now: datetime) -> int:
        for guild_id in [guild_id for guild_id, at in self._read_again.items() if _has_come(at, now, _TRY_AGAIN)]:
            self._read_again[guild_id] = now + _WRITE_EVERY  # kept until it went well
            await self.catch_up.guild(guild_id)
            await self.recorder.record_spilled()  # what catch-up could not read again
            del self._read_again[guild_id]
        if self._write_at is not None and _has_come(self._write_at, now, _WRITE_EVERY):
            self._write_at = None
            await self._write(now)
        return 0

    async def _write(self, now: datetime) -> None:
        moved = self.marks.to_write()
        async with self.app.database.reading() as work:
            servers = await ServerStore(work).all()
        watched = {server.guild_id: {w.channel_id for w in server.watched} for server in servers}
        async with self.app.database.transaction() as work:
            for (guild_id, channel_id), message_id in moved.items():
                if self._counts_for(guild_id, channel_id) & watched.get(guild_id, set()):
                    await MarkStore(work).advance(guild_id, channel_id, message_id, now)
        self.marks.written(moved)
        for place in self.marks.frozen_places():
            if self._counts_for(*place) & watched.get(place[0], set()) and place[0] not in self._read_again:
                self._read_again[place[0]] = now + _TRY_AGAIN

    def _counts_for(self, guild_id: int, channel_id: int) -> set[int]:
        """The channel, and the one its thread belongs to."""
        guild = self.app.get_guild(guild_id)
        thread = None if guild is None else guild.get_thread(channel_id)
        return {channel_id} if thread is None else {channel_id, thread.parent_id}

    def _write_soon(self) -> None:
        if self._write_at is None:
            self._write_at = self.app.clock.now() + _WRITE_EVERY
            self.app.schedule.wake(SWEEP)

    def _lost(self, place: Place) -> None:
        """Looking failed: the mark stays in front of it, and catch-up will find it there."""
        self.marks.given_up(place)
        self._read_again[place[0]] = self.app.clock.now() + timedelta(seconds=1)
        self.app.schedule.wake(SWEEP)

    def _guarded(self, place: Place, scan: Callable[[], tuple[Any, ...]]) -> tuple[Any, ...]:
        try:
            return scan()
        except BaseException:
            self._lost(place)
            raise

    async def _known(self, message: discord.Message) -> bool:
        assert message.guild is not None
        async with self.app.database.reading() as work:
            return await AlertStore(work).by_message(message.guild.id, message.id) is not None

    async def _deleted(self, guild_id: int | None, message_ids: list[int]) -> None:
        if guild_id is None:
            return
        async with self.app.database.reading() as work:
            known = await AlertStore(work).known(guild_id, message_ids)
        if not known:
            return
        async with self.app.database.transaction() as work:
            now = self.app.clock.now()
            await actions.message_deleted(work, guild_id, sorted(known), now, self.app.timings)
        self.app.delivery.wake()


def _has_come(at: datetime, now: datetime, longest: timedelta) -> bool:
    """Also when it is further off than it was ever put: somebody turned the clock back."""
    return at <= now or at - now > longest

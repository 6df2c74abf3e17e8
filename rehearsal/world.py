"""The one door to SimCord, whose backend is our world: servers, people, permissions, routes and error
codes.

Nothing else in the project imports `simcord`; tests/rehearsal/wire/test_seam.py says at once when a new
version of it no longer fits. It is long because it is the only adapter; what people may do stands in `acts`,
what they see in `views`.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from mimetypes import guess_type
from typing import Any, cast
from urllib.parse import quote

import discord
from simcord import intents as simcord_intents
from simcord import interactions as simcord_interactions
from simcord._clock import Clock as SimCordClock
from simcord.backend import Backend, serializers
from simcord.backend.access import channel_accessible
from simcord.backend.cdn import CdnStore
from simcord.backend.errors import BackendError
from simcord.backend.models import (
    AutoModRule,
    Channel,
    Guild,
    Interaction,
    Member,
    Message,
    Overwrite,
    Poll,
    PollAnswer,
    Role,
    User,
    Webhook,
)
from simcord.components import walk_components
from simcord.enums import MessageType, OverwriteType
from simcord.http.router import RouteNotImplemented, UnsupportedField, dispatch
from simcord.http.routes import interactions as webhook_routes
from simcord.types import HttpLogEntry

from rehearsal.clock import RehearsalClock, milliseconds, moment_of
from rehearsal.wire import Json, NotServed, Refusal

__all__ = [
    "AutoModRule",
    "Channel",
    "Guild",
    "Interaction",
    "Member",
    "Message",
    "MessageType",
    "Overwrite",
    "OverwriteType",
    "Poll",
    "PollAnswer",
    "Role",
    "Upload",
    "User",
    "Webhook",
    "World",
    "walk_components",
]

Listener = Callable[[str, Json], None]
Screen = Callable[[Message, str], None]
"""Looks at a message with the text it is about to have, and raises `Refusal` to stop it."""

EPHEMERAL = 1 << 6
_COMPONENT = 3
_OWNERS: Json = {"authorizing_integration_owners": {}}
_CDN_LIMIT = 256 * 1024 * 1024
LOADING = 1 << 7
_FORUMS = (15, 16)


def _whole_body(request: Any) -> tuple[Json, bool]:
    """What a webhook posts, with all its components: it knows neither link buttons nor webhooks that are the bot's own,
    and `rules.webhooks` has judged them before.
    """
    return dict(request.body()), True


webhook_routes._incoming_webhook_body = _whole_body  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # its rule is not Discord's


class _Clock(SimCordClock):
    """The rehearsal's clock in the shape that the world asks for."""

    def __init__(self, clock: RehearsalClock) -> None:
        super().__init__()
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()


@dataclass(slots=True)
class Upload:
    """A file that came with a request, in the shape that the world's routes read."""

    filename: str
    content: bytes
    description: str | None = None
    fp: BytesIO = field(init=False)

    def __post_init__(self) -> None:
        self.fp = BytesIO(self.content)


class _Cdn(CdnStore):
    """Attachments at an address of ours; the last ones are kept, up to a limit of bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.base = "http://127.0.0.1/cdn"
        self._kept: dict[str, bytes] = {}
        self._bytes = 0

    def store_attachment(
        self, attachment_id: int, channel_id: int, filename: str, data: bytes, description: str | None
    ) -> dict[str, Any]:
        about = super().store_attachment(attachment_id, channel_id, quote(filename), data, description)
        url = f"{self.base}/attachments/{channel_id}/{attachment_id}/{quote(filename)}"
        self._kept[url] = data
        self._bytes += len(data)
        while self._bytes > _CDN_LIMIT:
            self._bytes -= len(self._kept.pop(next(iter(self._kept))))
        self._blobs.clear()
        return about | {"filename": filename, "url": url, "proxy_url": url}

    def get(self, url: str) -> bytes | None:
        return self._kept.get(url)


class _State(Backend):
    """The backend with our snowflakes, our tokens, bounded records, our AutoMod, and notice of private
    messages.
    """

    def __init__(self, clock: RehearsalClock, seed: int) -> None:
        self._last_id = 0
        self._past_id = 0
        self._random = random.Random(seed)
        self.private_listeners: list[Listener] = []
        self.screens: list[Screen] = []
        self.open_polls: dict[int, int] = {}
        self.opened_by: dict[int, int] = {}
        self.user_installed: set[int] = set()
        self.sending: str | int | None = None
        self.nonces: dict[int, str | int] = {}
        super().__init__(clock=_Clock(clock))
        self.cdn = _Cdn()
        self.http_requests = cast("list[HttpLogEntry]", deque[HttpLogEntry](maxlen=1000))
        self.transcript = cast("list[tuple[str, str, Any]]", deque[tuple[str, str, Any]](maxlen=1000))

    def snowflake(self) -> int:
        """Ids only ever grow, even when the clock goes back: history order depends on it."""
        self._last_id = max(self._last_id + 1, milliseconds(self.clock.now()) << 22)
        return self._last_id

    @contextmanager
    def dating(self) -> Generator[None]:
        """Ids made inside may be older than those before: for the history of a start world, before any bot."""
        latest, self._last_id = self._last_id, self._past_id
        try:
            yield
        finally:
            self._past_id = max(self._past_id, self._last_id)
            self._last_id = max(latest, self._last_id)

    def token(self) -> str:
        """An opaque token as long as Discord's."""
        return f"{self._random.getrandbits(640):0160x}"[:96]

    def new_interaction(self, type: int, channel_id: int, user_id: int, guild_id: int | None) -> Interaction:  # noqa: A002  # the overridden name
        record = super().new_interaction(type, channel_id, user_id, guild_id)
        del self.interaction_tokens[record.token]
        record.token = self.token()
        self.interaction_tokens[record.token] = record.id
        return record

    def commit_message(self, message: Message, *, broadcast: bool = True) -> Message:
        if message.system_metadata is None and not message.is_ephemeral:
            for screen in self.screens:
                screen(message, message.content)
        if self.sending is not None and message.author_id == self.bot_user.id:
            self.nonces[message.id] = self.sending
            if len(self.nonces) > 2000:
                del self.nonces[next(iter(self.nonces))]
        if message.interaction_metadata is not None:
            message.interaction_metadata |= self._origin(int(message.interaction_metadata["id"]))
        committed = super().commit_message(message, broadcast=broadcast)
        if message.poll is not None:
            self.open_polls[message.id] = message.channel_id
        if message.is_ephemeral:
            self.tell_privately("MESSAGE_CREATE", message)
        return committed

    def _origin(self, interaction_id: int) -> Json:
        """What a message's interaction stems from: the message it was pressed on, the one that opened its
        modal."""
        record = self.interactions.get(interaction_id)
        if record is None:
            return {}
        opener = self.interactions.get(self.opened_by.get(interaction_id, 0))
        if opener is not None:
            user = serializers.user_payload(self.users[opener.user_id])
            about: Json = {"id": str(opener.id), "type": opener.type, "user": user}
            return {"triggering_interaction_metadata": about | self._origin(opener.id) | _OWNERS}
        return {"interacted_message_id": str(record.source_message_id)} if record.type == _COMPONENT else {}

    def create_thread(
        self,
        parent_id: int,
        name: str,
        owner_id: int,
        *,
        type: int = 11,  # noqa: A002  # the overridden name
        auto_archive_duration: int = 1440,
        message_id: int | None = None,
        applied_tags: Iterable[int] = (),
        broadcast: bool = True,
    ) -> Channel:
        """Only a public thread without a message of its own is announced in its channel: never a private one, nor a
        post in a forum."""
        thread = super().create_thread(
            parent_id, name, owner_id, type=type, auto_archive_duration=auto_archive_duration,
            message_id=message_id, applied_tags=applied_tags, broadcast=False,
        )  # fmt: skip
        if broadcast:
            self.announce_thread_create(thread)
            if type == 11 and message_id is None and self.channels[parent_id].type not in _FORUMS:
                self.create_system_message(parent_id, MessageType.THREAD_CREATED, owner_id, target_channel_id=thread.id)
        return thread

    def edit_message(self, channel_id: int, message_id: int, fields: dict[str, Any]) -> Message:
        if fields.get("content"):
            for screen in self.screens:
                screen(self.get_message(channel_id, message_id), str(fields["content"]))
        message = super().edit_message(channel_id, message_id, fields)
        if message.is_ephemeral:
            self.tell_privately("MESSAGE_UPDATE", message)
        return message

    def delete_message(self, channel_id: int, message_id: int) -> None:
        message = self.get_message(channel_id, message_id)
        super().delete_message(channel_id, message_id)
        if message.is_ephemeral:
            self.tell_privately("MESSAGE_DELETE", message)

    def create_webhook(self, channel_id: int, name: str, creator_id: int) -> Webhook:
        """Discord tells of a webhook that is made, too, not only of one that is changed."""
        made = super().create_webhook(channel_id, name, creator_id)
        self._emit_webhooks_update(channel_id)
        return made

    def tell_privately(self, event: str, message: Message) -> None:
        """Tell the page and the tests, never the gateway, about a message that one person alone sees."""
        payload = cast("Json", dict(serializers.message_payload(self, message)))
        for listener in self.private_listeners:
            listener(event, payload)

    def _auto_mod_blocks(self, channel: Channel, author_id: int, content: str) -> bool:  # overridden
        return False  # the screens have looked already


class World:
    """Everything that exists in the rehearsal. Ids are integers; every refusal is a `Refusal` with
    Discord's code.

    `listeners` hear each gateway event before intents are applied; `private_listeners` hear of ephemeral
    messages and of answered interactions (`INTERACTION_ANSWERED`), which no gateway carries.
    """

    def __init__(self, clock: RehearsalClock, *, bot_name: str = "Circlekeeper", seed: int = 0) -> None:
        self.clock = clock
        self.state = _State(clock, seed)
        self.bot.name = bot_name
        self.state.application_id = self.bot.id
        self.listeners: list[Listener] = []
        self.private_listeners = self.state.private_listeners
        self.closed_dms: set[int] = set()
        self.statuses: dict[int, str] = {}
        self.activities: dict[int, list[Json]] = {}
        self.focused: dict[int, int] = {}
        self.approved_intents = discord.Intents.all().value
        self.token_reset = False
        self.language = "en-US"
        self.last_said: dict[tuple[int, int], datetime] = {}
        self.state.subscribers.append(self._heard)

    def _heard(self, event: str, payload: Mapping[str, Any]) -> None:
        body = cast("Json", payload)
        for listener in self.listeners:
            listener(event, body)

    def speak(self, guild_id: int, language: str) -> None:
        """Everybody's client and this server are in this language, a locale as Discord names them (`pt-BR`)."""
        self.language = language
        self.state.guilds[guild_id].preferred_locale = language

    def tell(self, event: str, payload: Json) -> None:
        """Announce a gateway event that the world behind us does not make itself."""
        self.state.emit(event, payload)

    def tell_privately(self, event: str, payload: Json) -> None:
        """Announce something that only the page and the tests may hear."""
        for listener in self.private_listeners:
            listener(event, payload)

    @property
    def bot(self) -> User:
        """The bot's own account."""
        return self.state.bot_user

    # ---- asking as the bot

    def request(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        query: Mapping[str, str] | None = None,
        files: list[Upload] | None = None,
        reason: str | None = None,
        content_access: bool = True,
    ) -> Any:
        """Serve one REST request of the bot; raises `Refusal`, or `NotServed` for a gap of this local
        Discord.
        """
        try:
            return dispatch(
                self.state,
                method,
                path,
                json=body,
                params=dict(query or {}),
                files=list[Any](files or []),
                reason=reason,
                message_content_access=content_access,
            )
        except (RouteNotImplemented, UnsupportedField, NotImplementedError) as gap:
            raise NotServed(str(gap)) from gap
        except BackendError as error:
            raise Refusal(error.status, error.code, error.message, error.errors) from error

    @property
    def nonces(self) -> dict[int, str | int]:
        """The nonces of the bot's latest messages: message id -> nonce."""
        return self.state.nonces

    @contextmanager
    def sending(self, nonce: str | int | None) -> Generator[None]:
        """While open, a message that the bot posts carries this nonce in its event."""
        self.state.sending = nonce
        try:
            yield
        finally:
            self.state.sending = None

    # ---- looking

    def permissions(self, guild_id: int, user_id: int, channel_id: int | None = None) -> int:
        """The permission bits of a member, in a channel or in the server as a whole."""
        return self.state.compute_permissions(guild_id, user_id, channel_id)

    def may(self, user_id: int, channel_id: int, *names: str) -> bool:
        """Whether a person (or the bot) sees this channel and holds every named permission in it."""
        channel = self.state.channels.get(channel_id)
        if channel is None or not self.sees(user_id, channel_id):
            return False
        if channel.guild_id is None:
            return True
        held = self.permissions(channel.guild_id, user_id, channel_id)
        return all(held & bits(name) for name in names)

    def require(self, user_id: int, channel_id: int, *names: str) -> Channel:
        """The channel, if this person sees it and holds every named permission there; else a `Refusal`."""
        with refusing():
            channel = self.state.get_channel(channel_id)
            self.state.require_permissions(channel.guild_id, user_id, channel_id, *names)
            return channel

    def sees(self, user_id: int, channel_id: int, *, history: bool = False) -> bool:
        """Whether this person sees the channel (and, if asked, may read what was said before)."""
        return channel_accessible(self.state, channel_id, user_id, history=history)

    def message(self, channel_id: int, message_id: int) -> Message:
        """A message; raises Unknown Message."""
        with refusing():
            return self.state.get_message(channel_id, message_id)

    def message_json(self, message: Message, viewer: int | None = None) -> Json:
        """A message as Discord shows it (before the fix-ups of `shapes`)."""
        return cast("Json", dict(serializers.message_payload(self.state, message, for_user=viewer)))

    def channel_json(self, channel: Channel) -> Json:
        """A channel or thread as Discord shows it."""
        return cast("Json", dict(serializers.channel_payload(self.state, channel)))

    def thread_member_json(self, thread: Channel, user_id: int) -> Json:
        """Somebody's membership of a thread as Discord shows it."""
        return dict(serializers.thread_member_payload(thread, user_id))

    def user_json(self, user_id: int) -> Json:
        """A user as Discord shows it."""
        return cast("Json", dict(serializers.user_payload(self.state.users[user_id])))

    def role_json(self, role: Role) -> Json:
        """A role as Discord shows it."""
        return cast("Json", dict(serializers.role_payload(role)))

    def member_json(self, guild_id: int, user_id: int, *, with_user: bool = True) -> Json:
        """A member as Discord shows it."""
        guild = self.state.guilds[guild_id]
        member = guild.members[user_id]
        return cast("Json", dict(serializers.member_payload(self.state, guild, member, with_user=with_user)))

    def guild_json(self, guild_id: int) -> Json:
        """A whole server as GUILD_CREATE carries it (before the fix-ups of `shapes`)."""
        return cast("Json", dict(serializers.guild_create_payload(self.state, self.state.guilds[guild_id])))

    def bot_guilds(self) -> list[int]:
        """The servers that the bot is a member of."""
        return [guild.id for guild in self.state.guilds.values() if self.bot.id in guild.members]

    def commands_for(self, user_id: int, channel_id: int, kind: int = 1) -> list[Json]:
        """The synced commands (1 slash, 2 user menu, 3 message menu) that this person may use in this
        channel.
        """
        return self.state.visible_commands(user_id=user_id, channel_id=channel_id, type=kind)

    def attachment(self, url: str) -> bytes | None:
        """The bytes behind an attachment's address."""
        return self.state.cdn.get(url)

    def attachments_at(self, base: str) -> None:
        """Give attachments stored from now on addresses under `base`."""
        self.state.cdn.base = base

    @staticmethod
    def media_type(path: str) -> str:
        """The content type that a file's name tells."""
        return guess_type(path)[0] or "application/octet-stream"

    def opened(self, modal: Interaction, opener: Interaction) -> None:
        """Note which interaction opened the modal that another one sends."""
        self.state.opened_by[modal.id] = opener.id

    # ---- building and acting (no permission is asked; `acts` asks)

    def create_user(self, name: str, *, display_name: str | None = None, bot: bool = False) -> int:
        """A new account; returns its id."""
        return self.state.make_user(name, global_name=display_name or name, bot=bot).id

    def create_guild(
        self, name: str, owner_id: int, *, bot_permissions: int | None = None, everyone: int | None = None
    ) -> int:
        """A new server with its owner and the bot in it; permissions default to all but Administrator for
        the bot.
        """
        guild = self.state.create_guild(name, owner_id=owner_id)
        if everyone is not None:
            guild.everyone_role.permissions = everyone
        if bot_permissions is not None:
            self.bot_role(guild.id).permissions = bot_permissions
        return guild.id

    def bot_role(self, guild_id: int) -> Role:
        """The managed role that Discord gave the bot when it was invited."""
        return next(role for role in self.state.guilds[guild_id].roles.values() if role.managed)

    def create_channel(
        self,
        guild_id: int,
        name: str,
        *,
        kind: int = 0,
        parent_id: int | None = None,
        topic: str | None = None,
        overwrites: Iterable[Overwrite] = (),
    ) -> int:
        """A new channel (0 text, 2 voice, 4 category, 5 news, 13 stage, 15 forum); returns its id."""
        fields: dict[str, Any] = {"parent_id": parent_id, "topic": topic}
        return self.state.create_channel(guild_id, name, type=kind, overwrites=list(overwrites), **fields).id

    def create_role(self, guild_id: int, name: str, *, permissions: int = 0, mentionable: bool = False) -> int:
        """A new role just above @everyone; returns its id."""
        return self.state.create_role(guild_id, name, permissions=permissions, mentionable=mentionable).id

    def add_member(self, guild_id: int, user_id: int, roles: Iterable[int] = ()) -> None:
        """Let a person join a server."""
        self.state.add_member(guild_id, user_id, roles=list(roles), announce=True)

    def remove_member(self, guild_id: int, user_id: int) -> None:
        """Let a person leave a server."""
        self.state.remove_member(guild_id, user_id)

    def remove_bot(self, guild_id: int) -> None:
        """Let the bot leave, or be thrown out of, a server, which goes on without it."""
        with refusing():
            guild = self.state.get_guild(guild_id)
        self.tell("GUILD_DELETE", {"id": str(guild_id)})
        guild.members.pop(self.bot.id, None)

    def invite_bot(self, guild_id: int) -> None:
        """Bring the bot (back) into a server."""
        self.state.add_member(guild_id, self.bot.id, roles=[self.bot_role(guild_id).id], announce=False)
        self.tell("GUILD_CREATE", self.guild_json(guild_id))

    def set_overwrite(
        self, channel_id: int, target_id: int, *, member: bool = False, allow: int = 0, deny: int = 0
    ) -> None:
        """Set what a role (or one member) may and may not do in a channel."""
        self.state.set_overwrite(channel_id, overwrite(target_id, member=member, allow=allow, deny=deny))

    @contextmanager
    def at(self, moment: datetime) -> Generator[None]:
        """Date what is done inside at `moment` (moments must come in order): history, before any bot
        connects."""
        now = self.clock.now()
        with self.state.dating():
            self.clock.jump(moment)
            try:
                yield
            finally:
                self.clock.jump(now)

    def overwrites(self, channel_id: int) -> list[Overwrite]:
        """What roles and members may and may not do in a channel, beyond the server's rules."""
        return list(self.state.channels[channel_id].overwrites)

    def change_overwrite(self, channel_id: int, target_id: int, *, allow: int = 0, deny: int = 0) -> None:
        """Add to what a role is allowed and denied in a channel, keeping the rest of its overwrite."""
        before = next((o for o in self.state.channels[channel_id].overwrites if o.target_id == target_id), None)
        allowed, denied = (before.allow, before.deny) if before is not None else (0, 0)
        allowed, denied = (allowed | allow) & ~deny, (denied | deny) & ~allow
        self.set_overwrite(channel_id, target_id, allow=allowed, deny=denied)

    def dm_channel(self, user_id: int) -> int:
        """The direct-message channel between the bot and a person; returns its id."""
        with refusing():
            return self.state.get_dm_channel(user_id).id

    def begin_interaction(
        self,
        kind: int,
        user_id: int,
        channel_id: int,
        data: Json,
        *,
        source: Message | None = None,
        user_installed: bool = False,
    ) -> tuple[Interaction, Json]:
        """An interaction record and its INTERACTION_CREATE payload, not yet announced. `user_installed`: the person
        brought the application along, and the server did not.
        """
        channel = self.state.get_channel(channel_id)
        record, payload = simcord_interactions.base_payload(
            self.state,
            type=kind,
            channel_id=channel_id,
            guild_id=channel.guild_id,
            user_id=user_id,
            data=data,
        )
        if user_installed:
            self.state.user_installed.add(record.id)
            payload["authorizing_integration_owners"] = {"1": str(user_id)}
        if source is not None:
            record.source_message_id = source.id
            payload["message"] = self.message_json(source)
        return record, payload

    def tick(self) -> None:
        """Let the clock do its work: polls end, scheduled events start and end, quiet threads are archived."""
        now = self.clock.now()
        for message_id, channel_id in list(self.open_polls.items()):
            message = self.state.messages.get(channel_id, {}).get(message_id)
            if message is None or message.poll is None or message.poll.finalized:
                del self.open_polls[message_id]
            elif datetime.fromisoformat(message.poll.expiry) <= now:
                del self.open_polls[message_id]
                self.state.expire_poll(channel_id, message_id)
        self.state.activate_due_scheduled_events()
        for guild_id in list(self.state.guilds):
            for thread in self.state.active_threads(guild_id):
                self._archive_if_quiet(thread, now)

    def _archive_if_quiet(self, thread: Channel, now: datetime) -> None:
        meta = thread.thread_metadata
        assert meta is not None
        last = next(reversed(self.state.messages.get(thread.id, {})), 0)
        stirred = max(datetime.fromisoformat(meta.archive_timestamp), moment_of(last))
        if now - stirred >= timedelta(minutes=meta.auto_archive_duration):
            changes = {"archived": True, "archive_timestamp": self.state.now_iso()}
            self.state.edit_channel(thread.id, {}, thread_metadata=changes)

    @property
    def open_polls(self) -> dict[int, int]:
        """Polls that have not ended: message id -> channel id."""
        return self.state.open_polls

    # ---- what a gateway session may hear

    def intent_for(self, event: str, payload: Json) -> int:
        """The intent bit that an event needs (0: always delivered)."""
        name = simcord_intents.required_intent(event, payload)
        return int(getattr(discord.Intents, name).flag) if name else 0

    def strip_content(self, payload: Json, *, exempt: bool = False) -> None:
        """Blank, in place, what a bot without the message-content intent does not see."""
        simcord_intents.censor_message(payload, self.bot.id, backend=self.state, exempt_root=exempt)


def overwrite(target_id: int, *, member: bool = False, allow: int = 0, deny: int = 0) -> Overwrite:
    """What a role (or one member) may and may not do in a channel, for `World.create_channel`."""
    return Overwrite(target_id, OverwriteType.MEMBER if member else OverwriteType.ROLE, allow, deny)


def bits(*names: str) -> int:
    """Permission bits by discord.py's names, such as `send_messages`."""
    value = 0
    for name in names:
        value |= int(getattr(discord.Permissions, name).flag)
    return value


class refusing:  # noqa: N801  # reads as a statement: with refusing(): ...
    """Turn the world's own errors into `Refusal` inside a `with` block."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, BackendError):
            raise Refusal(error.status, error.code, error.message, error.errors) from error

"""Everything that exists in a rehearsal, how it is asked as the bot, and how it is built and changed."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, cast

import discord
from simcord import intents as simcord_intents
from simcord import interactions as simcord_interactions
from simcord.backend.errors import BackendError
from simcord.backend.models import (
    Channel,
    Interaction,
    Message,
    Overwrite,
    Role,
)
from simcord.http.router import RouteNotImplemented, UnsupportedField, dispatch

from rehearsal.clock import RehearsalClock, moment_of
from rehearsal.wire import Json, NotServed, Refusal
from rehearsal.world.looking import Looking, overwrite, refusing
from rehearsal.world.state import Listener, State


@dataclass(slots=True)
class Upload:
    """A file that came with a request, in the shape that the world's routes read."""

    filename: str
    content: bytes
    description: str | None = None
    fp: BytesIO = field(init=False)

    def __post_init__(self) -> None:
        self.fp = BytesIO(self.content)


class World(Looking):
    """Everything that exists in the rehearsal. Ids are integers; every refusal is a `Refusal` with
    Discord's code.

    `listeners` hear each gateway event before intents are applied; `private_listeners` hear of ephemeral
    messages and of answered interactions (`INTERACTION_ANSWERED`), which no gateway carries.
    """

    def __init__(self, clock: RehearsalClock, *, bot_name: str = "Circlekeeper", seed: int = 0) -> None:
        super().__init__(State(clock, seed))
        self.clock = clock
        self.bot.name = bot_name
        self.state.application_id = self.bot.id
        self.listeners: list[Listener] = []
        self.private_listeners = self.state.private_listeners
        self.closed_dms: set[int] = set()
        self.extras: set[int] = set()
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

    def fill(self, guild_id: int, names: Iterable[str]) -> list[int]:
        """Members who make a server as large as it is; returns their ids. They were there before anybody looked, so
        nobody hears them come; they act and are written to like anybody, but what is said in a server's channels is not
        noted for them, of whom there may be thousands.
        """
        people = [self.create_user(name) for name in names]
        for user_id in people:
            self.state.add_member(guild_id, user_id)
        self.extras.update(people)
        return people

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

    def attachments_at(self, base: str) -> None:
        """Give attachments stored from now on addresses under `base`."""
        self.state.cdn.base = base

    def opened(self, modal: Interaction, opener: Interaction) -> None:
        """Note which interaction opened the modal that another one sends."""
        self.state.opened_by[modal.id] = opener.id

    # ---- what a gateway session may hear

    def intent_for(self, event: str, payload: Json) -> int:
        """The intent bit that an event needs (0: always delivered)."""
        name = simcord_intents.required_intent(event, payload)
        return int(getattr(discord.Intents, name).flag) if name else 0

    def strip_content(self, payload: Json, *, exempt: bool = False) -> None:
        """Blank, in place, what a bot without the message-content intent does not see."""
        simcord_intents.censor_message(payload, self.bot.id, backend=self.state, exempt_root=exempt)

"""The backend of SimCord, and what of it is ours: snowflakes, tokens, bounded records, and private news."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast
from urllib.parse import quote

from simcord._clock import Clock as SimCordClock
from simcord.backend import Backend, serializers
from simcord.backend.cdn import CdnStore
from simcord.backend.models import (
    Channel,
    Interaction,
    Message,
    Webhook,
)
from simcord.enums import MessageType
from simcord.http.routes import interactions as webhook_routes
from simcord.types import HttpLogEntry

from rehearsal.clock import RehearsalClock, milliseconds
from rehearsal.wire import Json

Listener = Callable[[str, Json], None]
Screen = Callable[[Message, str], None]
"""Looks at a message with the text it is about to have, and raises `Refusal` to stop it."""

_COMPONENT = 3
_OWNERS: Json = {"authorizing_integration_owners": {}}
_CDN_LIMIT = 256 * 1024 * 1024
_FORUMS = (15, 16)


def _whole_body(request: Any) -> tuple[Json, bool]:
    """What a webhook posts, with all its components: it knows neither link buttons nor webhooks that are the bot's own,
    and `rules.webhooks` has judged them before.
    """
    return dict(request.body()), True


webhook_routes._incoming_webhook_body = _whole_body  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # its rule is not Discord's


class Clock(SimCordClock):
    """The rehearsal's clock in the shape that the world asks for."""

    def __init__(self, clock: RehearsalClock) -> None:
        super().__init__()
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()


class Cdn(CdnStore):
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


class State(Backend):
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
        super().__init__(clock=Clock(clock))
        self.cdn = Cdn()
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

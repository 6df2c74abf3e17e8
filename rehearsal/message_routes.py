"""The bot's messages: posted once per nonce, into open DMs and unlocked threads; history as Discord pages
it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

from rehearsal.acts import must_be_open, reopen_for
from rehearsal.rules.form import Form
from rehearsal.rules.messages import check_message, reference_of
from rehearsal.service import Call, Service
from rehearsal.wire import Json, Refusal
from rehearsal.world import Channel, Message, World

NONCE_WINDOW = timedelta(minutes=5)
REACTIONS = 20
PINS = 250
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"


class MessageRoutes:
    """Our handlers of message routes, added to a service."""

    def __init__(self, world: World, service: Service) -> None:
        self._world = world
        self._service = service
        self._nonces: dict[str, tuple[datetime, int, int]] = {}
        service.own |= {
            "POST /channels/{channel_id}/messages": self.create,
            "GET /channels/{channel_id}/messages": self.history,
            f"PATCH {_MESSAGE}": self.edit,
            f"DELETE {_MESSAGE}": self.delete,
            f"PUT {_MESSAGE}/reactions/{{emoji_name}}/@me": self.react,
            f"POST {_MESSAGE}/threads": self.thread,
            "POST /channels/{channel_id}/threads": self.free_thread,
            "PATCH /channels/{channel_id}": self.edit_channel,
            "PUT /channels/{channel_id}/messages/pins/{message_id}": self.pin,
            "DELETE /channels/{channel_id}/messages/pins/{message_id}": self.unpin,
            "PUT /channels/{channel_id}/pins/{message_id}": self.pin,
            "DELETE /channels/{channel_id}/pins/{message_id}": self.unpin,
            "GET /channels/{channel_id}/pins": self.old_pins,
            "POST /channels/{channel_id}/typing": self.typing,
        }
        for method in ("PUT", "DELETE"):
            for who in ("@me", "{user_id}"):
                service.own[f"{method} /channels/{{channel_id}}/thread-members/{who}"] = self.membership

    # ---- posting

    def create(self, call: Call) -> Json:
        """Post a message, unless its enforced nonce was used in the last minutes: then give that message
        back."""
        world = self._world
        channel = world.require(world.bot.id, call.match.id("channel_id"))
        self._may_post(channel)
        nonce = call.fields.get("nonce")
        key = f"{world.bot.id}:{nonce}" if nonce is not None and call.fields.get("enforce_nonce") else None
        if key is not None:
            before = self._nonces.get(key)
            if before is not None and world.clock.now() - before[0] <= NONCE_WINDOW:
                return world.message_json(world.message(before[1], before[2]), world.bot.id) | {"nonce": nonce}
        self._reference(call, channel)
        with world.sending(nonce):
            answer: Json = self._service.ask(call)
        if key is not None:
            self._remember(key, int(answer["channel_id"]), int(answer["id"]))
        return answer | ({"nonce": nonce} if nonce is not None else {})

    def _remember(self, key: str, channel_id: int, message_id: int) -> None:
        now = self._world.clock.now()
        if len(self._nonces) > 5000:
            self._nonces = {name: kept for name, kept in self._nonces.items() if now - kept[0] <= NONCE_WINDOW}
        self._nonces[key] = (now, channel_id, message_id)

    def _may_post(self, channel: Channel) -> None:
        world = self._world
        if channel.guild_id is None:
            for user_id in channel.recipient_ids:
                if not any(user_id in world.state.guilds[guild].members for guild in world.bot_guilds()):
                    raise Refusal(403, 50278, "Cannot send messages to this user due to having no mutual guilds")
                if user_id in world.closed_dms:
                    raise Refusal(403, 50007, "Cannot send messages to this user")
            return
        if channel.type in (4, 15, 16):
            raise Refusal(400, 50008, "Cannot send messages in a non-text channel")
        if channel.is_thread:
            world.require(world.bot.id, channel.id, "send_messages_in_threads")
            reopen_for(world, world.bot.id, channel)
            if world.bot.id not in channel.thread_members:
                world.state.add_thread_member(channel.id, world.bot.id)

    def _reference(self, call: Call, channel: Channel) -> None:
        reference = reference_of(call.fields)
        if call.files:
            self._world.require(self._world.bot.id, channel.id, "attach_files")
        if reference is None:
            return
        message_id, _, must_exist, forwards = reference
        if forwards:
            return
        if channel.guild_id is not None and not self._world.may(self._world.bot.id, channel.id, "read_message_history"):
            raise Refusal(400, 160002, "Cannot reply without permission to read message history")
        if must_exist and message_id not in self._world.state.messages.get(channel.id, {}):
            form = Form()
            form.add(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
            form.settle()

    # ---- reading

    def history(self, call: Call) -> list[Json]:
        """A page of history, newest first; empty without the right to read history."""
        world, me = self._world, self._world.bot.id
        channel = world.require(me, call.match.id("channel_id"))
        limit = _limit(call, 100)
        _one_way(call)
        if not world.sees(me, channel.id, history=True):
            return []
        messages = [message for message in world.state.messages[channel.id].values() if not message.is_ephemeral]
        page = _page(messages, call.query, limit)
        return [self._seen(message) for message in reversed(page)]

    def _seen(self, message: Message) -> Json:
        body = self._world.message_json(message, self._world.bot.id)
        if not self._world.approved_intents & 1 << 15:
            self._world.strip_content(body)
        return body

    # ---- changing

    def edit(self, call: Call) -> Json:
        """Change one of the bot's own messages."""
        world = self._world
        channel = world.require(world.bot.id, call.match.id("channel_id"))
        message = world.message(channel.id, call.match.id("message_id"))
        if message.author_id != world.bot.id:
            raise Refusal(403, 50005, "Cannot edit a message authored by another user")
        check_message(call.fields, call.files, before={"flags": message.flags})
        if channel.is_thread:
            must_be_open(world, world.bot.id, channel)
        return self._service.ask(call)

    def delete(self, call: Call) -> Any:
        """Delete a message."""
        return self._service.ask(call)

    def react(self, call: Call) -> Any:
        """React to a message, up to twenty different reactions."""
        message = self._world.message(call.match.id("channel_id"), call.match.id("message_id"))
        if len(message.reactions) >= REACTIONS and message.reaction_for(_emoji(call)) is None:
            raise Refusal(400, 30010, "Maximum number of reactions reached (20)")
        return self._service.ask(call)

    def pin(self, call: Call) -> Any:
        """Pin a message: needs Pin Messages, which Manage Messages no longer implies."""
        world, channel_id = self._world, call.match.id("channel_id")
        world.require(world.bot.id, channel_id, "pin_messages")
        message = world.message(channel_id, call.match.id("message_id"))
        if not message.pinned and sum(other.pinned for other in world.state.messages[channel_id].values()) >= PINS:
            raise Refusal(400, 30003, "Maximum number of pins reached (250)")
        world.state.set_pinned(channel_id, message.id, True)

    def unpin(self, call: Call) -> Any:
        """Unpin a message."""
        world, channel_id = self._world, call.match.id("channel_id")
        world.require(world.bot.id, channel_id, "pin_messages")
        world.state.set_pinned(channel_id, world.message(channel_id, call.match.id("message_id")).id, False)

    def old_pins(self, call: Call) -> list[Json]:
        """The pins of a channel, as the older route lists them."""
        world, channel_id = self._world, call.match.id("channel_id")
        world.require(world.bot.id, channel_id, "read_message_history")
        pinned = [message for message in world.state.messages[channel_id].values() if message.pinned]
        return [self._seen(message) for message in reversed(pinned)]

    def typing(self, call: Call) -> Any:
        """Show that the bot is typing."""
        world = self._world
        channel = world.require(world.bot.id, call.match.id("channel_id"))
        if channel.guild_id is None:
            return
        world.require(world.bot.id, channel.id, "send_messages_in_threads" if channel.is_thread else "send_messages")
        body: Json = {"channel_id": str(channel.id), "user_id": str(world.bot.id), "guild_id": str(channel.guild_id)}
        world.tell("TYPING_START", body | {"timestamp": int(world.clock.now().timestamp())})

    # ---- threads

    def thread(self, call: Call) -> Json:
        """Open a thread on a message; there can be only one."""
        if call.match.id("message_id") in self._world.state.channels:
            raise Refusal(400, 160004, "A thread has already been created for this message")
        return self._service.ask(call) | self._joined()

    def free_thread(self, call: Call) -> Json:
        """Open a thread without a message, or a post in a forum."""
        body = dict(call.fields)
        if "type" not in body and self._world.state.channels[call.match.id("channel_id")].type == 0:
            body["type"] = 12
        answer: Json = self._service.ask(call, body=body)
        thread = self._world.state.channels[int(answer["id"])]
        if thread.thread_metadata is not None and "invitable" in body:
            thread.thread_metadata.invitable = bool(body["invitable"])
            answer["thread_metadata"] = answer["thread_metadata"] | {"invitable": bool(body["invitable"])}
        return answer | self._joined()

    def _joined(self) -> Json:
        now = self._world.clock.now().isoformat()
        return {"member": {"id": "0", "user_id": str(self._world.bot.id), "join_timestamp": now, "flags": 0}}

    def membership(self, call: Call) -> Any:
        """Somebody comes into an open thread, or leaves it."""
        thread = self._world.require(self._world.bot.id, call.match.id("channel_id"))
        must_be_open(self._world, self._world.bot.id, thread)
        return self._service.ask(call)

    def edit_channel(self, call: Call) -> Json:
        """Change a channel or a thread."""
        world, body = self._world, call.fields
        channel = world.require(world.bot.id, call.match.id("channel_id"))
        meta = channel.thread_metadata
        if meta is None:
            return self._service.ask(call)
        if meta.archived and set(body) - {"archived", "locked"}:
            raise Refusal(400, 50083, "Thread is archived")
        own = channel.owner_id == world.bot.id
        if "locked" in body or not (own or set(body) <= {"archived"}) or (meta.locked and not own):
            world.require(world.bot.id, channel.id, "manage_threads")
        if "archived" in body:
            meta.archive_timestamp = world.state.now_iso()
        changes = {
            key: body[key] for key in ("archived", "locked", "auto_archive_duration", "invitable") if key in body
        }
        plain = {key: body[key] for key in ("name", "rate_limit_per_user") if key in body}
        return world.channel_json(world.state.edit_channel(channel.id, plain, thread_metadata=changes))


def _emoji(call: Call) -> str:
    return unquote(call.match.parts["emoji_name"])


def _limit(call: Call, most: int, default: int = 50) -> int:
    given = call.query.get("limit")
    if given is None:
        return default
    form = Form()
    if not given.isdecimal():
        form.add(("limit",), "NUMBER_TYPE_COERCE", f'Value "{given}" is not int.')
    else:
        form.whole(("limit",), int(given), 1, most)
    form.settle()
    return int(given)


def _one_way(call: Call) -> None:
    """Discord documents `before`, `after` and `around` as exclusive; which of two it would follow, it does not say."""
    given = [name for name in ("around", "before", "after") if name in call.query]
    if len(given) > 1:
        form = Form()
        form.add((given[1],), "BASE_TYPE_EXCLUSIVE", f"Only one of {', '.join(given)} may be given.")
        form.settle()


def _page(messages: list[Message], query: dict[str, str], limit: int) -> list[Message]:
    """The page that `before`, `after` or `around` ask for, oldest first; messages come oldest first."""
    if "around" in query:
        pivot = int(query["around"])
        older = [message for message in messages if message.id < pivot][-(limit // 2) :]
        newer = [message for message in messages if message.id >= pivot][: limit - len(older)]
        return older + newer
    if "after" in query:
        return [message for message in messages if message.id > int(query["after"])][:limit]
    if "before" in query:
        messages = [message for message in messages if message.id < int(query["before"])]
    return messages[-limit:]

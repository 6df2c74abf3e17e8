"""Gateway sessions: numbering, the bounded buffer for RESUME, and which events a session may hear."""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from rehearsal.presences import Presences
from rehearsal.wire import Json, dumps
from rehearsal.world import World, bits

MESSAGE_CONTENT = 1 << 15
GUILD_MEMBERS = 1 << 1
GUILD_PRESENCES = 1 << 8
PRIVILEGED = MESSAGE_CONTENT | GUILD_MEMBERS | GUILD_PRESENCES
BUFFER_LIMIT = 20_000


@dataclass(slots=True)
class Session:
    """One identified session. `send` is the live socket's way out, or None while the bot is away."""

    id: str
    token: str
    intents: int
    shard: int
    shards: int
    seq: int = 0
    buffer: deque[tuple[int, bytes]] = field(default_factory=lambda: deque[tuple[int, bytes]](maxlen=BUFFER_LIMIT))
    send: Callable[[bytes], None] | None = None
    lost_at: float | None = None
    deaf: bool = False
    unavailable: set[int] = field(default_factory=set[int])

    def dispatch(self, event: str, body: bytes) -> None:
        """Number an event, keep it for RESUME and send it if the bot is here."""
        if self.deaf:
            return
        self.seq += 1
        frame = b'{"op":0,"t":"%b","s":%d,"d":%b}' % (event.encode(), self.seq, body)
        self.buffer.append((self.seq, frame))
        if self.send is not None:
            self.send(frame)

    def missed(self, after: int) -> list[bytes] | None:
        """The frames after `after`, or None if some of them are no longer kept."""
        if (
            after > self.seq
            or (self.buffer and self.buffer[0][0] > after + 1)
            or (not self.buffer and after < self.seq)
        ):
            return None
        return [frame for seq, frame in self.buffer if seq > after]

    def holds(self, guild_id: int | None) -> bool:
        """Whether this shard is the one for a server (DMs belong to shard 0)."""
        return (guild_id >> 22) % self.shards == self.shard if guild_id is not None else self.shard == 0


_CHANNEL_EVENTS = frozenset({
    "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK", "MESSAGE_REACTION_ADD",
    "MESSAGE_REACTION_REMOVE", "MESSAGE_REACTION_REMOVE_ALL", "MESSAGE_REACTION_REMOVE_EMOJI", "TYPING_START",
    "MESSAGE_POLL_VOTE_ADD", "MESSAGE_POLL_VOTE_REMOVE", "CHANNEL_PINS_UPDATE",
})  # fmt: skip
_NEEDS = {
    "GUILD_AUDIT_LOG_ENTRY_CREATE": bits("view_audit_log"),
    "AUTO_MODERATION_RULE_CREATE": bits("manage_guild"),
    "AUTO_MODERATION_RULE_UPDATE": bits("manage_guild"),
    "AUTO_MODERATION_RULE_DELETE": bits("manage_guild"),
    "AUTO_MODERATION_ACTION_EXECUTION": bits("manage_guild"),
    "GUILD_BAN_ADD": bits("ban_members"),
    "GUILD_BAN_REMOVE": bits("ban_members"),
}
_THREAD_EVENTS = frozenset({"THREAD_CREATE", "THREAD_UPDATE"})


class Ears:
    """Decides what of each event a session hears: shard, intents, rights, content. Serialises each variant
    once.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.presences = Presences(world)
        self.hide_content = False

    def deliver(self, sessions: list[Session], event: str, payload: Json) -> None:
        """Give an event to every session that may hear it."""
        guild = (
            payload.get("id") if event in {"GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"} else payload.get("guild_id")
        )
        guild_id = int(guild) if guild is not None else None
        if not self._bot_may_hear(event, payload, guild_id):
            return
        intent = self._world.intent_for(event, payload)
        variants: dict[int, bytes] = {}
        for session in sessions:
            if not session.holds(guild_id) or guild_id in session.unavailable:
                continue
            if intent and not session.intents & intent and not self._own_member(event, payload):
                continue
            key = session.intents & (MESSAGE_CONTENT | GUILD_MEMBERS | GUILD_PRESENCES)
            if key not in variants:
                variants[key] = dumps(self.shaped(event, payload, session.intents))
            session.dispatch(event, variants[key])

    def shaped(self, event: str, payload: Json, intents: int) -> Json:
        """The payload as a session with these intents receives it."""
        if event == "GUILD_CREATE":
            return self._guild_for(payload, intents)
        if event == "THREAD_MEMBERS_UPDATE" and not intents & GUILD_MEMBERS:
            me = str(self._world.bot.id)
            added: list[Json] = payload.get("added_members") or []
            removed: list[str] = payload.get("removed_member_ids") or []
            return payload | {
                "added_members": [member for member in added if str(member.get("user_id")) == me],
                "removed_member_ids": [user for user in removed if str(user) == me],
            }
        if intents & MESSAGE_CONTENT and not self.hide_content:
            return payload
        if event in {"MESSAGE_CREATE", "MESSAGE_UPDATE"}:
            stripped = copy.deepcopy(payload)
            self._world.strip_content(stripped)
            return stripped
        if event == "INTERACTION_CREATE":
            return self._interaction_without_content(payload)
        if event == "AUTO_MODERATION_ACTION_EXECUTION":
            return payload | {"content": "", "matched_content": ""}
        return payload

    def _interaction_without_content(self, payload: Json) -> Json:
        stripped = copy.deepcopy(payload)
        message = stripped.get("message")
        if isinstance(message, dict):
            self._world.strip_content(message, exempt=True)  # pyright: ignore[reportUnknownArgumentType]  # a JSON object
        data: Json = stripped.get("data") or {}
        resolved: Json = data.get("resolved") or {}
        messages: Json = resolved.get("messages") or {}
        for message_id, target in messages.items():
            self._world.strip_content(target, exempt=data.get("target_id") == message_id)
        return stripped

    def _guild_for(self, payload: Json, intents: int) -> Json:
        me = str(self._world.bot.id)
        members: list[Json] = payload["members"]
        if not (intents & GUILD_PRESENCES and intents & GUILD_MEMBERS):
            members = [member for member in members if member["user"]["id"] == me]
        here = self._world.state.guilds[int(payload["id"])].members
        presences = self.presences.of(here) if intents & GUILD_PRESENCES else []
        return payload | {"members": members, "presences": presences}

    def _own_member(self, event: str, payload: Json) -> bool:
        if event != "GUILD_MEMBER_UPDATE":
            return False
        user: Json = payload.get("user") or {}
        return user.get("id") == str(self._world.bot.id)

    def _bot_may_hear(self, event: str, payload: Json, guild_id: int | None) -> bool:
        world, me = self._world, self._world.bot.id
        if guild_id is not None and event != "GUILD_DELETE":
            guild = world.state.guilds.get(guild_id)
            if guild is None or me not in guild.members:
                return event == "GUILD_MEMBER_REMOVE"
            needed = _NEEDS.get(event, 0)
            if needed and not world.permissions(guild_id, me) & needed:
                return False
        if event in _CHANNEL_EVENTS:
            return world.sees(me, int(payload["channel_id"]))
        if event in _THREAD_EVENTS:
            return world.sees(me, int(payload["id"]))
        return True

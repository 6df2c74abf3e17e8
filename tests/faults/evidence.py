"""What can be known from outside when a fault is over: what Discord saw, what is on disk, what the log says.

Never the bot's memory. It is plain data, so that a test can change it and see an invariant fail.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from rehearsal.server import Rehearsal

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Row = dict[str, Any]


def moment(milliseconds: int) -> datetime:
    """A moment as the database keeps it."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def stamp(at: datetime) -> int:
    return (at - EPOCH) // timedelta(milliseconds=1)


@dataclass
class Post:
    """One message as Discord has it, with what it was before."""

    message_id: int
    channel_id: int
    guild_id: int | None
    author_id: int
    by_bot: bool  # ours
    by_person: bool
    at: datetime
    text: str
    ids: frozenset[str]  # custom ids of its buttons
    nonce: str | None = None
    pinged_roles: frozenset[int] = frozenset()
    pinged_people: frozenset[int] = frozenset()
    everyone: bool = False
    private: bool = False
    edited_at: datetime | None = None
    deleted: bool = False
    heard: bool = True  # a gateway session was there to hear it


@dataclass
class Life:
    """One process of the bot, by the rehearsal's clock."""

    began_at: datetime
    ready_at: datetime | None = None
    ended_at: datetime | None = None
    code: int | None = None
    meant: bool = False  # it was asked to end, or told to kill itself


@dataclass
class Guild:
    """What a server is like at the end."""

    guild_id: int
    channels: frozenset[int]
    members: frozenset[int]
    present: bool  # the bot is in it
    staff: dict[int, frozenset[int]]  # role -> members
    may_write: frozenset[int]  # channels
    may_read: frozenset[int]


@dataclass
class Evidence:
    bot_id: int
    posts: list[Post]
    requests: list[Row]
    violations: list[Any]
    guilds: dict[int, Guild]
    lives: list[Life]
    jumps: list[tuple[datetime, datetime]]
    log: str
    folder: Path
    database: Path
    went_back: bool  # the clock was set back
    taken_at: datetime
    quiet: bool  # it came to rest when it was asked to
    words: frozenset[str] = frozenset()  # what people wrote that must not be found anywhere
    erased: frozenset[tuple[int, int]] = frozenset()
    expected: frozenset[str] = frozenset()  # failures that the fault itself brings about, by place
    urgent: Callable[[str], bool] = lambda text: "kill myself" in text.lower()
    took: tuple[str, ...] = field(default=())

    def rows(self, query: str, *values: object) -> list[Row]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]

    def posts_of_bot(self) -> Iterator[Post]:
        return (post for post in self.posts if post.by_bot)

    def lost(self, since: datetime, until: datetime) -> timedelta:
        """How much of a span the bot could not use: it was not running, or the clock left it out."""
        away = [(life.ended_at or self.taken_at, after.began_at) for life, after in pairwise(self.lives)]
        away += [(life.began_at, life.ready_at or life.ended_at or self.taken_at) for life in self.lives] + self.jumps
        cut = sorted((max(a, since), min(b, until)) for a, b in away if max(a, since) < min(b, until))
        whole, reached = timedelta(), since
        for a, b in cut:
            whole += max(b - max(a, reached), timedelta())
            reached = max(reached, b)
        return whole

    def started_within(self, since: datetime, until: datetime) -> bool:
        """A process began, or the clock was moved, in this span."""
        return any(since <= (life.ready_at or life.began_at) <= until for life in self.lives) or any(
            since <= after <= until for _, after in self.jumps
        )


class Recorder:
    """Listens to everything from the first moment on: what is deleted or edited later is still known."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self._rehearsal = rehearsal
        self.posts: dict[int, Post] = {}
        self.lives: list[Life] = []
        self.jumps: list[tuple[datetime, datetime]] = []
        self.went_back = False
        self._ever: dict[int, set[int]] = {}
        self.requests: list[Row] = []
        self.words: set[str] = set()
        rehearsal.world.listeners.append(self._heard)
        rehearsal.transcript.watchers.append(self._crossed)
        whole = rehearsal.clock.jump

        def jump(to: datetime) -> None:
            before = rehearsal.clock.now()
            whole(to)
            self.went_back = self.went_back or before - to > timedelta(seconds=1)
            if to - before > timedelta(seconds=1):
                self.jumps.append((before, to))

        rehearsal.clock.jump = jump  # type: ignore[method-assign]

    def _crossed(self, record: Row) -> None:
        if record["door"] == "rest":
            self.requests.append(record)

    def _heard(self, event: str, payload: Row) -> None:
        match event:
            case "MESSAGE_CREATE":
                self._created(payload)
            case "MESSAGE_UPDATE":
                self._edited(payload)
            case "MESSAGE_DELETE":
                self._deleted(int(payload["id"]))
            case "MESSAGE_DELETE_BULK":
                for one in payload["ids"]:
                    self._deleted(int(one))
            case _:
                return

    def _created(self, payload: Row) -> None:
        world = self._rehearsal.world
        message_id, channel_id = int(payload["id"]), int(payload["channel_id"])
        message = world.state.messages.get(channel_id, {}).get(message_id)
        author = int(payload["author"]["id"])
        person = not payload["author"].get("bot") and not payload.get("webhook_id")
        text = _text(payload)
        self.posts[message_id] = Post(
            message_id=message_id,
            channel_id=channel_id,
            guild_id=int(payload["guild_id"]) if payload.get("guild_id") else None,
            author_id=author,
            by_bot=author == world.bot.id,
            by_person=person and int(payload.get("type") or 0) in (0, 19),
            at=world.clock.now(),
            text=text,
            ids=_ids(payload),
            nonce=None if message_id not in world.nonces else str(world.nonces[message_id]),
            pinged_roles=frozenset() if message is None else frozenset(message.ping_role_ids),
            pinged_people=frozenset() if message is None else frozenset(message.ping_user_ids),
            everyone=message is not None and message.mention_everyone,
            private=bool(int(payload.get("flags") or 0) & 64),
            heard=any(session.send is not None and not session.deaf for session in _sessions(self._rehearsal)),
        )
        if person and len(text) > 12:
            self.words.add(text)

    def _edited(self, payload: Row) -> None:
        post = self.posts.get(int(payload["id"]))
        if post is not None and ("content" in payload or "components" in payload):
            post.text, post.ids = _text(payload), _ids(payload)
            post.edited_at = self._rehearsal.world.clock.now()
            if post.by_person and len(post.text) > 12:
                self.words.add(post.text)

    def _deleted(self, message_id: int) -> None:
        if message_id in self.posts:
            self.posts[message_id].deleted = True

    def remember_roles(self) -> None:
        """Who has which role now: a right that was there when it was used is not gone with the role."""
        for guild in self._rehearsal.world.state.guilds.values():
            for member_id, member in guild.members.items():
                for role_id in member.role_ids:
                    self._ever.setdefault(role_id, set()).add(member_id)

    def guilds(self) -> dict[int, Guild]:
        self.remember_roles()
        world = self._rehearsal.world
        me = world.bot.id
        found: dict[int, Guild] = {}
        for guild_id, guild in world.state.guilds.items():
            present = me in guild.members
            channels = frozenset(c.id for c in world.state.channels.values() if c.guild_id == guild_id)

            def can(*rights: str, present: bool = present, channels: frozenset[int] = channels) -> frozenset[int]:
                return frozenset(c for c in channels if present and world.may(me, c, *rights))

            found[guild_id] = Guild(
                guild_id,
                channels,
                frozenset(guild.members),
                present,
                {role: frozenset(members) for role, members in self._ever.items()},
                can("view_channel", "send_messages"),
                can("view_channel", "read_message_history"),
            )
        return found


def _sessions(rehearsal: Rehearsal) -> Iterator[Any]:
    return iter(list(rehearsal.gateway.sessions.values()))


def _text(payload: Row) -> str:
    """Every word of a message: content, forwarded text, poll, components."""
    found: list[str] = [payload.get("content") or ""]
    found += [(one.get("message") or {}).get("content") or "" for one in payload.get("message_snapshots") or ()]
    poll = payload.get("poll") or {}
    found.append((poll.get("question") or {}).get("text") or "")
    found += [(a.get("poll_media") or {}).get("text") or "" for a in poll.get("answers") or ()]
    found += [a.get("filename") or "" for a in payload.get("attachments") or ()]
    found += [str(one["content"]) for one in _components(payload.get("components")) if one.get("content")]
    return "\n".join(part for part in found if part)


def _ids(payload: Row) -> frozenset[str]:
    return frozenset(str(one["custom_id"]) for one in _components(payload.get("components")) if one.get("custom_id"))


def _components(node: Any) -> Iterator[Row]:
    if isinstance(node, list):
        for one in node:
            yield from _components(one)
    elif isinstance(node, dict):
        yield node
        for inside in ("components", "component", "accessory"):
            yield from _components(node.get(inside))

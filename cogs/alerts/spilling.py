"""When the database takes nothing, alerts still reach people: said plainly, kept in a file, and recorded later.

The file holds ids, rules and moments, never words or names. What a server last chose is remembered for this.
"""

import asyncio
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import discord
import orjson

from cogs.alerts import rules
from cogs.alerts.matching.findings import Hit, Severity
from cogs.alerts.seen import Seen, mode_of
from cogs.alerts.standing import standing_of
from cogs.shared.answers import Text
from cogs.shared.app import App
from cogs.shared.delivery import nonce_of
from cogs.shared.outcomes import SEND_ERRORS, failure
from cogs.shared.pacer import in_lane
from cogs.shared.said import pinging
from cogs.shared.words import Words, words_for
from storage.records.alerts import Source
from storage.records.outbox import Lane
from storage.records.servers import Server
from storage.routes import FILE as ROUTES
from storage.routes import RoutesError, load

log = logging.getLogger(__name__)

FILE = "spill.jsonl"
PAUSE = 120.0


@dataclass(frozen=True, slots=True)
class Spilled:
    seen: Seen
    hit: Hit


class Spill:
    def __init__(self, app: App) -> None:
        self.app = app
        self.path: Path = app.config.storage.keys.parent / FILE
        self.routes: dict[int, Server] = {}
        self._file = asyncio.Lock()
        self._kept: set[int] = set()
        self._told: dict[tuple[int, int], float] = {}

    def remember(self, servers: Mapping[int, Server]) -> None:
        """The ways to people as they were when the database could last be read."""
        self.routes |= servers

    async def keep(self, message: discord.Message, hits: Sequence[Hit]) -> None:
        """Keep what was found and tell the alert channel, once a message; raises nothing that Discord causes."""
        guild = message.guild
        server = None if guild is None else self.routes.get(guild.id)
        if server is None or message.id in self._kept:
            return
        watched_as = message.channel.parent_id if isinstance(message.channel, discord.Thread) else message.channel.id
        mode = mode_of(server, watched_as) or mode_of(server, message.channel.id)
        found = () if mode is None else rules.counted(hits, mode)
        if not found:
            return
        self._kept.add(message.id)
        avoid, can_read = await standing_of(self.app, server, message.author)
        top = rules.gravest(found)
        line = {
            "guild": server.guild_id,
            "channel": message.channel.id,
            "watched_as": watched_as,
            "message": message.id,
            "member": message.author.id,
            "said_at": message.created_at.isoformat(),
            "category": top.category,
            "severity": int(top.severity),
            "rule": top.rule,
            "avoid": avoid,
            "can_read": sorted(can_read),
        }
        try:
            async with self._file:
                await asyncio.to_thread(_append, self.path, orjson.dumps(line) + b"\n")
        except OSError as error:  # the same full disk: people must hear of it all the same
            log.error("an alert could not be kept in the spill file: %s", type(error).__name__)  # noqa: TRY400 - a trace may hold a path
        if self._may_tell(server.guild_id, message.author.id):
            await self._tell(server, message, top, can_read)

    def _may_tell(self, guild_id: int, member_id: int) -> bool:
        """One message for one person in two minutes; all of what they wrote is in the file."""
        now = self.app.clock.monotonic()
        last = self._told.get((guild_id, member_id))
        if last is not None and now - last < PAUSE:
            return False
        self._told[guild_id, member_id] = now
        return True

    async def waiting(self) -> tuple[Spilled, ...]:
        """What is to be recorded now that the database may take it; lines that cannot be read are left out."""
        lines = await asyncio.to_thread(_lines, self.path)
        return tuple(spilled for spilled in map(_spilled, lines) if spilled is not None)

    async def done(self, recorded: Sequence[Spilled]) -> None:
        """These are recorded. What was kept meanwhile stays."""
        known = {spilled.seen.message_id for spilled in recorded}
        async with self._file:
            none_is_left = await asyncio.to_thread(_leave_out, self.path, known)
        if none_is_left:
            self._kept.clear()
            self._told.clear()

    async def _tell(self, server: Server, message: discord.Message, top: Hit, can_read: frozenset[int]) -> None:
        """In the first alert channel that takes it and that the person cannot read; else to the organisers by DM."""
        for channel_id in (server.alert_channel_id, server.second_channel_id):
            if channel_id is None or channel_id in can_read:
                continue
            if await self._say(channel_id, server, message, top):
                return
        for member_id in server.organiser_ids:
            if member_id != message.author.id:
                await self._say_to(member_id, server, message, top)

    async def _say_to(self, member_id: int, server: Server, message: discord.Message, top: Hit) -> None:
        try:
            channel = await self.app.create_dm(discord.Object(member_id))
        except SEND_ERRORS as error:
            log.info("an organiser could not be written to: %s", failure(error).detail)
            return
        await self._say(channel.id, server, message, top)

    async def _say(self, channel_id: int, server: Server, message: discord.Message, top: Hit) -> bool:
        role_id = server.responder_role_id
        view = Text(_plain(words_for(server.locale), message, role_id))
        view.stop()
        channel = self.app.get_partial_messageable(channel_id)
        pings = pinging(roles=() if role_id is None or top.severity < Severity.HIGH else (role_id,))
        try:
            with in_lane(Lane.ALERTS):
                await channel.send(
                    view=view, allowed_mentions=pings, nonce=nonce_of(f"spill:{message.id}:{channel_id}")
                )
        except SEND_ERRORS as error:
            log.error("an alert could neither be written down nor said: %s", failure(error).detail)  # noqa: TRY400 - a trace may hold text
            return False
        return True

    def remember_from_file(self) -> None:
        """What was known when the database could last be read: the first thing known after a start."""
        storage = self.app.config.storage
        try:
            found = load(storage.keys.parent / ROUTES, storage.master_key_file)
        except RoutesError as error:
            log.warning("%s", error)
            return
        self.remember({route.server.guild_id: route.server for route in found})


def _plain(w: Words, message: discord.Message, role_id: int | None) -> str:
    who = "" if role_id is None else f"<@&{role_id}> "
    return who + w(
        "Someone may need a human now: {who} in {channel}. {link}\nI cannot write anything down at the moment, so "
        "there is no button. Please say here that you have it.",
        who=f"<@{message.author.id}>",
        channel=f"<#{message.channel.id}>",
        link=message.jump_url,
    )


def _append(path: Path, line: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _leave_out(path: Path, message_ids: set[int]) -> bool:
    """Take lines out of the file; True when none is left, and no file either. Whole or not at all."""
    left = [
        line for line in _lines(path) if (one := _spilled(line)) is not None and one.seen.message_id not in message_ids
    ]
    if not left:
        path.unlink(missing_ok=True)
        return True
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    _append(new, b"".join(line + b"\n" for line in left))
    new.replace(path)
    return False


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines() if path.exists() else []


def _spilled(line: bytes) -> Spilled | None:
    try:
        kept: dict[str, Any] = orjson.loads(line)
        seen = Seen(
            guild_id=kept["guild"],
            channel_id=kept["channel"],
            watched_as=kept["watched_as"],
            message_id=kept["message"],
            member_id=kept["member"],
            said_at=datetime.fromisoformat(kept["said_at"]),
            text="",
            source=Source.CATCH_UP,
            avoid=bool(kept.get("avoid")),
            can_read=frozenset(kept.get("can_read", ())),
        )
        hit = Hit(kept["category"], Severity(kept["severity"]), kept["rule"], 0, 0, "", None, "spill")
    except (ValueError, KeyError, TypeError) as error:
        log.warning("a line of the spill file could not be read: %s", type(error).__name__)
        return None
    return Spilled(seen, hit)

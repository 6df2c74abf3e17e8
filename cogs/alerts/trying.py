"""A rule is tried before it is saved: on what was said lately, and on the project's own messages. Counts only."""

import asyncio
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import discord
import orjson

from cogs.alerts.looking import is_a_persons, parts_of
from cogs.alerts.matching.engine import Engine
from cogs.alerts.matching.packs import Rule
from cogs.alerts.rules import text_of
from cogs.shared.outcomes import SEND_ERRORS
from cogs.shared.pacer import in_lane
from storage.records.outbox import Lane
from storage.records.servers import ChannelMode, Server

_MESSAGES = Path(__file__).parent / "matching" / "messages_own.jsonl"
MOST_READ = 1_000
WIDE = 0.05
"""A rule that matches a larger share than this is asked about twice."""

Readable = discord.TextChannel | discord.VoiceChannel | discord.StageChannel


@dataclass(frozen=True, slots=True)
class Trial:
    """How many messages there were, and how many of them the rule matched."""

    said: int
    said_matched: int
    harmless: int
    harmless_matched: int
    grave: int
    grave_matched: int

    @property
    def is_wide(self) -> bool:
        """It matches more than a twentieth of what people say, here or in our own harmless messages."""
        return self.said_matched > WIDE * self.said or self.harmless_matched > WIDE * self.harmless


@cache
def _own_messages() -> tuple[tuple[str, bool], ...]:
    """Text, and whether it should alert."""
    rows = [orjson.loads(line) for line in _MESSAGES.read_bytes().splitlines()]
    return tuple((str(row["text"]), bool(row["should_alert"])) for row in rows)


def on_own_messages(engine: Engine) -> tuple[int, int, int, int]:
    """Harmless and how many of them matched; grave and how many of them matched."""
    matched = [(should, bool(engine.scan(text))) for text, should in _own_messages()]
    calm = [found for should, found in matched if not should]
    grave = [found for should, found in matched if should]
    return len(calm), sum(calm), len(grave), sum(grave)


async def try_rule(base: Engine, rule: Rule, guild: discord.Guild, server: Server) -> Trial:
    """Read what was said lately in the watched channels, in memory, and count. Nothing of it is kept."""
    engine = base.only([rule])
    said = matched = 0
    channels = [
        channel
        for watched in server.watched
        if watched.mode is not ChannelMode.OFF
        and isinstance(channel := guild.get_channel(watched.channel_id), Readable)
        and channel.permissions_for(guild.me).read_message_history
    ]
    for number, channel in enumerate(channels):
        share = -(-(MOST_READ - said) // (len(channels) - number))
        try:
            with in_lane(Lane.PROMPTS):
                page = [message async for message in channel.history(limit=share)]
        except SEND_ERRORS:
            continue
        for message in page:
            if is_a_persons(message):
                said += 1
                matched += bool(engine.scan(text_of(parts_of(message))))
        await asyncio.sleep(0)
    return Trial(said, matched, *on_own_messages(engine))

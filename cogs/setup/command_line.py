"""`python bot.py check`: what the bot may do on each of its servers, asked of Discord over REST alone.

The terminal speaks English (decision 041): the sentences are those of the set-up panel, with names for mentions.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import discord
from discord.http import Route

from cogs.setup import rules
from cogs.setup.guild_facts import Seen, advice, channel_problems
from cogs.shared.words import words_for
from storage.records.servers import Server

_MENTION = re.compile(r"<(#|@&)(\d+)>")
_PERMISSION_NAMES = {
    "view_channel": "View Channels",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_private_threads": "Create Private Threads",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}


@dataclass(slots=True)
class Report:
    """`problems` each name a server, what is missing and the fix; `notes` are worth knowing and stop nothing."""

    problems: list[str] = field(default_factory=list[str])
    notes: list[str] = field(default_factory=list[str])


async def permissions(api_base: str, token: str, servers: Mapping[int, Server]) -> Report:
    """Look at every server that the bot is in; `servers` are those that have been set up. Raises discord's errors."""
    Route.BASE = api_base
    report = Report()
    async with discord.Client(intents=discord.Intents.none()) as client:
        await client.login(token)
        async for listed in client.fetch_guilds(limit=None):
            await _look(client, listed.id, servers.get(listed.id), report)
    return report


async def _look(client: discord.Client, guild_id: int, server: Server | None, report: Report) -> None:
    assert client.user is not None
    guild = await client.fetch_guild(guild_id, with_counts=False)
    me = await guild.fetch_member(client.user.id)
    channels = {channel.id: channel for channel in await guild.fetch_channels()}
    held = me.guild_permissions
    if held.administrator:
        report.notes.append(
            f"{guild.name}: the bot is Administrator there, which it never needs. Take that from its role."
        )
    lacking = [_PERMISSION_NAMES[name] for name in rules.NEEDED_ON_SERVER if not getattr(held, name)]
    if lacking:
        report.problems.append(
            f"{guild.name}: the bot's role lacks {words_for(None).listed(f'“{name}”' for name in lacking)}. Open "
            "Server Settings, then Roles, and allow it for that role."
        )
    if server is None:
        report.notes.append(f"{guild.name}: nothing is set up yet. Somebody with “Manage Server” types /setup server.")
        return
    seen = Seen(guild, me, channels)
    w = words_for(None)
    report.problems += [f"{guild.name}: {_named(one, seen)}" for one in channel_problems(w, seen, server)]
    report.notes += [f"{guild.name}: {one}" for one in advice(w, seen)]


def _named(sentence: str, seen: Seen) -> str:
    """The sentence with names where Discord would show them."""

    def name(mention: re.Match[str]) -> str:
        sign, number = mention[1], int(mention[2])
        thing = seen.channels.get(number) if sign == "#" else seen.guild.get_role(number)
        return f"{'#' if sign == '#' else '@'}{thing.name if thing is not None else number}"

    return _MENTION.sub(name, sentence)

"""Reads from Discord's objects the facts that the rules of set-up decide on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import discord

from cogs.setup import rules, text
from cogs.setup.settings_file import Facts
from cogs.shared.words import Words
from storage.records.servers import Server

WATCHABLE = (discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum)


def watchable(guild: discord.Guild | None, chosen: Sequence[int]) -> set[int]:
    """The channels of this server among `chosen`, and those in its chosen categories; what is not here is left out."""
    found: set[int] = set()
    for channel_id in chosen:
        channel = None if guild is None else guild.get_channel(channel_id)
        within = channel.channels if isinstance(channel, discord.CategoryChannel) else [channel]
        found |= {one.id for one in within if one is not None and one.type in WATCHABLE}
    return found


def made_at(guild: discord.Guild) -> dict[int, datetime]:
    """When each channel that can be watched was made."""
    return {channel.id: channel.created_at for channel in guild.channels if channel.type in WATCHABLE}


def readers_of(channel: discord.abc.GuildChannel, me_id: int) -> list[rules.Reader]:
    """Every role that can read the channel, and every person let in by name, apart from the bot (`me_id`)."""
    guild = channel.guild
    found = [
        rules.Reader(
            role.id,
            role.name,
            is_everyone=role.is_default(),
            runs_the_server=role.permissions.administrator,
            is_the_bot=role.managed and not role.is_premium_subscriber(),
        )
        for role in guild.roles
        if channel.permissions_for(role).view_channel
    ]
    for target, overwrite in channel.overwrites.items():
        if not isinstance(target, discord.Role) and overwrite.view_channel and target.id != me_id:
            name = getattr(target, "display_name", str(target.id))
            found.append(rules.Reader(target.id, name, runs_the_server=target.id == guild.owner_id))
    return found


@dataclass(frozen=True, slots=True)
class Seen:
    """A server as the bot sees it: from the gateway, or asked for over REST."""

    guild: discord.Guild
    me: discord.Member
    channels: Mapping[int, discord.abc.GuildChannel]


def seen(guild: discord.Guild) -> Seen:
    """From what the gateway has told."""
    return Seen(guild, guild.me, {channel.id: channel for channel in guild.channels})


def channel_problems(w: Words, seen: Seen, server: Server) -> list[str]:
    """What is missing where, in sentences; empty when all is well."""
    problems: list[str] = []
    if server.alert_channel_id is not None:
        problems += _lacking(w, seen, server.alert_channel_id, rules.NEEDED_IN_ALERT_CHANNEL)
        channel = seen.channels.get(server.alert_channel_id)
        if channel is not None:
            roles = [r for r in (server.responder_role_id, server.moderator_role_id) if r is not None]
            refused = rules.refusal_of_alert_channel(
                readers_of(channel, seen.me.id), alert_role_ids=roles, alert_member_ids=server.organiser_ids
            )
            if refused is not None:
                problems.append(text.refused_channel(w, refused))
            problems += _pings(w, seen, channel, roles)
    for watched in server.watched:
        problems += _lacking(w, seen, watched.channel_id, rules.NEEDED_IN_WATCHED_CHANNEL)
    return problems


def advice(w: Words, seen: Seen) -> list[str]:
    """What would be better, though alerts reach people without it."""
    return [] if seen.me.guild_permissions.manage_guild else [text.automod_is_invisible(w)]


def facts_for_file(
    guild: discord.Guild, members: Sequence[discord.Member] | None, server: Server, role_ids: Sequence[int] = ()
) -> Facts:
    """Names and numbers, no person: `members` are counted by role (None: Discord did not say). `role_ids`: the roles
    that the bot is to give."""
    names = {("channel", channel.id): channel.name for channel in guild.channels}
    names |= {("role", role.id): role.name for role in guild.roles}
    roles = [role_id for role_id in (server.responder_role_id, server.moderator_role_id) if role_id is not None]
    people = [member for member in members or () if not member.bot]
    counted = {role_id: sum(member.get_role(role_id) is not None for member in people) for role_id in roles}
    needs: dict[int, Sequence[str]] = {one.channel_id: rules.NEEDED_IN_WATCHED_CHANNEL for one in server.watched}
    if server.alert_channel_id is not None:
        needs[server.alert_channel_id] = rules.NEEDED_IN_ALERT_CHANNEL
    missing: list[tuple[str, str]] = []
    for channel_id, needed in needs.items():
        channel = guild.get_channel(channel_id)
        has = [] if channel is None else [name for name, allowed in channel.permissions_for(guild.me) if allowed]
        name = names.get(("channel", channel_id), "gone")
        missing += [(name, lack.permission) for lack in rules.lacking(channel_id, _documented(has), needed)]
    alert_channel = guild.get_channel(server.alert_channel_id or 0)
    may_mention_all = alert_channel is not None and alert_channel.permissions_for(guild.me).mention_everyone
    found = [role for role in (guild.get_role(role_id) for role_id in dict.fromkeys(roles)) if role is not None]
    silent = [
        role.name
        for role in found
        if not rules.may_ping(role_is_mentionable=role.mentionable, bot_may_mention_all=may_mention_all)
    ]
    given = [role for role in (guild.get_role(role_id) for role_id in dict.fromkeys(role_ids)) if role is not None]
    out_of_reach = [role.name for role in given if not _may_give(guild.me, role)]
    return Facts(names, counted if members is not None else {}, missing, silent, out_of_reach)


def _may_give(me: discord.Member, role: discord.Role) -> bool:
    return me.guild_permissions.manage_roles and role.is_assignable()


def _lacking(w: Words, seen: Seen, channel_id: int, needed: Sequence[str]) -> list[str]:
    channel = seen.channels.get(channel_id)
    if channel is None:
        return [
            w(
                "{channel} is not there, or I cannot see it. Please let my role see it, or choose again: /setup server",
                channel=f"<#{channel_id}>",
            )
        ]
    permissions = channel.permissions_for(seen.me)
    has = [name for name, allowed in permissions if allowed]
    return [text.lacking_line(w, lack) for lack in rules.lacking(channel_id, _documented(has), needed)]


def _documented(names: Sequence[str]) -> list[str]:
    return [*names, *(["view_channel"] if "read_messages" in names else [])]


def _pings(w: Words, seen: Seen, channel: discord.abc.GuildChannel, role_ids: Sequence[int]) -> list[str]:
    may_mention_all = channel.permissions_for(seen.me).mention_everyone
    roles = [role for role in (seen.guild.get_role(role_id) for role_id in dict.fromkeys(role_ids)) if role is not None]
    return [
        text.cannot_ping(w, role.id)
        for role in roles
        if not rules.may_ping(role_is_mentionable=role.mentionable, bot_may_mention_all=may_mention_all)
    ]

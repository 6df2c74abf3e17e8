"""Reads from Discord's objects the facts that the rules of circles decide on."""

from typing import Any

import discord


def sees(interaction: discord.Interaction[Any], channel_id: int) -> bool:
    """Whether the person who pressed can see a channel of this server; no when it is not there."""
    if interaction.guild is None or not isinstance(interaction.user, discord.Member):
        return False
    channel = interaction.guild.get_channel(channel_id)
    return channel is not None and channel.permissions_for(interaction.user).view_channel


def allowed_to_the_bot(channel: discord.abc.GuildChannel) -> list[str]:
    """Discord's names of what the bot may do in a channel."""
    permissions = channel.permissions_for(channel.guild.me)
    names = [name for name, allowed in permissions if allowed]
    # the library says read_messages for what Discord's pages call View Channel
    return [*names, *(["view_channel"] if permissions.view_channel else [])]


def roles_of(interaction: discord.Interaction[Any]) -> list[int]:
    user = interaction.user
    return [role.id for role in user.roles] if isinstance(user, discord.Member) else []

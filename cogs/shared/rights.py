"""Who may do what: read at the press, from what Discord sent with it, not from when a message was posted."""

from typing import Any

import discord

from storage.records.servers import Server


def is_organiser(interaction: discord.Interaction[Any]) -> bool:
    """Manage Server, on the server the press came from."""
    return interaction.guild_id is not None and interaction.permissions.manage_guild


def has_role(interaction: discord.Interaction[Any], role_id: int | None) -> bool:
    user = interaction.user
    return isinstance(user, discord.Member) and role_id is not None and user.get_role(role_id) is not None


def is_responder(interaction: discord.Interaction[Any], server: Server) -> bool:
    """May see and work alerts here: the responder role, the moderator role, or a named organiser."""
    if interaction.guild_id != server.guild_id:
        return False
    return (
        has_role(interaction, server.responder_role_id)
        or has_role(interaction, server.moderator_role_id)
        or interaction.user.id in server.organiser_ids
    )


def is_moderator(interaction: discord.Interaction[Any], server: Server) -> bool:
    if interaction.guild_id != server.guild_id:
        return False
    return has_role(interaction, server.moderator_role_id) or is_organiser(interaction)

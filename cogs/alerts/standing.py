"""Who may work a case, read at the press, on the case's own server: also when the press came from a DM."""

from typing import Any

import discord

from cogs.shared.app import App
from cogs.shared.outcomes import SEND_ERRORS
from cogs.shared.rights import is_responder
from storage.cases import CaseStore
from storage.records.servers import Server
from storage.servers import ServerStore


def works_here(member: discord.Member, server: Server) -> bool:
    """Responder, moderator or named organiser of that server."""
    roles = {server.responder_role_id, server.moderator_role_id} - {None}
    return member.guild.id == server.guild_id and (
        member.id in server.organiser_ids or any(role.id in roles for role in member.roles)
    )


async def server_of(app: App, interaction: discord.Interaction[Any], case_id: int) -> Server | None:
    """The server on which this press counts: where it was made, or for a DM the one that the case belongs to."""
    async with app.database.reading() as work:
        guild_id = interaction.guild_id
        if guild_id is None:
            case = await CaseStore(work).get_anywhere(case_id)
            guild_id = None if case is None else case.guild_id
        return None if guild_id is None else await ServerStore(work).get(guild_id)


async def may_work(app: App, interaction: discord.Interaction[Any], server: Server) -> bool:
    if interaction.guild_id is not None:
        return is_responder(interaction, server)
    member = await member_of(app, server.guild_id, interaction.user.id, fresh=True)
    return member is not None and works_here(member, server)


async def member_of(app: App, guild_id: int, member_id: int, *, fresh: bool = False) -> discord.Member | None:
    """The person as a member of that server; None when they are not, or Discord cannot tell. `fresh` asks Discord."""
    guild = app.get_guild(guild_id)
    if guild is None:
        return None
    known = guild.get_member(member_id)
    if known is not None and not fresh:
        return known
    try:
        return await guild.fetch_member(member_id)
    except SEND_ERRORS:
        return None


async def standing_of(app: App, server: Server, person: discord.User | discord.Member) -> tuple[bool, frozenset[int]]:
    """Does the person work on alerts here, and which of the alert channels can they read?"""
    member = person if isinstance(person, discord.Member) else await member_of(app, server.guild_id, person.id)
    if member is None or not (works_here(member, server) or member.guild_permissions.manage_guild):
        return False, frozenset()
    readable: set[int] = set()
    for channel_id in filter(None, (server.alert_channel_id, server.second_channel_id)):
        channel = member.guild.get_channel(channel_id)
        if channel is None or channel.permissions_for(member).view_channel:
            readable.add(channel_id)
    return True, frozenset(readable)

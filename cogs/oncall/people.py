"""Who may be on the rota, asked of Discord at the moment."""

import discord

from cogs.shared.app import App
from cogs.shared.outcomes import SEND_ERRORS
from storage.records.servers import Server


def answers_alerts(member: discord.Member, server: Server) -> bool:
    """Responder, moderator or named organiser of that server."""
    roles = {server.responder_role_id, server.moderator_role_id} - {None}
    return not member.bot and (member.id in server.organiser_ids or any(role.id in roles for role in member.roles))


async def still_answers(app: App, server: Server, member_id: int) -> bool | None:
    """None when Discord cannot be asked: nobody is taken off a rota because of an outage."""
    guild = app.get_guild(server.guild_id)
    if guild is None or guild.unavailable:
        return None
    try:
        return answers_alerts(await guild.fetch_member(member_id), server)
    except discord.NotFound:
        return False
    except SEND_ERRORS:
        return None

"""Who is here, and what they are called: read from Discord, for what is said to people and about them."""

from collections.abc import Iterable

import discord

from cogs.shared.app import App
from cogs.shared.quoting import plain_name
from storage.remembered import RememberedStore


async def member_here(app: App, guild_id: int, member_id: int) -> discord.Member | None:
    """The member, from memory or from Discord; None when they have left. Raises what discord.py raises when Discord
    does not answer: nobody is taken for gone because of that."""
    guild = app.get_guild(guild_id)
    if guild is None:
        return None
    return await app.roster.member(guild, member_id)


async def here_and_well(app: App, guild_id: int, member_id: int) -> bool:
    """Whether they are on that server and not timed out there: whoever is, is asked for nothing meanwhile."""
    member = await member_here(app, guild_id, member_id)
    return member is not None and not member.is_timed_out()


async def names_of(app: App, guild_id: int, member_ids: Iterable[int]) -> dict[int, str]:
    """Names, safe to show, of those who are still here; remembered members come up nowhere."""
    found: dict[int, str] = {}
    wanted = tuple(dict.fromkeys(member_ids))
    async with app.database.reading() as work:
        in_peace = await RememberedStore(work).among(guild_id, wanted)
    for member_id in (one for one in wanted if one not in in_peace):
        member = await member_here(app, guild_id, member_id)
        if member is not None:
            found[member_id] = plain_name(member.display_name)
    return found


def is_here(app: App, guild_id: int | None) -> bool:
    """Whether the bot is still on that server; before the gateway has said so, nobody knows."""
    return guild_id is not None and (not app.doors.ready or app.get_guild(guild_id) is not None)

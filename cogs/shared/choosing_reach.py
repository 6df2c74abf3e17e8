"""A member chooses how they are reached; for a private thread, theirs is found again or opened where they are.

What people read about it is the same wherever it is chosen, so its words are here.
"""

from datetime import datetime
from typing import Any

import discord

from cogs.shared.answers import Text
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.ways import Way, keep_way
from cogs.shared.words import Words
from storage.database import Database
from storage.members import MemberStore
from storage.records.members import Member, Reach


async def choose_reach(
    database: Database, interaction: discord.Interaction[Any], reach: Reach, now: datetime
) -> Member:
    """Keep the choice of the person who pressed. Raises UserError where no private thread can be opened; then nothing
    is changed."""
    assert interaction.guild_id is not None
    way = await open_way(database, interaction, reach)
    async with database.transaction() as work:
        await keep_way(work, interaction.guild_id, interaction.user.id, way, now)
        member = await MemberStore(work).get(interaction.guild_id, interaction.user.id)
    assert member is not None
    return member


async def open_way(database: Database, interaction: discord.Interaction[Any], reach: Reach) -> Way:
    """What the choice needs on Discord, before anything is written. Raises UserError where it cannot be had."""
    if reach is not Reach.THREAD:
        return Way(reach)
    return Way(reach, await _private_thread(words_of(interaction), database, interaction))


async def _private_thread(w: Words, database: Database, interaction: discord.Interaction[Any]) -> int:
    """The member's thread on this server: theirs from before if nothing says that it is gone, else a new one here."""
    async with database.reading() as work:
        member = await MemberStore(work).get(interaction.guild_id or 0, interaction.user.id)
    if member is not None and member.reach is Reach.THREAD and member.reach_channel_id is not None:
        return member.reach_channel_id
    channel = interaction.channel
    if not isinstance(channel, discord.TextChannel):
        raise UserError(_no_thread_here(w))
    try:
        thread = await channel.create_thread(
            name=w("You and Circlekeeper"), type=discord.ChannelType.private_thread, invitable=False
        )
        await thread.add_user(interaction.user)
        view = Text(
            w("This thread is for you. I write here only what you asked for."),
            staff_can_read(w) + " " + w("Change this at any time with /privacy reach."),
        )
        view.stop()
        await thread.send(view=view)
    except discord.Forbidden as error:
        raise UserError(_no_thread_here(w)) from error
    return thread.id


def staff_can_read(w: Words) -> str:
    """Said wherever a private thread is offered, chosen or used."""
    return w("Staff of this server with “Manage Threads” can read that thread.")


def _no_thread_here(w: Words) -> str:
    return w("I cannot open a private thread in this channel. Please try in another channel, or choose another way.")

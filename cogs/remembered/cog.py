"""Doors for /remembered."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.remembered import actions, text
from cogs.remembered.views import Asking, List, staff_only
from cogs.shared.answers import answer
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.words import command_text


class RememberedCog(commands.Cog):
    group = app_commands.Group(
        name="remembered",
        description=command_text("For people who look after this server: when a member has died"),
        guild_only=True,
        default_permissions=discord.Permissions(manage_messages=True),
    )

    def __init__(self, app: App) -> None:
        self.app = app

    @group.command(name="member", description=command_text("Leave a member in peace who has died"))
    @app_commands.describe(member=command_text("Who; also somebody who is no longer in this server"))
    async def member(self, interaction: discord.Interaction[Any], member: discord.User) -> None:
        w = words_of(interaction)
        await staff_only(self.app, interaction)
        if member.bot or member.id == interaction.user.id:
            raise UserError(text.unchanged(w))
        standing = await actions.standing(self.app.database, interaction.guild_id or 0, member.id)
        await answer(interaction, Asking(w, member.id, standing))

    @group.command(name="list", description=command_text("Whom we remember; say so as the second person, or undo it"))
    async def show(self, interaction: discord.Interaction[Any]) -> None:
        await staff_only(self.app, interaction)
        people = await actions.listed(self.app.database, interaction.guild_id or 0)
        await answer(interaction, List(words_of(interaction), people))

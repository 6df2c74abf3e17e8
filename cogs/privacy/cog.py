"""Doors for /privacy: a copy, an erasure, and how to be reached."""

import io
from typing import Any

import discord
import orjson
from discord import app_commands
from discord.ext import commands

from cogs.privacy import text
from cogs.privacy.views import AskErase
from cogs.shared.answers import Text, answer
from cogs.shared.app import App
from cogs.shared.choosing_reach import choose_reach
from cogs.shared.errors import words_of
from cogs.shared.words import command_text
from storage.privacy import export_member
from storage.records.members import Reach


class PrivacyCog(commands.Cog):
    group = app_commands.Group(
        name="privacy",
        description=command_text("Your data here: take a copy, erase it, choose how to be reached"),
        guild_only=True,
    )

    def __init__(self, app: App) -> None:
        self.app = app

    @group.command(
        name="export", description=command_text("Get everything I keep about you on this server, in one file")
    )
    async def export(self, interaction: discord.Interaction[Any]) -> None:
        w = words_of(interaction)
        everything = await export_member(self.app.database, _guild_id(interaction), interaction.user.id)
        readable = orjson.dumps(everything, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS, default=str)
        file = discord.File(
            io.BytesIO(readable), filename="circlekeeper.json", description=w("Everything kept about you")
        )
        view = Text(text.export_ready(w))
        view.add_item(discord.ui.File(file))
        await answer(interaction, view, files=(file,))

    @group.command(name="erase", description=command_text("Erase everything I keep about you on this server"))
    async def erase(self, interaction: discord.Interaction[Any]) -> None:
        await answer(interaction, AskErase(words_of(interaction), interaction.user.id))

    @group.command(name="reach", description=command_text("Choose how I reach you with what you asked for"))
    @app_commands.describe(way=command_text("How to reach you"))
    @app_commands.choices(
        way=[
            app_commands.Choice(name=command_text("Direct message"), value=Reach.DM.value),
            app_commands.Choice(
                name=command_text("A private thread with you alone (staff can read it)"), value=Reach.THREAD.value
            ),
            app_commands.Choice(name=command_text("Only when I next press a button"), value=Reach.NEXT_PRESS.value),
        ]
    )
    async def reach(self, interaction: discord.Interaction[Any], way: str) -> None:
        w = words_of(interaction)
        member = await choose_reach(self.app.database, interaction, Reach(way), self.app.clock.now())
        await answer(interaction, "\n".join(text.reach_is(w, member)))


def _guild_id(interaction: discord.Interaction[Any]) -> int:
    assert interaction.guild_id is not None
    return interaction.guild_id

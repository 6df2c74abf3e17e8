"""Doors for /helpline and for posting the "Find help" button; answered from memory, with or without a database."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.helplines import countries
from cogs.helplines.directory import Directory
from cogs.helplines.helpline import TOPICS
from cogs.helplines.views import FindHelp, answer_with_country
from cogs.shared.answers import answer
from cogs.shared.app import App
from cogs.shared.errors import quiet_autocomplete, words_of
from cogs.shared.failures import UserError
from cogs.shared.rights import is_organiser
from cogs.shared.words import command_text


class HelplinesCog(commands.Cog):
    def __init__(self, app: App, directory: Directory) -> None:
        self.app = app
        self.directory = directory
        self.helpline.autocomplete("country")(quiet_autocomplete(app.failures, "country", self._countries))
        self.helpline.autocomplete("topic")(quiet_autocomplete(app.failures, "topic", _topics))

    @app_commands.command(
        name="helpline", description=command_text("Find a helpline in a country; only you see the answer")
    )
    @app_commands.describe(
        country=command_text("Which country? Its name, its two letters or its flag"),
        topic=command_text("What is it about?"),
    )
    async def helpline(self, interaction: discord.Interaction[Any], country: str, topic: str | None = None) -> None:
        w = words_of(interaction)
        if topic is not None and topic not in TOPICS:
            raise UserError(w("Please pick a topic from the list, or leave it empty."))
        await answer_with_country(interaction, self.directory, country, topic, self.app.clock.now())

    @app_commands.command(
        name="find-help", description=command_text("Post a “Find help” button in this channel, to be pinned")
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def find_help(self, interaction: discord.Interaction[Any]) -> None:
        w = words_of(interaction)
        if not is_organiser(interaction):
            raise UserError(w("Only people with “Manage Server” can post this."))
        await answer(interaction, FindHelp(w), private=False)

    async def _countries(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        found = countries.suggest(typed, interaction.locale.value, 25, self.directory.countries)
        return [app_commands.Choice(name=one.label, value=one.country.key) for one in found]


async def _topics(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    wanted = typed.strip().lower()
    return [app_commands.Choice(name=topic, value=topic) for topic in TOPICS if wanted in topic][:25]

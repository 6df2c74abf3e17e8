"""Doors for /helpline, /help-me and posting the "Find help" button; answered from memory, also without a database."""

import re
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.helplines import countries
from cogs.helplines.answer_doors import Answering
from cogs.helplines.answer_views import Asked
from cogs.helplines.guide import Situation
from cogs.helplines.guide_text import SITUATIONS
from cogs.helplines.guide_views import GuideDoors
from cogs.helplines.helpline import CHANNELS, GROUPS, TOPICS
from cogs.helplines.rules import Wish
from cogs.helplines.style import Markdown
from cogs.helplines.text import CHANNEL_NAMES, GROUP_NAMES, TOPIC_NAMES, unknown_country
from cogs.helplines.views import FindHelp, ProfessionalHelp
from cogs.shared.answers import answer
from cogs.shared.app import App
from cogs.shared.errors import quiet_autocomplete, words_of
from cogs.shared.failures import UserError
from cogs.shared.rights import is_organiser
from cogs.shared.words import command_text

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,4})?")


class HelplinesCog(commands.Cog):
    def __init__(self, app: App, answering: Answering, guided: GuideDoors) -> None:
        self.app = app
        self.answering = answering
        self.guided = guided
        for command in (self.helpline, self.professional_help):
            command.autocomplete("country")(quiet_autocomplete(app.failures, "country", self._countries))

    @app_commands.command(
        name="helpline", description=command_text("Find a helpline in a country; only you see the answer")
    )
    @app_commands.describe(
        country=command_text("Its name, two letters or flag; empty: the one you asked me to remember"),
        topic=command_text("What is it about?"),
        people=command_text("For whom? Lines for them come first"),
        language=command_text("A language, such as en, es or pt-BR"),
        way=command_text("How you would like to talk"),
    )
    @app_commands.choices(
        topic=[app_commands.Choice(name=TOPIC_NAMES[topic], value=topic) for topic in TOPICS],
        people=[app_commands.Choice(name=GROUP_NAMES[group], value=group) for group in GROUPS],
        way=[app_commands.Choice(name=CHANNEL_NAMES[channel], value=channel) for channel in CHANNELS],
    )
    async def helpline(
        self,
        interaction: discord.Interaction[Any],
        country: str | None = None,
        topic: str | None = None,
        people: str | None = None,
        language: str | None = None,
        way: str | None = None,
    ) -> None:
        w = words_of(interaction)
        found = None if country is None else countries.find(country)
        if country is not None and found is None:
            raise UserError(unknown_country(w, country, Markdown()))
        for value, known in ((topic, TOPICS), (people, GROUPS), (way, CHANNELS)):
            if value is not None and value not in known:
                raise UserError(w("Please pick from the list, or leave it empty."))
        if language is not None and not _LANGUAGE.fullmatch(language):
            raise UserError(w("Please write the language as two letters, such as en or es."))
        if found is None:
            await self.answering.say_as_remembered(interaction, Wish(topic, people, language, way))
            return
        await self.answering.say(interaction, Asked(found, topic, people, language, way))

    @app_commands.command(
        name="help-me", description=command_text("A few steps to someone to talk to; only you see it")
    )
    @app_commands.describe(
        about=command_text("What is going on? You may leave this out"),
        discreet=command_text("Just numbers, and no word on the screen about why"),
    )
    @app_commands.choices(about=[app_commands.Choice(name=SITUATIONS[one], value=one.value) for one in Situation])
    async def help_me(
        self, interaction: discord.Interaction[Any], about: str | None = None, discreet: bool = False
    ) -> None:
        await self.guided.begin(interaction, None if about is None else Situation(about), discreet=discreet)

    @app_commands.command(
        name="professional-help",
        description=command_text("What peers cannot do, and who is trained for it"),
    )
    @app_commands.describe(country=command_text("Which country? Its name, its two letters or its flag"))
    async def professional_help(self, interaction: discord.Interaction[Any], country: str) -> None:
        w = words_of(interaction)
        found = countries.find(country)
        if found is None:
            raise UserError(unknown_country(w, country, Markdown()))
        await answer(interaction, ProfessionalHelp(w, found, self.answering.directory.topics(found.code)))

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
        held = self.answering.directory.countries
        found = countries.suggest(typed, interaction.locale.value, 25, held)
        return [app_commands.Choice(name=one.label, value=one.country.key) for one in found]

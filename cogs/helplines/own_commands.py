"""Doors for /helplines: what a server adds to the directory, takes out, and brings back."""

import csv
import io
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.helplines import countries, own_lines, text_own
from cogs.helplines.directory import Directory
from cogs.helplines.helpline import TOPICS
from cogs.helplines.own_lines import NotTaken, Unfit
from cogs.helplines.shelf import Shelf, as_helpline
from cogs.helplines.style import Markdown
from cogs.helplines.text import COSTS, TOPIC_NAMES, unknown_country
from cogs.helplines.wrong_views import WrongDoors
from cogs.shared.answers import Text, answer
from cogs.shared.app import App
from cogs.shared.errors import quiet_autocomplete, words_of
from cogs.shared.failures import UserError
from cogs.shared.quoting import bare_name
from cogs.shared.rights import is_moderator, is_organiser
from cogs.shared.words import command_text
from storage.helplines import HelplineStore
from storage.records.helplines import ReportState
from storage.servers import ServerStore

Short = app_commands.Range[str, 1, 100]


class OwnLinesCog(commands.Cog):
    group = app_commands.Group(
        name="helplines",
        description=command_text("For moderators: this server's own helplines, and wrong numbers"),
        guild_only=True,
        default_permissions=discord.Permissions(manage_messages=True),
    )

    def __init__(self, app: App, directory: Directory, shelf: Shelf, wrong: WrongDoors) -> None:
        self.app = app
        self.directory = directory
        self.shelf = shelf
        self.wrong = wrong
        self.add.autocomplete("country")(quiet_autocomplete(app.failures, "country", self._countries))
        self.remove.autocomplete("line")(quiet_autocomplete(app.failures, "line", self._own))
        self.show_again.autocomplete("line")(quiet_autocomplete(app.failures, "line", self._hidden))

    @group.command(name="add", description=command_text("Add a helpline that people here can use"))
    @app_commands.describe(
        country=command_text("The country in which it works"),
        name=command_text("Its name"),
        topic=command_text("What it is for"),
        language=command_text("The language spoken there, such as en or es"),
        phone=command_text("The number as it is dialled in that country"),
        text=command_text("A number for text messages"),
        website=command_text("Its address, beginning with https://"),
        hours=command_text("24/7, or for example Mo-Fr 09:00-17:00; empty if you do not know"),
        zone=command_text("The time zone of the hours, such as Europe/London"),
        cost=command_text("What a call costs"),
        people=command_text("Whom it is for, in a few words"),
        checked=command_text("The day you last checked it, such as 2026-03-01; empty for today"),
    )
    @app_commands.choices(
        topic=[
            app_commands.Choice(name=TOPIC_NAMES[topic], value=topic)
            for topic in TOPICS
            if topic not in ("emergency", "directory")
        ],
        cost=[app_commands.Choice(name=COSTS[cost], value=cost) for cost in COSTS],
    )
    async def add(
        self,
        interaction: discord.Interaction[Any],
        country: Short,
        name: Short,
        topic: str,
        language: Short,
        phone: Short | None = None,
        text: Short | None = None,
        website: app_commands.Range[str, 1, 200] | None = None,
        hours: Short | None = None,
        zone: Short | None = None,
        cost: str | None = None,
        people: Short | None = None,
        checked: Short | None = None,
    ) -> None:
        w, guild_id = words_of(interaction), await self._enter(interaction)
        found = countries.find(country)
        if found is None:
            raise UserError(unknown_country(w, country, Markdown()))
        typed = {
            "country": found.code,
            "region": found.region or "",
            "name": name.strip(),
            "topics": topic,
            "languages": language.strip(),
            "phone": phone or "",
            "sms": text or "",
            "website": website or "",
            "hours": hours or "",
            "timezone": zone or "",
            "cost": cost or "",
            "audience": people or "",
            "evidence_date": checked or "",
        }
        async with self.app.database.transaction() as work:
            done = await own_lines.add_line(work, guild_id, interaction.user.id, typed, self.app.clock.now())
        if isinstance(done, Unfit):
            raise UserError(text_own.unfit(w, done.rules))
        if isinstance(done, NotTaken):
            raise UserError(text_own.too_many_lines(w))
        await self.shelf.load()
        await answer(interaction, text_own.added(w, as_helpline(done)))

    @group.command(name="remove", description=command_text("Remove one of this server's own helplines"))
    @app_commands.describe(line=command_text("Which line?"))
    async def remove(self, interaction: discord.Interaction[Any], line: str) -> None:
        w, guild_id = words_of(interaction), await self._enter(interaction)
        number = line.removeprefix("own-")
        async with self.app.database.transaction() as work:
            gone = (
                number.isascii()
                and number.isdigit()
                and len(number) < 20
                and await HelplineStore(work).remove_line(guild_id, int(number), self.app.clock.now())
            )
        if not gone:
            raise UserError(text_own.not_there(w))
        await self.shelf.load()
        await answer(interaction, text_own.removed(w))

    @group.command(name="show-again", description=command_text("Show a helpline again that was hidden here"))
    @app_commands.describe(line=command_text("Which line?"))
    async def show_again(self, interaction: discord.Interaction[Any], line: str) -> None:
        w, guild_id = words_of(interaction), await self._enter(interaction)
        if line not in self.shelf.hidden(guild_id):
            raise UserError(text_own.not_there(w))
        me, now = interaction.user.id, self.app.clock.now()
        async with self.app.database.transaction() as work:
            await own_lines.decide(work, guild_id, line, ReportState.KEPT, me, now)
        await self.shelf.load()
        await answer(interaction, text_own.shown_again(w))

    @group.command(name="list", description=command_text("What this server added, and what it hid"))
    async def list_changes(self, interaction: discord.Interaction[Any]) -> None:
        w, guild_id = words_of(interaction), await self._enter(interaction)
        hidden = [self.wrong.name_of(guild_id, one) or one for one in sorted(self.shelf.hidden(guild_id))]
        lines = text_own.changes(w, self.shelf.own(guild_id), hidden)
        await answer(interaction, Text("\n".join(lines)[:3900]))

    @group.command(name="reported", description=command_text("What people here say is wrong, as a file to send on"))
    async def reported(self, interaction: discord.Interaction[Any]) -> None:
        w, guild_id = words_of(interaction), await self._enter(interaction)
        async with self.app.database.reading() as work:
            counted = await HelplineStore(work).counted(guild_id)
        if not counted:
            raise UserError(w("Nobody here has said that a number is wrong."))
        written = io.StringIO()
        rows = csv.writer(written)
        rows.writerow(("line", "what", "state", "times", "last"))
        rows.writerows((one.line_id, one.what, one.state, one.count, one.newest.date()) for one in counted)
        file = discord.File(io.BytesIO(written.getvalue().encode()), "wrong-numbers.csv")
        view = Text(w("This file names lines and no people. Please send it to those who keep the directory."))
        view.add_item(discord.ui.File(file))
        await answer(interaction, view, files=(file,))

    async def _enter(self, interaction: discord.Interaction[Any]) -> int:
        """The server, for those who look after it. UserError for everyone else."""
        assert interaction.guild_id is not None
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(interaction.guild_id)
        moderates = server is not None and is_moderator(interaction, server)
        if not moderates and not is_organiser(interaction):
            raise UserError(words_of(interaction)("This command is for people who look after this server."))
        return interaction.guild_id

    async def _countries(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        found = countries.suggest(typed, interaction.locale.value, 25, self.directory.countries)
        return [app_commands.Choice(name=one.label, value=one.country.key) for one in found]

    async def _own(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        named = [(line.name, line.id) for line in self.shelf.own(interaction.guild_id)]
        return _matching(named, typed)

    async def _hidden(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        guild_id = interaction.guild_id or 0
        named = [(self.wrong.name_of(guild_id, one) or one, one) for one in sorted(self.shelf.hidden(guild_id))]
        return _matching(named, typed)


def _matching(named: list[tuple[str, str]], typed: str) -> list[app_commands.Choice[str]]:
    wanted = typed.strip().casefold()
    found = [(name, value) for name, value in named if wanted in name.casefold()]
    return [app_commands.Choice(name=bare_name(name, 90), value=value) for name, value in found[:25]]

"""Doors for hosting and for a circle's own list of questions: /checkin host, /checkin prompts."""

import io
from typing import Any

import discord
from discord import app_commands

from cogs.checkins import hosting, questions, text_hosting, text_schedules
from cogs.checkins.cog import THEME_CHOICES
from cogs.checkins.facts import circle_named, circle_with, may_arrange
from cogs.checkins.hosting_views import rota_view
from cogs.checkins.packs import KINDS
from cogs.shared.answers import answer
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.words import command_text
from storage.records.circles import Circle

_FILE = "questions.csv"
_KINDS = {str(choice.value): choice.name for choice in THEME_CHOICES}
_MOST_TEXT = 3800
Interaction = discord.Interaction[Any]


class Listed(discord.ui.LayoutView):
    def __init__(self, lines: list[str], *, with_file: bool) -> None:
        super().__init__(timeout=None)
        said = "\n".join(lines)
        if len(said) > _MOST_TEXT:
            said = said[:_MOST_TEXT].rpartition("\n")[0]
        self.add_item(discord.ui.TextDisplay(said))
        if with_file:
            self.add_item(discord.ui.File(f"attachment://{_FILE}"))


def add_keeper_commands(group: app_commands.Group, app: App) -> None:
    """Add them to `/checkin`."""
    _host(group, app)
    prompts = app_commands.Group(
        name="prompts", description=command_text("A circle's own list of questions"), parent=group
    )
    _show(prompts, app)
    _add(prompts, app)
    _edit(prompts, app)
    _remove(prompts, app)
    _import(prompts, app)


def _host(group: app_commands.Group, app: App) -> None:
    @group.command(name="host", description=command_text("Who hosts which week; take one or give it back"))
    @app_commands.describe(circle=command_text("Which circle"))
    async def host(interaction: Interaction, circle: str) -> None:
        w = words_of(interaction)
        found = await circle_named(app, interaction.guild_id or 0, circle)
        if found is None:
            raise UserError(text_schedules.no_circle(w))
        if await circle_with(app, interaction, found.circle_id) is None:
            await answer(interaction, text_hosting.members_host(w, found))
            return
        rota = await hosting.rota(app.database, found, interaction.user.id, app.clock.now())
        await answer(interaction, await rota_view(app, w, rota, interaction.user.id))


def _show(group: app_commands.Group, app: App) -> None:
    @group.command(name="list", description=command_text("Show the list, also as a CSV file"))
    @app_commands.describe(circle=command_text("Which circle"))
    async def show(interaction: Interaction, circle: str) -> None:
        w, found = words_of(interaction), await _kept(app, interaction, circle)
        listed = await questions.listed(app.database, found)
        kinds = {kind: w.marked(name) for kind, name in _KINDS.items()}
        lines = [text_hosting.list_heading(w, found), *text_hosting.list_lines(w, listed, kinds)]
        files = (discord.File(io.BytesIO(questions.as_csv(listed)), _FILE),) if listed else ()
        await answer(interaction, Listed(lines, with_file=bool(listed)), files=files)


def _add(group: app_commands.Group, app: App) -> None:
    @group.command(name="add", description=command_text("Add a question to the list"))
    @app_commands.describe(
        circle=command_text("Which circle"),
        question=command_text("The question, in the circle's own words"),
        theme=command_text("For one kind of check-in only; every kind when left out"),
    )
    @app_commands.choices(theme=THEME_CHOICES)
    async def add(
        interaction: Interaction,
        circle: str,
        question: app_commands.Range[str, 1, questions.LONGEST_QUESTION],
        theme: str = "",
    ) -> None:
        w, found = words_of(interaction), await _kept(app, interaction, circle)
        kind = theme if theme in KINDS else ""
        count = await questions.add(app.database, found, " ".join(question.split()), kind, app.clock.now())
        if count is None:
            raise UserError(text_hosting.list_refused(w))
        await answer(interaction, text_hosting.list_changed(w, found, count))


def _edit(group: app_commands.Group, app: App) -> None:
    @group.command(name="edit", description=command_text("Change a question of the list"))
    @app_commands.describe(
        circle=command_text("Which circle"),
        number=command_text("Its number in the list"),
        question=command_text("The new words"),
    )
    async def edit(
        interaction: Interaction,
        circle: str,
        number: app_commands.Range[int, 1, questions.MOST_QUESTIONS],
        question: app_commands.Range[str, 1, questions.LONGEST_QUESTION],
    ) -> None:
        w, found = words_of(interaction), await _kept(app, interaction, circle)
        if not await questions.edit(app.database, found, number, " ".join(question.split())):
            raise UserError(text_hosting.no_such_number(w))
        await answer(interaction, text_hosting.list_changed(w, found, len(await questions.listed(app.database, found))))


def _remove(group: app_commands.Group, app: App) -> None:
    @group.command(name="remove", description=command_text("Take a question out of the list"))
    @app_commands.describe(circle=command_text("Which circle"), number=command_text("Its number in the list"))
    async def remove(
        interaction: Interaction, circle: str, number: app_commands.Range[int, 1, questions.MOST_QUESTIONS]
    ) -> None:
        w, found = words_of(interaction), await _kept(app, interaction, circle)
        if not await questions.remove(app.database, found, number):
            raise UserError(text_hosting.no_such_number(w))
        await answer(interaction, text_hosting.list_changed(w, found, len(await questions.listed(app.database, found))))


def _import(group: app_commands.Group, app: App) -> None:
    @group.command(name="import", description=command_text("Add questions from a CSV file with a column named text"))
    @app_commands.describe(circle=command_text("Which circle"), file=command_text("The CSV file, up to 200 kilobytes"))
    async def import_file(interaction: Interaction, circle: str, file: discord.Attachment) -> None:
        w, found = words_of(interaction), await _kept(app, interaction, circle)
        if file.size > questions.LARGEST_FILE:
            raise UserError(text_hosting.unreadable_file(w))
        try:
            read = questions.read_csv(await file.read())
        except ValueError as error:
            raise UserError(text_hosting.unreadable_file(w)) from error
        added, left_out = await questions.add_all(app.database, found, read, app.clock.now())
        await answer(interaction, text_hosting.imported(w, added, left_out))


async def _kept(app: App, interaction: Interaction, typed: str) -> Circle:
    """A circle whose questions this person may arrange."""
    w = words_of(interaction)
    found = await circle_named(app, interaction.guild_id or 0, typed)
    if found is None:
        raise UserError(text_schedules.no_circle(w))
    if not await may_arrange(app, interaction, found):
        raise UserError(text_schedules.keepers_only(w))
    return found

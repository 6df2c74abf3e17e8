"""Doors for organisers: a server's own ladders as CSV files, and a role for a step."""

import io
from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.journeys import ladder_files, ladder_keeping, text_ladders, text_roles
from cogs.journeys.ladders import TITLES, ladders, own_steps
from cogs.journeys.role_giving import facts_of
from cogs.journeys.roles import unfit
from cogs.journeys.rules import Step
from cogs.shared.answers import Text, answer
from cogs.shared.app import App
from cogs.shared.errors import quiet_autocomplete, words_of
from cogs.shared.failures import UserError
from cogs.shared.outcomes import SEND_ERRORS
from cogs.shared.quoting import bare_name
from cogs.shared.rights import is_organiser
from cogs.shared.words import Words, command_text
from storage.ladders import LadderStore

Interaction = discord.Interaction[Any]
_FILE = "ladder.csv"


class OrganiserCog(commands.Cog):
    group = app_commands.Group(
        name="milestones",
        description=command_text("For organisers: this server's own ladders, and roles for steps"),
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )

    def __init__(self, app: App) -> None:
        self.app = app
        anything = quiet_autocomplete(app.failures, "ladders", self._all_ladders)
        for command in (self.export, self.role):
            command.autocomplete("ladder")(anything)
        self.remove.autocomplete("ladder")(quiet_autocomplete(app.failures, "own ladders", self._own_ladders))
        self.role.autocomplete("step")(quiet_autocomplete(app.failures, "steps", self._steps))

    @group.command(name="show", description=command_text("This server's own ladders, and which role is for which step"))
    async def show(self, interaction: Interaction) -> None:
        w, guild = _enter(interaction)
        own = await ladder_keeping.own_ladders(self.app.database, guild.id)
        named = {key: w.marked(title) for key, title in TITLES.items()} | {one.ladder: one.title for one in own}
        async with self.app.database.reading() as work:
            offered = await LadderStore(work).roles_of(guild.id)
        steps = await self._everything(guild.id)
        told: list[tuple[str, str, str]] = []
        trouble: list[str] = []
        for (ladder, key), role_id in offered.items():
            step = next((one for one in steps.get(ladder, ()) if one.key == key), None)
            role = guild.get_role(role_id)
            why = unfit(facts_of(guild, role_id))
            if why is not None:
                trouble.append(text_roles.trouble(w, why, None if role is None else role.name))
            if step is not None and role is not None:
                told.append((role.mention, _label(w, step), named[ladder]))
        lines = text_ladders.listed(w, [one.title for one in own], told)
        await answer(interaction, Text("\n".join([*lines, *dict.fromkeys(trouble)])[:3900]))

    @group.command(name="import", description=command_text("Add a ladder of your own from a CSV file, or change one"))
    @app_commands.describe(
        title=command_text("What members read when they choose it; the same name again changes it"),
        file=command_text("The CSV file: label, unit, count; colour and repeat_every if you like"),
    )
    async def import_file(
        self,
        interaction: Interaction,
        title: app_commands.Range[str, 1, ladder_keeping.LONGEST_TITLE],
        file: discord.Attachment,
    ) -> None:
        w, guild = _enter(interaction)
        named = bare_name(title, ladder_keeping.LONGEST_TITLE)
        if not any(sign.isalnum() for sign in named):
            raise UserError(text_ladders.title_unfit(w))
        read = await _read(file)
        if read.problems:
            raise UserError("\n".join(text_ladders.unreadable(w, read.problems)))
        kept = await ladder_keeping.put(self.app.database, guild.id, named, read.steps, self.app.clock.now())
        if kept is None:
            raise UserError(text_ladders.no_room(w))
        self.app.events.wake()
        await answer(interaction, Text("\n".join(text_ladders.kept(w, kept.title, own_steps(kept)))))

    @group.command(name="export", description=command_text("A ladder as a CSV file, to keep or to begin from"))
    @app_commands.describe(ladder=command_text("Which ladder"))
    async def export(self, interaction: Interaction, ladder: str) -> None:
        w, guild = _enter(interaction)
        key = await ladder_keeping.chosen(self.app.database, guild.id, ladder)
        if key is None:
            raise UserError(text_ladders.no_such_ladder(w))
        steps = [step for step in (await self._everything(guild.id))[key] if step.amount > 0]
        file = discord.File(io.BytesIO(ladder_files.as_csv(steps)), _FILE)
        view = Text(text_ladders.exported(w))
        view.add_item(discord.ui.File(file))
        await answer(interaction, view, files=(file,))

    @group.command(name="remove", description=command_text("Take a ladder of your own out again"))
    @app_commands.describe(ladder=command_text("Which ladder"))
    async def remove(self, interaction: Interaction, ladder: str) -> None:
        w, guild = _enter(interaction)
        key = await ladder_keeping.chosen(self.app.database, guild.id, ladder)
        gone = None
        if key is not None:
            gone = await ladder_keeping.take_out(self.app.database, guild.id, key, self.app.clock.now())
        if gone is None:
            raise UserError(text_ladders.no_such_ladder(w))
        self.app.events.wake()
        await answer(interaction, text_ladders.removed(w, gone.title))

    @group.command(name="role", description=command_text("A role for a step; left out: none for it any more"))
    @app_commands.describe(
        ladder=command_text("Which ladder"),
        step=command_text("Which step of it"),
        role=command_text("The role; only those who celebrate the step and want one get it"),
    )
    async def role(self, interaction: Interaction, ladder: str, step: str, role: discord.Role | None = None) -> None:
        w, guild = _enter(interaction)
        key = await ladder_keeping.chosen(self.app.database, guild.id, ladder)
        steps = () if key is None else (await self._everything(guild.id))[key]
        found = next((one for one in steps if step in (one.key, _label(w, one)) and one.amount > 0), None)
        if key is None or found is None:
            raise UserError(text_roles.no_such_step(w))
        why = None if role is None else unfit(facts_of(guild, role.id))
        if role is not None and why is not None:
            raise UserError(text_roles.trouble(w, why, role.name))
        async with self.app.database.transaction() as work:
            await LadderStore(work).give_role(guild.id, key, found.key, None if role is None else role.id)
        label = _label(w, found)
        await answer(
            interaction, text_roles.no_role(w, label) if role is None else text_roles.role_is(w, role.name, label)
        )

    async def _everything(self, guild_id: int) -> Mapping[str, tuple[Step, ...]]:
        own = await ladder_keeping.own_ladders(self.app.database, guild_id)
        return ladders() | {one.ladder: own_steps(one) for one in own}

    async def _all_ladders(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await ladder_choices(self.app, interaction, typed)

    async def _own_ladders(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await ladder_choices(self.app, interaction, typed, ours=False)

    async def _steps(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        w, guild_id = words_of(interaction), interaction.guild_id or 0
        ladder = await ladder_keeping.chosen(self.app.database, guild_id, str(interaction.namespace["ladder"] or ""))
        if ladder is None:
            return []
        steps = [(_label(w, one), one.key) for one in (await self._everything(guild_id))[ladder] if one.amount > 0]
        return _matching(steps, typed)


async def ladder_choices(
    app: App, interaction: Interaction, typed: str, *, ours: bool = True
) -> list[app_commands.Choice[str]]:
    """A server's own ladders first, then those we bring, in the reader's language."""
    w, guild_id = words_of(interaction), interaction.guild_id or 0
    named = [(one.title, one.ladder) for one in await ladder_keeping.own_ladders(app.database, guild_id)]
    named += [(w.marked(title), key) for key, title in TITLES.items()] if ours else []
    return _matching(named, typed)


def _matching(named: list[tuple[str, str]], typed: str) -> list[app_commands.Choice[str]]:
    wanted = typed.strip().casefold()
    found = [(name, value) for name, value in named if wanted in name.casefold()]
    return [app_commands.Choice(name=bare_name(name, 90), value=value) for name, value in found[:25]]


def _label(w: Words, step: Step) -> str:
    """As organisers read it; a step that repeats says its first time."""
    return w.marked(step.label, count=step.amount)


async def _read(file: discord.Attachment) -> ladder_files.Read:
    """Not even loaded when it is too large."""
    if file.size > ladder_files.LARGEST_FILE:
        return ladder_files.Read((), (ladder_files.Problem(0, ladder_files.Wrong.TOO_LARGE),))
    try:
        return ladder_files.read_csv(await file.read())
    except SEND_ERRORS:
        return ladder_files.Read((), (ladder_files.Problem(0, ladder_files.Wrong.NO_CSV),))


def _enter(interaction: Interaction) -> tuple[Words, discord.Guild]:
    """The server, for organisers; read at the command, whatever Discord shows in its menu."""
    w = words_of(interaction)
    if interaction.guild is None or not is_organiser(interaction):
        raise UserError(text_ladders.organisers_only(w))
    return w, interaction.guild

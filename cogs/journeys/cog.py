"""Doors for the commands of journeys; every answer is for the member alone."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.journeys import actions, effort_steps, keeping, text, text_kinds, text_ladders, text_ledger
from cogs.journeys.effort_doors import EffortsView
from cogs.journeys.jobs import STEPS
from cogs.journeys.ladder_keeping import chosen
from cogs.journeys.ladders import DEFAULT
from cogs.journeys.lines import line_for
from cogs.journeys.organiser_cog import ladder_choices
from cogs.journeys.road_views import road_page
from cogs.journeys.showing import show_first
from cogs.shared.answers import Text, answer
from cogs.shared.app import App
from cogs.shared.errors import quiet_autocomplete, words_of
from cogs.shared.failures import UserError
from cogs.shared.refusals import RefusedError
from cogs.shared.typed_time import date_typed, time_typed
from cogs.shared.wall_clock import local_date, moment_of, zone_named
from cogs.shared.words import command_text
from cogs.shared.zone_names import zones_like
from storage.records.journeys import JourneyKind, JourneyPath, NewJourney
from storage.records.members import Reach

_KINDS = [
    app_commands.Choice(name=command_text("A substance"), value=JourneyKind.SUBSTANCE.value),
    app_commands.Choice(name=command_text("Something I do"), value=JourneyKind.BEHAVIOUR.value),
    app_commands.Choice(name=command_text("Time since treatment"), value=JourneyKind.SINCE_TREATMENT.value),
    app_commands.Choice(name=command_text("An effort, such as a walk each day"), value=JourneyKind.EFFORT.value),
]
_PATHS = [
    # words: ok[abstinent-assumption] one path of several, chosen by the member
    app_commands.Choice(name=command_text("Abstinence"), value=JourneyPath.ABSTINENCE.value),
    app_commands.Choice(name=command_text("Moderation"), value=JourneyPath.MODERATION.value),
    app_commands.Choice(name=command_text("With medication"), value=JourneyPath.MEDICATION.value),
    app_commands.Choice(name=command_text("Harm reduction"), value=JourneyPath.HARM_REDUCTION.value),
    app_commands.Choice(name=command_text("Another way of my own"), value=JourneyPath.OTHER.value),
    app_commands.Choice(name=command_text("No numbers: nothing is counted"), value=JourneyPath.NO_NUMBERS.value),
]
_REACH = [
    app_commands.Choice(name=command_text("By direct message"), value=Reach.DM.value),
    app_commands.Choice(name=command_text("When I next press a button here"), value=Reach.NEXT_PRESS.value),
]


class JourneysCog(commands.Cog):
    group = app_commands.Group(
        name="journey", description=command_text("What you count for yourself, in your own words"), guild_only=True
    )

    def __init__(self, app: App) -> None:
        self.app = app
        self.start.autocomplete("zone")(quiet_autocomplete(app.failures, "journey zone", _zones))
        self.start.autocomplete("ladder")(quiet_autocomplete(app.failures, "journey ladder", self._ladders))

    @group.command(name="start", description=command_text("Begin something of your own; only you see it"))
    @app_commands.describe(
        name=command_text("What it is called, in your own words"),
        date=command_text("The first day, such as 2026-03-02; today when left out"),
        time=command_text("The time of that day, if hours matter to you"),
        kind=command_text("What it is about, so that my sentences fit; you need not say"),
        path=command_text("Your way of going about it"),
        ladder=command_text("Which steps are marked"),
        hour=command_text("The hour at which I speak of a step, from 0 to 23"),
        zone=command_text("Your time zone, such as Europe/London"),
        reach=command_text("How I reach you"),
        unsafe_to_stop=command_text("Yes: stopping all at once may be dangerous for me (alcohol, calming medicine)"),
        leap_day=command_text("Begun on 29 February: mark it on 1 March in other years"),
    )
    @app_commands.choices(kind=_KINDS, path=_PATHS, reach=_REACH)
    async def start(
        self,
        interaction: discord.Interaction[Any],
        name: app_commands.Range[str, 1, 60],
        date: str | None = None,
        time: str | None = None,
        kind: str = JourneyKind.UNSAID.value,
        path: str = JourneyPath.OTHER.value,
        ladder: str = DEFAULT,
        hour: app_commands.Range[int, 0, 23] | None = None,
        zone: str | None = None,
        reach: str | None = None,
        unsafe_to_stop: bool = False,
        leap_day: bool = False,
    ) -> None:
        w, who, now = words_of(interaction), interaction.user.id, self.app.clock.now()
        guild_id = _server(interaction)
        try:
            lives_by = zone_named(zone) if zone else await keeping.zone_of(self.app.database, guild_id, who)
            if lives_by is None:
                raise UserError(text_ledger.refused(w, keeping.WhyNot.NO_ZONE))
            day = date_typed(date) if date else local_date(now, lives_by)
            at = None if time is None else moment_of(day, time_typed(time), lives_by)
        except RefusedError as refused:
            raise UserError(refused.said(w)) from refused
        steps = await chosen(self.app.database, guild_id, ladder)
        if steps is None:
            raise UserError(text_ladders.no_such_ladder(w))
        way, about = JourneyPath(path), JourneyKind(kind)
        beginning = actions.Beginning(
            NewJourney(name, way, steps, unsafe_to_stop, leap_day, about),
            started_on=day,
            started_at=at,
            zone=lives_by,
            hour=hour,
            reach=None if reach is None else Reach(reach),
        )
        kept = await actions.begin(self.app.database, guild_id, who, beginning, now)
        if isinstance(kept, keeping.Refused):
            raise UserError(text_ledger.refused(w, kept.why))
        self.app.schedule.wake(STEPS)
        today = local_date(now, lives_by)
        first = line_for("new-start", kept.ledger.journey.journey_id)
        lines = text_ledger.begun(w, kept, first, today)
        # words: ok[abstinent-assumption] the path that the member named
        stopping = way is JourneyPath.ABSTINENCE and (today - day).days < _FIRST_DAYS
        if unsafe_to_stop or (stopping and text_kinds.may_be_unsafe_to_stop(about)):
            lines.append(text.withdrawal_notice(w))
        await answer(interaction, Text("\n".join(lines)))

    @group.command(name="show", description=command_text("Your journeys: where they stand, and what you can do"))
    async def show(self, interaction: discord.Interaction[Any]) -> None:
        await show_first(self.app, interaction, _server(interaction))

    @group.command(name="efforts", description=command_text("Whether I mark what you do, not only time"))
    async def efforts(self, interaction: discord.Interaction[Any]) -> None:
        counted = await effort_steps.wished(self.app.database, _server(interaction), interaction.user.id)
        await answer(interaction, EffortsView(words_of(interaction), counted=counted))

    @group.command(name="road", description=command_text("Lines you left for others, and those that wait for a keeper"))
    async def road(self, interaction: discord.Interaction[Any]) -> None:
        _server(interaction)
        await answer(interaction, await road_page(self.app, interaction))

    async def _ladders(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return await ladder_choices(self.app, interaction, typed)


_FIRST_DAYS = 14
"""How long after the first day the notice about stopping all at once is still of use."""


async def _zones(interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=zone, value=zone) for zone in zones_like(current, limit=25)]


def _server(interaction: discord.Interaction[Any]) -> int:
    if interaction.guild_id is None:
        raise ValueError("not in a server")
    return interaction.guild_id

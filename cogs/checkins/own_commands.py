"""Doors for what members ask of themselves: /checkin me, quiet, away, answer, history."""

from typing import Any

import discord
from discord import app_commands

from cogs.checkins import away, personal, text_own
from cogs.checkins.cog import STAGE_CHOICES, THEME_CHOICES, suggest_zones
from cogs.checkins.jobs import PROMPTS, QUIET
from cogs.checkins.own_views import AwaySet, OpenOnes, panel, show_history
from cogs.checkins.packs import KINDS, STAGES
from cogs.checkins.typed import rule_typed
from cogs.shared.answers import answer
from cogs.shared.app import App
from cogs.shared.choosing_reach import open_way
from cogs.shared.errors import quiet_autocomplete, words_of
from cogs.shared.failures import UserError
from cogs.shared.quoting import plain_name
from cogs.shared.recurrence_forms import to_row
from cogs.shared.refusals import RefusedError
from cogs.shared.typed_time import time_typed
from cogs.shared.wall_clock import zone_named
from cogs.shared.words import Words, command_text
from storage.records.checkins import AwayHow, NewSchedule
from storage.records.members import Reach

_REACH_CHOICES = [
    app_commands.Choice(name=command_text("By direct message"), value=Reach.DM.value),
    app_commands.Choice(
        name=command_text("A private thread with you alone (staff can read it)"), value=Reach.THREAD.value
    ),
    app_commands.Choice(name=command_text("When I next press a button here"), value=Reach.NEXT_PRESS.value),
]
_REMINDERS = [
    app_commands.Choice(name=command_text("No reminder"), value=0),
    app_commands.Choice(name=command_text("One, after an hour"), value=60),
    app_commands.Choice(name=command_text("One, after two hours"), value=120),
    app_commands.Choice(name=command_text("One, after four hours"), value=240),
]
_AWAY_HOW = [
    app_commands.Choice(name=command_text("Any way"), value=AwayHow.ANY.value),
    app_commands.Choice(name=command_text("A direct message"), value=AwayHow.DM.value),
    app_commands.Choice(name=command_text("In the circle where we meet"), value=AwayHow.CIRCLE.value),
]
_OWN_WINDOW = 12 * 60


def add_own_commands(group: app_commands.Group, app: App) -> None:
    """Add them to `/checkin`."""
    _me(group, app)
    _quiet(group, app)
    _away(group, app)
    _answer(group, app)
    _history(group, app)


def _me(group: app_commands.Group, app: App) -> None:
    @group.command(name="me", description=command_text("Your own check-in; without a time, see what is set"))
    @app_commands.describe(
        time=command_text("Your local time, such as 09:00; left out: show what is set"),
        zone=command_text("Your time zone; choosing another one moves your check-ins with you"),
        days=command_text("Weekdays by name; every day when left out"),
        weeks=command_text("Every how many weeks; 1 when left out"),
        theme=command_text("What kind of question; a mix when left out"),
        stage=command_text("Questions for the stage you are in, if you like"),
        reach=command_text("How I reach you"),
        reminder=command_text("One reminder, or none"),
        until=command_text("The last day, such as 2026-12-31"),
    )
    @app_commands.choices(theme=THEME_CHOICES, stage=STAGE_CHOICES, reach=_REACH_CHOICES)
    @app_commands.choices(reminder=_REMINDERS)
    async def me(
        interaction: discord.Interaction[Any],
        time: str | None = None,
        zone: str | None = None,
        days: str | None = None,
        weeks: app_commands.Range[int, 1, 52] = 1,
        theme: str | None = None,
        stage: str = "any",
        reach: str | None = None,
        reminder: int = 0,
        until: str | None = None,
    ) -> None:
        w, guild_id, who, now = words_of(interaction), _server(interaction), interaction.user.id, app.clock.now()
        chosen = None if reach is None else Reach(reach)
        if time is None:
            moves_to = None if zone is None else _zone(w, zone)
            way = None if chosen is None else await open_way(app.database, interaction, chosen)
            mine = await personal.travel(app.database, guild_id, who, moves_to, way, now)
            _wake(app)
            await answer(interaction, await panel(app, interaction, mine))
            return
        lives_by = _zone(w, zone) if zone is not None else await personal.zone_of(app.database, guild_id, who)
        if lives_by is None:
            raise UserError(text_own.own_refused(w, personal.WhyNot.NO_ZONE))
        try:
            new = NewSchedule(
                circle_id=None,
                member_id=who,
                at=time_typed(time),
                zone=lives_by,
                repeats=to_row(rule_typed(days, weeks, None, until, now)),
                window_minutes=_OWN_WINDOW,
                kinds=() if theme not in KINDS else (theme,),
                stage=stage if stage in STAGES else "any",
                reminder_minutes=reminder or None,
            )
        except RefusedError as refused:
            raise UserError(refused.said(w)) from refused
        why = await personal.why_not(app.database, guild_id, new, now)
        if why is not None:
            raise UserError(text_own.own_refused(w, why))
        way = None if chosen is None else await open_way(app.database, interaction, chosen)
        mine = await personal.add_own(app.database, guild_id, new, now, travels=zone is not None, way=way)
        if isinstance(mine, personal.Refused):
            raise UserError(text_own.own_refused(w, mine.why))
        _wake(app)
        await answer(interaction, await panel(app, interaction, mine))

    me.autocomplete("zone")(quiet_autocomplete(app.failures, "own zone", suggest_zones))


def _wake(app: App) -> None:
    app.events.wake()
    app.schedule.wake(PROMPTS)
    app.delivery.wake()


def _quiet(group: app_commands.Group, app: App) -> None:
    @group.command(name="quiet", description=command_text("Quiet hours: no reminders and no late questions"))
    @app_commands.describe(
        begin=command_text("From this hour on your clock"), end=command_text("To this hour; both left out: none")
    )
    async def quiet(
        interaction: discord.Interaction[Any],
        begin: app_commands.Range[int, 0, 23] | None = None,
        end: app_commands.Range[int, 0, 23] | None = None,
    ) -> None:
        w = words_of(interaction)
        if (begin is None) != (end is None):
            raise UserError(text_own.hours_unclear(w))
        hours = None if begin is None or end is None else (begin, end)
        mine = await personal.choose_rest(
            app.database, _server(interaction), interaction.user.id, hours, app.clock.now()
        )
        await answer(interaction, text_own.quiet_hours(w, mine.wishes))


def _away(group: app_commands.Group, app: App) -> None:
    @group.command(name="away", description=command_text("If I go quiet: who may write to me"))
    @app_commands.describe(
        days=command_text("After how many days without any answer of yours"),
        person=command_text("Who is told that they may write to you"),
        how=command_text("How they may write to you; any way when left out"),
        words=command_text("What they should know, in your own words"),
    )
    @app_commands.choices(how=_AWAY_HOW)
    async def away_command(
        interaction: discord.Interaction[Any],
        days: app_commands.Range[int, 2, 60],
        person: discord.Member,
        how: str = AwayHow.ANY.value,
        words: app_commands.Range[str, 0, 500] = "",
    ) -> None:
        w, who = words_of(interaction), interaction.user.id
        if person.id == who or person.bot:
            raise UserError(text_own.away_refused(w))
        guild_id, now = _server(interaction), app.clock.now()
        fewest = await away.fewest_days(app.database, guild_id, who, now.date())
        if days < fewest:
            raise UserError(text_own.away_too_soon(w, fewest))
        reach = await away.set_up(app.database, guild_id, who, days, person.id, AwayHow(how), words, now)
        if reach is None:
            raise UserError(text_own.away_cannot_tell(w))
        app.schedule.wake(QUIET)
        await answer(interaction, AwaySet(w, text_own.away_set(w, days, plain_name(person.display_name), reach)))


def _answer(group: app_commands.Group, app: App) -> None:
    @group.command(name="answer", description=command_text("Answer what you were asked today or yesterday"))
    async def answer_open(interaction: discord.Interaction[Any]) -> None:
        found = await personal.unanswered(app.database, _server(interaction), interaction.user.id, app.clock.now())
        await answer(interaction, OpenOnes(words_of(interaction), found))


def _history(group: app_commands.Group, app: App) -> None:
    @group.command(name="history", description=command_text("Your own check-ins, as a picture and in words"))
    async def history(interaction: discord.Interaction[Any]) -> None:
        await show_history(app, interaction, _server(interaction))


def _zone(w: Words, typed: str) -> str:
    try:
        return zone_named(typed)
    except RefusedError as refused:
        raise UserError(refused.said(w)) from refused


def _server(interaction: discord.Interaction[Any]) -> int:
    if interaction.guild_id is None:
        raise ValueError("not in a server")
    return interaction.guild_id

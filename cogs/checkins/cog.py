"""Doors for the commands of check-ins."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.checkins import caring, scheduling, text_caring, text_schedules
from cogs.checkins.caring_views import KeptAnswers, Waiting
from cogs.checkins.facts import circle_named, keeps_it, kept_and_joined, may_arrange
from cogs.checkins.jobs import PROMPTS
from cogs.checkins.packs import KINDS, STAGES
from cogs.checkins.schedule_views import Schedules
from cogs.checkins.typed import rule_typed
from cogs.checkins.views import MayJoin
from cogs.shared.answers import answer
from cogs.shared.app import App
from cogs.shared.errors import quiet_autocomplete, words_of
from cogs.shared.failures import UserError
from cogs.shared.people_here import names_of
from cogs.shared.recurrence_forms import to_row
from cogs.shared.refusals import RefusedError
from cogs.shared.rights import is_organiser
from cogs.shared.typed_time import time_typed
from cogs.shared.wall_clock import zone_named
from cogs.shared.words import command_text
from cogs.shared.zone_names import zones_like
from storage.circles import CircleStore
from storage.records.checkins import NewSchedule
from storage.records.circles import Circle

THEME_CHOICES = [
    app_commands.Choice(name=command_text("Morning intention"), value="morning-intention"),
    app_commands.Choice(name=command_text("Evening review"), value="evening-review"),
    app_commands.Choice(name=command_text("The week"), value="weekly"),
    app_commands.Choice(name=command_text("Gratitude"), value="gratitude"),
    app_commands.Choice(name=command_text("Strengths"), value="strengths"),
    app_commands.Choice(name=command_text("Body"), value="holistic-body"),
    app_commands.Choice(name=command_text("Mindfulness"), value="mindfulness"),
    app_commands.Choice(name=command_text("Creative"), value="creative"),
    app_commands.Choice(name=command_text("Connection"), value="connection"),
    app_commands.Choice(name=command_text("Goals"), value="goals"),
    app_commands.Choice(name=command_text("Boundaries"), value="boundaries"),
    app_commands.Choice(name=command_text("Helping others"), value="helping-others"),
]
STAGE_CHOICES = [
    app_commands.Choice(name=command_text("Any stage"), value="any"),
    app_commands.Choice(name=command_text("Thinking about a change"), value="thinking"),
    app_commands.Choice(name=command_text("Starting"), value="starting"),
    app_commands.Choice(name=command_text("Building"), value="building"),
    app_commands.Choice(name=command_text("Steady"), value="steady"),
    app_commands.Choice(name=command_text("Giving back"), value="giving-back"),
]


class CheckinsCog(commands.Cog):
    group = app_commands.Group(
        name="checkin",
        description=command_text("Questions at a time you choose, answered with one tap"),
        guild_only=True,
    )

    def __init__(self, app: App) -> None:
        self.app = app
        kept = quiet_autocomplete(app.failures, "circles kept", self._circles)
        joined = quiet_autocomplete(app.failures, "circles joined", self._joined)
        for command in (self.schedule, self.answers, self.report):
            command.autocomplete("circle")(kept)
        self.helping.autocomplete("circle")(joined)
        self.schedule.autocomplete("zone")(quiet_autocomplete(app.failures, "check-in zone", suggest_zones))

    @group.command(name="schedule", description=command_text("Ask a circle you keep, at a local time"))
    @app_commands.describe(
        circle=command_text("Which circle"),
        time=command_text("Local time, such as 09:00"),
        zone=command_text("Time zone; the circle's when left out"),
        days=command_text("Weekdays by name, such as Monday and Thursday; every day when left out"),
        weeks=command_text("Every how many weeks; 1 when left out"),
        month_day=command_text("Instead of weekdays: a day of each month"),
        hours=command_text("For how many hours answers are gathered before the summary; 4 when left out"),
        theme=command_text("What kind of question; a mix when left out"),
        title=command_text("A heading of your own, such as Strengths Tuesday"),
        stage=command_text("Questions for a stage that the circle chose"),
        until=command_text("The last day, such as 2026-12-31"),
        evening=command_text("Also in the evening at this time: a morning intention and an evening review as a pair"),
        hosted=command_text("Members host it, week by week, and may put the question in their own words"),
        thread=command_text("Open a thread under each question, for what people share"),
    )
    @app_commands.choices(theme=THEME_CHOICES, stage=STAGE_CHOICES)
    async def schedule(
        self,
        interaction: discord.Interaction[Any],
        circle: str,
        time: str,
        zone: str | None = None,
        days: str | None = None,
        weeks: app_commands.Range[int, 1, 52] = 1,
        month_day: app_commands.Range[int, 1, 31] | None = None,
        hours: app_commands.Range[int, 1, 72] = 4,
        theme: str | None = None,
        title: app_commands.Range[str, 0, 60] = "",
        stage: str = "any",
        until: str | None = None,
        evening: str | None = None,
        hosted: bool = False,
        thread: bool = False,
    ) -> None:
        w = words_of(interaction)
        found = await self._circle(interaction, circle)
        if not await may_arrange(self.app, interaction, found):
            raise UserError(text_schedules.keepers_only(w))
        now = self.app.clock.now()
        try:
            first = NewSchedule(
                circle_id=found.circle_id,
                member_id=None,
                at=time_typed(time),
                zone=found.zone if zone is None else zone_named(zone),
                repeats=to_row(rule_typed(days, weeks, month_day, until, now)),
                window_minutes=hours * 60,
                kinds=() if theme not in KINDS else (theme,),
                stage=stage if stage in STAGES else "any",
                title=title.strip(),
                hosted=hosted,
                threaded=thread,
            )
            wanted = [first] if evening is None else scheduling.pair(first, time_typed(evening))
        except RefusedError as refused:
            raise UserError(refused.said(w)) from refused
        kept = await scheduling.add_schedules(self.app.database, found.guild_id, found.circle_id, wanted, now)
        if isinstance(kept, scheduling.Refused):
            raise UserError(text_schedules.not_scheduled(w, kept.why))
        lines = [line for one in kept for line in text_schedules.scheduled(w, one.schedule, found)]
        self.app.schedule.wake(PROMPTS)
        await answer(interaction, "\n".join(dict.fromkeys(lines)))

    @group.command(name="schedules", description=command_text("When the circles you keep are asked; pause, skip, stop"))
    async def schedules(self, interaction: discord.Interaction[Any]) -> None:
        kept = [circle.circle_id for circle in await self._kept(interaction)]
        found = await scheduling.schedules_of(self.app.database, _server(interaction), kept, self.app.clock.now())
        await answer(interaction, Schedules(words_of(interaction), found))

    @group.command(name="answers", description=command_text("What was shared with you as a keeper"))
    @app_commands.describe(circle=command_text("Which circle"))
    async def answers(self, interaction: discord.Interaction[Any], circle: str) -> None:
        w, found = words_of(interaction), await self._circle(interaction, circle)
        if not await keeps_it(self.app, interaction, found):
            raise UserError(text_caring.keepers_read_only(w))
        days = await caring.shared_with_keepers(self.app.database, found, 3)
        people = {one.member_id for _, answers in days for one in answers}
        names = await names_of(self.app, found.guild_id, people)
        await answer(interaction, KeptAnswers(w, found, days, names))

    @group.command(name="waiting", description=command_text("Who would like somebody to write to them, longest first"))
    async def waiting(self, interaction: discord.Interaction[Any]) -> None:
        guild_id, who = _server(interaction), interaction.user.id
        kept, joined = await kept_and_joined(self.app, interaction)
        calls = await caring.calls_for(self.app.database, guild_id, who, kept, joined)
        names = await names_of(self.app, guild_id, {call.answer.member_id for call in calls[:20]})
        await answer(interaction, Waiting(words_of(interaction), calls, names))

    @group.command(name="helping", description=command_text("What you offer to do for a circle; change it at any time"))
    @app_commands.describe(
        circle=command_text("Which circle"),
        listen=command_text("Write to people who would like someone"),
        host=command_text("Host a week of questions"),
    )
    async def helping(
        self, interaction: discord.Interaction[Any], circle: str, listen: bool, host: bool = False
    ) -> None:
        w, found = words_of(interaction), await self._circle(interaction, circle)
        async with self.app.database.transaction() as work:
            inside = await CircleStore(work).offer(
                found.guild_id, found.circle_id, interaction.user.id, listens=listen, hosts=host
            )
        if not inside:
            await answer(interaction, MayJoin(w, found))
            return
        await answer(interaction, text_caring.offers(w, found, listens=listen, hosts=host))

    @group.command(name="report", description=command_text("A circle's last 30 days, without names"))
    @app_commands.describe(circle=command_text("Which circle"))
    async def report(self, interaction: discord.Interaction[Any], circle: str) -> None:
        w, found = words_of(interaction), await self._circle(interaction, circle)
        if not await may_arrange(self.app, interaction, found):
            raise UserError(text_caring.report_for_keepers(w))
        keeps = await keeps_it(self.app, interaction, found)
        told = await caring.report(self.app.database, found, self.app.clock.now(), for_keeper=keeps)
        await answer(interaction, "\n".join(text_caring.report(w, told)))

    async def _circle(self, interaction: discord.Interaction[Any], typed: str) -> Circle:
        found = await circle_named(self.app, _server(interaction), typed)
        if found is None:
            raise UserError(text_schedules.no_circle(words_of(interaction)))
        return found

    async def _kept(self, interaction: discord.Interaction[Any]) -> list[Circle]:
        """The circles whose times this person may arrange."""
        guild_id = _server(interaction)
        async with self.app.database.reading() as work:
            circles = await CircleStore(work).open_in(guild_id)
            mine = await CircleStore(work).circles_of(guild_id, interaction.user.id)
        if is_organiser(interaction):
            return list(circles)
        user = interaction.user
        roles = {role.id for role in user.roles} if isinstance(user, discord.Member) else set[int]()
        return [
            circle
            for circle in circles
            if circle.keeper_role_id in roles or (circle.circle_id in mine and mine[circle.circle_id].keeper)
        ]

    async def _circles(self, interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        wanted = current.casefold()
        return [
            app_commands.Choice(name=circle.name[:100], value=str(circle.circle_id))
            for circle in await self._kept(interaction)
            if wanted in circle.name.casefold()
        ][:25]

    async def _joined(self, interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        guild_id, wanted = _server(interaction), current.casefold()
        async with self.app.database.reading() as work:
            mine = await CircleStore(work).circles_of(guild_id, interaction.user.id)
            circles = await CircleStore(work).open_in(guild_id)
        return [
            app_commands.Choice(name=circle.name[:100], value=str(circle.circle_id))
            for circle in circles
            if circle.circle_id in mine and wanted in circle.name.casefold()
        ][:25]


async def suggest_zones(interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=zone, value=zone) for zone in zones_like(current, limit=25)]


def _server(interaction: discord.Interaction[Any]) -> int:
    if interaction.guild_id is None:
        raise ValueError("not in a server")
    return interaction.guild_id

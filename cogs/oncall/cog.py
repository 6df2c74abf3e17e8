"""Doors for the commands of the rota."""

from datetime import UTC, datetime, timedelta
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.oncall import actions, rules, text
from cogs.oncall.actions import Hours, Refused
from cogs.oncall.jobs import SWEEP
from cogs.oncall.people import answers_alerts
from cogs.oncall.rules import DAYS, Until, coming_gaps, off_until, own_turns
from cogs.oncall.views import rota_view
from cogs.shared.answers import answer
from cogs.shared.app import App
from cogs.shared.errors import quiet_autocomplete, words_of
from cogs.shared.failures import UserError
from cogs.shared.quoting import bare_name
from cogs.shared.refusals import RefusedError
from cogs.shared.rights import is_moderator, is_responder
from cogs.shared.rota import Span, off_now, on_call
from cogs.shared.typed_time import time_typed
from cogs.shared.wall_clock import zone_named
from cogs.shared.words import Words, command_text
from cogs.shared.zone_names import zones_like
from storage.cases import CaseStore
from storage.members import MemberStore
from storage.oncall import OnCallStore
from storage.records.servers import Server
from storage.servers import ServerStore

_DAYS = [
    app_commands.Choice(name=command_text("Every day"), value="every_day"),
    app_commands.Choice(name=command_text("Monday to Friday"), value="weekdays"),
    app_commands.Choice(name=command_text("Saturday and Sunday"), value="weekend"),
    app_commands.Choice(name=command_text("Monday"), value="monday"),
    app_commands.Choice(name=command_text("Tuesday"), value="tuesday"),
    app_commands.Choice(name=command_text("Wednesday"), value="wednesday"),
    app_commands.Choice(name=command_text("Thursday"), value="thursday"),
    app_commands.Choice(name=command_text("Friday"), value="friday"),
    app_commands.Choice(name=command_text("Saturday"), value="saturday"),
    app_commands.Choice(name=command_text("Sunday"), value="sunday"),
]
_UNTIL = [
    app_commands.Choice(name=command_text("For twelve hours"), value=Until.TONIGHT.value),
    app_commands.Choice(name=command_text("For a day"), value=Until.DAY.value),
    app_commands.Choice(name=command_text("For three days"), value=Until.THREE_DAYS.value),
    app_commands.Choice(name=command_text("For a week"), value=Until.WEEK.value),
    app_commands.Choice(name=command_text("For two weeks"), value=Until.TWO_WEEKS.value),
    app_commands.Choice(name=command_text("Until I say"), value=Until.THEY_SAY.value),
]
_A_WEEK = timedelta(days=7)
Interaction = discord.Interaction[Any]


class OnCallCog(commands.Cog):
    group = app_commands.Group(
        name="oncall",
        description=command_text("For responders: who answers alerts when"),
        guild_only=True,
    )

    def __init__(self, app: App) -> None:
        self.app = app
        for command in (self.add, self.awake):
            command.autocomplete("zone")(quiet_autocomplete(app.failures, "rota zone", _zones))
        self.remove.autocomplete("shift")(quiet_autocomplete(app.failures, "rota shifts", self._shifts))
        self.swap.autocomplete("turn")(quiet_autocomplete(app.failures, "rota turns", self._turns))

    @group.command(name="show", description=command_text("The rota, who is on call now, and when nobody is"))
    async def show(self, interaction: Interaction) -> None:
        w, server = await self._enter(interaction)
        me, now = interaction.user.id, self.app.clock.now()
        async with self.app.database.reading() as work:
            rota = await OnCallStore(work).rota(server.guild_id, now)
            heavy = await CaseStore(work).heavy_of(server.guild_id, me, now - _A_WEEK)
        gaps = coming_gaps(rota, now)
        hours = next((Hours(h.starts, h.ends, h.zone) for h in rota.awake if h.member_id == me), None)
        lines = [
            w("### On call"),
            text.now_line(w, on_call(rota, now), is_kept=rota.is_kept),
            *text.shift_lines(w, rota.shifts),
            *(text.gap_lines(w, gaps[:10]) if rota.is_kept else []),
            text.own_line(w, own_turns(rota, me, now), hours, off=me in off_now(rota, now), now=now),
            *filter(None, [text.heavy_line(w, heavy)]),
        ]
        await answer(interaction, rota_view(w, lines, gaps, server.zone))

    @group.command(name="add", description=command_text("Be on call every week at these hours"))
    @app_commands.describe(
        days=command_text("On which days it begins"),
        begin=command_text("From, such as 20:00"),
        end=command_text("To, such as 23:30; earlier than the beginning means the next day"),
        zone=command_text("By whose clock; yours when left out, else this server's"),
        person=command_text("For moderators: somebody else"),
    )
    @app_commands.choices(days=_DAYS)
    async def add(
        self,
        interaction: Interaction,
        days: str,
        begin: str,
        end: str,
        zone: str | None = None,
        person: discord.Member | None = None,
    ) -> None:
        w, server = await self._enter(interaction)
        who = person or interaction.user
        if who.id != interaction.user.id and not is_moderator(interaction, server):
            raise UserError(w("Only moderators can put somebody else on the rota."))
        if person is not None and not answers_alerts(person, server):
            raise UserError(text.not_a_responder(w, who.id))
        hours = await self._hours(w, server, who.id, begin, end, zone)
        if days not in DAYS:
            raise UserError(text.pick_from_list(w))
        done = await actions.add_shifts(
            self.app.database, server.guild_id, who.id, DAYS[days], hours, self.app.clock.now()
        )
        if isinstance(done, Refused):
            raise UserError(text.refused(w, done))
        self.app.schedule.wake(SWEEP)
        await answer(interaction, text.added(w, f"<@{who.id}>", done, hours))

    @group.command(name="remove", description=command_text("Take a shift off the rota"))
    @app_commands.describe(shift=command_text("Which shift; yours, or for moderators anybody's"))
    async def remove(self, interaction: Interaction, shift: str) -> None:
        w, server = await self._enter(interaction)
        now = self.app.clock.now()
        rota = await actions.rota_of(self.app.database, server.guild_id, now)
        found = next((one for one in rota.shifts if str(one.shift_id) == shift), None)
        if found is None:
            raise UserError(text.pick_from_list(w))
        if found.member_id != interaction.user.id and not is_moderator(interaction, server):
            raise UserError(text.refused(w, Refused.NOT_YOURS))
        await actions.remove_shift(self.app.database, server.guild_id, found.shift_id, now)
        self.app.delivery.wake()
        await answer(interaction, text.removed(w, found))

    @group.command(name="off", description=command_text("I'm off; no reason needed"))
    @app_commands.describe(until=command_text("For how long"))
    @app_commands.choices(until=_UNTIL)
    async def off(self, interaction: Interaction, until: str) -> None:
        w, server = await self._enter(interaction)
        now = self.app.clock.now()
        ends = off_until(Until(until), now)
        await actions.go_off(self.app.database, server.guild_id, interaction.user.id, ends, now)
        self.app.delivery.wake()
        await answer(interaction, text.off(w, ends))

    @group.command(name="back", description=command_text("I'm here again"))
    async def back(self, interaction: Interaction) -> None:
        w, server = await self._enter(interaction)
        now = self.app.clock.now()
        was_off = await actions.come_back(self.app.database, server.guild_id, interaction.user.id, now)
        await answer(interaction, text.back(w, was_off=was_off))

    @group.command(name="swap", description=command_text("Ask somebody to be on call in your place, once"))
    @app_commands.describe(
        turn=command_text("Which of your turns"), person=command_text("Whom to ask; nothing changes until they agree")
    )
    async def swap(self, interaction: Interaction, turn: str, person: discord.Member) -> None:
        w, server = await self._enter(interaction)
        if person.id == interaction.user.id or not answers_alerts(person, server):
            raise UserError(text.not_a_responder(w, person.id))
        start, _, end = turn.partition(".")
        if not (start.isdecimal() and end.isdecimal() and len(turn) < 40):
            raise UserError(text.pick_from_list(w))
        span = Span(datetime.fromtimestamp(int(start), UTC), datetime.fromtimestamp(int(end), UTC))
        done = await actions.ask_swap(
            self.app.database, server.guild_id, interaction.user.id, person.id, span, self.app.clock.now()
        )
        if isinstance(done, Refused):
            raise UserError(text.refused(w, done))
        self.app.delivery.wake()
        await answer(interaction, text.swap_sent(w, done))

    @group.command(name="awake", description=command_text("When you are usually awake; you are asked earlier then"))
    @app_commands.describe(
        begin=command_text("From, such as 07:00; both left out: say nothing about it"),
        end=command_text("To, such as 23:00"),
        zone=command_text("By whose clock; yours when left out, else this server's"),
    )
    async def awake(
        self, interaction: Interaction, begin: str | None = None, end: str | None = None, zone: str | None = None
    ) -> None:
        w, server = await self._enter(interaction)
        if (begin is None) != (end is None):
            raise UserError(w("Please give both hours, or neither."))
        me, hours = interaction.user.id, None
        if begin is not None and end is not None:
            hours = await self._hours(w, server, me, begin, end, zone)
        await actions.say_awake(self.app.database, server.guild_id, me, hours, self.app.clock.now())
        await answer(interaction, text.awake(w, hours))

    async def _enter(self, interaction: Interaction) -> tuple[Words, Server]:
        w = words_of(interaction)
        async with self.app.database.reading() as work:
            server = None if interaction.guild_id is None else await ServerStore(work).get(interaction.guild_id)
        if server is None:
            raise UserError(w("This server has not been set up yet. Please use /setup server first."))
        if not (is_responder(interaction, server) or is_moderator(interaction, server)):
            raise UserError(text.only_responders(w))
        return w, server

    async def _hours(self, w: Words, server: Server, member_id: int, begin: str, end: str, zone: str | None) -> Hours:
        """Raises UserError with a sentence for what cannot be read."""
        async with self.app.database.reading() as work:
            member = await MemberStore(work).get(server.guild_id, member_id)
        try:
            named = zone_named(zone) if zone else (None if member is None else member.zone) or server.zone
            first, last = time_typed(begin), time_typed(end)
        except RefusedError as error:
            raise UserError(error.said(w)) from error
        return Hours(first.hour * 60 + first.minute, last.hour * 60 + last.minute, named)

    async def _shifts(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        w, server = await self._enter(interaction)
        rota = await actions.rota_of(self.app.database, server.guild_id, self.app.clock.now())
        everybody = is_moderator(interaction, server)
        shown = [
            (text.shift_label(w, shift, self._name(server, shift.member_id)), str(shift.shift_id))
            for shift in rota.shifts
            if everybody or shift.member_id == interaction.user.id
        ]
        return _choices(shown, current)

    async def _turns(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        w, server = await self._enter(interaction)
        now = self.app.clock.now()
        rota = await actions.rota_of(self.app.database, server.guild_id, now)
        zone = next((s.zone for s in rota.shifts if s.member_id == interaction.user.id), server.zone)
        turns = rules.own_turns(rota, interaction.user.id, now)
        shown = [
            (text.plain_span(w, turn, zone), f"{int(turn.from_at.timestamp())}.{int(turn.to_at.timestamp())}")
            for turn in turns
        ]
        return _choices(shown, current)

    def _name(self, server: Server, member_id: int) -> str:
        guild = self.app.get_guild(server.guild_id)
        member = None if guild is None else guild.get_member(member_id)
        return str(member_id) if member is None else bare_name(member.display_name)


def _choices(shown: list[tuple[str, str]], current: str) -> list[app_commands.Choice[str]]:
    wanted = current.strip().lower()
    found = [(label, value) for label, value in shown if wanted in label.lower() or wanted == value]
    return [app_commands.Choice(name=label, value=value) for label, value in found[:25]]


async def _zones(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=zone, value=zone) for zone in zones_like(current, limit=25)]

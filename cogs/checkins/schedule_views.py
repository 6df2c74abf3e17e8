"""The schedules of a keeper's circles, and the doors behind their buttons."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import discord

from cogs.checkins import scheduling, text, text_schedules
from cogs.checkins.facts import may_arrange
from cogs.checkins.scheduling import CircleSchedules, Refused, Turn
from cogs.checkins.typed import days_typed
from cogs.shared.answers import Text, answer, ask, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.refusals import RefusedError
from cogs.shared.ui import Press, custom_id
from cogs.shared.words import Words
from storage.records.checkins import Schedule

SHOWN = 9  # sections; a message holds forty components


class Schedules(discord.ui.LayoutView):
    def __init__(self, w: Words, circles: Sequence[CircleSchedules]) -> None:
        super().__init__(timeout=None)
        left = SHOWN
        for one in circles:
            box = discord.ui.Container[Schedules](discord.ui.TextDisplay(text.heading(w, one.circle, "")))
            for schedule in one.schedules[: max(left, 0)]:
                box.add_item(
                    discord.ui.Section(text_schedules.schedule_line(w, schedule), accessory=_change(w, schedule))
                )
            left -= len(one.schedules)
            if one.missed:
                box.add_item(discord.ui.TextDisplay(text_schedules.missed(w, one.missed)))
            self.add_item(box)
            if left <= 0:
                break
        if not any(one.schedules for one in circles):
            self.add_item(discord.ui.TextDisplay(text_schedules.no_schedules(w)))


def _change(w: Words, schedule: Schedule) -> discord.ui.Button[Any]:
    return discord.ui.Button(label=w("Change"), custom_id=custom_id("checkins", "plan", schedule.schedule_id))


class OneSchedule(discord.ui.LayoutView):
    def __init__(self, w: Words, schedule: Schedule) -> None:
        super().__init__(timeout=None)
        box = discord.ui.Container[OneSchedule](discord.ui.TextDisplay(text_schedules.schedule_line(w, schedule)))
        if schedule.paused_from is None:
            turns = (
                (Turn.SKIP, w("Skip the next one")),
                (Turn.PAUSE_WEEK, w("Pause for a week")),
                (Turn.PAUSE, w("Pause until resumed")),
                (Turn.STOP, w("Stop it")),
            )
        else:
            turns = ((Turn.RESUME, w("Resume")), (Turn.STOP, w("Stop it")))
        row: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        for turn, label in turns:
            style = discord.ButtonStyle.danger if turn is Turn.STOP else discord.ButtonStyle.secondary
            made = custom_id("checkins", "turn", f"{schedule.schedule_id}.{turn.value}")
            row.add_item(discord.ui.Button(label=label, style=style, custom_id=made))
        made = custom_id("checkins", "daysoff", schedule.schedule_id)
        row.add_item(discord.ui.Button(label=w("Days off"), custom_id=made))
        days = scheduling.days_off(schedule)
        if days:
            box.add_item(discord.ui.TextDisplay(text_schedules.days_off(w, days)))
        box.add_item(row)
        self.add_item(box)


class DaysOff(discord.ui.Modal):
    def __init__(self, w: Words, schedule: Schedule, days: Sequence[date]) -> None:
        super().__init__(
            title=w("Days off"), timeout=None, custom_id=custom_id("checkins", "offdays", schedule.schedule_id)
        )
        self.add_item(
            discord.ui.Label(
                text=w("Dates on which nobody is asked"),
                description=w("Such as 2026-12-24 to 2026-12-26, 2027-01-01. Empty: none."),
                component=discord.ui.TextInput(
                    custom_id="days",
                    style=discord.TextStyle.paragraph,
                    required=False,
                    max_length=1500,
                    default=", ".join(day.isoformat() for day in days) or None,
                ),
            )
        )


class ScheduleDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.router.on("checkins", "plan", self.plan)
        self.app.router.on("checkins", "turn", self.turn)
        self.app.router.on("checkins", "daysoff", self.days_off)
        self.app.router.on("checkins", "offdays", self.leave_out)

    async def plan(self, press: Press) -> None:
        kept = await self._mine(press)
        await redraw(press.interaction, OneSchedule(words_of(press.interaction), kept.schedule))

    async def turn(self, press: Press) -> None:
        w, what = words_of(press.interaction), Turn(press.choice)
        await self._mine(press)
        kept = await scheduling.turn(self.app.database, press.guild_id, press.row_id, what, self.app.clock.now())
        if isinstance(kept, Refused):
            raise UserError(text_schedules.not_scheduled(w, kept.why))
        self.app.schedule.wake("checkins.prompts")
        done = (
            Text(text_schedules.turned(w, what, kept.schedule)) if what is Turn.STOP else OneSchedule(w, kept.schedule)
        )
        await redraw(press.interaction, done)

    async def days_off(self, press: Press) -> None:
        kept = await self._mine(press)
        days = scheduling.days_off(kept.schedule)
        await ask(press.interaction, DaysOff(words_of(press.interaction), kept.schedule, days))

    async def leave_out(self, press: Press) -> None:
        w = words_of(press.interaction)
        await self._mine(press)
        try:
            days = days_typed(press.text("days"))
            kept = await scheduling.leave_out(
                self.app.database, press.guild_id, press.row_id, days, self.app.clock.now()
            )
        except RefusedError as refused:
            raise UserError(refused.said(w)) from refused
        if isinstance(kept, Refused):
            raise UserError(text_schedules.not_scheduled(w, kept.why))
        self.app.schedule.wake("checkins.prompts")
        await answer(press.interaction, OneSchedule(w, kept.schedule))

    async def _mine(self, press: Press) -> scheduling.Kept:
        """The schedule, if whoever presses may change it: a keeper, or the member whose own it is."""
        w = words_of(press.interaction)
        kept = await scheduling.find_schedule(self.app.database, press.guild_id, press.row_id)
        if isinstance(kept, Refused):
            raise UserError(text_schedules.not_scheduled(w, kept.why))
        if kept.circle is None:
            if kept.schedule.member_id != press.interaction.user.id:
                raise UserError(text.not_yours(w))
        elif not await may_arrange(self.app, press.interaction, kept.circle):
            raise UserError(text_schedules.keepers_only(w))
        return kept

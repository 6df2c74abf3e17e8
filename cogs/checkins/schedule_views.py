"""The schedules of a keeper's circles, and the doors behind their buttons."""

from collections.abc import Sequence
from typing import Any

import discord

from cogs.checkins import scheduling, text, text_schedules
from cogs.checkins.facts import may_arrange
from cogs.checkins.scheduling import CircleSchedules, Refused, Turn
from cogs.shared.answers import Text, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
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
        box.add_item(row)
        self.add_item(box)


class ScheduleDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.router.on("checkins", "plan", self.plan)
        self.app.router.on("checkins", "turn", self.turn)

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

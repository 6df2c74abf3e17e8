"""A member's own check-ins: the panel, what is still open, the history; and the doors behind their buttons."""

import asyncio
import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import discord

from cogs.checkins import away, personal, scheduling, text_own, text_schedules
from cogs.checkins import text as words_of_checkins
from cogs.checkins.calendar_picture import first_of, picture
from cogs.checkins.history import Rhythm, as_csv, rhythm
from cogs.checkins.jobs import PROMPTS
from cogs.checkins.personal import Mine, Unanswered
from cogs.checkins.scheduling import Turn
from cogs.checkins.views import steps
from cogs.shared.answers import answer, redraw
from cogs.shared.app import App
from cogs.shared.choosing_reach import choose_reach
from cogs.shared.errors import words_of
from cogs.shared.people_here import names_of
from cogs.shared.ui import Press, custom_id
from cogs.shared.wall_clock import local_date
from cogs.shared.words import Words
from storage.records.checkins import Step
from storage.records.members import Reach

WEEKS, DAYS = 5, 90
_PICTURE = "check-ins.png"


class OwnPanel(discord.ui.LayoutView):
    def __init__(self, w: Words, mine: Mine, away_name: str | None) -> None:
        super().__init__(timeout=None)
        box = discord.ui.Container[OwnPanel](discord.ui.TextDisplay(text_own.own_heading(w)))
        for schedule in mine.schedules:
            change: discord.ui.Button[Any] = discord.ui.Button(
                label=w("Change"), custom_id=custom_id("checkins", "plan", schedule.schedule_id)
            )
            box.add_item(discord.ui.Section(text_schedules.schedule_line(w, schedule), accessory=change))
        if not mine.schedules:
            box.add_item(discord.ui.TextDisplay(text_own.own_none(w)))
        lines = [
            *text_own.reached_by(w, mine.member),
            text_own.quiet_hours(w, mine.wishes),
            text_own.if_away(w, mine.wishes, away_name),
        ]
        box.add_item(discord.ui.Separator())
        box.add_item(discord.ui.TextDisplay("\n".join(lines)))
        row: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        now = Reach.NEXT_PRESS if mine.member is None else mine.member.reach
        for reach, label in (
            (Reach.DM, w("Reach me by DM")),
            (Reach.THREAD, w("Reach me in a private thread")),
            (Reach.NEXT_PRESS, w("Only when I press something")),
        ):
            style = discord.ButtonStyle.primary if reach is now else discord.ButtonStyle.secondary
            made = custom_id("checkins", "reach", f"0.{reach.value}")
            row.add_item(discord.ui.Button(label=label, style=style, custom_id=made))
        if mine.wishes is not None and mine.wishes.away_days is not None:
            row.add_item(_tell_nobody(w))
        box.add_item(row)
        if mine.schedules:
            box.add_item(discord.ui.ActionRow(_rest(w)))
        self.add_item(box)


def _rest(w: Words) -> discord.ui.Select[Any]:
    """A day, a week, or as long as it takes: holiday, hospital, treatment; nothing is counted meanwhile."""
    options = (
        (Turn.PAUSE_DAY, w("Not today")),
        (Turn.PAUSE_WEEK, w("Not for a week")),
        (Turn.PAUSE, w("Not until I say")),
        (Turn.RESUME, w("Ask me again")),
    )
    return discord.ui.Select(
        custom_id=custom_id("checkins", "rest", "0"),
        placeholder=w("Pause everything of yours, or resume it"),
        options=[discord.SelectOption(label=label, value=turn.value) for turn, label in options],
    )


class OpenOnes(discord.ui.LayoutView):
    """What can still be answered, also from yesterday."""

    def __init__(self, w: Words, still_open: Sequence[Unanswered]) -> None:
        super().__init__(timeout=None)
        if not still_open:
            self.add_item(discord.ui.TextDisplay(text_own.nothing_to_answer(w)))
        for one in still_open:
            said = discord.ui.TextDisplay[OpenOnes](text_own.of_day(w, one.prompt, one.circle))
            self.add_item(discord.ui.Container(said, steps(w, one.prompt.prompt_id)))


def _tell_nobody(w: Words) -> discord.ui.Button[Any]:
    """One press ends what was set up for going quiet."""
    return discord.ui.Button(label=w("Tell nobody if I go quiet"), custom_id=custom_id("checkins", "here", "0"))


class AwaySet(discord.ui.LayoutView):
    def __init__(self, w: Words, lines: Sequence[str]) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.TextDisplay("\n".join(lines)))
        self.add_item(discord.ui.ActionRow(_tell_nobody(w)))


class HistoryView(discord.ui.LayoutView):
    """A picture and the same in words."""

    def __init__(self, w: Words, found: Rhythm, alt: str, days: Sequence[str]) -> None:
        super().__init__(timeout=None)
        hard = sum(found.counts_30[step] for step in (Step.HARD, Step.VERY_HARD))
        lines = [text_own.rhythm(w, found.last_seven)]
        lines.append(text_own.steps_counted(w, found.counts_30, 30))
        lines.append(text_own.steps_counted(w, found.counts_90, DAYS))
        if hard:
            lines.append(text_own.hard_days(w, hard))
        if found.cravings:
            lines.append(text_own.craving_noted(w, found.cravings))
        gallery = discord.ui.MediaGallery[HistoryView]()
        gallery.add_item(media=f"attachment://{_PICTURE}", description=alt[:1024])
        save: discord.ui.Button[Any] = discord.ui.Button(
            label=w("Save as a file"), custom_id=custom_id("checkins", "file", "0")
        )
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay(text_own.history_heading(w, WEEKS * 7)),
                gallery,
                discord.ui.TextDisplay("\n".join(lines)),
                discord.ui.TextDisplay("\n".join(days)),
                discord.ui.ActionRow(save),
            )
        )


class OwnDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.router.on("checkins", "reach", self.reach)
        self.app.router.on("checkins", "here", self.here)
        self.app.router.on("checkins", "file", self.file)
        self.app.router.on("checkins", "rest", self.rest)

    async def reach(self, press: Press) -> None:
        reach, who = Reach(press.choice), press.interaction.user.id
        await choose_reach(self.app.database, press.interaction, reach, self.app.clock.now())
        mine = await personal.mine(self.app.database, press.guild_id, who)
        await redraw(press.interaction, await panel(self.app, press.interaction, mine))

    async def rest(self, press: Press) -> None:
        """Everything of theirs at once; only ever their own."""
        (chosen,) = press.values
        what, who, now = Turn(chosen), press.interaction.user.id, self.app.clock.now()
        if what not in (Turn.PAUSE_DAY, Turn.PAUSE_WEEK, Turn.PAUSE, Turn.RESUME):
            raise ValueError("not offered here")
        await scheduling.turn_all(self.app.database, press.guild_id, who, what, now)
        self.app.schedule.wake(PROMPTS)
        mine = await personal.mine(self.app.database, press.guild_id, who)
        await redraw(press.interaction, await panel(self.app, press.interaction, mine))

    async def here(self, press: Press) -> None:
        """One press ends what they set up for going quiet."""
        who = press.interaction.user.id
        await away.never_mind(self.app.database, press.guild_id, who, self.app.clock.now())
        await answer(press.interaction, text_own.away_over(words_of(press.interaction)))

    async def file(self, press: Press) -> None:
        w = words_of(press.interaction)
        today = (self.app.clock.now() - timedelta(days=3650)).date()
        rows = await personal.history(self.app.database, press.guild_id, press.interaction.user.id, today)
        names = {step: words_of_checkins.step(w, step) for step in Step}
        file = discord.File(io.BytesIO(as_csv(rows, names)), "check-ins.csv")
        await answer(press.interaction, FileReady(w), files=(file,))


class FileReady(discord.ui.LayoutView):
    def __init__(self, w: Words) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.TextDisplay(text_own.file_ready(w)))
        self.add_item(discord.ui.File("attachment://check-ins.csv"))


async def panel(app: App, interaction: discord.Interaction[Any], mine: Mine) -> OwnPanel:
    to = None if mine.wishes is None else mine.wishes.away_to_member_id
    names = {} if to is None or interaction.guild_id is None else await names_of(app, interaction.guild_id, [to])
    return OwnPanel(words_of(interaction), mine, names.get(to or 0))


async def show_history(app: App, interaction: discord.Interaction[Any], guild_id: int) -> None:
    w, who, now = words_of(interaction), interaction.user.id, app.clock.now()
    zone = await personal.zone_of(app.database, guild_id, who) or "UTC"
    today = local_date(now, zone)
    rows = await personal.history(app.database, guild_id, who, today - timedelta(days=DAYS))
    found = rhythm(rows, today)
    begins = first_of(today, WEEKS)
    shown = {day: step for day, step in found.days.items() if begins <= day <= today}
    counts = rhythm([row for row in rows if row[0] >= begins], today).counts_90
    alt = text_own.calendar_alt(w, begins, today, len(shown), counts)
    drawn = await asyncio.to_thread(picture, shown, today, text_own.calendar_labels(w, begins, WEEKS))
    file = discord.File(io.BytesIO(drawn), _PICTURE, description=alt[:1024])
    view = HistoryView(w, found, alt, text_own.day_by_day(w, shown))
    await answer(interaction, view, files=(file,))

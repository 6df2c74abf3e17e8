"""Doors for the summary: pick the parts, get one file, which nobody else sees."""

import io
from datetime import timedelta
from typing import Any

import discord

from cogs.care import summary
from cogs.care.kept_doors import FileReady
from cogs.care.summary import PICKS, Told
from cogs.care.tool_views import Step
from cogs.shared.answers import answer
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.ui import Press, custom_id
from cogs.shared.words import Words, mark
from storage.care import CareStore
from storage.checkin_answers import AnswerStore
from storage.records.checkins import Answer
from storage.records.checkins import Step as CheckinStep

LATELY = timedelta(days=30)
STEPS = {
    CheckinStep.STEADY: mark("Steady"),
    CheckinStep.MOSTLY_OKAY: mark("Mostly okay"),
    CheckinStep.UP_AND_DOWN: mark("Up and down"),
    CheckinStep.HARD: mark("Hard"),
    CheckinStep.VERY_HARD: mark("Very hard"),
}


class SummaryDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.router.on("care", "summary", self.make)

    async def begin(self, interaction: discord.Interaction[Any]) -> None:
        w = words_of(interaction)
        picks: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=custom_id("care", "summary"),
            placeholder=w("What shall be in it?"),
            min_values=1,
            max_values=len(PICKS),
            options=[discord.SelectOption(label=w.marked(name), value=key) for key, name in PICKS.items()],
        )
        said = [
            w("### A page for a doctor or counsellor"),
            w("I put what you pick into one file that you can print. Only you get it, and I keep no copy."),
        ]
        await answer(interaction, Step(said, [discord.ui.ActionRow(picks)]))

    async def make(self, press: Press) -> None:
        picked, who, now = set(press.values), press.interaction.user.id, self.app.clock.now()
        w, guild_id = words_of(press.interaction), press.guild_id
        async with self.app.database.reading() as work:
            care = CareStore(work)
            told = Told(
                plan=await care.plan(guild_id, who) if "plan" in picked else None,
                card=await care.card(guild_id, who) if "card" in picked else None,
                entries=tuple(reversed(await care.entries(guild_id, who, limit=200))) if "tools" in picked else (),
                checkins=tuple(
                    (day, _step(w, one), one.words or "")
                    for day, _, one in await AnswerStore(work).history(guild_id, who, (now - LATELY).date())
                )
                if "checkins" in picked
                else (),
            )
        if told == Told():
            raise UserError(w("There is nothing of that yet, so there is no page."))
        written = summary.page(w, told, now.date()).encode()
        file = discord.File(io.BytesIO(written), "my-summary.html")
        said = w("Here is your page. It opens in any browser, and prints. Please keep it somewhere safe.")
        await answer(press.interaction, FileReady(said, file), files=(file,))


def _step(w: Words, one: Answer) -> str:
    return "" if one.step is None else w.marked(STEPS[one.step])

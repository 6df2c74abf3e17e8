"""Doors for efforts: switched on or off by the member alone, and what is heard of from other features."""

from datetime import datetime
from typing import Any

import discord

from cogs.journeys import effort_steps, text_marking
from cogs.journeys.layouts import FEATURE, button
from cogs.shared.answers import redraw
from cogs.shared.app import App
from cogs.shared.efforts import MADE
from cogs.shared.errors import words_of
from cogs.shared.ui import Press
from cogs.shared.words import Words
from storage.records.events import Event


class EffortsView(discord.ui.LayoutView):
    def __init__(self, w: Words, *, counted: bool) -> None:
        super().__init__(timeout=None)
        box: discord.ui.Container[Any] = discord.ui.Container()
        box.add_item(discord.ui.TextDisplay("\n".join(text_marking.efforts(w, counted=counted))))
        label = w("Mark no efforts") if counted else w("Mark my efforts")
        box.add_item(discord.ui.ActionRow(button(label, "efforts", "no" if counted else "yes")))
        self.add_item(box)


class EffortDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.router.on(FEATURE, "efforts", self.choose)
        self.app.events.on(MADE, self.made)

    async def choose(self, press: Press) -> None:
        if press.row not in ("yes", "no"):
            raise ValueError("neither yes nor no")
        counted, who = press.row == "yes", press.interaction.user.id
        await effort_steps.wish(self.app.database, press.guild_id, who, self.app.clock.now(), counted=counted)
        await redraw(press.interaction, EffortsView(words_of(press.interaction), counted=counted))

    async def made(self, event: Event, now: datetime) -> None:
        if event.member_id is None:
            return
        effort, times = str(event.arguments["effort"]), int(str(event.arguments["times"]))
        if await effort_steps.made(self.app.database, event.guild_id, event.member_id, effort, times, now):
            self.app.delivery.wake()

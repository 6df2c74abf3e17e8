"""Loads a journey as it stands and draws it for its member, with the picture of its times where there is one."""

import asyncio
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import discord

from cogs.journeys import keeping, text, text_ledger, timeline
from cogs.journeys.show_layouts import PICTURE, ChangeView, JourneyView, Shown
from cogs.journeys.undo import can_undo
from cogs.shared.answers import answer, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.wall_clock import local_date
from cogs.shared.words import Words
from storage.records.journeys import JourneyPath

Draw = Callable[[Words, Shown], discord.ui.LayoutView]


async def show_first(app: App, interaction: discord.Interaction[Any], guild_id: int) -> None:
    w = words_of(interaction)
    mine = await keeping.mine(app.database, guild_id, interaction.user.id)
    if not mine:
        await answer(interaction, text.none_yet(w))
        return
    shown = await load(app, mine[0])
    files = await _picture(shown)
    await answer(interaction, JourneyView(w, shown), files=files)


async def show(app: App, interaction: discord.Interaction[Any], journey_id: int, said: str | None = None) -> None:
    """The journey again, on the message that was pressed."""
    w = words_of(interaction)
    shown = await load(app, found(w, await keeping.one_of_mine(app.database, interaction.user.id, journey_id)), said)
    files = await _picture(shown)
    await redraw(interaction, JourneyView(w, shown), files=files)


async def show_changes(
    app: App, interaction: discord.Interaction[Any], journey_id: int, said: str | None = None, draw: Draw = ChangeView
) -> None:
    """What can be changed about it, on the message that was pressed; without the picture."""
    w = words_of(interaction)
    kept = found(w, await keeping.one_of_mine(app.database, interaction.user.id, journey_id))
    await redraw(interaction, draw(w, await load(app, kept, said, picture=False)), files=())


async def load(app: App, kept: keeping.Kept, said: str | None = None, *, picture: bool = True) -> Shown:
    journey, now = kept.ledger.journey, app.clock.now()
    others = await keeping.mine(app.database, journey.guild_id, journey.member_id)
    undo = await can_undo(app.database, journey, now)
    today = local_date(now, kept.zone)
    return Shown(kept, others, today, said, undo, picture and has_picture(kept, today))


def has_picture(kept: keeping.Kept, today: date) -> bool:
    """None of what is hidden, none for a member whom counting harms, and none of a first day."""
    journey, runs = kept.ledger.journey, kept.ledger.runs
    counted = journey.path is not JourneyPath.NO_NUMBERS and journey.hidden_at is None
    return counted and any(run.started_on < today for run in runs)


def found(w: Words, kept: keeping.Kept | keeping.Refused | None) -> keeping.Kept:
    """Raises UserError with the sentence for why not."""
    if kept is None:
        raise UserError(text_ledger.refused(w, keeping.WhyNot.NOT_YOURS))
    if isinstance(kept, keeping.Refused):
        raise UserError(text_ledger.refused(w, kept.why))
    return kept


async def _picture(shown: Shown) -> tuple[discord.File, ...]:
    if not shown.picture:
        return ()
    ledger = shown.kept.ledger
    told = text_ledger.days_told(ledger)
    drawn = await asyncio.to_thread(timeline.png, ledger.runs, told, shown.today)
    return (discord.File(io.BytesIO(drawn), PICTURE),)

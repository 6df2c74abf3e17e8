"""Doors for what a member does with a journey of theirs; each shows it again as it now stands."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord

from cogs.journeys import actions, keeping, text
from cogs.journeys.layouts import FEATURE, JourneyView, RenameForm
from cogs.shared.answers import answer, ask, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.ui import Press
from cogs.shared.wall_clock import local_date
from cogs.shared.words import Words
from storage.records.journeys import Journey, Standing


class JourneyDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        on = self.app.router.on
        on(FEATURE, "other", self.other)
        on(FEATURE, "again", self.again)
        on(FEATURE, "pause", self.pause)
        on(FEATURE, "rename", self.ask_name)
        on(FEATURE, "renamed", self.rename)
        on(FEATURE, "standing", self.standing)
        on(FEATURE, "hide", self.hide)
        on(FEATURE, "put_away", self.put_away)
        on(FEATURE, "best", self.best)
        on(FEATURE, "named", self.named)
        on(FEATURE, "mark_again", self.mark_again)

    async def other(self, press: Press) -> None:
        await self._show(press, int(press.values[0]))

    async def again(self, press: Press) -> None:
        w = words_of(press.interaction)
        kept = await actions.new_start(
            self.app.database, press.interaction.user.id, press.row_id, None, self.app.clock.now()
        )
        kept = _kept(w, kept)
        said = [text.slip_new_start(w, kept.ledger.open_run)]
        if kept.ledger.journey.unsafe_to_stop:
            said.append(text.withdrawal_notice(w))
        await self._show(press, press.row_id, "\n".join(said))

    async def pause(self, press: Press) -> None:
        w = words_of(press.interaction)
        now = self.app.clock.now()
        _kept(w, await actions.pause(self.app.database, press.interaction.user.id, press.row_id, now))
        await self._show(press, press.row_id, text.slip_pause(w))

    async def ask_name(self, press: Press) -> None:
        kept = await keeping.one_of_mine(self.app.database, press.interaction.user.id, press.row_id)
        w = words_of(press.interaction)
        if kept is None:
            raise UserError(text.refused(w, keeping.WhyNot.NOT_YOURS))
        await ask(press.interaction, RenameForm(w, press.row_id, kept.ledger.journey.name))

    async def rename(self, press: Press) -> None:
        name = press.text("name")
        await self._change(press, lambda journey: replace(journey, name=name or journey.name))

    async def standing(self, press: Press) -> None:
        chosen = Standing(press.values[0])
        await self._change(press, lambda journey: replace(journey, standing=chosen, off_at=None))

    async def hide(self, press: Press) -> None:
        now = self.app.clock.now()
        await self._change(press, lambda one: replace(one, hidden_at=None if one.hidden_at is not None else now))

    async def put_away(self, press: Press) -> None:
        now = self.app.clock.now()
        await self._change(press, lambda one: replace(one, archived_at=None if one.archived_at is not None else now))

    async def best(self, press: Press) -> None:
        await self._change(press, lambda one: replace(one, best_shown=not one.best_shown))

    async def named(self, press: Press) -> None:
        await self._change(press, lambda one: replace(one, named=not one.named))

    async def mark_again(self, press: Press) -> None:
        await self._change(press, lambda one: replace(one, again=not one.again))

    async def _change(self, press: Press, how: Callable[[Journey], Journey]) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        _kept(w, await actions.change(self.app.database, who, press.row_id, how, now))
        self.app.schedule.wake("journeys.steps")
        await self._show(press, press.row_id)

    async def _show(self, press: Press, journey_id: int, said: str | None = None) -> None:
        w, who = words_of(press.interaction), press.interaction.user.id
        kept = await keeping.one_of_mine(self.app.database, who, journey_id)
        if kept is None:
            raise UserError(text.refused(w, keeping.WhyNot.NOT_YOURS))
        view = await journey_view(self.app, w, kept, said)
        await redraw(press.interaction, view)


async def journey_view(app: App, w: Words, kept: keeping.Kept, said: str | None = None) -> JourneyView:
    journey = kept.ledger.journey
    others = await keeping.mine(app.database, journey.guild_id, journey.member_id)
    return JourneyView(w, kept, others, local_date(app.clock.now(), kept.zone), said)


async def show_first(app: App, interaction: discord.Interaction[Any], guild_id: int) -> None:
    w = words_of(interaction)
    mine = await keeping.mine(app.database, guild_id, interaction.user.id)
    if not mine:
        await answer(interaction, text.none_yet(w))
        return
    await answer(interaction, await journey_view(app, w, mine[0]))


def _kept(w: Words, kept: keeping.Kept | keeping.Refused) -> keeping.Kept:
    if isinstance(kept, keeping.Refused):
        raise UserError(text.refused(w, kept.why))
    return kept

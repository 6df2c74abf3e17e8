"""How a member's steps are marked: which ladder, with or without the journey's name, with or without a role."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import discord

from cogs.journeys import actions, keeping, ladder_keeping, text_ledger, text_marking
from cogs.journeys.keeping import Kept, Refused
from cogs.journeys.ladders import TITLES
from cogs.journeys.layouts import FEATURE, button
from cogs.journeys.role_events import ROLES
from cogs.journeys.show_layouts import add_undo
from cogs.journeys.showing import show_changes
from cogs.journeys.undo import can_undo
from cogs.shared.answers import redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.quoting import bare_name
from cogs.shared.ui import Press, custom_id
from cogs.shared.words import Words
from storage.events import EventStore
from storage.ladders import LadderStore
from storage.records.journeys import Change, Journey
from storage.records.milestones import OwnLadder


class MarkingView(discord.ui.LayoutView):
    def __init__(
        self, w: Words, journey: Journey, own: Sequence[OwnLadder], undo: Change | None, *, has_roles: bool
    ) -> None:
        super().__init__(timeout=None)
        box: discord.ui.Container[Any] = discord.ui.Container()
        title = next((one.title for one in own if one.ladder == journey.ladder), None)
        title = title or w.marked(TITLES.get(journey.ladder, TITLES["secular_plain"]))
        lines = text_marking.marking(w, journey, title, has_roles=has_roles)
        box.add_item(discord.ui.TextDisplay("\n".join(lines)))
        box.add_item(discord.ui.ActionRow(_ladders(w, journey, own)))
        row: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        named = w("Celebrate without its name") if journey.named else w("Celebrate with its name")
        row.add_item(button(named, "marking_named", journey.journey_id))
        if has_roles or journey.wants_role:
            role = w("No role for my steps") if journey.wants_role else w("A role for my steps")
            row.add_item(button(role, "marking_role", journey.journey_id))
        row.add_item(button(w("Back"), "marking_done", journey.journey_id))
        box.add_item(row)
        add_undo(w, box, undo)
        self.add_item(box)


def _ladders(w: Words, journey: Journey, own: Sequence[OwnLadder]) -> "discord.ui.Select[Any]":
    named = [(one.ladder, bare_name(one.title, 90)) for one in own]
    named += [(key, w.marked(title)) for key, title in TITLES.items()]
    return discord.ui.Select(
        custom_id=custom_id(FEATURE, "marking_ladder", journey.journey_id),
        placeholder=w("Which steps are marked"),
        options=[
            discord.SelectOption(label=title[:100], value=key, default=key == journey.ladder)
            for key, title in named[:25]
        ],
    )


class MarkingDoors:
    """Each answers only to whoever the journey belongs to, and shows how it now is."""

    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        on = self.app.router.on
        on(FEATURE, "marking", self.show)
        on(FEATURE, "marking_ladder", self.ladder)
        on(FEATURE, "marking_named", self.named)
        on(FEATURE, "marking_role", self.role)
        on(FEATURE, "marking_done", self.done)

    async def show(self, press: Press) -> None:
        await self._show(press, (await self._kept(press)).ledger.journey)

    async def ladder(self, press: Press) -> None:
        now, who = self.app.clock.now(), press.interaction.user.id
        chosen = next(iter(press.values), "")
        kept = await ladder_keeping.choose(self.app.database, who, press.row_id, chosen, now)
        await self._changed(press, kept)

    async def named(self, press: Press) -> None:
        await self._change(press, lambda one: replace(one, named=not one.named))

    async def role(self, press: Press) -> None:
        """Worn by nobody who did not say so here; switched off, it is taken at once."""
        await self._change(press, lambda one: replace(one, wants_role=not one.wants_role))
        journey = (await self._kept(press)).ledger.journey
        async with self.app.database.transaction() as work:
            await EventStore(work).add(ROLES, journey.guild_id, journey.member_id, {}, self.app.clock.now())
        self.app.events.wake()

    async def done(self, press: Press) -> None:
        await show_changes(self.app, press.interaction, press.row_id)

    async def _change(self, press: Press, how: Callable[[Journey], Journey]) -> None:
        now, who = self.app.clock.now(), press.interaction.user.id
        await self._changed(press, await actions.change(self.app.database, who, press.row_id, how, now))

    async def _changed(self, press: Press, kept: Kept | Refused) -> None:
        if isinstance(kept, Refused):
            raise UserError(text_ledger.refused(words_of(press.interaction), kept.why))
        self.app.schedule.wake("journeys.steps")
        self.app.events.wake()
        await self._show(press, kept.ledger.journey)

    async def _show(self, press: Press, journey: Journey) -> None:
        own = await ladder_keeping.own_ladders(self.app.database, journey.guild_id)
        async with self.app.database.reading() as work:
            offered = await LadderStore(work).roles_of(journey.guild_id)
        has_roles = any(ladder == journey.ladder for ladder, _ in offered)
        undo = await can_undo(self.app.database, journey, self.app.clock.now())
        view = MarkingView(words_of(press.interaction), journey, own, undo, has_roles=has_roles)
        await redraw(press.interaction, view, files=())

    async def _kept(self, press: Press) -> Kept:
        kept = await keeping.one_of_mine(self.app.database, press.interaction.user.id, press.row_id)
        if kept is None:
            raise UserError(text_ledger.refused(words_of(press.interaction), keeping.WhyNot.NOT_YOURS))
        return kept

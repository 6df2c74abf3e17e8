"""Doors for how a member's steps are marked: which ladder, in which circles, with or without its name or a role."""

from collections.abc import Callable
from dataclasses import replace

from cogs.journeys import actions, keeping, ladder_keeping, text_ledger
from cogs.journeys.drawing import open_circles_of
from cogs.journeys.keeping import Kept, Refused
from cogs.journeys.layouts import FEATURE
from cogs.journeys.marking_views import Marking, MarkingView
from cogs.journeys.role_events import ROLES
from cogs.journeys.showing import show_changes
from cogs.journeys.undo import can_undo
from cogs.shared.answers import redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.ui import Press
from storage.events import EventStore
from storage.journeys import JourneyStore
from storage.ladders import LadderStore
from storage.records.journeys import Journey


class MarkingDoors:
    """Each answers only to whoever the journey belongs to, and shows how it now is."""

    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        on = self.app.router.on
        on(FEATURE, "marking", self.show)
        on(FEATURE, "marking_ladder", self.ladder)
        on(FEATURE, "marking_circles", self.circles)
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

    async def circles(self, press: Press) -> None:
        now, who = self.app.clock.now(), press.interaction.user.id
        chosen = [int(value) for value in press.values]
        await self._changed(press, await actions.share(self.app.database, who, press.row_id, chosen, now))

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
        undo = await can_undo(self.app.database, journey, self.app.clock.now())
        async with self.app.database.reading() as work:
            offered = await LadderStore(work).roles_of(journey.guild_id)
            circles = await open_circles_of(work, journey.guild_id, journey.member_id)
            chosen = await JourneyStore(work).shared_with(journey.journey_id)
        has_roles = any(ladder == journey.ladder for ladder, _ in offered)
        marking = Marking(journey, own, circles, frozenset(chosen), has_roles, undo)
        await redraw(press.interaction, MarkingView(words_of(press.interaction), marking), files=())

    async def _kept(self, press: Press) -> Kept:
        kept = await keeping.one_of_mine(self.app.database, press.interaction.user.id, press.row_id)
        if kept is None:
            raise UserError(text_ledger.refused(words_of(press.interaction), keeping.WhyNot.NOT_YOURS))
        return kept

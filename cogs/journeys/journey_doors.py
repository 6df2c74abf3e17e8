"""Doors for what a member does with a journey of theirs by one press; each shows it again as it now stands."""

from collections.abc import Callable
from dataclasses import replace

from cogs.journeys import actions, keeping, text, text_ledger
from cogs.journeys.changes import What
from cogs.journeys.layouts import FEATURE
from cogs.journeys.show_forms import RenameForm
from cogs.journeys.showing import found, show, show_changes
from cogs.shared.answers import ask
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.ui import Press
from storage.records.journeys import Journey, JourneyKind, JourneyPath, Standing


class JourneyDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        on = self.app.router.on
        on(FEATURE, "other", self.other)
        on(FEATURE, "back", self.back)
        on(FEATURE, "change", self.change)
        on(FEATURE, "again", self.again)
        on(FEATURE, "pause", self.pause)
        on(FEATURE, "go_on", self.go_on)
        on(FEATURE, "rename", self.ask_name)
        on(FEATURE, "renamed", self.rename)
        on(FEATURE, "standing", self.standing)
        on(FEATURE, "hide", self.hide)
        on(FEATURE, "put_away", self.put_away)
        on(FEATURE, "best", self.best)
        on(FEATURE, "named", self.named)
        on(FEATURE, "mark_again", self.mark_again)

    async def other(self, press: Press) -> None:
        await show(self.app, press.interaction, int(press.values[0]))

    async def back(self, press: Press) -> None:
        await show(self.app, press.interaction, press.row_id)

    async def change(self, press: Press) -> None:
        await show_changes(self.app, press.interaction, press.row_id)

    async def again(self, press: Press) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        kept = found(w, await actions.new_start(self.app.database, who, press.row_id, None, now))
        self.app.schedule.wake("journeys.steps")
        said = [text.slip_new_start(w, kept)]
        if kept.ledger.journey.unsafe_to_stop:
            said.append(text.withdrawal_notice(w))
        await show(self.app, press.interaction, press.row_id, "\n".join(said))

    async def pause(self, press: Press) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        found(w, await actions.pause(self.app.database, who, press.row_id, now))
        await show(self.app, press.interaction, press.row_id, text.slip_pause(w))

    async def go_on(self, press: Press) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        kept = found(w, await actions.go_on(self.app.database, who, press.row_id, now))
        self.app.schedule.wake("journeys.steps")
        await show(self.app, press.interaction, press.row_id, text_ledger.went_on(w, kept.ledger.journey))

    async def ask_name(self, press: Press) -> None:
        w, who = words_of(press.interaction), press.interaction.user.id
        kept = found(w, await keeping.one_of_mine(self.app.database, who, press.row_id))
        await ask(press.interaction, RenameForm(w, kept.ledger.journey))

    async def rename(self, press: Press) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        name, kind, path = press.text("name"), press.text("kind"), press.text("path")
        described = actions.Described(name, JourneyKind(kind) if kind else None, JourneyPath(path) if path else None)
        found(w, await actions.describe(self.app.database, who, press.row_id, described, now))
        self.app.schedule.wake("journeys.steps")
        await show_changes(self.app, press.interaction, press.row_id)

    async def standing(self, press: Press) -> None:
        chosen = Standing(press.values[0])
        await self._change(press, lambda journey: replace(journey, standing=chosen, off_at=None))

    async def hide(self, press: Press) -> None:
        now = self.app.clock.now()
        await self._change(
            press,
            lambda one: replace(one, hidden_at=None if one.hidden_at is not None else now),
            lambda one: What.SHOWN if one.hidden_at is None else What.HIDDEN,
        )

    async def put_away(self, press: Press) -> None:
        now = self.app.clock.now()
        await self._change(
            press,
            lambda one: replace(one, archived_at=None if one.archived_at is not None else now),
            lambda one: What.TAKEN_OUT if one.archived_at is None else What.PUT_AWAY,
        )

    async def best(self, press: Press) -> None:
        await self._change(press, lambda one: replace(one, best_shown=not one.best_shown))

    async def named(self, press: Press) -> None:
        await self._change(press, lambda one: replace(one, named=not one.named))

    async def mark_again(self, press: Press) -> None:
        await self._change(press, lambda one: replace(one, again=not one.again))

    async def _change(
        self, press: Press, how: Callable[[Journey], Journey], what: Callable[[Journey], What] | None = None
    ) -> None:
        """`what`: what can be taken back; None where the same press again is all it needs."""
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        found(w, await actions.change(self.app.database, who, press.row_id, how, now, what))
        self.app.schedule.wake("journeys.steps")
        await show_changes(self.app, press.interaction, press.row_id)

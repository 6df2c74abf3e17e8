"""Doors for dates, earlier time, figures, joining two journeys, and for taking any of it back."""

from dataclasses import replace
from datetime import date

from cogs.journeys import actions, dates, joining, keeping, text_ledger, text_undo
from cogs.journeys.changes import What
from cogs.journeys.figures import figures_typed
from cogs.journeys.jobs import STEPS
from cogs.journeys.keeping import Kept, Refused, WhyNot
from cogs.journeys.layouts import FEATURE
from cogs.journeys.show_forms import DateForm, EarlierForm, FiguresForm
from cogs.journeys.show_layouts import JoinAsked, JoinView
from cogs.journeys.showing import found, show, show_changes
from cogs.journeys.undo import Undone, undo
from cogs.shared.answers import Text, ask, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.refusals import RefusedError
from cogs.shared.typed_time import date_typed, time_typed
from cogs.shared.ui import Press
from cogs.shared.wall_clock import moment_of
from cogs.shared.words import Words
from storage.records.journeys import Run


class ChangeDoors:
    def __init__(self, app: App) -> None:
        self.app = app
        self.database = app.database

    def register(self) -> None:
        on = self.app.router.on
        on(FEATURE, "undo", self.undo)
        on(FEATURE, "slip_undo", self.undo_plainly)
        on(FEATURE, "date", self.ask_date)
        on(FEATURE, "dated", self.date)
        on(FEATURE, "earlier", self.ask_earlier)
        on(FEATURE, "earlier_said", self.earlier)
        on(FEATURE, "figures", self.ask_figures)
        on(FEATURE, "figured", self.figures)
        on(FEATURE, "join", self.ask_which)
        on(FEATURE, "join_which", self.ask_to_join)
        on(FEATURE, "joined", self.join)

    async def undo(self, press: Press) -> None:
        w, undone = words_of(press.interaction), await self._undo(press)
        said = text_undo.done(w, undone.what)
        if undone.kept is None:
            await redraw(press.interaction, Text(said), files=())
            return
        await show(self.app, press.interaction, undone.kept.ledger.journey.journey_id, said)

    async def undo_plainly(self, press: Press) -> None:
        """Pressed where nothing is counted at the member: a sentence is enough."""
        undone = await self._undo(press)
        await redraw(press.interaction, Text(text_undo.done(words_of(press.interaction), undone.what)))

    async def ask_date(self, press: Press) -> None:
        w = words_of(press.interaction)
        await ask(press.interaction, DateForm(w, (await self._kept(press)).ledger))

    async def date(self, press: Press) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        kept = await self._kept(press)
        run = _meant(w, kept, press)
        first, last = _day(w, press.text("first")), _day(w, press.text("last"))
        try:
            at = time_typed(press.text("time")) if press.text("time") else None
        except RefusedError as refused:
            raise UserError(refused.said(w)) from refused
        first_at = None if at is None else moment_of(first or run.started_on, at, kept.zone)
        corrected = await dates.correct(
            self.database, who, press.row_id, run.run_id, first=first, first_at=first_at, last=last, now=now
        )
        found(w, corrected)
        self.app.schedule.wake(STEPS)
        await show(self.app, press.interaction, press.row_id, text_ledger.date_corrected(w))

    async def ask_earlier(self, press: Press) -> None:
        await self._kept(press)
        await ask(press.interaction, EarlierForm(words_of(press.interaction), press.row_id))

    async def earlier(self, press: Press) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        first, last = _day(w, press.text("first")), _day(w, press.text("last"))
        if first is None or last is None:
            raise UserError(text_ledger.both_days(w))
        kept = found(w, await dates.add_earlier(self.database, who, press.row_id, first, last, now))
        self.app.schedule.wake(STEPS)
        await show(self.app, press.interaction, press.row_id, text_ledger.earlier_added(w, kept.ledger.journey))

    async def ask_figures(self, press: Press) -> None:
        journey = (await self._kept(press)).ledger.journey
        await ask(press.interaction, FiguresForm(words_of(press.interaction), journey))

    async def figures(self, press: Press) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        try:
            saving = figures_typed(press.text("amount"), press.text("unit"), press.text("every"))
        except ValueError as error:
            raise UserError(text_ledger.not_a_figure(w)) from error
        how = actions.change(
            self.database, who, press.row_id, lambda one: replace(one, saving=saving), now, lambda _: What.FIGURES
        )
        found(w, await how)
        said = text_ledger.figures_gone(w) if saving is None else text_ledger.figures_kept(w)
        await show(self.app, press.interaction, press.row_id, said)

    async def ask_which(self, press: Press) -> None:
        kept = await self._kept(press)
        journey = kept.ledger.journey
        if len(await keeping.mine(self.database, journey.guild_id, journey.member_id)) < 2:
            raise UserError(text_ledger.nothing_to_join(words_of(press.interaction)))
        await show_changes(self.app, press.interaction, press.row_id, draw=JoinView)

    async def ask_to_join(self, press: Press) -> None:
        w, who = words_of(press.interaction), press.interaction.user.id
        pair = await joining.both(self.database, who, press.row_id, int(press.values[0]))
        if isinstance(pair, Refused):
            raise UserError(text_ledger.refused(w, pair.why))
        await redraw(press.interaction, JoinAsked(w, pair.into, pair.other))

    async def join(self, press: Press) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        found(w, await joining.join(self.database, who, press.row_id, int(press.choice), now))
        self.app.schedule.wake(STEPS)
        await show(self.app, press.interaction, press.row_id, text_ledger.joined(w))

    async def _undo(self, press: Press) -> Undone:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        undone = await undo(self.database, who, press.row_id, now)
        if isinstance(undone, Refused):
            raise UserError(text_ledger.refused(w, undone.why))
        self.app.events.wake()
        self.app.delivery.wake()
        self.app.schedule.wake(STEPS)
        return undone

    async def _kept(self, press: Press) -> Kept:
        w, who = words_of(press.interaction), press.interaction.user.id
        return found(w, await keeping.one_of_mine(self.database, who, press.row_id))


def _meant(w: Words, kept: Kept, press: Press) -> Run:
    """The time that was chosen, else the newest."""
    runs, chosen = kept.ledger.runs, press.text("run")
    run = next((one for one in runs if str(one.run_id) == chosen), None) if chosen else (runs[-1] if runs else None)
    if run is None:
        raise UserError(text_ledger.refused(w, WhyNot.NOT_YOURS))
    return run


def _day(w: Words, typed: str) -> date | None:
    try:
        return date_typed(typed) if typed else None
    except RefusedError as refused:
        raise UserError(refused.said(w)) from refused

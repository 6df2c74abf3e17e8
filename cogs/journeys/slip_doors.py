"""Doors for telling of a hard day: three taps, and none of them costs anything."""

from cogs.journeys import keeping, slips, text, text_ledger
from cogs.journeys.layouts import FEATURE, SlipForm, SlipView
from cogs.journeys.lines import line_for
from cogs.journeys.undo import can_undo
from cogs.shared.answers import answer, ask, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.refusals import RefusedError
from cogs.shared.typed_time import date_typed
from cogs.shared.ui import Press
from cogs.shared.words import Words
from storage.records.journeys import Journey, JourneyKind, JourneyPath, SlipNext

RETURNED = "return-after-slip"


class SlipDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        on = self.app.router.on
        on(FEATURE, "slip", self.tell)
        on(FEATURE, "slip_next", self.go_on)
        on(FEATURE, "slip_more", self.ask_more)
        on(FEATURE, "slip_said", self.say_more)
        on(FEATURE, "slip_hello", self.hello)

    async def tell(self, press: Press) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        slip = await slips.tell_slip(self.app.database, who, press.row_id, now)
        if isinstance(slip, keeping.Refused):
            raise UserError(text_ledger.refused(w, slip.why))
        self.app.events.wake()
        kept = await keeping.one_of_mine(self.app.database, who, slip.journey_id)
        kind = JourneyKind.UNSAID if kept is None else kept.ledger.journey.kind
        counted, undo = await self._stands(who, slip.journey_id)
        lines = text.slip_told(w, line_for(RETURNED, slip.slip_id), kind)
        await answer(press.interaction, SlipView(w, slip, lines, counted=counted, undo=undo))

    async def go_on(self, press: Press) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        then = SlipNext(press.choice)
        kept = await slips.go_on(self.app.database, who, press.row_id, then, now)
        if isinstance(kept, keeping.Refused):
            raise UserError(text_ledger.refused(w, kept.why))
        self.app.schedule.wake("journeys.steps")
        slip = next(one for one in kept.ledger.slips if one.slip_id == press.row_id)
        lines = [chosen(w, kept, then), *_safely(w, kept.ledger.journey, then)]
        counted, undo = await self._stands(who, slip.journey_id)
        await redraw(press.interaction, SlipView(w, slip, lines, chosen=True, counted=counted, undo=undo))

    async def ask_more(self, press: Press) -> None:
        await ask(press.interaction, SlipForm(words_of(press.interaction), press.row_id))

    async def say_more(self, press: Press) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        try:
            on = date_typed(press.text("on")) if press.text("on") else None
        except RefusedError as refused:
            raise UserError(refused.said(w)) from refused
        slip = await slips.say_more(self.app.database, who, press.row_id, on=on, note=press.text("note"), now=now)
        if isinstance(slip, keeping.Refused):
            raise UserError(text_ledger.refused(w, slip.why))
        await answer(press.interaction, text.slip_more(w))

    async def hello(self, press: Press) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        wanted = press.choice == "yes"
        slip = await slips.follow_up(self.app.database, who, press.row_id, wanted=wanted, now=now)
        if isinstance(slip, keeping.Refused):
            raise UserError(text_ledger.refused(w, slip.why))
        self.app.schedule.wake("journeys.hellos")
        lines = [text.hello_tomorrow(w, wanted=wanted)]
        counted, undo = await self._stands(who, slip.journey_id)
        view = SlipView(w, slip, lines, chosen=slip.next is not SlipNext.OPEN, counted=counted, undo=undo)
        await redraw(press.interaction, view)

    async def _stands(self, who: int, journey_id: int) -> tuple[bool, int | None]:
        """Whether anything is counted here, and what can be taken back."""
        kept = await keeping.one_of_mine(self.app.database, who, journey_id)
        if kept is None:
            return False, None
        change = await can_undo(self.app.database, kept.ledger.journey, self.app.clock.now())
        counted = kept.ledger.journey.path is not JourneyPath.NO_NUMBERS
        return counted, None if change is None else change.change_id


def chosen(w: Words, kept: keeping.Kept, then: SlipNext) -> str:
    if then is SlipNext.NEW_START:
        return text.slip_new_start(w, kept)
    return text.slip_pause(w) if then is SlipNext.PAUSE else text.slip_continue(w)


def _safely(w: Words, journey: Journey, then: SlipNext) -> list[str]:
    return [text.withdrawal_notice(w)] if journey.unsafe_to_stop and then is SlipNext.NEW_START else []

"""The presses on a notice and the forms behind them: read the row, check rights on that server, act, answer, redraw."""

from datetime import timedelta

import discord

from cogs.alerts import casework, text, text_own_rules, text_working, views, views_own_rules
from cogs.alerts.casework import Refused, Taken
from cogs.alerts.entering import Door, Entry
from cogs.alerts.letters import want_follow_up
from cogs.alerts.matching.findings import Severity
from cogs.alerts.people import may_see
from cogs.alerts.playbooks import playbook
from cogs.alerts.rules import NotYours
from cogs.alerts.standing import member_of, works_here
from cogs.alerts.sweeping import SWEEP
from cogs.shared.answers import Text, answer, ask
from cogs.shared.app import App
from cogs.shared.failures import UserError
from cogs.shared.points import reached
from cogs.shared.quoting import quoted
from cogs.shared.rights import is_organiser
from cogs.shared.ui import Press
from cogs.shared.words import Words
from storage.cases import CaseStore
from storage.errors import KeyGone
from storage.records.alerts import Case, CaseKind, Outcome
from storage.records.servers import Server

_A_DAY = timedelta(days=1)
_A_MOMENT = timedelta(minutes=2)


class CaseDoors:
    def __init__(self, app: App, entry: Entry) -> None:
        self.app = app
        self.entry = entry

    def register(self) -> None:
        doors: dict[str, Door] = {
            "take": self.take,
            "still": self.still,
            "resolve": self.resolve,
            "resolved": self.resolved,
            "no_crisis": self.no_crisis,
            "was_nothing": self.was_nothing,
            "reveal": self.reveal,
            "playbook": self.playbook,
            "others": self.others,
            "hand": self.hand,
            "handed": self.handed,
        }
        for verb, door in doors.items():
            self.app.router.on("alerts", verb, self.entry.guarded(door))

    async def take(self, press: Press) -> None:
        w, server = await self.entry.enter(press)
        async with self.app.database.transaction() as work:
            done = await casework.take(
                work, server.guild_id, press.row_id, press.interaction.user.id, self.app.clock.now(), self.app.timings
            )
        reached("K10")
        self._wake()
        if isinstance(done, Taken):
            if done.case.kind is CaseKind.DRILL:
                await answer(press.interaction, text_working.drill_passed(w))
            elif done.case.outcome is Outcome.TEST_PASSED:
                await answer(press.interaction, text_working.test_passed(w, live=done.now_live))
            else:
                await self._you_have_it(press, w, done.case)
        elif isinstance(done, NotYours) and not done.over and await self._had_it_for_long(press, w, server):
            await answer(press.interaction, text_working.has_had_it(w, done.holder_member_id))
        else:
            await self.entry.cannot(press, w, done)

    async def _had_it_for_long(self, press: Press, w: Words, server: Server) -> bool:
        case, now = await self.entry.known(press, w, server), self.app.clock.now()
        return case.acknowledged_at is not None and now - case.acknowledged_at > _A_MOMENT

    async def _you_have_it(self, press: Press, w: Words, case: Case) -> None:
        """With a second urgent case within a day, handing over is offered in the same breath."""
        me, now = press.interaction.user.id, self.app.clock.now()
        async with self.app.database.reading() as work:
            heavy = await CaseStore(work).heavy_of(case.guild_id, me, now - _A_DAY)
        before = heavy - 1  # this one is counted as well
        if case.severity < Severity.HIGH or before < 1:
            await answer(press.interaction, text_working.you_have_it(w, case))
            return
        lines = [text_working.you_have_it(w, case), text_working.heavy_already(w, before)]
        await answer(press.interaction, views.said_with("\n\n".join(lines), [views.hand_button(w, case)]))

    async def still(self, press: Press) -> None:
        w, server = await self.entry.enter(press)
        async with self.app.database.transaction() as work:
            done = await casework.still_there(
                work, server.guild_id, press.row_id, press.interaction.user.id, self.app.clock.now(), self.app.timings
            )
        self._wake()
        if isinstance(done, Case):
            await answer(press.interaction, text_working.still_with_them(w))
        elif isinstance(done, Refused) or done.over:
            await self.entry.cannot(press, w, done)
        elif done.holder_member_id is not None:
            await answer(press.interaction, text_working.others_case(w, done.holder_member_id))
        else:
            case = await self.entry.known(press, w, server)
            await answer(
                press.interaction, views.said_with(text_working.nobody_has_it(w), [views.take_button(w, case)])
            )

    async def resolve(self, press: Press) -> None:
        w, server = await self.entry.enter(press)
        await self.entry.open_case(press, w, server)
        await ask(press.interaction, views.resolve_form(w, press.row_id))

    async def resolved(self, press: Press) -> None:
        outcome = Outcome(next(iter(press.fields.get("outcome", ())), ""))
        if outcome not in views.CHOICES:
            raise ValueError("not an outcome that can be chosen")
        follow_up = next(iter(press.fields.get("follow_up", ())), "no") == "yes"
        await self._close(press, outcome, press.text("note")[: views.LONGEST_NOTE], follow_up=follow_up)

    async def no_crisis(self, press: Press) -> None:
        w, server = await self.entry.enter(press)
        await self.entry.open_case(press, w, server)
        await ask(press.interaction, views.no_crisis_form(w, press.row_id))

    async def was_nothing(self, press: Press) -> None:
        await self._close(press, Outcome.NOT_A_CRISIS, "", reason=next(iter(press.fields.get("reason", ())), "other"))

    async def reveal(self, press: Press) -> None:
        w, server = await self.entry.enter(press)
        try:
            async with self.app.database.transaction() as work:
                found = await casework.reveal(
                    work, server.guild_id, press.row_id, press.interaction.user.id, self.app.clock.now()
                )
        except KeyGone:
            raise UserError(w("These words are no longer kept.")) from None
        if isinstance(found, Refused):
            await self.entry.cannot(press, w, found)
            return
        _, alerts = found
        parts = [text_working.revealed(w)]
        for alert, words in alerts:
            said = text_working.no_words(w, alert) if words is None else quoted(words, limit=600, lines=12)
            where = f"<#{alert.channel_id}> {text.moment(alert.said_at)}"
            parts.append(f"{where}\n{said}")
        await answer(press.interaction, Text("\n\n".join(parts)[:3900]))

    async def playbook(self, press: Press) -> None:
        w, server = await self.entry.enter(press)
        case = await self.entry.known(press, w, server)
        await answer(press.interaction, Text(*playbook(w, case.category, case.severity)))

    async def others(self, press: Press) -> None:
        w, server = await self.entry.enter(press)
        async with self.app.database.transaction() as work:
            done = await casework.bring_in_others(
                work, server.guild_id, press.row_id, press.interaction.user.id, self.app.clock.now(), self.app.timings
            )
        self._wake()
        if isinstance(done, Case):
            await answer(press.interaction, text_working.others_asked(w))
        else:
            await self.entry.cannot(press, w, done)

    async def hand(self, press: Press) -> None:
        w, server = await self.entry.enter(press)
        await self.entry.open_case(press, w, server)
        await ask(press.interaction, views.hand_form(w, press.row_id))

    async def handed(self, press: Press) -> None:
        w, server = await self.entry.enter(press)
        to_member_id = int(next(iter(press.fields.get("to", ())), ""))
        member = await member_of(self.app, server.guild_id, to_member_id)
        case = await self.entry.known(press, w, server)
        fits = member is not None and works_here(member, server)
        if not fits or not may_see(case, to_member_id, organiser=to_member_id in server.organiser_ids):
            raise UserError(text_working.cannot_work(w))
        async with self.app.database.transaction() as work:
            done = await casework.hand_over(
                work,
                server.guild_id,
                press.row_id,
                press.interaction.user.id,
                to_member_id,
                self.app.clock.now(),
                self.app.timings,
            )
        self._wake()
        if isinstance(done, Case):
            await answer(press.interaction, text_working.handed_over(w, to_member_id))
        else:
            await self.entry.cannot(press, w, done)

    async def _close(
        self, press: Press, outcome: Outcome, note: str, reason: str | None = None, *, follow_up: bool = False
    ) -> None:
        w, server = await self.entry.enter(press)
        async with self.app.database.transaction() as work:
            done = await casework.resolve(
                work,
                server.guild_id,
                press.row_id,
                press.interaction.user.id,
                outcome,
                note,
                self.app.clock.now(),
                self.app.timings,
                reason=reason,
            )
            if follow_up and isinstance(done, Case):
                await want_follow_up(work, done, press.interaction.user.id, self.app.clock.now())
        self._wake()
        if isinstance(done, Case):
            if done.outcome is Outcome.NOT_A_CRISIS and done.kind is CaseKind.ALERT:
                await answer(press.interaction, _was_nothing(w, press, done))
            elif _was_hard(done):
                lines = [text_working.closed(w, done), *text_working.debrief(w)]
                await answer(press.interaction, views.debrief(w, lines))
            else:
                await answer(press.interaction, text_working.resolved(w, done))
        else:
            await self.entry.cannot(press, w, done)

    def _wake(self) -> None:
        self.app.delivery.wake()
        self.app.events.wake()
        self.app.schedule.wake(SWEEP)


def _was_hard(case: Case) -> bool:
    return case.severity >= Severity.HIGH and case.outcome not in (Outcome.NOT_A_CRISIS, Outcome.DUPLICATE)


def _was_nothing(w: Words, press: Press, case: Case) -> discord.ui.LayoutView:
    """Thanks, and the way to keep the same thing from matching again."""
    said = text_working.resolved(w, case)
    if press.interaction.guild_id is not None and is_organiser(press.interaction):
        return views_own_rules.offer_exception(w, said, case.case_id)
    return Text(said, text_own_rules.ask_an_organiser(w))

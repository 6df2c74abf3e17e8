"""The presses on a notice and the forms behind them: read the row, check rights on that server, act, answer, redraw."""

from collections.abc import Awaitable, Callable

from cogs.alerts import casework, text, text_working, views
from cogs.alerts.casework import Refused, Taken
from cogs.alerts.people import may_see
from cogs.alerts.playbooks import playbook
from cogs.alerts.rules import NotYours
from cogs.alerts.standing import may_work, member_of, server_of, works_here
from cogs.alerts.sweeping import SWEEP
from cogs.shared.answers import Text, answer, ask
from cogs.shared.app import App
from cogs.shared.errors import words_of
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

Door = Callable[[Press], Awaitable[None]]


class CaseDoors:
    def __init__(self, app: App) -> None:
        self.app = app

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
            self.app.router.on("alerts", verb, door)

    async def take(self, press: Press) -> None:
        w, server = await self._enter(press)
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
                await answer(press.interaction, text_working.you_have_it(w, done.case))
        else:
            await self._cannot(press, w, done)

    async def still(self, press: Press) -> None:
        w, server = await self._enter(press)
        async with self.app.database.transaction() as work:
            done = await casework.still_there(
                work, server.guild_id, press.row_id, press.interaction.user.id, self.app.clock.now(), self.app.timings
            )
        self._wake()
        if isinstance(done, Case):
            await answer(press.interaction, text_working.still_with_them(w))
        else:
            await self._cannot(press, w, done)

    async def resolve(self, press: Press) -> None:
        w, server = await self._enter(press)
        await self._known(press, w, server)
        await ask(press.interaction, views.resolve_form(w, press.row_id))

    async def resolved(self, press: Press) -> None:
        outcome = Outcome(next(iter(press.fields.get("outcome", ())), ""))
        if outcome not in views.CHOICES:
            raise ValueError("not an outcome that can be chosen")
        await self._close(press, outcome, press.text("note")[: views.LONGEST_NOTE])

    async def no_crisis(self, press: Press) -> None:
        w, server = await self._enter(press)
        await self._known(press, w, server)
        await ask(press.interaction, views.no_crisis_form(w, press.row_id))

    async def was_nothing(self, press: Press) -> None:
        await self._close(press, Outcome.NOT_A_CRISIS, "", reason=next(iter(press.fields.get("reason", ())), "other"))

    async def reveal(self, press: Press) -> None:
        w, server = await self._enter(press)
        try:
            async with self.app.database.transaction() as work:
                found = await casework.reveal(
                    work, server.guild_id, press.row_id, press.interaction.user.id, self.app.clock.now()
                )
        except KeyGone:
            raise UserError(w("These words are no longer kept.")) from None
        if isinstance(found, Refused):
            await self._cannot(press, w, found)
            return
        _, alerts = found
        parts = [text_working.revealed(w)]
        for alert, words in alerts:
            said = text_working.no_words(w, alert) if words is None else quoted(words, limit=600, lines=12)
            where = f"<#{alert.channel_id}> {text.moment(alert.said_at)}"
            parts.append(f"{where}\n{said}")
        await answer(press.interaction, Text("\n\n".join(parts)[:3900]))

    async def playbook(self, press: Press) -> None:
        w, server = await self._enter(press)
        case = await self._known(press, w, server)
        await answer(press.interaction, Text(*playbook(w, case.category, case.severity)))

    async def others(self, press: Press) -> None:
        w, server = await self._enter(press)
        async with self.app.database.transaction() as work:
            done = await casework.bring_in_others(
                work, server.guild_id, press.row_id, press.interaction.user.id, self.app.clock.now(), self.app.timings
            )
        self._wake()
        if isinstance(done, Case):
            await answer(press.interaction, text_working.others_asked(w))
        else:
            await self._cannot(press, w, done)

    async def hand(self, press: Press) -> None:
        w, server = await self._enter(press)
        await self._known(press, w, server)
        await ask(press.interaction, views.hand_form(w, press.row_id))

    async def handed(self, press: Press) -> None:
        w, server = await self._enter(press)
        to_member_id = int(next(iter(press.fields.get("to", ())), ""))
        member = await member_of(self.app, server.guild_id, to_member_id)
        case = await self._known(press, w, server)
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
            await self._cannot(press, w, done)

    async def _close(self, press: Press, outcome: Outcome, note: str, reason: str | None = None) -> None:
        w, server = await self._enter(press)
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
        self._wake()
        if isinstance(done, Case):
            await answer(press.interaction, text_working.resolved(w, done))
        else:
            await self._cannot(press, w, done)

    async def _enter(self, press: Press) -> tuple[Words, Server]:
        """The way into every door here: a responder, on the case's server, now."""
        w = words_of(press.interaction)
        server = await server_of(self.app, press.interaction, press.row_id)
        if server is None:
            raise UserError(text_working.unknown_case(w))
        if not await may_work(self.app, press.interaction, server):
            await self._note_refusal(press, server.guild_id)
            if press.interaction.guild_id is None:
                raise UserError(text_working.unknown_case(w))
            raise UserError(text_working.only_responders(w))
        await self._keep_from_others(press, w, server)
        return w, server

    async def _keep_from_others(self, press: Press, w: Words, server: Server) -> None:
        """A report about one of the staff is the organisers': for the others it is not there."""
        async with self.app.database.reading() as work:
            case = await CaseStore(work).get(server.guild_id, press.row_id)
        me = press.interaction.user.id
        organiser = me in server.organiser_ids or is_organiser(press.interaction)
        if case is not None and case.member_id != me and not may_see(case, me, organiser=organiser):
            raise UserError(text_working.unknown_case(w))

    async def _note_refusal(self, press: Press, guild_id: int) -> None:
        async with self.app.database.transaction() as work:
            case = await CaseStore(work).get(guild_id, press.row_id)
            if case is not None:
                by = press.interaction.user.id
                await CaseStore(work).write_down(case, "refused", self.app.clock.now(), by)

    async def _known(self, press: Press, w: Words, server: Server) -> Case:
        """The case, for doors that only show something; raises UserError when it cannot be worked."""
        async with self.app.database.reading() as work:
            case = await CaseStore(work).get(server.guild_id, press.row_id)
        if case is None:
            raise UserError(text_working.unknown_case(w))
        if casework.is_own(case, press.interaction.user.id):
            raise UserError(text_working.own_case(w))
        return case

    async def _cannot(self, press: Press, w: Words, why: NotYours | Refused) -> None:
        if why is Refused.OWN_CASE:
            said = text_working.own_case(w)
        elif isinstance(why, Refused):
            said = text_working.unknown_case(w)
        elif why.over:
            said = text_working.is_over(w)
        else:
            said = text_working.somebody_has_it(w, why.holder_member_id)
        await answer(press.interaction, said)

    def _wake(self) -> None:
        self.app.delivery.wake()
        self.app.events.wake()
        self.app.schedule.wake(SWEEP)

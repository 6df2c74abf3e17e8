"""The way into every door on a notice: a responder, on the case's server, now; and how such a door fails."""

from collections.abc import Awaitable, Callable

from cogs.alerts import casework, text_letters, text_working
from cogs.alerts.casework import Refused
from cogs.alerts.people import may_see
from cogs.alerts.rules import NotYours
from cogs.alerts.standing import may_work, server_of
from cogs.shared.answers import answer
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.rights import is_organiser
from cogs.shared.ui import Press
from cogs.shared.words import Words
from storage.cases import CaseStore
from storage.errors import StorageError
from storage.records.alerts import Case
from storage.records.servers import Server

Door = Callable[[Press], Awaitable[None]]


class Entry:
    def __init__(self, app: App) -> None:
        self.app = app

    def guarded(self, door: Door) -> Door:
        """Somebody who believes they have a case that was never written down would be the worst of all answers."""

        async def open_door(press: Press) -> None:
            try:
                await door(press)
            except StorageError as error:
                self.app.failures.record("alerts: a press that was not written down", error)
                raise UserError(text_letters.not_written_down(words_of(press.interaction))) from error

        return open_door

    async def enter(self, press: Press) -> tuple[Words, Server]:
        """Rights are read at the press; whoever may not come in is noted."""
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

    async def known(self, press: Press, w: Words, server: Server) -> Case:
        """The case, for doors that only show something; raises UserError when it cannot be worked."""
        async with self.app.database.reading() as work:
            case = await CaseStore(work).get(server.guild_id, press.row_id)
        if case is None:
            raise UserError(text_working.unknown_case(w))
        if casework.is_own(case, press.interaction.user.id):
            raise UserError(text_working.own_case(w))
        return case

    async def open_case(self, press: Press, w: Words, server: Server) -> Case:
        """The same for doors that ask for more: nobody fills in a form about what is over."""
        case = await self.known(press, w, server)
        if case.is_over:
            raise UserError(text_working.is_over(w))
        return case

    async def cannot(self, press: Press, w: Words, why: NotYours | Refused) -> None:
        if why is Refused.OWN_CASE:
            said = text_working.own_case(w)
        elif why is Refused.TOO_MANY:
            said = text_letters.too_many_looks(w)
        elif isinstance(why, Refused):
            said = text_working.unknown_case(w)
        elif why.over:
            said = text_working.is_over(w)
        else:
            said = text_working.somebody_has_it(w, why.holder_member_id)
        await answer(press.interaction, said)

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

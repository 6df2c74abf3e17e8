"""Doors for writing to the person, their care card, and the reminder of the day after."""

from datetime import datetime
from typing import Any

import discord

from cogs.alerts import letters, text_letters, views
from cogs.alerts.entering import Entry
from cogs.alerts.letters import Draft, NoLetter, Where
from cogs.alerts.staff import Staff
from cogs.shared.answers import Text, answer, ask
from cogs.shared.app import App
from cogs.shared.failures import UserError
from cogs.shared.quoting import bare_name, plain_name, quoted
from cogs.shared.said import NOBODY, Kind, Said, Way, pinging
from cogs.shared.ui import Press, custom_id
from cogs.shared.words import words_for
from storage.alerts import AlertStore
from storage.care import CareStore
from storage.cases import CaseStore
from storage.follow_ups import FollowUpStore
from storage.letters import LetterStore
from storage.records.letters import Letter
from storage.records.outbox import OutboxRow, State
from storage.servers import ServerStore
from storage.work import Work


class LetterDoors:
    def __init__(self, app: App, entry: Entry, staff: Staff) -> None:
        self.app = app
        self.entry = entry
        self.staff = staff

    def register(self) -> None:
        for verb, door in (
            ("write", self.write),
            ("written", self.written),
            ("card", self.card),
            ("looked_in", self.looked_in),
        ):
            self.app.router.on("alerts", verb, self.entry.guarded(door))
        self.app.delivery.register(Kind(letters.LETTER, self.letter, settled=self._letter_settled))
        self.app.delivery.register(Kind(letters.FOLLOW_UP, self.reminder, way=Way.DM, settled=letters.reminder_settled))

    async def write(self, press: Press) -> None:
        w, server = await self.entry.enter(press)
        case = await self.entry.open_case(press, w, server)
        async with self.app.database.reading() as work:
            may = await letters.may_write(work, case)
        if not may:
            raise UserError(text_letters.refused(w, NoLetter.ABUSE))
        name = bare_name(press.interaction.user.display_name)
        beginning = text_letters.beginning(words_for(server.locale), case, name)
        await ask(press.interaction, views.letter_form(w, case, beginning))

    async def written(self, press: Press) -> None:
        w, server = await self.entry.enter(press)
        words = press.text("words")[: letters.LONGEST]
        if not words:
            raise UserError(w("There is nothing in it yet. Please write a line."))
        where = Where(next(iter(press.fields.get("where", ())), Where.PRIVATELY))
        me = press.interaction.user
        self.staff.heard_of(server.guild_id, me)
        async with self.app.database.transaction() as work:
            done = await letters.write(
                work,
                server.guild_id,
                press.row_id,
                me.id,
                Draft(words, where),
                self.app.clock.now(),
                self.app.timings,
            )
        if isinstance(done, NoLetter):
            raise UserError(text_letters.refused(w, done))
        if not isinstance(done, Letter):
            await self.entry.cannot(press, w, done)
            return
        self.app.delivery.wake()
        await answer(press.interaction, text_letters.sent(w, where))

    async def card(self, press: Press) -> None:
        """Read once, in private; the member sees who looked."""
        w, server = await self.entry.enter(press)
        case = await self.entry.known(press, w, server)
        if case.is_over:
            raise UserError(text_letters.card_needs_open(w))
        me, now = press.interaction.user.id, self.app.clock.now()
        async with self.app.database.transaction() as work:
            card = await CareStore(work).look_at_card(server.guild_id, case.member_id, me, case.case_id, now)
            await CaseStore(work).write_down(case, "card_shown", now, me)
        if card is None:
            raise UserError(text_letters.no_card(w))
        parts = [
            f"**{text_letters.card_field(w, field)}**\n{quoted(words, limit=500, lines=8)}"
            for field, words in card.answers.items()
        ]
        await answer(
            press.interaction, Text(text_letters.card_heading(w, case.member_id), "\n".join(parts)[:3500] or "…")
        )

    async def looked_in(self, press: Press) -> None:
        w, server = await self.entry.enter(press)
        async with self.app.database.transaction() as work:
            await FollowUpStore(work).done(server.guild_id, press.row_id, self.app.clock.now())
        await answer(press.interaction, text_letters.looked_in(w))

    async def letter(self, row: OutboxRow, now: datetime) -> Said | None:
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            letter = await LetterStore(work).get(row.guild_id, int(str(row.arguments["letter"])))
            words = None if letter is None else await LetterStore(work).words(letter)
            server = await ServerStore(work).get(row.guild_id)
        guild = self.app.get_guild(row.guild_id)
        if letter is None or words is None or server is None or guild is None:
            return None
        w = words_for(server.locale)
        by = "" if letter.by_member_id is None else self.staff.name(row.guild_id, letter.by_member_id) or ""
        private = letter.channel_id is None
        heading = text_letters.letter(w, plain_name(by), plain_name(guild.name, 60), letter.member_id, private=private)
        lines = [heading, quoted(words, limit=letters.LONGEST, lines=20)]
        buttons: list[discord.ui.Button[Any]] = []
        if private:
            lines.append(text_letters.danger(w))
            made = custom_id("alerts", "ask_human", guild.id)
            buttons.append(discord.ui.Button(label=w("Ask a human here"), custom_id=made))
        pings = NOBODY if private else pinging(users=[letter.member_id])
        return Said(views.with_help(w, lines, buttons), "\n".join(lines), pings)

    async def reminder(self, row: OutboxRow, now: datetime) -> Said | None:
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            case = await CaseStore(work).get(row.guild_id, int(str(row.arguments["case"])))
            server = await ServerStore(work).get(row.guild_id)
            abuse = case is not None and "abuse" in await AlertStore(work).categories_of(case.case_id)
        if case is None or server is None or case.erase_when_over:
            return None
        w = words_for(server.locale)
        line = text_letters.reminder(w, case, abuse=abuse)
        done = discord.ui.Button[Any](label=w("Done"), custom_id=custom_id("alerts", "looked_in", case.case_id))
        return Said(views.said_with(line, [done]), line)

    async def _letter_settled(self, work: Work, row: OutboxRow, state: State, now: datetime) -> None:
        await letters.letter_settled(work, row, state, now, self.app.timings)

"""“This number is wrong”: from any member, in two presses, to the moderators, who hide the line with one."""

from datetime import datetime
from typing import Any

import discord

from cogs.helplines import own_lines, text_own
from cogs.helplines.answer_views import Asked
from cogs.helplines.directory import Directory
from cogs.helplines.helpline import Helpline
from cogs.helplines.own_lines import REPORTED
from cogs.helplines.shelf import Shelf
from cogs.shared.answers import answer, ask, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.rights import is_moderator, is_responder
from cogs.shared.said import Kind, Said
from cogs.shared.ui import Press, custom_id
from cogs.shared.words import Words, words_for
from storage.helplines import HelplineStore
from storage.records.helplines import Report, ReportState, Wrong
from storage.records.outbox import OutboxRow
from storage.servers import ServerStore

_MOST_OPTIONS = 25  # Discord's limit for one select


class ReportView(discord.ui.LayoutView):
    def __init__(self, w: Words, report: Report, name: str, *, can_hide: bool) -> None:
        super().__init__(timeout=None)
        self.lines = text_own.reported(w, report, name)
        self.add_item(discord.ui.TextDisplay("\n".join(self.lines)))
        if report.state is not ReportState.OPEN:
            return
        row: discord.ui.ActionRow[ReportView] = discord.ui.ActionRow()
        for verb, label, shown in (
            ("wrong_hide", w("Hide it here"), can_hide),
            ("wrong_keep", w("It is right, keep it"), True),
        ):
            if shown:
                row.add_item(discord.ui.Button(label=label, custom_id=custom_id("helplines", verb, report.report_id)))
        self.add_item(row)


class WrongDoors:
    def __init__(self, app: App, directory: Directory, shelf: Shelf) -> None:
        self.app = app
        self.directory = directory
        self.shelf = shelf

    def register(self) -> None:
        self.app.router.on("helplines", "wrong", self.wrong)
        self.app.router.on("helplines", "wrong_link", self.wrong_link)
        self.app.router.on("helplines", "wrong_told", self.told)
        self.app.router.on("helplines", "wrong_hide", self.hide)
        self.app.router.on("helplines", "wrong_keep", self.keep)
        self.app.delivery.register(Kind(REPORTED, self.render))

    def name_of(self, guild_id: int, line_id: str) -> str | None:
        """The line's name; None for a line that is neither in the directory nor the server's own."""
        line = self.directory.line(line_id)
        if line is not None:
            return line.name
        return next((one.name for one in self.shelf.own(guild_id) if one.id == line_id), None)

    async def wrong(self, press: Press) -> None:
        w = words_of(press.interaction)
        if self.name_of(press.guild_id, press.row) is None:
            raise UserError(text_own.not_there(w))
        form = discord.ui.Modal(
            title=w("This number is wrong"), timeout=None, custom_id=custom_id("helplines", "wrong_told", press.row)
        )
        form.add_item(_what_was_found(w))
        await ask(press.interaction, form)

    async def wrong_link(self, press: Press) -> None:
        """Finders of meetings and directories stand close together: which of them is asked in the form."""
        w, asked = words_of(press.interaction), Asked.unpacked(press.row)
        found = self.directory.answer(
            asked.country, topic=asked.topic, at=self.app.clock.now(), hidden=self.shelf.hidden(press.guild_id)
        )
        lines = [entry.line for entry in (*found.finders, *found.directories)][:_MOST_OPTIONS]
        which: discord.ui.Select[Any] = discord.ui.Select(
            custom_id="line", options=[discord.SelectOption(label=line.name[:100], value=line.id) for line in lines]
        )
        form = discord.ui.Modal(
            title=w("A link here is wrong"), timeout=None, custom_id=custom_id("helplines", "wrong_told")
        )
        form.add_item(discord.ui.Label(text=w("Which one?"), component=which))
        form.add_item(_what_was_found(w))
        await ask(press.interaction, form)

    async def told(self, press: Press) -> None:
        w, what, line_id = words_of(press.interaction), Wrong(press.text("what")), press.row or press.text("line")
        if self.name_of(press.guild_id, line_id) is None:
            raise UserError(text_own.not_there(w))
        async with self.app.database.transaction() as work:
            told = await own_lines.report_line(
                work, press.guild_id, line_id, press.interaction.user.id, what, self.app.clock.now()
            )
        self.app.delivery.wake()
        await answer(press.interaction, text_own.thanks(w, told))

    async def hide(self, press: Press) -> None:
        await self._decide(press, ReportState.HIDDEN)

    async def keep(self, press: Press) -> None:
        await self._decide(press, ReportState.KEPT)

    async def render(self, row: OutboxRow, now: datetime) -> Said | None:
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            report = await HelplineStore(work).get_report(row.guild_id, int(str(row.arguments["report"])))
            server = await ServerStore(work).get(row.guild_id)
        if report is None or report.state is not ReportState.OPEN:
            return None
        view = self._view(words_for(None if server is None else server.locale), report)
        return Said(view, "\n".join(view.lines))

    async def _decide(self, press: Press, state: ReportState) -> None:
        w, guild_id = words_of(press.interaction), press.guild_id
        async with self.app.database.transaction() as work:
            server = await ServerStore(work).get(guild_id)
            if server is None or not (
                is_moderator(press.interaction, server) or is_responder(press.interaction, server)
            ):
                raise UserError(w("Only the moderators of this server can decide this."))
            report = await HelplineStore(work).get_report(guild_id, press.row_id)
            if report is None:
                raise ValueError("no such report here")
            if report.state is ReportState.OPEN:
                me = press.interaction.user.id
                await own_lines.decide(work, guild_id, report.line_id, state, me, self.app.clock.now())
                report = await HelplineStore(work).get_report(guild_id, press.row_id)
        assert report is not None
        await self.shelf.load()
        await redraw(press.interaction, self._view(w, report))

    def _view(self, w: Words, report: Report) -> ReportView:
        line = self.directory.line(report.line_id)
        name = self.name_of(report.guild_id, report.line_id) or report.line_id
        return ReportView(w, report, name, can_hide=line is None or not _always_there(line))


def _always_there(line: Helpline) -> bool:
    return line.urgent or line.topics[0] == "directory"


def _what_was_found(w: Words) -> "discord.ui.Label[Any]":
    what: discord.ui.Select[Any] = discord.ui.Select(
        custom_id="what",
        options=[discord.SelectOption(label=w.marked(text_own.WRONGS[one]), value=one.value) for one in Wrong],
    )
    return discord.ui.Label(
        text=w("What did you find?"), description=w("Moderators see this, and not who said it."), component=what
    )

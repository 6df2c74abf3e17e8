"""Doors for what a member kept: see it again, take it along, delete it."""

import io

import discord
import orjson

from cogs.care import keeping, text, tool_views
from cogs.care.kept_views import kept_page
from cogs.care.tool_views import Step
from cogs.shared.answers import Text, answer, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.ui import Press
from storage.care import CareStore

PAGE = 4


class KeptDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        for verb, door in (
            ("kept", self.kept),
            ("kept_file", self.kept_file),
            ("forget", self.forget),
            ("forget_all", self.forget_all),
        ):
            self.app.router.on("care", verb, door)

    async def kept(self, press: Press) -> None:
        await self._show_kept(press, int(press.row))

    async def _show_kept(self, press: Press, page: int) -> None:
        entries = await keeping.kept(self.app.database, press.guild_id, press.interaction.user.id)
        last = max(0, (len(entries) - 1) // PAGE)
        view = kept_page(words_of(press.interaction), entries, min(max(page, 0), last), PAGE)
        await redraw(press.interaction, view)

    async def kept_file(self, press: Press) -> None:
        w = words_of(press.interaction)
        entries = await keeping.kept(self.app.database, press.guild_id, press.interaction.user.id)
        rows = [{"tool": text.tool_name(w, one.tool), "kept_at": one.kept_at, **one.answers} for one in entries]
        file = discord.File(io.BytesIO(orjson.dumps(rows, option=orjson.OPT_INDENT_2)), "tools.json")
        await answer(
            press.interaction, FileReady(w("Everything you kept from the tools, in one file."), file), files=(file,)
        )

    async def forget(self, press: Press) -> None:
        entry_id, who = press.row_id, press.interaction.user.id
        async with self.app.database.transaction() as work:
            await CareStore(work).forget_entry(press.guild_id, who, entry_id)
        await self._show_kept(press, int(press.choice))

    async def forget_all(self, press: Press) -> None:
        w, who = words_of(press.interaction), press.interaction.user.id
        if press.row == "ask":
            yes = tool_views.button(w("Delete all of it"), "forget_all", "yes", discord.ButtonStyle.danger)
            view = Step(
                [w("Delete everything you kept from the tools? Your plan and card stay.")],
                tool_views.in_rows(yes, tool_views.button(w("Keep it"), "kept", "0")),
            )
            await redraw(press.interaction, view)
            return
        async with self.app.database.transaction() as work:
            await CareStore(work).forget_entries(press.guild_id, who)
        await redraw(press.interaction, Text(w("It is deleted.")))


class FileReady(discord.ui.LayoutView):
    def __init__(self, said: str, file: discord.File) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.TextDisplay(said))
        self.add_item(discord.ui.File(file))

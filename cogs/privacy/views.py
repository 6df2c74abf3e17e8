"""The question before an erasure, and its two buttons."""

import discord

from cogs.privacy import text
from cogs.shared.answers import Text, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.ui import Press, custom_id
from cogs.shared.words import Words
from storage.privacy import erase_member


class AskErase(discord.ui.LayoutView):
    def __init__(self, w: Words, member_id: int) -> None:
        super().__init__(timeout=None)
        erase: discord.ui.Button[AskErase] = discord.ui.Button(
            label=text.erase_button(w),
            style=discord.ButtonStyle.danger,
            custom_id=custom_id("privacy", "erase", member_id),
        )
        keep: discord.ui.Button[AskErase] = discord.ui.Button(
            label=text.keep_button(w),
            style=discord.ButtonStyle.secondary,
            custom_id=custom_id("privacy", "keep", member_id),
        )
        lines = [discord.ui.TextDisplay[AskErase](line) for line in text.ask_erase(w)]
        self.add_item(discord.ui.Container(*lines, discord.ui.ActionRow(erase, keep)))


class PrivacyDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.router.on("privacy", "erase", self.erase)
        self.app.router.on("privacy", "keep", self.keep)

    async def erase(self, press: Press) -> None:
        """The id names whose question it was; only that person's press erases, and only their own rows."""
        _only_own(press)
        who = press.interaction.user.id
        await self.app.before_erasing.undo_all(press.guild_id, who)
        await erase_member(self.app.database, self.app.database.vault, press.guild_id, who, self.app.clock.now())
        await redraw(press.interaction, Text(text.erased(words_of(press.interaction))))

    async def keep(self, press: Press) -> None:
        _only_own(press)
        await redraw(press.interaction, Text(text.kept(words_of(press.interaction))))


def _only_own(press: Press) -> None:
    if press.row_id != press.interaction.user.id:
        raise ValueError("the question belongs to somebody else")

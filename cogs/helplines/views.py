"""The pinned "Find help" button, and the door by which other features show it."""

from typing import Any

import discord

from cogs.shared.ui import custom_id
from cogs.shared.words import Words, words_for


class FindHelp(discord.ui.LayoutView):
    def __init__(self, w: Words) -> None:
        super().__init__(timeout=None)
        text = discord.ui.TextDisplay[FindHelp](
            w(
                "### Find help\nA few steps to someone to talk to. Only you see it, and you can skip any step. If "
                "someone is in danger now, call your local emergency number first."
            )
        )
        self.add_item(discord.ui.Container(text, discord.ui.ActionRow(find_help_button(w.locale))))


def find_help_button(locale: str) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        label=words_for(locale)("Find help"),
        style=discord.ButtonStyle.primary,
        custom_id=custom_id("helplines", "find"),
    )

"""The answer as a layout, the pinned "Find help" button, and its one question: which country?"""

from datetime import datetime
from typing import Any

import discord

from cogs.helplines import countries
from cogs.helplines.directory import Answer, Directory
from cogs.helplines.helpline import TOPICS
from cogs.helplines.style import Markdown
from cogs.helplines.text import answer_text, as_lines, unknown_country
from cogs.shared import ui
from cogs.shared.answers import Text, answer, ask
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.ui import Press, custom_id
from cogs.shared.words import Words, words_for

# All text of one message together may hold 4,000 characters (Discord's limit).
_MOST_CHARACTERS = 3900


class FindHelp(discord.ui.LayoutView):
    def __init__(self, w: Words) -> None:
        super().__init__(timeout=None)
        text = discord.ui.TextDisplay[FindHelp](
            w(
                "### Find help\nHelplines by country. Only you see the answer. If someone is in danger now, call "
                "your local emergency number first."
            )
        )
        self.add_item(discord.ui.Container(text, discord.ui.ActionRow(find_help_button(w.locale))))


def find_help_button(locale: str) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        label=words_for(locale)("Find help"),
        style=discord.ButtonStyle.primary,
        custom_id=custom_id("helplines", "find"),
    )


def answer_view(w: Words, found: Answer) -> discord.ui.LayoutView:
    """Whole lines only: what does not fit one message is left out at the end, after the numbers."""
    lines = as_lines(answer_text(w, found, Markdown()), w)
    kept: list[str] = []
    used = 0
    for line in lines:
        used += len(line) + 1
        if used > _MOST_CHARACTERS:
            break
        kept.append(line)
    return Text("\n".join(kept))


async def answer_with_country(
    interaction: discord.Interaction[Any], directory: Directory, typed: str, topic: str | None, now: datetime
) -> None:
    w = words_of(interaction)
    country = countries.find(typed)
    if country is None:
        raise UserError(unknown_country(w, typed, Markdown()))
    found = directory.answer(country, topic=topic, at=now)
    await answer(interaction, answer_view(w, found))


class HelplineDoors:
    def __init__(self, app: App, directory: Directory) -> None:
        self.app = app
        self.directory = directory

    def register(self) -> None:
        self.app.router.on("helplines", "find", self.find)
        self.app.router.on("helplines", "asked", self.asked)
        ui.offer("help-me", find_help_button)

    async def find(self, press: Press) -> None:
        w = words_of(press.interaction)
        modal = discord.ui.Modal(title=w("Find help"), custom_id=custom_id("helplines", "asked"))
        country: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            custom_id="country", max_length=60, placeholder=w("Name, two letters or flag")
        )
        modal.add_item(discord.ui.Label(text=w("Which country?"), component=country))
        topic: discord.ui.Select[discord.ui.Modal] = discord.ui.Select(
            custom_id="topic",
            required=False,
            placeholder=w("Anything"),
            options=[discord.SelectOption(label=topic, value=topic) for topic in TOPICS[:25]],
        )
        modal.add_item(discord.ui.Label(text=w("What is it about? You may leave this out."), component=topic))
        await ask(press.interaction, modal)

    async def asked(self, press: Press) -> None:
        topic = press.text("topic") or None
        if topic is not None and topic not in TOPICS:
            topic = None
        now = self.app.clock.now()
        await answer_with_country(press.interaction, self.directory, press.text("country"), topic, now)

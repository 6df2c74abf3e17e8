"""The pinned "Find help" button, the door by which other features show it, and where peers end."""

from collections.abc import Sequence
from typing import Any

import discord

from cogs.helplines.answer_views import Asked
from cogs.helplines.asking_country import in_rows, plain_button
from cogs.helplines.countries import Country
from cogs.helplines.text import TOPIC_NAMES, place, professional_help
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


def overdose_button(locale: str) -> discord.ui.Button[Any]:
    """For other features: the emergency numbers and the card, on a private message of its own."""
    return discord.ui.Button(
        label=words_for(locale)("What to do until help comes"),
        style=discord.ButtonStyle.danger,
        custom_id=custom_id("helplines", "overdose"),
    )


class ProfessionalHelp(discord.ui.LayoutView):
    """What peers cannot do, and a button for each kind of trained help that we know of in that country."""

    TOPICS = ("general-mental-health", "alcohol", "drugs", "gambling", "eating-disorder")

    def __init__(self, w: Words, country: Country, held: Sequence[str]) -> None:
        super().__init__(timeout=None)
        known = [topic for topic in self.TOPICS if topic in held]
        lines = professional_help(w, place(w, country), known=bool(known))
        box = discord.ui.Container[ProfessionalHelp](discord.ui.TextDisplay("\n".join(lines)))
        shown = known or ["general-mental-health"]
        buttons = [
            plain_button(w.marked(TOPIC_NAMES[topic]), "answer", Asked(country, topic).packed) for topic in shown
        ]
        for row in in_rows(buttons):
            box.add_item(row)
        self.add_item(box)

"""The buttons by which other features lead here."""

from typing import Any

import discord

from cogs.shared import ui
from cogs.shared.ui import custom_id
from cogs.shared.words import words_for


def offer_doors() -> None:
    ui.offer("my-plan", plan_button)
    ui.offer("tools", tools_button)


def plan_button(locale: str) -> discord.ui.Button[Any]:
    return discord.ui.Button(label=words_for(locale)("My plan"), custom_id=custom_id("care", "plan"))


def tools_button(locale: str) -> discord.ui.Button[Any]:
    return discord.ui.Button(label=words_for(locale)("A tool for now"), custom_id=custom_id("care", "tools"))

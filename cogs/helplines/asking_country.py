"""Choosing a country without typing: three lists in the reader's own alphabet, and a field for any other."""

from collections.abc import Iterable, Sequence
from typing import Any

import discord

from cogs.helplines import countries
from cogs.helplines.guide_text import country_label
from cogs.shared.ui import custom_id
from cogs.shared.words import Words

_MOST = 25  # options of one select (Discord's limit)


def country_rows(w: Words, held: Iterable[str], verb: str, row: str) -> "list[discord.ui.ActionRow[Any]]":
    """Selects for `helplines:verb:row.N`. No country stands before another but by its name."""
    named = sorted(((countries.name(code, w.locale), code) for code in held), key=lambda one: one[0].casefold())
    parts = -(-len(named) // _MOST)
    size = -(-len(named) // max(parts, 1))
    rows: list[discord.ui.ActionRow[Any]] = []
    for number in range(parts):
        part = named[number * size : (number + 1) * size]
        select: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=custom_id("helplines", verb, f"{row}.{number}"),
            placeholder=w("{label}: {first} to {last}", label=country_label(w), first=part[0][0], last=part[-1][0])[
                :150
            ],
            options=[discord.SelectOption(label=name[:100], value=code) for name, code in part],
        )
        rows.append(discord.ui.ActionRow(select))
    return rows


def country_form(w: Words, verb: str, row: str) -> discord.ui.Modal:
    form = discord.ui.Modal(title=w("Which country?"), timeout=None, custom_id=custom_id("helplines", verb, row))
    field: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="country", max_length=60, placeholder=w("Name, two letters or flag")
    )
    form.add_item(discord.ui.Label(text=w("Country"), component=field))
    return form


def plain_button(
    label: str, verb: str, row: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> discord.ui.Button[Any]:
    return discord.ui.Button(label=label[:80], style=style, custom_id=custom_id("helplines", verb, row))


def in_rows(buttons: Sequence[discord.ui.Button[Any]], width: int = 5) -> "list[discord.ui.ActionRow[Any]]":
    return [discord.ui.ActionRow(*buttons[at : at + width]) for at in range(0, len(buttons), width)]

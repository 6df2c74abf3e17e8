"""Reads from Discord what check-ins need to know of people: who is here, and what they are called."""

from typing import Any

import discord

from cogs.shared.app import App
from cogs.shared.rights import has_role, is_organiser
from storage.circles import CircleStore
from storage.records.circles import Circle


async def keeps_it(app: App, interaction: discord.Interaction[Any], circle: Circle) -> bool:
    """Whether the person who pressed keeps the circle: named, or by its keeper role. Read at the press."""
    if circle.guild_id != interaction.guild_id:
        return False
    if has_role(interaction, circle.keeper_role_id):
        return True
    async with app.database.reading() as work:
        inside = await CircleStore(work).membership(circle.guild_id, circle.circle_id, interaction.user.id)
    return inside is not None and inside.keeper


async def kept_and_joined(app: App, interaction: discord.Interaction[Any]) -> tuple[list[int], list[int]]:
    """The open circles that the person who pressed keeps, and those they are in."""
    if interaction.guild_id is None:
        return [], []
    async with app.database.reading() as work:
        mine = await CircleStore(work).circles_of(interaction.guild_id, interaction.user.id)
        circles = await CircleStore(work).open_in(interaction.guild_id)
    named = {circle_id for circle_id, inside in mine.items() if inside.keeper}
    kept = [c.circle_id for c in circles if c.circle_id in named or has_role(interaction, c.keeper_role_id)]
    return kept, list(mine)


async def may_arrange(app: App, interaction: discord.Interaction[Any], circle: Circle) -> bool:
    """Whether they may change when the circle is asked; organisers may, and they still read no answers by it."""
    return is_organiser(interaction) or await keeps_it(app, interaction, circle)


async def circle_named(app: App, guild_id: int, typed: str) -> Circle | None:
    """An open circle by the id that autocomplete gives, or by its name."""
    async with app.database.reading() as work:
        store = CircleStore(work)
        is_id = typed.isascii() and typed.isdigit() and len(typed) <= 19
        found = await store.get(guild_id, int(typed)) if is_id else None
        found = found or await store.open_named(guild_id, typed)
    return None if found is None or found.closed_at is not None else found


async def circle_with(app: App, interaction: discord.Interaction[Any], circle_id: int) -> Circle | None:
    """An open circle that the person who pressed is in: on this server, or, from a DM, wherever it is."""
    async with app.database.reading() as work:
        circle = (await CircleStore(work).many([circle_id])).get(circle_id)
        if circle is None or circle.closed_at is not None or interaction.guild_id not in (None, circle.guild_id):
            return None
        inside = await CircleStore(work).membership(circle.guild_id, circle_id, interaction.user.id)
    return None if inside is None else circle

"""Layouts of the road: the lines at a step, the form for one, what waits for a keeper, and one's own."""

from collections.abc import Sequence
from typing import Any

import discord

from cogs.journeys import road, text_road
from cogs.journeys.layouts import FEATURE, button
from cogs.journeys.road import LONGEST, REASONS
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.people_here import names_of
from cogs.shared.rights import has_role
from cogs.shared.ui import custom_id
from cogs.shared.words import Words
from storage.circles import CircleStore
from storage.kindness import RoadStore
from storage.records.circles import Circle
from storage.records.kindness import RoadLine

MOST_OWN = 5


class RoadView(discord.ui.LayoutView):
    """What is at a step; a keeper may take lines down here."""

    def __init__(self, w: Words, shown: Sequence[tuple[RoadLine, str | None]], kept: frozenset[int]) -> None:
        super().__init__(timeout=None)
        box: discord.ui.Container[Any] = discord.ui.Container()
        if not shown:
            box.add_item(discord.ui.TextDisplay(text_road.nothing_here(w)))
        else:
            box.add_item(discord.ui.TextDisplay(text_road.what_it_is(w)))
        for line, name in shown:
            box.add_item(discord.ui.TextDisplay("\n".join(text_road.lines(w, [(line, name)]))))
            if line.circle_id in kept:
                box.add_item(discord.ui.ActionRow(button(w("Take it down"), "road_down", line.line_id)))
        self.add_item(box)


class WaitingView(discord.ui.LayoutView):
    def __init__(self, w: Words, circle: Circle, line: RoadLine, name: str | None) -> None:
        super().__init__(timeout=None)
        self.add_item(waiting_box(w, circle, line, name))


class RoadPage(discord.ui.LayoutView):
    def __init__(
        self,
        w: Words,
        own: Sequence[tuple[RoadLine, str | None]],
        waiting: Sequence[tuple[Circle, RoadLine, str | None]],
    ) -> None:
        super().__init__(timeout=None)
        for circle, line, name in waiting:
            self.add_item(waiting_box(w, circle, line, name))
        box: discord.ui.Container[Any] = discord.ui.Container()
        box.add_item(discord.ui.TextDisplay(text_road.own_heading(w)))
        if not own:
            box.add_item(discord.ui.TextDisplay(text_road.none_left(w)))
        for line, circle_name in own[:MOST_OWN]:
            box.add_item(discord.ui.TextDisplay(text_road.own(w, line, circle_name)))
            box.add_item(discord.ui.ActionRow(button(w("Take it back"), "road_back", line.line_id)))
        self.add_item(box)


class RoadForm(discord.ui.Modal):
    def __init__(self, w: Words, milestone_id: int) -> None:
        super().__init__(
            title=w("For those who come later"), timeout=None, custom_id=custom_id(FEATURE, "road_left", milestone_id)
        )
        self.add_item(
            discord.ui.Label(
                text=w("What helped you here?"),
                description=w("No amounts or methods, no names of others. A keeper reads it first."),
                component=discord.ui.TextInput(
                    custom_id="words", style=discord.TextStyle.paragraph, max_length=LONGEST
                ),
            )
        )
        self.add_item(
            discord.ui.Label(
                text=w("Shall your name stand with it?"),
                component=discord.ui.Select(
                    custom_id="name",
                    options=[
                        discord.SelectOption(label=w("Without my name"), value="no", default=True),
                        discord.SelectOption(label=w("With my name"), value="yes"),
                    ],
                ),
            )
        )


def waiting_box(w: Words, circle: Circle, line: RoadLine, name: str | None) -> "discord.ui.Container[Any]":
    box: discord.ui.Container[Any] = discord.ui.Container()
    box.add_item(discord.ui.TextDisplay("\n".join(text_road.waiting(w, circle, line, name))))
    box.add_item(
        discord.ui.ActionRow(button(w("Put it on the road"), "road_yes", line.line_id, discord.ButtonStyle.success))
    )
    reasons: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=custom_id(FEATURE, "road_no", line.line_id),
        placeholder=w("Not now, because"),
        options=[discord.SelectOption(label=w.marked(said)[:100], value=key) for key, said in REASONS.items()],
    )
    box.add_item(discord.ui.ActionRow(reasons))
    return box


async def road_page(app: App, interaction: discord.Interaction[Any]) -> RoadPage:
    """Everything of the road for whoever asks: their own lines, and what waits for them as a keeper."""
    guild_id, who = interaction.guild_id or 0, interaction.user.id
    async with app.database.reading() as work:
        own = await RoadStore(work).of_member(guild_id, who)
        circles = await CircleStore(work).many([line.circle_id for line in own])
    waiting = await road.waiting_for(app.database, guild_id, await kept_by(app, interaction))
    names = await names_of(app, guild_id, [line.member_id for _, line in waiting if line.signed])
    mine = [(line, circles[line.circle_id].name if line.circle_id in circles else None) for line in reversed(own)]
    return RoadPage(words_of(interaction), mine, [(circle, one, names.get(one.member_id)) for circle, one in waiting])


async def kept_by(app: App, interaction: discord.Interaction[Any]) -> list[int]:
    """The open circles that the person who pressed keeps, by name or by role; read at the press."""
    if interaction.guild_id is None:
        return []
    async with app.database.reading() as work:
        mine = await CircleStore(work).circles_of(interaction.guild_id, interaction.user.id)
        circles = await CircleStore(work).open_in(interaction.guild_id)
    named = {circle_id for circle_id, inside in mine.items() if inside.keeper}
    return [c.circle_id for c in circles if c.circle_id in named or has_role(interaction, c.keeper_role_id)]

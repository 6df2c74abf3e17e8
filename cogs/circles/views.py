"""The list of circles, and the doors behind its buttons."""

from collections.abc import Sequence
from typing import Any

import discord

from cogs.circles import actions, text
from cogs.circles.actions import Joined, Left, Listed
from cogs.circles.facts import sees
from cogs.shared.answers import answer, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.ui import Press, custom_id
from cogs.shared.words import Words

PAGE = 8  # a section is three components, and a message holds forty


class CircleList(discord.ui.LayoutView):
    """One page of the circles that a member can see, each with the press that fits it."""

    def __init__(self, w: Words, circles: Sequence[Listed], page: int = 0) -> None:
        super().__init__(timeout=None)
        box = discord.ui.Container[CircleList](discord.ui.TextDisplay(w("## Circles here")))
        if not circles:
            box.add_item(discord.ui.TextDisplay(text.none_yet(w)))
        last = max(0, (len(circles) - 1) // PAGE)
        page = min(max(page, 0), last)
        for one in circles[page * PAGE : (page + 1) * PAGE]:
            box.add_item(discord.ui.Section(text.listed(w, one), accessory=_press_for(w, one)))
        if last > 0:
            box.add_item(_pages(w, page, last))
        self.add_item(box)


def _press_for(w: Words, one: Listed) -> discord.ui.Button[Any]:
    if one.membership is None:
        return discord.ui.Button(
            label=w("Join"),
            style=discord.ButtonStyle.primary,
            custom_id=custom_id("circles", "join", one.circle.circle_id),
        )
    return discord.ui.Button(
        label=w("Leave"),
        style=discord.ButtonStyle.secondary,
        custom_id=custom_id("circles", "leave", one.circle.circle_id),
    )


def _pages(w: Words, page: int, last: int) -> discord.ui.ActionRow[Any]:
    earlier: discord.ui.Button[Any] = discord.ui.Button(
        label=w("Earlier"), disabled=page == 0, custom_id=custom_id("circles", "page", f"{max(page - 1, 0)}.earlier")
    )
    more: discord.ui.Button[Any] = discord.ui.Button(
        label=w("More"), disabled=page == last, custom_id=custom_id("circles", "page", f"{page + 1}.more")
    )
    return discord.ui.ActionRow(earlier, more)


class CircleDoors:
    """The presses of the list, and the Join button that other features show."""

    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.router.on("circles", "join", self.join)
        self.app.router.on("circles", "leave", self.leave)
        self.app.router.on("circles", "page", self.page)

    async def join(self, press: Press) -> None:
        await join(self.app, press.interaction, press.row_id)

    async def leave(self, press: Press) -> None:
        await leave(self.app, press.interaction, press.row_id)

    async def page(self, press: Press) -> None:
        w = words_of(press.interaction)
        await redraw(press.interaction, CircleList(w, await seen_by(self.app, press.interaction), press.row_id))


async def seen_by(app: App, interaction: discord.Interaction[Any]) -> list[Listed]:
    """The circles whose home channel this member can see, or that they are in."""
    if interaction.guild_id is None:
        return []
    listed = await actions.list_circles(app.database, interaction.guild_id, interaction.user.id)
    return [one for one in listed if one.membership is not None or sees(interaction, one.circle.channel_id)]


async def join(app: App, interaction: discord.Interaction[Any], circle_id: int) -> None:
    w, guild_id = words_of(interaction), _server(interaction)
    found = await actions.find_circle(app.database, guild_id, str(circle_id))
    what = await actions.join_circle(
        app.database,
        guild_id,
        circle_id,
        interaction.user.id,
        app.clock.now(),
        sees_channel=found is not None and sees(interaction, found.channel_id),
    )
    if not isinstance(what, Joined):
        raise UserError(text.refused(w, what.why, what.circle))
    await answer(interaction, "\n".join(text.joined(w, what.circle)))


async def leave(app: App, interaction: discord.Interaction[Any], circle_id: int) -> None:
    w = words_of(interaction)
    what = await actions.leave_circle(app.database, _server(interaction), circle_id, interaction.user.id)
    if isinstance(what, Left):
        await answer(interaction, text.left(w, what.circle, was_last_keeper=what.was_last_keeper))
    elif what.circle is not None:
        raise UserError(text.not_in(w, what.circle))
    else:
        raise UserError(text.refused(w, what.why, None))


def _server(interaction: discord.Interaction[Any]) -> int:
    if interaction.guild_id is None:
        raise ValueError("not in a server")
    return interaction.guild_id

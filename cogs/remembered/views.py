"""The question, the list, and the doors behind their buttons; seen only by the person who asked."""

from collections.abc import Sequence
from typing import Any

import discord

from cogs.remembered import actions, text
from cogs.shared.answers import Text, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.rights import is_moderator, is_organiser, is_responder
from cogs.shared.ui import Press, custom_id
from cogs.shared.words import Words
from storage.records.remembered import Remembered
from storage.servers import ServerStore

_SHOWN = 10


class Asking(discord.ui.LayoutView):
    def __init__(self, w: Words, member_id: int, standing: Remembered | None) -> None:
        super().__init__(timeout=None)
        box = discord.ui.Container[Asking](discord.ui.TextDisplay("\n".join(text.ask(w, member_id, standing))))
        if standing is None or standing.confirmed_at is None:
            box.add_item(
                discord.ui.ActionRow(
                    _button(text.yes_button(w), "yes", member_id, discord.ButtonStyle.danger),
                    _button(text.no_button(w), "no", member_id),
                )
            )
        self.add_item(box)


class List(discord.ui.LayoutView):
    def __init__(self, w: Words, people: Sequence[Remembered]) -> None:
        super().__init__(timeout=None)
        box = discord.ui.Container[List](discord.ui.TextDisplay(text.heading(w)))
        for one in people[:_SHOWN]:
            box.add_item(discord.ui.TextDisplay(text.line(w, one)))
            row: discord.ui.ActionRow[Any] = discord.ui.ActionRow(_button(text.undo_button(w), "undo", one.member_id))
            if one.confirmed_at is None:
                row.add_item(_button(text.yes_button(w), "yes", one.member_id, discord.ButtonStyle.danger))
            box.add_item(row)
        if not people:
            box.add_item(discord.ui.TextDisplay(text.nobody(w)))
        self.add_item(box)


def _button(
    label: str, verb: str, member_id: int, style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> discord.ui.Button[Any]:
    return discord.ui.Button(label=label, style=style, custom_id=custom_id("remembered", verb, member_id))


class RememberedDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.router.on("remembered", "yes", self.yes)
        self.app.router.on("remembered", "no", self.no)
        self.app.router.on("remembered", "undo", self.undo)

    async def yes(self, press: Press) -> None:
        w = words_of(press.interaction)
        await staff_only(self.app, press.interaction)
        by = press.interaction.user.id
        if press.row_id == by:
            raise UserError(text.unchanged(w))
        done = await actions.say_so(self.app.database, press.guild_id, press.row_id, by, self.app.clock.now())
        await redraw(press.interaction, Text(text.said(w, done.turn, done.member_id)))

    async def no(self, press: Press) -> None:
        await redraw(press.interaction, Text(text.unchanged(words_of(press.interaction))))

    async def undo(self, press: Press) -> None:
        w = words_of(press.interaction)
        await staff_only(self.app, press.interaction)
        done = await actions.undo(self.app.database, press.guild_id, press.row_id)
        await redraw(press.interaction, Text(text.said(w, done.turn, done.member_id)))


async def staff_only(app: App, interaction: discord.Interaction[Any]) -> None:
    """Responders, moderators and organisers; read at the press."""
    if is_organiser(interaction):
        return
    async with app.database.reading() as work:
        server = await ServerStore(work).get(interaction.guild_id or 0)
    if server is None or not (is_responder(interaction, server) or is_moderator(interaction, server)):
        raise UserError(text.staff_only(words_of(interaction)))

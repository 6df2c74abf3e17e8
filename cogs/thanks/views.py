"""Layouts of thanks and their doors: what was said to somebody, and whether they want to hear of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord

from cogs.shared.answers import Text, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.people_here import is_here, names_of
from cogs.shared.said import Kind, Said
from cogs.shared.ui import Press, custom_id
from cogs.shared.words import Words, words_for
from cogs.thanks import actions, text
from cogs.thanks.actions import SAID
from storage.members import MemberStore
from storage.records.outbox import OutboxRow
from storage.servers import ServerStore

FEATURE = "thanks"


class Received(discord.ui.LayoutView):
    """One thanks, with two quiet ways out."""

    def __init__(self, w: Words, thanks_id: int, lines: Sequence[str]) -> None:
        super().__init__(timeout=None)
        box: discord.ui.Container[Any] = discord.ui.Container()
        box.add_item(discord.ui.TextDisplay("\n".join(lines)))
        box.add_item(
            discord.ui.ActionRow(
                _button(w("No more from this person"), "not_from", str(thanks_id)),
                _button(w("No thanks through you"), "off", str(thanks_id)),
            )
        )
        self.add_item(box)


class Page(discord.ui.LayoutView):
    def __init__(self, w: Words, lines: Sequence[str], *, accepted: bool) -> None:
        super().__init__(timeout=None)
        box: discord.ui.Container[Any] = discord.ui.Container()
        box.add_item(discord.ui.TextDisplay("\n".join(lines)[:3900]))
        label = w("Pass no thanks on to me") if accepted else w("Others may thank me here")
        box.add_item(discord.ui.ActionRow(_button(label, "accept", "no" if accepted else "yes")))
        self.add_item(box)


def _button(label: str, verb: str, row: str) -> "discord.ui.Button[Any]":
    return discord.ui.Button(label=label, style=discord.ButtonStyle.secondary, custom_id=custom_id(FEATURE, verb, row))


async def page(app: App, w: Words, guild_id: int, member_id: int) -> Page:
    """What was said to them lately, without any number, by people who are still here."""
    own = await actions.own(app.database, guild_id, member_id)
    names = await names_of(app, guild_id, [one.member_id for one in own.received])
    lines = text.page(w, accepted=own.accepted)
    shown = [one for one in own.received if one.member_id in names]
    if own.accepted and shown:
        lines.append(text.latest(w))
        for one in shown:
            lines += text.received(w, one, names[one.member_id])
    return Page(w, lines, accepted=own.accepted)


class ThanksDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.router.on(FEATURE, "accept", self.accept)
        self.app.router.on(FEATURE, "not_from", self.not_from)
        self.app.router.on(FEATURE, "off", self.off)
        self.app.delivery.register(Kind(SAID, self.render))

    async def render(self, row: OutboxRow, now: datetime) -> Said | None:
        """None when it is not wanted any more, or whoever said it has left."""
        if row.guild_id is None or not is_here(self.app, row.guild_id):
            return None
        said = await actions.still_wanted(self.app.database, row.guild_id, int(str(row.arguments["thanks_id"])))
        names = {} if said is None else await names_of(self.app, row.guild_id, [said.member_id])
        if said is None or said.member_id not in names:
            return None
        async with self.app.database.reading() as work:
            member = await MemberStore(work).get(row.guild_id, said.to_member_id)
            server = await ServerStore(work).get(row.guild_id)
        w = words_for((member.locale if member else None) or (server.locale if server else None))
        lines = text.received(w, said, names[said.member_id])
        return Said(Received(w, said.thanks_id, lines), plain="\n".join(lines))

    async def accept(self, press: Press) -> None:
        if press.row not in ("yes", "no"):
            raise ValueError("neither yes nor no")
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        await actions.accept(self.app.database, press.guild_id, who, now, accepted=press.row == "yes")
        await redraw(press.interaction, await page(self.app, w, press.guild_id, who))

    async def not_from(self, press: Press) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        if await actions.not_from(self.app.database, who, press.row_id, now) is None:
            raise UserError(text.gone(w))
        await redraw(press.interaction, Text(text.no_more_from(w)))

    async def off(self, press: Press) -> None:
        """Works in a DM too: the thanks say which server they are of."""
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        said = await actions.said_to(self.app.database, who, press.row_id)
        if said is None:
            raise UserError(text.gone(w))
        await actions.accept(self.app.database, said.guild_id, who, now, accepted=False)
        await redraw(press.interaction, Text(text.switched_off(w)))

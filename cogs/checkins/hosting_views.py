"""Hosting: the draft, the rota, and the doors behind their buttons."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import discord

from cogs.checkins import hosting, text_hosting
from cogs.checkins.facts import circle_with
from cogs.checkins.hosting import Hosted, Rota
from cogs.checkins.jobs import DRAFTS
from cogs.checkins.rules import week_of
from cogs.checkins.say import DRAFT, SUBSTITUTE
from cogs.shared.answers import Text, answer, ask, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.people_here import here_and_well, names_of
from cogs.shared.said import Kind, Said
from cogs.shared.scanning import scan_for_member
from cogs.shared.ui import Press, custom_id
from cogs.shared.words import Words, words_for
from storage.circles import CircleStore
from storage.members import MemberStore
from storage.records.circles import Circle
from storage.records.outbox import OutboxRow
from storage.servers import ServerStore

_LONGEST = 500


class DraftView(discord.ui.LayoutView):
    def __init__(self, w: Words, hosted: Hosted) -> None:
        super().__init__(timeout=None)
        draft_id = hosted.draft.draft_id
        own: discord.ui.Button[Any] = discord.ui.Button(
            label=w("Put it in my own words"),
            style=discord.ButtonStyle.primary,
            custom_id=custom_id("checkins", "rewrite", draft_id),
        )
        over: discord.ui.Button[Any] = discord.ui.Button(
            label=w("I can't host this week"), custom_id=custom_id("checkins", "handover", draft_id)
        )
        said = discord.ui.TextDisplay[DraftView]("\n".join(text_hosting.draft(w, hosted.draft, hosted.circle)))
        self.add_item(discord.ui.Container(said, discord.ui.ActionRow(own, over)))


class DraftModal(discord.ui.Modal):
    def __init__(self, w: Words, hosted: Hosted) -> None:
        draft = hosted.draft
        super().__init__(
            title=w("The question, in your words"),
            timeout=None,
            custom_id=custom_id("checkins", "rewrote", draft.draft_id),
        )
        self.add_item(
            discord.ui.Label(
                text=w("What would you like to ask?"),
                description=w("It is posted with your name. Empty: the first question is asked."),
                component=discord.ui.TextInput(
                    custom_id="words",
                    style=discord.TextStyle.paragraph,
                    required=False,
                    max_length=_LONGEST,
                    default=draft.words or draft.question,
                ),
            )
        )


class RotaView(discord.ui.LayoutView):
    def __init__(self, w: Words, rota: Rota, names: Mapping[int, str], me: int) -> None:
        super().__init__(timeout=None)
        box = discord.ui.Container[RotaView](discord.ui.TextDisplay(text_hosting.rota_heading(w, rota.circle)))
        for week, host in rota.weeks:
            line = text_hosting.rota_week(w, week, None if host is None else names.get(host))
            if host is None or host == me:
                box.add_item(discord.ui.Section(line, accessory=_week_button(w, rota.circle, week, mine=host == me)))
            else:
                box.add_item(discord.ui.TextDisplay(line))
        hints = [text_hosting.rota_hint(w)]
        if rota.given:
            hints.insert(0, text_hosting.given_back(w, rota.given))
        box.add_item(discord.ui.TextDisplay("\n".join(hints)))
        self.add_item(box)


class Substitute(discord.ui.LayoutView):
    def __init__(self, w: Words, circle: Circle, week: date) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.TextDisplay(text_hosting.substitute(w, circle, week)))
        self.add_item(discord.ui.ActionRow(_week_button(w, circle, week, mine=False)))


def _week_button(w: Words, circle: Circle, week: date, *, mine: bool) -> discord.ui.Button[Any]:
    verb, label = ("giveweek", w("Give it back")) if mine else ("takeweek", w("I will host it"))
    return discord.ui.Button(label=label, custom_id=custom_id("checkins", verb, f"{circle.circle_id}.{week}"))


class HostingDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        for verb, handler in (
            ("rewrite", self.rewrite),
            ("rewrote", self.rewrote),
            ("handover", self.hand_over),
            ("takeweek", self.take_week),
            ("giveweek", self.give_week),
        ):
            self.app.router.on("checkins", verb, handler)
        self.app.delivery.register(Kind(DRAFT, self.draft))
        self.app.delivery.register(Kind(SUBSTITUTE, self.substitute))

    async def rewrite(self, press: Press) -> None:
        hosted = await self._mine(press)
        await ask(press.interaction, DraftModal(words_of(press.interaction), hosted))

    async def rewrote(self, press: Press) -> None:
        """What a host wrote is looked at like a message of theirs: the bot will post it for them."""
        w, who, words = words_of(press.interaction), press.interaction.user.id, press.text("words")[:_LONGEST]
        hosted = await self._mine(press)
        words = "" if words == hosted.draft.question else words
        await scan_for_member(hosted.draft.guild_id, who, hosted.circle.channel_id, words)
        written = await hosting.write_draft(self.app.database, press.row_id, who, words)
        if written is None:
            raise UserError(text_hosting.draft_gone(w))
        await answer(press.interaction, DraftView(w, written))

    async def hand_over(self, press: Press) -> None:
        hosted = await self._mine(press)
        week, now = week_of(hosted.draft.local_date), self.app.clock.now()
        await hosting.give_week(self.app.database, hosted.circle, week, press.interaction.user.id, now)
        self.app.delivery.wake()
        await redraw(press.interaction, Text(text_hosting.handed_over(words_of(press.interaction))))

    async def take_week(self, press: Press) -> None:
        w, who = words_of(press.interaction), press.interaction.user.id
        circle, week = await self._week(press)
        rota, taken = await hosting.take_week(self.app.database, circle, week, who, self.app.clock.now())
        if not taken:
            raise UserError(text_hosting.taken_already(w))
        self.app.schedule.wake(DRAFTS)
        await redraw(press.interaction, await rota_view(self.app, w, rota, who))

    async def give_week(self, press: Press) -> None:
        w, who = words_of(press.interaction), press.interaction.user.id
        circle, week = await self._week(press)
        rota = await hosting.give_week(self.app.database, circle, week, who, self.app.clock.now())
        self.app.delivery.wake()
        await redraw(press.interaction, await rota_view(self.app, w, rota, who))

    async def draft(self, row: OutboxRow, now: datetime) -> Said | None:
        draft_id = row.arguments["draft_id"]
        assert isinstance(draft_id, int)
        hosted = await hosting.draft_of(self.app.database, draft_id, row.target_id)
        if hosted is None or not await here_and_well(self.app, hosted.draft.guild_id, row.target_id):
            return None
        w = await self._words(row)
        return Said(DraftView(w, hosted), plain="\n".join(text_hosting.draft(w, hosted.draft, hosted.circle)))

    async def substitute(self, row: OutboxRow, now: datetime) -> Said | None:
        """Only while the week is free, to somebody who still offers to host."""
        circle_id, week = row.arguments["circle_id"], date.fromisoformat(str(row.arguments["week"]))
        assert isinstance(circle_id, int)
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            circle = await CircleStore(work).get(row.guild_id, circle_id)
            inside = await CircleStore(work).membership(row.guild_id, circle_id, row.target_id)
        if circle is None or inside is None or not inside.hosts:
            return None
        if not await hosting.still_free(self.app.database, circle, week):
            return None
        if hosting.is_over(circle, week, now) or not await here_and_well(self.app, row.guild_id, row.target_id):
            return None
        w = await self._words(row)
        return Said(Substitute(w, circle, week), plain=text_hosting.substitute(w, circle, week))

    async def _mine(self, press: Press) -> Hosted:
        hosted = await hosting.draft_of(self.app.database, press.row_id, press.interaction.user.id)
        if hosted is None:
            raise UserError(text_hosting.draft_gone(words_of(press.interaction)))
        return hosted

    async def _week(self, press: Press) -> tuple[Circle, date]:
        """A week to come, and its circle: of this server; from a DM, one that the person is in."""
        circle = await circle_with(self.app, press.interaction, press.row_id)
        if circle is None:
            raise UserError(text_hosting.taken_already(words_of(press.interaction)))
        week = week_of(date.fromisoformat(press.choice))
        if hosting.is_over(circle, week, self.app.clock.now()):
            raise UserError(text_hosting.week_over(words_of(press.interaction)))
        return circle, week

    async def _words(self, row: OutboxRow) -> Words:
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            member = await MemberStore(work).get(row.guild_id, row.target_id)
            server = await ServerStore(work).get(row.guild_id)
        if member is not None and member.locale is not None:
            return words_for(member.locale)
        return words_for(None if server is None else server.locale)


async def rota_view(app: App, w: Words, rota: Rota, me: int) -> RotaView:
    hosts = {host for _, host in rota.weeks if host is not None}
    return RotaView(w, rota, await names_of(app, rota.circle.guild_id, hosts), me)

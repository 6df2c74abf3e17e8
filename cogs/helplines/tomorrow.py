"""One question a day later, only after a yes, said the way the member chose, and taken back with one press."""

from datetime import date, datetime, timedelta
from typing import Any

import discord

from cogs.shared import ui
from cogs.shared.answers import Text as TextView
from cogs.shared.answers import answer, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.said import Kind, Said
from cogs.shared.ui import Press, custom_id
from cogs.shared.words import Words, words_for
from storage.database import Database
from storage.members import MemberStore
from storage.outbox import OutboxStore
from storage.records.members import Reach
from storage.records.outbox import Lane, OutboxRow, Target, ToSay

KIND = "helplines.tomorrow"
LATER, STALE = timedelta(days=1), timedelta(days=3)


async def ask_once(database: Database, guild_id: int, member_id: int, now: datetime) -> Reach:
    """Write the question down for a day later; a second yes on one day changes nothing."""
    due_at = now + LATER
    to_say = ToSay(
        key=_key(guild_id, member_id, due_at.date()),
        kind=KIND,
        lane=Lane.ANSWERS,
        target=Target.MEMBER,
        target_id=member_id,
        guild_id=guild_id,
        about_member_id=member_id,
        expires_at=due_at + STALE,
    )
    async with database.transaction() as work:
        await OutboxStore(work).add(to_say, now, due_at=due_at)
        member = await MemberStore(work).get(guild_id, member_id)
    return Reach.NEXT_PRESS if member is None else member.reach


async def never_mind(database: Database, guild_id: int, member_id: int, day: date, now: datetime) -> None:
    async with database.transaction() as work:
        await OutboxStore(work).drop([_key(guild_id, member_id, day)], now)


def _key(guild_id: int, member_id: int, day: date) -> str:
    return f"helplines.tomorrow:{guild_id}:{member_id}:{day.isoformat()}"


def will_ask(w: Words, way: Reach) -> str:
    if way is Reach.DM:
        return w("I will ask you once tomorrow, by direct message.")
    if way is Reach.THREAD:
        return w("I will ask you once tomorrow, in your private thread.")
    return w("I will ask you once, when you next press one of my buttons from tomorrow on.")


class TomorrowView(discord.ui.LayoutView):
    def __init__(self, w: Words) -> None:
        super().__init__(timeout=None)
        said = w(
            "Yesterday you said that I may ask how it went. You need not answer, and I keep no answer. "
            "Would you like anything now?"
        )
        self.add_item(discord.ui.TextDisplay(said))
        door = ui.door("help-me", w.locale)
        fine: discord.ui.Button[Any] = discord.ui.Button(
            label=w("Nothing now"), custom_id=custom_id("helplines", "went", "fine")
        )
        self.add_item(discord.ui.ActionRow(*([] if door is None else [door]), fine))


class TomorrowDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.router.on("helplines", "went", self.went)
        self.app.router.on("helplines", "not_tomorrow", self.not_tomorrow)
        self.app.delivery.register(Kind(KIND, self.render))

    async def render(self, row: OutboxRow, now: datetime) -> Said | None:
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            member = await MemberStore(work).get(row.guild_id, row.target_id)
        view = TomorrowView(words_for(None if member is None else member.locale))
        text = next(item.content for item in view.children if isinstance(item, discord.ui.TextDisplay))
        return Said(view, text)

    async def went(self, press: Press) -> None:
        w = words_of(press.interaction)
        await redraw(press.interaction, TextView(w("All right. You can come back at any time.")))

    async def not_tomorrow(self, press: Press) -> None:
        day, w = date.fromisoformat(press.row), words_of(press.interaction)
        who, now = press.interaction.user.id, self.app.clock.now()
        await never_mind(self.app.database, press.guild_id, who, day, now)
        await answer(press.interaction, w("All right. I will not ask."))

"""“Come back to me, once”: a row that is due then, said as the member chose to be reached. Only ever after a press."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import discord

from cogs.care.tool_views import Step, button, in_rows
from cogs.care.tools import AFTER, SURF
from cogs.shared import ui
from cogs.shared.app import App
from cogs.shared.said import Kind, Said
from cogs.shared.words import Words, mark, words_for
from storage.database import Database
from storage.members import MemberStore
from storage.outbox import OutboxStore
from storage.records.members import Reach
from storage.records.outbox import Lane, OutboxRow, Target, ToSay

KIND, HELLO, MIDWEEK = "care.ten_minutes", "care.hello", "care.midweek"


@dataclass(frozen=True, slots=True)
class Later:
    """How long after the press, and how late it may still come."""

    wait: timedelta
    stale: timedelta
    promise: str


LATER = {
    KIND: Later(timedelta(minutes=10), timedelta(minutes=30), mark("I will come back to you once, in ten minutes.")),
    HELLO: Later(timedelta(days=1), timedelta(days=1), mark("I will say hello once, tomorrow.")),
    MIDWEEK: Later(timedelta(days=3), timedelta(days=2), mark("I will come by once, in three days.")),
}


async def come_back(database: Database, guild_id: int, member_id: int, now: datetime, kind: str = KIND) -> Reach:
    """One asking at a time: a second press within the same stretch changes nothing."""
    later = LATER[kind]
    due_at = now + later.wait
    slot = int(now.timestamp()) // int(later.wait.total_seconds())
    to_say = ToSay(
        key=f"{kind}:{guild_id}:{member_id}:{slot}",
        kind=kind,
        lane=Lane.ANSWERS,
        target=Target.MEMBER,
        target_id=member_id,
        guild_id=guild_id,
        about_member_id=member_id,
        expires_at=due_at + later.stale,
    )
    async with database.transaction() as work:
        await OutboxStore(work).add(to_say, now, due_at=due_at)
        member = await MemberStore(work).get(guild_id, member_id)
    return Reach.NEXT_PRESS if member is None else member.reach


def promised(w: Words, kind: str, reach: Reach) -> str:
    """What somebody is told who asked for it: never more than the way they chose can hold."""
    if reach is Reach.NEXT_PRESS:
        return w(
            "I do not write to you first, as you chose. If you press something then, I will be there. "
            "/privacy reach changes this."
        )
    return w.marked(LATER[kind].promise)


class Timer:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        for kind in LATER:
            self.app.delivery.register(Kind(kind, self.render))

    async def render(self, row: OutboxRow, now: datetime) -> Said | None:
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            member = await MemberStore(work).get(row.guild_id, row.target_id)
        w = words_for(None if member is None else member.locale)
        line, buttons = said_later(w, row.kind)
        view: discord.ui.LayoutView = Step([line], in_rows(*buttons))
        return Said(view, line)


def said_later(w: Words, kind: str) -> "tuple[str, list[discord.ui.Item[Any]]]":
    """One line that others may read as well, and what can be pressed; nothing has to be."""
    door = ui.door("help-me", w.locale)
    more: list[discord.ui.Item[Any]] = [] if door is None else [door]
    if kind == HELLO:
        look = button(w("Look at what was around it"), "open_form", AFTER)
        return w("Hello. You said that I may come by today. You need not answer."), [look, *more]
    if kind == MIDWEEK:
        ends: list[discord.ui.Item[Any]] = [
            button(w("Kept"), "small_end", "kept"),
            button(w("Changed"), "small_end", "changed"),
            button(w("Let go"), "small_end", "let_go"),
        ]
        return w("You planned something small for this week. You need not answer, and I keep no answer."), ends
    more.insert(0, button(w("Ten more, with me"), "open", SURF))
    return w("Ten minutes have passed, as you asked. You need not answer."), more

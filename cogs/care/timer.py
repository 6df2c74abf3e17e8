"""“Come back to me in ten minutes, once”: a row that is due then, said as the member chose to be reached."""

from datetime import datetime, timedelta

import discord

from cogs.care.tool_views import Step, button, in_rows
from cogs.care.tools import SURF
from cogs.shared import ui
from cogs.shared.app import App
from cogs.shared.said import Kind, Said
from cogs.shared.words import words_for
from storage.database import Database
from storage.members import MemberStore
from storage.outbox import OutboxStore
from storage.records.members import Reach
from storage.records.outbox import Lane, OutboxRow, Target, ToSay

KIND = "care.ten_minutes"
WAIT, STALE = timedelta(minutes=10), timedelta(minutes=30)


async def come_back(database: Database, guild_id: int, member_id: int, now: datetime) -> Reach:
    """One asking at a time: a second press within the same ten minutes changes nothing."""
    due_at = now + WAIT
    slot = int(now.timestamp()) // int(WAIT.total_seconds())
    to_say = ToSay(
        key=f"{KIND}:{guild_id}:{member_id}:{slot}",
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


class Timer:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.delivery.register(Kind(KIND, self.render))

    async def render(self, row: OutboxRow, now: datetime) -> Said | None:
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            member = await MemberStore(work).get(row.guild_id, row.target_id)
        w = words_for(None if member is None else member.locale)
        line = w("Ten minutes have passed, as you asked. You need not answer.")
        door = ui.door("help-me", w.locale)
        more = [button(w("Ten more, with me"), "open", SURF)]
        view: discord.ui.LayoutView = Step([line], in_rows(*more, *([] if door is None else [door])))
        return Said(view, line)

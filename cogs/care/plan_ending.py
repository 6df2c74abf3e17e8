"""Who has left the server reads no plan there any more; whoever shared it with them is told, and not why."""

from datetime import datetime

from cogs.care import text_plan
from cogs.care.tool_views import Step
from cogs.shared.app import App
from cogs.shared.outcomes import SEND_ERRORS
from cogs.shared.people_here import member_here
from cogs.shared.quoting import plain_name
from cogs.shared.said import Kind, Said
from cogs.shared.words import words_for
from storage.care import CareStore
from storage.members import MemberStore
from storage.outbox import OutboxStore
from storage.records.events import Event
from storage.records.outbox import Lane, OutboxRow, Target, ToSay

ENDED = "care.plan_ended"


class PlanEnding:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.events.on("member.left", self.left)
        self.app.delivery.register(Kind(ENDED, self.render))

    async def left(self, event: Event, now: datetime) -> None:
        if event.member_id is not None:
            await self.end(event.guild_id, event.member_id, now)

    async def may_still_read(self, guild_id: int, reader_id: int, now: datetime) -> bool:
        """For a press in a direct message, where nobody has shown yet that they are on that server. Somebody who left
        while the bot was away is found out here; a Discord that does not answer takes nobody for gone."""
        try:
            here = await member_here(self.app, guild_id, reader_id) is not None
        except SEND_ERRORS:
            return True
        if not here:
            await self.end(guild_id, reader_id, now)
        return here

    async def end(self, guild_id: int, reader_id: int, now: datetime) -> None:
        """A second time there is nothing left to end, and nobody to tell."""
        async with self.app.database.transaction() as work:
            store = CareStore(work)
            for owner_id in await store.plans_shared_with(guild_id, reader_id):
                await store.share_plan(guild_id, owner_id, None, now)
                to_say = ToSay(
                    key=f"{ENDED}:{guild_id}:{owner_id}:{int(now.timestamp())}",
                    kind=ENDED,
                    lane=Lane.ANSWERS,
                    target=Target.MEMBER,
                    target_id=owner_id,
                    guild_id=guild_id,
                    about_member_id=owner_id,
                )
                await OutboxStore(work).add(to_say, now)
        self.app.delivery.wake()

    async def render(self, row: OutboxRow, now: datetime) -> Said | None:
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            plan = await CareStore(work).plan(row.guild_id, row.target_id)
            member = await MemberStore(work).get(row.guild_id, row.target_id)
        guild = self.app.get_guild(row.guild_id)
        if guild is None or plan is None or plan.shared_with_member_id is not None:
            return None
        line = text_plan.no_longer_shared(
            words_for(None if member is None else member.locale), plain_name(guild.name, 60)
        )
        return Said(Step([line]), line)

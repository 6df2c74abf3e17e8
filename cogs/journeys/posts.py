"""What journeys say: drawn from the newest state when its turn comes, and only while it is still wanted."""

from datetime import datetime

from cogs.journeys import peace, text
from cogs.journeys.drawing import circles_of, drawn, own_text, said_at, with_journey
from cogs.journeys.layouts import AskView, Covered, HelpView
from cogs.journeys.reaching import ASK, CELEBRATION, HELLO, LATE, QUIETLY
from cogs.shared.answers import Text
from cogs.shared.app import App
from cogs.shared.people_here import is_here, member_here
from cogs.shared.said import Kind, Said
from cogs.shared.scanning import scan_for_member
from cogs.shared.words import Words, words_for
from storage.events import EventStore
from storage.kindness import EffortStore
from storage.members import MemberStore
from storage.milestones import MilestoneStore
from storage.records.journeys import Journey
from storage.records.milestones import Milestone, MilestoneState
from storage.records.outbox import OutboxRow, State
from storage.servers import ServerStore
from storage.work import Work


class Posts:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.delivery.register(Kind(ASK, self.ask, settled=peace.ask_later))
        self.app.delivery.register(Kind(QUIETLY, self.quietly, settled=peace.ask_later))
        self.app.delivery.register(Kind(CELEBRATION, self.celebration, settled=self.celebration_settled))
        self.app.delivery.register(Kind(HELLO, self.hello))

    async def ask(self, row: OutboxRow, now: datetime) -> Said | None:
        """None when it was answered elsewhere, put away, its member is not here, or told of a hard day since."""
        found = await self._found(row)
        if found is None or found[0].state is not MilestoneState.DUE or not await self._may_hear(*found, now):
            return None
        milestone, journey = found
        w, late = await self._words(milestone.guild_id, milestone.member_id), await self._is_late(milestone, now)
        lines = text.ask(w, milestone, said_at(w, milestone, journey), _name(journey), late=late)
        circles = await circles_of(self.app, milestone)
        return Said(AskView(w, milestone, lines, circles), plain="\n".join(lines))

    async def quietly(self, row: OutboxRow, now: datetime) -> Said | None:
        found = await self._found(row)
        if found is None or found[0].state is not MilestoneState.QUIET or not await self._may_hear(*found, now):
            return None
        milestone, journey = found
        w, late = await self._words(milestone.guild_id, milestone.member_id), await self._is_late(milestone, now)
        lines = text.quietly(w, milestone, said_at(w, milestone, journey), _name(journey), late=late)
        return Said(Text(*lines), plain="\n".join(lines))

    async def celebration(self, row: OutboxRow, now: datetime) -> Said | None:
        """Also an edit: with those who are glad, or covered when it was taken back."""
        found = await self._found(row)
        w = await self._words(row.guild_id, None)
        wanted = found is not None and found[0].state is MilestoneState.CELEBRATED
        if found is None or not wanted:
            if row.edits_message_id is None:
                return None
            return Said(Covered(w), plain=text.celebration_covered(w))
        await self._scan(row, *found)
        return await drawn(self.app, w, *found)

    async def _scan(self, row: OutboxRow, milestone: Milestone, journey: Journey | None) -> None:
        """Celebrated by a standing answer: no press has had the member's own words looked at before they are shown."""
        if row.edits_message_id is None and row.attempts <= 1 and milestone.answered_at is None:
            await scan_for_member(milestone.guild_id, milestone.member_id, row.target_id, own_text(milestone, journey))

    async def celebration_settled(self, work: Work, row: OutboxRow, state: State, now: datetime) -> None:
        if state is not State.DELIVERED or row.message_id is None or row.edits_message_id is not None:
            return
        milestone = await MilestoneStore(work).get(_id(row), row.guild_id)
        if milestone is None or row.channel_id is None:
            return
        await MilestoneStore(work).posted(milestone.milestone_id, row.channel_id, row.message_id)
        whole = await with_journey(work, milestone)
        if whole is not None and own_text(*whole):
            where = {"channel_id": row.channel_id, "message_id": row.message_id}
            await EventStore(work).add("member.text_posted", milestone.guild_id, milestone.member_id, where, now)

    async def hello(self, row: OutboxRow, now: datetime) -> Said | None:
        if row.guild_id is None or not is_here(self.app, row.guild_id):
            return None
        if not await peace.still_told(self.app.database, row):
            return None
        w = await self._words(row.guild_id, row.target_id)
        lines = text.hello(w)
        return Said(HelpView(w, lines), plain="\n".join(lines))

    async def _found(self, row: OutboxRow) -> tuple[Milestone, Journey | None] | None:
        """The step, and its journey; an effort has none."""
        async with self.app.database.reading() as work:
            milestone = await MilestoneStore(work).get(_id(row), row.guild_id)
            return None if milestone is None else await with_journey(work, milestone)

    async def _may_hear(self, milestone: Milestone, journey: Journey | None, now: datetime) -> bool:
        """Only while the member wants it, is here and not timed out, and did not tell of a hard day within a day."""
        if not is_here(self.app, milestone.guild_id):
            return False
        if journey is not None and not journey.speaks:
            return False
        if journey is None:
            async with self.app.database.reading() as work:
                if not await EffortStore(work).wanted(milestone.guild_id, milestone.member_id):
                    return False
        if await peace.in_peace(self.app.database, journey or milestone, now):
            return False
        if not self.app.doors.ready:
            return True
        member = await member_here(self.app, milestone.guild_id, milestone.member_id)
        return member is not None and not member.is_timed_out()

    async def _is_late(self, milestone: Milestone, now: datetime) -> bool:
        """By our doing: what was kept back for a day, because of a hard one, is not."""
        kept_back_until = await peace.kept_back_until(self.app.database, milestone)
        return now - max(milestone.due_at, kept_back_until or milestone.due_at) > LATE

    async def _words(self, guild_id: int | None, member_id: int | None) -> Words:
        async with self.app.database.reading() as work:
            member = None
            if guild_id is not None and member_id is not None:
                member = await MemberStore(work).get(guild_id, member_id)
            server = None if guild_id is None else await ServerStore(work).get(guild_id)
        return words_for((member.locale if member else None) or (server.locale if server else None))


def _name(journey: Journey | None) -> str | None:
    return None if journey is None else journey.name


def _id(row: OutboxRow) -> int:
    return int(str(row.arguments["milestone_id"]))

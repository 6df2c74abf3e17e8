"""Doors of the road: read it at a step, leave a line, decide as a keeper, take it back."""

from datetime import datetime

from cogs.journeys import road, text, text_road
from cogs.journeys.layouts import FEATURE, HelpView
from cogs.journeys.road import DECIDED, WAITING, Left, NotLeft
from cogs.journeys.road_views import RoadForm, RoadView, WaitingView, kept_by, road_page
from cogs.shared.answers import Text, answer, ask, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.people_here import is_here, names_of
from cogs.shared.said import Kind, Said
from cogs.shared.scanning import scan_for_member
from cogs.shared.ui import Press
from cogs.shared.urgent_words import sounds_urgent
from cogs.shared.words import Words, words_for
from storage.circles import CircleStore
from storage.kindness import RoadStore
from storage.members import MemberStore
from storage.milestones import MilestoneStore
from storage.records.kindness import LineState, RoadLine
from storage.records.outbox import OutboxRow
from storage.servers import ServerStore


class RoadDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        on = self.app.router.on
        on(FEATURE, "road_read", self.read)
        on(FEATURE, "road_leave", self.form)
        on(FEATURE, "road_left", self.leave)
        on(FEATURE, "road_yes", self.show)
        on(FEATURE, "road_no", self.refuse)
        on(FEATURE, "road_down", self.take_down)
        on(FEATURE, "road_back", self.take_back)
        self.app.delivery.register(Kind(WAITING, self.waiting))
        self.app.delivery.register(Kind(DECIDED, self.decided))

    async def read(self, press: Press) -> None:
        """For whoever reached that step, in the circles they are in; nobody else sees that they looked."""
        w = words_of(press.interaction)
        async with self.app.database.reading() as work:
            milestone = await MilestoneStore(work).get(press.row_id)
        if milestone is None or milestone.member_id != press.interaction.user.id:
            raise UserError(text.gone(w))
        found = await road.shown_at(self.app.database, milestone)
        names = await names_of(self.app, milestone.guild_id, [line.member_id for _, line in found if line.signed])
        kept = frozenset(await kept_by(self.app, press.interaction))
        shown = [(line, names.get(line.member_id) if line.signed else None) for _, line in found]
        await answer(press.interaction, RoadView(w, shown, kept))

    async def form(self, press: Press) -> None:
        w = words_of(press.interaction)
        async with self.app.database.reading() as work:
            milestone = await MilestoneStore(work).get(press.row_id)
            may = await road.may_leave(work, milestone, press.interaction.user.id)
        if isinstance(may, NotLeft):
            raise UserError(text_road.not_left(w, may))
        await ask(press.interaction, RoadForm(w, press.row_id))

    async def leave(self, press: Press) -> None:
        """Looked at as the author's own text first; then it waits for a keeper, whatever was found."""
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        words, signed = press.text("words")[: road.LONGEST], press.text("name") == "yes"
        async with self.app.database.reading() as work:
            milestone = await MilestoneStore(work).get(press.row_id)
            circle = await road.may_leave(work, milestone, who)
        if isinstance(circle, NotLeft):
            raise UserError(text_road.not_left(w, circle))
        found = await scan_for_member(circle.guild_id, who, circle.channel_id, words)
        done = await road.leave(self.app.database, who, press.row_id, words, now, signed=signed)
        if not isinstance(done, Left):
            raise UserError(text_road.not_left(w, done))
        self.app.delivery.wake()
        await answer(press.interaction, "\n".join(text_road.left(w, done.circle, done.keepers)))
        if found is not None and found.urgent:
            await answer(press.interaction, HelpView(w, sounds_urgent(w)))

    async def show(self, press: Press) -> None:
        await self._decide(press, None)

    async def refuse(self, press: Press) -> None:
        why = next(iter(press.values), "")
        if why not in road.REASONS:
            raise ValueError("not one of our reasons")
        await self._decide(press, why)

    async def take_down(self, press: Press) -> None:
        w, line = words_of(press.interaction), await self._kept_line(press)
        await road.take_down(self.app.database, line, press.interaction.user.id, self.app.clock.now())
        await redraw(press.interaction, Text(text_road.taken_down(w)))

    async def take_back(self, press: Press) -> None:
        w = words_of(press.interaction)
        if not await road.take_back(self.app.database, press.interaction.user.id, press.row_id):
            raise UserError(text_road.decided_before(w))
        if press.interaction.guild_id is None:
            await redraw(press.interaction, Text(text_road.taken_back(w)))
            return
        await redraw(press.interaction, await road_page(self.app, press.interaction))

    async def waiting(self, row: OutboxRow, now: datetime) -> Said | None:
        """None when it was decided, taken back, or they keep the circle no more."""
        line = await self._line(row)
        if line is None or line.state is not LineState.WAITING or not is_here(self.app, line.guild_id):
            return None
        async with self.app.database.reading() as work:
            circle = await CircleStore(work).get(line.guild_id, line.circle_id)
            inside = await CircleStore(work).membership(line.guild_id, line.circle_id, row.target_id)
        if circle is None or circle.closed_at is not None or inside is None or not inside.keeper:
            return None
        w = await self._words(line.guild_id, row.target_id)
        names = await names_of(self.app, line.guild_id, [line.member_id] if line.signed else [])
        name = names.get(line.member_id)
        return Said(WaitingView(w, circle, line, name), plain="\n".join(text_road.waiting(w, circle, line, name)))

    async def decided(self, row: OutboxRow, now: datetime) -> Said | None:
        """To whoever left it; None when they took it back meanwhile."""
        line = await self._line(row)
        if line is None or line.state is LineState.WAITING or not is_here(self.app, line.guild_id):
            return None
        lines = text_road.decided(await self._words(line.guild_id, line.member_id), line)
        return Said(Text(*lines), plain="\n".join(lines))

    async def _decide(self, press: Press, why: str | None) -> None:
        w, line = words_of(press.interaction), await self._kept_line(press)
        now = self.app.clock.now()
        if not await road.decide(self.app.database, line, press.interaction.user.id, why, now):
            raise UserError(text_road.decided_before(w))
        self.app.delivery.wake()
        await redraw(press.interaction, Text(text_road.keeper_done(w, shown=why is None)))

    async def _kept_line(self, press: Press) -> RoadLine:
        """A line of a circle that the person who pressed keeps; in a DM only named keepers are known."""
        w, interaction = words_of(press.interaction), press.interaction
        async with self.app.database.reading() as work:
            line = await RoadStore(work).get_anywhere(press.row_id)
            if line is None or interaction.guild_id not in (None, line.guild_id):
                raise UserError(text_road.decided_before(w))
            inside = await CircleStore(work).membership(line.guild_id, line.circle_id, interaction.user.id)
        named = inside is not None and inside.keeper
        if not named and line.circle_id not in await kept_by(self.app, interaction):
            raise UserError(text_road.keepers_only(w))
        return line

    async def _line(self, row: OutboxRow) -> RoadLine | None:
        async with self.app.database.reading() as work:
            return await RoadStore(work).get_anywhere(int(str(row.arguments["line_id"])))

    async def _words(self, guild_id: int, member_id: int) -> Words:
        async with self.app.database.reading() as work:
            member = await MemberStore(work).get(guild_id, member_id)
            server = await ServerStore(work).get(guild_id)
        return words_for((member.locale if member else None) or (server.locale if server else None))

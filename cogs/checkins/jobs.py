"""Doors for the clock and for events: ask what is due, sum up what has ended, offer who waits, tell about quiet."""

from datetime import datetime

from cogs.checkins import asking, away, caring, hosting, personal, scheduling, zone_rules
from cogs.checkins.erasing import cover_what_is_posted
from cogs.shared.app import App
from cogs.shared.schedule import Sweep
from cogs.shared.wall_clock import rules_version
from storage.records.events import Event

PROMPTS, SUMMARIES, CALLS = "checkins.prompts", "checkins.summaries", "checkins.calls"
QUIET, DRAFTS = "checkins.quiet", "checkins.drafts"


class Jobs:
    def __init__(self, app: App) -> None:
        self.app = app
        self.database = app.database

    def register(self) -> None:
        add = self.app.schedule.add
        add(Sweep(PROMPTS, lambda: asking.next_question(self.database), self.ask, looks_first=True))
        add(Sweep(SUMMARIES, lambda: asking.next_ending(self.database), self.sum_up, looks_first=True))
        add(Sweep(CALLS, lambda: caring.next_offer(self.database), self.offer, looks_first=True))
        add(Sweep(QUIET, lambda: away.next_quiet(self.database), self.tell_about_quiet, looks_first=True))
        add(Sweep(DRAFTS, lambda: hosting.next_draft(self.database), self.give_drafts, looks_first=True))
        self.app.before_start(self.follow_zone_rules)
        self.app.events.on("member.left", self.left)
        self.app.before_erasing.register(self.erased)
        self.app.events.on("circle.moved", self.circle_moved)
        self.app.events.on("member.return_to_use", self.returned_to_use)
        self.app.events.on("member.return_to_use_taken_back", self.taken_back)

    async def follow_zone_rules(self) -> None:
        await zone_rules.follow_zone_rules(self.database, rules_version(), self.app.clock.now())

    async def ask(self, now: datetime) -> int:
        queued = await asking.queue_due(self.database, now)
        if queued.asked:
            self.app.schedule.wake(SUMMARIES)
            self.app.roster.ask_ahead(queued.people)
        return self._said(queued.schedules)

    async def sum_up(self, now: datetime) -> int:
        return self._said(await asking.sum_up_ended(self.database, now))

    async def offer(self, now: datetime) -> int:
        return self._said(await caring.offer_waiting(self.database, now))

    async def tell_about_quiet(self, now: datetime) -> int:
        return self._said(await away.tell_about_quiet(self.database, now))

    async def give_drafts(self, now: datetime) -> int:
        return self._said(await hosting.give_drafts(self.database, now))

    async def left(self, event: Event, now: datetime) -> None:
        if event.member_id is not None:
            await personal.switch_off(self.database, event.guild_id, event.member_id, now)
            if await away.person_left(self.database, event.guild_id, event.member_id, event.row_id, now):
                self.app.delivery.wake()

    async def erased(self, guild_id: int, member_id: int) -> None:
        await cover_what_is_posted(self.database, guild_id, member_id, self.app.clock.now())
        self.app.delivery.wake()

    async def circle_moved(self, event: Event, now: datetime) -> None:
        circle_id, from_zone = event.arguments["circle_id"], event.arguments["from_zone"]
        assert isinstance(circle_id, int)
        await scheduling.follow_circle(self.database, event.guild_id, circle_id, str(from_zone), now)
        self.app.schedule.wake(PROMPTS)
        self.app.schedule.wake(DRAFTS)

    async def returned_to_use(self, event: Event, now: datetime) -> None:
        if event.member_id is not None:
            await personal.leave_alone_for_a_day(self.database, event.guild_id, event.member_id, now)

    async def taken_back(self, event: Event, now: datetime) -> None:
        told = event.arguments.get("last_told_at")
        if event.member_id is not None:
            last = None if told is None else datetime.fromisoformat(str(told))
            await personal.leave_alone_after(self.database, event.guild_id, event.member_id, last, now)

    def _said(self, moved_on: int) -> int:
        if moved_on:
            self.app.delivery.wake()
        return moved_on

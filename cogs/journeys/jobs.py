"""Doors for the clock and for events: steps that are due, hellos that were asked for, people who left."""

from datetime import datetime

from cogs.journeys import actions, reaching
from cogs.journeys.changes import CAN_UNDO
from cogs.journeys.erasing import cover_what_is_posted
from cogs.journeys.ladder_keeping import CHANGED, look_ahead_anew
from cogs.shared.app import App
from cogs.shared.schedule import Sweep
from storage.journey_ledger import LedgerStore
from storage.records.events import Event

STEPS, HELLOS, UNDOING = "journeys.steps", "journeys.hellos", "journeys.undoing"


class Jobs:
    def __init__(self, app: App) -> None:
        self.app = app
        self.database = app.database

    def register(self) -> None:
        add = self.app.schedule.add
        add(Sweep(STEPS, lambda: reaching.next_due(self.database), self.reach, looks_first=True))
        add(Sweep(HELLOS, lambda: reaching.next_hello(self.database), self.say_hello, looks_first=True))
        add(Sweep(UNDOING, self.next_forgetting, self.forget, looks_first=True))
        self.app.events.on("member.left", self.left)
        self.app.events.on("member.moved", self.moved)
        self.app.events.on(CHANGED, self.ladder_changed)
        self.app.before_erasing.register(self.erased)

    async def reach(self, now: datetime) -> int:
        return self._said(await reaching.reach_due(self.database, now))

    async def say_hello(self, now: datetime) -> int:
        return self._said(await reaching.say_hello(self.database, now))

    async def next_forgetting(self) -> datetime | None:
        async with self.database.reading() as work:
            oldest = await LedgerStore(work).oldest_change()
        return None if oldest is None else oldest + CAN_UNDO

    async def forget(self, now: datetime) -> int:
        async with self.database.transaction() as work:
            return await LedgerStore(work).forget_changes(now - CAN_UNDO)

    async def left(self, event: Event, now: datetime) -> None:
        if event.member_id is not None:
            await actions.left(self.database, event.guild_id, event.member_id, now)

    async def erased(self, guild_id: int, member_id: int) -> None:
        await cover_what_is_posted(self.database, guild_id, member_id, self.app.clock.now())
        self.app.delivery.wake()

    async def moved(self, event: Event, now: datetime) -> None:
        if event.member_id is not None:
            await actions.moved(self.database, event.guild_id, event.member_id, now)
            self.app.schedule.wake(STEPS)

    async def ladder_changed(self, event: Event, now: datetime) -> None:
        await look_ahead_anew(self.database, event.guild_id, str(event.arguments["ladder"]), now)
        self.app.schedule.wake(STEPS)

    def _said(self, moved_on: int) -> int:
        if moved_on:
            self.app.delivery.wake()
        return moved_on

"""Doors for the clock: the ladder of every open case, and what is deleted when its time has come."""

import logging
from datetime import datetime, timedelta

from cogs.alerts import casework, letters
from cogs.shared.app import App
from cogs.shared.points import reached
from cogs.shared.schedule import Sweep
from storage.alerts import AlertStore
from storage.cases import CaseStore
from storage.follow_ups import FollowUpStore

log = logging.getLogger(__name__)

SWEEP = "alerts ladder"
TIDY = "alerts tidy"
FOLLOW_UPS = "alerts follow-ups"
_BACKWARDS = timedelta(seconds=5)
_TIDY_EVERY = timedelta(hours=1)


class Ladder:
    """Climbs when the moment has come, and notices when somebody turned the clock back."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._seen: tuple[datetime, float] | None = None
        self._tidied_at: datetime | None = None

    def register(self) -> None:
        self.app.schedule.add(Sweep(SWEEP, self.next_due, self.run))
        self.app.schedule.add(Sweep(TIDY, self.next_tidying, self.tidy))
        self.app.schedule.add(Sweep(FOLLOW_UPS, self.next_follow_up, self.remind, looks_first=True))

    async def next_due(self) -> datetime | None:
        async with self.app.database.reading() as work:
            return await CaseStore(work).next_due()

    async def run(self, now: datetime) -> int:
        back = self._went_back(now)
        due_at = await self.next_due()
        if back is None and (due_at is None or due_at > now):
            return 0  # woken with every alert: nothing of it may keep the notice from its turn to write
        async with self.app.database.transaction() as work:
            if back is not None:
                await casework.clock_went_back(work, back)
            moved = await casework.sweep(work, now, self.app.timings)
        if moved:
            reached("K9")
            self.app.delivery.wake()
            self.app.events.wake()
        return moved

    async def next_follow_up(self) -> datetime | None:
        async with self.app.database.reading() as work:
            return await FollowUpStore(work).next_due()

    async def remind(self, now: datetime) -> int:
        async with self.app.database.transaction() as work:
            reminded = await letters.remind(work, now)
        if reminded:
            self.app.delivery.wake()
        return reminded

    async def next_tidying(self) -> datetime | None:
        """None while nothing is kept that will have to go; this looks again now and then by itself."""
        async with self.app.database.reading() as work:
            kept = await CaseStore(work).any_over() or await AlertStore(work).any_hello()
        return self._tidied_at + _TIDY_EVERY if kept and self._tidied_at is not None else None

    async def tidy(self, now: datetime) -> int:
        if self._tidied_at is not None and self._tidied_at <= now < self._tidied_at + _TIDY_EVERY:
            return 0
        async with self.app.database.transaction() as work:
            await casework.tidy(work, now)
        self._tidied_at = now
        return 0

    def _went_back(self, now: datetime) -> timedelta | None:
        """By how much the wall clock lost against one that only runs forward."""
        monotonic = self.app.clock.monotonic()
        before, self._seen = self._seen, (now, monotonic)
        if before is None:
            return None
        expected = before[0] + timedelta(seconds=monotonic - before[1])
        lost = expected - now
        if now >= before[0] or lost < _BACKWARDS:
            return None
        log.warning("the clock went back by %.0f seconds; open cases keep their pace", lost.total_seconds())
        return lost

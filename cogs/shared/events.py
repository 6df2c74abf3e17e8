"""Named events between features: rows written with their cause (`EventStore.add`), handled here at least once."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from cogs.shared.clock import Clock
from cogs.shared.failures import Failures
from cogs.shared.schedule import Schedule, Sweep
from cogs.shared.timings import Timings
from storage.database import Database
from storage.events import EventStore
from storage.records.events import Event

Handler = Callable[[Event, datetime], Awaitable[None]]

SWEEP = "events"
_BATCH = 100


class Events:
    def __init__(
        self, database: Database, clock: Clock, timings: Timings, schedule: Schedule, failures: Failures
    ) -> None:
        self._database = database
        self._clock = clock
        self._timings = timings
        self._schedule = schedule
        self._failures = failures
        self._handlers: dict[str, list[Handler]] = {}
        schedule.add(Sweep(SWEEP, self._next_due, self._handle_due))

    def on(self, name: str, handler: Handler) -> None:
        """`handler` is called for every event of that name, at least once: it must be idempotent."""
        self._handlers.setdefault(name, []).append(handler)

    def wake(self) -> None:
        self._schedule.wake(SWEEP)

    async def _next_due(self) -> datetime | None:
        async with self._database.reading() as work:
            return await EventStore(work).next_due()

    async def _handle_due(self, now: datetime) -> int:
        async with self._database.reading() as work:
            due = await EventStore(work).due(now, _BATCH)
        for event in due:
            await self._handle(event, now)
        return len(due)

    async def _handle(self, event: Event, now: datetime) -> None:
        try:
            for handler in self._handlers.get(event.name, ()):
                await handler(event, now)
        except Exception as error:  # noqa: BLE001 - the error door of events: kept, counted, tried again
            self._failures.record(f"event {event.name}", error)
            wait = timedelta(seconds=self._timings.event_retry * 2 ** min(event.attempts, 10))
            async with self._database.transaction() as work:
                await EventStore(work).again(event, wait, now)
            return
        async with self._database.transaction() as work:
            await EventStore(work).handled(event.row_id)

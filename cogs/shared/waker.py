"""APScheduler, typed, and used for one thing: to call something after a while.

Its defaults drop a job that is a second late, so the grace is unlimited here; it keeps nothing between processes.
"""

from collections.abc import Callable
from datetime import UTC, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from cogs.shared.clock import SystemClock

# Waits are real even in a rehearsal, where `now` may stand a year ahead of the machine's clock.
_real_time = SystemClock()


class Waker:
    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def wake_after(self, name: str, wait: timedelta, call: Callable[[], None]) -> None:
        """Call `call` on the loop after `wait` (at once when that is past); the same name again replaces it."""
        self._scheduler.add_job(
            _call,
            trigger="date",
            run_date=_real_time.now() + max(wait, timedelta()),
            args=[call],
            id=name,
            replace_existing=True,
            misfire_grace_time=None,
            coalesce=True,
        )


async def _call(call: Callable[[], None]) -> None:
    call()

"""The waker of sweeps: truth is a row with `due_at`, this only looks at the right moment.

APScheduler holds one date job per sweep and no state of ours. A sweep that fails is counted and tried again; one that
hangs past its limit is noticed by its age (`late`), and a watchdog thread ends the process when the loop is silent.
"""

import asyncio
import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cogs.shared.clock import Clock
from cogs.shared.failures import Failures
from cogs.shared.quiet import Quiet
from cogs.shared.timings import Timings
from cogs.shared.waker import Waker

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Loads what is due, decides, claims, says. `run(now)` answers how many rows it moved on; it is called again at
    once while that is not zero. `next_due()` answers the next moment of interest, or None. `looks_first`: `run` has
    nothing to do before that moment, so it is not called, and a look that finds nothing due writes nothing."""

    name: str
    next_due: Callable[[], Awaitable[datetime | None]]
    run: Callable[[datetime], Awaitable[int]]
    looks_first: bool = False


class _Running:
    """One sweep's life: woken, running, and since when."""

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep
        self.woken = asyncio.Event()
        self.started_at: float | None = None
        self.last_finished: float | None = None
        self.next_due: datetime | None = None
        self.settled = False  # it has looked since it was last woken, and nothing is due


class Schedule:
    def __init__(self, clock: Clock, timings: Timings, failures: Failures, quiet: Quiet) -> None:
        self._clock = clock
        self._timings = timings
        self._failures = failures
        self._quiet = quiet
        self._sweeps: dict[str, _Running] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._waker = Waker()
        clock.on_jump(self.wake_all)

    def add(self, sweep: Sweep) -> None:
        assert sweep.name not in self._sweeps, sweep.name
        self._sweeps[sweep.name] = _Running(sweep)

    def start(self) -> None:
        self._waker.start()
        for running in self._sweeps.values():
            running.woken.set()
            self._tasks.append(
                asyncio.create_task(self._keep_sweeping(running), name=f"circlekeeper: sweep {running.sweep.name}")
            )

    def wake(self, name: str) -> None:
        """Something was written that the sweep should look at now."""
        running = self._sweeps.get(name)
        if running is not None:
            running.settled = False
            running.woken.set()

    def expect(self, name: str, at: datetime) -> None:
        """Something that was just written is due at that moment: looked at then, and not now."""
        running = self._sweeps.get(name)
        if running is None:
            return
        if running.woken.is_set() or running.started_at is not None or at <= self._clock.now():
            self.wake(name)  # it is looking, perhaps at what was there before
        elif running.next_due is None or at < running.next_due:
            running.next_due = at
            self._wake_when_due(running)

    def wake_all(self) -> None:
        for name in self._sweeps:
            self.wake(name)

    def settled(self) -> bool:
        """Every sweep has looked since it was last woken, and nothing is due."""
        return not self.unsettled()

    def unsettled(self) -> list[str]:
        """The sweeps that have something due, or have not looked since they were woken."""
        now = self._clock.now()
        return [
            name
            for name, running in self._sweeps.items()
            if not running.settled or (running.next_due is not None and running.next_due <= now)
        ]

    def next_due(self) -> datetime | None:
        moments = [running.next_due for running in self._sweeps.values() if running.next_due is not None]
        return min(moments, default=None)

    def late(self) -> dict[str, float]:
        """Sweeps that have been running longer than allowed, with their age in seconds."""
        now = self._clock.monotonic()
        ages = {
            name: now - running.started_at for name, running in self._sweeps.items() if running.started_at is not None
        }
        return {name: age for name, age in ages.items() if age > self._timings.sweep_limit}

    async def stop(self) -> None:
        self._waker.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep_sweeping(self, running: _Running) -> None:
        while True:
            await running.woken.wait()
            running.woken.clear()
            with self._quiet.work():
                await self._sweep_until_nothing_is_due(running)
            self._wake_when_due(running)

    def _wake_when_due(self, running: _Running) -> None:
        now = self._clock.now()
        longest = now + timedelta(seconds=self._timings.longest_sleep)
        wake_at = longest if running.next_due is None else min(running.next_due, longest)
        self._waker.wake_after(running.sweep.name, wake_at - now, running.woken.set)

    async def _sweep_until_nothing_is_due(self, running: _Running) -> None:
        running.started_at = self._clock.monotonic()
        try:
            running.settled = True
            if running.sweep.looks_first:
                running.next_due = await running.sweep.next_due()
                if running.next_due is None or running.next_due > self._clock.now():
                    return
            moved = True
            while moved:
                moved = bool(await running.sweep.run(self._clock.now()))
            running.next_due = await running.sweep.next_due()
        except Exception as error:  # noqa: BLE001 - this is the clock's error door: counted, and tried again
            self._failures.record(f"sweep {running.sweep.name}", error)
            running.next_due = self._clock.now() + timedelta(seconds=self._timings.first_retry)
        finally:
            running.started_at = None
            running.last_finished = self._clock.monotonic()


class Watchdog:
    """Ends the process when the event loop has been silent too long: a blocked process can neither page nor restart.

    It counts its own ticks instead of reading a clock, so that a machine that slept does not look like a blocked loop.
    """

    def __init__(self, timings: Timings, end: Callable[[int], None] = os._exit) -> None:
        self._limit = timings.silent_loop
        self._tick = max(timings.silent_loop / 15, 0.01)
        self._end = end
        self._silent_ticks = 0
        self._stopped = threading.Event()

    async def run(self) -> None:
        """Show the watching thread, tick by tick, that the loop is alive; runs until cancelled."""
        threading.Thread(target=self._watch, name="circlekeeper-watchdog", daemon=True).start()
        try:
            while True:
                self._silent_ticks = 0
                await asyncio.sleep(self._tick)
        finally:
            self._stopped.set()

    def _watch(self) -> None:
        while not self._stopped.wait(self._tick):
            self._silent_ticks += 1
            if self._silent_ticks * self._tick > self._limit:
                log.critical("the event loop has been silent for %.0f s; ending the process", self._limit)
                faulthandler.dump_traceback(file=sys.__stderr__ or 2)
                self._end(70)
                return

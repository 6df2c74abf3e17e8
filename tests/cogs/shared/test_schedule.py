"""What is due is looked at; a sweep that fails is tried again; a silent loop ends the process."""

import asyncio
import threading
from datetime import datetime, timedelta

from cogs.shared.clock import FixedClock
from cogs.shared.failures import Failures
from cogs.shared.quiet import Quiet
from cogs.shared.schedule import Schedule, Sweep, Watchdog
from cogs.shared.timings import Timings
from tests.house import AT


class Due:
    """Rows due at moments; a run takes one and says that it moved."""

    def __init__(self, *moments: datetime) -> None:
        self.moments = list(moments)
        self.taken: list[datetime] = []
        self.fail_once = False

    async def next_due(self) -> datetime | None:
        return min(self.moments, default=None)

    async def run(self, now: datetime) -> int:
        if self.fail_once:
            self.fail_once = False
            raise RuntimeError
        due = [m for m in self.moments if m <= now]
        for moment in due[:1]:
            self.moments.remove(moment)
            self.taken.append(moment)
        return len(due[:1])


async def settled(schedule: Schedule) -> None:
    for _ in range(500):
        await asyncio.sleep(0)
        if schedule.settled():
            return
    raise AssertionError("never settled")


def make(due: Due) -> tuple[Schedule, FixedClock, Failures]:
    clock, failures = FixedClock(AT), Failures()
    schedule = Schedule(clock, Timings(), failures, Quiet())
    schedule.add(Sweep("test", due.next_due, due.run))
    return schedule, clock, failures


async def test_everything_due_is_taken_at_the_start_and_nothing_before_its_time() -> None:
    early, late = AT - timedelta(hours=1), AT + timedelta(hours=1)
    due = Due(early, AT, late)
    schedule, _, _ = make(due)
    schedule.start()
    await settled(schedule)
    assert due.taken == [early, AT]
    assert schedule.next_due() == late
    await schedule.stop()


async def test_a_jump_of_the_clock_wakes_every_sweep() -> None:
    due = Due(AT + timedelta(hours=1))
    schedule, clock, _ = make(due)
    schedule.start()
    await settled(schedule)
    clock.advance(timedelta(hours=2))
    await settled(schedule)
    assert due.taken == [AT + timedelta(hours=1)]
    await schedule.stop()


async def test_a_failing_sweep_is_counted_and_tried_again() -> None:
    due = Due(AT)
    due.fail_once = True
    schedule, clock, failures = make(due)
    schedule.start()
    for _ in range(500):
        await asyncio.sleep(0)
        if failures.counts:
            break
    assert failures.counts["sweep test"] == 1
    clock.advance(timedelta(seconds=2))
    await settled(schedule)
    assert due.taken == [AT]
    await schedule.stop()


async def test_a_sweep_that_looks_first_does_not_run_before_something_is_due() -> None:
    due, ran = Due(AT + timedelta(hours=1)), list[datetime]()

    async def run(now: datetime) -> int:
        ran.append(now)
        return await due.run(now)

    clock = FixedClock(AT)
    schedule = Schedule(clock, Timings(), Failures(), Quiet())
    schedule.add(Sweep("test", due.next_due, run, looks_first=True))
    schedule.start()
    await settled(schedule)
    schedule.wake("test")
    await settled(schedule)
    assert ran == []
    assert schedule.next_due() == AT + timedelta(hours=1)
    clock.advance(timedelta(hours=1))
    await settled(schedule)
    assert due.taken == [AT + timedelta(hours=1)]
    assert schedule.next_due() is None
    await schedule.stop()


async def test_a_silent_loop_ends_the_process() -> None:
    ended = threading.Event()
    codes: list[int] = []

    def end(code: int) -> None:
        codes.append(code)
        ended.set()

    watchdog = asyncio.ensure_future(Watchdog(Timings(silent_loop=0.15), end).run())
    await asyncio.sleep(0)
    ended.wait(5)  # blocks this loop, as a hanging call would
    watchdog.cancel()
    assert codes == [70]


async def test_what_is_expected_is_looked_at_when_it_is_due_and_not_before() -> None:
    due = Due()
    schedule, clock, _ = make(due)
    schedule.start()
    await settled(schedule)
    at = AT + timedelta(minutes=3)
    due.moments.append(at)
    schedule.expect("test", at)
    await settled(schedule)
    assert schedule.next_due() == at
    schedule.expect("test", at + timedelta(minutes=1))
    assert schedule.next_due() == at, "the sooner one stays"
    clock.advance(timedelta(minutes=3))
    schedule.wake_all()
    await settled(schedule)
    assert due.taken == [at]
    await schedule.stop()


async def test_what_is_written_while_a_sweep_looks_is_not_missed() -> None:
    due, looking, go_on = Due(), asyncio.Event(), asyncio.Event()
    schedule, _, _ = make(due)
    next_due = due.next_due

    async def slow() -> datetime | None:
        found = await next_due()
        looking.set()
        await go_on.wait()
        return found

    schedule._sweeps["test"].sweep = Sweep("test", slow, due.run)
    schedule.start()
    await looking.wait()
    at = AT + timedelta(minutes=3)
    due.moments.append(at)  # it has just read that there is nothing
    schedule.expect("test", at)
    go_on.set()
    await settled(schedule)
    assert schedule.next_due() == at
    await schedule.stop()

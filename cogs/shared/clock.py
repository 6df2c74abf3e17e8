"""The one module that reads the clock.

`now` is an argument everywhere else. The clock of a rehearsal is pushed from a loopback address: real time plus an
offset that jumps (`cogs.shared.pushed_clock`).
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only run forward; for waits and ages, never for dates."""
        ...

    def on_jump(self, tell: Callable[[], None]) -> None:
        """`tell` is called after every jump of `now`."""
        ...


class SystemClock:
    """The machine's clock, with an offset that only a rehearsal moves."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self._told: list[Callable[[], None]] = []

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def monotonic(self) -> float:
        return time.monotonic()

    def on_jump(self, tell: Callable[[], None]) -> None:
        self._told.append(tell)

    def jump_to_offset(self, offset: timedelta) -> None:
        self._offset = offset
        for tell in self._told:
            tell()


class FixedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._elapsed = 0.0
        self._told: list[Callable[[], None]] = []

    def now(self) -> datetime:
        return self._at

    def monotonic(self) -> float:
        return self._elapsed

    def on_jump(self, tell: Callable[[], None]) -> None:
        self._told.append(tell)

    def advance(self, by: timedelta) -> None:
        self._at += by
        self._elapsed += max(by.total_seconds(), 0.0)
        for tell in self._told:
            tell()

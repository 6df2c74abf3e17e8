"""Everything that crossed a boundary, in order: JSON records with a cause. Tokens never; file bytes only as
a size.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from rehearsal.clock import RehearsalClock
from rehearsal.wire import Json, dumps

Watcher = Callable[[Json], None]


def without_tokens(value: Any) -> Any:
    """A body as a transcript may hold it."""
    if isinstance(value, dict):
        found = cast("Json", value)
        return {key: without_tokens(one) for key, one in found.items() if key != "token"}
    return [without_tokens(one) for one in cast("list[Any]", value)] if isinstance(value, list) else value


class Transcript:
    """A bounded memory of records and, if asked, a file of JSON lines.

    A record has `seq`, `ms` (since start, real time), `at` (the rehearsal's time), `door` (rest, gateway,
    human, fault, clock, note), `dir` (in, out), `what` (route template or event name), `cause` (the `seq` of
    the record that led to it, or null) and whatever else the door knows.
    """

    def __init__(self, clock: RehearsalClock, *, file: Path | None = None, limit: int = 50_000) -> None:
        self._clock = clock
        self._started = clock.monotonic()
        self.records: deque[Json] = deque(maxlen=limit)
        self.watchers: list[Watcher] = []
        self._seq = 0
        self._file: BinaryIO | None = file.open("ab") if file else None
        # Whole answers and events, for a file that is to be replayed; a memory of them would only be large.
        self.full = file is not None
        self._by_key: dict[str, int] = {}
        self.current: int | None = None

    def write(self, door: str, direction: str, what: str, *, cause: int | None = None, **more: object) -> int:
        """Add a record and return its number."""
        self._seq += 1
        record: Json = {
            "seq": self._seq,
            "ms": round((self._clock.monotonic() - self._started) * 1000, 1),
            "at": self._clock.now().isoformat(timespec="milliseconds"),
            "door": door,
            "dir": direction,
            "what": what,
            "cause": cause if cause is not None else self.current,
            **more,
        }
        self.records.append(record)
        if self._file is not None:
            self._file.write(dumps(record) + b"\n")
            self._file.flush()
        for watcher in self.watchers:
            watcher(record)
        return self._seq

    def remember(self, key: str, seq: int) -> None:
        """Let later records name `seq` as their cause by a key, such as a message id or an interaction id."""
        self._by_key[key] = seq
        if len(self._by_key) > 20_000:
            for old in list(self._by_key)[:10_000]:
                del self._by_key[old]

    def cause_of(self, *keys: str | None) -> int | None:
        """The record remembered under the first known key."""
        for key in keys:
            if key is not None and key in self._by_key:
                return self._by_key[key]
        return None

    def select(self, **wanted: object) -> Iterator[Json]:
        """Records whose fields all equal `wanted`."""
        for record in list(self.records):
            if all(record.get(field) == value for field, value in wanted.items()):
                yield record

    def close(self) -> None:
        """Close the file, if there is one."""
        if self._file is not None:
            self._file.close()
            self._file = None

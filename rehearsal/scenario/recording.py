"""What people did and received since the start, kept so that it can be written down as a scenario."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rehearsal.bot_clock import NotQuiet
from rehearsal.faults import Lever
from rehearsal.people.stream import Stream
from rehearsal.server import Rehearsal

Rest = Callable[[], Awaitable[object]]
# Discord shows these to people and asks nobody's leave: what they bring about is no news from the bot.
BY_PEOPLE = frozenset({"join", "leave", "give_role", "take_role", "delete"})


@dataclass(slots=True, eq=False)
class Done:
    """One act. `words` are those of its step (none: a scenario has no verb for it, and `note` says what it was).

    `first` and `rested` are numbers of the stream: what came in between came because of this act. `made` is the message
    that it wrote, `on` the message that it was done to.
    """

    at: datetime
    first: int
    words: dict[str, Any] = field(default_factory=dict[str, Any])
    note: str = ""
    rested: int | None = None
    made: int | None = None
    on: int | None = None
    lever: Lever | None = None
    told: list[str] = field(default_factory=list[str])

    @property
    def by_people(self) -> bool:
        return bool(BY_PEOPLE & self.words.keys())


class Recording:
    """Acts in order. `rest` waits until the bot has come to rest."""

    def __init__(self, rehearsal: Rehearsal, stream: Stream, rest: Rest, *, start: str) -> None:
        self.rehearsal = rehearsal
        self.stream = stream
        self.start = start
        self.began = rehearsal.clock.now()
        self.done: list[Done] = []
        self._rest = rest
        self._waiting: set[asyncio.Task[None]] = set()

    @contextlib.contextmanager
    def doing(self, words: dict[str, Any], note: str = "", *, on: int | None = None) -> Generator[Done]:
        """An act that happens inside the block; one that is refused leaves no trace."""
        done = Done(self.rehearsal.clock.now(), self.stream.seq, words, note, on=on)
        yield done
        self.done.append(done)
        task = asyncio.get_running_loop().create_task(self._rested(done))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _rested(self, done: Done) -> None:
        with contextlib.suppress(NotQuiet):
            await self._rest()
        if self.done[-1] is done:
            done.rested = self.stream.seq

    @property
    def now(self) -> datetime:
        return self.rehearsal.clock.now()

"""Levers that break this Discord on purpose. A lever is data: where, when, what, how often; and it records
its firing.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

from rehearsal.transcript import Transcript
from rehearsal.wire import Json

What = Literal["answer", "hang", "reset", "close", "cut"]


@dataclass(slots=True)
class Lever:
    """One fault of a REST route.

    `where` is a pattern over `METHOD /template` or `METHOD /path` (`*` for any); `after` says whether the
    request took effect first; `times` is how often it fires (None: until withdrawn), `skip` how many matches
    pass first, `chance` a seeded probability. `what`: answer (status, body, headers), hang (seconds, then goes
    on), reset (TCP RST), close (FIN without an answer), cut (half of the true answer, then FIN).
    """

    what: What
    where: str = "*"
    after: bool = False
    times: int | None = 1
    skip: int = 0
    chance: float = 1.0
    status: int = 500
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    seconds: float = 0.0
    fired: int = 0

    @property
    def spent(self) -> bool:
        """Whether it has fired as often as it may."""
        return self.times is not None and self.fired >= self.times


def _meets(where: str, route: str, asked: str) -> bool:
    return fnmatchcase(route, where) or fnmatchcase(asked, where)


class Faults:
    """All levers of one rehearsal. What needs the gateway or the world itself stands in `levers`."""

    def __init__(self, transcript: Transcript, seed: int = 0) -> None:
        self.levers: list[Lever] = []
        self.placed: list[Lever] = []
        self._promised: dict[str, int] = {}
        self.fired: dict[str, int] = {}
        self.withhold_acks = False
        self.down_code: int | None = None
        self.resume_refusals: int | None = 0
        self._transcript = transcript
        self._random = random.Random(seed)

    def add(self, lever: Lever) -> Lever:
        """Put a lever in place."""
        self.levers.append(lever)
        self.placed.append(lever)
        self._transcript.write("fault", "in", lever.what, where=lever.where, after=lever.after, times=lever.times)
        return lever

    def clear(self) -> None:
        """Make everything healthy again; `fired` keeps its counts."""
        self.levers.clear()
        self.withhold_acks, self.down_code, self.resume_refusals = False, None, 0
        self._transcript.write("fault", "in", "clear")

    def promise(self, name: str) -> None:
        """A lever that stands until it meets something was pulled; `without_effect` names it until it did."""
        self._promised.setdefault(name, self.fired.get(name, 0))

    def without_effect(self) -> list[str]:
        """What was pulled and has not taken effect, cleared or not: a test that relies on it would prove nothing."""
        rest = [f"{lever.what} at {lever.where}" for lever in self.placed if not lever.fired]
        return rest + [name for name, before in self._promised.items() if self.fired.get(name, 0) == before]

    def note(self, name: str, *, where: str = "", after: bool = False, code: int = 0) -> None:
        """Record that a fault took effect."""
        self.fired[name] = self.fired.get(name, 0) + 1
        self._transcript.write("fault", "out", name, where=where, after=after, code=code)

    def rest(self, route: str, *, after: bool, asked: str = "") -> Lever | None:
        """The lever that this request meets, before or after its effect; returned, it has fired. `asked` is the
        request's own method and path, for a lever of one place."""
        for lever in self.levers:
            if lever.after != after or lever.spent or not _meets(lever.where, route, asked):
                continue
            if lever.skip > 0:
                lever.skip -= 1
                continue
            if lever.chance < 1.0 and self._random.random() >= lever.chance:
                continue
            lever.fired += 1
            self.note(lever.what, where=route, after=after)
            return lever
        return None

    def acknowledges(self) -> bool:
        """Whether a heartbeat is answered."""
        if self.withhold_acks:
            self.note("no_ack")
        return not self.withhold_acks

    def gateway_refusal(self) -> int | None:
        """The close code with which a new gateway connection is turned away, if the gateway is down."""
        if self.down_code is not None:
            self.note("gateway_down", code=self.down_code)
        return self.down_code

    def refuses_resume(self) -> bool:
        """Whether this RESUME is refused."""
        left = self.resume_refusals
        if left == 0:
            return False
        if left is not None:
            self.resume_refusals = left - 1
        self.note("refuse_resume")
        return True

    def report(self) -> Json:
        """What is in place and what has fired."""
        return {
            "levers": [
                {
                    "what": lever.what,
                    "where": lever.where,
                    "after": lever.after,
                    "fired": lever.fired,
                    "spent": lever.spent,
                }
                for lever in self.levers
            ],
            "fired": dict(self.fired),
        }

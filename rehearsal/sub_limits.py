"""Limits that no header announces: edits of old messages, and new names and topics of channels.

Their numbers were observed by others, not published by Discord.
"""

from __future__ import annotations

from collections import deque
from datetime import timedelta

from rehearsal.clock import RehearsalClock, milliseconds
from rehearsal.limits import Limits
from rehearsal.service import Call
from rehearsal.wire import Refusal

OLD = timedelta(hours=1)
OLD_EDITS, RENAMES = (3, 6.0), (2, 600.0)


class SubLimits:
    """Refuses with a 429 that says how long to wait; silent while the limits are off."""

    def __init__(self, clock: RehearsalClock, limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self._used: dict[tuple[str, int], deque[float]] = {}

    def check(self, call: Call) -> None:
        """Count the call, if it is one of those, and refuse it if there were too many."""
        if not self._limits.on:
            return
        if call.name == "PATCH /channels/{channel_id}/messages/{message_id}":
            written = call.match.id("message_id") >> 22
            if milliseconds(self._clock.now()) - written > OLD / timedelta(milliseconds=1):
                words = "Maximum number of edits to messages older than 1 hour reached. Try again later"
                self._count("old edit", call, OLD_EDITS, 30046, words)
        elif call.name == "PATCH /channels/{channel_id}" and {"name", "topic"} & set(call.fields):
            self._count("rename", call, RENAMES, 0, "You are being rate limited.")

    def _count(self, what: str, call: Call, limit: tuple[int, float], code: int, words: str) -> None:
        most, window = limit
        now = self._clock.monotonic()
        used = self._used.setdefault((what, call.match.id("channel_id")), deque())
        while used and now - used[0] >= window:
            used.popleft()
        if len(used) >= most:
            raise Refusal(429, code, words, wait=window - (now - used[0]))
        used.append(now)

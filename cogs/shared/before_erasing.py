"""What a feature must undo on Discord before a person's rows are gone: afterwards nobody knows what was ours.

Best effort: an erasure is never held up for long by it, and never fails because of it.
"""

import asyncio
from collections.abc import Awaitable, Callable

from cogs.shared.failures import Failures

Undo = Callable[[int, int], Awaitable[None]]
"""For a server and a member."""

_LONGEST = 10.0


class BeforeErasing:
    def __init__(self, failures: Failures) -> None:
        self._failures = failures
        self._undoing: list[Undo] = []

    def register(self, undo: Undo) -> None:
        self._undoing.append(undo)

    async def undo_all(self, guild_id: int, member_id: int) -> None:
        for undo in self._undoing:
            try:
                async with asyncio.timeout(_LONGEST):
                    await undo(guild_id, member_id)
            except Exception as error:  # noqa: BLE001 - what cannot be undone on Discord must not keep the rows here
                self._failures.record("before an erasure", error)

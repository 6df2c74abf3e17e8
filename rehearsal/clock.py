"""The rehearsal's clock: real time plus an offset that people and tests move. The only module here that
reads time.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

DISCORD_EPOCH_MS = 1_420_070_400_000


class RehearsalClock:
    """Runs like the system's clock, shifted by `offset`; everything the local Discord stamps comes from
    here.
    """

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """The rehearsal's present, aware UTC."""
        return datetime.now(UTC) + self.offset

    def jump(self, to: datetime) -> None:
        """Make `to` the present; moments between are not visited. Going back is allowed."""
        self.offset += to.astimezone(UTC) - self.now()

    @property
    def offset_ms(self) -> int:
        """The offset from the system's clock, in whole milliseconds, as the bot is told it."""
        return round(self.offset / timedelta(milliseconds=1))

    def monotonic(self) -> float:
        """Seconds that never jump: for transport matters (rate limits, heartbeats), not for people's time."""
        return time.monotonic()


def milliseconds(moment: datetime) -> int:
    """Milliseconds since Discord's epoch."""
    return int(moment.timestamp() * 1000) - DISCORD_EPOCH_MS


def moment_of(snowflake: int) -> datetime:
    """The moment at which a snowflake was made."""
    return datetime.fromtimestamp(((snowflake >> 22) + DISCORD_EPOCH_MS) / 1000, UTC)

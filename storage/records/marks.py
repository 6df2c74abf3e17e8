"""How far a channel has been looked at, and what could not be."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything in the channel up to and including `message_id` has been looked at."""

    guild_id: int
    channel_id: int
    message_id: int


class Blind(StrEnum):
    """Why a span could not be read."""

    NO_HISTORY = "no_history"  # Read Message History or View Channel is missing
    REFUSED = "refused"  # Discord refused while we read


@dataclass(frozen=True, slots=True)
class Gap:
    gap_id: int
    guild_id: int
    channel_id: int
    why: Blind
    from_at: datetime
    to_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ailment:
    """Something is wrong on a server, and its people have been told."""

    guild_id: int
    reason: str
    since: datetime

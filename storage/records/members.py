"""How a member wants to be reached."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reach(StrEnum):
    """The way to a member. Private threads can be read by staff with Manage Threads; the choice says so."""

    DM = "dm"
    THREAD = "thread"
    NEXT_PRESS = "next_press"


@dataclass(frozen=True, slots=True)
class Member:
    """`hour` is local, for milestones and own prompts; `closed_at` is when Discord last refused the way."""

    guild_id: int
    member_id: int
    zone: str | None
    locale: str | None
    reach: Reach
    reach_channel_id: int | None
    hour: int
    closed_at: datetime | None
    changed_at: datetime

"""What is known of a remembered member."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Remembered:
    """`confirmed_at` is None while a second person has not said so too: until then nothing is different."""

    guild_id: int
    member_id: int
    said_by_member_id: int | None
    said_at: datetime
    confirmed_by_member_id: int | None
    confirmed_at: datetime | None

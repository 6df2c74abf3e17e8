"""Something that happened in one feature and matters to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Event:
    row_id: int
    name: str
    guild_id: int
    member_id: int | None
    arguments: Mapping[str, object]
    attempts: int
    due_at: datetime

"""Who is on duty when, as responders themselves said it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Shift:
    """Every week on `weekday` (its English name), by the member's own clock.

    `starts` and `ends` are minutes after midnight; an end at or before the start lies on the next day.
    """

    shift_id: int
    guild_id: int
    member_id: int
    weekday: str
    starts: int
    ends: int
    zone: str


@dataclass(frozen=True, slots=True)
class DutyChange:
    """On or off duty for a span of time, whatever the shifts say; the newest change wins. No end: until they say."""

    change_id: int
    guild_id: int
    member_id: int
    on_duty: bool
    from_at: datetime
    to_at: datetime | None


@dataclass(frozen=True, slots=True)
class AwakeHours:
    """When somebody is usually awake, by their own clock; nobody is paged because of it, only asked first."""

    member_id: int
    starts: int
    ends: int
    zone: str


class SwapState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Swap:
    """`member_id` asks `to_member_id` to be on duty in their place for that span."""

    swap_id: int
    guild_id: int
    member_id: int
    to_member_id: int
    from_at: datetime
    to_at: datetime
    state: SwapState


@dataclass(frozen=True, slots=True)
class Rota:
    """All that decides who is on duty on one server."""

    shifts: Sequence[Shift] = field(default=())
    changes: Sequence[DutyChange] = field(default=())
    awake: Sequence[AwakeHours] = field(default=())

    @property
    def is_kept(self) -> bool:
        """Whether anybody here uses a rota at all."""
        return bool(self.shifts) or any(change.on_duty for change in self.changes)

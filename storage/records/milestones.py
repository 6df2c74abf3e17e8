"""A step that was reached, and what its member wanted done with it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class MilestoneState(StrEnum):
    DUE = "due"  # the member is asked, or will be when they can be reached
    PASSED = "passed"  # a later step was due as well; only that one is spoken of
    CELEBRATED = "celebrated"
    QUIET = "quiet"
    NOT_TODAY = "not_today"
    WITHDRAWN = "withdrawn"  # it was posted, and taken back


@dataclass(frozen=True, slots=True)
class NewMilestone:
    """`once` is what it may be reached once for: a run's step, or a member's effort."""

    guild_id: int
    member_id: int
    journey_id: int | None
    run_id: int | None
    once: str
    ladder: str
    step: str
    label: str
    unit: str
    amount: int
    colour: str
    reached_on: date
    due_at: datetime
    state: MilestoneState
    circle_id: int | None = None
    named: bool = False


@dataclass(frozen=True, slots=True)
class Milestone:
    milestone_id: int
    guild_id: int
    member_id: int
    journey_id: int | None
    run_id: int | None
    ladder: str
    step: str
    label: str
    unit: str
    amount: int
    colour: str
    reached_on: date
    due_at: datetime
    state: MilestoneState
    circle_id: int | None
    named: bool
    words: str
    channel_id: int | None
    message_id: int | None
    asked_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnLadder:
    """A ladder of a server's own; `steps` as its CSV has them, in order."""

    guild_id: int
    ladder: str
    title: str
    steps: tuple[dict[str, object], ...]

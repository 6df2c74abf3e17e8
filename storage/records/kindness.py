"""Efforts, thanks, and lines left for those who come later."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SupportKind(StrEnum):
    """The four kinds of support that peers give one another."""

    EMOTIONAL = "emotional"
    INFORMATIONAL = "informational"
    PRACTICAL = "practical"
    BELONGING = "belonging"


@dataclass(frozen=True, slots=True)
class Thanks:
    """`member_id` says it, with optional words of theirs."""

    thanks_id: int
    guild_id: int
    member_id: int
    to_member_id: int
    kind: SupportKind
    words: str
    created_at: datetime


class LineState(StrEnum):
    WAITING = "waiting"  # for a keeper to look at it
    SHOWN = "shown"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RoadLine:
    """What helped somebody at a step, for the members of one circle who reach it later."""

    line_id: int
    guild_id: int
    member_id: int
    circle_id: int
    unit: str
    amount: int
    words: str
    signed: bool
    state: LineState
    created_at: datetime
    reason: str | None = None  # the name of a prepared sentence

"""A circle: a peer group with a home channel, and who belongs to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Pathway(StrEnum):
    """The path that a circle names for itself; prompts that fit it may be asked there."""

    OPEN = "open"
    TWELVE_STEP = "twelve-step"
    SECULAR = "secular"
    COACHING = "coaching"
    ABSTINENCE = "abstinence"
    MODERATION = "moderation"
    HARM_REDUCTION = "harm-reduction"
    MENTAL_HEALTH = "mental-health"


@dataclass(frozen=True, slots=True)
class Circle:
    """`zone` is an IANA name; `keeper_role_id` a role whose holders keep this circle beside the named keepers."""

    circle_id: int
    guild_id: int
    name: str
    channel_id: int
    zone: str
    pathway: Pathway
    guidelines: str
    member_limit: int | None
    keeper_role_id: int | None
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CircleMember:
    circle_id: int
    guild_id: int
    member_id: int
    keeper: bool
    joined_at: datetime

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
    """`zone` is an IANA name; `keeper_role_id` a role whose holders keep this circle beside the named keepers;
    `reply_hours` is how long somebody who asks for someone may wait before volunteers are asked."""

    circle_id: int
    guild_id: int
    name: str
    channel_id: int
    zone: str
    pathway: Pathway
    guidelines: str
    member_limit: int | None
    keeper_role_id: int | None
    reply_hours: int
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CircleMember:
    """`listens`: has offered to write to those who ask for someone; `hosts`: to host a week of questions."""

    circle_id: int
    guild_id: int
    member_id: int
    keeper: bool
    listens: bool
    hosts: bool
    joined_at: datetime

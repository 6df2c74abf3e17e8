"""One thing that must reach someone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Lane(IntEnum):
    """Which goes first when much is waiting; a smaller number overtakes any number of larger ones."""

    ALERTS = 0
    ANSWERS = 1
    CELEBRATIONS = 2
    PROMPTS = 3


class State(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    HELD = "held"  # kept until the member's next press
    DELIVERED = "delivered"  # Discord accepted it and gave a message id
    CLOSED = "closed"  # the person's door is shut
    GONE = "gone"  # the channel, role or right is missing
    UNKNOWN = "unknown"  # no answer ever came
    DROPPED = "dropped"  # no longer wanted when its turn came


class Target(StrEnum):
    CHANNEL = "channel"
    MEMBER = "member"


class ToSay(NamedTuple):
    """What is to be said: the feature's `kind` is rendered when its turn comes. `key` makes saying it idempotent.
    (A tuple, since thousands are made between two presses.)"""

    key: str
    kind: str
    lane: Lane
    target: Target
    target_id: int
    guild_id: int | None = None
    about_member_id: int | None = None
    edits_message_id: int | None = None
    arguments: Mapping[str, object] = MappingProxyType[str, object]({})
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """`wanted` counts how often it was asked for: a redraw asked for while one is on its way is not lost."""

    row_id: int
    key: str
    kind: str
    lane: Lane
    guild_id: int | None
    about_member_id: int | None
    target: Target
    target_id: int
    edits_message_id: int | None
    arguments: Mapping[str, object]
    state: State
    due_at: datetime
    expires_at: datetime | None
    wanted: int
    attempts: int
    first_tried_at: datetime | None
    channel_id: int | None
    message_id: int | None
    detail: str | None
    created_at: datetime


@dataclass(slots=True)
class Hands:
    """Whoever delivers, while a transaction lasts: `room` for so many alerts, to be held `until`; `rows` are taken,
    and `more` says that something was written which is not."""

    until: datetime
    room: int
    rows: list[OutboxRow] = field(default_factory=list[OutboxRow])
    more: bool = False

"""What a member keeps for themselves: entries of tools, a plan, a care card, what to be warned of, and shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Answers = Mapping[str, str]
"""A member's words by field; empty ones are left out."""


@dataclass(frozen=True, slots=True)
class Consent:
    version: int
    old_enough: bool
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    entry_id: int
    guild_id: int
    member_id: int
    tool: str
    answers: Answers
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    guild_id: int
    member_id: int
    answers: Answers
    shared_with_member_id: int | None
    shared_at: datetime | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    guild_id: int
    member_id: int
    answers: Answers
    changed_at: datetime


class Looked(StrEnum):
    CARD = "card"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at what a member keeps; `by_member_id` is None when that person was erased."""

    what: Looked
    by_member_id: int | None
    looked_at: datetime


@dataclass(frozen=True, slots=True)
class Cautions:
    """What a member wants to be warned of before they read: topics of ours, and words of their own."""

    topics: Sequence[str] = ()
    own: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Share:
    share_id: int
    guild_id: int
    channel_id: int
    member_id: int
    anonymous: bool
    topics: Sequence[str]
    note: str
    words: str
    message_id: int | None
    shared_at: datetime
    withdrawn_at: datetime | None

"""Rules and exceptions that a server wrote itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RuleKind(StrEnum):
    RULE = "rule"
    EXCEPTION = "exception"


class RuleState(StrEnum):
    DRAFT = "draft"  # tried, and waiting for its author to say yes; counts for nothing
    SHADOW = "shadow"  # what it finds is counted, nobody is asked
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class OwnRule:
    """`words`: a phrase, or a pattern between slashes; of an exception it may be empty when place or time limit it.

    A rule has `category` and `severity` (1 to 4). An exception has `target`: a category, or category/rule; it holds in
    `channel_id` only, or everywhere, until `until`, or for good. `replaces_id`: the rule that this draft is to replace.
    """

    rule_id: int
    guild_id: int
    kind: RuleKind
    name: str
    words: str
    category: str | None
    severity: int | None
    target: str | None
    channel_id: int | None
    until: datetime | None
    state: RuleState
    replaces_id: int | None
    made_by_member_id: int | None
    made_at: datetime

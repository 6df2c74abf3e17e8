"""One message that matched, and the open matter of one member to which such messages belong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Source(StrEnum):
    """How the words came to us."""

    MESSAGE = "message"
    EDIT = "edit"
    CATCH_UP = "catch_up"
    POSTED = "posted"  # the bot posted them for the member
    AUTOMOD = "automod"  # Discord stopped the message; nobody else has seen it
    ASKED = "asked"  # the member asked for a human
    REPORT = "report"  # somebody else is worried, or reported a message
    TEST = "test"
    COPY = "copy"  # a proxy bot posted a member's message anew; it belongs to the original's case


@dataclass(frozen=True, slots=True)
class Alert:
    """Key: server and message. `message_id` below zero: there is no message to link to yet.

    `hits` names rules and places, never words. `severity` is what counted in that channel, 1 (low) to 4 (critical).
    """

    alert_id: int
    guild_id: int
    case_id: int
    channel_id: int
    message_id: int
    member_id: int
    category: str
    severity: int
    rule: str
    hits: tuple[Mapping[str, object], ...]
    source: Source
    said_at: datetime
    seen_at: datetime
    has_words: bool
    edited_at: datetime | None
    deleted_at: datetime | None


class CaseKind(StrEnum):
    ALERT = "alert"
    REPORT = "report"
    TEST = "test"
    DRILL = "drill"


class CaseState(StrEnum):
    OPEN = "open"  # nobody has it yet: the escalation runs
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class Outcome(StrEnum):
    TALKED = "talked"
    HELPLINE_OFFERED = "helpline_offered"
    EMERGENCY_CALLED = "emergency_called"
    HANDED_OVER = "handed_over"
    WANTS_NO_CONTACT = "wants_no_contact"
    NOT_A_CRISIS = "not_a_crisis"
    DUPLICATE = "duplicate"
    TEST_PASSED = "test_passed"


@dataclass(frozen=True, slots=True)
class Case:
    """`policy` is the escalation policy as it was when the case opened; `step` the last rung of it that was climbed.

    `run` counts ladders (a reopened case begins a new one), `page` counts pages over all runs. `anchor_at` is where
    the current ladder began. `told_at` is when anybody was first told of the current page; `worry_at` when the next
    way must be tried because nobody was. `ask_at`: acknowledged, and the holder is to be asked (`asked`: was asked).
    """

    case_id: int
    guild_id: int
    member_id: int
    kind: CaseKind
    category: str
    severity: int
    policy: Mapping[str, object]
    state: CaseState
    opened_at: datetime
    anchor_at: datetime
    run: int
    step: int
    next_step_at: datetime | None
    page: int
    paged_at: datetime
    told_at: datetime | None
    worry: int
    worry_at: datetime | None
    holder_member_id: int | None
    acknowledged_at: datetime | None
    ask_at: datetime | None
    asked: bool
    resolved_at: datetime | None
    resolved_by_member_id: int | None
    outcome: Outcome | None
    erase_when_over: bool
    changed_at: datetime

    @property
    def due_at(self) -> datetime | None:
        """The next moment at which something must be done about it."""
        moments = [moment for moment in (self.next_step_at, self.worry_at, self.ask_at) if moment is not None]
        return None if self.is_over else min(moments, default=None)

    @property
    def is_over(self) -> bool:
        return self.state is CaseState.RESOLVED


class Path(StrEnum):
    """A way to reach the people who answer alerts."""

    CHANNEL = "channel"  # the alert channel
    SECOND = "second"  # the second channel
    DM = "dm"  # responders or organisers, one by one


@dataclass(frozen=True, slots=True)
class Notice:
    """One intended delivery of a case to one target at one step; `state` is waiting, or how sending it ended."""

    key: str
    guild_id: int
    case_id: int
    page: int
    step: int
    path: Path
    to_channel_id: int | None
    to_member_id: int | None
    state: str
    channel_id: int | None
    message_id: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a case's trail: what happened, when, by whom."""

    case_id: int
    at: datetime
    what: str
    by_member_id: int | None
    detail: Mapping[str, object]

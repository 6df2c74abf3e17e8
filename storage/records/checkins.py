"""Prompts, when they come, and members' answers to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import IntEnum, StrEnum
from typing import NamedTuple


class Step(IntEnum):
    """How a day is, in five worded steps; people only ever read the words, never the number."""

    STEADY = 1
    MOSTLY_OKAY = 2
    UP_AND_DOWN = 3
    HARD = 4
    VERY_HARD = 5


class Visibility(StrEnum):
    """Who may see an answer."""

    CIRCLE = "circle"
    KEEPERS = "keepers"
    ME = "me"


class PromptState(StrEnum):
    QUEUED = "queued"  # written to the outbox
    ASKED = "asked"  # seen by those it was for
    MISSED = "missed"  # could not be sent in time; kept so that keepers see it
    SKIPPED = "skipped"  # called off by a keeper


class Attention(StrEnum):
    """Where a shared answer stands that asked for someone, or was marked hard."""

    NONE = "none"
    WAITING = "waiting"
    OFFERED = "offered"  # keepers and volunteers have been told
    MET = "met"  # a person has answered


class Schedule(NamedTuple):
    """When a circle, or one member for themselves, is asked. Exactly one of `circle_id` and `member_id` is set.

    `repeats` is a rule of `recurrence_forms.to_row`. `decided_to` is the newest local date about which it has been
    decided (asked, missed or not a day for it): a date is never looked at twice. `next_at` (UTC) is when `next_date`
    is due; both None when nothing more will come. `draft_at` is when the host of the next asking gets the draft.
    """

    schedule_id: int
    guild_id: int
    circle_id: int | None
    member_id: int | None
    at: time
    zone: str
    repeats: Mapping[str, object]
    window_minutes: int
    kinds: tuple[str, ...]
    stage: str
    title: str
    hosted: bool
    threaded: bool
    reminder_minutes: int | None
    paused_from: date | None
    paused_to: date | None
    decided_to: date
    next_date: date | None
    next_at: datetime | None
    draft_at: datetime | None
    off_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Prompt:
    """One asking, on one local date. `source` names where the question came from and keeps it from coming again."""

    prompt_id: int
    guild_id: int
    schedule_id: int
    circle_id: int | None
    member_id: int | None
    local_date: date
    state: PromptState
    question: str
    source: str
    due_at: datetime
    closes_at: datetime
    channel_id: int | None
    message_id: int | None
    thread_id: int | None
    summary_message_id: int | None
    summarised_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which questions a circle or a member has had: a line of date and source for each, in no order, and looked through
    only for the questions that come into consideration."""

    lines: str

    def last(self, source: str) -> date | None:
        """When that one was asked last."""
        newest, wanted = "", f" {source}\n"
        at = self.lines.find(wanted)
        while at >= 0:
            newest = max(newest, self.lines[at - 10 : at])
            at = self.lines.find(wanted, at + 1)
        return date.fromisoformat(newest) if newest else None


@dataclass(frozen=True, slots=True)
class Answer:
    """A member's answer. `step` is None when it was only written in the thread. `words` are unsealed."""

    answer_id: int
    guild_id: int
    prompt_id: int
    member_id: int
    step: Step | None
    visibility: Visibility
    words: str
    craving: int | None
    wants_someone: bool
    attention: Attention
    post_channel_id: int | None
    post_message_id: int | None
    withdrawn_at: datetime | None
    calls_since: datetime | None
    offer_at: datetime | None
    met_at: datetime | None
    answered_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """What is chosen when a schedule is made; see `Schedule`."""

    circle_id: int | None
    member_id: int | None
    at: time
    zone: str
    repeats: Mapping[str, object]
    window_minutes: int = 240
    kinds: tuple[str, ...] = ()
    stage: str = "any"
    title: str = ""
    hosted: bool = False
    threaded: bool = False
    reminder_minutes: int | None = None


class NewPrompt(NamedTuple):
    """One asking, decided by a sweep and not yet written. (A sweep makes thousands, and a frozen dataclass of so many
    fields costs several times what a tuple does.)"""

    prompt_id: int
    guild_id: int
    schedule_id: int
    circle_id: int | None
    member_id: int | None
    local_date: date
    state: PromptState
    question: str
    source: str
    due_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """What a press or a submitted modal changes; None leaves a thing as it is, empty words are taken away."""

    step: Step | None = None
    visibility: Visibility | None = None
    words: str | None = None
    craving: int | None = None
    no_craving: bool = False  # the scale was left empty on purpose
    wants_someone: bool | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The question of a hosted asking, as its host got it the evening before; `words` are theirs, unsealed."""

    draft_id: int
    guild_id: int
    schedule_id: int
    local_date: date
    member_id: int
    question: str
    source: str
    words: str
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class CircleQuestion:
    """A question of a circle's own list; `kind` is a theme, or empty for any."""

    question_id: int
    guild_id: int
    circle_id: int
    text: str
    kind: str


class AwayHow(StrEnum):
    """How somebody may write to a member who went quiet; the member's choice."""

    ANY = "any"
    DM = "dm"
    CIRCLE = "circle"  # where they meet


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a member wants their own check-ins to behave. Hours are on their own clock.

    `away_…`: after so many days without an answer, that person may write to them, in that way, with these words;
    `away_at` is when.
    """

    guild_id: int
    member_id: int
    rest_from: int | None
    rest_to: int | None
    left_alone_until: datetime | None
    away_days: int | None
    away_to_member_id: int | None
    away_how: AwayHow
    away_words: str
    away_at: datetime | None

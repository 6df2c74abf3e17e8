"""One thing that a member counts, as a ledger of runs and slips. Only the member sees it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class JourneyPath(StrEnum):
    """How the member goes about it. `NO_NUMBERS` is for people whom counting harms: nothing is counted or said."""

    ABSTINENCE = "abstinence"
    MODERATION = "moderation"
    MEDICATION = "medication"
    HARM_REDUCTION = "harm-reduction"
    OTHER = "other"
    NO_NUMBERS = "no-numbers"


class JourneyKind(StrEnum):
    """What it is about, as far as the member says; it chooses which sentences fit."""

    SUBSTANCE = "substance"
    BEHAVIOUR = "behaviour"
    SINCE_TREATMENT = "since-treatment"  # a day that was told is not taken out of it
    EFFORT = "effort"  # something that is done, not left
    UNSAID = "unsaid"


class Standing(StrEnum):
    """What happens when a step is reached: the member's answer for every time, until they choose another."""

    ASK = "ask"
    CELEBRATE = "celebrate"  # in the circle they named
    QUIET = "quiet"  # marked for the member alone
    NOTHING = "nothing"


class Ending(StrEnum):
    NEW_START = "new_start"
    PAUSE = "pause"
    EARLIER = "earlier"  # it was over before it was written down here


class SlipNext(StrEnum):
    OPEN = "open"  # not chosen yet
    CONTINUE = "continue"
    NEW_START = "new_start"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Saving:
    """The member's own figures: so many hundredths of a unit (`euros`, `hours`) for each day or each week."""

    hundredths: int
    unit: str
    every_days: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next step to speak of, and when; all None: nothing is going to be said."""

    step: str | None = None
    on: date | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewJourney:
    name: str
    path: JourneyPath
    ladder: str
    unsafe_to_stop: bool = False
    leap_in_march: bool = False
    kind: JourneyKind = JourneyKind.UNSAID


@dataclass(frozen=True, slots=True)
class Journey:
    """`name` is the member's own word, empty where a sweep has no need of it; see the table for the rest."""

    journey_id: int
    guild_id: int
    member_id: int
    name: str
    path: JourneyPath
    unsafe_to_stop: bool
    ladder: str
    leap_in_march: bool
    again: bool
    best_shown: bool
    named: bool
    wants_role: bool
    standing: Standing
    standing_circle_id: int | None
    saving: Saving | None
    hidden_at: datetime | None
    archived_at: datetime | None
    off_at: datetime | None
    ahead: Ahead
    created_at: datetime
    kind: JourneyKind = JourneyKind.UNSAID

    @property
    def speaks(self) -> bool:
        """Whether anything may ever be said about it unasked."""
        silent = (self.hidden_at, self.archived_at, self.off_at) != (None, None, None)
        return not silent and self.path is not JourneyPath.NO_NUMBERS and self.standing is not Standing.NOTHING


@dataclass(frozen=True, slots=True)
class Run:
    """Days from `started_on` up to, but not with, `ended_on`; still running without one. Dates are the member's.

    A run that goes on after a rest is a row of its own: `one_with_run_id` is the first of them, `carried_days` are the
    days that lie before the rest.
    """

    run_id: int
    journey_id: int
    started_on: date
    started_at: datetime | None
    ended_on: date | None
    ending: Ending | None
    marks_from: date
    carried_days: int = 0
    one_with_run_id: int | None = None

    @property
    def counts_as(self) -> int:
        """The id under which its steps are written down: one for all parts of a run."""
        return self.run_id if self.one_with_run_id is None else self.one_with_run_id

    @property
    def counted_from(self) -> date:
        """The day from which steps are counted: rests lie outside."""
        return self.started_on - timedelta(days=self.carried_days)


@dataclass(frozen=True, slots=True)
class Slip:
    slip_id: int
    journey_id: int
    guild_id: int
    member_id: int
    run_id: int | None
    on_date: date
    at_hour: int | None
    note: str
    next: SlipNext
    follow_up_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Ledger:
    """A journey with everything written in it, oldest first; `circle_ids` are those it is shared with."""

    journey: Journey
    runs: tuple[Run, ...]
    slips: tuple[Slip, ...]
    circle_ids: tuple[int, ...] = ()

    @property
    def open_run(self) -> Run | None:
        return next((run for run in self.runs if run.ended_on is None), None)


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a journey and when; undoing puts back what was before."""

    change_id: int
    journey_id: int
    what: str
    at: datetime
    guild_id: int
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DueJourney:
    """A journey whose next step is due, its open run, and the zone and hour its member lives by."""

    journey: Journey
    run: Run
    zone: str
    hour: int

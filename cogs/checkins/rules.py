"""When a schedule asks, what it asks, and what may be seen of the answers. Values in, values out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise, takewhile

import orjson

from cogs.shared.recurrence import Every, Rule, dates_after
from cogs.shared.recurrence_forms import from_row
from cogs.shared.wall_clock import local_date, local_time, moment_at
from storage.checkin_schedules import Ahead
from storage.records.checkins import Answer, NewSchedule, Schedule, Step, Visibility, Wishes

LATEST = timedelta(hours=2)  # later than this, a question is not asked any more that day
SUMMARY_LATEST = timedelta(hours=12)  # after its window; a stop of days is not followed by summaries of each
MOST_SCHEDULES = 20
DRAFT_AT = time(18)  # on the evening before, the host gets the draft
FEWEST_COUNTED = 5
_MISSED_KEPT = 14  # after a very long time away; more entries would help nobody
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One local date of a schedule, and the moment (UTC) at which it is due."""

    local_date: date
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What a due schedule does now, and how far it has then been decided."""

    ask: Occurrence | None
    missed: tuple[Occurrence, ...]
    ahead: Ahead

    @property
    def prompts(self) -> int:
        """How many rows it writes, at most."""
        return len(self.missed) + (self.ask is not None)


def rule_of(schedule: Schedule) -> Rule:
    return _rule(orjson.dumps(schedule.repeats))


@lru_cache(maxsize=1024)
def _rule(repeats: bytes) -> Rule:
    # Ten thousand schedules that are due in one minute share a handful of rules.
    return from_row(orjson.loads(repeats))


def next_occurrence(schedule: Schedule, after: date) -> Occurrence | None:
    """The first date behind `after` on which it asks; None when it has ended, or is paused for good."""
    for day in dates_after(rule_of(schedule), after):
        if _paused_for_good(schedule, day):
            return None
        due_at = None if _paused(schedule, day) else moment_at(day, schedule.at, schedule.zone)
        if due_at is not None:  # a date that a zone left out is passed over
            return Occurrence(day, due_at)
    return None


def decide(schedule: Schedule, now: datetime) -> Decision:
    """Ask for the newest date that is due, unless it is too late for it; note the earlier ones as missed.

    No date is looked at twice: `decided_to` only moves forward, whatever the clock, the zone or the process did.
    """
    ask: Occurrence | None = None
    missed: list[Occurrence] = []
    decided_to = schedule.decided_to
    coming = next_occurrence(schedule, decided_to)
    while coming is not None and coming.due_at <= now:
        if ask is not None:
            missed.append(ask)
            ask = None
        if now - coming.due_at <= LATEST:
            ask = coming
        else:
            missed.append(coming)
        decided_to = coming.local_date
        coming = next_occurrence(schedule, decided_to)
    return Decision(ask, tuple(missed[-_MISSED_KEPT:]), _ahead(schedule, decided_to, coming))


def as_if_made(guild_id: int, new: NewSchedule, now: datetime) -> Schedule:
    """A schedule before it is written, with nothing decided from its today on."""
    return Schedule(
        schedule_id=0,
        guild_id=guild_id,
        circle_id=new.circle_id,
        member_id=new.member_id,
        at=new.at,
        zone=new.zone,
        repeats=new.repeats,
        window_minutes=new.window_minutes,
        kinds=new.kinds,
        stage=new.stage,
        title=new.title,
        hosted=new.hosted,
        threaded=new.threaded,
        reminder_minutes=new.reminder_minutes,
        paused_from=None,
        paused_to=None,
        decided_to=local_date(now, new.zone) - _ONE_DAY,
        next_date=None,
        next_at=None,
        draft_at=None,
        off_at=None,
        created_at=now,
    )


def decide_all(schedules: Iterable[Schedule], now: datetime) -> list[tuple[Schedule, Decision]]:
    """The same for many: those that keep the same time by the same clock are decided once."""
    decided: dict[tuple[object, ...], Decision] = {}
    found: list[tuple[Schedule, Decision]] = []
    for one in schedules:
        pause = one.paused_from, one.paused_to
        alike = orjson.dumps(one.repeats), one.at, one.zone, one.decided_to, pause, one.hosted
        if alike not in decided:
            decided[alike] = decide(one, now)
        found.append((one, decided[alike]))
    return found


def ahead_from_now(schedule: Schedule, now: datetime) -> Ahead:
    """For a schedule that is new, changed or resumed: what has passed today already is not asked any more."""
    today = local_date(now, schedule.zone)
    passed_today = moment_at(today, schedule.at, schedule.zone)
    begins = today if passed_today is not None and passed_today <= now else today - _ONE_DAY
    decided_to = max(schedule.decided_to, begins)
    return _ahead(schedule, decided_to, next_occurrence(schedule, decided_to))


def ahead_in_new_zone(schedule: Schedule, now: datetime) -> Ahead:
    """For a schedule that moved to `schedule.zone`: a date that has been asked is not asked again, dates that its
    people never lived are passed over, and today, if it was not asked yet, still comes (or is missed, if too late)."""
    today = local_date(now, schedule.zone)
    decided_to = max(schedule.decided_to, today - _ONE_DAY)
    return _ahead(schedule, decided_to, next_occurrence(schedule, decided_to))


def ahead_by_new_rules(schedule: Schedule) -> Ahead:
    """The same dates as before, at the moments that the zone's present rules give them. A draft that was given is not
    given again."""
    ahead = _ahead(schedule, schedule.decided_to, next_occurrence(schedule, schedule.decided_to))
    return ahead if schedule.draft_at is not None else replace(ahead, draft_at=None)


def arriving(schedule: Schedule, now: datetime, *, at_rest: bool) -> Decision:
    """For a member's own schedule that moved with them to `schedule.zone`. What should have come earlier today there
    comes now, so that travelling leaves no gap; in their quiet hours it is missed instead."""
    ahead = ahead_in_new_zone(schedule, now)
    decision = decide(schedule._replace(decided_to=ahead.decided_to), now)
    today = local_date(now, schedule.zone)
    late = [gone for gone in decision.missed if gone.local_date == today]
    if decision.ask is None and late and not at_rest:
        return Decision(Occurrence(today, now), (), decision.ahead)
    return Decision(decision.ask, (), decision.ahead)


def resting(wishes: Wishes | None, zone: str, now: datetime) -> bool:
    """Whether it is within a member's quiet hours; from 22 to 7 goes over midnight, from 7 to 7 is the whole day."""
    if wishes is None or wishes.rest_from is None or wishes.rest_to is None:
        return False
    hour = local_time(now, zone).hour
    if wishes.rest_from < wishes.rest_to:
        return wishes.rest_from <= hour < wishes.rest_to
    return hour >= wishes.rest_from or hour < wishes.rest_to


def day_after_ends(now: datetime, zone: str) -> datetime:
    """The end of tomorrow on a member's own calendar."""
    return _begin_of(local_date(now, zone) + 2 * _ONE_DAY, zone)


def _begin_of(day: date, zone: str) -> datetime:
    while (begins := moment_at(day, time(0), zone)) is None:  # a date that the zone left out
        day += _ONE_DAY
    return begins


def _ahead(schedule: Schedule, decided_to: date, coming: Occurrence | None) -> Ahead:
    if coming is None:
        return Ahead(decided_to, None, None)
    evening = coming.local_date - _ONE_DAY
    draft_at = moment_at(evening, DRAFT_AT, schedule.zone) if schedule.hosted else None
    return Ahead(decided_to, coming.local_date, coming.due_at, draft_at)


def longest_wait(schedules: Iterable[Schedule], today: date) -> int:
    """The most days between two dates on which any of these asks, within the coming eight weeks; 0 with fewer than
    two dates."""
    end = today + timedelta(weeks=8)
    days = sorted(
        {day for one in schedules for day in takewhile(lambda day: day <= end, dates_after(rule_of(one), today))}
    )
    return max(((later - day).days for day, later in pairwise(days)), default=0)


def is_paused(schedule: Schedule, now: datetime) -> bool:
    """Whether it is paused at this moment, also for what was queued before."""
    today = local_date(now, schedule.zone)
    return _paused(schedule, today) or _paused_for_good(schedule, today)


def pause_ends(schedule: Schedule, now: datetime) -> datetime | None:
    """When a pause that covers this moment is over; None when it is not paused, or until somebody resumes it."""
    if schedule.paused_to is None or not _paused(schedule, local_date(now, schedule.zone)):
        return None
    return _begin_of(schedule.paused_to + _ONE_DAY, schedule.zone)


def _paused(schedule: Schedule, day: date) -> bool:
    begins, ends = schedule.paused_from, schedule.paused_to
    return begins is not None and ends is not None and begins <= day <= ends


def _paused_for_good(schedule: Schedule, day: date) -> bool:
    return schedule.paused_from is not None and schedule.paused_to is None and day >= schedule.paused_from


def is_weekly(schedule: Schedule) -> bool:
    """It asks once a week or more seldom: a question about the week fits."""
    rule = rule_of(schedule)
    return rule.every is Every.MONTH or (rule.every is Every.WEEK and len(rule.weekdays) == 1)


def week_of(day: date) -> date:
    """The Monday by which a week is named."""
    return day - day.weekday() * _ONE_DAY


def is_hard(step: Step | None) -> bool:
    return step is not None and step >= Step.HARD


def is_shared(answer: Answer) -> bool:
    """Its member chose that the circle may see it, with their name."""
    return answer.visibility is Visibility.CIRCLE and answer.withdrawn_at is None


def calls_for_someone(answer: Answer) -> bool:
    """A shared answer that asks for someone, or is marked hard: no such answer stays without a person's reply."""
    return (answer.wants_someone or is_hard(answer.step)) and keepers_may_see(answer)


def post_wanted(answer: Answer) -> bool:
    """Whether its words stand in the circle's channel."""
    return is_shared(answer) and bool(answer.words)


def keepers_may_see(answer: Answer) -> bool:
    return answer.visibility is not Visibility.ME and answer.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class Summary:
    """`count` is None when fewer than five answered: a small number says too much about those who kept theirs."""

    shared: tuple[Answer, ...]
    count: int | None


def summarise(answers: Iterable[Answer]) -> Summary | None:
    """What may be said of one asking's answers, naming only those who chose it; None when there is nothing to say.

    How the unshared answers were is never counted by step: with one of them it would name it.
    """
    standing = [answer for answer in answers if answer.withdrawn_at is None]
    shared = tuple(answer for answer in standing if is_shared(answer))
    count = len(standing) if len(standing) >= FEWEST_COUNTED else None
    return Summary(shared, count) if shared or count is not None else None


@lru_cache(maxsize=64)
def too_late_for(due_at: datetime) -> datetime:
    """From this moment on a queued question is not sent any more."""
    return due_at + LATEST


def craving_typed(typed: str) -> int | str | None:
    """0 to 10; None for an empty field; the text itself when it is neither."""
    if not typed:
        return None
    number = int(typed) if typed.isascii() and typed.isdigit() else -1
    return number if 0 <= number <= 10 else typed

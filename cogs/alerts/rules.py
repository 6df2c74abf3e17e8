"""Decisions about messages and cases, as functions of values.

A case changes only through the functions here: each takes the case as it is and answers the case as it becomes. The
ladder of a run is climbed one rung at a time, in order, none skipped and none twice, whatever the clock does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from cogs.alerts.matching.findings import Hit, Severity, worst
from cogs.alerts.policy import People, Policy, Reach, Rung, frozen, graver, thawed
from cogs.shared.timings import Timings
from storage.records.alerts import Case, CaseKind, CaseState, Outcome
from storage.records.servers import ChannelMode

OLD = timedelta(minutes=2)
"""From here on a notice says how old the message already was when it was seen."""

CATCHING_UP = timedelta(seconds=5)
"""At most this lies between two steps whose moment has passed: notices keep their order."""

ALL_ASKED_WITHIN = timedelta(seconds=8)
"""After a long stop everybody whose moment has passed has been asked by then: it leaves two of ten seconds to start."""

_ASKING = frozenset({Reach.RESPONDERS, Reach.MODERATORS, Reach.ORGANISERS})


def severity_in(mode: ChannelMode, severity: Severity) -> Severity:
    """What a hit counts in a channel: LOW means that it is only counted. Nothing lowers a critical hit."""
    if severity is Severity.CRITICAL:
        return severity
    if mode is ChannelMode.SENSITIVE:
        return Severity(severity + 1)
    if mode is ChannelMode.VENTING:
        return severity if severity >= Severity.HIGH else Severity.LOW
    return Severity.LOW if mode is ChannelMode.OFF else severity


def counted(hits: Iterable[Hit], mode: ChannelMode) -> tuple[Hit, ...]:
    """The hits that make this message an alert in such a channel, with the severity that counts there."""
    weighed = [replace(hit, severity=severity_in(mode, hit.severity)) for hit in hits if hit.suppressed_by is None]
    return tuple(hit for hit in weighed if hit.severity >= Severity.MEDIUM)


def gravest(hits: Sequence[Hit]) -> Hit:
    """The worst of at least one hit that no exception suppressed."""
    found = worst(hits)
    assert found is not None
    return found


class Joining(StrEnum):
    """What one more alert means for the member's open case."""

    QUIETLY = "quietly"  # it is added to the notice
    PAGE = "page"  # people are asked again, the ladder goes on as it is
    NEW_LADDER = "new_ladder"  # it needs more people than before, or nobody was being asked any longer


def joining(case: Case, severity: Severity, policy: Policy, *, new_channel: bool) -> Joining:
    """`policy` is what the new alert alone would have got; `new_channel`: the case has no alert from there yet."""
    if graver(policy.name, thawed(case.policy).name) and case.state is CaseState.OPEN:
        return Joining.NEW_LADDER
    if case.state is CaseState.OPEN and case.next_step_at is None and case.kind is CaseKind.ALERT:
        return Joining.NEW_LADDER
    if severity > case.severity:
        return Joining.PAGE
    urgent = severity >= Severity.HIGH
    return Joining.PAGE if new_channel and urgent and case.state is CaseState.OPEN else Joining.QUIETLY


def opened(
    case_id: int,
    guild_id: int,
    member_id: int,
    kind: CaseKind,
    found: tuple[str, Severity],
    policy: Policy,
    now: datetime,
) -> Case:
    """A new case before its first rung: `climbed` takes that."""
    category, severity = found
    return Case(
        case_id=case_id,
        guild_id=guild_id,
        member_id=member_id,
        kind=kind,
        category=category,
        severity=int(severity),
        policy=frozen(policy),
        state=CaseState.OPEN,
        opened_at=now,
        anchor_at=now,
        run=1,
        step=-1,
        next_step_at=now,
        page=0,
        paged_at=now,
        told_at=None,
        worry=0,
        worry_at=None,
        holder_member_id=None,
        acknowledged_at=None,
        ask_at=None,
        asked=False,
        resolved_at=None,
        resolved_by_member_id=None,
        outcome=None,
        erase_when_over=False,
        changed_at=now,
    )


def climbed(case: Case, now: datetime) -> tuple[Case, Rung] | None:
    """The next rung, if its moment has come; its successor's moment counts from where the ladder began.

    After a long stop several are overdue: people are then asked one after the other, and what is said only because
    nobody answered still leaves them the time to answer.
    """
    if case.state is not CaseState.OPEN or case.next_step_at is None or case.next_step_at > now:
        return None
    rungs = thawed(case.policy).rungs
    step = case.step + 1
    next_at = None
    if step + 1 < len(rungs):
        rung, following = rungs[step], rungs[step + 1]
        next_at = case.anchor_at + timedelta(seconds=following.after)
        if now - case.anchor_at > timedelta(seconds=rung.after) + CATCHING_UP:
            pause = timedelta(seconds=following.after - rung.after)
            next_at = max(
                next_at, now + (min(pause, _between_late_steps(rungs)) if following.reach in _ASKING else pause)
            )
    return replace(case, step=step, next_step_at=next_at, changed_at=now), rungs[step]


def _between_late_steps(rungs: Sequence[Rung]) -> timedelta:
    asking = sum(rung.reach in _ASKING for rung in rungs)
    return min(CATCHING_UP, ALL_ASKED_WITHIN / max(asking - 1, 1))


def asked_before(case: Case, began_at: datetime, step: int) -> Case:
    """A new case about which people were asked before it could be written: its ladder goes on from there."""
    following = thawed(case.policy).rungs[step + 1 : step + 2]
    next_at = began_at + timedelta(seconds=following[0].after) if following else None
    return replace(case, anchor_at=began_at, step=step, next_step_at=next_at)


def step_by(case: Case, began_at: datetime, upto: datetime) -> int:
    """The last step that was due by a moment, of a ladder that began then."""
    rungs = thawed(case.policy).rungs
    return max(sum(began_at + timedelta(seconds=rung.after) <= upto for rung in rungs) - 1, 0)


def current_reach(case: Case) -> Reach:
    """Who has been asked last."""
    rungs = thawed(case.policy).rungs
    return rungs[min(max(case.step, 0), len(rungs) - 1)].reach


def people_asked(case: Case) -> People:
    """Whom this case may ask, as frozen into it."""
    return thawed(case.policy).people


def laddered(case: Case, policy: Policy, now: datetime) -> Case:
    """A new run of the ladder, from its first rung, which is due at once."""
    return replace(
        case,
        policy=frozen(policy),
        state=CaseState.OPEN,
        anchor_at=now,
        run=case.run + 1,
        step=-1,
        next_step_at=now,
        holder_member_id=None,
        acknowledged_at=None,
        ask_at=None,
        asked=False,
        changed_at=now,
    )


def paged(case: Case, now: datetime, timings: Timings) -> Case:
    """A page is going out: until somebody was told, other ways are tried beside it."""
    worry_at = now + timedelta(seconds=timings.second_path)
    return replace(case, page=case.page + 1, paged_at=now, told_at=None, worry=0, worry_at=worry_at, changed_at=now)


def told(case: Case, page: int, now: datetime) -> Case:
    """One notice of that page reached Discord."""
    if case.told_at is not None or page != case.page:
        return case
    return replace(case, told_at=now, worry=0, worry_at=None)


class Worry(StrEnum):
    SECOND_PATH = "second_path"
    EVERY_PATH = "every_path"
    AGAIN = "again"  # nobody could be told by any path: tried again for as long as it takes


def worried(case: Case, now: datetime, timings: Timings) -> tuple[Case, Worry] | None:
    """Nobody has been told of the current page yet, and it is time for another way."""
    if case.is_over or case.worry_at is None or case.worry_at > now:
        return None
    level = case.worry + 1
    if level == 1:
        at = case.paged_at + timedelta(seconds=timings.every_path)
        return replace(case, worry=1, worry_at=max(at, now)), Worry.SECOND_PATH
    at = now + timedelta(seconds=timings.every_path)
    return replace(case, worry=level, worry_at=at), Worry.EVERY_PATH if level == 2 else Worry.AGAIN


@dataclass(frozen=True, slots=True)
class NotYours:
    """Somebody else was first, or it is over: `holder_member_id` has it."""

    holder_member_id: int | None
    over: bool = False


def taken(case: Case, by_member_id: int, now: datetime) -> Case | NotYours:
    """A responder has it. Of two, the first one wins; the holder pressing again changes nothing."""
    if case.is_over:
        return NotYours(case.resolved_by_member_id, over=True)
    if case.state is CaseState.ACKNOWLEDGED:
        return case if case.holder_member_id == by_member_id else NotYours(case.holder_member_id)
    return _held(case, by_member_id, now)


def handed(case: Case, to_member_id: int, now: datetime) -> Case | NotYours:
    """The holder, or another responder for them, gives it to somebody who can work it."""
    if case.is_over:
        return NotYours(case.resolved_by_member_id, over=True)
    return _held(case, to_member_id, now)


def _held(case: Case, by_member_id: int, now: datetime) -> Case:
    return replace(
        case,
        state=CaseState.ACKNOWLEDGED,
        holder_member_id=by_member_id,
        acknowledged_at=now,
        next_step_at=None,
        worry_at=None,
        ask_at=now + timedelta(seconds=thawed(case.policy).hold_for),
        asked=False,
        changed_at=now,
    )


def touched(case: Case, now: datetime) -> Case:
    """The holder did something: the question whether they are still there begins anew."""
    if case.state is not CaseState.ACKNOWLEDGED:
        return case
    return replace(case, ask_at=now + timedelta(seconds=thawed(case.policy).hold_for), asked=False, changed_at=now)


class Silence(StrEnum):
    ASK = "ask"
    REOPEN = "reopen"


def silent(case: Case, now: datetime) -> tuple[Case, Silence] | None:
    """The holder has done nothing for the set time: ask them; and when that stays unanswered, open it again."""
    if case.state is not CaseState.ACKNOWLEDGED or case.ask_at is None or case.ask_at > now:
        return None
    policy = thawed(case.policy)
    if not case.asked and case.holder_member_id is not None:
        asking = replace(case, asked=True, ask_at=now + timedelta(seconds=policy.answer_within), changed_at=now)
        return asking, Silence.ASK
    return laddered(case, policy, now), Silence.REOPEN


def resolved(case: Case, by_member_id: int, outcome: Outcome, now: datetime) -> Case | NotYours:
    if case.is_over:
        return NotYours(case.resolved_by_member_id, over=True)
    return replace(
        case,
        state=CaseState.RESOLVED,
        resolved_at=now,
        resolved_by_member_id=by_member_id,
        outcome=outcome,
        next_step_at=None,
        worry_at=None,
        ask_at=None,
        changed_at=now,
    )


def shifted(case: Case, back: timedelta) -> Case:
    """The clock went back by `back`: what waits keeps its distance."""

    def moved(moment: datetime | None) -> datetime | None:
        return None if moment is None else moment - back

    return replace(
        case,
        anchor_at=case.anchor_at - back,
        paged_at=case.paged_at - back,
        next_step_at=moved(case.next_step_at),
        worry_at=moved(case.worry_at),
        ask_at=moved(case.ask_at),
    )


def waited_minutes(case: Case, now: datetime) -> int:
    """Whole minutes since the ladder began."""
    return max(round((now - case.anchor_at).total_seconds() / 60), 0)


def was_old(said_at: datetime, seen_at: datetime) -> bool:
    return seen_at - said_at > OLD


def text_of(parts: Iterable[str | None]) -> str:
    """Everything a message says, one piece a line: content, forwarded text, captions, file names, poll, title."""
    return "\n".join(part for part in parts if part)

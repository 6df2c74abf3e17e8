"""What responders do with a case, and what the clock does with it: each one transaction's worth, all or nothing."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from cogs.alerts import looks, paging, rules
from cogs.alerts.actions import climb_one
from cogs.alerts.counting import count_closed
from cogs.alerts.paging import Why
from cogs.alerts.people import on_call_anew
from cogs.alerts.policy import thawed
from cogs.alerts.rules import NotYours, Silence, Worry
from cogs.shared.points import reached
from cogs.shared.timings import Timings
from storage.alerts import AlertStore
from storage.cases import CaseStore
from storage.events import EventStore
from storage.letters import LetterStore
from storage.outbox import OutboxStore
from storage.records.alerts import Alert, Case, CaseKind, CaseState, Outcome, Path
from storage.records.outbox import OutboxRow, State
from storage.servers import ServerStore
from storage.work import Work

TEST_ACKNOWLEDGED = "alerts.test_acknowledged"
NOBODY_TOLD = "alerts.nobody_told"
BATCH = 200
_ONE_MORE_EVERY = timedelta(minutes=2)


class Refused(StrEnum):
    UNKNOWN = "unknown"  # no such case on this server; the same words as for somebody else's
    OWN_CASE = "own_case"
    TOO_MANY = "too_many"  # many closed cases opened within an hour


@dataclass(frozen=True, slots=True)
class Taken:
    case: Case
    now_live: bool = False


async def take(
    work: Work, guild_id: int, case_id: int, by_member_id: int, now: datetime, timings: Timings
) -> Taken | NotYours | Refused:
    """“I've got this”. A test that a responder takes is over with that, and the server is live."""
    case = await _case_for_work(work, guild_id, case_id, by_member_id)
    if isinstance(case, Refused):
        return case
    if case.kind in (CaseKind.TEST, CaseKind.DRILL):
        return await _pass_test(work, case, by_member_id, now)
    taken = rules.taken(case, by_member_id, now)
    if isinstance(taken, NotYours):
        return taken
    if taken is case:
        return Taken(case)
    await CaseStore(work).save(taken)
    await CaseStore(work).write_down(taken, "taken", now, by_member_id)
    await paging.stop_asking(work, taken, now)
    await paging.redraw(work, taken, now, timings, at_once=True)
    return Taken(taken)


async def resolve(
    work: Work,
    guild_id: int,
    case_id: int,
    by_member_id: int,
    outcome: Outcome,
    note: str,
    now: datetime,
    timings: Timings,
    *,
    reason: str | None = None,
) -> Case | NotYours | Refused:
    """It is over. “Not a crisis” deletes the words at once; a person who asked to be erased is erased with the case."""
    case = await _case_for_work(work, guild_id, case_id, by_member_id)
    if isinstance(case, Refused):
        return case
    closed = rules.resolved(case, by_member_id, outcome, now)
    if isinstance(closed, NotYours):
        return closed
    store = CaseStore(work)
    await store.save(closed)
    detail = {"outcome": outcome.value} | ({} if reason is None else {"reason": reason})
    await store.write_down(closed, "resolved", now, by_member_id, **detail)
    await count_closed(work, closed, now)
    if note and not closed.erase_when_over:
        await store.write_note(closed, note)
    if outcome is Outcome.NOT_A_CRISIS:
        await AlertStore(work).forget_words(case_id)
    await paging.stop_asking(work, closed, now)
    await paging.redraw(work, closed, now, timings, at_once=True)
    return closed


async def still_there(
    work: Work, guild_id: int, case_id: int, by_member_id: int, now: datetime, timings: Timings
) -> Case | NotYours | Refused:
    """The holder answers that they are still with the person."""
    case = await _case_for_work(work, guild_id, case_id, by_member_id)
    if isinstance(case, Refused):
        return case
    if case.is_over or case.holder_member_id != by_member_id:
        return NotYours(case.holder_member_id, over=case.is_over)
    touched = rules.touched(case, now)
    await CaseStore(work).save(touched)
    await CaseStore(work).write_down(touched, "still_there", now, by_member_id)
    await paging.redraw(work, touched, now, timings, at_once=True)
    return touched


async def hand_over(
    work: Work, guild_id: int, case_id: int, by_member_id: int, to_member_id: int, now: datetime, timings: Timings
) -> Case | NotYours | Refused:
    """The case goes to somebody else, who is asked by name; the door has checked that they may work it."""
    case = await _case_for_work(work, guild_id, case_id, by_member_id)
    if isinstance(case, Refused):
        return case
    if case.member_id == to_member_id:
        return Refused.OWN_CASE
    handed = rules.handed(case, to_member_id, now)
    if isinstance(handed, NotYours):
        return handed
    await CaseStore(work).write_down(handed, "handed_over", now, by_member_id, to=str(to_member_id))
    await paging.stop_asking(work, handed, now)
    paged = await paging.page(work, handed, Why.HANDED_OVER, now, timings)
    await paging.redraw(work, paged, now, timings, at_once=True)
    return paged


async def bring_in_others(
    work: Work, guild_id: int, case_id: int, by_member_id: int, now: datetime, timings: Timings
) -> Case | NotYours | Refused:
    """Ask for a second person; at most one such page in two minutes, however often it is pressed."""
    case = await _case_for_work(work, guild_id, case_id, by_member_id)
    if isinstance(case, Refused):
        return case
    if case.is_over:
        return NotYours(case.resolved_by_member_id, over=True)
    asked_at = [entry.at for entry in await CaseStore(work).trail(case_id) if entry.what == "more_hands"]
    if any(timedelta(0) <= now - at < _ONE_MORE_EVERY for at in asked_at):
        return case
    case = rules.touched(case, now)
    await CaseStore(work).write_down(case, "more_hands", now, by_member_id)
    return await paging.page(work, case, Why.MORE_HANDS, now, timings)


async def reveal(
    work: Work, guild_id: int, case_id: int, by_member_id: int, now: datetime
) -> tuple[Case, tuple[tuple[Alert, str | None], ...]] | Refused:
    """The words of the newest alerts, for one pair of eyes; who looked is written down in the same transaction."""
    case = await _case_for_work(work, guild_id, case_id, by_member_id)
    if isinstance(case, Refused):
        return case
    if case.is_over and not await looks.may_look(work, case, by_member_id, now):
        return Refused.TOO_MANY
    store = AlertStore(work)
    found = [(alert, await store.words(alert)) for alert in await store.of_case(case_id, limit=5)]
    await CaseStore(work).write_down(case, "revealed", now, by_member_id, alerts=len(found))
    touched = rules.touched(case, now) if case.holder_member_id == by_member_id else case
    await CaseStore(work).save(touched)
    return touched, tuple(found)


async def sweep(work: Work, now: datetime, timings: Timings) -> int:
    """Do what is due in every case: climb, worry, ask the holder. Answers how many cases moved."""
    due = await CaseStore(work).due(now, BATCH)
    for case in due:
        reached("K11")
        await _move(work, case, now, timings)
    return len(due)


async def _move(work: Work, case: Case, now: datetime, timings: Timings) -> None:
    store = CaseStore(work)
    silence = rules.silent(case, now)
    if silence is not None:
        await _mind_silence(work, *silence, now, timings)
    elif rules.climbed(case, now) is not None:
        await climb_one(work, case, now, timings)
    else:
        worry = rules.worried(case, now, timings)
        if worry is not None:
            await store.save(worry[0])
            await _try_other_ways(work, *worry, now)


async def _mind_silence(work: Work, case: Case, silence: Silence, now: datetime, timings: Timings) -> None:
    if silence is Silence.ASK:
        await paging.page(work, case, Why.STILL_THERE, now, timings)
        return
    case = await on_call_anew(work, case, now)
    await CaseStore(work).write_down(case, "reopened", now)
    reopened = await climb_one(work, case, now, timings, Why.REOPENED)
    await paging.redraw(work, reopened, now, timings, at_once=True, everything=True)


async def _try_other_ways(work: Work, case: Case, worry: Worry, now: datetime) -> None:
    people = thawed(case.policy).people
    await CaseStore(work).write_down(case, f"not_told:{worry.value}", now, page=case.page)
    if worry is Worry.SECOND_PATH:
        await paging.notify(work, case, paging.other_ways(people, Path.CHANNEL), Why.NO_OTHER_WAY, now)
        return
    await paging.notify(work, case, paging.every_way(people), Why.NO_OTHER_WAY, now, attempt=case.worry)
    arguments = {"case": str(case.case_id), "severity": case.severity, "opened_at": case.opened_at.isoformat()}
    await EventStore(work).add(NOBODY_TOLD, case.guild_id, None, arguments, now)


async def notice_settled(
    work: Work, row: OutboxRow, state: State, now: datetime, timings: Timings, *, shown: int | None = None
) -> None:
    """Note how sending a notice ended; a way that does not work leads to the next one at once.

    `shown`: how many alerts the notice told of when it was drawn. What was added while it was on its way is added to it
    now; None: nobody knows, and it is drawn anew.
    """
    store = CaseStore(work)
    notice = await store.settle_notice(row.key, state.value, channel_id=row.channel_id, message_id=row.message_id)
    case = None if notice is None else await store.get(notice.guild_id, notice.case_id, lock=True)
    if notice is None or case is None:
        return
    if state is State.DELIVERED:
        await store.write_down(case, "told", now, step=notice.step, page=notice.page, path=notice.path.value)
        told = rules.told(case, notice.page, now)
        if told is not case:
            await store.save(told)
        changed = row.first_tried_at is not None and case.changed_at > row.first_tried_at
        if changed or shown is None or await AlertStore(work).count_of_case(case.case_id) > shown:
            await paging.redraw(work, told, now, timings)
    elif state is not State.DROPPED and not case.is_over and notice.page == case.page:
        await store.write_down(case, f"way_{state.value}", now, path=notice.path.value, page=notice.page)
        ways = paging.other_ways(thawed(case.policy).people, notice.path)
        if notice.path is not Path.DM and case.told_at is None:
            await paging.notify(work, case, ways, Why.NO_OTHER_WAY, now)


async def notice_struggling(work: Work, row: OutboxRow, now: datetime, timings: Timings) -> None:
    """Discord named a long wait: the next way is taken at once instead of after it."""
    current = await OutboxStore(work).get(row.row_id)
    if current is None or current.due_at <= now + timedelta(seconds=timings.second_path):
        return
    store = CaseStore(work)
    notice = await store.settle_notice(row.key, State.WAITING.value, channel_id=None, message_id=None)
    case = None if notice is None else await store.get(notice.guild_id, notice.case_id, lock=True)
    if notice is None or case is None or case.told_at is not None or notice.page != case.page:
        return
    await paging.notify(work, case, paging.other_ways(thawed(case.policy).people, notice.path), Why.NO_OTHER_WAY, now)


async def redraw_settled(work: Work, row: OutboxRow, state: State, now: datetime, timings: Timings) -> None:
    """Somebody deleted the message that stood for the case: while nobody has it, it is said anew."""
    if state is not State.GONE or row.guild_id is None:
        return
    case = await CaseStore(work).get(row.guild_id, int(str(row.arguments["case"])), lock=True)
    if case is None or case.state is not CaseState.OPEN:
        return
    newest = [n for n in await CaseStore(work).notices(case.case_id) if n.message_id is not None]
    if newest and newest[-1].key == row.arguments["notice"]:
        await paging.page(work, case, Why.NOTICE_GONE, now, timings)


async def clock_went_back(work: Work, back: timedelta) -> None:
    """What waits in open cases, and what is to be said about them, waits no longer because somebody set the clock."""
    await OutboxStore(work).put_forward(back)
    await EventStore(work).put_forward(back)
    for case in await CaseStore(work).open_everywhere():
        await CaseStore(work).save(rules.shifted(case, back))


async def tidy(work: Work, now: datetime) -> int:
    """Delete words a week after closing, cases half a year after; and cases of erased members that are over."""
    changed = await AlertStore(work).forget_words_closed_before(now - timedelta(days=7))
    changed += await LetterStore(work).forget_words_closed_before(now - timedelta(days=7))
    changed += await CaseStore(work).forget_before(now - timedelta(days=180))
    changed += await CaseStore(work).forget_erased(now - timedelta(minutes=5))
    await AlertStore(work).forget_hellos(now - timedelta(hours=1))
    return changed


def is_own(case: Case, member_id: int) -> bool:
    """A case about the person who presses: others look after it. A test or drill is nobody's own."""
    return case.member_id == member_id and case.kind in (CaseKind.ALERT, CaseKind.REPORT)


async def _case_for_work(work: Work, guild_id: int, case_id: int, by_member_id: int) -> Case | Refused:
    case = await CaseStore(work).get(guild_id, case_id, lock=True)
    if case is None:
        return Refused.UNKNOWN
    return Refused.OWN_CASE if is_own(case, by_member_id) else case


async def _pass_test(work: Work, case: Case, by_member_id: int, now: datetime) -> Taken | NotYours:
    closed = rules.resolved(case, by_member_id, Outcome.TEST_PASSED, now)
    if isinstance(closed, NotYours):
        return closed
    closed = replace(closed, holder_member_id=by_member_id, acknowledged_at=now)
    await CaseStore(work).save(closed)
    await CaseStore(work).write_down(closed, "taken", now, by_member_id)
    await paging.stop_asking(work, closed, now)
    for notice in await CaseStore(work).notices(closed.case_id):
        if notice.message_id is not None:
            await paging.redraw_notice(work, closed, notice, now, now)
    if case.kind is CaseKind.DRILL:
        return Taken(closed)
    now_live = await ServerStore(work).mark_live(case.guild_id, now)
    await EventStore(work).add(TEST_ACKNOWLEDGED, case.guild_id, by_member_id, {"case": str(case.case_id)}, now)
    return Taken(closed, now_live)

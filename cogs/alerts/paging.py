"""Writes the notices of a case: to whom a page goes, by which path, and what is redrawn when the case changes.

Everything here runs inside the transaction of its cause.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cogs.alerts import rules
from cogs.alerts.policy import People, Reach, thawed
from cogs.alerts.seen import Stands
from cogs.shared.timings import Timings
from storage.cases import CaseStore
from storage.outbox import OutboxStore
from storage.records.alerts import Case, CaseState, Notice, Path
from storage.records.outbox import Lane, State, Target, ToSay
from storage.work import Work

NOTICE = "alerts.notice"
REDRAW = "alerts.redraw"
MOST_DMS = 5


class Why(StrEnum):
    """What the page says first."""

    STEP = "step"
    WORSE = "worse"
    NEW_PLACE = "new_place"
    ASKED = "asked"  # somebody asked about them once more, and nobody has it
    REOPENED = "reopened"
    STILL_THERE = "still_there"
    NO_OTHER_WAY = "no_other_way"  # this path is used because another one failed
    NOTICE_GONE = "notice_gone"  # somebody deleted the message that stood for the case
    MORE_HANDS = "more_hands"
    HANDED_OVER = "handed_over"
    WRITTEN_DOWN = "written_down"  # people were asked before it could be written down; nobody is asked twice


@dataclass(frozen=True, slots=True)
class Goal:
    """Where one notice of a page goes."""

    path: Path
    channel_id: int | None = None
    member_id: int | None = None

    @property
    def name(self) -> str:
        return f"c{self.channel_id}" if self.channel_id is not None else f"m{self.member_id}"


def goals(people: People, reach: Reach) -> tuple[Goal, ...]:
    """The notices of a page by the ordinary path. A case about one of the staff keeps out of what they can read."""
    found: list[Goal] = []
    if people.alert_channel_id is not None:
        found.append(Goal(Path.CHANNEL, channel_id=people.alert_channel_id))
    elif people.avoid_member_id is not None and people.second_channel_id is not None:
        found.append(Goal(Path.SECOND, channel_id=people.second_channel_id))
    if not found:
        found.extend(one_by_one(people))
    if reach is Reach.RESPONDERS:
        found.extend(Goal(Path.DM, member_id=member_id) for member_id in people.on_call_ids)
    if reach in (Reach.ORGANISERS, Reach.EVERYONE):
        found.extend(Goal(Path.DM, member_id=member_id) for member_id in people.organiser_ids)
    return tuple(
        dict.fromkeys(goal for goal in found if goal.member_id != people.avoid_member_id or not goal.member_id)
    )


def one_by_one(people: People) -> tuple[Goal, ...]:
    """Responders by DM, whoever is on call first; or the organisers where no responder is known."""
    responders = tuple(dict.fromkeys((*people.on_call_ids, *people.responder_ids)))
    ids = (responders or people.organiser_ids)[:MOST_DMS]
    return tuple(Goal(Path.DM, member_id=member_id) for member_id in ids if member_id != people.avoid_member_id)


def other_ways(people: People, failed: Path) -> tuple[Goal, ...]:
    """Where a page goes when `failed` does not work: the second channel, else people one by one."""
    if failed is Path.CHANNEL and people.second_channel_id is not None:
        return (Goal(Path.SECOND, channel_id=people.second_channel_id),)
    return one_by_one(people)


def every_way(people: People) -> tuple[Goal, ...]:
    ids = dict.fromkeys((*people.on_call_ids, *people.responder_ids[:MOST_DMS], *people.organiser_ids))
    channels = (Goal(Path.CHANNEL, channel_id=people.alert_channel_id), Goal(Path.SECOND, people.second_channel_id))
    dms = (Goal(Path.DM, member_id=member_id) for member_id in ids if member_id != people.avoid_member_id)
    return (*(goal for goal in channels if goal.channel_id is not None), *dms)


async def page(work: Work, case: Case, why: Why, now: datetime, timings: Timings) -> Case:
    """Ask the people of the case's current rung; answers the case, saved."""
    paged = rules.paged(case, now, timings)
    policy = thawed(paged.policy)
    reach = rules.current_reach(paged)
    if reach is Reach.NOBODY_LEFT or why in (Why.STILL_THERE, Why.WRITTEN_DOWN):
        reach = Reach.QUEUE
    await CaseStore(work).save(paged)
    await CaseStore(work).write_down(paged, f"page:{why.value}", now, step=paged.step, page=paged.page)
    await notify(work, paged, goals(policy.people, reach), why, now)
    return paged


async def adopt(work: Work, case: Case, stands: Sequence[Stands], now: datetime, timings: Timings) -> Case:
    """Notices that stand there already become this case's own, with buttons that work; nobody is pinged again."""
    paged = rules.paged(case, now, timings)
    case = rules.told(paged, paged.page, now)
    await CaseStore(work).save(case)
    await CaseStore(work).write_down(case, "adopted", now, step=case.step, page=case.page)
    for number, one in enumerate(stands):
        notice = Notice(
            key=f"notice:{case.case_id}:{case.step}:c{one.channel_id}:{case.page}.was{number}",
            guild_id=case.guild_id,
            case_id=case.case_id,
            page=case.page,
            step=case.step,
            path=one.path,
            to_channel_id=one.channel_id,
            to_member_id=None,
            state=State.DELIVERED.value,
            channel_id=one.channel_id,
            message_id=one.message_id,
            created_at=one.at,
        )
        await CaseStore(work).add_notice(notice)
        await redraw_notice(work, case, notice, now, now)
    return case


async def notify(work: Work, case: Case, to: Iterable[Goal], why: Why, now: datetime, attempt: int = 0) -> int:
    """Write one notice for each goal; one that was written before for this page is not written again."""
    written = 0
    for goal in to:
        key = f"notice:{case.case_id}:{case.step}:{goal.name}:{case.page}" + (f".{attempt}" if attempt else "")
        notice = Notice(
            key=key,
            guild_id=case.guild_id,
            case_id=case.case_id,
            page=case.page,
            step=case.step,
            path=goal.path,
            to_channel_id=goal.channel_id,
            to_member_id=goal.member_id,
            state=State.WAITING.value,
            channel_id=None,
            message_id=None,
            created_at=now,
        )
        if not await CaseStore(work).add_notice(notice):
            continue
        target, target_id = (
            (Target.CHANNEL, goal.channel_id) if goal.channel_id is not None else (Target.MEMBER, goal.member_id)
        )
        assert target_id is not None
        to_say = ToSay(
            key=key,
            kind=NOTICE,
            lane=Lane.ALERTS,
            target=target,
            target_id=target_id,
            guild_id=case.guild_id,
            about_member_id=case.member_id,
            arguments={
                "case": str(case.case_id),
                "page": case.page,
                "step": case.step,
                "why": why.value,
                "path": goal.path.value,
            },
        )
        await OutboxStore(work).add(to_say, now)
        written += 1
    return written


async def redraw(
    work: Work, case: Case, now: datetime, timings: Timings, *, at_once: bool = False, everything: bool = False
) -> None:
    """Show the case's newest state on the notices people look at; many changes become one edit.

    When somebody took it or it is over, every delivered notice changes; otherwise the newest one in each place, or
    `everything`.
    """
    delivered = [notice for notice in await CaseStore(work).notices(case.case_id) if notice.message_id is not None]
    if case.state is CaseState.OPEN and not everything:
        newest = {(notice.to_channel_id, notice.to_member_id): notice for notice in delivered}
        delivered = list(newest.values())
    due_at = now if at_once else now + timedelta(seconds=timings.edit_pace)
    for notice in delivered:
        await redraw_notice(work, case, notice, now, due_at)


async def redraw_notice(work: Work, case: Case, notice: Notice, now: datetime, due_at: datetime) -> None:
    assert notice.channel_id is not None
    await OutboxStore(work).redraw(
        ToSay(
            key=f"redraw:{notice.key}",
            kind=REDRAW,
            lane=Lane.ALERTS,
            target=Target.CHANNEL,
            target_id=notice.channel_id,
            guild_id=case.guild_id,
            about_member_id=case.member_id,
            edits_message_id=notice.message_id,
            arguments={"case": str(case.case_id), "notice": notice.key},
        ),
        now,
        due_at=due_at,
    )


async def stop_asking(work: Work, case: Case, now: datetime) -> None:
    """Somebody has it: notices that have not been sent are not sent any more."""
    store = CaseStore(work)
    waiting = [n.key for n in await store.notices(case.case_id) if n.state == State.WAITING.value]
    await OutboxStore(work).drop(waiting, now)
    for key in waiting:
        row = await OutboxStore(work).by_key(key)
        if row is None or row.state is State.DROPPED:
            await store.settle_notice(key, State.DROPPED.value, channel_id=None, message_id=None)

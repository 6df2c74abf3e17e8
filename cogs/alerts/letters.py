"""A responder writes to the person through the bot, and is reminded of them a day later if they want."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cogs.alerts import paging, rules
from cogs.alerts.casework import Refused, is_own
from cogs.alerts.rules import NotYours
from cogs.shared.timings import Timings
from storage.alerts import AlertStore
from storage.cases import CaseStore
from storage.follow_ups import FollowUpStore
from storage.ids import new_id
from storage.letters import LetterStore
from storage.outbox import OutboxStore
from storage.records.alert_settings import FollowUp
from storage.records.alerts import Case, CaseKind
from storage.records.letters import Letter
from storage.records.outbox import Lane, OutboxRow, State, Target, ToSay
from storage.servers import ServerStore
from storage.work import Work

LETTER, FOLLOW_UP = "alerts.letter", "alerts.follow_up"
LONGEST = 1000
_A_DAY = timedelta(hours=24)
_BATCH = 50
_SILENT = "abuse"


class Where(StrEnum):
    PRIVATELY = "privately"
    CHANNEL = "channel"


class NoLetter(StrEnum):
    ABUSE = "abuse"  # somebody else may be reading their phone
    NO_CHANNEL = "no_channel"  # they wrote nowhere that others read


@dataclass(frozen=True, slots=True)
class Draft:
    words: str
    where: Where


async def may_write(work: Work, case: Case) -> bool:
    """Not where abuse is part of it: a message or a ping can be seen by whoever hurts them."""
    if case.kind not in (CaseKind.ALERT, CaseKind.REPORT):
        return False
    return case.category != _SILENT and _SILENT not in await AlertStore(work).categories_of(case.case_id)


async def write(
    work: Work, guild_id: int, case_id: int, by_member_id: int, draft: Draft, now: datetime, timings: Timings
) -> Letter | NoLetter | NotYours | Refused:
    """Keep what was written and have it said; the responder has done something, so they are not asked whether they
    are still there."""
    store = CaseStore(work)
    case = await store.get(guild_id, case_id, lock=True)
    if case is None:
        return Refused.UNKNOWN
    if is_own(case, by_member_id):
        return Refused.OWN_CASE
    if case.is_over:
        return NotYours(case.resolved_by_member_id, over=True)
    if not await may_write(work, case):
        return NoLetter.ABUSE
    channel_id = await _channel_of(work, case) if draft.where is Where.CHANNEL else None
    if draft.where is Where.CHANNEL and channel_id is None:
        return NoLetter.NO_CHANNEL
    letter = Letter(new_id(now), case_id, guild_id, case.member_id, by_member_id, channel_id, now)
    await LetterStore(work).write(letter, draft.words)
    await store.write_down(case, "written", now, by_member_id, where=draft.where.value)
    if case.holder_member_id == by_member_id:
        case = rules.touched(case, now)
        await store.save(case)
    target, target_id = (Target.MEMBER, case.member_id) if channel_id is None else (Target.CHANNEL, channel_id)
    to_say = ToSay(
        key=f"letter:{letter.letter_id}",
        kind=LETTER,
        lane=Lane.ANSWERS,
        target=target,
        target_id=target_id,
        guild_id=guild_id,
        about_member_id=case.member_id,
        arguments={"letter": str(letter.letter_id)},
    )
    await OutboxStore(work).add(to_say, now)
    await paging.redraw(work, case, now, timings, at_once=True)
    return letter


async def letter_settled(work: Work, row: OutboxRow, state: State, now: datetime, timings: Timings) -> None:
    """The notice says so when Discord did not take it."""
    if state in (State.DELIVERED, State.DROPPED) or row.guild_id is None:
        return
    letter = await LetterStore(work).get(row.guild_id, int(str(row.arguments["letter"])))
    case = None if letter is None else await CaseStore(work).get(row.guild_id, letter.case_id, lock=True)
    if letter is None or case is None:
        return
    await LetterStore(work).refused(letter.letter_id)
    await CaseStore(work).write_down(case, "letter_not_delivered", now)
    await paging.redraw(work, case, now, timings, at_once=True)


async def want_follow_up(work: Work, case: Case, by_member_id: int, now: datetime) -> bool:
    """Remind whoever closed it, a day later; `case` is locked."""
    wanted = FollowUp(case.case_id, case.guild_id, case.member_id, by_member_id, now + _A_DAY, None)
    return await FollowUpStore(work).want(wanted, now)


async def remind(work: Work, now: datetime) -> int:
    """Say what is due, to the person who wanted it; to the alert channel when nobody knows any longer who that was."""
    due = await FollowUpStore(work).due(now, _BATCH)
    for follow_up in due:
        await FollowUpStore(work).reminded(follow_up.case_id)
        case = await CaseStore(work).get(follow_up.guild_id, follow_up.case_id)
        server = await ServerStore(work).get(follow_up.guild_id)
        if case is None or server is None:
            continue
        if follow_up.by_member_id is not None:
            await OutboxStore(work).add(_reminder(follow_up, Target.MEMBER, follow_up.by_member_id), now)
        elif server.alert_channel_id is not None:
            await OutboxStore(work).add(_reminder(follow_up, Target.CHANNEL, server.alert_channel_id), now)
    return len(due)


async def reminder_settled(work: Work, row: OutboxRow, state: State, now: datetime) -> None:
    """A shut door: the alert channel hears of it instead, unless the person could read it there."""
    if state in (State.DELIVERED, State.DROPPED) or row.target is not Target.MEMBER or row.guild_id is None:
        return
    follow_up = await FollowUpStore(work).get(row.guild_id, int(str(row.arguments["case"])))
    case = None if follow_up is None else await CaseStore(work).get(row.guild_id, follow_up.case_id)
    if follow_up is None or case is None:
        return
    channel_id = rules.people_asked(case).alert_channel_id
    if channel_id is not None:
        await OutboxStore(work).add(_reminder(follow_up, Target.CHANNEL, channel_id), now)


def _reminder(follow_up: FollowUp, target: Target, target_id: int) -> ToSay:
    return ToSay(
        key=f"follow_up:{follow_up.case_id}:{target.value}",
        kind=FOLLOW_UP,
        lane=Lane.ANSWERS,
        target=target,
        target_id=target_id,
        guild_id=follow_up.guild_id,
        about_member_id=follow_up.member_id,
        arguments={"case": str(follow_up.case_id)},
    )


async def _channel_of(work: Work, case: Case) -> int | None:
    """Where the person wrote last. A report names somebody who did not write to us."""
    if case.kind is CaseKind.REPORT:
        return None
    return next((alert.channel_id for alert in await AlertStore(work).of_case(case.case_id, 1)), None)

"""A member asks for a human, reports a message, or is worried about somebody: a case like any other, and to staff only.

What a member types here is for responders; the person it is about never learns of it from us.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cogs.alerts import paging, rules
from cogs.alerts.actions import climb_one
from cogs.alerts.matching.findings import Severity
from cogs.alerts.paging import Why
from cogs.alerts.people import Routing, organisers_only, routing_of, without
from cogs.alerts.policy import Policy, graver, soon, thawed
from cogs.shared.timings import Timings
from storage.alerts import AlertStore
from storage.cases import CaseStore
from storage.ids import new_id
from storage.records.alerts import Alert, Case, CaseKind, CaseState, Source
from storage.servers import ServerStore
from storage.work import Work

MOST_IN_AN_HOUR = 5
_AGAIN = timedelta(minutes=2)


class Unasked(StrEnum):
    NOT_SET_UP = "not_set_up"
    TOO_OFTEN = "too_often"
    SELF = "self"


@dataclass(frozen=True, slots=True)
class Asked:
    case: Case
    holder_member_id: int | None  # somebody is looking after this person already


@dataclass(frozen=True, slots=True)
class Wish:
    """`about_member_id` is whom the case is about, `by_member_id` who asked; `message_id` the message reported."""

    guild_id: int
    channel_id: int
    by_member_id: int
    about_member_id: int
    category: str  # asked, report, worried
    note: str = ""
    message_id: int | None = None
    watched: bool = False  # somebody who hurts them may read what is written to them
    staff: bool = False  # it is about somebody who works on alerts here
    can_read: frozenset[int] = frozenset()  # alert channels that the person it is about can read
    responder_ids: tuple[int, ...] = ()  # who has the roles to respond, as far as known
    owner_id: int | None = None

    @property
    def about(self) -> str:
        """The category of what is written down: asked for as urgently, and then never written to."""
        return "abuse" if self.watched else self.category


async def ask_for_human(work: Work, wish: Wish, now: datetime, timings: Timings) -> Asked | Unasked:
    """A case about the member who asks (or their open one), or a report about somebody, with the note sealed."""
    server = await ServerStore(work).get(wish.guild_id)
    if server is None or server.alert_channel_id is None:
        return Unasked.NOT_SET_UP
    own = wish.category == "asked"
    if not own and wish.by_member_id == wish.about_member_id:
        return Unasked.SELF
    store = CaseStore(work)
    since = now - timedelta(hours=1)
    if not own and await store.count_by(wish.guild_id, wish.by_member_id, "asked_for", since) >= MOST_IN_AN_HOUR:
        return Unasked.TOO_OFTEN
    kind = CaseKind.ALERT if own else CaseKind.REPORT
    policy = _policy(await routing_of(work, server, now), wish, now)
    case = await store.open_of(wish.guild_id, wish.about_member_id, kind, lock=True)
    is_new = case is None
    if case is None:
        found = (wish.about, Severity.MEDIUM)
        case = rules.opened(new_id(now), wish.guild_id, wish.about_member_id, kind, found, policy, now)
        await store.add(case)
    if is_new or not own or wish.note or not await _just_asked(work, case, now):
        await AlertStore(work).add(_alert(case, wish, now), wish.note or None)
        await store.write_down(case, "asked_for", now, wish.by_member_id, category=wish.category)
    if is_new:
        return Asked(await climb_one(work, case, now, timings), None)
    if case.state is CaseState.ACKNOWLEDGED:
        await paging.redraw(work, case, now, timings)
        return Asked(case, case.holder_member_id)
    return Asked(await _again(work, case, policy, now, timings), None)


async def _just_asked(work: Work, case: Case, now: datetime) -> bool:
    """Pressing the same again and again is one asking: nothing is refused, and nothing grows by it."""
    return any(
        last.source is Source.ASKED and now - last.seen_at < _AGAIN
        for last in await AlertStore(work).of_case(case.case_id, 1)
    )


async def _again(work: Work, case: Case, policy: Policy, now: datetime, timings: Timings) -> Case:
    """Somebody asks and nobody has the case: people are asked again, at most every two minutes; at once, and by its own
    ladder, where the case waited in a queue that would ask nobody yet."""
    if case.next_step_at is None or graver(policy.name, thawed(case.policy).name):
        return await climb_one(work, rules.laddered(case, policy, now), now, timings, Why.ASKED)
    if now - case.paged_at >= _AGAIN:
        return await paging.page(work, case, Why.ASKED, now, timings)
    await paging.redraw(work, case, now, timings)
    return case


def _policy(routing: Routing, wish: Wish, now: datetime) -> Policy:
    people = routing.people(wish.responder_ids, now)
    if wish.staff and wish.category == "asked":
        people = without(people, wish.about_member_id, wish.can_read, wish.owner_id)
    elif wish.staff:
        people = organisers_only(people, wish.about_member_id, wish.owner_id)
    chosen = routing.policy(wish.category, Severity.MEDIUM) or routing.paced(soon())
    return chosen.with_people(people)


def _alert(case: Case, wish: Wish, now: datetime) -> Alert:
    return Alert(
        alert_id=new_id(now),
        guild_id=wish.guild_id,
        case_id=case.case_id,
        channel_id=wish.channel_id,
        message_id=-new_id(now),
        member_id=wish.about_member_id,
        category=wish.about,
        severity=int(Severity.MEDIUM),
        rule=wish.category,
        hits=() if wish.message_id is None else ({"message": str(wish.message_id)},),
        source=Source.ASKED if wish.category == "asked" else Source.REPORT,
        said_at=now,
        seen_at=now,
        has_words=bool(wish.note),
        edited_at=None,
        deleted_at=None,
    )

"""From words to a case: what was found is recorded, with its case, its notice and its mark, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from cogs.alerts import paging, rules
from cogs.alerts.matching.findings import Hit, worst
from cogs.alerts.member_note import nobody_answered
from cogs.alerts.paging import Why
from cogs.alerts.people import Routing, routing_of, without
from cogs.alerts.policy import People, Policy, Reach
from cogs.alerts.rules import Joining, NotYours
from cogs.alerts.seen import KEPT_WORDS, Around, Finding, Seen, Told, mode_of
from cogs.shared.points import reached
from cogs.shared.timings import Timings
from storage.alerts import AlertStore
from storage.cases import CaseStore
from storage.counts import CountStore
from storage.events import EventStore
from storage.ids import new_id
from storage.records.alerts import Alert, Case, CaseKind, Source
from storage.records.servers import Server
from storage.servers import ServerStore
from storage.work import Work

ORGANISERS_ASKED = "alerts.organisers_asked"


@dataclass(frozen=True, slots=True)
class Recorded:
    alert: Alert
    case: Case
    joining: Joining | None  # None: the case was opened by this alert


@dataclass(slots=True)
class Batch:
    """What several messages recorded in one transaction share; `finish` writes what they have in common."""

    servers: dict[int, Server | None] = field(default_factory=dict[int, "Server | None"])
    routings: dict[int, Routing] = field(default_factory=dict[int, Routing])
    changed: dict[int, Case] = field(default_factory=dict[int, Case])
    cases: dict[tuple[int, int], Case] = field(default_factory=dict[tuple[int, int], Case])
    places: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])

    async def server(self, work: Work, guild_id: int) -> Server | None:
        if guild_id not in self.servers:
            self.servers[guild_id] = await ServerStore(work).get(guild_id)
        return self.servers[guild_id]

    async def routing(self, work: Work, server: Server, now: datetime) -> Routing:
        if server.guild_id not in self.routings:
            self.routings[server.guild_id] = await routing_of(work, server, now)
        return self.routings[server.guild_id]

    async def finish(self, work: Work, now: datetime, timings: Timings) -> None:
        """Alerts that were added quietly show in their notice: one edit a case, however many there are."""
        for case in self.changed.values():
            await paging.redraw(work, case, now, timings)


async def record(
    work: Work,
    batch: Batch,
    seen: Seen,
    hits: Sequence[Hit],
    now: datetime,
    timings: Timings,
    around: Around | None = None,
) -> Recorded | None:
    """Record what was found in a message, once; None when it is nothing that alerts here, or is known already."""
    server = await batch.server(work, seen.guild_id)
    mode = None if server is None else mode_of(server, seen.watched_as)
    if server is None or mode is None:
        return None
    found = rules.counted(hits, mode)
    known, has_case = await AlertStore(work).there(seen.guild_id, seen.message_id, seen.member_id)
    old = await AlertStore(work).by_message(seen.guild_id, seen.message_id) if known else None
    if old is not None:
        return await _again(work, batch, server, seen, found, old, now, timings, around or Around())
    routing = await batch.routing(work, server, now)
    policy = None if not found else _policy(routing, rules.gravest(found))
    if policy is None:
        await _count_low(work, seen, hits, now)
        return None
    finding = Finding(rules.gravest(found), found)
    policy = policy.with_people(_people(routing, seen, around or Around(), now))
    case, is_new = await _case_for(work, batch, seen, finding, policy, now, has_case=has_case)
    alert = _alert(case, seen, finding, now)
    words = seen.text[:KEPT_WORDS] if alert.has_words else None
    new_place = not is_new and await _is_new_place(work, batch, case, seen)
    if not await AlertStore(work).add(alert, words):
        return None
    reached("K2")
    batch.places.add((case.case_id, seen.channel_id))
    how = None
    if is_new:
        case = await _begin(work, case, seen.told, now, timings)
    else:
        how = rules.joining(case, finding.top.severity, policy, new_channel=new_place)
        if seen.told is not None and case.anchor_at == seen.told.began_at:
            how = Joining.QUIETLY  # asked about in the same breath, before either could be written down
        case = await _join(work, batch, case, finding, policy, how, now, timings, new_place=new_place)
    batch.cases[seen.guild_id, seen.member_id] = case
    return Recorded(alert, case, how)


async def _begin(work: Work, case: Case, told: Told | None, now: datetime, timings: Timings) -> Case:
    """The first page; or, where people were asked already, a notice with its buttons that pings nobody again."""
    if told is None or told.step < 0:
        return await climb_one(work, case, now, timings)
    step = told.step if told.upto is None else rules.step_by(case, told.began_at, told.upto)
    case = rules.asked_before(case, told.began_at, step)
    if told.stands:
        case = await paging.adopt(work, case, told.stands, now, timings)
    else:
        case = await paging.page(work, case, Why.WRITTEN_DOWN, now, timings)
    taken = case if told.taken_by is None else rules.taken(case, told.taken_by, now)
    if taken is case or isinstance(taken, NotYours):
        return case
    if told.outcome is not None and told.taken_by is not None:
        over = rules.resolved(taken, told.taken_by, told.outcome, now)
        assert isinstance(over, Case)
        await CaseStore(work).save(over)
        await CaseStore(work).write_down(over, "resolved", now, told.taken_by, outcome=told.outcome.value)
        return over
    # a notice is still wanted, and still to be told: nobody has seen its buttons yet
    taken = replace(taken, worry_at=case.worry_at)
    await CaseStore(work).save(taken)
    await CaseStore(work).write_down(taken, "taken", now, told.taken_by)
    return taken


async def climb_one(work: Work, case: Case, now: datetime, timings: Timings, why: Why = Why.STEP) -> Case:
    """Climb the next rung if it is due, and ask whom it names."""
    step = rules.climbed(case, now)
    if step is None:
        return case
    if step[1].reach is Reach.ORGANISERS and case.kind is CaseKind.ALERT:
        arguments = {"severity": case.severity, "opened_at": case.opened_at.isoformat()}
        await EventStore(work).add(ORGANISERS_ASKED, case.guild_id, None, arguments, now)
    if step[1].reach is Reach.NOBODY_LEFT:
        await nobody_answered(work, case, now)
    return await paging.page(work, step[0], why, now, timings)


async def message_deleted(
    work: Work, guild_id: int, message_ids: Sequence[int], now: datetime, timings: Timings
) -> bool:
    """The alert stays; its notice says that the message is gone. False when none of them had an alert."""
    cases = await AlertStore(work).mark_deleted(guild_id, message_ids, now)
    for case_id in cases:
        case = await CaseStore(work).get(guild_id, case_id)
        if case is not None:
            await paging.redraw(work, case, now, timings)
    return bool(cases)


def _policy(routing: Routing, top: Hit) -> Policy | None:
    return routing.policy(top.category, top.severity)


def _people(routing: Routing, seen: Seen, around: Around, now: datetime) -> People:
    people = routing.people(around.responder_ids, now)
    return without(people, seen.member_id, seen.can_read, around.owner_id) if seen.avoid else people


async def _count_low(work: Work, seen: Seen, hits: Sequence[Hit], now: datetime) -> None:
    """What is too slight to ask anybody about is counted by day and category, without a person."""
    if seen.source is not Source.MESSAGE:
        return  # read again after an outage or an edit, it would count twice
    plain = worst([hit for hit in hits if hit.suppressed_by is None])
    if plain is not None:
        await CountStore(work).low(seen.guild_id, now.date(), plain.category)


async def _is_new_place(work: Work, batch: Batch, case: Case, seen: Seen) -> bool:
    if (case.case_id, seen.channel_id) in batch.places:
        return False
    return not await AlertStore(work).any_from(case.case_id, seen.channel_id)


async def _case_for(
    work: Work,
    batch: Batch,
    seen: Seen,
    finding: Finding,
    policy: Policy,
    now: datetime,
    *,
    has_case: bool = True,
) -> tuple[Case, bool]:
    """The member's open case, or a new one; another process may open it in the same moment."""
    store = CaseStore(work)
    case = batch.cases.get((seen.guild_id, seen.member_id))
    if case is None and has_case:
        case = await store.open_of(seen.guild_id, seen.member_id, lock=True)
    if case is None:
        top = finding.top
        case = rules.opened(
            new_id(now), seen.guild_id, seen.member_id, CaseKind.ALERT, (top.category, top.severity), policy, now
        )
        if await store.add(case):
            await store.write_down(case, "opened", now, category=top.category, severity=int(top.severity))
            return case, True
        case = await store.open_of(seen.guild_id, seen.member_id, lock=True)
        assert case is not None
    return case, False


async def _join(
    work: Work,
    batch: Batch,
    case: Case,
    finding: Finding,
    policy: Policy,
    how: Joining,
    now: datetime,
    timings: Timings,
    *,
    new_place: bool,
) -> Case:
    worse = finding.top.severity > case.severity
    if worse:
        case = replace(case, category=finding.top.category, severity=int(finding.top.severity), changed_at=now)
        await CaseStore(work).save(case)
    match how:
        case Joining.NEW_LADDER:
            return await climb_one(work, rules.laddered(case, policy, now), now, timings, Why.WORSE)
        case Joining.PAGE:
            why = Why.NEW_PLACE if new_place and not worse else Why.WORSE
            return await paging.page(work, case, why, now, timings)
        case Joining.QUIETLY:
            batch.changed[case.case_id] = case
            return case


async def _again(
    work: Work,
    batch: Batch,
    server: Server,
    seen: Seen,
    found: tuple[Hit, ...],
    old: Alert,
    now: datetime,
    timings: Timings,
    around: Around,
) -> Recorded | None:
    """The message has its alert. An edit is shown, and one into something graver counts like a new alert."""
    if seen.edited_at is None or (old.edited_at is not None and seen.edited_at <= old.edited_at):
        return None
    case = await CaseStore(work).get(seen.guild_id, old.case_id, lock=True)
    if case is None:
        return None
    if not found or rules.gravest(found).severity <= old.severity:
        await AlertStore(work).mark_edited(seen.guild_id, seen.message_id, seen.edited_at)
        batch.changed[case.case_id] = case
        return None
    finding = Finding(rules.gravest(found), found)
    routing = await batch.routing(work, server, now)
    policy = _policy(routing, finding.top)
    if policy is None:
        return None
    policy = policy.with_people(_people(routing, seen, around, now))
    is_new = False
    if case.is_over:
        case, is_new = await _case_for(work, batch, seen, finding, policy, now)
    alert = replace(_alert(case, seen, finding, now), alert_id=old.alert_id, seen_at=old.seen_at)
    await AlertStore(work).grown(alert, seen.text[:KEPT_WORDS] if finding.may_be_kept else None)
    await CaseStore(work).write_down(case, "edited", now, rule=alert.rule, severity=alert.severity)
    how = None
    if is_new:
        case = await climb_one(work, case, now, timings)
    else:
        how = rules.joining(case, finding.top.severity, policy, new_channel=False)
        case = await _join(work, batch, case, finding, policy, how, now, timings, new_place=False)
    batch.cases[seen.guild_id, seen.member_id] = case
    return Recorded(alert, case, how)


def _alert(case: Case, seen: Seen, finding: Finding, now: datetime) -> Alert:
    return Alert(
        alert_id=new_id(now),
        guild_id=seen.guild_id,
        case_id=case.case_id,
        channel_id=seen.channel_id,
        message_id=seen.message_id,
        member_id=seen.member_id,
        category=finding.top.category,
        severity=int(finding.top.severity),
        rule=finding.top.rule,
        hits=tuple(
            {
                "rule": hit.rule,
                "category": hit.category,
                "severity": int(hit.severity),
                "start": hit.start,
                "end": hit.end,
            }
            for hit in finding.hits[:20]
        ),
        source=seen.source,
        said_at=seen.said_at,
        seen_at=now,
        has_words=finding.may_be_kept and bool(seen.text),
        edited_at=seen.edited_at,
        deleted_at=None,
    )

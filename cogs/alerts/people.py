"""Who can be asked on a server at this moment, and by which ladder: the rota, the roles and the server's choices."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cogs.alerts.matching.findings import Severity
from cogs.alerts.policy import People, Policy, Reach, Repeat, frozen, paced, people_of, route, thawed
from cogs.shared.rota import asked_first, on_call
from storage.alert_settings import AlertSettingsStore
from storage.oncall import OnCallStore
from storage.records.alert_settings import AlertSettings
from storage.records.alerts import Case
from storage.records.oncall import Rota
from storage.records.servers import Server
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Routing:
    """How a server routes alerts, and whom it can ask."""

    server: Server
    settings: AlertSettings
    routes: Mapping[tuple[str, int], str]
    rota: Rota

    @property
    def repeat(self) -> Repeat:
        return Repeat(self.settings.repeat_every, self.settings.repeat_times)

    def people(self, responder_ids: tuple[int, ...], now: datetime) -> People:
        """`responder_ids`: who has the roles, as far as known; somebody on the rota without one is not asked."""
        duty = on_call(self.rota, now)
        if responder_ids:
            duty = tuple(member_id for member_id in duty if member_id in responder_ids)
        return replace(
            people_of(self.server), on_call_ids=duty, responder_ids=asked_first(self.rota, responder_ids, now)
        )

    def policy(self, category: str, severity: Severity) -> Policy | None:
        """None: such a finding is only counted here."""
        found = route(category, severity, self.routes, self.repeat)
        return None if found is None else replace(found, hold_for=self.settings.hold_for)

    def paced(self, policy: Policy) -> Policy:
        """A policy that does not come from the table, at the server's pace."""
        return paced(policy, self.settings.hold_for)


async def routing_of(work: Work, server: Server, now: datetime) -> Routing:
    store = AlertSettingsStore(work)
    return Routing(
        server,
        await store.get(server.guild_id),
        await store.routes(server.guild_id),
        await OnCallStore(work).rota(server.guild_id, now),
    )


def pinged(people: People, reach: Reach, *, first: bool) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Roles and people that a step pings in a channel; `first`: it is the first step."""

    def roles(*ids: int | None) -> tuple[int, ...]:
        return tuple(dict.fromkeys(role_id for role_id in ids if role_id is not None))

    match reach:
        case Reach.RESPONDERS:
            # Whoever is on call is asked first, so that the others may sleep; the second step asks all of them.
            alone = first and bool(people.on_call_ids)
            return () if alone else roles(people.responder_role_id), people.on_call_ids
        case Reach.MODERATORS:
            return roles(people.moderator_role_id), ()
        case Reach.ORGANISERS:
            return (), people.organiser_ids
        case Reach.STAFF:
            return roles(people.responder_role_id, people.moderator_role_id), ()
        case Reach.EVERYONE:
            return roles(people.responder_role_id, people.moderator_role_id), people.organiser_ids
        case Reach.QUEUE | Reach.NOBODY_LEFT:
            return (), ()


def without(people: People, member_id: int, can_read: frozenset[int], owner_id: int | None = None) -> People:
    """The same for a case about one of the staff: they are not asked, and no channel that they can read is used.

    Where that leaves no organiser, the owner of the server is the last to be asked.
    """

    def others(ids: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(other for other in ids if other != member_id)

    organisers = others(people.organiser_ids) or tuple({owner_id} - {None, member_id})
    return replace(
        people,
        avoid_member_id=member_id,
        alert_channel_id=None if people.alert_channel_id in can_read else people.alert_channel_id,
        second_channel_id=None if people.second_channel_id in can_read else people.second_channel_id,
        organiser_ids=tuple(one for one in organisers if one is not None),
        responder_ids=others(people.responder_ids),
        on_call_ids=others(people.on_call_ids),
    )


def organisers_only(people: People, member_id: int, owner_id: int | None = None) -> People:
    """For a report about one of the staff: nobody but the other organisers learns of it, or the owner where there is
    none. Only when that leaves nobody at all, the other responders are asked: somebody must hear."""
    alone = without(people, member_id, frozenset({0}), owner_id)
    return replace(
        alone,
        alert_channel_id=None,
        second_channel_id=None,
        responder_role_id=None,
        moderator_role_id=None,
        responder_ids=() if alone.organiser_ids else alone.responder_ids,
        on_call_ids=(),
    )


def is_for_organisers(case: Case) -> bool:
    """A report about one of the staff: other responders neither see nor work it, unless they were asked themselves."""
    people = thawed(case.policy).people
    return people.avoid_member_id is not None and people.responder_role_id is None


def may_see(case: Case, member_id: int, *, organiser: bool) -> bool:
    """Whether a responder may know of the case at all."""
    people = thawed(case.policy).people
    return not is_for_organisers(case) or organiser or member_id in (*people.organiser_ids, *people.responder_ids)


async def on_call_anew(work: Work, case: Case, now: datetime) -> Case:
    """The same case with whoever is on call by now: a ladder that begins again asks who is there, not who was."""
    policy = thawed(case.policy)
    people = policy.people
    if people.responder_role_id is None:
        return case  # it is for the organisers alone
    rota = await OnCallStore(work).rota(case.guild_id, now)
    duty = tuple(
        member_id
        for member_id in on_call(rota, now)
        if member_id != people.avoid_member_id and (not people.responder_ids or member_id in people.responder_ids)
    )
    anew = replace(people, on_call_ids=duty, responder_ids=asked_first(rota, people.responder_ids, now))
    return replace(case, policy=frozen(policy.with_people(anew)))

"""Escalation policies: who is asked after how long. Chosen by category and severity, frozen into a case when it opens.

A policy is data: a row of rungs, climbed in order, each once in a run. What a server changes later changes later cases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, cast

from cogs.alerts.matching.findings import Severity
from storage.records.servers import Server


class Reach(StrEnum):
    """Who a rung asks. Each but the last also asks in the alert channel."""

    QUEUE = "queue"  # the alert channel, without a ping
    RESPONDERS = "responders"
    MODERATORS = "moderators"
    ORGANISERS = "organisers"  # by name, and each by DM
    STAFF = "staff"  # responders and moderators again
    EVERYONE = "everyone"  # all of them again
    NOBODY_LEFT = "nobody_left"  # asks nobody: says honestly that nobody has answered


@dataclass(frozen=True, slots=True)
class Rung:
    """`after` counts seconds from where the ladder begins."""

    after: int
    reach: Reach


@dataclass(frozen=True, slots=True)
class People:
    """The ways to people as they were when the case opened. `avoid_member_id`: the case is about one of the staff."""

    alert_channel_id: int | None = None
    second_channel_id: int | None = None
    responder_role_id: int | None = None
    moderator_role_id: int | None = None
    organiser_ids: tuple[int, ...] = ()
    responder_ids: tuple[int, ...] = ()
    on_call_ids: tuple[int, ...] = ()
    avoid_member_id: int | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """`hold_for`: seconds after which a holder who did nothing is asked; `answer_within`: and then it opens again."""

    name: str
    rungs: tuple[Rung, ...]
    hold_for: int = 20 * 60
    answer_within: int = 5 * 60
    people: People = field(default_factory=People)

    def with_people(self, people: People) -> "Policy":
        return replace(self, people=people)


@dataclass(frozen=True, slots=True)
class Repeat:
    """How the last step that asks somebody is repeated: every so many seconds, so many times."""

    every: int = 10 * 60
    times: int = 1


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a server chose itself about who is asked: cells of its table, and how often everybody is asked again."""

    table: Mapping[tuple[str, int], str] = field(default_factory=dict[tuple[str, int], str])
    repeat: Repeat = field(default_factory=Repeat)


def _ladder(*steps: tuple[int, Reach], again: Reach, repeat: Repeat) -> tuple[Rung, ...]:
    rungs = [Rung(after, reach) for after, reach in steps]
    for _ in range(repeat.times):
        rungs.append(Rung(rungs[-1].after + repeat.every, again))
    rungs.append(Rung(rungs[-1].after + repeat.every, Reach.NOBODY_LEFT))
    return tuple(rungs)


def urgent(repeat: Repeat | None = None) -> Policy:
    steps = ((0, Reach.RESPONDERS), (180, Reach.RESPONDERS), (300, Reach.MODERATORS), (600, Reach.ORGANISERS))
    return Policy("urgent", _ladder(*steps, again=Reach.EVERYONE, repeat=repeat or Repeat()))


def soon(repeat: Repeat | None = None) -> Policy:
    """Like urgent without the organisers' step: thoughts of suicide without a sign that it is now."""
    steps = ((0, Reach.RESPONDERS), (180, Reach.RESPONDERS), (300, Reach.MODERATORS))
    return Policy("soon", _ladder(*steps, again=Reach.STAFF, repeat=repeat or Repeat()))


def queue() -> Policy:
    """In the alert channel without a ping; the responder role once when nobody has opened it for an hour."""
    return Policy("queue", (Rung(0, Reach.QUEUE), Rung(3600, Reach.RESPONDERS)))


def trial() -> Policy:
    """A test asks the responders once and then waits."""
    return Policy("test", (Rung(0, Reach.RESPONDERS),))


def drill() -> Policy:
    """An exercise climbs like something urgent, once."""
    return replace(urgent(Repeat(times=0)), name="drill")


_ORDER = ("test", "queue", "soon", "urgent")


def graver(one: str, than: str) -> bool:
    """Whether a policy of that name asks more of people than the other."""
    known = {name: rank for rank, name in enumerate(_ORDER)}
    return known.get(one, len(_ORDER)) > known.get(than, len(_ORDER))


POLICIES = ("urgent", "soon", "queue", "count")
"""What a server may choose for a cell of its table; `count` asks nobody."""

_LEAST = {Severity.CRITICAL: ("urgent",), Severity.HIGH: ("urgent", "soon"), Severity.MEDIUM: POLICIES}


def choices(severity: Severity) -> tuple[str, ...]:
    """What may be chosen for a severity: nothing makes a critical finding wait, and a high one always asks somebody."""
    return _LEAST.get(severity, ("count",))


def suggested(category: str, severity: Severity) -> str:
    """Our own table: what is urgent is asked about until somebody answers; medium is the least that reaches anybody."""
    if severity >= Severity.HIGH:
        return "urgent"
    if severity < Severity.MEDIUM:
        return "count"
    return "soon" if category in ("suicide", "asked", "report", "worried") else "queue"


def route(
    category: str,
    severity: Severity,
    routes: Mapping[tuple[str, int], str] | None = None,
    repeat: Repeat | None = None,
) -> Policy | None:
    """The policy for what was found, by the server's table where it has a cell of its own; None: only counted."""
    name = (routes or {}).get((category, int(severity)))
    if name is None or name not in choices(severity):
        name = suggested(category, severity)
    return named(name, repeat)


def named(name: str, repeat: Repeat | None = None) -> Policy | None:
    match name:
        case "urgent":
            return urgent(repeat)
        case "soon":
            return soon(repeat)
        case "queue":
            return queue()
        case _:
            return None


def paced(policy: Policy, hold_for: int) -> Policy:
    return replace(policy, hold_for=hold_for)


def people_of(server: Server) -> People:
    return People(
        alert_channel_id=server.alert_channel_id,
        second_channel_id=server.second_channel_id,
        responder_role_id=server.responder_role_id,
        moderator_role_id=server.moderator_role_id,
        organiser_ids=server.organiser_ids,
    )


def frozen(policy: Policy) -> dict[str, object]:
    """As it is kept with the case."""
    people = policy.people
    return {
        "name": policy.name,
        "rungs": [[rung.after, rung.reach.value] for rung in policy.rungs],
        "hold_for": policy.hold_for,
        "answer_within": policy.answer_within,
        "people": {
            "alert_channel_id": people.alert_channel_id,
            "second_channel_id": people.second_channel_id,
            "responder_role_id": people.responder_role_id,
            "moderator_role_id": people.moderator_role_id,
            "organiser_ids": list(people.organiser_ids),
            "responder_ids": list(people.responder_ids),
            "on_call_ids": list(people.on_call_ids),
            "avoid_member_id": people.avoid_member_id,
        },
    }


def thawed(kept: Mapping[str, object]) -> Policy:
    """Read what `frozen` wrote; keys of a later version are left alone."""
    values = cast("Mapping[str, Any]", kept)
    people: Mapping[str, Any] = values["people"]

    def ids(name: str) -> tuple[int, ...]:
        found: Sequence[int] = people.get(name, ())
        return tuple(found)

    return Policy(
        name=values["name"],
        rungs=tuple(Rung(after, Reach(reach)) for after, reach in values["rungs"]),
        hold_for=values["hold_for"],
        answer_within=values["answer_within"],
        people=People(
            alert_channel_id=people.get("alert_channel_id"),
            second_channel_id=people.get("second_channel_id"),
            responder_role_id=people.get("responder_role_id"),
            moderator_role_id=people.get("moderator_role_id"),
            organiser_ids=ids("organiser_ids"),
            responder_ids=ids("responder_ids"),
            on_call_ids=ids("on_call_ids"),
            avoid_member_id=people.get("avoid_member_id"),
        ),
    )

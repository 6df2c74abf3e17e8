"""Reads the file that `/setup export` wrote. What is wrong with one is said in a sentence."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rehearsal.drill.own_rules import OwnRule, from_row

FORMAT = 1
MOST_PEOPLE = 12
GONE = "gone"
T = TypeVar("T")


class BadSettings(ValueError):  # noqa: N818  # a sentence for the organiser
    """The file cannot be played; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Hours on call on the server's clock; `begin` and `end` as HH:MM."""

    weekday: str
    begin: str
    end: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What a drill needs of a server. `missing`: (channel or role, permission) that the bot lacks. People are numbers;
    `counted` says whether the file knew them. `step_roles`: a step of a journey, and the role for it."""

    zone: str
    alert_channel: str
    second_channel: str | None
    responder_role: str
    moderator_role: str
    organisers: int
    responders: int
    moderators: int
    counted: bool
    watched: tuple[str, ...]
    routes: tuple[tuple[str, int, str], ...]
    repeat_every: int | None
    repeat_times: int | None
    tell_member: bool
    shifts: tuple[Shift, ...]
    own_rules: tuple[OwnRule, ...]
    step_roles: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str], ...]


def read(text: str) -> Settings:
    """The settings in a file; raises BadSettings."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"This is not a file of /setup export: {error}.") from error
    if document.get("format") != FORMAT:
        raise BadSettings("This is not a file of /setup export that this version can read; please export again.")
    server, people = _table(document, "server"), _table(document, "people")
    alerts = _table(document, "alerts")
    zone = _need(server, "zone", str)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadSettings(f"There is no time zone {zone!r}.") from error
    responder_role = _need(server, "responder_role", str)
    return Settings(
        zone=zone,
        alert_channel=_need(server, "alert_channel", str),
        second_channel=server.get("second_channel"),
        responder_role=responder_role,
        moderator_role=str(server.get("moderator_role") or responder_role),
        organisers=min(max(_need(server, "organisers", int), 1), 5),
        responders=min(int(people.get("responders", 2)), MOST_PEOPLE),
        moderators=min(int(people.get("moderators", 1)), MOST_PEOPLE),
        counted="responders" in people,
        watched=tuple(str(row["channel"]) for row in _rows(document, "watched") if row.get("mode") != "off"),
        routes=tuple(
            (str(row["category"]), int(row["severity"]), str(row["policy"])) for row in _rows(document, "route")
        ),
        repeat_every=alerts.get("repeat_every"),
        repeat_times=alerts.get("repeat_times"),
        tell_member=bool(alerts.get("tell_member")),
        shifts=tuple(Shift(row["weekday"], row["from"], row["to"]) for row in _rows(document, "shift")),
        own_rules=tuple(from_row(row) for row in _rows(document, "own_rule") if row.get("name")),
        step_roles=tuple((_step(document, row), str(row["role"])) for row in _rows(document, "milestone_role")),
        missing=tuple(
            (str(row.get("channel") or row.get("role")), str(row["permission"])) for row in _rows(document, "missing")
        ),
    )


def _step(document: dict[str, Any], row: dict[str, Any]) -> str:
    """A step as an organiser knows it: by the label of their own ladder, else by its key."""
    for ladder in _rows(document, "ladder"):
        if ladder.get("ladder") == row.get("ladder"):
            for step in _rows(ladder, "steps"):
                if step.get("key") == row.get("step"):
                    return f"{step.get('label', row['step'])} of {ladder['title']}"
    return str(row.get("step"))


def _need(table: dict[str, Any], word: str, kind: type[T]) -> T:
    value = table.get(word)
    if not isinstance(value, kind) or value == GONE:
        raise BadSettings(
            f"The file says nothing usable about {word!r}; please look at /setup status and export again."
        )
    return value


def _table(document: dict[str, Any], title: str) -> dict[str, Any]:
    found = document.get(title, {})
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _rows(document: dict[str, Any], title: str) -> list[dict[str, Any]]:
    found = document.get(title, [])
    return cast("list[dict[str, Any]]", found) if isinstance(found, list) else []

"""A server's settings as one TOML file: names instead of ids, and nobody in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import tomli_w

from storage.records.server_settings import Entry, Place, ServerSettings

FORMAT = 1
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Facts:
    """What Discord knows and the database does not. `names`: by kind and id. `holders`: how many people have a role,
    by its id, where Discord says so. `missing`: a channel's name and a permission that the bot lacks there. `silent`:
    roles that a notice cannot ping; `out_of_reach`: roles for steps that the bot cannot give.
    """

    names: Mapping[tuple[str, int], str]
    holders: Mapping[int, int] = field(default_factory=dict[int, int])
    missing: Sequence[tuple[str, str]] = ()
    silent: Sequence[str] = ()
    out_of_reach: Sequence[str] = ()


def settings_toml(settings: ServerSettings, facts: Facts, now: datetime) -> str:
    """The whole file. A channel or role that is not there any more is written as `gone`, and its id is not."""
    server = settings.one["server"]
    zone = server["zone"]
    document: dict[str, Any] = {
        "format": FORMAT,
        "server": _named(server, facts) | {"organisers": settings.organisers},
        "people": {
            word: facts.holders[place.id]
            for word, place in (
                ("responders", server.get("responder_role")),
                ("moderators", server.get("moderator_role")),
            )
            if place is not None and place.id in facts.holders
        },
    }
    document |= {title: _named(entry, facts) for title, entry in settings.one.items() if title != "server"}
    document |= {title: [_named(entry, facts) for entry in rows] for title, rows in settings.lists.items() if rows}
    if settings.shifts:
        document["shift"] = on_call_hours(settings.shifts, zone, now.astimezone(ZoneInfo(zone)).date())
    lacks = [{"channel": channel, "permission": permission} for channel, permission in facts.missing]
    lacks += [{"role": role, "permission": "mention_everyone"} for role in facts.silent]
    lacks += [{"role": role, "permission": "manage_roles"} for role in facts.out_of_reach]
    if lacks:
        document["missing"] = lacks
    return _HEAD + tomli_w.dumps(document, multiline_strings=True)


_HEAD = (
    "# What was chosen for one server: for safekeeping, for a rehearsal, for a second pair of eyes.\n"
    "# No person is in it: roles are counted, on-call hours are told without who has them.\n\n"
)


def _named(entry: Entry, facts: Facts) -> Entry:
    return {word: _name(value, facts) for word, value in entry.items()}


def _name(value: Any, facts: Facts) -> Any:
    if isinstance(value, Place):
        return facts.names.get((value.kind, value.id), "gone")
    if isinstance(value, list):
        return [_name(item, facts) for item in value]  # pyright: ignore[reportUnknownVariableType]  # JSON from the store
    if isinstance(value, dict):
        return {key: _name(item, facts) for key, item in value.items() if item is not None}  # pyright: ignore[reportUnknownVariableType]  # the same
    return value


def on_call_hours(shifts: Sequence[tuple[str, int, int, str]], zone: str, today: date) -> list[dict[str, str]]:
    """Each shift on the server's own clock, as it falls in the week from `today` (two zones differ by the season)."""
    found: list[tuple[int, str, str]] = []
    for weekday, starts, ends, own_zone in shifts:
        day = today + timedelta(days=(_WEEKDAYS.index(weekday) - today.weekday()) % 7)
        ends_on = day if ends > starts else day + timedelta(days=1)
        begin, end = _on(day, starts, own_zone, zone), _on(ends_on, ends, own_zone, zone)
        found.append((begin.weekday(), f"{begin:%H:%M}", f"{end:%H:%M}"))
    return [{"weekday": _WEEKDAYS[day], "from": begin, "to": end} for day, begin, end in sorted(found)]


def _on(day: date, minutes: int, from_zone: str, to_zone: str) -> datetime:
    local = datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=ZoneInfo(from_zone))
    return local.astimezone(ZoneInfo(to_zone))

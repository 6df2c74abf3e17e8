"""`routes.json`: each server's last good ways to its people, for the hour in which the database cannot be read.

One file, readable by the owner only, sealed with the master key; it holds ids and settings, never a member's words.
Written whole and renamed, so that it is the old one or the new one, whatever happens in between.
"""

import base64
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage import master_key
from storage.errors import WrongKey
from storage.records.alert_settings import AlertSettings
from storage.records.oncall import DutyChange, Rota, Shift
from storage.records.servers import ChannelMode, Server, WatchedChannel

FILE = "routes.json"
_VERSION = 1
_NONCE = 12
_BOUND = b"circlekeeper routes 1"
_OURS = AlertSettings()


@dataclass(frozen=True, slots=True)
class Route:
    """A server as it was chosen last, the address of its stored webhook, and its own routing: category and severity
    with the name of a policy, where it chose another than ours, and how often everybody is asked again. The rota with
    its shifts and changes tells who is on call also days later; when somebody is awake is not kept here."""

    server: Server
    hook: str | None = None
    table: Mapping[tuple[str, int], str] = field(default_factory=dict[tuple[str, int], str])
    repeat_every: int = _OURS.repeat_every
    repeat_times: int = _OURS.repeat_times
    rota: Rota = field(default_factory=Rota)


class RoutesError(Exception):
    """The file cannot be used; the sentence is for the operator."""


def save(path: Path, master_key_file: Path, routes: Iterable[Route]) -> None:
    """Raises OSError when the disk does not take it, RoutesError without a master key."""
    key = _key(master_key_file)
    plain = orjson.dumps([_to_json(route) for route in routes])
    nonce = os.urandom(_NONCE)
    sealed = nonce + AESGCM(key.secret).encrypt(nonce, plain, _BOUND)
    whole = orjson.dumps({"version": _VERSION, "key": key.name, "sealed": base64.b64encode(sealed).decode()})
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(whole)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    master_key.sync_folder(path.parent)


def load(path: Path, master_key_file: Path) -> tuple[Route, ...]:
    """Nothing when there is no file yet; raises RoutesError when it is not ours, damaged or from another time."""
    try:
        kept: dict[str, Any] = orjson.loads(path.read_bytes())
        sealed = base64.b64decode(kept["sealed"])
        plain = AESGCM(_key(master_key_file).secret).decrypt(sealed[:_NONCE], sealed[_NONCE:], _BOUND)
        return tuple(_from_json(one) for one in orjson.loads(plain))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, InvalidTag) as error:
        raise RoutesError(f"{path} cannot be used: {type(error).__name__}.") from None


def _key(master_key_file: Path) -> master_key.MasterKey:
    try:
        key = master_key.read(master_key_file)
    except WrongKey as error:
        raise RoutesError(str(error)) from None
    if key is None:
        raise RoutesError("There is no master key.")
    return key


def _to_json(route: Route) -> dict[str, Any]:
    server = route.server
    return {
        "guild_id": server.guild_id,
        "zone": server.zone,
        "locale": server.locale,
        "alert_channel_id": server.alert_channel_id,
        "second_channel_id": server.second_channel_id,
        "responder_role_id": server.responder_role_id,
        "moderator_role_id": server.moderator_role_id,
        "set_up_at": server.set_up_at.isoformat(),
        "organiser_ids": list(server.organiser_ids),
        "watched": [[one.channel_id, one.mode.value] for one in server.watched],
        "hook": route.hook,
        "table": [[category, severity, policy] for (category, severity), policy in sorted(route.table.items())],
        "repeat": [route.repeat_every, route.repeat_times],
        "shifts": [[s.shift_id, s.member_id, s.weekday, s.starts, s.ends, s.zone] for s in route.rota.shifts],
        "duty": [
            [
                c.change_id,
                c.member_id,
                c.on_duty,
                c.from_at.isoformat(),
                None if c.to_at is None else c.to_at.isoformat(),
            ]
            for c in route.rota.changes
        ],
    }


def _from_json(kept: dict[str, Any]) -> Route:
    set_up_at = datetime.fromisoformat(kept["set_up_at"])
    server = Server(
        guild_id=kept["guild_id"],
        zone=kept["zone"],
        locale=kept["locale"],
        alert_channel_id=kept["alert_channel_id"],
        second_channel_id=kept["second_channel_id"],
        responder_role_id=kept["responder_role_id"],
        moderator_role_id=kept["moderator_role_id"],
        set_up_at=set_up_at,
        live_at=set_up_at,
        left_at=None,
        organiser_ids=tuple(kept["organiser_ids"]),
        watched=tuple(WatchedChannel(one, ChannelMode(mode), set_up_at) for one, mode in kept["watched"]),
    )
    every, times = kept.get("repeat") or (_OURS.repeat_every, _OURS.repeat_times)  # an older file
    table = {(category, severity): policy for category, severity, policy in kept.get("table", ())}
    return Route(server, kept["hook"], table, every, times, _rota(server.guild_id, kept))


def _rota(guild_id: int, kept: dict[str, Any]) -> Rota:
    shifts = tuple(
        Shift(shift_id, guild_id, member_id, weekday, starts, ends, zone)
        for shift_id, member_id, weekday, starts, ends, zone in kept.get("shifts", ())
    )
    changes = tuple(
        DutyChange(
            change_id,
            guild_id,
            member_id,
            on_duty=on_duty,
            from_at=datetime.fromisoformat(from_at),
            to_at=None if to_at is None else datetime.fromisoformat(to_at),
        )
        for change_id, member_id, on_duty, from_at, to_at in kept.get("duty", ())
    )
    return Rota(shifts, changes)

"""The file beside the database: what was found, whom it was told, and who took it, while nothing could be written.

It holds ids, rules and moments, never words or names. A line is on disk before anything follows from it.
"""

import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from cogs.alerts.matching.findings import Hit, Severity
from cogs.alerts.seen import Seen, Told
from storage.records.alerts import Source

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Spilled:
    seen: Seen
    hit: Hit


def line_of(seen: Seen, top: Hit) -> dict[str, object]:
    return {
        "guild": seen.guild_id,
        "channel": seen.channel_id,
        "watched_as": seen.watched_as,
        "message": seen.message_id,
        "member": seen.member_id,
        "said_at": seen.said_at.isoformat(),
        "category": top.category,
        "severity": int(top.severity),
        "rule": top.rule,
        "avoid": seen.avoid,
        "can_read": sorted(seen.can_read),
    }


def line_of_told(guild_id: int, member_id: int, told: Told) -> dict[str, object]:
    return {
        "told": member_id,
        "guild": guild_id,
        "began_at": told.began_at.isoformat(),
        "step": told.step,
        "taken_by": told.taken_by,
    }


def append(path: Path, *lines: Mapping[str, object]) -> None:
    """Raises OSError when the disk does not take it."""
    _write(path, b"".join(orjson.dumps(line) + b"\n" for line in lines))


def spilled_in(path: Path) -> tuple[Spilled, ...]:
    """What is to be recorded, a person's gravest first; lines that cannot be read are left out."""
    found: list[Spilled] = []
    told: dict[tuple[int, int], Told] = {}
    for line in _lines(path):
        kept = _read(line)
        try:
            if "told" in kept:
                told[kept["guild"], kept["told"]] = Told(
                    datetime.fromisoformat(kept["began_at"]), int(kept["step"]), kept["taken_by"]
                )
            elif kept:
                found.append(_spilled(kept))
        except (ValueError, KeyError, TypeError) as error:
            log.warning("a line of the spill file could not be read: %s", type(error).__name__)
    found.sort(key=lambda one: -one.hit.severity)
    return tuple(
        replace(one, seen=replace(one.seen, told=told.get((one.seen.guild_id, one.seen.member_id)))) for one in found
    )


def leave_out(path: Path, message_ids: Iterable[int]) -> bool:
    """Take what is recorded out of the file; True when nothing is left, and no file either. Whole or not at all."""
    known = set(message_ids)
    left = [one for one in map(_read, _lines(path)) if one and one.get("message") not in known]
    people = {(one.get("guild"), one.get("member")) for one in left if "told" not in one}
    left = [one for one in left if "told" not in one or (one.get("guild"), one["told"]) in people]
    if not left:
        path.unlink(missing_ok=True)
        return True
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    append(new, *left)
    new.replace(path)
    return False


def _write(path: Path, lines: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, lines)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines() if path.exists() else []


def _read(line: bytes) -> dict[str, Any]:
    try:
        kept: Any = orjson.loads(line)
    except ValueError:
        return {}
    return dict(kept) if isinstance(kept, dict) else {}  # pyright: ignore[reportUnknownArgumentType] - read from outside


def _spilled(kept: Mapping[str, Any]) -> Spilled:
    seen = Seen(
        guild_id=kept["guild"],
        channel_id=kept["channel"],
        watched_as=kept["watched_as"],
        message_id=kept["message"],
        member_id=kept["member"],
        said_at=datetime.fromisoformat(kept["said_at"]),
        text="",
        source=Source.CATCH_UP,
        avoid=bool(kept.get("avoid")),
        can_read=frozenset(kept.get("can_read", ())),
    )
    hit = Hit(kept["category"], Severity(kept["severity"]), kept["rule"], 0, 0, "", None, "spill")
    return Spilled(seen, hit)

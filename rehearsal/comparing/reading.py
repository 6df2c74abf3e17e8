"""Reads a transcript: requests with their answers, and events, in order; `docs/rehearsal.md` describes the format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rehearsal.wire import Json, loads


class BadTranscript(Exception):  # noqa: N818  # a sentence for whoever recorded it
    """The file cannot be replayed; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """One line that matters: a request with its answer (`method` is set), or an event."""

    line: int
    at: datetime | None
    name: str
    body: Any
    method: str = ""
    path: str = ""
    query: tuple[tuple[str, str], ...] = ()
    reason: str | None = None
    status: int = 0
    answer: Any = None

    @property
    def code(self) -> int | None:
        """Discord's error code in the answer, if it refused."""
        return self.answer.get("code") if isinstance(self.answer, dict) and self.status >= 400 else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]  # JSON


def read(path: Path) -> list[Crossing]:
    """All crossings of a file; raises BadTranscript."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadTranscript(f"I cannot read {path}: {error}.") from error
    records: list[tuple[int, Json]] = []
    for number, line in enumerate(lines, 1):
        try:
            found: Any = loads(line)
        except ValueError:
            raise BadTranscript(f"{path}, line {number} is not JSON.") from None
        if not isinstance(found, dict) or "door" not in found:
            raise BadTranscript(f"{path}, line {number} is no record of a transcript: it has no door.")
        records.append((number, found))  # pyright: ignore[reportUnknownArgumentType]  # the same
    answers = {record["cause"]: record for _, record in records if _is(record, "rest", "out") and record.get("cause")}
    crossings = [
        _request(number, record, answers.get(record.get("seq"))) if record["door"] == "rest" else _event(number, record)
        for number, record in records
        if _is(record, "rest", "in") or _is(record, "gateway", "out")
    ]
    began = next((at for at, one in enumerate(crossings) if one.name == "READY"), 0)
    crossings = [one for at, one in enumerate(crossings) if one.method or at >= began]  # what came before was not told
    if not any(one.name == "GUILD_CREATE" for one in crossings):
        raise BadTranscript(f"{path} has no event GUILD_CREATE, so nothing is known of the server it was recorded on.")
    return crossings


def _is(record: Json, door: str, direction: str) -> bool:
    return record["door"] == door and record.get("dir") == direction


def _request(line: int, record: Json, answered: Json | None) -> Crossing:
    method, _, _ = str(record["what"]).partition(" ")
    answered = answered or {}
    query: Json = record.get("query") or {}
    return Crossing(
        line, _moment(record), str(record["what"]), record.get("body"), method, str(record.get("path") or ""),
        tuple((str(key), str(value)) for key, value in query.items()), record.get("reason"),
        int(answered.get("status") or 0), answered.get("body"),
    )  # fmt: skip


def _event(line: int, record: Json) -> Crossing:
    return Crossing(line, _moment(record), str(record["what"]), record.get("body") or {})


def _moment(record: Json) -> datetime | None:
    return datetime.fromisoformat(str(record["at"])) if record.get("at") else None

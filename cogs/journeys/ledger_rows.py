"""A journey as plain rows, what a change did to them, and how they are when that is taken back.

Only what the change itself touched is put back, and only where it still stands as the change left it: whatever the
member chose since then stays.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from storage.records.journeys import (
    Ahead,
    Ending,
    Journey,
    JourneyKind,
    JourneyPath,
    Ledger,
    Run,
    Saving,
    Slip,
    SlipNext,
    Standing,
)
from storage.records.milestones import Milestone, MilestoneState

Row = dict[str, Any]
"""The values of a record as JSON has them."""
Rows = Mapping[str, Row]
"""Rows by kind and id: `run:17`."""
Differences = dict[str, tuple[Row | None, Row | None]]
"""How every row that differs was, and how it is; None: it was not there."""

_CIRCLES, _AHEAD = "circle_ids", "ahead"
_READ: Mapping[str, Callable[[Any], Any]] = {
    "path": JourneyPath,
    "kind": JourneyKind,
    "standing": Standing,
    "ending": Ending,
    "next": SlipNext,
    "saving": lambda value: Saving(**value),
    **dict.fromkeys(("started_on", "ended_on", "marks_from", "on_date", "reached_on"), date.fromisoformat),
    **dict.fromkeys(("hidden_at", "archived_at", "off_at", "created_at"), datetime.fromisoformat),
    **dict.fromkeys(("started_at", "follow_up_at", "due_at", "asked_at", "answered_at"), datetime.fromisoformat),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """Every journey that rows speak of, with its runs, slips and circles."""

    journeys: dict[int, Journey]
    runs: tuple[Run, ...]
    slips: tuple[Slip, ...]
    circle_ids: dict[int, tuple[int, ...]]

    def runs_of(self, journey_id: int) -> tuple[Run, ...]:
        return tuple(run for run in self.runs if run.journey_id == journey_id)

    def slips_of(self, journey_id: int) -> tuple[Slip, ...]:
        return tuple(slip for slip in self.slips if slip.journey_id == journey_id)


def rows_of(ledgers: Iterable[Ledger]) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for ledger in ledgers:
        journey = _plain(ledger.journey)
        del journey[_AHEAD]  # worked out anew after each change
        rows[f"journey:{ledger.journey.journey_id}"] = journey | {_CIRCLES: list(ledger.circle_ids)}
        rows |= {f"run:{run.run_id}": _plain(run) for run in ledger.runs}
        rows |= {f"told:{slip.slip_id}": _plain(slip) for slip in ledger.slips}
    return rows


def differences(before: Rows, after: Rows) -> Differences:
    both = {**before, **after}
    return {key: (before.get(key), after.get(key)) for key in both if before.get(key) != after.get(key)}


def taken_back(now: Rows, what: Mapping[str, tuple[Row | None, Row | None]]) -> dict[str, Row]:
    """The rows as they are without the change."""
    rows = dict(now)
    for key, (before, after) in what.items():
        if before is None:
            rows.pop(key, None)
        elif after is None:
            rows[key] = before
        elif key in rows:
            touched = {name for name in before if before[name] != after.get(name)}
            still = {name for name in touched if rows[key].get(name) == after.get(name)}
            rows[key] = rows[key] | {name: before[name] for name in still}
    return rows


def shape_of(rows: Rows) -> Shape:
    journeys = [row for key, row in rows.items() if key.startswith("journey:")]
    return Shape(
        {row["journey_id"]: _journey(row) for row in journeys},
        tuple(Run(**_read(row)) for key, row in rows.items() if key.startswith("run:")),
        tuple(Slip(**_read(row)) for key, row in rows.items() if key.startswith("told:")),
        {row["journey_id"]: tuple(row[_CIRCLES]) for row in journeys},
    )


def plain_milestone(milestone: Milestone) -> Row:
    return orjson.loads(orjson.dumps(milestone))


def milestone_from(row: Row) -> Milestone:
    values: dict[str, Any] = _read(row) | {"state": MilestoneState(row["state"])}
    return Milestone(**values)


def _journey(row: Row) -> Journey:
    values = {name: value for name, value in row.items() if name != _CIRCLES}
    return Journey(**_read(values), ahead=Ahead())


def _plain(record: Journey | Run | Slip) -> Row:
    return orjson.loads(orjson.dumps(record))


def _read(row: Row) -> Row:
    return {name: value if value is None or name not in _READ else _READ[name](value) for name, value in row.items()}

"""What is said at a step: chosen from the lines we ship, by length and by the member's path, the same each time."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cogs.journeys.rules import Unit
from storage.records.journeys import JourneyPath

DATA = Path(__file__).parent / "data" / "celebrate.csv"
_DAYS = {Unit.HOURS: 1 / 24, Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 30, Unit.YEARS: 365}


@dataclass(frozen=True, slots=True)
class Line:
    """`text` may hold `{span}`. A line without it speaks of exactly one of its `occasion`."""

    line_id: str
    occasion: str
    text: str
    path: str


@cache
def lines() -> tuple[Line, ...]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return tuple(Line(r["id"], r["occasion"], r["text"], r["paths"]) for r in csv.DictReader(file))


def step_line(unit: str, amount: int, path: JourneyPath, pick: int) -> Line:
    """The line for a step of so many units; `pick` chooses among those that fit, and the same one each time."""
    occasion = _occasion(Unit(unit), amount)
    exactly_one = amount == 1 and unit == f"{occasion}s"
    fitting = [
        line
        for line in lines()
        if line.occasion == occasion and line.path in ("any", path.value) and (exactly_one or "{span}" in line.text)
    ]
    return fitting[pick % len(fitting)]


def line_for(occasion: str, pick: int) -> Line:
    """A line for a new start or a return, whatever the path."""
    fitting = [line for line in lines() if line.occasion == occasion and line.path == "any"]
    return fitting[pick % len(fitting)]


def _occasion(unit: Unit, amount: int) -> str:
    days = _DAYS[unit] * amount
    if days < 7:
        return "day"
    if days < 28:
        return "week"
    return "month" if days < 365 else "year"

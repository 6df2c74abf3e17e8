"""The ladders that we ship, as data: which steps each has, and in which colours. A member chooses one per journey."""

import csv
from functools import cache
from pathlib import Path

from cogs.journeys.rules import Step, Unit
from cogs.shared.words import mark

DATA = Path(__file__).parent / "data" / "ladders.csv"
DEFAULT = "secular_plain"
TITLES = {
    "secular_plain": mark("Plain steps: a day, a week, a month, and on"),
    "na_keytags": mark("Key tags by colour"),
    "aa_style_chips": mark("Chips by colour, month by month"),
    "app_style_days": mark("Days, in round numbers"),
    "monthly_calendar": mark("Every month, then every year"),
}


@cache
def ladders() -> dict[str, tuple[Step, ...]]:
    """Steps by ladder, in the order of the file; raises ValueError or KeyError for a file that is not ours."""
    found: dict[str, list[Step]] = {}
    with DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            step = Step(
                key=row["key"],
                label=row["label"],
                unit=Unit(row["unit"]),
                amount=int(row["count"]),
                colour=row["colour_hex"],
                repeat_every=int(row["repeat_every"]) if row["repeat_every"] else None,
            )
            found.setdefault(row["ladder"], []).append(step)
    return {name: tuple(steps) for name, steps in found.items()}


def steps_of(ladder: str) -> tuple[Step, ...]:
    """The steps of a ladder; the plain ones for a ladder that is not there any more."""
    return ladders().get(ladder) or ladders()[DEFAULT]

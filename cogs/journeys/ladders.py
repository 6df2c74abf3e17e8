"""The ladders, as data: which steps each has, and in which colours. Ours are shipped; a server can have its own."""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from cogs.journeys.rules import Step, Unit
from cogs.shared.words import mark
from storage.ladders import LadderStore
from storage.records.milestones import OwnLadder
from storage.work import Work

DATA = Path(__file__).parent / "data" / "ladders.csv"
DEFAULT = "secular_plain"
OWN = "own-"
"""What the name of a server's own ladder begins with; ours never do."""
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
    """The steps of a ladder of ours; the plain ones for a ladder that is not there any more."""
    return ladders().get(ladder) or ladders()[DEFAULT]


async def steps_for(work: Work, guild_id: int, ladder: str) -> tuple[Step, ...]:
    """The steps of any ladder, a server's own too."""
    return (await steps_for_many(work, [(guild_id, ladder)]))[guild_id, ladder]


async def steps_for_many(work: Work, wanted: Iterable[tuple[int, str]]) -> Mapping[tuple[int, str], tuple[Step, ...]]:
    """By server and ladder; one question to the database, and only if one of them is a server's own."""
    keys = set(wanted)
    own = await LadderStore(work).many([key for key in keys if key[1].startswith(OWN)])
    return {key: own_steps(own[key]) if key in own else steps_of(key[1]) for key in keys}


def own_steps(ladder: OwnLadder) -> tuple[Step, ...]:
    return tuple(
        Step(
            key=str(row["key"]),
            label=str(row["label"]),
            unit=Unit(str(row["unit"])),
            amount=int(str(row["count"])),
            colour=str(row.get("colour") or ""),
            repeat_every=int(str(row["repeat_every"])) if row.get("repeat_every") else None,
        )
        for row in ladder.steps
    )


def written(steps: Iterable[Step]) -> list[dict[str, object]]:
    """Steps as they are kept."""
    return [
        {
            "key": step.key,
            "label": step.label,
            "unit": step.unit.value,
            "count": step.amount,
            "colour": step.colour,
            "repeat_every": step.repeat_every,
        }
        for step in steps
    ]

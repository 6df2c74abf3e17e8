"""Efforts beside time, as data: what somebody did, when it is marked, and the line that goes with it.

An effort is counted only for members who switched that on, in the transaction of what they did (`cogs.shared.efforts`).
Each step is asked about once, ever; how often somebody did something is shown nowhere.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from storage.records.milestones import Milestone

DATA = Path(__file__).parent / "data" / "efforts.csv"
UNIT = "effort"


@dataclass(frozen=True, slots=True)
class EffortStep:
    effort: str
    times: int
    key: str
    label: str
    colour: str
    text: str


@cache
def effort_steps() -> tuple[EffortStep, ...]:
    """In the order of the file; raises ValueError or KeyError for a file that is not ours."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return tuple(
            EffortStep(row["effort"], int(row["times"]), row["key"], row["label"], row["colour_hex"], row["text"])
            for row in csv.DictReader(file)
        )


def step_at(effort: str, times: int) -> EffortStep | None:
    """The step that is reached when an effort was made so many times; None between steps."""
    return next((one for one in effort_steps() if one.effort == effort and one.times == times), None)


def step_called(key: str) -> EffortStep | None:
    return next((one for one in effort_steps() if one.key == key), None)


def is_effort(milestone: Milestone) -> bool:
    return milestone.unit == UNIT

"""The prompt packs: questions as data, chosen by what a circle or member picked, never guessed."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path

from storage.records.checkins import CircleQuestion
from storage.records.circles import Pathway

DATA = Path(__file__).parent / "data" / "prompts.csv"

OWN = "own:"  # begins the source of a question from a circle's own list
STAGES = ("any", "thinking", "starting", "building", "steady", "giving-back")
KINDS = (
    "morning-intention",
    "evening-review",
    "weekly",
    "gratitude",
    "strengths",
    "holistic-body",
    "mindfulness",
    "creative",
    "connection",
    "goals",
    "boundaries",
    "helping-others",
    "hard-days",
)
# Asked only when somebody chose them by name: looking inward is not good for everyone, and a hard day is no theme.
_BY_CHOICE_ONLY = frozenset({"holistic-body", "mindfulness", "hard-days"})
_FOR_A_TIME = frozenset({"morning-intention", "evening-review", "weekly"})

_PATHS_OF = {
    Pathway.TWELVE_STEP: frozenset({"any", "abstinence"}),
    Pathway.ABSTINENCE: frozenset({"any", "abstinence"}),
    Pathway.MODERATION: frozenset({"any", "moderation"}),
    Pathway.HARM_REDUCTION: frozenset({"any", "harm-reduction"}),
    Pathway.MENTAL_HEALTH: frozenset({"any", "mental-health"}),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `source` is its lasting name; `follow_up` is shown only to a member who asks for more."""

    source: str
    text: str
    kind: str
    path: str = "any"
    stage: str = "any"
    follow_up: str = ""


@cache
def pack() -> tuple[Question, ...]:
    """All questions that we ship."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return tuple(
            Question(row["id"], row["text"], row["kind"], row["paths"], row["stage"], row["follow_up"])
            for row in csv.DictReader(file)
        )


@cache
def by_source() -> dict[str, Question]:
    return {question.source: question for question in pack()}


@cache
def fitting(pathway: Pathway, stage: str, kinds: tuple[str, ...], at: time, weekly: bool) -> tuple[Question, ...]:
    """The questions for a schedule: its pathway and stage, its kinds, or what fits its hour when it chose none."""
    paths = _PATHS_OF.get(pathway, frozenset({"any"}))
    stages = {"any", stage}
    wanted = frozenset(kinds) or _kinds_at(at, weekly)
    found = tuple(q for q in pack() if q.path in paths and q.stage in stages and q.kind in wanted)
    return found or tuple(q for q in pack() if q.path == "any" and q.stage == "any" and q.kind in _kinds_at(at, weekly))


def for_the_hour(pathway: Pathway, stage: str, kinds: tuple[str, ...], at: time) -> tuple[Question, ...]:
    """What a time of day gives way to when all its questions were asked lately; a theme that was chosen gives way to
    nothing."""
    return fitting(pathway, stage, (), at, weekly=False) if kinds and _FOR_A_TIME.issuperset(kinds) else ()


def own_questions(questions: Iterable[CircleQuestion], kinds: tuple[str, ...]) -> tuple[Question, ...]:
    """A circle's own list, as far as it fits the theme; a question without a kind fits every theme."""
    return tuple(
        Question(f"{OWN}{one.question_id}", one.text, one.kind)
        for one in questions
        if not kinds or not one.kind or one.kind in kinds
    )


def _kinds_at(at: time, weekly: bool) -> frozenset[str]:
    general = frozenset(KINDS) - _BY_CHOICE_ONLY - _FOR_A_TIME
    if weekly:
        return frozenset({"weekly"})
    if at < time(12):
        return general | {"morning-intention"}
    if at >= time(17):
        return general | {"evening-review"}
    return general

"""Every line at a step and after a hard day: plain, short, without shame, and no number where none is wanted."""

import re
from collections.abc import Iterator

import pytest

from cogs.journeys import text, text_undo
from cogs.journeys.changes import What
from cogs.journeys.efforts import effort_steps
from cogs.journeys.lines import lines
from cogs.shared.words import words_for
from cogs.shared.words_lint import LIST
from cogs.shared.words_lint_list import read_list
from storage.records.journeys import JourneyKind
from tests.cogs.helplines.reading_grade import grade

W = words_for("en")
LONGEST_SENTENCE, HIGHEST_GRADE = 20, 6
AFTER_A_HARD_DAY = (What.HARD_DAY, What.HARD_DAY_TOLD_MORE, What.NEW_START, What.PAUSED)


def at_a_step() -> Iterator[str]:
    for line in lines():
        yield line.text.replace("{span}", "3 weeks").replace("{deed}", "Hosting your first meeting")
    yield from (f"{step.label}. {step.text}" for step in effort_steps())


def after_a_hard_day() -> Iterator[str]:
    for line in lines():
        if line.occasion == "return-after-slip":
            for kind in JourneyKind:
                yield from text.slip_told(W, line, kind)
    yield from (text.slip_continue(W), text.slip_pause(W), text.slip_more(W), text.slip_company(W))
    yield from (text.hello_tomorrow(W, wanted=wanted) for wanted in (True, False))
    yield from text.hello(W)
    for what in AFTER_A_HARD_DAY:
        yield from (text_undo.does(W, what), text_undo.done(W, what))


EVERYTHING = sorted({*at_a_step(), *after_a_hard_day()})


def test_every_one_of_them_passes_the_list_of_words() -> None:
    """A line for those who chose a path may name that path."""
    words = read_list(LIST)
    own_path = {line.text.replace("{span}", "3 weeks") for line in lines() if line.path != "any"}
    found = {said: [find.row.id for find in words.finds(said, {})] for said in EVERYTHING}
    assert {said: ids for said, ids in found.items() if ids and said not in own_path} == {}
    assert {one for said in own_path for one in found[said]} <= {"abstinent-assumption", "sober-assumption"}


@pytest.mark.parametrize("said", EVERYTHING)
def test_every_one_of_them_is_read_with_ease(said: str) -> None:
    for sentence in re.split(r"(?<=[.?!:])\s+", said):
        assert len(sentence.split()) <= LONGEST_SENTENCE, sentence
    assert grade(said) <= HIGHEST_GRADE or len(said.split()) <= 6, grade(said)


@pytest.mark.parametrize("said", sorted(set(after_a_hard_day())))
def test_after_a_hard_day_nothing_is_asked_counted_or_called_a_reset(said: str) -> None:
    assert "?" not in said
    assert not re.search(r"\d", said)
    assert not re.search(r"reset|streak|relapse|lapse|slip|fail|clean|lost|should|again and again", said, re.IGNORECASE)


@pytest.mark.parametrize("said", sorted(set(at_a_step())))
def test_at_a_step_nobody_is_ahead_of_anybody(said: str) -> None:
    assert not re.search(
        r"streak|longest|record|\bonly\b|ahead of|strong will|willpower|should|reset", said, re.IGNORECASE
    )

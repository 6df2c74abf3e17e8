"""Which question a date gets."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.checkins.packs import KINDS, Question, by_source, fitting, pack
from cogs.checkins.question_rules import choose_question
from storage.records.checkins import Asked
from storage.records.circles import Pathway


def test_the_pack_has_ids_kinds_and_words_for_every_question() -> None:
    assert len(by_source()) == len(pack()) == 272
    assert {question.kind for question in pack()} == set(KINDS)
    assert all(question.text for question in pack())


@pytest.mark.parametrize("pathway", list(Pathway))
@pytest.mark.parametrize("at", [time(8), time(14), time(20)])
def test_every_pathway_has_more_than_sixty_questions_for_a_daily_prompt(pathway: Pathway, at: time) -> None:
    questions = fitting(pathway, "any", (), at, weekly=False)
    assert len(questions) > 60
    assert not {q.kind for q in questions} & {"hard-days", "holistic-body", "mindfulness"}


def test_a_question_for_another_path_or_stage_is_never_chosen() -> None:
    questions = fitting(Pathway.MODERATION, "starting", (), time(9), weekly=False)
    assert {q.path for q in questions} <= {"any", "moderation"}
    assert {q.stage for q in questions} <= {"any", "starting"}


def never(_source: str) -> date | None:
    return None


def test_the_same_seed_chooses_the_same_question_after_a_restart() -> None:
    questions = fitting(Pathway.OPEN, "any", (), time(9), weekly=False)
    assert choose_question(questions, never, "7:2026-03-02") == choose_question(questions, never, "7:2026-03-02")


@given(st.sets(st.sampled_from("abcdefgh"), min_size=1), st.text(max_size=9))
def test_a_question_comes_again_only_when_all_were_asked_and_then_the_oldest(used: set[str], seed: str) -> None:
    questions = [Question(name, name, "strengths") for name in "abcdefgh"]
    days = {name: date(2026, 1, 1) + timedelta(days=ord(name)) for name in used}
    chosen = choose_question(questions, days.get, seed).source
    assert chosen not in used if len(used) < 8 else chosen == "a"


def test_when_a_question_was_asked_last_is_found_whatever_its_order_and_whatever_its_name_begins_or_ends_with() -> None:
    had = Asked("2026-03-01 p12\n2026-02-01 p1\n2026-02-09 p1\n2026-02-03 p1\n2026-03-02 xp1\n")
    assert had.last("p1") == date(2026, 2, 9)
    assert had.last("p12") == date(2026, 3, 1)
    assert had.last("p") is None
    assert Asked("").last("p1") is None

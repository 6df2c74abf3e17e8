"""Which question a date gets."""

from collections.abc import Sequence
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.checkins.packs import KINDS, Question, by_source, fitting, pack
from cogs.checkins.question_rules import choose_for, considered_first, turn
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


def test_the_same_date_gets_the_same_question_after_a_restart() -> None:
    questions = fitting(Pathway.OPEN, "any", (), time(9), weekly=False)
    begin = turn(7, date(2026, 3, 2), weekly=False)
    assert choose_for((), questions, (), never, begin) == choose_for((), questions, (), never, begin)


@given(
    st.integers(0, 2**63),
    st.dates(date(2026, 1, 1), date(2100, 1, 1)),
    st.sampled_from([fitting(pathway, "any", (), time(20), weekly=False) for pathway in Pathway]),
)
def test_sixty_days_begin_at_sixty_questions_so_that_hardly_anything_has_to_be_looked_up(
    schedule_id: int, first: date, questions: Sequence[Question]
) -> None:
    days = [first + timedelta(days=day) for day in range(60)]
    begun = [considered_first(questions, turn(schedule_id, day, weekly=False))[0].source for day in days]
    assert len(set(begun)) == 60


@given(st.integers(0, 2**63), st.dates(date(2026, 1, 1), date(2100, 1, 1)), st.sampled_from(list(Pathway)))
def test_nine_weeks_begin_at_nine_questions(schedule_id: int, first: date, pathway: Pathway) -> None:
    questions = fitting(pathway, "any", (), time(9), weekly=True)
    days = [first + timedelta(weeks=week) for week in range(9)]
    begun = [considered_first(questions, turn(schedule_id, day, weekly=True))[0].source for day in days]
    assert len(set(begun)) == 9


def test_two_people_walk_the_same_pack_in_different_orders() -> None:
    questions = fitting(Pathway.OPEN, "any", (), time(9), weekly=False)
    days = [date(2026, 3, 2) + timedelta(days=day) for day in range(5)]
    orders = [
        tuple(considered_first(questions, turn(who, day, weekly=False))[0].source for day in days) for who in range(100)
    ]
    assert len(set(orders)) > 80


@given(st.sets(st.sampled_from("abcdefgh"), min_size=1), st.integers(0, 2**70))
def test_a_question_comes_again_only_when_all_were_asked_and_then_the_oldest(used: set[str], begin: int) -> None:
    questions = [Question(name, name, "strengths") for name in "abcdefgh"]
    days = {name: date(2026, 1, 1) + timedelta(days=ord(name)) for name in used}
    chosen = choose_for((), questions, (), days.get, begin).source
    assert chosen not in used if len(used) < 8 else chosen == "a"


def test_when_a_question_was_asked_last_is_found_whatever_its_order_and_whatever_its_name_begins_or_ends_with() -> None:
    had = Asked("2026-03-01 p12\n2026-02-01 p1\n2026-02-09 p1\n2026-02-03 p1\n2026-03-02 xp1\n")
    assert had.last("p1") == date(2026, 2, 9)
    assert had.last("p12") == date(2026, 3, 1)
    assert had.last("p") is None
    assert Asked("").last("p1") is None

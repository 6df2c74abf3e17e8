"""The dates of milestones, against dateutil as a second opinion."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from cogs.journeys.rules import (
    FIRST_YEAR,
    Span,
    Step,
    Unit,
    day_of,
    days_between,
    due_at,
    next_step,
    span_between,
    steps,
)

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("start", "unit", "amount", "on"),
    [
        (date(2025, 8, 31), Unit.MONTHS, 6, date(2026, 2, 28)),
        (date(2023, 8, 31), Unit.MONTHS, 6, date(2024, 2, 29)),
        (date(2024, 2, 29), Unit.YEARS, 1, date(2025, 2, 28)),
        (date(2024, 2, 29), Unit.YEARS, 4, date(2028, 2, 29)),
        (date(2025, 12, 31), Unit.DAYS, 1, date(2026, 1, 1)),
    ],
)
def test_a_step_falls_on_the_calendar_day_people_expect(start: date, unit: Unit, amount: int, on: date) -> None:
    assert day_of(start, Step(unit, amount)) == on


@given(DAYS, st.sampled_from(Unit), st.integers(0, 1000))
def test_every_step_agrees_with_dateutil(start: date, unit: Unit, amount: int) -> None:
    second_opinion = {
        Unit.DAYS: relativedelta(days=amount),
        Unit.MONTHS: relativedelta(months=amount),
        Unit.YEARS: relativedelta(years=amount),
    }[unit]
    assert day_of(start, Step(unit, amount)) == start + second_opinion


@given(DAYS, DAYS)
def test_the_span_shown_agrees_with_dateutil(one: date, other: date) -> None:
    start, today = sorted((one, other))
    shown, months = span_between(start, today), 0
    while start + relativedelta(months=months + 1) <= today:
        months += 1
    assert shown == Span(months // 12, months % 12, (today - (start + relativedelta(months=months))).days)


@given(DAYS, DAYS)
def test_the_next_step_is_later_and_none_lies_between(start: date, after: date) -> None:
    found = next_step(start, after)
    assert found is not None
    assert found.on > after
    assert not [r for r in islice(steps(start), 300) if after < r.on < found.on]


@given(DAYS)
def test_steps_come_in_order_and_never_twice(start: date) -> None:
    road = list(islice(steps(start), 40))
    assert [r.on for r in road] == sorted({r.on for r in road})
    assert len({r.step.key for r in road}) == 40


def test_the_road_ends_where_the_calendar_ends() -> None:
    last = date.max
    assert next_step(last, last) is None
    assert [r.step for r in steps(last - timedelta(days=10))] == list(FIRST_YEAR[:2])


def test_a_step_is_spoken_of_at_the_members_hour_in_summer_and_winter() -> None:
    assert due_at(date(2026, 1, 10), 9, "Europe/Berlin") == datetime(2026, 1, 10, 8, tzinfo=UTC)
    assert due_at(date(2026, 7, 10), 9, "Europe/Berlin") == datetime(2026, 7, 10, 7, tzinfo=UTC)


def test_nothing_is_counted_before_the_first_day() -> None:
    assert days_between(date(2026, 5, 2), date(2026, 5, 1)) == 0
    assert span_between(date(2026, 5, 2), date(2026, 5, 1)) == Span(0, 0, 0)

"""The dates of milestones, against dateutil as a second opinion."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from cogs.journeys.ladders import DEFAULT, TITLES, ladders, steps_of
from cogs.journeys.lines import line_for, lines, step_line
from cogs.journeys.rules import (
    Pace,
    Span,
    Step,
    Unit,
    day_of,
    days_between,
    days_within,
    due_and_next,
    longest,
    road,
    span_between,
)
from storage.records.journeys import Ending, JourneyPath, Run

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
ZONES = st.sampled_from(["Europe/London", "America/New_York", "Asia/Tokyo", "Pacific/Apia", "Australia/Lord_Howe",
                         "Africa/Cairo", "America/Sao_Paulo", "Asia/Kolkata", "UTC"])  # fmt: skip
LADDERS = st.sampled_from(sorted(ladders()))
LONDON = Pace("Europe/London", 9)


def step(unit: Unit, amount: int) -> Step:
    return Step("x", "x", unit, amount)


def a_run(start: date, end: date | None = None, run_id: int = 1) -> Run:
    return Run(run_id, 1, start, None, end, None if end is None else Ending.NEW_START, start)


@pytest.mark.parametrize(
    ("start", "unit", "amount", "on"),
    [
        (date(2025, 8, 31), Unit.MONTHS, 6, date(2026, 2, 28)),
        (date(2023, 8, 31), Unit.MONTHS, 6, date(2024, 2, 29)),
        (date(2024, 2, 29), Unit.YEARS, 1, date(2025, 2, 28)),
        (date(2024, 2, 29), Unit.YEARS, 4, date(2028, 2, 29)),
        (date(2025, 12, 31), Unit.DAYS, 1, date(2026, 1, 1)),
        (date(2026, 1, 1), Unit.WEEKS, 2, date(2026, 1, 15)),
        (date(2026, 1, 1), Unit.HOURS, 24, date(2026, 1, 2)),
        (date(2026, 1, 31), Unit.MONTHS, 1, date(2026, 2, 28)),
        (date(2026, 1, 31), Unit.MONTHS, 2, date(2026, 3, 31)),
    ],
)
def test_a_step_falls_on_the_calendar_day_people_expect(start: date, unit: Unit, amount: int, on: date) -> None:
    assert day_of(start, step(unit, amount)) == on


def test_a_member_may_have_the_29th_of_february_on_the_1st_of_march() -> None:
    assert day_of(date(2024, 2, 29), step(Unit.YEARS, 1), leap_in_march=True) == date(2025, 3, 1)
    assert day_of(date(2024, 2, 29), step(Unit.YEARS, 4), leap_in_march=True) == date(2028, 2, 29)
    assert day_of(date(2024, 2, 29), step(Unit.MONTHS, 1), leap_in_march=True) == date(2024, 3, 29)


def test_a_step_beyond_the_calendar_is_never_reached() -> None:
    assert day_of(date(9999, 12, 31), step(Unit.DAYS, 1)) is None
    assert day_of(date(9999, 1, 31), step(Unit.YEARS, 1)) is None
    assert day_of(date(2026, 1, 1), step(Unit.HOURS, 6)) is None


@given(start=DAYS, unit=st.sampled_from([Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS]), amount=st.integers(1, 400))
def test_every_date_is_the_one_that_dateutil_computes(start: date, unit: Unit, amount: int) -> None:
    assert day_of(start, step(unit, amount)) == start + relativedelta(**{unit.value: amount})


@given(start=DAYS, zone=ZONES, hour=st.integers(0, 23), ladder=LADDERS)
def test_every_step_is_spoken_of_on_its_own_date_at_the_members_hour(
    start: date, zone: str, hour: int, ladder: str
) -> None:
    second_opinion = tz.gettz(zone)
    assert second_opinion is not None
    for reached in islice(road(steps_of(ladder), start, Pace(zone, hour)), 25):
        local = reached.at.astimezone(ZoneInfo(zone))
        assert local.date() == reached.on
        wanted = datetime.combine(reached.on, time(hour), second_opinion)
        if reached.on.year > 2037:
            break  # dateutil knows no clock changes beyond it
        if tz.datetime_exists(wanted):
            assert reached.at == wanted.astimezone(UTC)
        else:  # a gap: just after it
            assert local.hour >= hour


@given(start=DAYS, ladder=LADDERS)
def test_steps_come_in_order_and_each_once(start: date, ladder: str) -> None:
    seen = list(islice(road(steps_of(ladder), start, LONDON), 40))
    assert [one.on for one in seen] == sorted(one.on for one in seen)
    keys = [one.step.key for one in seen]
    assert len(set(keys)) == len(keys)


@given(start=DAYS, later=st.integers(0, 4000), ladder=LADDERS)
def test_what_is_due_and_what_is_next_leave_nothing_out(start: date, later: int, ladder: str) -> None:
    now = datetime.combine(start, time(12), UTC) + timedelta(days=later)
    along = list(islice(road(steps_of(ladder), start, LONDON), 400))
    due, ahead = due_and_next(along, now, start, ())
    assert [one for one in along if one.at <= now] == due
    assert ahead == next((one for one in along if one.at > now), None)
    said = {one.step.key for one in due}
    assert due_and_next(along, now, start, said) == ([], ahead)


def test_hours_are_counted_only_from_a_moment_that_was_given() -> None:
    ladder = (Step("h6", "6 hours", Unit.HOURS, 6), Step("h24", "24 hours", Unit.HOURS, 24))
    began = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)  # the clock changes that night
    counted = list(road(ladder, date(2026, 3, 28), LONDON, started_at=began))
    assert [one.at - began for one in counted] == [timedelta(hours=6), timedelta(hours=24)]
    by_date = list(road(ladder, date(2026, 3, 28), LONDON))
    assert [(one.step.key, one.on) for one in by_date] == [("h24", date(2026, 3, 29))]


def test_what_was_reached_before_it_was_written_down_is_not_spoken_of() -> None:
    along = road(steps_of(DEFAULT), date(2025, 1, 1), LONDON)
    due, ahead = due_and_next(along, datetime(2026, 3, 2, 8, 0, tzinfo=UTC), date(2026, 3, 2), ())
    assert due == []
    assert ahead is not None
    assert (ahead.step.key, ahead.on) == ("years-2", date(2027, 1, 1))


@pytest.mark.parametrize(
    ("start", "today", "span"),
    [
        (date(2025, 1, 31), date(2025, 2, 28), Span(0, 1, 0)),
        (date(2025, 1, 31), date(2025, 3, 1), Span(0, 1, 1)),
        (date(2024, 2, 29), date(2025, 2, 28), Span(1, 0, 0)),
        (date(2025, 1, 1), date(2025, 1, 1), Span(0, 0, 0)),
        (date(2025, 1, 2), date(2025, 1, 1), Span(0, 0, 0)),
    ],
)
def test_a_time_is_said_as_people_say_it(start: date, today: date, span: Span) -> None:
    assert span_between(start, today) == span


@given(start=DAYS, days=st.integers(0, 40_000))
def test_a_span_leads_from_the_first_day_to_today(start: date, days: int) -> None:
    today = start + timedelta(days=days)
    span = span_between(start, today)
    assert start + relativedelta(years=span.years, months=span.months) + timedelta(days=span.days) == today
    assert days_between(start, today) == days


def test_days_of_all_runs_are_counted_once_and_a_day_between_is_not() -> None:
    runs = [a_run(date(2026, 1, 1), date(2026, 2, 1), 1), a_run(date(2026, 2, 2), None, 2)]
    today = date(2026, 3, 22)
    assert days_within(runs, today) == 31 + 48
    assert days_within(runs, today, 30) == 30
    assert days_within(runs, today, 79) == 78
    assert longest(runs, today) == 48
    overlapping = [a_run(date(2026, 1, 1), date(2026, 2, 1), 1), a_run(date(2026, 1, 15), date(2026, 2, 15), 2)]
    assert days_within(overlapping, today) == 45


def test_a_day_that_was_told_takes_away_itself_and_nothing_else() -> None:
    runs, today = [a_run(date(2025, 12, 13), None, 1)], date(2026, 3, 2)
    told = [date(2026, 2, 1), date(2026, 2, 1), date(2025, 1, 1), today]
    assert days_within(runs, today, 79, without=told) == 78
    assert days_within(runs, today, 30, without=told) == 29
    assert days_within(runs, today, 20, without=told) == 20


def test_every_ladder_has_a_title_and_every_step_a_line_for_every_path() -> None:
    assert set(TITLES) == set(ladders())
    for steps in ladders().values():
        for one in steps:
            for path in JourneyPath:
                for pick in range(20):
                    line = step_line(one.unit.value, one.amount or 1, path, pick)
                    assert line.path in ("any", path.value)
                    if "{span}" not in line.text:
                        assert one.amount == 1 or one.amount == 0
    assert line_for("return-after-slip", 5).occasion == "return-after-slip"
    assert len({line.line_id for line in lines()}) == len(lines())

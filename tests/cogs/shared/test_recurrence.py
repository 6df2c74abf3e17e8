"""When a schedule comes next, how people write it, and which ones are refused: T9, T13 and T14."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.shared.recurrence import (
    WEEK,
    Every,
    Rule,
    RuleError,
    Weekday,
    daily,
    dates_after,
    falls_on,
    monthly,
    next_due,
    next_local_date,
    weekly,
)
from cogs.shared.recurrence_forms import described, from_row, to_row, weekdays_named
from cogs.shared.wall_clock import local_date
from cogs.shared.words import words_for

MONDAY, WEDNESDAY, FRIDAY, SUNDAY = Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.FRIDAY, Weekday.SUNDAY
DAY = timedelta(days=1)
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def first(rule: Rule, after: date, count: int) -> list[str]:
    found = dates_after(rule, after)
    return [day.isoformat() for _, day in zip(range(count), found, strict=False)]


def test_daily_comes_each_day_but_those_left_out() -> None:
    rule = daily(skips=[date(2026, 12, 25)], ends=date(2026, 12, 27))
    assert first(rule, date(2026, 12, 23), 9) == ["2026-12-24", "2026-12-26", "2026-12-27"]


def test_chosen_weekdays_come_each_week() -> None:
    assert first(weekly([FRIDAY, MONDAY]), date(2026, 11, 23), 3) == ["2026-11-27", "2026-11-30", "2026-12-04"]


def test_every_second_week_counts_whole_weeks_from_the_first() -> None:
    rule = weekly([MONDAY, WEDNESDAY], weeks=2, starts=date(2026, 11, 25))  # a Wednesday
    assert first(rule, date(2026, 1, 1), 4) == ["2026-11-25", "2026-12-07", "2026-12-09", "2026-12-21"]


def test_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    assert first(monthly(31), date(2027, 1, 31), 3) == ["2027-02-28", "2027-03-31", "2027-04-30"]
    assert first(monthly(30), date(2028, 1, 30), 2) == ["2028-02-29", "2028-03-30"]
    assert first(monthly(29, months=[2]), date(2026, 1, 1), 3) == ["2026-02-28", "2027-02-28", "2028-02-29"]


def test_a_rule_ends_with_its_last_date() -> None:
    assert next_local_date(daily(ends=date(2026, 1, 2)), date(2026, 1, 2)) is None
    assert next_local_date(daily(), date.max) is None
    assert next_local_date(monthly(30), date.max - DAY) is None


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: monthly(30, months=[2]), "never comes"),
        (lambda: monthly(31, months=[1, 4]), "never comes"),
        (lambda: monthly(0), "from 1 to 31"),
        (lambda: monthly(32), "from 1 to 31"),
        (lambda: monthly(-1), "from 1 to 31"),
        (lambda: monthly(99999999999999), "from 1 to 31"),
        (lambda: monthly(1, months=[13]), "from 1 to 31"),
        (lambda: weekly([]), "at least one weekday"),
        (lambda: weekly([MONDAY], weeks=0), "from 1 to 52"),
        (lambda: weekly([MONDAY], weeks=99999999999999), "from 1 to 52"),
        (lambda: weekly([MONDAY], weeks=2), "first date"),
        (lambda: daily(starts=date(2026, 2, 2), ends=date(2026, 2, 1)), "never happen"),
        (lambda: weekly([SUNDAY], starts=date(2026, 11, 23), ends=date(2026, 11, 28)), "never happen"),
        (lambda: daily(starts=date(2026, 2, 2), ends=date(2026, 2, 2), skips=[date(2026, 2, 2)]), "never happen"),
        (lambda: daily(starts=date(9999, 12, 31)), "out of reach"),
        (lambda: daily(skips=[date(2026, 1, 1) + n * DAY for n in range(101)]), "At most 100"),
    ],
)
def test_a_rule_that_could_not_be_kept_is_refused_when_it_is_made(make: Callable[[], Rule], why: str) -> None:
    with pytest.raises(RuleError, match=why) as refused:
        make()
    assert refused.value.said(words_for("qps")).startswith("⟦")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Monday", [MONDAY]),
        ("mon, WED and fri", [MONDAY, WEDNESDAY, FRIDAY]),
        ("Mondays", [MONDAY]),
        ("weekdays", WEEK[:5]),
        ("Weekends", WEEK[5:]),
        ("daily", WEEK),
        ("sunday/monday", [SUNDAY, MONDAY]),
    ],
)
def test_weekdays_are_typed_by_name(typed: str, meant: list[Weekday]) -> None:
    assert weekdays_named(typed) == set(meant)


@pytest.mark.parametrize("typed", ["0", "1-5", "monday, 3", "7", "²"])
def test_a_weekday_as_a_number_is_refused_and_the_person_is_told_why(typed: str) -> None:
    with pytest.raises(RuleError, match="number means different days"):
        weekdays_named(typed)


@pytest.mark.parametrize("typed", ["", " , ", "someday", "m", "mo", "mondayy", "\u200b", "monday someday"])
def test_what_is_no_weekday_is_refused(typed: str) -> None:
    with pytest.raises(RuleError, match="weekday"):
        weekdays_named(typed)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    starts = draw(days)
    ends = draw(st.none() | st.dates(starts + 800 * DAY, date(2060, 1, 1)))
    around = {"starts": starts, "ends": ends, "skips": draw(st.lists(st.dates(starts, starts + 60 * DAY), max_size=9))}
    every = draw(st.sampled_from(Every))
    if every is Every.DAY:
        return daily(**around)
    if every is Every.WEEK:
        return weekly(draw(st.sets(st.sampled_from(WEEK), min_size=1)), weeks=draw(st.integers(1, 52)), **around)
    day = draw(st.integers(1, 31))
    return monthly(day, months=draw(st.sets(st.integers(1, 12))), **around) if day < 29 else monthly(day, **around)


@given(rules())
def test_a_rule_comes_back_from_its_row_as_it_was(rule: Rule) -> None:
    assert from_row(json.loads(json.dumps(to_row(rule)))) == rule


@given(rules(), days)
def test_the_next_date_is_the_first_that_fits(rule: Rule, after: date) -> None:
    found = next_local_date(rule, after)
    if found is None:
        assert rule.ends is not None
        assert not any(falls_on(rule, after + n * DAY) for n in range(1, 800))
    else:
        assert falls_on(rule, found)
        assert found > after
        between = min((found - after).days, 1500)
        assert not any(falls_on(rule, found - n * DAY) for n in range(1, between))


@pytest.mark.parametrize(
    "row",
    [{}, {"every": "year"}, {"every": "week", "weekdays": [0]}, {"every": "week", "weekdays": "monday"},
     {"every": "month", "day_of_month": True}, {"every": "day", "starts": "2026-02-30"}, {"every": "day", "more": 1},
     {"every": "day", "ends": "20260201"}, {"every": "day", "skips": [5]}, {"every": "week", "weeks": "2"}],
)  # fmt: skip
def test_a_row_that_is_no_rule_is_refused_in_words(row: dict[str, object]) -> None:
    with pytest.raises(RuleError):
        from_row(row)


def due(rule: Rule, at: time, zone: str, last_done: date | None, now: datetime) -> str:
    found = next_due(rule, at, zone, last_done, now)
    return f"{found[0]} {found[1]:%d %H:%M}" if found else "never"


def test_the_next_time_is_today_if_the_hour_is_still_to_come() -> None:
    now = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert due(daily(), time(9), "Europe/London", None, now) == "2026-11-24 24 09:00"
    assert due(daily(), time(8), "Europe/London", None, now) == "2026-11-24 24 08:00"
    assert due(daily(), time(7), "Europe/London", None, now) == "2026-11-25 25 07:00"
    assert due(daily(), time(9), "Europe/London", date(2026, 11, 24), now) == "2026-11-25 25 09:00"
    assert due(daily(ends=date(2026, 11, 24)), time(7), "Europe/London", None, now) == "never"


def test_who_moves_to_another_zone_is_asked_once_for_each_local_date() -> None:
    eight_in_new_york = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
    assert due(daily(), time(9), "Asia/Tokyo", None, eight_in_new_york) == "2026-11-25 25 00:00"
    asked_in_tokyo = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    assert due(daily(), time(9), "America/New_York", date(2026, 11, 24), asked_in_tokyo) == "2026-11-25 25 14:00"


def test_a_date_the_zone_left_out_is_passed_over() -> None:
    now = datetime(2011, 12, 30, 9, 0, tzinfo=UTC)  # 23:00 on the 29th in Apia
    assert due(daily(), time(9), "Pacific/Apia", date(2011, 12, 29), now) == "2011-12-31 30 19:00"


@given(
    rules(),
    st.times().map(lambda at: at.replace(microsecond=0)),
    st.sampled_from(["Africa/Cairo", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata", "UTC"]),
    st.integers(0, 600_000_000).map(lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
)
def test_following_the_next_time_never_repeats_or_leaves_out_a_date(
    rule: Rule, at: time, zone: str, now: datetime
) -> None:
    done: date | None = None
    seen: list[date] = []
    for _ in range(6):
        found = next_due(rule, at, zone, done, now)
        if found is None:
            break
        done, moment = found
        assert moment >= now
        assert falls_on(rule, done)
        assert local_date(moment, zone) == done
        seen.append(done)
        now = moment
    if seen:
        wanted = dates_after(rule, seen[0] - DAY)
        assert seen == [day for _, day in zip(seen, wanted, strict=False)]


def test_a_rule_is_told_in_words() -> None:
    w = words_for(None)
    start = date(2026, 11, 23)
    assert [described(w, rule) for rule in (
        daily(), weekly([FRIDAY, MONDAY]), weekly([MONDAY], weeks=2, starts=start), monthly(31), monthly(5),
        monthly(5, months=[1, 7]), daily(ends=date(2026, 12, 1)),
    )] == [
        "every day", "every Monday and Friday", "every 2 weeks on Monday", "on the last day of each month",
        "on day 5 of each month", "on day 5 of January and July", "every day, until Tuesday, 1 December 2026",
    ]  # fmt: skip

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.helplines.directory import Directory
from cogs.helplines.hours import closing, next_opening, open_now, spans, spoken_state, spoken_week
from cogs.shared.words import words_for

LONDON = "Europe/London"
W = words_for(None)
LINES = [line for line in Directory.load().all if line.hours and line.timezone]


def at(text: str, zone: str = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("hours", "moment", "is_open"),
    [
        ("Mo-Fr 09:00-17:00", "2026-11-23T09:00", True),
        ("Mo-Fr 09:00-17:00", "2026-11-23T08:59", False),
        ("Mo-Fr 09:00-17:00", "2026-11-23T16:59", True),
        ("Mo-Fr 09:00-17:00", "2026-11-23T17:00", False),
        ("Mo-Fr 09:00-17:00", "2026-11-22T12:00", False),
        ("Mo-Su 18:00-02:00", "2026-11-23T01:59", True),
        ("Mo-Su 18:00-02:00", "2026-11-23T02:00", False),
        ("Mo-Su 18:00-02:00", "2026-11-23T17:59", False),
        ("Mo-Su 18:00-02:00", "2026-11-23T18:00", True),
        ("Su 22:00-04:00", "2026-11-23T03:59", True),
        ("Su 22:00-04:00", "2026-11-24T03:59", False),
        ("Fr,Sa 11:00-03:00", "2026-11-29T02:30", True),
        ("Fr,Sa 11:00-03:00", "2026-11-30T02:30", False),
        ("Su-Fr 08:00-18:00", "2026-11-28T12:00", False),
        ("Su-Fr 08:00-18:00", "2026-11-29T12:00", True),
        ("Mo-Su 08:00-24:00", "2026-11-23T23:59", True),
        ("Mo-Su 08:00-24:00", "2026-11-24T00:00", False),
        ("Mo-Tu 09:15-13:00,14:00-20:00; We-Fr 09:15-13:00", "2026-11-23T13:30", False),
        ("Mo-Tu 09:15-13:00,14:00-20:00; We-Fr 09:15-13:00", "2026-11-23T14:30", True),
        ("Mo-Tu 09:15-13:00,14:00-20:00; We-Fr 09:15-13:00", "2026-11-25T14:30", False),
    ],
)
def test_a_line_is_open_exactly_within_its_hours(hours: str, moment: str, is_open: bool) -> None:
    assert open_now(hours, LONDON, at(moment)) is is_open


def test_hours_are_read_on_the_clock_of_the_line_and_not_of_the_reader() -> None:
    assert open_now("Mo-Fr 09:00-17:00", "Asia/Tokyo", datetime(2026, 11, 23, 0, 30, tzinfo=UTC)) is True
    assert open_now("Mo-Fr 09:00-17:00", "America/New_York", datetime(2026, 11, 23, 0, 30, tzinfo=UTC)) is False


def test_unknown_hours_are_neither_open_nor_closed_and_never_round_the_clock() -> None:
    moment = at("2026-11-23T12:00")
    assert open_now("", LONDON, moment) is None
    assert open_now("", "", moment) is None
    assert open_now("Mo-Su 00:00-24:00", "", moment) is None
    assert next_opening("", LONDON, moment) is None
    assert spoken_state(W, "", "", moment) == "We do not know when it is open."
    assert spoken_week(W, "", "") == "Hours not known."
    with pytest.raises(ValueError, match="not known"):
        spans("")


@pytest.mark.parametrize(
    "wrong",
    [
        "always", "24/7; Mo 09:00-17:00", "Mo-Fr", "Mo-Fr 9:00-17:00", "Mo-Fr 09:00-09:00", "Mo-Fr 24:00-08:00",
        "Mo-Fr 09:00-25:00", "Mo-Fr 09:00-24:30", "Mo 09:00-12:00; Mo 13:00-17:00", "Mo,Mo 09:00-12:00",
        "PH 09:00-12:00", "Mo-Fr 09:00-17:00;Sa 09:00-12:00", "Xx 09:00-12:00", "Mo-Fr  09:00-17:00",
        "Mo-Fr 09:60-17:00",
    ],
)  # fmt: skip
def test_hours_outside_the_subset_are_refused_with_a_reason(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        spans(wrong)


def test_the_next_opening_is_named_across_the_weekend() -> None:
    saturday = at("2026-11-28T10:00")
    assert next_opening("Mo-Fr 09:00-17:00", LONDON, saturday) == datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert (
        spoken_state(W, "Mo-Fr 09:00-17:00", LONDON, saturday) == "Closed now. Opens on Monday at 09:00 (London time)."
    )


def test_an_opening_that_a_change_of_the_clock_skips_is_just_after_the_gap() -> None:
    before = at("2026-03-29T00:30")
    assert next_opening("Mo-Su 01:30-05:00", LONDON, before) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_closing_is_found_beyond_midnight_and_through_openings_that_touch() -> None:
    assert closing("Mo-Su 18:00-02:00", LONDON, at("2026-11-23T23:00")) == datetime(2026, 11, 24, 2, tzinfo=UTC)
    scotland = "Mo 00:00-06:00,18:00-02:00; Tu-Th 18:00-02:00; Fr 18:00-24:00; Sa-Su 00:00-24:00"
    assert closing(scotland, LONDON, at("2026-11-28T12:00")) == datetime(2026, 11, 30, 6, tzinfo=UTC)
    assert closing("Mo-Su 00:00-24:00", LONDON, at("2026-11-28T12:00")) is None
    assert closing("24/7", "", at("2026-11-28T12:00")) is None


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("24/7", "Day and night, every day."),
        ("Mo-Su 18:00-02:00", "Every day 18:00 to 02:00 (London time)."),
        ("Mo-Fr 09:00-17:00; Sa,Su 10:00-24:00",
         "Monday to Friday 09:00 to 17:00; Saturday and Sunday 10:00 to midnight (London time)."),
        ("Fr 18:00-24:00; Sa-Su 00:00-24:00",
         "Friday 18:00 to midnight; Saturday and Sunday all day and night (London time)."),
        ("Mo 09:15-13:00,14:00-20:00", "Monday 09:15 to 13:00 and 14:00 to 20:00 (London time)."),
    ],
)  # fmt: skip
def test_the_week_is_said_in_words(hours: str, said: str) -> None:
    assert spoken_week(W, hours, LONDON) == said


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.id)
def test_each_lines_openings_and_closings_follow_each_other_through_a_year(line) -> None:
    moment = datetime(2026, 1, 1, 0, 7, tzinfo=UTC)
    for _ in range(60):
        if open_now(line.hours, line.timezone, moment):
            ends = closing(line.hours, line.timezone, moment)
            assert next_opening(line.hours, line.timezone, moment) is None
            assert ends is not None
            assert ends > moment
            assert not open_now(line.hours, line.timezone, ends)
        else:
            begins = next_opening(line.hours, line.timezone, moment)
            assert begins is not None
            assert begins > moment
            assert open_now(line.hours, line.timezone, begins)
            assert not open_now(line.hours, line.timezone, begins - timedelta(minutes=1))
        moment += timedelta(days=6, hours=5, minutes=13)


@given(
    st.integers(0, 23 * 60 + 59), st.integers(1, 24 * 60), st.integers(0, 6),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - a wall clock, on purpose
)  # fmt: skip
def test_open_now_agrees_with_counting_minutes(opens: int, closes: int, day: int, wall: datetime) -> None:
    if opens == closes:
        return
    names = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
    hours = f"{names[day]} {opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"
    minute = wall.hour * 60 + wall.minute
    if closes > opens:
        expected = wall.weekday() == day and opens <= minute < closes
    else:
        expected = (wall.weekday() == day and minute >= opens) or (wall.weekday() == (day + 1) % 7 and minute < closes)
    assert open_now(hours, "UTC", wall.replace(tzinfo=UTC)) is expected

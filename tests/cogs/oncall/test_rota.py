"""Who is on duty when: weekly shifts by each responder's own clock, changes to them, and the hours nobody covers."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.oncall import rules
from cogs.oncall.rules import Lead
from cogs.shared.rota import Span, asked_first, duties, gaps, is_awake, joined, occurrences, off_now, on_call
from storage.records.oncall import AwakeHours, DutyChange, Rota, Shift

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
RITA, ROB, MOE = 1, 2, 3


def shift(member_id: int, weekday: str, starts: int, ends: int, zone: str = "UTC") -> Shift:
    return Shift(1, 1, member_id, weekday, starts * 60, ends * 60, zone)


def change(member_id: int, *, on: bool, begins: datetime, ends: datetime | None) -> DutyChange:
    return DutyChange(1, 1, member_id, on, begins, ends)


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "now", "is_on"),
    [
        (shift(RITA, "monday", 9, 17), at(2, 9), True),
        (shift(RITA, "monday", 9, 17), at(2, 17), False),
        (shift(RITA, "monday", 9, 17), at(3, 9), False),
        (shift(RITA, "sunday", 22, 10), at(2, 9), True),  # over midnight: it began yesterday
        (shift(RITA, "sunday", 22, 10), at(1, 21, 59), False),
        (shift(RITA, "monday", 0, 0), at(2, 23, 59), True),  # the whole day
        (shift(RITA, "monday", 18, 22, "Asia/Kolkata"), at(2, 12, 30), True),
        (shift(RITA, "monday", 18, 22, "Asia/Kolkata"), at(2, 12, 29), False),
        (shift(RITA, "monday", 23, 23, "Pacific/Kiritimati"), at(2, 9), True),
    ],
)
def test_a_shift_counts_by_the_responders_own_clock(one: Shift, now: datetime, is_on: bool) -> None:
    assert bool(on_call(Rota((one,)), now)) is is_on


def test_a_night_in_which_the_clocks_change_is_covered_from_end_to_end() -> None:
    night = shift(RITA, "saturday", 22, 6, "Europe/London")
    (spring,) = occurrences(night, Span(at(28, 12), at(29, 12)))
    assert spring.to_at - spring.from_at == 7 * HOUR
    (autumn,) = occurrences(night, Span(at(24, 12, month=10), at(25, 12, month=10)))
    assert autumn.to_at - autumn.from_at == 9 * HOUR


def test_somebody_who_is_off_is_not_asked_and_the_newest_change_counts() -> None:
    every_day = tuple(shift(RITA, day.value, 0, 0) for day in rules.WEEK)
    off = change(RITA, on=False, begins=AT, ends=None)
    assert on_call(Rota(every_day), AT) == (RITA,)
    assert on_call(Rota(every_day, (off,)), AT + 30 * 24 * HOUR) == ()
    assert off_now(Rota(every_day, (off,)), AT) == {RITA}
    back_on = change(RITA, on=True, begins=AT, ends=AT + HOUR)
    assert on_call(Rota(every_day, (off, back_on)), AT) == (RITA,)
    assert on_call(Rota(every_day, (off, back_on)), AT + HOUR) == ()


def test_one_who_covers_counts_only_for_that_time() -> None:
    cover = change(ROB, on=True, begins=AT, ends=AT + 2 * HOUR)
    rota = Rota((shift(RITA, "monday", 9, 17),), (cover,))
    assert on_call(rota, AT) == (RITA, ROB)
    assert on_call(rota, AT + 2 * HOUR) == (RITA,)


def test_people_are_asked_one_by_one_in_a_humane_order() -> None:
    rota = Rota(
        (shift(ROB, "monday", 9, 17),),
        (change(RITA, on=False, begins=AT, ends=None),),
        (AwakeHours(MOE, 7 * 60, 23 * 60, "UTC"),),
    )
    assert asked_first(rota, (RITA, 9, MOE, ROB), AT) == (ROB, MOE, 9, RITA)


@pytest.mark.parametrize(
    ("hours", "hour", "awake"),
    [((7, 23), 7, True), ((7, 23), 23, False), ((22, 6), 23, True), ((22, 6), 6, False), ((8, 8), 3, True)],
)
def test_waking_hours_may_pass_midnight(hours: tuple[int, int], hour: int, awake: bool) -> None:
    assert is_awake(AwakeHours(RITA, hours[0] * 60, hours[1] * 60, "UTC"), at(2, hour)) is awake


MINUTES = st.integers(0, 1439)
SHIFTS = st.lists(
    st.builds(
        Shift,
        st.integers(1, 9),
        st.just(1),
        st.integers(1, 4),
        st.sampled_from([day.value for day in rules.WEEK]),
        MINUTES,
        MINUTES,
        st.sampled_from(["UTC", "Europe/London", "America/New_York", "Pacific/Chatham", "Asia/Kolkata"]),
    ),
    max_size=8,
)
MOMENTS = st.integers(0, 60 * 24 * 60).map(lambda minutes: at(20, 0) + timedelta(minutes=minutes))
CHANGES = st.lists(
    st.builds(
        lambda who, on, begins, hours: change(who, on=on, begins=begins, ends=begins + timedelta(hours=hours)),
        st.integers(1, 4),
        st.booleans(),
        MOMENTS,
        st.integers(1, 100),
    ),
    max_size=4,
)


@given(SHIFTS, CHANGES, MOMENTS)
def test_at_every_moment_either_somebody_is_on_call_or_it_lies_in_a_gap(
    shifts: list[Shift], changes: list[DutyChange], now: datetime
) -> None:
    rota, within = Rota(shifts, changes), Span(now - 30 * HOUR, now + 30 * HOUR)
    free = gaps(rota, within)
    assert bool(on_call(rota, now)) is not any(gap.from_at <= now < gap.to_at for gap in free)
    covered = joined([*free, *(duty.span for duty in duties(rota, within))])
    assert covered == (within,)
    assert all(one.to_at < two.from_at for one, two in pairwise(free))


def test_a_gap_that_somebody_left_is_told_a_day_before_and_again_two_hours_before() -> None:
    whole = tuple(shift(RITA, day.value, 0, 0) for day in rules.WEEK)
    left = change(RITA, on=False, begins=at(3, 20), ends=at(3, 22))
    rota = Rota(whole, (left,))
    assert rules.warnings(rota, at(2, 19)) == ()
    assert rules.next_warning(rota, at(2, 19)) == at(2, 20)
    (day_before,) = rules.warnings(rota, at(2, 20))
    assert (day_before.span, day_before.lead, day_before.regular) == (Span(at(3, 20), at(3, 22)), Lead.DAY, False)
    assert rules.next_warning(rota, at(2, 20)) == at(3, 18)
    (soon,) = rules.warnings(rota, at(3, 18))
    assert soon.lead is Lead.SOON
    assert soon.key != day_before.key


def test_a_gap_that_comes_every_week_has_one_key_for_all_weeks() -> None:
    rota = Rota((shift(RITA, "monday", 8, 20),))
    (this,) = rules.warnings(rota, at(2, 19, 30))
    (next_week,) = rules.warnings(rota, at(9, 19, 30))
    assert this.regular
    assert this.key == next_week.key
    assert this.lead is Lead.DAY


def test_a_server_without_a_rota_hears_nothing_about_gaps() -> None:
    assert rules.warnings(Rota(), AT) == ()
    assert rules.coming_gaps(Rota(), AT) == ()
    assert rules.coming_gaps(Rota((), (change(RITA, on=False, begins=AT, ends=None),)), AT) == ()

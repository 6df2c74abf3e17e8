"""Once a local date, whatever the clock, the zone or the process does (I8, T1 to T9, T13, T14)."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.checkins.rules import (
    LATEST,
    Summary,
    ahead_from_now,
    ahead_in_new_zone,
    calls_for_someone,
    craving_typed,
    decide,
    keepers_may_see,
    post_wanted,
    summarise,
)
from cogs.checkins.typed import rule_typed
from cogs.shared.recurrence import RuleError, Weekday, daily, monthly, weekly
from cogs.shared.recurrence_forms import to_row
from cogs.shared.refusals import RefusedError
from cogs.shared.typed_time import date_typed, time_typed
from cogs.shared.wall_clock import local_date, moment_at
from storage.records.checkins import Answer, Attention, Schedule, Step, Visibility

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def schedule(**changes: object) -> Schedule:
    made = Schedule(
        schedule_id=1,
        guild_id=1,
        circle_id=1,
        member_id=None,
        at=time(9),
        zone="Europe/London",
        repeats=to_row(daily()),
        window_minutes=240,
        kinds=(),
        stage="any",
        title="",
        hosted=False,
        threaded=False,
        reminder_minutes=None,
        paused_from=None,
        paused_to=None,
        decided_to=date(2026, 3, 1),
        next_date=None,
        next_at=None,
        draft_at=None,
        off_at=None,
        created_at=NOON,
    )
    return made._replace(**changes)


def moved_on(before: Schedule, now: datetime, asked: Counter[date], missed: Counter[date]) -> Schedule:
    decision = decide(before, now)
    if decision.ask is not None:
        asked[decision.ask.local_date] += 1
    missed.update(gone.local_date for gone in decision.missed)
    return before._replace(decided_to=decision.ahead.decided_to, next_at=decision.ahead.next_at)


@pytest.mark.parametrize(
    ("zone", "at", "day", "utc"),
    [
        ("America/New_York", time(2, 30), date(2026, 3, 8), datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        ("Europe/London", time(1, 30), date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", time(2, 15), date(2026, 10, 4), datetime(2026, 10, 3, 15, 45, tzinfo=UTC)),
        ("Africa/Cairo", time(0, 0), date(2026, 4, 24), datetime(2026, 4, 23, 22, 0, tzinfo=UTC)),
    ],
)
def test_t1_in_a_gap_it_is_asked_once_just_after_it(zone: str, at: time, day: date, utc: datetime) -> None:
    one = schedule(zone=zone, at=at, decided_to=day - timedelta(days=1))
    assert decide(one, utc - timedelta(seconds=1)).ask is None
    decision = decide(one, utc)
    assert decision.ask is not None
    assert (decision.ask.local_date, decision.ask.due_at) == (day, utc)
    after = one._replace(decided_to=decision.ahead.decided_to)
    assert decide(after, utc + timedelta(hours=2)).ask is None


@pytest.mark.parametrize(
    ("zone", "at", "day", "first"),
    [
        ("America/New_York", time(1, 30), date(2026, 11, 1), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("Africa/Cairo", time(23, 30), date(2026, 10, 29), datetime(2026, 10, 29, 20, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", time(1, 45), date(2026, 4, 5), datetime(2026, 4, 4, 14, 45, tzinfo=UTC)),
    ],
)
def test_t2_in_a_fold_it_is_asked_once_the_first_time(zone: str, at: time, day: date, first: datetime) -> None:
    one = schedule(zone=zone, at=at, decided_to=day - timedelta(days=1))
    decision = decide(one, first)
    assert decision.ask is not None
    assert decision.ask.due_at == first
    again = one._replace(decided_to=decision.ahead.decided_to)
    assert decide(again, first + timedelta(hours=1)) == replace(
        decide(again, first + timedelta(hours=1)), ask=None, missed=()
    )


def test_t3_a_date_that_never_was_is_passed_over() -> None:
    one = schedule(zone="Pacific/Apia", decided_to=date(2011, 12, 28))
    asked, missed = Counter[date](), Counter[date]()
    now = datetime(2011, 12, 28, 20, tzinfo=UTC)
    while now < datetime(2012, 1, 2, tzinfo=UTC):
        one = moved_on(one, now, asked, missed)
        now += timedelta(minutes=30)
    assert date(2011, 12, 30) not in asked + missed
    assert asked[date(2011, 12, 29)] == asked[date(2011, 12, 31)] == 1


def test_t6_back_within_two_hours_it_is_asked_once() -> None:
    one = schedule(decided_to=date(2026, 3, 1))
    decision = decide(one, datetime(2026, 3, 2, 9, 20, tzinfo=UTC))
    assert decision.ask is not None
    assert decision.missed == ()


def test_t7_after_two_days_away_nothing_old_is_asked_and_each_date_is_missed_once() -> None:
    one = schedule(decided_to=date(2026, 3, 1))
    decision = decide(one, datetime(2026, 3, 4, 8, 50, tzinfo=UTC))
    assert decision.ask is None
    assert [gone.local_date for gone in decision.missed] == [date(2026, 3, 2), date(2026, 3, 3)]
    assert decision.ahead.next_date == date(2026, 3, 4)


def test_t8_new_york_to_tokyo_at_eight_is_neither_asked_twice_nor_forgotten() -> None:
    eight = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)  # 08:00 in New York, 22:00 in Tokyo
    one = schedule(zone="America/New_York", decided_to=date(2026, 3, 1))
    moved = one._replace(zone="Asia/Tokyo")
    ahead = ahead_in_new_zone(moved, eight)
    assert ahead.next_date == date(2026, 3, 2)
    decision = decide(moved._replace(decided_to=ahead.decided_to), eight)
    assert [gone.local_date for gone in decision.missed] == [date(2026, 3, 2)]
    assert decision.ahead.next_date == date(2026, 3, 3)


def test_moving_west_after_the_question_does_not_bring_it_again_that_date() -> None:
    tokyo = schedule(zone="Asia/Tokyo", decided_to=date(2026, 3, 2))  # asked at 09:00 there
    lisbon = tokyo._replace(zone="Europe/Lisbon")
    ahead = ahead_in_new_zone(lisbon, datetime(2026, 3, 2, 3, 0, tzinfo=UTC))
    assert ahead.next_date == date(2026, 3, 3)


def test_a_new_schedule_whose_time_has_passed_begins_tomorrow() -> None:
    assert ahead_from_now(schedule(at=time(9)), NOON).next_date == date(2026, 3, 3)
    assert ahead_from_now(schedule(at=time(13)), NOON).next_date == date(2026, 3, 2)


def test_t9_the_31st_is_asked_on_the_last_day_of_short_months() -> None:
    one = schedule(repeats=to_row(monthly(31)), decided_to=date(2027, 1, 31))
    assert ahead_from_now(one, datetime(2027, 2, 1, tzinfo=UTC)).next_date == date(2027, 2, 28)


def test_paused_days_are_left_out_and_a_pause_without_end_waits() -> None:
    week = schedule(paused_from=date(2026, 3, 2), paused_to=date(2026, 3, 8))
    assert ahead_from_now(week, NOON).next_date == date(2026, 3, 9)
    assert ahead_from_now(week._replace(paused_to=None), NOON).next_date is None


def test_every_second_week_keeps_its_rhythm_across_a_long_absence() -> None:
    one = schedule(repeats=to_row(weekly([Weekday.MONDAY], weeks=2, starts=date(2026, 3, 2))))
    decision = decide(one, datetime(2026, 3, 31, tzinfo=UTC))
    assert [gone.local_date for gone in decision.missed] == [date(2026, 3, 2), date(2026, 3, 16), date(2026, 3, 30)]
    assert decision.ahead.next_date == date(2026, 4, 13)


ZONES = ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Tokyo", "Pacific/Apia"]


@given(
    st.sampled_from(ZONES),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.integers(0, 60 * 24 * 1400).map(lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.lists(st.integers(1, 60 * 30), min_size=1, max_size=60),
)
def test_each_local_date_is_asked_or_missed_exactly_once(
    zone: str, at: time, start: datetime, steps: list[int]
) -> None:
    """However irregularly the sweep wakes (restarts, sleeps, stops), in every zone."""
    now = start
    one = schedule(zone=zone, at=at, decided_to=local_date(now, zone))
    begins = one.decided_to
    asked, missed = Counter[date](), Counter[date]()
    for minutes in steps:
        now += timedelta(minutes=minutes)
        one = moved_on(one, now, asked, missed)
    expected = set[date]()
    day = begins
    while (day := day + timedelta(days=1)) <= local_date(now, zone) + timedelta(days=1):
        due = moment_at(day, at, zone)
        if due is not None and due <= now:
            expected.add(day)
    assert set((asked + missed).values()) <= {1}
    assert set(asked + missed) == expected


@given(
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.lists(st.tuples(st.integers(-60 * 30, 60 * 30), st.sampled_from([None, *ZONES])), max_size=60),
)
def test_no_date_is_asked_twice_when_the_clock_jumps_and_the_zone_changes(
    at: time, moves: list[tuple[int, str | None]]
) -> None:
    now = datetime(2026, 3, 7, 12, tzinfo=UTC)
    one = schedule(at=at, decided_to=local_date(now, "Europe/London"))
    asked, missed = Counter[date](), Counter[date]()
    for minutes, zone in moves:
        now += timedelta(minutes=minutes)
        if zone is not None:
            one = one._replace(zone=zone)
            one = one._replace(decided_to=ahead_in_new_zone(one, now).decided_to)
        one = moved_on(one, now, asked, missed)
    assert set((asked + missed).values()) <= {1}


@given(st.integers(0, 60 * 24 * 400))
def test_nothing_is_asked_more_than_two_hours_late(minutes: int) -> None:
    now = NOON + timedelta(minutes=minutes)
    decision = decide(schedule(at=time(7, 15), zone="America/New_York"), now)
    if decision.ask is not None:
        assert timedelta() <= now - decision.ask.due_at <= LATEST
        local = decision.ask.due_at.astimezone(ZoneInfo("America/New_York"))
        assert (local.hour, local.minute) == (7, 15)


def answer(**changes: object) -> Answer:
    made = Answer(
        answer_id=1,
        guild_id=1,
        prompt_id=1,
        member_id=1,
        step=Step.STEADY,
        visibility=Visibility.ME,
        words="",
        craving=None,
        wants_someone=False,
        attention=Attention.NONE,
        post_channel_id=None,
        post_message_id=None,
        withdrawn_at=None,
        calls_since=None,
        offer_at=None,
        met_at=None,
        answered_at=NOON,
        changed_at=NOON,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "waits"),
    [
        ({"visibility": Visibility.CIRCLE}, False),
        ({"visibility": Visibility.CIRCLE, "step": Step.HARD}, True),
        ({"visibility": Visibility.KEEPERS, "wants_someone": True}, True),
        ({"visibility": Visibility.ME, "step": Step.VERY_HARD, "wants_someone": True}, False),
        ({"visibility": Visibility.CIRCLE, "step": Step.HARD, "withdrawn_at": NOON}, False),
    ],
)
def test_a_shared_hard_answer_waits_for_a_person_and_a_private_one_does_not(
    changes: dict[str, object], waits: bool
) -> None:
    assert calls_for_someone(answer(**changes)) == waits


@given(
    st.lists(
        st.builds(
            answer,
            visibility=st.sampled_from(list(Visibility)),
            step=st.sampled_from([*Step, None]),
            words=st.sampled_from(["", "words"]),
            withdrawn_at=st.sampled_from([None, NOON]),
        ),
        max_size=12,
    )
)
def test_a_summary_never_shows_what_was_not_shared(answers: list[Answer]) -> None:
    summary = summarise(answers)
    standing = [one for one in answers if one.withdrawn_at is None]
    if summary is None:
        assert len(standing) < 5
        assert not any(one.visibility is Visibility.CIRCLE for one in standing)
        return
    assert isinstance(summary, Summary)
    assert all(one.visibility is Visibility.CIRCLE and one.withdrawn_at is None for one in summary.shared)
    assert (summary.count is None) == (len(standing) < 5)


def test_only_me_words_are_never_posted_nor_shown_to_keepers() -> None:
    assert not post_wanted(answer(words="mine"))
    assert not keepers_may_see(answer(words="mine"))
    assert not post_wanted(answer(words="mine", visibility=Visibility.KEEPERS))
    assert post_wanted(answer(words="ours", visibility=Visibility.CIRCLE))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("9:00", time(9)), ("09:05", time(9, 5)), ("21.30", time(21, 30)), ("9 pm", time(21)), ("12am", time(0))],
)
def test_a_time_as_people_write_it(typed: str, meant: time) -> None:
    assert time_typed(typed) == meant


@pytest.mark.parametrize("typed", ["9", "24:00", "9:60", "13 pm", "0am", "٩:٠٠", "", "nine"])
def test_a_time_that_could_mean_two_things_is_refused(typed: str) -> None:
    with pytest.raises(RefusedError):
        time_typed(typed)


def test_t13_weekday_numbers_are_refused() -> None:
    with pytest.raises(RuleError):
        rule_typed("0", 1, None, None, NOON)


@pytest.mark.parametrize("typed", ["31.02.2026", "2026-02-30", "99999999999999", "-1", ""])
def test_x11_a_date_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(RefusedError):
        date_typed(typed)


@pytest.mark.parametrize(("typed", "meant"), [("", None), ("0", 0), ("10", 10), ("11", "11"), ("a", "a"), ("٣", "٣")])
def test_the_craving_scale_runs_from_nought_to_ten(typed: str, meant: object) -> None:
    assert craving_typed(typed) == meant

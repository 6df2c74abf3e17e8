"""Decisions about messages and cases: what counts where, who is asked when, and that no step is lost or said twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.alerts import rules
from cogs.alerts.matching.findings import Hit, Severity
from cogs.alerts.policy import (
    People,
    Policy,
    Reach,
    Repeat,
    Rung,
    frozen,
    queue,
    route,
    soon,
    thawed,
    trial,
    urgent,
)
from cogs.alerts.rules import Joining, NotYours, Silence, Worry
from cogs.shared.timings import Timings
from storage.records.alerts import Case, CaseKind, CaseState, Outcome
from storage.records.servers import ChannelMode

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TIMINGS = Timings()
LOW, MEDIUM, HIGH, CRITICAL = Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL
NORMAL, SENSITIVE, VENTING, OFF = ChannelMode.NORMAL, ChannelMode.SENSITIVE, ChannelMode.VENTING, ChannelMode.OFF


def hit(severity: Severity, category: str = "suicide", suppressed_by: str | None = None) -> Hit:
    return Hit(category, severity, f"{category}.rule", 0, 3, "abc", suppressed_by, "folded")


def case(policy: Policy | None = None, severity: Severity = HIGH) -> Case:
    return rules.opened(1, 2, 3, CaseKind.ALERT, ("suicide", severity), policy or urgent(), AT)


@pytest.mark.parametrize(
    ("mode", "severity", "counts"),
    [
        (NORMAL, LOW, LOW),
        (NORMAL, MEDIUM, MEDIUM),
        (NORMAL, CRITICAL, CRITICAL),
        (SENSITIVE, LOW, MEDIUM),
        (SENSITIVE, MEDIUM, HIGH),
        (SENSITIVE, HIGH, CRITICAL),
        (VENTING, MEDIUM, LOW),
        (VENTING, HIGH, HIGH),
        (OFF, MEDIUM, LOW),
        (OFF, HIGH, LOW),
        *((mode, CRITICAL, CRITICAL) for mode in ChannelMode),
    ],
)
def test_a_channel_weighs_a_hit_and_none_silences_a_critical_one(
    mode: ChannelMode, severity: Severity, counts: Severity
) -> None:
    assert rules.severity_in(mode, severity) is counts


def test_a_suppressed_hit_hides_no_other_one() -> None:
    found = rules.counted([hit(CRITICAL, suppressed_by="lyrics"), hit(MEDIUM, "relapse")], NORMAL)
    assert [one.category for one in found] == ["relapse"]


@pytest.mark.parametrize(
    ("category", "severity", "name"),
    [
        ("overdose", CRITICAL, "urgent"),
        ("relapse", HIGH, "urgent"),
        ("suicide", MEDIUM, "soon"),
        ("relapse", MEDIUM, "queue"),
        ("eating_disorder", MEDIUM, "queue"),
    ],
)
def test_category_and_severity_choose_the_policy(category: str, severity: Severity, name: str) -> None:
    assert route(category, severity).name == name


def test_the_urgent_ladder_asks_at_0_3_5_and_10_minutes_then_again_and_then_says_so() -> None:
    found = [(rung.after // 60, rung.reach) for rung in urgent().rungs]
    assert found == [
        (0, Reach.RESPONDERS),
        (3, Reach.RESPONDERS),
        (5, Reach.MODERATORS),
        (10, Reach.ORGANISERS),
        (20, Reach.EVERYONE),
        (30, Reach.NOBODY_LEFT),
    ]


def test_every_ladder_that_asks_at_once_ends_by_saying_so() -> None:
    for policy in (urgent(), soon(), urgent(Repeat(every=60, times=5))):
        reaches = [rung.reach for rung in policy.rungs]
        assert reaches[-1] is Reach.NOBODY_LEFT
        assert reaches.count(Reach.NOBODY_LEFT) == 1


@given(
    st.sampled_from([urgent(), soon(), queue(), trial(), urgent(Repeat(times=0))]),
    st.builds(
        People,
        alert_channel_id=st.none() | st.integers(1, 2**63 - 1),
        organiser_ids=st.lists(st.integers(1, 2**63 - 1), max_size=5).map(tuple),
        avoid_member_id=st.none() | st.integers(1, 2**63 - 1),
    ),
)
def test_a_frozen_policy_comes_back_as_it_was(policy: Policy, people: People) -> None:
    assert thawed(frozen(policy.with_people(people))) == policy.with_people(people)


# the ladder, whatever happens

Event = tuple[str, int]
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["wait", "take", "silence", "still", "resolve", "worse", "quiet", "clock_back", "restart"]),
        st.integers(0, 1500),
    ),
    max_size=40,
)


def climb_all(current: Case, now: datetime, climbed: list[tuple[int, int]]) -> Case:
    while (step := rules.climbed(current, now)) is not None:
        current = rules.paged(step[0], now, TIMINGS)
        climbed.append((current.run, current.step))
    return current


@given(EVENTS)
@settings(max_examples=300)
def test_no_step_of_a_run_is_skipped_or_repeated_whatever_happens(events: Sequence[Event]) -> None:
    now, climbed = AT, list[tuple[int, int]]()
    current = climb_all(case(), now, climbed)
    for what, amount in events:
        before = current
        if what == "wait":
            now += timedelta(seconds=amount)
        elif what == "clock_back":
            back = timedelta(seconds=amount)
            now -= back
            current = rules.shifted(current, back)
        elif what == "take":
            taken = rules.taken(current, amount % 2, now)
            current = taken if isinstance(taken, Case) else current
        elif what == "silence":
            silent = rules.silent(current, now)
            current = current if silent is None else silent[0]
        elif what == "still":
            current = rules.touched(current, now)
        elif what == "resolve":
            done = rules.resolved(current, 9, Outcome.TALKED, now)
            current = done if isinstance(done, Case) else current
        elif what == "worse" and rules.joining(current, CRITICAL, urgent(), new_channel=False) is Joining.NEW_LADDER:
            current = rules.laddered(current, urgent(), now)
        count = len(climbed)
        current = climb_all(current, now, climbed)
        if current.state is not CaseState.OPEN:
            assert len(climbed) == count, "somebody has it, or it is over: nobody is asked by the ladder"
            assert current.next_step_at is None
        assert current.run >= before.run
    for run in {run for run, _ in climbed}:
        steps = [step for r, step in climbed if r == run]
        assert steps == list(range(len(steps))), "in order, each once"


@given(st.integers(0, 4000))
def test_while_it_runs_every_rung_is_climbed_at_its_second(seconds: int) -> None:
    climbed: list[tuple[int, int]] = []
    current = case()
    for second in range(seconds + 1):
        current = climb_all(current, AT + timedelta(seconds=second), climbed)
    assert len(climbed) == sum(rung.after <= seconds for rung in urgent().rungs)


def test_after_a_long_stop_people_are_asked_in_order_and_get_time_before_it_says_so() -> None:
    current = climb_all(case(), AT, [])
    back = AT + timedelta(hours=3)
    climbed_at: dict[int, int] = {}
    for second in range(3600):
        found: list[tuple[int, int]] = []
        current = climb_all(current, back + timedelta(seconds=second), found)
        climbed_at |= {step: second for _, step in found}
    assert climbed_at == {1: 0, 2: 3, 3: 6, 4: 6 + 600, 5: 6 + 600 + 600}


def test_whoever_is_late_to_be_asked_is_asked_within_ten_seconds_of_a_restart_however_many_there_are() -> None:
    """I5: a whole ladder that never began, and one of eight steps."""
    asks = (Reach.RESPONDERS, Reach.MODERATORS)
    for rungs in (urgent().rungs, tuple(Rung(60 * n, asks[n % 2]) for n in range(8))):
        current = case(policy=replace(urgent(), rungs=rungs))
        climbed_at: list[float] = []
        for tenth in range(200):
            found: list[tuple[int, int]] = []
            current = climb_all(current, AT + timedelta(hours=3, seconds=tenth / 10), found)
            climbed_at += [tenth / 10 for _ in found]
        asking = [rung for rung in rungs if rung.reach in (*asks, Reach.ORGANISERS)]
        assert len(climbed_at) == len(asking)
        assert climbed_at[-1] <= 8.5


def test_a_sweep_that_is_a_second_late_makes_nothing_later_late() -> None:
    current = climb_all(case(), AT, [])
    for rung in urgent().rungs[1:]:
        step = rules.climbed(current, AT + timedelta(seconds=rung.after + 1))
        assert step is not None
        current = step[0]
        assert current.step == 5 or current.next_step_at == AT + timedelta(
            seconds=urgent().rungs[current.step + 1].after
        )


def test_a_clock_that_goes_back_makes_nobody_wait_longer() -> None:
    current = climb_all(case(), AT, [])
    back = timedelta(hours=3)
    current = rules.shifted(current, back)
    assert current.next_step_at == AT - back + timedelta(minutes=3)


# of two, one wins


def test_of_two_the_first_wins_and_the_second_learns_who_has_it() -> None:
    first = rules.taken(case(), 7, AT)
    assert isinstance(first, Case)
    assert rules.taken(first, 8, AT) == NotYours(7)
    assert rules.taken(first, 7, AT) is first


def test_a_holder_who_does_nothing_is_asked_after_20_minutes_and_5_later_it_opens_again() -> None:
    held = rules.taken(climb_all(case(), AT, []), 7, AT)
    assert isinstance(held, Case)
    assert rules.silent(held, AT + timedelta(minutes=19)) is None
    asked = rules.silent(held, AT + timedelta(minutes=20))
    assert asked is not None
    assert asked[1] is Silence.ASK
    assert rules.silent(asked[0], AT + timedelta(minutes=24)) is None
    reopened = rules.silent(asked[0], AT + timedelta(minutes=25))
    assert reopened is not None
    again, what = reopened
    assert what is Silence.REOPEN
    assert (again.state, again.step, again.run, again.holder_member_id) == (CaseState.OPEN, -1, 2, None)
    assert again.next_step_at == AT + timedelta(minutes=25)


def test_a_holder_who_answers_is_asked_again_only_later() -> None:
    held = rules.taken(case(), 7, AT)
    assert isinstance(held, Case)
    touched = rules.touched(held, AT + timedelta(minutes=15))
    assert rules.silent(touched, AT + timedelta(minutes=30)) is None


# one more alert


@pytest.mark.parametrize(
    ("open_as", "severity", "policy", "new_channel", "how"),
    [
        ((urgent(), HIGH), HIGH, urgent(), False, Joining.QUIETLY),
        ((urgent(), HIGH), CRITICAL, urgent(), False, Joining.PAGE),
        ((urgent(), CRITICAL), HIGH, urgent(), True, Joining.PAGE),
        ((urgent(), CRITICAL), MEDIUM, queue(), True, Joining.QUIETLY),
        ((queue(), MEDIUM), HIGH, urgent(), False, Joining.NEW_LADDER),
        ((soon(), MEDIUM), MEDIUM, soon(), False, Joining.QUIETLY),
    ],
)
def test_what_one_more_alert_means_for_an_open_case(
    open_as: tuple[Policy, Severity], severity: Severity, policy: Policy, *, new_channel: bool, how: Joining
) -> None:
    current = climb_all(case(*open_as), AT, [])
    assert rules.joining(current, severity, policy, new_channel=new_channel) is how


def test_when_nobody_answered_at_all_one_more_alert_begins_the_ladder_again() -> None:
    ended = case()
    for minute in range(31):
        ended = climb_all(ended, AT + timedelta(minutes=minute), [])
    assert ended.next_step_at is None
    assert rules.joining(ended, HIGH, urgent(), new_channel=False) is Joining.NEW_LADDER


def test_what_somebody_has_already_is_added_quietly_unless_it_is_graver() -> None:
    held = rules.taken(case(), 7, AT)
    assert isinstance(held, Case)
    assert rules.joining(held, HIGH, urgent(), new_channel=True) is Joining.QUIETLY
    assert rules.joining(held, CRITICAL, urgent(), new_channel=True) is Joining.PAGE


# nobody told yet


def test_a_page_that_reaches_nobody_tries_another_way_at_15_seconds_every_way_at_60_and_never_stops() -> None:
    current = climb_all(case(), AT, [])
    assert rules.worried(current, AT + timedelta(seconds=14), TIMINGS) is None
    found: list[tuple[int, Worry]] = []
    for second in range(400):
        worry = rules.worried(current, AT + timedelta(seconds=second), TIMINGS)
        if worry is not None:
            current = worry[0]
            found.append((second, worry[1]))
    assert found[:3] == [(15, Worry.SECOND_PATH), (60, Worry.EVERY_PATH), (120, Worry.AGAIN)]
    assert all(what is Worry.AGAIN for _, what in found[2:])
    assert len(found) >= 6


def test_who_has_been_told_ends_the_worry_and_an_older_page_does_not() -> None:
    current = climb_all(case(), AT, [])
    assert rules.told(current, 0, AT) is current
    told = rules.told(current, current.page, AT)
    assert rules.worried(told, AT + timedelta(hours=1), TIMINGS) is None
    assert rules.told(told, told.page, AT) is told


def test_a_case_says_when_it_wants_to_be_looked_at_next() -> None:
    current = replace(climb_all(case(), AT, []))
    assert current.due_at == AT + timedelta(seconds=15)
    assert rules.told(current, current.page, AT).due_at == AT + timedelta(minutes=3)
    done = rules.resolved(current, 1, Outcome.TALKED, AT)
    assert isinstance(done, Case)
    assert done.due_at is None

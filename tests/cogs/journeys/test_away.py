"""Members who move, leave, are timed out or switch off: what was queued for them is not said, nor said twice."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

import pytest
from dateutil import tz
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from cogs.journeys import actions
from cogs.journeys.reaching import ASK
from cogs.journeys.rules import Pace, Step, Unit, day_of, road
from cogs.shared.clock import FixedClock
from storage.database import Database
from storage.members import MemberChanges, MemberStore
from tests.cogs.journeys.test_undo import Desk
from tests.house import ANN, AT, GUILD, offline, offline_app


@pytest.fixture
async def desk(sqlite_database: Database) -> AsyncIterator[Desk]:
    clock = FixedClock(AT)
    app = await offline_app(sqlite_database, clock, features=["circles", "checkins", "journeys"])
    with offline(app) as people:
        yield Desk(app, clock, people)


async def _move(desk: Desk, zone: str) -> None:
    async with desk.app.database.transaction() as work:
        await MemberStore(work).change(GUILD, ANN.id, MemberChanges(zone=zone), desk.clock.now())
    await actions.moved(desk.app.database, GUILD, ANN.id, desk.clock.now())


@pytest.mark.parametrize(
    "zones", [("America/New_York", "Asia/Tokyo"), ("Asia/Tokyo", "America/New_York"), ("Pacific/Apia", "Pacific/Niue")]
)
async def test_t8_a_member_who_moves_is_asked_once_for_a_step_and_not_never(desk: Desk, zones: tuple[str, str]) -> None:
    await desk.begin(date="2026-02-24", zone=zones[0], hour=9)
    for hour in range(4 * 24):
        if hour in (23, 47):
            await _move(desk, zones[hour == 23])
        await desk.pass_time(hours=1)
    assert len(await desk.people.rendered(ASK)) == 1


async def test_t8_after_moving_to_an_earlier_date_a_change_does_not_call_off_what_was_asked(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-24", zone="Pacific/Kiritimati", hour=0)
    await desk.pass_time(hours=2)  # 3 March there
    assert len(await desk.people.rendered(ASK)) == 1
    await _move(desk, "Pacific/Niue")
    await desk.submit("renamed", journey, name="On the road")
    await desk.pass_time(days=2)
    assert len(await desk.people.rendered(ASK)) == 1


async def test_t11_who_left_is_not_told_of_what_was_queued_already(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-23")
    await desk.pass_time()
    assert len(await desk.people.rendered(ASK)) == 1
    paused = await desk.press("pause", journey)
    await actions.left(desk.app.database, GUILD, ANN.id, desk.clock.now())
    assert await desk.people.rendered(ASK) == []
    await desk.press("undo", await desk.undo_id(paused))
    assert await desk.people.rendered(ASK) == []  # taking something back switches nothing on


async def test_t11_who_is_timed_out_or_not_here_is_not_told(desk: Desk) -> None:
    await desk.begin(date="2026-02-23")
    await desk.pass_time()
    guild = desk.app.get_guild(GUILD)
    assert guild is not None
    member: Any = guild.get_member(ANN.id)
    member.timed_out_until = datetime.now(UTC) + timedelta(hours=1)
    assert await desk.people.rendered(ASK) == []
    member.timed_out_until = None
    assert len(await desk.people.rendered(ASK)) == 1
    desk.app._connection._remove_guild(guild)
    assert await desk.people.rendered(ASK) == []


@pytest.mark.parametrize("way", ["begun", "corrected", "out again"])
async def test_a_step_that_was_told_here_after_its_hour_is_asked_at_once_and_not_called_late(
    desk: Desk, way: str
) -> None:
    """Late is what we were late with."""
    desk.clock.advance(timedelta(hours=12))  # 21:00; the hour of this member is nine in the morning
    if way == "begun":
        (answer,) = await desk.people.command(
            "/journey start", ANN, {"name": "x", "date": "2026-02-23", "zone": "Europe/London"}
        )
        assert "The next one is on Monday, 2 March 2026, and I speak of it at 21:00 (Europe/London)." in answer.text
    elif way == "corrected":
        journey = await desk.begin(date="2026-02-20")
        await desk.submit("dated", journey, first="2026-02-23")
    else:
        journey = await desk.begin(date="2026-02-24")
        await desk.press("put_away", journey)
        await desk.pass_time(days=1)
        await desk.press("put_away", journey)
    await desk.pass_time()
    ((_, words),) = await desk.people.rendered(ASK)
    assert "1 week" in words
    assert "I was away" not in words
    await desk.pass_time(days=10)
    (last, *_) = [words for _, words in await desk.people.rendered(ASK) if "2 weeks" in words]
    assert "I was away" in last


async def test_after_a_hard_day_the_next_step_is_announced_for_when_it_is_spoken_of(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-24")
    desk.clock.advance(timedelta(hours=12))
    await desk.press("slip", journey)
    shown = await desk.press("back", journey)
    said = "The next one is on Tuesday, 3 March 2026, and I speak of it at 21:00 (Europe/London)."
    assert said in shown.text


@pytest.mark.parametrize("way", ["hide", "put_away", "nothing", "pause"])
async def test_i15_switched_off_while_it_is_queued_it_is_not_said(desk: Desk, way: str) -> None:
    journey = await desk.begin(date="2026-02-23")
    await desk.pass_time()
    assert len(await desk.people.rendered(ASK)) == 1
    if way == "nothing":
        await desk.press("standing", journey, "nothing")
    else:
        await desk.press(way, journey)
    assert len(await desk.people.rendered(ASK)) == (1 if way == "pause" else 0)  # a pause takes no step away


LEAP_DAYS = st.integers(1952, 2148).filter(lambda year: year % 4 == 0 and year != 2100).map(lambda y: date(y, 2, 29))
LAST_DAYS = st.builds(lambda y, m: date(y, m, 31), st.integers(1950, 2150), st.sampled_from([1, 3, 5, 7, 8, 10, 12]))
ZONES = st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kolkata"])


@given(start=LEAP_DAYS, amount=st.integers(1, 60), in_march=st.booleans())
def test_t9_the_29th_of_february_is_the_28th_or_for_who_chose_it_the_1st_of_march(
    start: date, amount: int, in_march: bool
) -> None:
    expected = start + relativedelta(years=amount)
    if in_march and (expected.month, expected.day) == (2, 28):
        expected = date(expected.year, 3, 1)
    assert day_of(start, Step("x", "x", Unit.YEARS, amount), leap_in_march=in_march) == expected


@given(start=LAST_DAYS, amount=st.integers(1, 200))
def test_t9_the_31st_is_the_last_day_of_a_shorter_month_and_never_drifts(start: date, amount: int) -> None:
    reached = day_of(start, Step("x", "x", Unit.MONTHS, amount))
    assert reached == start + relativedelta(months=amount)
    first_of_next = date(reached.year, reached.month, 1) + relativedelta(months=1)
    assert reached == min(date(reached.year, reached.month, 1) + timedelta(days=30), first_of_next - timedelta(days=1))


@given(
    start=st.dates(date(1975, 1, 1), date(2035, 1, 1)),
    clock=st.times(),
    hours=st.integers(1, 10_000),
    zone=ZONES,
)
def test_hours_are_whole_hours_that_pass_also_when_the_clocks_change(
    start: date, clock: time, hours: int, zone: str
) -> None:
    second_opinion = tz.gettz(zone)
    assert second_opinion is not None
    begun = tz.resolve_imaginary(datetime.combine(start, clock, second_opinion)).astimezone(UTC)
    step = Step("x", "x", Unit.HOURS, hours)
    ((reached),) = islice(road((step,), start, Pace(zone, 9), started_at=begun), 1)
    assert reached.at - begun == timedelta(hours=hours)
    assert reached.on == (begun + timedelta(hours=hours)).astimezone(second_opinion).date()


async def test_hours_count_from_the_hour_that_was_given_and_days_do_not(desk: Desk) -> None:
    await desk.begin(date="2026-03-01", time="22:30", ladder="na_keytags")
    (ledger,) = await desk.ledgers()
    assert ledger.runs[0].started_at == datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
    assert ledger.journey.ahead.at is None or ledger.journey.ahead.at >= AT

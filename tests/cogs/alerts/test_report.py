"""The week in numbers that name nobody, and what is said to whoever was there when it was hard."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cogs.alerts import text_report
from cogs.alerts.report import FEWEST, due_at, hidden, hours_covered, report, week_before
from cogs.alerts.report_picture import png
from cogs.alerts.reporting import REPORT, Reporting
from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from cogs.shared.rota import Span
from cogs.shared.ui import custom_id
from cogs.shared.words import words_for
from storage.cases import CaseStore
from storage.counts import CountStore
from storage.database import Database
from storage.ids import new_id
from storage.oncall import OnCallStore
from storage.records.alert_settings import CaseCount
from storage.records.oncall import Rota, Shift
from storage.records.servers import ChannelMode
from storage.servers import ServerChoices, ServerStore
from tests.house import (
    ALERTS,
    ANN,
    AT,
    BEN,
    GENERAL,
    GUILD,
    MODERATORS,
    OLGA,
    RESPONDERS,
    RITA,
    offline,
    offline_app,
)

MONDAY = date(2026, 2, 23)
URGENT = "i am going to kill myself tonight"


def count(
    category: str = "suicide", waited: int | None = 60, outcome: str = "talked", rule: str = "suicide/plan"
) -> CaseCount:
    return CaseCount(MONDAY, 9, category, 4, rule, outcome, waited)


def of(counts: Sequence[CaseCount], rota: Rota | None = None) -> str:
    found = report(MONDAY, counts, {}, rota or Rota(), AT)
    return "\n".join(text_report.lines(words_for("en"), found))


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (100, 100)])
def test_numbers_under_five_are_never_shown(number: int, shown: int | None) -> None:
    assert hidden(number) == shown


def test_waits_are_told_by_the_half_and_by_nine_of_ten() -> None:
    found = report(MONDAY, [count(waited=60 * minutes) for minutes in range(1, 11)], {}, Rota(), AT)
    assert (found.median, found.ninetieth) == (5 * 60, 9 * 60)
    assert report(MONDAY, [count()] * 4, {}, Rota(), AT).median is None
    never = report(MONDAY, [count()] * 8 + [count(waited=None)] * 2, {}, Rota(), AT)
    assert (never.median, never.ninetieth) == (60, None)
    assert "heard from nobody" in "\n".join(text_report.lines(words_for("en"), never))


def test_a_small_category_is_named_without_its_number() -> None:
    said = of([*[count()] * 6, *[count("relapse", rule="relapse/used")] * 2])
    assert "- suicide: 6" in said
    assert "- use or craving: fewer than 5" in said
    assert "**Cases:** more than 6" in said, "eight, less six, would be the number that is hidden"


def test_the_whole_is_told_where_it_gives_no_small_number_away() -> None:
    assert "**Cases:** 6" in of([count()] * 6)
    two_small = [*[count()] * 6, *[count("relapse")] * 3, *[count("abuse")] * 3]
    assert "**Cases:** 12" in of(two_small)
    assert "**Cases:** fewer than 5" in of([count()] * 2 + [count("relapse")] * 2)


def test_rules_that_called_without_need_are_named_from_five_cases_on() -> None:
    said = of(
        [*[count(outcome="not_a_crisis")] * 3, *[count()] * 3, *[count(rule="rare/rule", outcome="not_a_crisis")]]
    )
    assert "`suicide/plan`: 50 in 100 were not a crisis" in said
    assert "rare/rule" not in said


@given(st.lists(st.integers(0, 10_000) | st.none(), min_size=FEWEST, max_size=60))
def test_no_report_ever_holds_a_person_and_the_waits_are_in_order(waits: list[int | None]) -> None:
    found = report(MONDAY, [count(waited=one) for one in waits], {}, Rota(), AT)
    if found.median is not None and found.ninetieth is not None:
        assert found.median <= found.ninetieth
        assert found.median in waits
        assert found.ninetieth in waits


def test_hours_without_anybody_are_counted_and_drawn() -> None:
    rota = Rota((Shift(1, GUILD, RITA.id, "monday", 0, 0, "UTC"),))
    found = report(MONDAY, [], {}, rota, AT)  # AT is a Monday, 09:00
    assert found.uncovered_hours == 6 * 24
    assert found.uncovered is not None
    grid = hours_covered(found.uncovered, AT, "UTC")
    assert [row.count(True) for row in grid] == [15, 0, 0, 0, 0, 0, 0]
    assert [row.count(False) for row in grid] == [0, *[24] * 6]
    assert "nobody is on call in 144 hours of 168" in of([], rota)


def test_hours_of_today_that_are_over_are_drawn_neither_as_covered_nor_as_open() -> None:
    night = Rota((Shift(1, GUILD, RITA.id, "tuesday", 0, 0, "UTC"),))
    grid = hours_covered(report(MONDAY, [], {}, night, AT).uncovered or (), AT, "UTC")
    assert grid[0] == [None] * 9 + [False] * 15
    assert grid[1] == [True] * 24
    blank, hollow = (png("Cases", {}, [], "On call", ["Monday"] * 7, [[cell] * 24] * 7) for cell in (None, False))
    with Image.open(io.BytesIO(blank)) as image, Image.open(io.BytesIO(hollow)) as full:
        assert len(image.getcolors(100_000) or ()) < len(full.getcolors(100_000) or ()), "no box is drawn for them"


@pytest.mark.parametrize(
    ("now", "zone", "first"),
    [
        (datetime(2026, 3, 2, 9, 0, tzinfo=UTC), "UTC", MONDAY),
        (datetime(2026, 3, 1, 23, 0, tzinfo=UTC), "UTC", date(2026, 2, 16)),
        (datetime(2026, 3, 1, 23, 0, tzinfo=UTC), "Pacific/Auckland", MONDAY),
    ],
)
def test_the_week_is_the_servers_own(now: datetime, zone: str, first: date) -> None:
    assert week_before(now, zone) == first


def test_it_comes_on_monday_morning_by_the_servers_clock() -> None:
    assert due_at(MONDAY, "America/New_York") == datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


def test_the_picture_is_a_png_that_a_phone_can_show() -> None:
    drawn = png("Cases", {"suicide": 7}, ["abuse"], "On call", ["Monday"] * 7, [[True] * 24] * 7)
    with Image.open(io.BytesIO(drawn)) as image:
        assert image.format == "PNG"
        assert image.width <= 700, "at half its size the letters are still eleven pixels high"
        alone = png("Cases", {}, [], "On call", ["Monday"] * 7, [[True] * 24] * 7)
        assert Image.open(io.BytesIO(alone)).height < image.height - 100, "no room is left for cases that are not there"
    assert len(drawn) < 200_000
    assert png("Cases", {}, [], "On call", [], [])


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(AT)


@pytest.fixture
async def app(sqlite_database: Database, clock: FixedClock) -> App:
    app = await offline_app(sqlite_database, clock, features=["alerts", "oncall"])
    async with sqlite_database.transaction() as work:
        choices = ServerChoices("UTC", ALERTS, RESPONDERS, MODERATORS, (OLGA.id,), [(GENERAL, ChannelMode.NORMAL)])
        await ServerStore(work).save(GUILD, choices, AT)
        await ServerStore(work).mark_live(GUILD, AT - timedelta(days=3))
        for _ in range(6):
            await CountStore(work).add(GUILD, count(), AT)
        await CountStore(work).low(GUILD, MONDAY, "harassment")
    return app


async def test_each_organiser_gets_it_once_and_others_cannot_ask_for_it(app: App, clock: FixedClock) -> None:
    reporting = Reporting(app)
    with offline(app) as people:
        await reporting.run(AT)
        clock.advance(timedelta(hours=2))
        await reporting.run(clock.now())
        ((target, words),) = await people.rendered(REPORT)
        (mine,) = await people.command("/alerts report", OLGA)
        (refused,) = await people.command("/alerts report", RITA)
    assert target == OLGA.id
    assert "- suicide: 6" in words
    assert "harassment (fewer than 5)" in words
    assert "On call in the coming week" not in words  # no rota, no grid
    assert "- suicide: 6" in mine.text
    assert mine.private
    assert "for organisers" in refused.text
    assert await reporting.next_due() == AT + timedelta(days=7)


async def test_no_monday_is_waited_for_while_no_server_is_live(app: App) -> None:
    async with app.database.transaction() as work:
        choices = ServerChoices("UTC", GENERAL, RESPONDERS, MODERATORS, (OLGA.id,), [])
        await ServerStore(work).save(GUILD, choices, AT)  # another alert channel: it must be tried anew
    assert await Reporting(app).next_due() is None


async def test_a_server_that_became_live_this_morning_gets_no_report_about_last_week(app: App) -> None:
    async with app.database.transaction() as work:
        choices = ServerChoices("UTC", GENERAL, RESPONDERS, MODERATORS, (OLGA.id,), [])
        await ServerStore(work).save(GUILD, choices, AT)  # another alert channel: it must be tried anew
        await ServerStore(work).mark_live(GUILD, AT - timedelta(hours=1))
    with offline(app) as people:
        await Reporting(app).run(AT)
        assert await people.rendered(REPORT) == []


async def test_a_report_that_is_more_than_a_day_late_is_left_out(app: App, clock: FixedClock) -> None:
    with offline(app) as people:
        await Reporting(app).run(AT + timedelta(days=1))
        assert await people.rendered(REPORT) == []


async def take(people: object, app: App, who: object) -> str:
    from tests.house import OfflineDiscord, Person

    assert isinstance(people, OfflineDiscord)
    assert isinstance(who, Person)
    await people.say(URGENT, who)
    async with app.database.reading() as work:
        case = await CaseStore(work).open_of(GUILD, who.id)
    assert case is not None
    (answer,) = await people.press(custom_id("alerts", "take", case.case_id), RITA)
    return answer.text


async def test_with_a_second_urgent_case_within_a_day_handing_over_is_offered(app: App, clock: FixedClock) -> None:
    with offline(app) as people:
        first = await take(people, app, ANN)
        second = await take(people, app, BEN)
        (shown,) = await people.command("/oncall show", RITA)
    assert "Hand over…" not in first
    assert "You have had 1 urgent case within a day already" in second
    assert "Hand over…" in second
    assert "you took 2 urgent cases. Only you see this." in shown.text


async def test_after_something_hard_the_one_who_was_there_is_looked_after(app: App, clock: FixedClock) -> None:
    with offline(app) as people:
        await take(people, app, ANN)
        async with app.database.reading() as work:
            case = await CaseStore(work).open_of(GUILD, ANN.id)
        assert case is not None
        resolved = custom_id("alerts", "resolved", case.case_id)
        (answer,) = await people.submit(resolved, RITA, {"outcome": ["talked"], "note": ""})
        (rest,) = await people.press(custom_id("oncall", "rest"), RITA)
        (member,) = await people.press(custom_id("oncall", "rest"), ANN)
    assert "That was a hard one" in answer.text
    assert "I'm off until tomorrow" in answer.text
    assert "You do not have to say why" in rest.text
    assert "Only responders" in member.text


async def test_a_false_alarm_is_not_called_hard(app: App, clock: FixedClock) -> None:
    with offline(app) as people:
        await take(people, app, ANN)
        async with app.database.reading() as work:
            case = await CaseStore(work).open_of(GUILD, ANN.id)
        assert case is not None
        made = custom_id("alerts", "was_nothing", case.case_id)
        (answer,) = await people.submit(made, RITA, {"reason": ["quote"]})
    assert "That was a hard one" not in answer.text


async def test_the_status_names_who_is_on_call_and_when_nobody_is(app: App, clock: FixedClock) -> None:
    async with app.database.transaction() as work:
        await OnCallStore(work).add_shift(Shift(new_id(AT), GUILD, RITA.id, "monday", 540, 600, "UTC"), AT)
    app.heard_at = AT
    with offline(app) as people:
        (status,) = await people.command("/alerts status", RITA)
    assert f"On call: <@{RITA.id}>" in status.text
    ends = int((AT + timedelta(hours=1)).timestamp())
    assert f"Within a day: <@{RITA.id}> <t:{int(AT.timestamp())}:t> – <t:{ends}:t>" in status.text
    assert "Nobody is on call within a day" in status.text
    assert "Last sign of life over the gateway: <t:" in status.text


def test_the_picture_is_told_in_plain_words_for_those_who_hear_it() -> None:
    rota = Rota((Shift(1, GUILD, RITA.id, "monday", 0, 0, "UTC"),))
    said = text_report.alt(words_for("en"), report(MONDAY, [count()] * 6, {}, rota, AT))
    assert said == "Cases: 6 - suicide: 6 Coming week: nobody is on call in 144 hours of 168."


def test_spans_of_the_report_are_the_longest_in_their_order() -> None:
    spans = [Span(AT + timedelta(hours=3 * n), AT + timedelta(hours=3 * n, minutes=10 * n)) for n in range(1, 10)]
    found = report(MONDAY, [], {}, Rota(), AT)
    from dataclasses import replace

    said = "\n".join(text_report.lines(words_for("en"), replace(found, uncovered=spans)))
    assert said.count("\n- ") == 6
    assert said.index(str(int(spans[3].from_at.timestamp()))) < said.index(str(int(spans[8].from_at.timestamp())))

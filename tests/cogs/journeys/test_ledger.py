"""What a member can put right in a journey, and what /journey show tells them, in a picture and in the same words."""

import io
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from PIL import Image

from cogs.journeys.dates import MOST_RUNS
from cogs.journeys.figures import figures_typed
from cogs.journeys.keeping import NO_ID
from cogs.journeys.reaching import ASK
from cogs.journeys.timeline import MOST_YEARS, png
from cogs.shared.clock import FixedClock
from storage.database import Database
from storage.journey_ledger import LedgerStore
from storage.journeys import JourneyStore
from storage.privacy import erase_member
from storage.records.journeys import Ending, Run, Saving
from tests.cogs.journeys.test_undo import Desk
from tests.house import ANN, AT, BEN, GUILD, offline, offline_app


@pytest.fixture
async def desk(sqlite_database: Database) -> AsyncIterator[Desk]:
    clock = FixedClock(AT)
    app = await offline_app(sqlite_database, clock, features=["circles", "checkins", "journeys"])
    with offline(app) as people:
        yield Desk(app, clock, people)


async def test_a_rest_can_end_as_one_run_and_its_days_are_not_counted(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-01")
    paused = await desk.press("pause", journey)
    assert "Take it up again" in paused.text
    await desk.pass_time(days=30)
    shown = await desk.press("go_on", journey)
    assert "The days of the rest are not counted" in shown.text
    assert "Since Sunday, 1 February 2026, without the days of rest: 29 days" in shown.text
    assert "All days together: 29 days" in shown.text
    await desk.pass_time(days=1)
    ((_, words),) = await desk.people.rendered(ASK)
    assert "30 days" in words  # 29 before the rest, one after it
    assert "A new start" in (await desk.show()).text


async def test_a_rest_can_end_with_a_new_start(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-01")
    await desk.press("pause", journey)
    await desk.pass_time(days=30)
    shown = await desk.press("again", journey)
    assert "Since Wednesday, 1 April 2026: today" in shown.text
    wrong = await desk.press("go_on", journey)
    assert "Counting does not rest here" in wrong.text


async def test_a_rest_of_no_day_leaves_no_trace(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-01")
    for _ in range(2):
        await desk.press("pause", journey)
    await desk.press("go_on", journey)
    (ledger,) = await desk.ledgers()
    assert len(ledger.runs) == 1
    assert ledger.open_run is not None


async def test_two_rests_are_both_left_out(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-01", time="08:00")
    for _ in range(2):
        await desk.press("pause", journey)
        await desk.pass_time(days=10)
        await desk.press("go_on", journey)
        await desk.pass_time(days=5)
    shown = await desk.show()
    assert "without the days of rest: 1 month and 11 days" in shown.text
    assert "All days together: 39 days" in shown.text


async def test_a_date_that_was_wrong_is_corrected_and_steps_move_with_it(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-22")
    form = await desk.press("date", journey)
    assert form.kind == "modal"
    shown = await desk.submit("dated", journey, first="2026-02-24", time="", last="")
    assert "The date is corrected" in shown.text
    assert "All days together: 6 days" in shown.text
    await desk.pass_time(days=1)
    ((_, words),) = await desk.people.rendered(ASK)
    assert "1 week" in words


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"first": "2026-03-03"}, "still to come"),
        ({"first": "1.2.2026"}, "year, month and day"),
        ({"first": "1900-01-01"}, "a hundred years ago"),
        ({"last": "2026-02-25"}, "still goes on"),
        ({"time": "late"}, "hours and minutes"),
        ({"first": "2026-03-02", "time": "23:00"}, "still to come"),
        ({"run": "12"}, "could not find that"),
    ],
)
async def test_a_date_that_cannot_be_meant_is_explained(desk: Desk, fields: dict[str, str], sentence: str) -> None:
    journey = await desk.begin(date="2026-02-22")
    assert sentence in (await desk.submit("dated", journey, **fields)).text
    assert "All days together: 8 days" in (await desk.show()).text


async def test_earlier_time_counts_and_is_no_hard_day(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-01")
    shown = await desk.submit("earlier_said", journey, first="2025-01-01", last="2025-12-31")
    assert "counts" in shown.text
    assert "All days together: 394 days" in shown.text
    (ledger,) = await desk.ledgers()
    assert ledger.slips == ()
    overlapping = await desk.submit("earlier_said", journey, first="2025-06-01", last="2026-02-10")
    assert "All days together: 425 days" in overlapping.text  # no day twice
    for first, last, sentence in (
        ("2025-02-01", "2025-01-01", "lies before the first"),
        ("2025-02-01", "2026-04-01", "still to come"),
        ("2025-02-01", "", "give both days"),
    ):
        assert sentence in (await desk.submit("earlier_said", journey, first=first, last=last)).text


async def test_a_journey_with_very_many_times_says_so(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-01")
    async with desk.app.database.transaction() as work:
        whole = await JourneyStore(work).get(GUILD, ANN.id, journey)
        assert whole is not None
        for number in range(MOST_RUNS - 2):
            day = date(2020, 1, 1) + timedelta(days=2 * number)
            run = Run(NO_ID, journey, day, None, day + timedelta(days=1), Ending.EARLIER, AT.date())
            await LedgerStore(work).add_run(whole, run, AT)
    last = await desk.submit("earlier_said", journey, first="2018-01-01", last="2018-01-02")
    assert "no room" not in last.text
    assert "no room" in (await desk.submit("earlier_said", journey, first="2019-01-01", last="2019-01-02")).text


async def test_two_journeys_become_one_only_after_saying_what_will_be(desk: Desk) -> None:
    first = await desk.begin(date="2026-02-01")
    second = await desk.begin(name="The same, begun twice", date="2026-01-01")
    await desk.press("slip", second)
    choose = await desk.press("join", first)
    assert "asked again before anything is done" in choose.text
    asked = await desk.press("join_which", first, str(second))
    assert "No day is counted twice" in asked.text
    assert "What runs in the second is kept as time up to today" in asked.text
    assert len(await desk.ledgers()) == 2
    shown = await desk.press("joined", f"{first}.{second}")
    assert "no day is lost" in shown.text
    assert "All days together: 60 days" in shown.text
    (ledger,) = await desk.ledgers()
    assert len(ledger.slips) == 1
    again = await desk.press("joined", f"{first}.{second}")
    assert "could not find that" in again.text
    assert "same journey" in (await desk.press("joined", f"{first}.{first}")).text
    assert "no other journey" in (await desk.press("join", first)).text


async def test_nobody_joins_or_corrects_what_is_anothers(desk: Desk) -> None:
    first, second = await desk.begin(date="2026-02-01"), await desk.begin(name="Two", date="2026-01-01")
    for verb, row in (("joined", f"{first}.{second}"), ("date", first), ("earlier", first), ("figures", first)):
        assert "could not find that" in (await desk.press(verb, row, who=BEN)).text
    assert len(await desk.ledgers()) == 2


async def test_figures_are_the_members_own_and_shown_only_when_set(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-01")
    assert "figures" not in (await desk.show()).text
    shown = await desk.submit("figured", journey, amount="6,50", unit="euros @everyone", every="1")
    assert "By your own figures: about 188.50 euros" in shown.text
    assert "@everyone" not in shown.text
    weekly = await desk.submit("figured", journey, amount="14", unit="hours", every="7")
    assert "about 58 hours" in weekly.text
    wrong = await desk.submit("figured", journey, amount="lots", unit="hours", every="7")
    assert "as a number" in wrong.text
    gone = await desk.submit("figured", journey, amount="", unit="", every="1")
    assert "taken away" in gone.text
    assert "about" not in gone.text


@pytest.mark.parametrize("amount", ["-1", "0", "1.234", "١", "1e5", "12345678"])
def test_what_is_no_amount_is_not_read_as_one(amount: str) -> None:
    with pytest.raises(ValueError, match="figure"):
        figures_typed(amount, "euros", "1")
    assert figures_typed("0.5", "euros", "7") == Saving(50, "euros", 7)


async def test_show_has_the_times_as_a_picture_and_in_words(desk: Desk) -> None:
    journey = await desk.begin(date="2024-02-01")
    await desk.press("slip", journey)
    await desk.press("pause", journey)
    await desk.pass_time(days=3)
    await desk.press("again", journey)
    shown = await desk.show()
    ((name, content),) = shown.files
    assert name == "times.png"
    with Image.open(io.BytesIO(content)) as image:
        assert image.format == "PNG"
    assert "Thursday, 1 February 2024 to Sunday, 1 March 2026, then a rest." in shown.text
    assert "Your times as bars along the years" in str(shown.raw)


async def test_no_picture_on_the_first_day_nor_of_what_is_hidden(desk: Desk) -> None:
    await desk.begin()
    assert (await desk.show()).files == ()
    journey = await desk.begin(date="2026-02-01", name="Another")
    await desk.press("hide", journey)
    hidden = await desk.press("back", journey)
    assert hidden.files == ()
    assert "1 February" not in hidden.text


async def test_without_numbers_there_is_none_anywhere(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-01", path="no-numbers", name="Gently")
    seen = [await desk.show(), await desk.press("change", journey), await desk.press("again", journey)]
    seen += [await desk.press("slip", journey), await desk.press("put_away", journey), await desk.show()]
    for verb in ("continue", "new_start"):
        slip = (await desk.ledgers())[0].slips[-1]
        seen.append(await desk.press("slip_next", f"{slip.slip_id}.{verb}"))
    for answer in seen:
        assert not any(sign.isdigit() for sign in answer.text), answer.text
        assert answer.files == ()
        assert "Pause" not in answer.text


def test_the_picture_has_a_row_for_each_year_and_not_without_end() -> None:
    today = date(2026, 3, 2)
    runs = [Run(1, 1, date(1980, 5, 31), None, date(2025, 12, 31), Ending.PAUSE, today),
            Run(2, 1, date(2026, 1, 1), None, None, None, today, 100, 1)]  # fmt: skip
    with Image.open(io.BytesIO(png(runs, {date(2026, 2, 1), date(1990, 1, 1)}, today))) as image:
        _, tall = image.size
    with Image.open(io.BytesIO(png(runs[1:], (), today))) as image:
        _, low = image.size
    assert (tall - low) % (MOST_YEARS - 1) == 0


async def test_after_an_erasure_every_button_gets_a_sentence(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-01")
    other = await desk.begin(name="Another", date="2026-01-01")
    told = await desk.press("slip", journey)
    slip = (await desk.ledgers())[0].slips[0].slip_id
    undo = await desk.undo_id(told)
    await erase_member(desk.app.database, desk.app.database.vault, GUILD, ANN.id, desk.app.clock.now())
    for verb, row in (("slip", journey), ("again", journey), ("pause", journey), ("go_on", journey), ("hide", journey),
                      ("change", journey), ("rename", journey), ("date", journey), ("earlier", journey),
                      ("figures", journey), ("join", journey), ("joined", f"{journey}.{other}"), ("back", journey),
                      ("undo", undo), ("slip_undo", undo), ("slip_next", f"{slip}.pause"),
                      ("slip_hello", f"{slip}.yes")):  # fmt: skip
        answer = await desk.press(verb, row)
        assert "could not find that" in answer.text or "cannot be taken back" in answer.text, verb
    assert "You count nothing here" in (await desk.show()).text

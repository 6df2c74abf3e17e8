"""For a day everything done to a journey can be taken back: it is as if it had not been done, also what was queued."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from cogs.journeys import keeping, reaching
from cogs.journeys.ledger_rows import rows_of
from cogs.journeys.reaching import ASK, HELLO
from cogs.journeys.undo import HARD_DAY_TAKEN_BACK
from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from cogs.shared.ui import custom_id
from storage.database import Database
from storage.events import EventStore
from storage.journey_ledger import LedgerStore
from storage.privacy import export_member
from storage.records.journeys import Ledger
from tests.house import ANN, AT, BEN, GUILD, Answered, OfflineDiscord, Person, offline, offline_app


@dataclass
class Desk:
    """AT is 09:00 in London on Monday, 2 March 2026."""

    app: App
    clock: FixedClock
    people: OfflineDiscord

    async def begin(self, **options: object) -> int:
        given = {"name": "Evenings", "zone": "Europe/London", **options}
        await self.people.command("/journey start", ANN, given)
        return (await self.ledgers())[-1].journey.journey_id

    async def ledgers(self) -> list[Ledger]:
        mine = [one.ledger for one in await keeping.mine(self.app.database, GUILD, ANN.id)]
        return sorted(mine, key=lambda one: one.journey.journey_id)

    async def press(self, verb: str, row: int | str, *values: str, who: Person = ANN) -> Answered:
        return (await self.people.press(custom_id("journeys", verb, row), who, values=values))[-1]

    async def submit(self, verb: str, row: int, **fields: str) -> Answered:
        return (await self.people.submit(custom_id("journeys", verb, row), ANN, fields))[-1]

    async def pass_time(self, **by: int) -> None:
        self.clock.advance(timedelta(**by))
        while await reaching.reach_due(self.app.database, self.clock.now()):
            pass

    async def show(self) -> Answered:
        return (await self.people.command("/journey show", ANN))[-1]

    async def undo_id(self, answer: Answered) -> int:
        (found,) = {int(one.split(":")[2]) for one in answer.custom_ids if one.split(":")[1] in ("undo", "slip_undo")}
        return found


@pytest.fixture
async def desk(sqlite_database: Database) -> AsyncIterator[Desk]:
    clock = FixedClock(AT)
    app = await offline_app(sqlite_database, clock, features=["circles", "checkins", "journeys"])
    with offline(app) as people:
        yield Desk(app, clock, people)


async def _hard_day(desk: Desk, journey: int) -> None:
    await desk.press("slip", journey)


async def _hard_day_with_a_note(desk: Desk, journey: int) -> None:
    slip = (await desk.ledgers())[0].slips[-1]
    await desk.submit("slip_said", slip.slip_id, on="2026-02-20", note="a long week")


async def _new_start_after_it(desk: Desk, journey: int) -> None:
    await desk.press("slip_next", f"{(await desk.ledgers())[0].slips[-1].slip_id}.new_start")


async def _rest_after_it(desk: Desk, journey: int) -> None:
    await desk.press("slip_next", f"{(await desk.ledgers())[0].slips[-1].slip_id}.pause")


async def _new_start(desk: Desk, journey: int) -> None:
    await desk.press("again", journey)


async def _pause(desk: Desk, journey: int) -> None:
    await desk.press("pause", journey)


async def _go_on_later(desk: Desk, journey: int) -> None:
    await desk.pass_time(hours=20)
    await desk.press("go_on", journey)


async def _correct(desk: Desk, journey: int) -> None:
    await desk.submit("dated", journey, first="2026-01-10")


async def _earlier(desk: Desk, journey: int) -> None:
    await desk.submit("earlier_said", journey, first="2024-01-01", last="2024-12-31")


async def _rename(desk: Desk, journey: int) -> None:
    await desk.submit("renamed", journey, name="Mornings")


async def _hide(desk: Desk, journey: int) -> None:
    await desk.press("hide", journey)


async def _put_away(desk: Desk, journey: int) -> None:
    await desk.press("put_away", journey)


async def _figures(desk: Desk, journey: int) -> None:
    await desk.submit("figured", journey, amount="6.50", unit="euros", every="1")


async def _other_steps(desk: Desk, journey: int) -> None:
    await desk.press("marking_ladder", journey, "na_keytags")


async def _join(desk: Desk, journey: int) -> None:
    other = (await desk.ledgers())[-1].journey.journey_id
    await desk.press("joined", f"{journey}.{other}")


WAYS = (
    (_hard_day,),
    (_hard_day, _hard_day_with_a_note),
    (_hard_day, _new_start_after_it),
    (_hard_day, _new_start_after_it, _hard_day_with_a_note),
    (_hard_day, _rest_after_it),
    (_new_start,),
    (_pause,),
    (_pause, _go_on_later),
    (_correct,),
    (_earlier,),
    (_rename,),
    (_hide,),
    (_put_away,),
    (_figures,),
    (_other_steps,),
    (_join,),
    (_pause, _earlier, _hard_day, _new_start_after_it, _join, _rename),
)


@pytest.mark.parametrize("steps", WAYS, ids=lambda steps: "+".join(step.__name__.strip("_") for step in steps))
async def test_taken_back_one_by_one_everything_is_as_it_was(desk: Desk, steps: tuple[object, ...]) -> None:
    journey = await desk.begin(date="2026-02-01")
    await desk.begin(name="Weekends", date="2025-11-30")
    await desk.press("slip", (await desk.ledgers())[-1].journey.journey_id)
    stood = [rows_of(await desk.ledgers())]
    for step in steps:
        await step(desk, journey)  # type: ignore[operator] # a step of this file
        stood.append(rows_of(await desk.ledgers()))
        assert stood[-1] != stood[-2], step
    for before in reversed(stood[:-1]):
        shown = await desk.press("back", journey)
        undone = await desk.press("undo", await desk.undo_id(shown))
        assert "Taken back" in undone.text
        assert rows_of(await desk.ledgers()) == before


async def test_what_is_taken_back_is_said_before_and_after(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-01")
    paused = await desk.press("pause", journey)
    assert "Undo takes back the pause" in paused.text
    assert "Undo: the pause" in paused.text
    undone = await desk.press("undo", await desk.undo_id(paused))
    assert "It goes on as if it had not rested" in undone.text


async def test_a_second_press_and_a_stale_one_take_nothing_more_back(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-01")
    paused = await desk.press("pause", journey)
    renamed = await desk.submit("renamed", journey, name="Mornings")
    stale = await desk.press("undo", await desk.undo_id(paused))
    assert "Take that back first" in stale.text
    await desk.press("undo", await desk.undo_id(renamed))
    again = await desk.press("undo", await desk.undo_id(renamed))
    assert "taken back already" in again.text
    foreign = await desk.press("undo", await desk.undo_id(paused), who=BEN)
    assert "cannot be taken back" in foreign.text
    (ledger, *_) = await desk.ledgers()
    assert ledger.open_run is None


async def test_after_a_day_a_sentence_says_so(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-01")
    paused = await desk.press("pause", journey)
    desk.clock.advance(timedelta(hours=24))
    late = await desk.press("undo", await desk.undo_id(paused))
    assert "a day has passed" in late.text
    assert "Undo" not in (await desk.show()).text
    async with desk.app.database.transaction() as work:
        assert await LedgerStore(work).forget_changes(desk.clock.now() - timedelta(hours=24))


async def test_begun_by_mistake_it_was_never_there(desk: Desk) -> None:
    await desk.begin(date="2026-02-23")
    await desk.pass_time()
    assert len(await desk.people.rendered(ASK)) == 1
    shown = await desk.show()
    assert "as if it had not been begun" in shown.text
    undone = await desk.press("undo", await desk.undo_id(shown))
    assert "Taken back" in undone.text
    assert await desk.ledgers() == []
    assert await desk.people.rendered(ASK) == []
    assert "You count nothing here" in (await desk.show()).text
    assert "cannot be taken back" in (await desk.press("undo", await desk.undo_id(shown))).text


async def test_no_hello_comes_for_a_hard_day_that_was_taken_back(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-01")
    told = await desk.press("slip", journey)
    await desk.press("slip_hello", f"{(await desk.ledgers())[0].slips[0].slip_id}.yes")
    await desk.pass_time(hours=23, minutes=59)
    await desk.press("slip_undo", await desk.undo_id(told))
    await desk.pass_time(minutes=1)
    await reaching.say_hello(desk.app.database, desk.clock.now())
    assert await desk.people.rendered(HELLO) == []


async def test_a_hello_that_is_queued_already_is_not_said_either(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-01")
    told = await desk.press("slip", journey)
    await desk.press("slip_hello", f"{(await desk.ledgers())[0].slips[0].slip_id}.yes")
    await reaching.say_hello(desk.app.database, desk.clock.now() + timedelta(hours=24))
    assert len(await desk.people.rendered(HELLO)) == 1
    await desk.press("slip_undo", await desk.undo_id(told))
    assert await desk.people.rendered(HELLO) == []


async def test_i15_a_step_that_is_queued_does_not_arrive_within_a_day_of_a_hard_one(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-23")
    other = await desk.begin(name="Weekends", date="2026-02-16")
    await desk.pass_time()
    assert len(await desk.people.rendered(ASK)) == 2
    told = await desk.press("slip", journey)
    assert other != journey
    assert await desk.people.rendered(ASK) == []
    await desk.press("slip_undo", await desk.undo_id(told))
    assert len(await desk.people.rendered(ASK)) == 2
    async with desk.app.database.reading() as work:
        names = [event.name for event in await EventStore(work).due(desk.clock.now(), 10)]
    assert HARD_DAY_TAKEN_BACK in names


async def test_i15_when_that_day_is_over_it_has_its_turn_and_does_not_say_that_i_was_away(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-23")
    await desk.pass_time()
    await desk.press("slip", journey)
    await desk.pass_time(hours=24)
    ((_, words),) = await desk.people.rendered(ASK)
    assert "1 week" in words
    assert "I was away" not in words


async def test_a_step_that_a_new_start_called_off_is_asked_again_when_it_is_taken_back(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-23")
    await desk.pass_time()
    dated = await desk.submit("dated", journey, first="2026-02-27")
    assert await desk.people.rendered(ASK) == []
    await desk.press("undo", await desk.undo_id(dated))
    ((_, words),) = await desk.people.rendered(ASK)
    assert "1 week" in words


async def test_taking_back_a_new_start_does_not_undo_what_was_chosen_since(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-01")
    again = await desk.press("again", journey)
    await desk.press("standing", journey, "nothing")
    await desk.press("undo", await desk.undo_id(again))
    (ledger,) = await desk.ledgers()
    assert ledger.journey.standing.value == "nothing"
    assert len(ledger.runs) == 1


async def test_taking_back_is_in_the_ledger_and_what_it_was_about_is_not(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-01")
    told = await desk.press("slip", journey)
    slip = (await desk.ledgers())[0].slips[0]
    more = await desk.submit("slip_said", slip.slip_id, on="", note="a long week")
    assert "Kept" in more.text
    for _ in range(2):
        await desk.press("undo", await desk.undo_id(await desk.press("back", journey)))
    kept = await export_member(desk.app.database, GUILD, ANN.id)
    changed = {row["what"]: row["undone_at"] is not None for row in kept["what_you_changed_in_the_last_day"]}
    assert changed == {"begun": False, "hard_day": True, "hard_day_told_more": True}
    assert "days_you_told_me_about" not in kept
    async with desk.app.database.reading() as work:
        assert await LedgerStore(work).before(GUILD, ANN.id, await desk.undo_id(told)) is None

"""Presses in the wrong order: too late, twice, or by somebody who asks for more than waits already."""

from datetime import timedelta

import pytest

from cogs.alerts import casework
from cogs.alerts.matching.findings import Severity
from cogs.alerts.paging import NOTICE
from cogs.alerts.policy import thawed
from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from cogs.shared.ui import custom_id
from storage.alerts import AlertStore
from storage.cases import CaseStore
from storage.database import Database
from tests.cogs.alerts import house
from tests.cogs.alerts.house import Taken, case_of, notices, open_case, record, seen, set_up, sweep, take
from tests.house import ANN, GENERAL, GUILD, RESPONDERS, RITA, ROB, offline

MINUTE = timedelta(minutes=1)
URGENT = "i am going to kill myself tonight"


async def test_a_second_person_is_asked_for_once_in_two_minutes_however_often_it_is_pressed(
    database: Database,
) -> None:
    await set_up(database)
    await record(database, seen(1))
    discord, case = Taken(database), await open_case(database)
    await discord.everything(house.AT)
    await take(database, case.case_id, house.RITA)

    async def others(at: timedelta) -> int:
        async with database.transaction() as work:
            await casework.bring_in_others(work, house.GUILD, case.case_id, house.RITA, house.AT + at, house.TIMINGS)
        return notices(await discord.everything(house.AT + at)).count((house.ALERTS, "more_hands"))

    asked = [await others(timedelta(seconds=second)) for second in (5, 6, 60, 119, 125)]
    assert asked == [1, 0, 0, 0, 1]


async def test_a_holder_who_comes_back_too_late_learns_that_nobody_has_it(app: App, clock: FixedClock) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN)
        case = (await case_of(app, ANN.id)).case_id
        await people.press(custom_id("alerts", "take", case), RITA)
        clock.advance(20 * MINUTE)
        for minutes in (0, 5):
            clock.advance(minutes * MINUTE)
            await sweep(app.database, clock.now())
        (late,) = await people.press(custom_id("alerts", "still", case), RITA)
        (taken,) = await people.press(custom_id("alerts", "take", case), ROB)
        (other,) = await people.press(custom_id("alerts", "still", case), RITA)
    assert "before you" not in late.text
    assert "nobody has it" in late.text
    assert "press “I've got this”" in late.text
    assert "You have this now" in taken.text
    assert f"<@{ROB.id}> has this" in other.text


async def test_who_presses_hours_later_learns_who_has_it_and_how_to_take_it_over(app: App, clock: FixedClock) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN)
        case = (await case_of(app, ANN.id)).case_id
        await people.press(custom_id("alerts", "take", case), RITA)
        (second,) = await people.press(custom_id("alerts", "take", case), ROB)
        clock.advance(timedelta(hours=3))
        (late,) = await people.press(custom_id("alerts", "take", case), ROB)
    assert "took this a moment before you" in second.text
    assert f"<@{RITA.id}> has this already" in late.text
    assert "Hand over…" in late.text


@pytest.mark.parametrize("verb", ["resolve", "no_crisis", "hand", "write"])
async def test_an_old_button_asks_nobody_to_fill_in_a_form_about_what_is_over(app: App, verb: str) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN)
        case = (await case_of(app, ANN.id)).case_id
        await people.submit(custom_id("alerts", "resolved", case), RITA, {"outcome": ["talked"], "note": ""})
        (old,) = await people.press(custom_id("alerts", verb, case), ROB)
    assert old.kind == "message"
    assert "has been resolved already" in old.text


async def test_who_asks_for_a_human_while_a_relapse_waits_in_the_queue_has_people_asked_at_once(app: App) -> None:
    with offline(app) as people:
        async with app.database.transaction() as work:
            before = await CaseStore(work).open_of(GUILD, ANN.id, house.CaseKind.ALERT)
        assert before is None
        await record(
            app.database,
            seen(1, ANN.id, GENERAL, guild_id=GUILD, watched_as=GENERAL),
            [house.hit(Severity.MEDIUM, "relapse")],
        )
        ((_, queued),) = await people.rendered(NOTICE)
        await people.command("/support", ANN)
        case = await case_of(app, ANN.id)
        asked = [words for _, words in await people.rendered(NOTICE)]
    assert f"<@&{RESPONDERS}>" not in queued
    assert thawed(case.policy).name == "soon"
    assert any(f"<@&{RESPONDERS}>" in words for words in asked)


async def test_pressing_support_again_and_again_is_one_asking_and_is_answered_each_time(
    app: App, clock: FixedClock
) -> None:
    async def presses(count: int) -> int:
        answers = [answer for _ in range(count) for answer in await people.command("/support", ANN)]
        assert len(answers) == count
        assert all("I cannot promise when one of them answers" in answer.text for answer in answers)
        case = await case_of(app, ANN.id)
        async with app.database.reading() as work:
            return await AlertStore(work).count_of_case(case.case_id)

    with offline(app) as people:
        assert await presses(5) == 1
        clock.advance(timedelta(minutes=2, seconds=1))
        assert await presses(3) == 2

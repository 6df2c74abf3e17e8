"""Efforts beside time: nothing is noted without a yes, each step is asked about once, and no number is shown."""

from datetime import UTC, datetime, timedelta

import pytest

from cogs.checkins import caring
from cogs.checkins.caring import Heard
from cogs.journeys import effort_steps
from cogs.journeys.effort_doors import EffortDoors
from cogs.journeys.efforts import effort_steps as steps
from cogs.journeys.reaching import ASK, CELEBRATION
from cogs.shared.efforts import MADE, Effort, effort_made
from cogs.shared.ui import custom_id
from storage.events import EventStore
from storage.kindness import EffortStore
from tests.cogs.checkins.conftest import Scene as CircleScene
from tests.cogs.journeys.test_doors import Scene, scene
from tests.house import ANN, CIRCLE, GUILD

__all__ = ["scene"]


async def make(scene: Scene, effort: Effort, times: int = 1) -> None:
    for _ in range(times):
        async with scene.app.database.transaction() as work:
            await effort_made(work, GUILD, ANN.id, effort, scene.clock.now())


async def told(scene: Scene | CircleScene) -> int:
    """Handle what waits, twice each: at least once is what events promise. Answers how many there were."""
    async with scene.app.database.reading() as work:
        due = [event for event in await EventStore(work).due(scene.clock.now(), 100) if event.name == MADE]
    for event in due:
        for _ in range(2):
            await EffortDoors(scene.app).made(event, scene.clock.now())
        async with scene.app.database.transaction() as work:
            await EventStore(work).handled(event.row_id)
    return len(due)


async def switch(scene: Scene, answer: str) -> str:
    (shown,) = await scene.people.press(custom_id("journeys", "efforts", answer), ANN)
    return shown.text


async def test_without_a_yes_nothing_is_noted_at_all(scene: Scene) -> None:
    (shown,) = await scene.people.command("/journey efforts", ANN)
    assert shown.private
    assert "Switched off: nothing of it is noted." in shown.text
    await make(scene, Effort.URGE)
    assert await told(scene) == 0
    async with scene.app.database.reading() as work:
        assert await EffortStore(work).of_member(GUILD, ANN.id) == {}


async def test_it_is_asked_privately_at_their_hour_and_never_twice(scene: Scene) -> None:
    assert "Switched on" in await switch(scene, "yes")
    await make(scene, Effort.URGE)
    assert await told(scene) == 1
    (milestone,) = await scene.milestones()
    assert milestone.due_at == datetime(2026, 3, 3, 9, tzinfo=UTC)
    ((target, words),) = await scene.people.rendered(ASK)
    assert target == ANN.id
    assert "### An urge ridden out" in words
    await switch(scene, "no")
    await switch(scene, "yes")
    await make(scene, Effort.URGE)
    await told(scene)
    assert len(await scene.milestones()) == 1


async def test_an_effort_can_be_celebrated_with_a_card_and_no_number_stands_on_it(scene: Scene) -> None:
    await switch(scene, "yes")
    await make(scene, Effort.REPLY, 10)
    await told(scene)
    (milestone,) = await scene.milestones()
    row = f"{milestone.milestone_id}.{scene.circle.circle_id}"
    (answer,) = await scene.people.press(custom_id("journeys", "celebrate", row), ANN)
    assert "Do this every time" not in answer.text
    ((target, words),) = await scene.people.rendered(CELEBRATION)
    assert target == CIRCLE
    assert "ann marks this today: Ten replies to others." in words
    assert "Ten times somebody was not left alone with it." in words


async def test_switched_off_what_waits_is_not_said_and_what_was_noted_is_gone(scene: Scene) -> None:
    await switch(scene, "yes")
    await make(scene, Effort.HOSTED)
    await told(scene)
    assert len(await scene.people.rendered(ASK)) == 1
    assert "nothing of it is noted" in await switch(scene, "no")
    assert await scene.people.rendered(ASK) == []
    async with scene.app.database.reading() as work:
        assert await EffortStore(work).of_member(GUILD, ANN.id) == {}


async def test_after_a_hard_day_nothing_is_said_of_coming_back_for_a_whole_day(scene: Scene) -> None:
    await switch(scene, "yes")
    journey = await scene.begin(date="2026-02-01")
    await scene.people.press(custom_id("journeys", "slip", journey.journey_id), ANN)
    from cogs.journeys.keeping import one_of_mine

    kept = await one_of_mine(scene.app.database, ANN.id, journey.journey_id)
    assert kept is not None
    (slip,) = kept.ledger.slips
    for choice in ("continue", "new_start", "continue"):
        await scene.people.press(custom_id("journeys", "slip_next", f"{slip.slip_id}.{choice}"), ANN)
    assert await told(scene) == 1
    (back,) = [one for one in await scene.milestones() if one.unit == "effort"]
    assert back.label == "Back after a hard day"
    assert back.due_at - scene.clock.now() >= timedelta(hours=24)


async def test_a_pause_is_no_coming_back(scene: Scene) -> None:
    await switch(scene, "yes")
    journey = await scene.begin(date="2026-02-01")
    await scene.people.press(custom_id("journeys", "slip", journey.journey_id), ANN)
    from cogs.journeys.keeping import one_of_mine

    kept = await one_of_mine(scene.app.database, ANN.id, journey.journey_id)
    assert kept is not None
    await scene.people.press(custom_id("journeys", "slip_next", f"{kept.ledger.slips[0].slip_id}.pause"), ANN)
    assert await told(scene) == 0


@pytest.mark.parametrize(
    ("now", "zone", "at"),
    [
        ("2026-03-02T08:59+00:00", "Europe/London", "2026-03-02T09:00+00:00"),
        ("2026-03-02T09:00+00:00", "Europe/London", "2026-03-03T09:00+00:00"),
        ("2026-03-28T12:00+00:00", "Europe/London", "2026-03-29T08:00+00:00"),
        ("2026-03-02T09:00+00:00", "Asia/Tokyo", "2026-03-03T00:00+00:00"),
    ],
)
def test_the_next_time_of_their_hour_is_on_their_own_clock(now: str, zone: str, at: str) -> None:
    found = effort_steps.next_hour(datetime.fromisoformat(now), zone, 9)
    assert found == datetime.fromisoformat(at)


def test_every_effort_has_a_step_and_every_step_an_effort() -> None:
    assert {one.effort for one in steps()} == set(Effort)
    assert len({one.key for one in steps()}) == len(steps())


async def test_a_message_that_answers_nobody_is_no_reply(scene: Scene) -> None:
    await switch(scene, "yes")
    heard = Heard(GUILD, CIRCLE, ANN.id, 900_000_000_000_999_999, ())
    assert await caring.heard(scene.app.database, heard, scene.clock.now()) == 0
    assert await told(scene) == 0

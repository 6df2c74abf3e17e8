"""Where a step may be celebrated is chosen for each journey and each circle, and nothing is ever posted by choosing."""

import pytest

from cogs.journeys import keeping
from cogs.journeys.reaching import ASK, CELEBRATION
from cogs.shared.ui import custom_id
from storage.circles import CircleChoices, CircleStore
from storage.records.circles import Circle
from storage.records.journeys import Journey, Standing
from tests.cogs.journeys.test_doors import Scene, scene
from tests.house import ANN, AT, BEN, GENERAL, GUILD, Answered

__all__ = ["scene"]


@pytest.fixture
async def dusk(scene: Scene) -> Circle:
    async with scene.app.database.transaction() as work:
        circle = await CircleStore(work).add(GUILD, CircleChoices("Dusk", GENERAL, "Europe/London"), AT)
        assert circle is not None
        await CircleStore(work).join(GUILD, circle.circle_id, ANN.id, AT)
        return circle


async def choose(scene: Scene, journey: Journey, *circle_ids: int) -> Answered:
    made = custom_id("journeys", "marking_circles", journey.journey_id)
    return (await scene.people.press(made, ANN, values=[str(one) for one in circle_ids], component=3))[-1]


async def test_without_a_choice_each_circle_is_offered_and_nothing_is_posted(scene: Scene, dusk: Circle) -> None:
    journey = await scene.begin(date="2026-02-23")
    (shown,) = await scene.people.press(custom_id("journeys", "marking", journey.journey_id), ANN)
    assert "you choose the circle each time" in shown.text
    await scene.pass_time()
    ((_, words),) = await scene.people.rendered(ASK)
    assert "Celebrate in Dawn" in words
    assert "Celebrate in Dusk" in words
    assert await scene.people.rendered(CELEBRATION) == []


async def test_of_each_journey_only_the_circles_that_were_chosen_for_it_are_offered(scene: Scene, dusk: Circle) -> None:
    journey, other = await scene.begin(date="2026-02-23"), await scene.begin(name="Another", date="2026-02-23")
    shown = await choose(scene, journey, dusk.circle_id)
    assert "It may be celebrated only in Dusk, and only when you say so." in shown.text
    await choose(scene, other, scene.circle.circle_id)
    await scene.pass_time()
    first, second = [words for _, words in await scene.people.rendered(ASK)]
    assert "Celebrate in Dusk" in first
    assert "Celebrate in Dawn" not in first
    assert "Celebrate in Dawn" in second
    assert "Celebrate in Dusk" not in second
    assert "you choose the circle each time" in (await choose(scene, journey)).text


async def test_a_standing_yes_to_a_circle_that_is_no_longer_chosen_is_asked_again(scene: Scene, dusk: Circle) -> None:
    journey = await scene.begin(date="2026-02-23")
    await scene.pass_time()
    (milestone,) = await scene.milestones()
    row = f"{milestone.milestone_id}.{scene.circle.circle_id}"
    await scene.people.press(custom_id("journeys", "celebrate", row), ANN)
    always = custom_id("journeys", "always", f"{milestone.milestone_id}.{Standing.CELEBRATE.value}")
    await scene.people.press(always, ANN)
    await choose(scene, journey, dusk.circle_id)
    (kept,) = await keeping.mine(scene.app.database, GUILD, ANN.id)
    assert kept.ledger.journey.standing is Standing.ASK
    await scene.pass_time(days=7)
    assert len(await scene.people.rendered(CELEBRATION)) == 1
    ((_, words),) = await scene.people.rendered(ASK)
    assert "2 weeks" in words


async def test_nobody_chooses_for_somebody_else_nor_a_circle_they_are_not_in(scene: Scene) -> None:
    journey = await scene.begin(date="2026-02-23")
    made = custom_id("journeys", "marking_circles", journey.journey_id)
    (foreign,) = await scene.people.press(made, BEN, values=[str(scene.circle.circle_id)], component=3)
    assert "could not find that" in foreign.text
    assert "you choose the circle each time" in (await choose(scene, journey, 12345)).text

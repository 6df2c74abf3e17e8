"""See the road: left by somebody who shared the step, read by a keeper first, shown to those who come later."""

from collections.abc import AsyncIterator

import pytest

from cogs.journeys.road import DECIDED, LONGEST, WAITING
from cogs.shared import scanning
from cogs.shared.scanning import Found
from cogs.shared.ui import custom_id
from storage.circles import CircleStore
from storage.kindness import RoadStore
from storage.privacy import erase_member, export_member
from storage.records.kindness import LineState, RoadLine
from tests.cogs.journeys.test_doors import Scene, scene
from tests.house import ANN, BEN, CIRCLE, GUILD, OLGA, RITA, Answered, Person

__all__ = ["scene"]
WORDS = "A walk each evening, and saying so to one person."


@pytest.fixture(autouse=True)
async def keeper(scene: Scene) -> AsyncIterator[None]:
    """Olga keeps the circle; what is scanned is kept in `scanned`."""
    async with scene.app.database.transaction() as work:
        await CircleStore(work).make_keeper(GUILD, scene.circle.circle_id, OLGA.id, keeper=True)
    yield
    scanning.fill(None, None)


async def celebrated(scene: Scene) -> int:
    await scene.begin(date="2026-02-23")
    await scene.pass_time()
    (milestone,) = await scene.milestones()
    row = f"{milestone.milestone_id}.{scene.circle.circle_id}"
    (answer,) = await scene.people.press(custom_id("journeys", "celebrate", row), ANN)
    assert custom_id("journeys", "road_leave", milestone.milestone_id) in answer.custom_ids
    return milestone.milestone_id


async def leave(scene: Scene, words: str = WORDS, name: str = "no") -> tuple[RoadLine, Answered]:
    milestone_id = await celebrated(scene)
    made = custom_id("journeys", "road_left", milestone_id)
    (answer,) = await scene.people.submit(made, ANN, {"words": words, "name": [name]})
    async with scene.app.database.reading() as work:
        (line,) = await RoadStore(work).of_member(GUILD, ANN.id)
    return line, answer


async def read_by(scene: Scene, who: Person) -> str:
    """What somebody else reads who reaches the same step."""
    await scene.people.command("/journey start", who, {"name": "Mine", "zone": "Europe/London", "date": "2026-02-23"})
    await scene.pass_time()
    from storage.milestones import MilestoneStore

    async with scene.app.database.reading() as work:
        milestone = (await MilestoneStore(work).of_member(GUILD, who.id))[0]
    (answer,) = await scene.people.press(custom_id("journeys", "road_read", milestone.milestone_id), who)
    assert answer.private
    return answer.text


async def test_a_keeper_reads_it_first_and_until_then_nobody_else(scene: Scene) -> None:
    line, answer = await leave(scene)
    assert "A keeper of Dawn reads it first" in answer.text
    ((target, words),) = await scene.people.rendered(WAITING)
    assert target == OLGA.id
    assert WORDS in words
    assert "ann" not in words
    assert "Nobody has left a line" in await read_by(scene, BEN)
    for verb, values in (("road_yes", ()), ("road_no", ("names",)), ("road_down", ())):
        (refused,) = await scene.people.press(custom_id("journeys", verb, line.line_id), BEN, values=values)
        assert "Keepers of the circle decide" in refused.text


async def test_put_on_the_road_it_is_read_by_those_who_come_later_and_its_author_is_told(scene: Scene) -> None:
    line, _ = await leave(scene)
    made = custom_id("journeys", "road_yes", line.line_id)
    (done,) = await scene.people.press(made, OLGA, guild_id=None)
    assert "It is on the road" in done.text
    (again,) = await scene.people.press(made, OLGA)
    assert "decided on, or taken back" in again.text
    ((target, words),) = await scene.people.rendered(DECIDED)
    assert target == ANN.id
    assert "Your line is on the road now. Whoever reaches 1 week can read it." in words
    read = await read_by(scene, BEN)
    assert WORDS in read
    assert "left by somebody on this road" in read


async def test_a_name_stands_there_only_if_its_author_wanted_that(scene: Scene) -> None:
    line, _ = await leave(scene, name="yes")
    await scene.people.press(custom_id("journeys", "road_yes", line.line_id), OLGA)
    assert "left by ann" in await read_by(scene, BEN)


async def test_not_now_comes_with_a_kind_sentence_and_no_words_of_a_keeper(scene: Scene) -> None:
    line, _ = await leave(scene)
    (forged,) = await scene.people.press(custom_id("journeys", "road_no", line.line_id), OLGA, values=["you idiot"])
    assert "no longer here" in forged.text
    await scene.people.press(custom_id("journeys", "road_no", line.line_id), OLGA, values=["amounts"])
    ((target, words),) = await scene.people.rendered(DECIDED)
    assert target == ANN.id
    assert "will not show it now" in words
    assert "It has amounts, numbers" in words
    assert "Nobody has left a line" in await read_by(scene, BEN)


async def test_it_can_be_taken_back_and_taken_down(scene: Scene) -> None:
    line, _ = await leave(scene)
    await scene.people.press(custom_id("journeys", "road_yes", line.line_id), OLGA)
    (foreign,) = await scene.people.press(custom_id("journeys", "road_back", line.line_id), BEN)
    assert "Nothing was changed" in foreign.text
    (down,) = await scene.people.press(custom_id("journeys", "road_down", line.line_id), OLGA)
    assert "off the road" in down.text
    assert "Nobody has left a line" in await read_by(scene, BEN)
    (page,) = await scene.people.command("/journey road", ANN)
    assert WORDS in page.text
    (back,) = await scene.people.press(custom_id("journeys", "road_back", line.line_id), ANN)
    assert WORDS not in back.text


async def test_it_is_looked_at_as_its_authors_own_text_before_anybody_reads_it(scene: Scene) -> None:
    seen: list[tuple[int, int, int, str]] = []

    async def scan(guild_id: int, member_id: int, channel_id: int, text: str) -> Found | None:
        seen.append((guild_id, member_id, channel_id, text))
        return Found("suicide", "high")

    scanning.fill(scan, lambda _: None)
    milestone_id = await celebrated(scene)
    made = custom_id("journeys", "road_left", milestone_id)
    answers = await scene.people.submit(made, ANN, {"words": WORDS, "name": ["no"]})
    assert seen == [(GUILD, ANN.id, CIRCLE, WORDS)]
    assert "call your local emergency number now" in answers[-1].text
    async with scene.app.database.reading() as work:
        (line,) = await RoadStore(work).of_member(GUILD, ANN.id)
    assert line.state is LineState.WAITING


async def test_only_who_shared_the_step_leaves_a_line_and_only_one(scene: Scene) -> None:
    await scene.begin(date="2026-02-23")
    await scene.pass_time()
    (milestone,) = await scene.milestones()
    form = custom_id("journeys", "road_leave", milestone.milestone_id)
    (early,) = await scene.people.press(form, ANN)
    assert "Celebrate it first, if you like" in early.text
    (foreign,) = await scene.people.press(form, BEN)
    assert "not here any more" in foreign.text
    row = f"{milestone.milestone_id}.{scene.circle.circle_id}"
    await scene.people.press(custom_id("journeys", "celebrate", row), ANN)
    (modal,) = await scene.people.press(form, ANN)
    assert modal.kind == "modal"
    made = custom_id("journeys", "road_left", milestone.milestone_id)
    (empty,) = await scene.people.submit(made, ANN, {"words": "  ", "name": ["no"]})
    assert "no words in it" in empty.text
    await scene.people.submit(made, ANN, {"words": "x" * (LONGEST + 50), "name": ["no"]})
    (twice,) = await scene.people.submit(made, ANN, {"words": WORDS, "name": ["no"]})
    assert "You have left a line at this step" in twice.text


async def test_what_waits_is_on_the_keepers_own_page_too(scene: Scene) -> None:
    await leave(scene)
    (page,) = await scene.people.command("/journey road", OLGA)
    assert page.private
    assert WORDS in page.text
    (other,) = await scene.people.command("/journey road", RITA)
    assert WORDS not in other.text


async def test_it_is_in_the_export_of_its_author_and_gone_after_an_erasure(scene: Scene) -> None:
    line, _ = await leave(scene)
    await scene.people.press(custom_id("journeys", "road_yes", line.line_id), OLGA)
    database = scene.app.database
    assert WORDS in repr(await export_member(database, GUILD, ANN.id))
    assert WORDS not in repr(await export_member(database, GUILD, OLGA.id))
    await erase_member(database, database.vault, GUILD, ANN.id, scene.app.clock.now())
    assert "Nobody has left a line" in await read_by(scene, BEN)

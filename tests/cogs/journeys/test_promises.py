"""Small promises of journeys: peace, only doors that are there, a best time only on request, safety at a new start."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from cogs.journeys.reaching import ASK, CELEBRATION
from cogs.shared import ui
from cogs.shared.clock import FixedClock
from cogs.shared.ui import custom_id
from storage.database import Database
from storage.milestones import MilestoneStore
from storage.privacy import erase_member
from storage.records.journeys import Standing
from storage.records.milestones import Milestone
from storage.remembered import RememberedStore
from storage.tables.outbox import outbox
from tests.cogs.journeys.test_doors import Scene, scene
from tests.cogs.journeys.test_undo import Desk
from tests.house import ANN, AT, BEN, GUILD, MOE, RITA, ROOT, offline, offline_app

__all__ = ["scene"]
COPY = [*(ROOT / "cogs" / "journeys").rglob("*.*"), *(ROOT / "cogs" / "thanks").rglob("*.*")]


async def remember(scene: Scene) -> None:
    async with scene.app.database.transaction() as work:
        await RememberedStore(work).say(GUILD, ANN.id, MOE.id, scene.clock.now())
        await RememberedStore(work).confirm(GUILD, ANN.id, RITA.id, scene.clock.now())


async def test_a_remembered_member_is_not_asked_and_nothing_of_theirs_is_celebrated(scene: Scene) -> None:
    await scene.begin(date="2026-02-23")
    await scene.pass_time()
    (milestone,) = await scene.milestones()
    row = f"{milestone.milestone_id}.{scene.circle.circle_id}"
    await scene.people.press(custom_id("journeys", "celebrate", row), ANN)
    always = custom_id("journeys", "always", f"{milestone.milestone_id}.{Standing.CELEBRATE.value}")
    await scene.people.press(always, ANN)
    await scene.begin(name="Another", date="2026-02-16")
    await scene.pass_time(days=7)
    assert (len(await scene.people.rendered(ASK)), len(await scene.people.rendered(CELEBRATION))) == (1, 2)
    await remember(scene)
    assert await scene.people.rendered(ASK) == []
    assert await scene.people.rendered(CELEBRATION) == []


@pytest.fixture(params=[("circles", "journeys"), ("circles", "journeys", "helplines", "care")])
async def with_help(
    request: pytest.FixtureRequest, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Desk, bool]]:
    monkeypatch.setattr(ui, "_offered", {})  # what an earlier app offered is not there
    clock = FixedClock(AT)
    app = await offline_app(sqlite_database, clock, features=request.param)
    with offline(app) as people:
        yield Desk(app, clock, people), "care" in request.param


async def test_after_a_hard_day_only_doors_that_are_there_are_offered(with_help: tuple[Desk, bool]) -> None:
    desk, there = with_help
    journey = await desk.begin(date="2026-02-01")
    told = await desk.press("slip", journey)
    assert ("Find help" in told.text) is there
    assert ("A tool for now" in told.text) is there
    assert ("Company, a number to call" in told.text) is there


async def test_a_hard_day_is_told_in_three_taps_from_show(scene: Scene) -> None:
    journey = await scene.begin(date="2026-02-01")
    (shown,) = await scene.people.command("/journey show", ANN)
    tell = custom_id("journeys", "slip", journey.journey_id)
    assert tell in shown.custom_ids
    (told,) = await scene.people.press(tell, ANN)
    go_on = next(one for one in told.custom_ids if one.endswith(".continue"))
    (done,) = await scene.people.press(go_on, ANN)
    assert "Everything you built is still yours" in done.text
    assert done.private or done.kind == "edit"


async def test_the_best_time_is_shown_only_to_who_switched_it_on(scene: Scene) -> None:
    journey = await scene.begin(date="2026-02-01")
    best = custom_id("journeys", "best", journey.journey_id)
    (before,) = await scene.people.command("/journey show", ANN)
    assert "Best single time" not in before.text
    (on,) = await scene.people.press(best, ANN)
    assert "Best single time: 29 days." in on.text
    (off,) = await scene.people.press(best, ANN)
    assert "Best single time" not in off.text


async def test_a_new_start_where_stopping_at_once_may_be_dangerous_says_so(scene: Scene) -> None:
    for name, unsafe in (("Evenings", True), ("Mornings", False)):
        journey = await scene.begin(name=name, date="2026-02-01", unsafe_to_stop=unsafe)
        (told,) = await scene.people.press(custom_id("journeys", "slip", journey.journey_id), ANN)
        new_start = next(one for one in told.custom_ids if one.endswith(".new_start"))
        (after_a_hard_day,) = await scene.people.press(new_start, ANN)
        (by_itself,) = await scene.people.press(custom_id("journeys", "again", journey.journey_id), ANN)
        for answer in (after_a_hard_day, by_itself):
            assert ("stopping all at once can be dangerous" in answer.text) is unsafe


async def test_who_is_glad_is_written_as_text_and_pings_nobody(scene: Scene) -> None:
    await scene.begin(date="2026-02-23")
    await scene.pass_time()
    (milestone,) = await scene.milestones()
    row = f"{milestone.milestone_id}.{scene.circle.circle_id}"
    await scene.people.press(custom_id("journeys", "celebrate", row), ANN)
    glad = custom_id("journeys", "glad", milestone.milestone_id)
    await scene.people.press(glad, RITA)
    (drawn,) = await scene.people.press(glad, MOE)
    assert "Glad with them: rita and moe." in drawn.text
    assert not re.search(r"<@|@here|@everyone", drawn.text)


@pytest.mark.parametrize("file", [one for one in COPY if one.suffix in (".py", ".csv")], ids=lambda one: one.name)
def test_the_word_that_takes_everything_away_appears_nowhere(file: Path) -> None:
    assert not re.search("reset|leaderboard|streak", file.read_text(encoding="utf-8"), re.IGNORECASE)


async def test_late_is_said_once_after_a_stop_and_only_of_the_newest(scene: Scene) -> None:
    await scene.begin(date="2026-02-28")
    scene.clock.advance(timedelta(days=40))
    for _ in range(3):
        await scene.pass_time()
    ((_, words),) = await scene.people.rendered(ASK)
    assert words.count("This comes late: I was away.") == 1


async def test_who_erases_their_data_is_named_on_no_card_afterwards(scene: Scene) -> None:
    await scene.begin(date="2026-02-23")
    await scene.pass_time()
    (mine,) = await scene.milestones()
    row = f"{mine.milestone_id}.{scene.circle.circle_id}"
    await scene.people.press(custom_id("journeys", "celebrate", row), ANN)
    await scene.post(mine)
    other = await celebrated_by_ben(scene)
    await scene.people.press(custom_id("journeys", "glad", other.milestone_id), ANN)
    await scene.app.before_erasing.undo_all(GUILD, ANN.id)
    await erase_member(scene.app.database, scene.app.database.vault, GUILD, ANN.id, scene.app.clock.now())
    said = [words for _, words in await scene.people.rendered(CELEBRATION)]
    assert any("The person who marked it took it back, and that is fine." in words for words in said)
    assert any("ben marks this today" in words for words in said)
    assert not any("ann" in words for words in said)
    async with scene.app.database.reading() as work:
        rows = (await work.execute(select(outbox).where(outbox.c.about_member_id == ANN.id))).all()
    assert rows == []


async def celebrated_by_ben(scene: Scene) -> Milestone:
    await scene.people.command(
        "/journey start", BEN, {"name": "Mornings", "zone": "Europe/London", "date": "2026-02-23"}
    )
    await scene.pass_time()
    async with scene.app.database.reading() as work:
        (milestone,) = await MilestoneStore(work).of_member(GUILD, BEN.id)
    row = f"{milestone.milestone_id}.{scene.circle.circle_id}"
    await scene.people.press(custom_id("journeys", "celebrate", row), BEN)
    await scene.post(milestone)
    return milestone

"""What a journey is about chooses the sentences that fit it; nobody has to say, and nobody else reads it."""

from collections.abc import AsyncIterator

import pytest

from cogs.journeys.reaching import ASK, CELEBRATION
from cogs.shared.clock import FixedClock
from cogs.shared.ui import custom_id
from storage.database import Database
from storage.records.journeys import JourneyKind, JourneyPath
from tests.cogs.journeys.test_doors import Scene, scene
from tests.cogs.journeys.test_undo import Desk
from tests.house import ANN, AT, offline, offline_app

__all__ = ["scene"]
SAFE_IN_BODY, SAFE, STOPPING = (
    "sure that your body is safe right now",
    "sure that you are safe right now",
    "stopping all at once",
)


@pytest.fixture
async def desk(sqlite_database: Database) -> AsyncIterator[Desk]:
    clock = FixedClock(AT)
    app = await offline_app(sqlite_database, clock, features=["circles", "checkins", "journeys"])
    with offline(app) as people:
        yield Desk(app, clock, people)


@pytest.mark.parametrize(
    ("kind", "since", "button", "asked", "figures"),
    [
        ("substance", "Since Sunday, 1 February 2026: ", "Tell of a hard day", SAFE_IN_BODY, "Money or time saved"),
        ("behaviour", "Since Sunday, 1 February 2026: ", "Tell of a hard day", SAFE, "Money or time saved"),
        ("since-treatment", "Since treatment, Sunday, 1 February 2026: ", "Tell of a hard day", SAFE_IN_BODY,
         "Money or time saved"),
        ("effort", "At it since Sunday, 1 February 2026: ", "Tell of a day without it", None,
         "Time or money of your own"),
        ("unsaid", "Since Sunday, 1 February 2026: ", "Tell of a hard day", SAFE_IN_BODY, "Money or time saved"),
    ],
)  # fmt: skip
async def test_every_screen_has_sentences_that_fit_what_it_is_about(
    desk: Desk, kind: str, since: str, button: str, asked: str | None, figures: str
) -> None:
    journey = await desk.begin(date="2026-02-01", kind=kind)
    shown = await desk.show()
    assert since in shown.text
    assert button in shown.text
    assert ("About: " in shown.text) is (kind != "unsaid")
    assert figures in (await desk.press("change", journey)).text
    assert figures in str((await desk.press("figures", journey)).raw["title"])
    told = await desk.press("slip", journey)
    assert [one for one in (SAFE_IN_BODY, SAFE) if one in told.text] == ([asked] if asked else [])
    assert "Choose what comes next when you are ready" in told.text
    assert "?" not in told.text  # a hard day is met with no question
    await desk.press("pause", journey)
    await desk.pass_time(days=3)
    rested = await desk.press("go_on", journey)
    assert since.replace("2026: ", "2026, without the days of rest: ") in rested.text


async def test_a_day_that_was_told_does_not_make_treatment_shorter_ago(desk: Desk) -> None:
    told: dict[str, str] = {}
    for kind in ("since-treatment", "substance"):
        journey = await desk.begin(name=kind, date="2025-12-13", kind=kind)
        await desk.press("slip", journey)
    await desk.pass_time(days=1)
    for ledger in await desk.ledgers():
        told[ledger.journey.kind] = (await desk.press("back", ledger.journey.journey_id)).text
    assert "80 of the last 80" in told["since-treatment"]
    assert "79 of the last 80" in told["substance"]


@pytest.mark.parametrize(
    ("kind", "said"), [("substance", True), ("unsaid", True), ("behaviour", False), ("effort", False)]
)
async def test_the_word_about_stopping_at_once_comes_where_it_may_be_dangerous(
    desk: Desk, kind: str, said: bool
) -> None:
    options = {"name": "x", "zone": "Europe/London", "path": "abstinence", "kind": kind}
    (answer,) = await desk.people.command("/journey start", ANN, options)
    assert (STOPPING in answer.text) is said
    (asked_for,) = await desk.people.command("/journey start", ANN, options | {"unsafe_to_stop": True})
    assert STOPPING in asked_for.text


async def test_name_kind_and_path_are_changed_in_one_form_and_taken_back_in_one_press(desk: Desk) -> None:
    journey = await desk.begin(date="2026-02-01")
    form = await desk.press("rename", journey)
    assert form.kind == "modal"
    assert "Time since treatment" in form.text
    shown = await desk.submit("renamed", journey, name="After the clinic", kind="since-treatment", path="medication")
    assert "About: Time since treatment" in shown.text
    assert "Path: With medication" in shown.text
    undone = await desk.press("undo", await desk.undo_id(shown))
    assert "Its name, kind and path are as they were" in undone.text
    (ledger,) = await desk.ledgers()
    assert (ledger.journey.name, ledger.journey.kind) == ("Evenings", JourneyKind.UNSAID)
    assert ledger.journey.path is JourneyPath.OTHER


async def test_who_wants_no_more_numbers_has_none_and_who_wants_them_again_is_not_told_of_what_lies_behind(
    desk: Desk,
) -> None:
    journey = await desk.begin(date="2026-02-24")
    shown = await desk.submit("renamed", journey, name="Evenings", path="no-numbers")
    assert not any(sign.isdigit() for sign in shown.text.split("Undo")[0])
    await desk.pass_time(days=3)
    assert await desk.people.rendered(ASK) == []
    await desk.submit("renamed", journey, name="Evenings", path="other")
    await desk.pass_time()
    assert await desk.people.rendered(ASK) == []
    await desk.pass_time(days=10)
    ((_, words),) = await desk.people.rendered(ASK)
    assert "2 weeks" in words


@pytest.mark.parametrize("kind", list(JourneyKind))
async def test_what_it_is_about_is_never_said_to_others(scene: Scene, kind: JourneyKind) -> None:
    await scene.begin(date="2026-02-23", path="abstinence", kind=kind.value)
    await scene.pass_time()
    (milestone,) = await scene.milestones()
    row = f"{milestone.milestone_id}.{scene.circle.circle_id}"
    await scene.people.press(custom_id("journeys", "celebrate", row), ANN)
    ((_, words),) = await scene.people.rendered(CELEBRATION)
    for said in ("substance", "treatment", "Something I do"):
        assert said not in words
    if kind is JourneyKind.EFFORT:
        assert "abstain" not in words

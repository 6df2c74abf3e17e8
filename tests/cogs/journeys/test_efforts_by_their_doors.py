"""Each effort, from the act by its real door to the private offer; nobody else hears of it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cogs.checkins import hosting
from cogs.journeys.reaching import ASK, CELEBRATION
from cogs.shared import humans, scanning
from cogs.shared.clock import FixedClock
from cogs.shared.ui import custom_id
from storage.checkin_answers import AnswerStore
from storage.checkin_hosting import HostingStore
from storage.checkin_schedules import ScheduleStore
from storage.circles import CircleChoices, CircleStore
from storage.database import Database
from tests.cogs.checkins.conftest import Scene
from tests.cogs.helplines.test_doors import button, selects
from tests.cogs.journeys.test_efforts import told
from tests.house import ANN, AT, BEN, CIRCLE, GUILD, OLGA, Answered, offline, offline_app

Act = Callable[[Scene], Awaitable[None]]


@pytest.fixture
async def place(sqlite_database: Database) -> AsyncIterator[Scene]:
    """The circle Dawn, kept by Olga; Ann has her efforts marked."""
    clock = FixedClock(AT)
    features = ["circles", "checkins", "journeys", "helplines", "care"]
    app = await offline_app(sqlite_database, clock, features=features)
    async with sqlite_database.transaction() as work:
        circle = await CircleStore(work).add(GUILD, CircleChoices("Dawn", CIRCLE, "Europe/London"), AT)
        assert circle is not None
        await CircleStore(work).join(GUILD, circle.circle_id, OLGA.id, AT, keeper=True)
        for person in (ANN, BEN):
            await CircleStore(work).join(GUILD, circle.circle_id, person.id, AT)
    with offline(app) as people:
        await people.press(custom_id("journeys", "efforts", "yes"), ANN)
        yield Scene(app, clock, people, circle)
    humans.fill(None)
    scanning.fill(None, None)


async def ride_out_an_urge(place: Scene) -> None:
    seen = await _choose(place, (await place.people.command("/tools", ANN, {}))[-1], "surf")
    seen = await _choose(place, await _press(place, seen, "Next"), "8")
    for label in ("One minute", "One more minute", "Rate it again"):
        seen = await _press(place, seen, label)
    assert "Before: 8. Now: 3." in (await _choose(place, seen, "3")).text


async def host_a_question(place: Scene) -> None:
    await place.people.command("/checkin schedule", OLGA, {"circle": "Dawn", "time": "08:00", "hosted": True})
    await place.people.press(custom_id("checkins", "takeweek", f"{place.circle.circle_id}.2026-03-02"), ANN)
    place.clock.advance(datetime(2026, 3, 2, 18, tzinfo=UTC) - place.clock.now())
    await hosting.give_drafts(place.app.database, place.clock.now())
    await place.deliver()
    async with place.app.database.reading() as work:
        (schedule,) = await ScheduleStore(work).of_circle(GUILD, place.circle.circle_id)
        draft = await HostingStore(work).draft_on(GUILD, schedule.schedule_id, date(2026, 3, 3))
    assert draft is not None
    words = {"words": "What made you laugh?"}
    await place.people.submit(custom_id("checkins", "rewrote", draft.draft_id), ANN, words, guild_id=None)
    place.clock.advance(datetime(2026, 3, 3, 8, tzinfo=UTC) - place.clock.now())
    await place.sweep()
    await place.deliver()


async def reply_ten_times(place: Scene) -> None:
    await place.people.command("/checkin schedule", OLGA, {"circle": "Dawn", "time": "09:30"})
    prompt = await place.ask()
    await place.tap(prompt, BEN, 4)
    await place.see(prompt, BEN, "circle")
    await place.write(prompt, BEN, "a long day")
    await place.deliver()
    async with place.app.database.reading() as work:
        answer = await AnswerStore(work).of_member(GUILD, prompt.prompt_id, BEN.id)
    assert answer is not None
    reference = {"message_id": str(answer.post_message_id), "channel_id": str(CIRCLE), "guild_id": str(GUILD)}
    for times in range(10):
        assert await told(place) == (1 if times else 0)
        await place.people.say("with you", ANN, channel_id=CIRCLE, message_reference=reference, type=19)


async def ask_for_a_person(place: Scene) -> None:
    async def asked(interaction: Any, guild_id: int, *, watched: bool = False) -> Sequence[str]:
        return ("I have asked the people who help here.",)

    humans.fill(asked)
    (seen,) = await place.people.command("/help-me", ANN, {})
    for label in ("Skip", "Skip", "Skip", "Next"):
        seen = await _press(place, seen, label)
    assert "I have asked the people" in (await _press(place, seen, "Yes, please")).text


async def come_back_after_a_hard_day(place: Scene) -> None:
    begun = {"name": "Evenings", "date": "2026-02-01", "path": "no-numbers", "zone": "Europe/London"}
    await place.people.command("/journey start", ANN, begun)
    (shown,) = await place.people.command("/journey show", ANN)
    seen = await _press(place, shown, "Tell of a hard day")
    assert "Go on as it was" in seen.text
    assert "It goes on as it was" in (await _press(place, seen, "Go on as it was")).text


@pytest.mark.parametrize(
    ("act", "label", "days"),
    [
        (ride_out_an_urge, "An urge ridden out", 1),
        (host_a_question, "First time as host", 1),
        (reply_ten_times, "Ten replies to others", 1),
        (ask_for_a_person, "Asked for help early", 1),
        (come_back_after_a_hard_day, "Back after a hard day", 2),
    ],
)
async def test_what_somebody_did_is_offered_to_them_privately_and_once(
    place: Scene, act: Act, label: str, days: int
) -> None:
    await act(place)
    assert await told(place) == 1
    place.clock.advance(timedelta(days=days))
    ((target, words),) = await place.people.rendered(ASK)
    assert target == ANN.id
    assert f"### {label}" in words
    assert "Nobody else knows about it until you say so." in words
    assert await place.people.rendered(CELEBRATION) == []


async def test_who_asks_for_a_person_in_an_emergency_is_not_told_that_it_was_early(place: Scene) -> None:
    async def asked(interaction: Any, guild_id: int, *, watched: bool = False) -> Sequence[str]:
        return ("I have asked the people who help here.",)

    humans.fill(asked)
    (seen,) = await place.people.command("/help-me", ANN, {"about": "su"})
    seen = await _press(place, seen, "Yes")
    for _ in range(6):
        if "Yes, please" in seen.text:
            seen = await _press(place, seen, "Yes, please")
            break
        seen = await _press(place, seen, "Next" if "Next" in seen.text else "Skip")
    assert "I have asked the people" in seen.text
    assert await told(place) == 0


@pytest.mark.parametrize("act", [ride_out_an_urge, ask_for_a_person, come_back_after_a_hard_day])
async def test_for_who_did_not_switch_it_on_the_same_acts_leave_nothing(place: Scene, act: Act) -> None:
    await place.people.press(custom_id("journeys", "efforts", "no"), ANN)
    await act(place)
    assert await told(place) == 0
    assert await place.people.rendered(ASK) == []


async def _press(place: Scene, seen: Answered, label: str) -> Answered:
    return (await place.people.press(button(seen, label), ANN))[-1]


async def _choose(place: Scene, seen: Answered, value: str) -> Answered:
    made = next(one for one, values in selects(seen.raw) if value in values)
    return (await place.people.press(made, ANN, values=[value], component=3))[-1]

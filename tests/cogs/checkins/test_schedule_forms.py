"""Every rhythm that a keeper can choose, by the command they use: what is then asked on which dates."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest

from cogs.checkins.packs import by_source, fitting
from cogs.shared.ui import custom_id
from storage.checkin_schedules import ScheduleStore
from storage.records.checkins import PromptState, Schedule
from storage.records.circles import Pathway
from tests.cogs.checkins.conftest import Scene
from tests.house import ANN, GUILD, OLGA


async def only(scene: Scene, **options: object) -> Schedule:
    """The schedule made with these options at ten in the evening; the one of the scene is stopped."""
    scene.clock.advance(timedelta(hours=13))
    async with scene.app.database.reading() as work:
        (first,) = await ScheduleStore(work).of_circle(GUILD, scene.circle.circle_id)
    await turn(scene, first, "stop")
    (answer,) = await scene.people.command("/checkin schedule", OLGA, {"circle": "Dawn", "time": "10:00", **options})
    assert "Set: Dawn is asked" in answer.text
    async with scene.app.database.reading() as work:
        return (await ScheduleStore(work).of_circle(GUILD, scene.circle.circle_id))[-1]


async def turn(scene: Scene, schedule: Schedule, what: str) -> str:
    (answer,) = await scene.people.press(custom_id("checkins", "turn", f"{schedule.schedule_id}.{what}"), OLGA)
    return answer.text


async def dates(scene: Scene, days: int) -> list[date]:
    """The local dates asked on in the next days; the clock of the scene begins on Monday, 2 March 2026."""
    for _ in range(days * 2):
        scene.clock.advance(timedelta(hours=12))
        await scene.sweep()
        await scene.deliver()
    return sorted(one.local_date for one in await scene.prompts() if one.state is PromptState.ASKED)


def march(*days: int) -> list[date]:
    return [date(2026, 3, day) for day in days]


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ({}, march(*range(3, 17))),
        ({"days": "Monday, Thursday"}, march(5, 9, 12, 16)),
        ({"days": "Friday"}, march(6, 13)),
        ({"days": "Wednesday", "weeks": 2}, march(4)),
        ({"month_day": 10}, march(10)),
        ({"until": "2026-03-05"}, march(3, 4, 5)),
    ],
    ids=["daily", "on weekdays", "weekly", "every second week", "monthly", "to an end"],
)
async def test_a_keeper_chooses_when(scene: Scene, options: dict[str, object], asked: list[date]) -> None:
    await only(scene, **options)
    assert [day for day in await dates(scene, 14) if day <= date(2026, 3, 16)] == asked


async def test_a_themed_day_has_its_title_and_only_questions_of_its_theme(scene: Scene) -> None:
    await only(scene, days="Tuesday", theme="strengths", title="Strengths Tuesday")
    scene.clock.advance(timedelta(hours=12))
    await scene.sweep()
    ((_, words),) = await scene.deliver()
    assert "### Strengths Tuesday" in words
    assert by_source()[(await scene.latest()).source].kind == "strengths"


async def test_a_circle_is_paused_until_somebody_resumes_it_and_nothing_is_made_up_for(scene: Scene) -> None:
    schedule = await only(scene)
    assert "Paused until a keeper resumes it." in await turn(scene, schedule, "pause")
    assert await dates(scene, 3) == []
    assert "Next:" in await turn(scene, schedule, "resume")
    assert await dates(scene, 2) == march(6, 7)


async def test_a_pause_of_a_week_ends_by_itself(scene: Scene) -> None:
    await turn(scene, await only(scene), "week")
    assert await dates(scene, 9) == march(9, 10, 11)


async def test_a_circle_is_asked_by_its_own_path_and_stage(scene: Scene) -> None:
    await scene.people.command("/circle change", OLGA, {"circle": "Dawn", "pathway": "moderation"})
    await only(scene, stage="starting", theme="strengths")
    fits = fitting(Pathway.MODERATION, "starting", ("strengths",), time(10), weekly=False)
    assert len(await dates(scene, len(fits))) == len(fits)  # each comes before one comes again
    asked = [by_source()[one.source] for one in await scene.prompts()]
    assert set(asked) == set(fits)
    assert {question.path for question in asked} == {"any", "moderation"}
    assert {question.stage for question in asked} == {"any", "starting"}


async def test_a_chosen_theme_is_kept_also_when_all_its_questions_were_asked(scene: Scene) -> None:
    await only(scene, theme="strengths")
    await dates(scene, 30)
    asked = [by_source()[one.source] for one in reversed(await scene.prompts())]
    assert {question.kind for question in asked} == {"strengths"}
    there = len({question.source for question in asked})
    assert all(one == again for one, again in zip(asked, asked[there:], strict=False))  # the one of longest ago


async def test_a_circle_that_moves_takes_its_hour_along_and_no_date_is_asked_twice(scene: Scene) -> None:
    """What a keeper arranged by another zone on purpose stays there."""
    await scene.ask()
    await scene.people.command("/checkin schedule", OLGA, {"circle": "Dawn", "time": "11:00", "zone": "Asia/Tokyo"})
    (saved,) = await scene.people.command("/circle change", OLGA, {"circle": "Dawn", "zone": "America/New_York"})
    assert "keep their hour" in saved.text
    await scene.app.events._handle_due(scene.clock.now())
    async with scene.app.database.reading() as work:
        moved, abroad = await ScheduleStore(work).of_circle(GUILD, scene.circle.circle_id)
    assert (moved.zone, abroad.zone) == ("America/New_York", "Asia/Tokyo")
    assert moved.next_at == datetime(2026, 3, 3, 14, 30, tzinfo=UTC)  # half past nine there; the 2nd was asked already
    assert abroad.next_at == datetime(2026, 3, 3, 2, tzinfo=UTC)
    scene.clock.advance(timedelta(days=2))
    await scene.sweep()
    assert max(Counter((p.schedule_id, p.local_date) for p in await scene.prompts()).values()) == 1


async def test_a_circle_that_moves_past_its_hour_has_that_date_noted_as_missed(scene: Scene) -> None:
    await scene.people.command("/circle change", OLGA, {"circle": "Dawn", "zone": "Asia/Tokyo"})  # 18:00 there
    await scene.app.events._handle_due(scene.clock.now())
    await scene.sweep()
    assert (await scene.latest()).state is PromptState.MISSED
    assert await scene.deliver() == []


@pytest.mark.parametrize("hours", [1, 10])
async def test_a_keeper_chooses_for_how_long_answers_are_gathered(scene: Scene, hours: int) -> None:
    await only(scene, hours=hours)
    scene.clock.advance(timedelta(hours=12))
    await scene.sweep()
    await scene.deliver()
    prompt = await scene.latest()
    await scene.tap(prompt, ANN, 1)
    await scene.see(prompt, ANN, "circle")
    scene.clock.advance(timedelta(hours=hours, seconds=-1))
    await scene.sweep()
    assert await scene.deliver() == []
    scene.clock.advance(timedelta(seconds=1))
    await scene.sweep()
    assert [kind for kind, _ in await scene.deliver()] == ["checkins.summary"]

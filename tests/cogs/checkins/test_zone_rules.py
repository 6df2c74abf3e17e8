"""T4: the rules of a zone change while schedules wait: their times follow, and who arranged them is told once."""

from datetime import timedelta

from cogs.checkins.zone_rules import follow_zone_rules
from storage.checkin_schedules import Ahead, ScheduleStore
from storage.facts import FactStore
from storage.records.checkins import Schedule
from tests.cogs.checkins.conftest import Scene
from tests.cogs.checkins.test_own import set_up
from tests.house import ANN, GUILD


async def computed_by_old_rules(scene: Scene, schedule: Schedule) -> None:
    """As rules would have it by which that zone was an hour further ahead."""
    assert schedule.next_at is not None
    ahead = Ahead(schedule.decided_to, schedule.next_date, schedule.next_at - timedelta(hours=1))
    async with scene.app.database.transaction() as work:
        await ScheduleStore(work).move_on({schedule.schedule_id: ahead})
        await FactStore(work).put("zone_rules", "2020a")


async def own(scene: Scene) -> Schedule:
    async with scene.app.database.reading() as work:
        (schedule,) = await ScheduleStore(work).of_member(GUILD, ANN.id)
    return schedule


async def of_circle(scene: Scene) -> Schedule:
    async with scene.app.database.reading() as work:
        (schedule,) = await ScheduleStore(work).of_circle(GUILD, scene.circle.circle_id)
    return schedule


async def test_times_follow_the_new_rules_and_who_arranged_them_is_told_once(scene: Scene) -> None:
    await set_up(scene, "11:00")
    before = (await own(scene), await of_circle(scene))
    for schedule in before:
        await computed_by_old_rules(scene, schedule)
    now = scene.clock.now()
    assert await follow_zone_rules(scene.app.database, "2026f", now) == 2
    assert (await own(scene), await of_circle(scene)) == before
    told = dict.fromkeys(words for kind, words in await scene.deliver() if kind == "checkins.moved")
    assert len(told) == 2
    assert any("Your check-in stays at 11:00" in words for words in told)
    assert any("Dawn stays at 09:30" in words for words in told)
    assert await follow_zone_rules(scene.app.database, "2026f", now) == 0
    assert await scene.deliver() == []


async def test_rules_that_move_nothing_tell_nobody(scene: Scene) -> None:
    assert await follow_zone_rules(scene.app.database, "2026g", scene.clock.now()) == 0
    assert await scene.deliver() == []


async def test_interrupted_it_begins_again_and_what_was_right_already_is_not_told_again(scene: Scene) -> None:
    await computed_by_old_rules(scene, await of_circle(scene))
    now = scene.clock.now()
    await follow_zone_rules(scene.app.database, "2026f", now)
    async with scene.app.database.transaction() as work:
        await FactStore(work).put("zone_rules", "2020a")  # as if it had not come to its end
    assert await follow_zone_rules(scene.app.database, "2026f", now) == 0
    assert [kind for kind, _ in await scene.deliver()] == ["checkins.moved"]


async def test_a_date_that_was_asked_is_not_asked_again_by_new_rules(scene: Scene) -> None:
    await scene.ask()
    schedule = await of_circle(scene)
    async with scene.app.database.transaction() as work:
        await ScheduleStore(work).change(schedule._replace(next_at=scene.clock.now()))
        await FactStore(work).put("zone_rules", "2020a")
    await follow_zone_rules(scene.app.database, "2026f", scene.clock.now())
    await scene.sweep()
    assert len(await scene.prompts()) == 1

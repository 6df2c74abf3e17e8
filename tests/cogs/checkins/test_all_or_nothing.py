"""A command that is refused has changed nothing; what was set up for going quiet does not end unsaid."""

from cogs.circles.actions import member_has_left
from storage.checkin_schedules import ScheduleStore
from storage.checkin_wishes import WishStore
from storage.members import MemberStore
from storage.records.checkins import Schedule
from storage.records.members import Member, Reach
from tests.cogs.checkins.conftest import Scene
from tests.cogs.checkins.test_own import RESOLVED, set_up
from tests.house import ANN, BEN, GUILD, OLGA


async def member(scene: Scene) -> Member | None:
    async with scene.app.database.reading() as work:
        return await MemberStore(work).get(GUILD, ANN.id)


async def own(scene: Scene) -> tuple[Schedule, ...]:
    async with scene.app.database.reading() as work:
        return await ScheduleStore(work).of_member(GUILD, ANN.id)


async def test_a_refused_check_in_of_ones_own_changes_neither_reach_nor_zone(scene: Scene) -> None:
    for time in ("07:00", "12:00", "20:00"):
        await set_up(scene, time)
    before = await member(scene), await own(scene)
    refused = await set_up(scene, "21:00", "Asia/Tokyo", reach="next_press")
    assert "3 check-ins of your own already" in refused
    assert (await member(scene), await own(scene)) == before


async def test_an_end_that_has_passed_is_refused_and_no_thread_is_opened_for_it(scene: Scene) -> None:
    refused = await set_up(scene, reach="thread", until="2026-03-01")
    assert "no date is left" in refused
    assert await member(scene) is None
    assert await own(scene) == ()
    assert [one for one in scene.people.requests if "threads" in one.path] == []


async def test_a_zone_and_a_way_come_together(scene: Scene) -> None:
    await set_up(scene)
    await scene.people.command("/checkin me", ANN, {"zone": "Asia/Tokyo", "reach": "next_press"})
    now = await member(scene)
    assert now is not None
    assert (now.zone, now.reach) == ("Asia/Tokyo", Reach.NEXT_PRESS)
    assert [schedule.zone for schedule in await own(scene)] == ["Asia/Tokyo"]


async def test_a_pair_of_schedules_is_whole_or_not_at_all(scene: Scene) -> None:
    for minute in range(18):
        await scene.people.command("/checkin schedule", OLGA, {"circle": "Dawn", "time": f"10:{minute:02}"})
    options = {"circle": "Dawn", "time": "07:00", "evening": "20:00"}
    (refused,) = await scene.people.command("/checkin schedule", OLGA, options)
    assert "20 schedules already" in refused.text
    async with scene.app.database.reading() as work:
        assert len(await ScheduleStore(work).of_circle(GUILD, scene.circle.circle_id)) == 19


async def test_a_member_is_told_once_when_the_person_they_named_leaves(scene: Scene) -> None:
    await scene.people.command("/checkin away", ANN, {"days": 3, "person": (6, str(BEN.id))}, resolved=RESOLVED)
    await member_has_left(scene.app.database, GUILD, BEN.id, scene.clock.now())
    await scene.app.events._handle_due(scene.clock.now())
    ((kind, words),) = await scene.deliver()
    assert kind == "checkins.away_gone"
    assert "can no longer be told through me" in words
    async with scene.app.database.reading() as work:
        wishes = await WishStore(work).get(GUILD, ANN.id)
    assert wishes is not None
    assert wishes.away_to_member_id is None
    await member_has_left(scene.app.database, GUILD, BEN.id, scene.clock.now())
    await scene.app.events._handle_due(scene.clock.now())
    assert await scene.deliver() == []


async def test_who_named_somebody_else_in_the_meantime_is_not_told(scene: Scene) -> None:
    await scene.people.command("/checkin away", ANN, {"days": 3, "person": (6, str(BEN.id))}, resolved=RESOLVED)
    await member_has_left(scene.app.database, GUILD, BEN.id, scene.clock.now())
    await scene.app.events._handle_due(scene.clock.now())
    olga = {
        "users": {str(OLGA.id): {"id": str(OLGA.id), "username": "olga", "discriminator": "0", "avatar": None}},
        "members": {str(OLGA.id): {"roles": [], "flags": 0, "joined_at": None, "permissions": "0"}},
    }
    await scene.people.command("/checkin away", ANN, {"days": 3, "person": (6, str(OLGA.id))}, resolved=olga)
    assert await scene.deliver() == []

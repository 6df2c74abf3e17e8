"""Nothing is asked of a remembered member, they are on no list, and undoing it goes on with the next date."""

from datetime import UTC, datetime, timedelta

from cogs.checkins import away, hosting
from cogs.shared.ui import custom_id
from storage.checkin_prompts import PromptStore
from storage.remembered import RememberedStore
from tests.cogs.checkins.conftest import Scene
from tests.cogs.checkins.test_hosting import WEEK, evening, hosted, take
from tests.cogs.checkins.test_own import RESOLVED, own_kinds, own_prompts, set_up
from tests.house import ANN, BEN, GUILD, MOE, OLGA, ROB

NAMED = {
    "users": {str(ANN.id): {"id": str(ANN.id), "username": "ann", "discriminator": "0", "avatar": None}},
    "members": {str(ANN.id): {"roles": [], "flags": 0, "joined_at": None, "permissions": "0"}},
}


async def remember(scene: Scene) -> None:
    async with scene.app.database.transaction() as work:
        await RememberedStore(work).say(GUILD, ANN.id, MOE.id, scene.clock.now())
        await RememberedStore(work).confirm(GUILD, ANN.id, ROB.id, scene.clock.now())


async def undo(scene: Scene) -> None:
    async with scene.app.database.transaction() as work:
        await RememberedStore(work).undo(GUILD, ANN.id)


async def test_nothing_is_asked_or_counted_as_missed_and_undone_it_goes_on(scene: Scene) -> None:
    await set_up(scene, reminder=60)
    await remember(scene)
    scene.clock.advance(timedelta(days=2, minutes=15))
    assert await own_kinds(scene) == []
    assert await own_prompts(scene) == ()
    await undo(scene)
    scene.clock.advance(timedelta(days=1))
    assert "checkins.prompt" in await own_kinds(scene)
    assert len(await own_prompts(scene)) == 1


async def test_what_was_queued_or_due_as_a_reminder_is_not_said_any_more(scene: Scene) -> None:
    await set_up(scene, reminder=60)
    scene.clock.advance(timedelta(minutes=15))
    await scene.sweep()
    await remember(scene)
    assert await own_kinds(scene) == []
    scene.clock.advance(timedelta(hours=1))
    assert "checkins.reminder" not in await own_kinds(scene)


async def test_their_name_is_in_no_summary_and_on_no_list(scene: Scene) -> None:
    prompt = await scene.ask()
    for who in (ANN, BEN):
        await scene.tap(prompt, who, 4)
        await scene.see(prompt, who, "circle")
    await scene.deliver()
    await remember(scene)
    scene.clock.advance(timedelta(hours=4))
    await scene.sweep()
    summaries = [words for kind, words in await scene.deliver() if kind == "checkins.summary"]
    assert all("ben" in words and "ann" not in words for words in summaries)
    (waiting,) = await scene.people.command("/checkin waiting", OLGA)
    assert "**ben**" in waiting.text
    assert "**ann**" not in waiting.text
    (kept,) = await scene.people.command("/checkin answers", OLGA, {"circle": "Dawn"})
    assert "- ann" not in kept.text


async def test_their_week_is_free_and_somebody_else_can_take_it(scene: Scene) -> None:
    await hosted(scene)
    await take(scene, ANN)
    await remember(scene)
    assert await evening(scene) == []
    (rota,) = await scene.people.command("/checkin host", BEN, {"circle": "Dawn"})
    assert "ann" not in rota.text
    assert rota.text.count("· free") == hosting.WEEKS_SHOWN
    assert "**Week from Monday, 2 March 2026** · ben" in await take(scene, BEN, WEEK)


async def test_going_quiet_tells_nobody(scene: Scene) -> None:
    await scene.people.command("/checkin away", ANN, {"days": 2, "person": (6, str(BEN.id))}, resolved=RESOLVED)
    await remember(scene)
    scene.clock.advance(timedelta(days=3))
    await away.tell_about_quiet(scene.app.database, scene.clock.now())
    assert [kind for kind, _ in await scene.deliver() if "away" in kind] == []


async def test_who_counted_on_them_for_going_quiet_is_told_when_the_days_are_over_and_not_before(scene: Scene) -> None:
    """Nobody should rely on a word that never comes; and no message of ours is how they hear of a death."""
    await scene.people.command("/checkin away", BEN, {"days": 3, "person": (6, str(ANN.id))}, resolved=NAMED)
    await remember(scene)
    assert await scene.people.rendered("checkins.away_gone") == []
    scene.clock.advance(timedelta(days=3, hours=1))
    for _ in range(2):
        await away.tell_about_quiet(scene.app.database, scene.clock.now())
    assert await scene.people.rendered("checkins.away") == []
    ((target, words),) = await scene.people.rendered("checkins.away_gone")
    assert target == BEN.id
    assert "lets you name somebody else" in words
    assert "ann" not in words


async def test_nobody_is_promised_that_they_are_told(scene: Scene) -> None:
    await remember(scene)
    (refused,) = await scene.people.command(
        "/checkin away", BEN, {"days": 3, "person": (6, str(ANN.id))}, resolved=NAMED
    )
    assert "Please choose somebody else." in refused.text
    scene.clock.advance(timedelta(days=9))
    assert await away.tell_about_quiet(scene.app.database, scene.clock.now()) == 0


async def test_a_new_hosted_schedule_gives_its_first_draft_too(scene: Scene) -> None:
    """The evening before its very first question."""
    await scene.people.press(custom_id("checkins", "takeweek", f"{scene.circle.circle_id}.{WEEK}"), ANN)
    await hosted(scene)
    scene.clock.advance(datetime(2026, 3, 2, 18, tzinfo=UTC) - scene.clock.now())
    await hosting.give_drafts(scene.app.database, scene.clock.now())
    assert [kind for kind, _ in await scene.deliver()] == ["checkins.draft"]
    async with scene.app.database.reading() as work:
        assert await PromptStore(work).latest(GUILD, scene.circle.circle_id, 5) == ()

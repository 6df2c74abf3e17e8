"""People host a week: the draft comes the evening before, their words are theirs, and forgetting costs nothing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import discord
import pytest

from cogs.checkins import hosting, questions
from cogs.checkins.rules import week_of
from cogs.shared import scanning
from cogs.shared.scanning import Found
from cogs.shared.ui import custom_id
from storage.checkin_hosting import HostingStore
from storage.checkin_schedules import ScheduleStore
from storage.circles import CircleStore
from storage.events import EventStore
from storage.records.checkins import Draft
from tests.cogs.checkins.conftest import Scene
from tests.house import ANN, BEN, BOT, CIRCLE, GUILD, OLGA, RITA, Person


def thread(thread_id: int) -> dict[str, Any]:
    """What Discord answers when a thread is made from a message: it has the message's number."""
    return {
        "id": str(thread_id),
        "type": 11,
        "guild_id": str(GUILD),
        "parent_id": str(CIRCLE),
        "owner_id": str(BOT),
        "name": "thread",
        "message_count": 0,
        "member_count": 1,
        "thread_metadata": {
            "archived": False,
            "archive_timestamp": "2026-03-02T09:00:00+00:00",
            "auto_archive_duration": 1440,
            "locked": False,
        },
    }


async def nobody(guild: discord.Guild, member_id: int) -> discord.Member | None:
    return None  # Discord knows of no such member


WEEK = date(2026, 3, 2)  # the Monday on which the scene begins


async def hosted(scene: Scene) -> None:
    """The daily question of the scene is stopped; a hosted one at eight takes its place."""
    async with scene.app.database.transaction() as work:
        await ScheduleStore(work).off_for_circle(GUILD, scene.circle.circle_id, scene.clock.now())
    (answer,) = await scene.people.command(
        "/checkin schedule", OLGA, {"circle": "Dawn", "time": "08:00", "hosted": True}
    )
    assert "08:00" in answer.text


async def take(scene: Scene, who: Person, week: date = WEEK) -> str:
    (answer,) = await scene.people.press(custom_id("checkins", "takeweek", f"{scene.circle.circle_id}.{week}"), who)
    return answer.text


async def evening(scene: Scene) -> list[tuple[str, str]]:
    scene.clock.advance(datetime(2026, 3, 2, 18, tzinfo=UTC) - scene.clock.now())
    await hosting.give_drafts(scene.app.database, scene.clock.now())
    return await scene.deliver()


async def morning(scene: Scene) -> list[tuple[str, str]]:
    scene.clock.advance(datetime(2026, 3, 3, 8, tzinfo=UTC) - scene.clock.now())
    await scene.sweep()
    return await scene.deliver()


async def draft(scene: Scene) -> Draft:
    async with scene.app.database.reading() as work:
        (schedule,) = await ScheduleStore(work).of_circle(GUILD, scene.circle.circle_id)
        found = await HostingStore(work).draft_on(GUILD, schedule.schedule_id, date(2026, 3, 3))
    assert found is not None
    return found


async def test_a_member_takes_a_week_and_gets_the_draft_the_evening_before(scene: Scene) -> None:
    await hosted(scene)
    assert "**Week from Monday, 2 March 2026** · ann" in await take(scene, ANN)
    ((kind, words),) = await evening(scene)
    assert kind == "checkins.draft"
    assert "You host Dawn on Tuesday, 3 March 2026" in words
    assert "it is asked in time either way" in words


async def test_a_host_who_forgets_costs_nothing_and_nothing_is_said_about_it(scene: Scene) -> None:
    await hosted(scene)
    await take(scene, ANN)
    await evening(scene)
    question = (await draft(scene)).question
    ((kind, words),) = await morning(scene)
    assert kind == "checkins.prompt"
    assert question in words
    assert "ann" not in words
    assert "host" not in words.lower()


async def test_a_host_who_has_left_the_server_is_not_named_and_it_is_asked_in_time(scene: Scene) -> None:
    await hosted(scene)
    await take(scene, ANN)
    await evening(scene)
    made = await draft(scene)
    await scene.people.submit(custom_id("checkins", "rewrote", made.draft_id), ANN, {"words": "My own words?"})
    user = {"id": str(ANN.id), "username": "ann", "discriminator": "0", "avatar": None}
    scene.app._connection.parse_guild_member_remove({"guild_id": str(GUILD), "user": user})  # type: ignore[arg-type]
    await scene.people.settle()
    scene.app.roster.member = nobody
    ((kind, words),) = await morning(scene)
    assert (kind, made.question in words) == ("checkins.prompt", True)
    assert "ann" not in words
    assert "My own words" not in words


async def test_the_hosts_own_words_are_asked_with_their_name_as_text(scene: Scene) -> None:
    await hosted(scene)
    await take(scene, ANN)
    await evening(scene)
    made = custom_id("checkins", "rewrote", (await draft(scene)).draft_id)
    (answer,) = await scene.people.submit(made, ANN, {"words": "What made you laugh, @everyone?"}, guild_id=None)
    assert "These are your words." in answer.text
    ((_, words),) = await morning(scene)
    assert "ann hosts, and asks:" in words
    assert "What made you laugh" in words
    assert "@everyone" not in words
    async with scene.app.database.reading() as work:
        events = [event.name for event in await EventStore(work).due(scene.clock.now(), 10)]
    assert "member.text_posted" in events
    assert "member.hosted" in events


async def test_a_hosts_words_are_looked_at_before_they_are_kept(scene: Scene) -> None:
    scanned: list[tuple[int, int, int, str]] = []

    async def scan(guild_id: int, member_id: int, channel_id: int, text: str) -> Found | None:
        scanned.append((guild_id, member_id, channel_id, text))
        return None

    await hosted(scene)
    await take(scene, ANN)
    await evening(scene)
    scanning.fill(scan, None)
    try:
        await scene.people.submit(custom_id("checkins", "rewrote", (await draft(scene)).draft_id), ANN, {"words": "hm"})
    finally:
        scanning.fill(None, None)
    assert scanned == [(GUILD, ANN.id, CIRCLE, "hm")]


async def test_nobody_else_reads_or_writes_a_draft(scene: Scene) -> None:
    await hosted(scene)
    await take(scene, ANN)
    await evening(scene)
    for who in (BEN, OLGA):
        (answer,) = await scene.people.press(custom_id("checkins", "rewrite", (await draft(scene)).draft_id), who)
        assert "That draft is over" in answer.text


async def test_after_it_was_asked_the_draft_cannot_be_changed(scene: Scene) -> None:
    await hosted(scene)
    await take(scene, ANN)
    await evening(scene)
    made = custom_id("checkins", "rewrite", (await draft(scene)).draft_id)
    await morning(scene)
    (answer,) = await scene.people.press(made, ANN)
    assert "That draft is over" in answer.text


async def test_a_host_who_cannot_is_not_asked_why_and_a_volunteer_takes_over_with_a_draft_of_their_own(
    scene: Scene,
) -> None:
    await hosted(scene)
    async with scene.app.database.transaction() as work:
        await CircleStore(work).offer(GUILD, scene.circle.circle_id, BEN.id, listens=False, hosts=True)
    await take(scene, ANN)
    await evening(scene)
    (answer,) = await scene.people.press(custom_id("checkins", "handover", (await draft(scene)).draft_id), ANN)
    assert "That is fine" in answer.text
    ((kind, words),) = await scene.deliver()
    assert kind == "checkins.substitute"
    assert "Could you host the questions of Dawn" in words
    await take(scene, BEN)
    await hosting.give_drafts(scene.app.database, scene.clock.now())
    ((kind, _),) = await scene.deliver()
    assert kind == "checkins.draft"
    assert (await draft(scene)).member_id == BEN.id


async def test_a_week_has_one_host_and_only_members_of_the_circle_take_one(scene: Scene) -> None:
    await hosted(scene)
    await take(scene, ANN)
    assert "hosts that week already" in await take(scene, BEN)
    assert "not in the circle" in await take(scene, RITA, date(2026, 3, 9))
    (rota,) = await scene.people.command("/checkin host", BEN, {"circle": "Dawn"})
    assert "· ann" in rota.text
    assert rota.text.count("· free") == hosting.WEEKS_SHOWN - 1


async def test_somebody_outside_the_circle_reads_how_to_host_and_not_who_does(scene: Scene) -> None:
    await take(scene, ANN)
    (told,) = await scene.people.command("/checkin host", RITA, {"circle": "Dawn"})
    assert told.text == "Members of Dawn host it. You can join with /circle join."


async def test_a_circles_own_questions_come_first_and_only_as_text(scene: Scene) -> None:
    (added,) = await scene.people.command(
        "/checkin prompts add", OLGA, {"circle": "Dawn", "question": "What did **you** plant today? <@&5>"}
    )
    assert "Dawn has 1 question of its own" in added.text
    scene.clock.advance(timedelta(minutes=30))
    await scene.sweep()
    ((_, words),) = await scene.deliver()
    assert "plant today?" in words
    assert "<@&5>" not in words
    assert "**you**" not in words
    scene.clock.advance(timedelta(hours=24))
    await scene.sweep()
    assert "plant" not in (await scene.latest()).question


async def test_only_keepers_and_organisers_arrange_the_list(scene: Scene) -> None:
    (refused,) = await scene.people.command("/checkin prompts add", ANN, {"circle": "Dawn", "question": "hello?"})
    assert "Only a keeper of this circle" in refused.text
    assert await questions.listed(scene.app.database, scene.circle) == ()


async def test_the_list_is_shown_changed_and_taken_out_by_number(scene: Scene) -> None:
    for text in ("one?", "two?"):
        await scene.people.command("/checkin prompts add", OLGA, {"circle": "Dawn", "question": text})
    (twice,) = await scene.people.command("/checkin prompts add", OLGA, {"circle": "Dawn", "question": "two?"})
    assert "in the list already" in twice.text
    await scene.people.command("/checkin prompts edit", OLGA, {"circle": "Dawn", "number": 2, "question": "three?"})
    await scene.people.command("/checkin prompts remove", OLGA, {"circle": "Dawn", "number": 1})
    (shown,) = await scene.people.command("/checkin prompts list", OLGA, {"circle": "Dawn"})
    assert "1. three?" in shown.text
    assert "one?" not in shown.text
    (refused,) = await scene.people.command("/checkin prompts remove", OLGA, {"circle": "Dawn", "number": 9})
    assert "no question with that number" in refused.text


async def test_a_list_that_is_exported_comes_back_the_same(scene: Scene) -> None:
    now = scene.clock.now()
    wanted = [("What helps, today?", "strengths"), ('He said "hello"\tand?', ""), ("Ünïcode — ok?", "gratitude")]
    await questions.add_all(scene.app.database, scene.circle, wanted, now)
    written = questions.as_csv(await questions.listed(scene.app.database, scene.circle))
    read = questions.read_csv(written)
    assert [kind for _, kind in read] == [kind for _, kind in wanted]
    assert await questions.add_all(scene.app.database, scene.circle, read, now) == (1, 2)  # the tab became a space


async def test_a_keepers_file_is_read_added_and_shown_with_a_file_of_the_same_form(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def get_from_cdn(url: str) -> bytes:
        return b"text,kind\nWhat grew?,gratitude\n,\nWho waved?,nonsense\n"

    monkeypatch.setattr(scene.app.http, "get_from_cdn", get_from_cdn)
    kept = {
        "id": "77",
        "filename": "q.csv",
        "size": 60,
        "url": "https://cdn.invalid/q",
        "proxy_url": "https://x.invalid",
    }
    options = {"circle": "Dawn", "file": (11, "77")}
    (read,) = await scene.people.command(
        "/checkin prompts import", OLGA, options, resolved={"attachments": {"77": kept}}
    )
    assert "2" in read.text
    (shown,) = await scene.people.command("/checkin prompts list", OLGA, {"circle": "Dawn"})
    ((name, written),) = shown.files
    assert name == "questions.csv"
    assert questions.read_csv(written) == [("What grew?", "gratitude"), ("Who waved?", "")]
    large = {"attachments": {"77": kept | {"size": 300_000}}}
    (refused,) = await scene.people.command("/checkin prompts import", OLGA, options, resolved=large)
    assert "CSV" in refused.text


@pytest.mark.parametrize("file", [b"", b"a,b\n1,2\n", b"\xff\xfe", b"text\n" + b"x" * 300_000])
def test_a_file_that_is_no_list_is_refused(file: bytes) -> None:
    with pytest.raises(ValueError):
        questions.read_csv(file)


async def test_lines_that_do_not_fit_are_left_out_and_counted(scene: Scene) -> None:
    wanted = [("fine?", ""), ("", ""), ("x" * 301, ""), ("fine?", "")]
    assert await questions.add_all(scene.app.database, scene.circle, wanted, scene.clock.now()) == (1, 3)


def test_weeks_are_named_by_their_monday() -> None:
    assert week_of(date(2026, 3, 8)) == date(2026, 3, 2)
    assert week_of(date(2026, 3, 9)) == date(2026, 3, 9)


async def test_a_morning_intention_and_an_evening_review_are_a_pair(scene: Scene) -> None:
    (answer,) = await scene.people.command(
        "/checkin schedule", OLGA, {"circle": "Dawn", "time": "10:00", "evening": "20:00"}
    )
    assert "at 10:00" in answer.text
    assert "at 20:00" in answer.text
    async with scene.app.database.reading() as work:
        pairs = {s.kinds for s in await ScheduleStore(work).of_circle(GUILD, scene.circle.circle_id)}
    assert {("morning-intention",), ("evening-review",)} <= pairs


async def test_a_thread_is_opened_under_the_question_and_shared_words_go_there(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def make_thread(route: Any, **kwargs: Any) -> Any:
        asked.append(kwargs["json"]["name"])
        return thread(int(route.url.split("/")[-2]))

    monkeypatch.setattr(scene.app.http, "request", make_thread)
    await scene.people.command("/checkin schedule", OLGA, {"circle": "Dawn", "time": "09:20", "thread": True})
    scene.clock.advance(timedelta(minutes=20))
    await scene.sweep()
    await scene.deliver()
    prompt = await scene.latest()
    await scene.app.events._handle_due(scene.clock.now())
    assert asked == ["Dawn, Monday, 2 March 2026"]
    assert (await scene.latest()).thread_id == prompt.message_id
    await scene.tap(prompt, ANN, 2)
    await scene.see(prompt, ANN, "circle")
    await scene.write(prompt, ANN, "in the thread")
    async with scene.app.database.reading() as work:
        from sqlalchemy import select

        from storage.tables.outbox import outbox

        (target,) = await work.execute(select(outbox.c.target_id).where(outbox.c.kind == "checkins.shared"))
    assert target[0] == prompt.message_id


async def test_hosting_counts_as_giving_back_and_only_the_host_reads_it(scene: Scene) -> None:
    await hosted(scene)
    await take(scene, ANN)
    (rota,) = await scene.people.command("/checkin host", ANN, {"circle": "Dawn"})
    assert "giving back" not in rota.text
    scene.clock.advance(timedelta(days=7))
    (rota,) = await scene.people.command("/checkin host", ANN, {"circle": "Dawn"})
    assert rota.private
    assert "You have hosted 1 week here. That is giving back." in rota.text
    (others,) = await scene.people.command("/checkin host", BEN, {"circle": "Dawn"})
    assert "giving back" not in others.text


async def test_a_week_that_is_over_is_neither_taken_nor_given_back(scene: Scene) -> None:
    await hosted(scene)
    async with scene.app.database.transaction() as work:
        await CircleStore(work).offer(GUILD, scene.circle.circle_id, BEN.id, listens=False, hosts=True)
    await take(scene, ANN)
    scene.clock.advance(timedelta(days=7))
    made = custom_id("checkins", "giveweek", f"{scene.circle.circle_id}.{WEEK}")
    (answer,) = await scene.people.press(made, ANN)
    assert answer.text == "That week is over. /checkin host shows the weeks to come."
    assert "That week is over" in await take(scene, BEN, WEEK - timedelta(days=7))
    assert await scene.people.rendered("checkins.substitute") == []
    (rota,) = await scene.people.command("/checkin host", BEN, {"circle": "Dawn"})
    assert "You have hosted" not in rota.text


async def test_a_week_taken_and_given_back_again_and_again_asks_each_volunteer_once_a_day(scene: Scene) -> None:
    await hosted(scene)
    async with scene.app.database.transaction() as work:
        await CircleStore(work).offer(GUILD, scene.circle.circle_id, BEN.id, listens=False, hosts=True)
    made = custom_id("checkins", "giveweek", f"{scene.circle.circle_id}.{WEEK}")
    for _ in range(5):
        await take(scene, ANN)
        await scene.people.press(made, ANN)
        scene.clock.advance(timedelta(seconds=5))
    assert [kind for kind, _ in await scene.deliver()] == ["checkins.substitute"]


async def test_the_weeks_of_a_host_who_left_the_circle_are_free_and_their_draft_is_over(scene: Scene) -> None:
    await hosted(scene)
    await take(scene, ANN)
    await evening(scene)
    made = await draft(scene)
    await scene.people.submit(custom_id("checkins", "rewrote", made.draft_id), ANN, {"words": "My own words?"})
    await scene.people.command("/circle leave", ANN, {"circle": "Dawn"})
    (answer,) = await scene.people.press(custom_id("checkins", "rewrite", made.draft_id), ANN)
    assert "That draft is over" in answer.text
    ((kind, words),) = await morning(scene)
    assert (kind, made.question in words, "My own words" in words) == ("checkins.prompt", True, False)
    async with scene.app.database.reading() as work:
        events = [event.name for event in await EventStore(work).due(scene.clock.now(), 10)]
    assert "member.hosted" not in events
    (rota,) = await scene.people.command("/checkin host", BEN, {"circle": "Dawn"})
    assert rota.text.count("· free") == hosting.WEEKS_SHOWN
    assert "· ben" in await take(scene, BEN)


@pytest.mark.parametrize("who", [ANN, BEN])
async def test_t11_who_is_timed_out_is_neither_given_a_draft_nor_asked_to_stand_in(scene: Scene, who: Person) -> None:
    await hosted(scene)
    async with scene.app.database.transaction() as work:
        await CircleStore(work).offer(GUILD, scene.circle.circle_id, BEN.id, listens=False, hosts=True)
    guild = scene.app.get_guild(GUILD)
    member = None if guild is None else guild.get_member(who.id)
    assert member is not None
    member.timed_out_until = datetime.now(UTC) + timedelta(days=2)
    await take(scene, ANN)
    drafts = [kind for kind, _ in await evening(scene)]
    await scene.people.press(custom_id("checkins", "giveweek", f"{scene.circle.circle_id}.{WEEK}"), ANN)
    asked = [kind for kind, _ in await scene.deliver()]
    assert (drafts, asked) == (([], ["checkins.substitute"]) if who is ANN else (["checkins.draft"], []))

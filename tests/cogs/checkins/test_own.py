"""What members ask of themselves: only by their own yes, only for them, moved with them, left in peace."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image

from cogs.checkins import away, personal
from cogs.checkins.calendar_picture import first_of, picture
from cogs.checkins.history import as_csv, rhythm
from cogs.checkins.packs import by_source
from cogs.checkins.text_own import calendar_labels
from cogs.shared.ui import custom_id
from cogs.shared.words import words_for
from storage.cases import CaseStore
from storage.checkin_answers import AnswerStore
from storage.checkin_prompts import PromptStore
from storage.checkin_schedules import ScheduleStore
from storage.checkin_wishes import WishStore
from storage.events import EventStore
from storage.ids import new_id
from storage.members import MemberStore
from storage.privacy import erase_member
from storage.records.alerts import CaseKind, CaseState, Outcome
from storage.records.checkins import Prompt, PromptState, Step
from storage.records.members import Reach
from tests.cogs.alerts.test_rules import case as a_case
from tests.cogs.checkins.conftest import Scene
from tests.cogs.checkins.test_rules import answer as an_answer
from tests.house import ANN, BEN, CIRCLE, GUILD, OLGA, RITA

RESOLVED = {
    "users": {str(BEN.id): {"id": str(BEN.id), "username": "ben", "discriminator": "0", "avatar": None}},
    "members": {str(BEN.id): {"roles": [], "flags": 0, "joined_at": None, "permissions": "0"}},
}


async def set_up(scene: Scene, time: str = "09:15", zone: str = "Europe/London", **options: object) -> str:
    (answer,) = await scene.people.command("/checkin me", ANN, {"time": time, "zone": zone, "reach": "dm", **options})
    assert answer.private
    return answer.text


async def own_prompts(scene: Scene) -> tuple[Prompt, ...]:
    async with scene.app.database.reading() as work:
        return await PromptStore(work).latest_of_member(GUILD, ANN.id, 20)


async def own_kinds(scene: Scene) -> list[str]:
    await scene.sweep()
    return [kind for kind, _ in await scene.deliver() if "remind" in kind or "prompt" in kind]


async def test_a_member_sets_it_up_and_is_asked_privately(scene: Scene) -> None:
    panel = await set_up(scene)
    assert "every day at 09:15 (Europe/London)" in panel
    assert "You are reached by direct message." in panel
    scene.clock.advance(timedelta(minutes=15))
    await scene.sweep()
    ((kind, words),) = await scene.deliver()
    assert kind == "checkins.prompt"
    assert "Only you see your answer." in words
    (prompt,) = await own_prompts(scene)
    receipt = await scene.tap(prompt, ANN, 2)
    assert "Who can see this: only you" in receipt.text
    assert "Who may see your answers" not in receipt.text


async def test_the_buttons_work_in_a_dm_which_names_no_server(scene: Scene) -> None:
    await set_up(scene)
    scene.clock.advance(timedelta(minutes=15))
    await scene.sweep()
    await scene.deliver()
    (prompt,) = await own_prompts(scene)
    made = custom_id("checkins", "step", f"{prompt.prompt_id}.5")
    (receipt,) = await scene.people.press(made, ANN, guild_id=None)
    assert "You answered: **Very hard**" in receipt.text
    (foreign,) = await scene.people.press(made, BEN, guild_id=None)
    assert "not here any more" in foreign.text


async def test_h11_nobody_can_set_it_up_answer_it_or_stop_it_for_somebody_else(scene: Scene) -> None:
    options = [option.name for option in scene.app.tree.get_command("checkin").get_command("me").parameters]  # type: ignore[union-attr]
    assert not {"member", "user", "person"} & set(options)
    await set_up(scene)
    async with scene.app.database.reading() as work:
        (schedule,) = await ScheduleStore(work).of_member(GUILD, ANN.id)
    (refused,) = await scene.people.press(custom_id("checkins", "turn", f"{schedule.schedule_id}.stop"), OLGA)
    assert "for themselves" in refused.text
    (mine,) = await scene.people.press(custom_id("checkins", "turn", f"{schedule.schedule_id}.stop"), ANN)
    assert "Stopped" in mine.text


async def test_t10_switched_off_while_queued_it_is_not_sent(scene: Scene) -> None:
    await set_up(scene)
    scene.clock.advance(timedelta(minutes=15))
    await scene.sweep()
    async with scene.app.database.reading() as work:
        (schedule,) = await ScheduleStore(work).of_member(GUILD, ANN.id)
    await scene.people.press(custom_id("checkins", "turn", f"{schedule.schedule_id}.pause"), ANN)
    assert await scene.deliver() == []


async def test_t11_who_left_is_not_asked_and_it_is_switched_off(scene: Scene) -> None:
    await set_up(scene)
    await personal.switch_off(scene.app.database, GUILD, ANN.id, scene.clock.now())
    scene.clock.advance(timedelta(minutes=15))
    assert await own_kinds(scene) == []
    assert await own_prompts(scene) == ()


async def test_t11_who_leaves_or_is_banned_is_not_asked_what_was_queued_and_it_is_off_also_when_they_return(
    scene: Scene,
) -> None:
    await set_up(scene)
    scene.clock.advance(timedelta(minutes=15))
    await scene.sweep()
    user = {"id": str(ANN.id), "username": "ann", "discriminator": "0", "avatar": None}
    state = scene.app._connection
    state.parse_guild_member_remove({"guild_id": str(GUILD), "user": user})  # type: ignore[arg-type]
    await scene.people.settle()
    assert await own_kinds(scene) == []
    back = {"guild_id": str(GUILD), "user": user, "roles": [], "flags": 0, "joined_at": "2026-03-02T10:00:00+00:00"}
    state.parse_guild_member_add(back)  # type: ignore[arg-type]
    await scene.people.settle()
    scene.clock.advance(timedelta(days=1))
    assert await own_kinds(scene) == []


async def test_t11_who_is_timed_out_is_not_asked(scene: Scene) -> None:
    await set_up(scene)
    guild = scene.app.get_guild(GUILD)
    assert guild is not None
    member = guild.get_member(ANN.id)
    assert member is not None
    member.timed_out_until = datetime.now(UTC) + timedelta(days=2)
    scene.clock.advance(timedelta(minutes=15))
    assert await own_kinds(scene) == []


async def test_after_telling_of_a_return_to_use_nothing_is_asked_that_day_nor_the_day_after(scene: Scene) -> None:
    await set_up(scene)
    async with scene.app.database.transaction() as work:
        await EventStore(work).add("member.return_to_use", GUILD, ANN.id, {}, scene.clock.now())
    await scene.app.events._handle_due(scene.clock.now())
    scene.clock.advance(timedelta(minutes=15))
    assert await own_kinds(scene) == []
    scene.clock.advance(timedelta(days=1))
    assert await own_kinds(scene) == []
    scene.clock.advance(timedelta(days=1))
    assert await own_kinds(scene) == ["checkins.prompt"]


@pytest.mark.parametrize("kind", [CaseKind.ALERT, CaseKind.REPORT])
async def test_while_people_are_working_on_a_case_about_them_nothing_is_asked(scene: Scene, kind: CaseKind) -> None:
    await set_up(scene, reminder=60)
    about = replace(a_case(), case_id=new_id(scene.clock.now()), guild_id=GUILD, member_id=ANN.id, kind=kind)
    async with scene.app.database.transaction() as work:
        assert await CaseStore(work).add(about)
    scene.clock.advance(timedelta(minutes=15))
    assert await own_kinds(scene) == []
    scene.clock.advance(timedelta(hours=1))
    assert "checkins.reminder" not in await own_kinds(scene)
    async with scene.app.database.transaction() as work:
        now = scene.clock.now()
        over = {
            "acknowledged_at": now,
            "resolved_at": now,
            "resolved_by_member_id": OLGA.id,
            "outcome": next(iter(Outcome)),
        }
        await CaseStore(work).save(
            replace(about, state=CaseState.RESOLVED, holder_member_id=OLGA.id, next_step_at=None, **over)  # type: ignore[arg-type]
        )
    scene.clock.advance(timedelta(hours=23))
    assert await own_kinds(scene) == ["checkins.prompt"]


async def test_one_reminder_for_those_who_want_it_and_none_after_an_answer(scene: Scene) -> None:
    await set_up(scene, reminder=60)
    scene.clock.advance(timedelta(minutes=15))
    assert await own_kinds(scene) == ["checkins.prompt"]
    scene.clock.advance(timedelta(minutes=60))
    assert "checkins.reminder" in await own_kinds(scene)
    scene.clock.advance(timedelta(hours=3))
    assert "checkins.reminder" not in await own_kinds(scene)
    scene.clock.advance(timedelta(hours=20))
    assert "checkins.prompt" in await own_kinds(scene)
    (today, *_) = await own_prompts(scene)
    await scene.tap(today, ANN, 1)
    scene.clock.advance(timedelta(minutes=60))
    assert "checkins.reminder" not in await own_kinds(scene)


async def test_no_reminder_in_quiet_hours(scene: Scene) -> None:
    await set_up(scene, reminder=60)
    (answer,) = await scene.people.command("/checkin quiet", ANN, {"begin": 10, "end": 18})
    assert "Quiet hours: 10:00 to 18:00" in answer.text
    scene.clock.advance(timedelta(minutes=15))
    assert await own_kinds(scene) == ["checkins.prompt"]
    scene.clock.advance(timedelta(minutes=60))
    assert "checkins.reminder" not in await own_kinds(scene)


async def test_a_question_that_comes_late_waits_out_quiet_hours_and_one_in_time_does_not(scene: Scene) -> None:
    """Their hour they chose themselves; twenty minutes later is the bot's doing."""
    await set_up(scene)
    await scene.people.command("/checkin quiet", ANN, {"begin": 9, "end": 10})
    scene.clock.advance(timedelta(minutes=15))
    assert await own_kinds(scene) == ["checkins.prompt"]
    scene.clock.advance(timedelta(days=1, minutes=20))
    await own_kinds(scene)
    late, in_time = await own_prompts(scene)
    assert (in_time.state, late.state) == (PromptState.ASKED, PromptState.MISSED)


async def test_own_days_own_theme_and_a_last_day(scene: Scene) -> None:
    panel = await set_up(scene, days="Tuesday and Thursday", theme="gratitude", until="2026-03-11")
    assert "Tuesday" in panel
    scene.clock.advance(timedelta(minutes=15))
    for _ in range(14):
        scene.clock.advance(timedelta(days=1))
        await own_kinds(scene)
    asked = sorted(await own_prompts(scene), key=lambda prompt: prompt.local_date)
    assert [prompt.local_date.day for prompt in asked] == [3, 5, 10]
    assert {by_source()[prompt.source].kind for prompt in asked} == {"gratitude"}


async def test_travelling_from_tokyo_to_lisbon_asks_once_a_date(scene: Scene) -> None:
    """Over the change of clocks in Lisbon, 29 March 2026."""
    await set_up(scene, "09:00", "Asia/Tokyo")
    asked: list[date] = []
    scene.clock.advance(datetime(2026, 3, 27, 12, tzinfo=UTC) - scene.clock.now())
    await scene.sweep()
    for hour in range(24 * 5):
        if hour == 27:  # 15:00 on the 28th in Lisbon, midnight in Tokyo
            await scene.people.command("/checkin me", ANN, {"zone": "Europe/Lisbon"})
        scene.clock.advance(timedelta(hours=1))
        await scene.sweep()
        await scene.deliver()
    asked = [prompt.local_date for prompt in await own_prompts(scene) if prompt.state is PromptState.ASKED]
    assert sorted(asked) == [
        date(2026, 3, 28),
        date(2026, 3, 29),
        date(2026, 3, 30),
        date(2026, 3, 31),
        date(2026, 4, 1),
    ]


async def test_new_york_to_tokyo_at_eight_is_asked_at_once_and_once(scene: Scene) -> None:
    """T8: without a double or a gap."""
    await set_up(scene, "09:00", "America/New_York")
    scene.clock.advance(datetime(2026, 3, 3, 13, tzinfo=UTC) - scene.clock.now())  # 08:00 there
    await scene.sweep()
    before = {prompt.local_date for prompt in await own_prompts(scene)}
    assert date(2026, 3, 3) not in before
    await scene.people.command("/checkin me", ANN, {"zone": "Asia/Tokyo"})
    await scene.deliver()
    assert [p.local_date for p in await own_prompts(scene)].count(date(2026, 3, 3)) == 1
    scene.clock.advance(timedelta(hours=3))
    await scene.sweep()
    assert [p.local_date for p in await own_prompts(scene)].count(date(2026, 3, 3)) == 1


async def test_at_most_three_of_ones_own(scene: Scene) -> None:
    for time in ("07:00", "12:00", "20:00"):
        await set_up(scene, time)
    assert "3 check-ins of your own already" in await set_up(scene, "21:00")


async def test_the_way_to_be_reached_is_changed_with_one_press(scene: Scene) -> None:
    await set_up(scene)
    (panel,) = await scene.people.press(custom_id("checkins", "reach", "0.next_press"), ANN)
    assert "You are told when you next press a button" in panel.text
    async with scene.app.database.reading() as work:
        member = await MemberStore(work).get(GUILD, ANN.id)
    assert member is not None
    assert member.reach is Reach.NEXT_PRESS


async def test_yesterdays_question_can_still_be_answered(scene: Scene) -> None:
    prompt = await scene.ask()
    scene.clock.advance(timedelta(hours=23, minutes=30))
    await scene.ask()
    (still_open,) = await scene.people.command("/checkin answer", ANN)
    assert custom_id("checkins", "step", f"{prompt.prompt_id}.1") in still_open.custom_ids
    await scene.tap(prompt, ANN, 2)
    (still_open,) = await scene.people.command("/checkin answer", ANN)
    assert custom_id("checkins", "step", f"{prompt.prompt_id}.1") not in still_open.custom_ids


async def test_history_is_private_says_a_rhythm_and_names_no_chain(scene: Scene) -> None:
    for day in range(6):
        prompt = await scene.ask()
        if day != 2:
            await scene.tap(prompt, ANN, 5 if day == 4 else 1)
        scene.clock.advance(timedelta(hours=23, minutes=30))
    (shown,) = await scene.people.command("/checkin history", ANN)
    assert shown.private
    assert "You answered on 5 of the last 7 days." in shown.text
    for trend in ("Last 30 days: ", "Last 90 days: "):
        assert trend + "Steady on 4 days and Very hard on 1 day." in shown.text
    assert "1 hard day, and you answered it." in shown.text
    assert "Calendar from" in shown.text  # the picture's alt text
    assert "Week from 2 Mar: Sat Steady, Fri Very hard, Thu Steady, Tue Steady, Mon Steady." in shown.text
    for word in ("streak", "lost", "missed", "broke", "reset", "in a row"):
        assert word not in shown.text.lower()
    (foreign,) = await scene.people.command("/checkin history", BEN)
    assert "You answered on 0 of the last 7 days." in foreign.text


async def test_the_file_of_ones_own_is_private_and_has_every_answer_of_ones_own(scene: Scene) -> None:
    prompt = await scene.ask()
    await scene.tap(prompt, ANN, 4)
    await scene.write(prompt, ANN, "a long night", craving="6")
    await scene.tap(prompt, BEN, 1)
    (shown,) = await scene.people.command("/checkin history", ANN)
    assert custom_id("checkins", "file", "0") in shown.custom_ids
    ((name, drawn),) = shown.files
    assert (name, drawn[:4]) == ("check-ins.png", b"\x89PNG")
    (given,) = await scene.people.press(custom_id("checkins", "file", "0"), ANN)
    assert given.private
    ((name, written),) = given.files
    assert name == "check-ins.csv"
    (row,) = csv.DictReader(written.decode("utf-8-sig").splitlines())
    assert (row["date"], row["answer"], row["words"], row["craving"], row["who_may_see_it"]) == (
        "2026-03-02", "Hard", "a long night", "6", "me",
    )  # fmt: skip


async def test_if_i_go_quiet_only_the_chosen_person_is_told_and_only_once(scene: Scene) -> None:
    options = {"days": 3, "person": (6, str(BEN.id)), "words": "Call me about the garden"}
    (answer,) = await scene.people.command("/checkin away", ANN, options, resolved=RESOLVED)
    assert "for 3 days, ben is told" in answer.text
    scene.clock.advance(timedelta(days=2))
    prompt = await scene.ask()
    await scene.tap(prompt, ANN, 1)
    scene.clock.advance(timedelta(days=2, hours=23))
    assert await away.tell_about_quiet(scene.app.database, scene.clock.now()) == 0
    scene.clock.advance(timedelta(hours=2))
    assert await away.tell_about_quiet(scene.app.database, scene.clock.now()) == 1
    said = [words for kind, words in await scene.deliver() if kind == "checkins.away"]
    assert len(said) == 1
    assert "ann" in said[0]
    assert "Call me about the garden" in said[0]
    scene.clock.advance(timedelta(days=30))
    assert await away.tell_about_quiet(scene.app.database, scene.clock.now()) == 0


async def test_going_quiet_is_ended_in_one_press_also_when_it_is_queued(scene: Scene) -> None:
    options = {"days": 2, "person": (6, str(BEN.id))}
    await scene.people.command("/checkin away", ANN, options, resolved=RESOLVED)
    scene.clock.advance(timedelta(days=2))
    await away.tell_about_quiet(scene.app.database, scene.clock.now())
    (panel,) = await scene.people.command("/checkin me", ANN)
    assert custom_id("checkins", "here", "0") in panel.custom_ids
    (ended,) = await scene.people.press(custom_id("checkins", "here", "0"), ANN)
    assert "Nobody is told" in ended.text
    assert [kind for kind, _ in await scene.deliver() if kind == "checkins.away"] == []


@pytest.mark.parametrize("why", ["left", "erased"])
async def test_who_counted_on_somebody_for_going_quiet_learns_when_that_is_over_and_not_why(
    scene: Scene, why: str
) -> None:
    database = scene.app.database
    await scene.people.command("/checkin away", ANN, {"days": 3, "person": (6, str(BEN.id))}, resolved=RESOLVED)
    for _ in range(2):
        if why == "left":
            await away.person_left(database, GUILD, BEN.id, 7, scene.clock.now())
        else:
            await erase_member(database, database.vault, GUILD, BEN.id, scene.clock.now())
            assert await away.next_quiet(database) in (None, datetime(2020, 1, 1, tzinfo=UTC))
        await away.tell_about_quiet(database, scene.clock.now())
    ((target, words),) = await scene.people.rendered("checkins.away_gone")
    assert target == ANN.id
    assert "can no longer be told through me, so nobody would be" in words
    assert "ben" not in words
    (panel,) = await scene.people.command("/checkin me", ANN)
    assert custom_id("checkins", "here", "0") not in panel.custom_ids
    scene.clock.advance(timedelta(days=4))
    assert await away.tell_about_quiet(database, scene.clock.now()) == 0
    assert await scene.people.rendered("checkins.away") == []


async def test_an_answer_between_an_erasure_and_the_word_about_it_does_not_put_it_off(scene: Scene) -> None:
    database = scene.app.database
    await scene.people.command("/checkin away", ANN, {"days": 3, "person": (6, str(BEN.id))}, resolved=RESOLVED)
    prompt = await scene.ask()
    await erase_member(database, database.vault, GUILD, BEN.id, scene.clock.now())
    await scene.tap(prompt, ANN, 1)
    assert await away.tell_about_quiet(database, scene.clock.now()) == 1
    assert len(await scene.people.rendered("checkins.away_gone")) == 1


async def test_going_quiet_cannot_be_set_on_oneself_as_the_person(scene: Scene) -> None:
    me = {
        "users": {str(ANN.id): {"id": str(ANN.id), "username": "ann", "discriminator": "0", "avatar": None}},
        "members": {str(ANN.id): {"roles": [], "flags": 0, "joined_at": None, "permissions": "0"}},
    }
    (refused,) = await scene.people.command("/checkin away", ANN, {"days": 3, "person": (6, str(ANN.id))}, resolved=me)
    assert "other than yourself" in refused.text
    async with scene.app.database.reading() as work:
        assert await WishStore(work).get(GUILD, ANN.id) is None


def test_a_day_counts_once_by_its_hardest_step() -> None:
    today = date(2026, 3, 9)
    rows = [
        (date(2026, 3, 9), "q", an_answer(step=Step.STEADY)),
        (date(2026, 3, 9), "q", an_answer(step=Step.HARD)),
        (date(2026, 3, 3), "q", an_answer(step=None)),
        (date(2026, 3, 2), "q", an_answer(step=Step.STEADY)),
        (date(2026, 2, 7), "q", an_answer(step=Step.VERY_HARD)),
        (date(2025, 12, 10), "q", an_answer(step=Step.UP_AND_DOWN)),
        (date(2025, 12, 9), "q", an_answer(step=Step.MOSTLY_OKAY)),
    ]
    found = rhythm(rows, today)
    assert found.counts_90 == {Step.HARD: 1, Step.STEADY: 1, Step.VERY_HARD: 1, Step.UP_AND_DOWN: 1}
    assert found.last_seven == 2
    assert found.counts_30 == {Step.HARD: 1, Step.STEADY: 1}


def test_the_picture_is_a_png_whose_days_can_be_told_apart_without_colour() -> None:
    today = date(2026, 3, 8)  # a Sunday: the last column is whole
    labels = calendar_labels(words_for("en"), first_of(today, 5), 5)
    assert labels.weekdays[0] == "Mon"
    assert labels.weeks[-1] == "2 Mar"
    drawn = Image.open(io.BytesIO(picture({today: Step.STEADY, date(2026, 3, 7): Step.VERY_HARD}, today, labels)))
    assert drawn.format == "PNG"
    column = 20 + 64 + 4 * 80 + 36
    bars = []
    for row in (6, 5):
        top = 20 + 34 + row * 80
        background = drawn.getpixel((column - 32, top + 40))
        bars.append(sum(drawn.getpixel((column, top + y)) != background for y in range(22, 70)))
    assert bars[0] > 2 * bars[1] > 0


def test_a_file_of_ones_own_cannot_run_as_a_formula() -> None:
    words = "=HYPERLINK(1)"
    written = as_csv([(date(2026, 3, 9), "q", an_answer(words=words))], {step: step.name for step in Step}).decode()
    assert "'=HYPERLINK(1)" in written


async def test_an_answer_of_ones_own_is_never_in_a_summary(scene: Scene) -> None:
    await set_up(scene)
    scene.clock.advance(timedelta(minutes=15))
    await scene.sweep()
    await scene.deliver()
    (prompt,) = await own_prompts(scene)
    await scene.tap(prompt, ANN, 1)
    await scene.see(prompt, ANN, "circle")
    async with scene.app.database.reading() as work:
        (kept,) = await AnswerStore(work).of_prompt(GUILD, prompt.prompt_id)
    assert kept.visibility.value == "me"


async def test_how_they_may_write_is_said_to_the_person_and_one_press_ends_it(scene: Scene) -> None:
    options = {"days": 2, "person": (6, str(BEN.id)), "how": "circle"}
    (answer,) = await scene.people.command("/checkin away", ANN, options, resolved=RESOLVED)
    assert "reads it when they next use one of my buttons" in answer.text
    assert custom_id("checkins", "here", "0") in answer.custom_ids
    scene.clock.advance(timedelta(days=2))
    await away.tell_about_quiet(scene.app.database, scene.clock.now())
    (said,) = [words for kind, words in await scene.deliver() if kind == "checkins.away"]
    assert "in the circle where you meet" in said
    await scene.people.press(custom_id("checkins", "here", "0"), ANN)
    async with scene.app.database.reading() as work:
        wishes = await WishStore(work).get(GUILD, ANN.id)
    assert wishes is not None
    assert wishes.away_days is None


async def test_everything_of_ones_own_is_paused_and_resumed_with_one_choice(scene: Scene) -> None:
    await set_up(scene)
    await set_up(scene, "20:00")
    (panel,) = await scene.people.press(custom_id("checkins", "rest", "0"), ANN, values=["pause"], component=3)
    assert panel.text.count("Paused until you resume it.") == 2
    scene.clock.advance(timedelta(days=3))
    await scene.sweep()
    assert await own_prompts(scene) == ()  # nothing is counted as missed
    (panel,) = await scene.people.press(custom_id("checkins", "rest", "0"), ANN, values=["resume"], component=3)
    assert "Paused" not in panel.text
    scene.clock.advance(timedelta(days=1))
    await scene.sweep()
    assert len(await own_prompts(scene)) == 2


async def test_a_day_off_leaves_out_today_only(scene: Scene) -> None:
    await set_up(scene)
    await scene.people.press(custom_id("checkins", "rest", "0"), ANN, values=["day"], component=3)
    scene.clock.advance(timedelta(hours=2))
    await scene.sweep()
    assert await own_prompts(scene) == ()
    scene.clock.advance(timedelta(hours=22, minutes=15))
    await scene.sweep()
    assert [prompt.local_date for prompt in await own_prompts(scene)] == [date(2026, 3, 3)]


async def test_days_off_are_typed_once_and_left_out(scene: Scene) -> None:
    async with scene.app.database.reading() as work:
        (schedule,) = await ScheduleStore(work).of_circle(GUILD, scene.circle.circle_id)
    (modal,) = await scene.people.press(custom_id("checkins", "daysoff", schedule.schedule_id), OLGA)
    assert modal.kind == "modal"
    made = custom_id("checkins", "offdays", schedule.schedule_id)
    (unclear,) = await scene.people.submit(made, OLGA, {"days": "24.12."})
    assert "2026-12-24" in unclear.text
    (kept,) = await scene.people.submit(made, OLGA, {"days": "2026-03-02 to 2026-03-04, 2026-03-06"})
    assert "Thursday, 5 March 2026" in kept.text
    (refused,) = await scene.people.submit(made, BEN, {"days": "2026-03-05"})
    assert "Only a keeper of this circle" in refused.text
    for _ in range(6):
        scene.clock.advance(timedelta(days=1))
        await scene.sweep()
    assert sorted(p.local_date for p in await scene.prompts()) == [date(2026, 3, 5), date(2026, 3, 7)]


async def test_who_writes_under_the_circles_question_is_not_quiet(scene: Scene) -> None:
    await scene.people.command("/checkin away", ANN, {"days": 2, "person": (6, str(BEN.id))}, resolved=RESOLVED)
    scene.clock.advance(timedelta(days=1))
    prompt = await scene.ask()
    reference = {"message_id": str(prompt.message_id), "channel_id": str(CIRCLE), "guild_id": str(GUILD)}
    await scene.people.say("here I am", ANN, channel_id=CIRCLE, message_reference=reference, type=19)
    scene.clock.advance(timedelta(days=1))
    assert await away.tell_about_quiet(scene.app.database, scene.clock.now()) == 0


@pytest.mark.parametrize("pause", ["day", "week"])
async def test_the_days_of_going_quiet_begin_when_a_pause_ends(scene: Scene, pause: str) -> None:
    await set_up(scene)
    await scene.people.command("/checkin away", ANN, {"days": 3, "person": (6, str(BEN.id))}, resolved=RESOLVED)
    await scene.people.press(custom_id("checkins", "rest", "0"), ANN, values=[pause], component=3)
    length = {"day": 1, "week": 7}[pause]
    for _ in range(length + 3):  # the pause, then the days that they set
        await away.tell_about_quiet(scene.app.database, scene.clock.now())
        assert await scene.people.rendered("checkins.away") == []
        scene.clock.advance(timedelta(hours=24))
    await away.tell_about_quiet(scene.app.database, scene.clock.now())
    assert len(await scene.people.rendered("checkins.away")) == 1


async def test_who_resumes_after_a_pause_without_end_has_the_whole_of_their_days(scene: Scene) -> None:
    await set_up(scene)
    await scene.people.command("/checkin away", ANN, {"days": 3, "person": (6, str(BEN.id))}, resolved=RESOLVED)
    await scene.people.press(custom_id("checkins", "rest", "0"), ANN, values=["pause"], component=3)
    for _ in range(10):
        scene.clock.advance(timedelta(days=1))
        await away.tell_about_quiet(scene.app.database, scene.clock.now())
    await scene.people.press(custom_id("checkins", "rest", "0"), ANN, values=["resume"], component=3)
    scene.clock.advance(timedelta(days=2, hours=23))
    await away.tell_about_quiet(scene.app.database, scene.clock.now())
    assert await scene.people.rendered("checkins.away") == []
    scene.clock.advance(timedelta(hours=2))
    await away.tell_about_quiet(scene.app.database, scene.clock.now())
    assert len(await scene.people.rendered("checkins.away")) == 1


async def test_days_that_pass_between_two_weekly_questions_are_not_taken_for_quiet(scene: Scene) -> None:
    weekly = {"time": "20:00", "zone": "Europe/London", "reach": "dm", "days": "sunday"}
    await scene.people.command("/checkin me", RITA, weekly)
    options = {"days": 7, "person": (6, str(BEN.id))}
    (refused,) = await scene.people.command("/checkin away", RITA, options, resolved=RESOLVED)
    assert "up to 7 days between your check-ins" in refused.text
    assert "choose 8 days or more" in refused.text
    (taken,) = await scene.people.command("/checkin away", RITA, options | {"days": 8}, resolved=RESOLVED)
    assert "for 8 days, ben is told" in taken.text
    await scene.people.command("/checkin me", RITA, weekly | {"days": "wednesday"})
    (taken,) = await scene.people.command("/checkin away", RITA, options | {"days": 5}, resolved=RESOLVED)
    assert "for 5 days, ben is told" in taken.text

"""What members read when they are asked, answer, change their mind, and share."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from cogs.checkins.packs import by_source
from cogs.shared import scanning
from cogs.shared.scanning import Found
from cogs.shared.ui import custom_id
from storage.checkin_answers import AnswerStore
from storage.checkin_prompts import PromptStore
from storage.circles import CircleStore
from storage.errors import DiskFull
from storage.events import EventStore
from storage.records.checkins import PromptState
from tests.cogs.checkins.conftest import Scene
from tests.house import ANN, BEN, CIRCLE, GUILD, MOE, OLGA, RITA, ROB


async def test_the_question_arrives_in_the_home_channel_with_five_worded_steps(scene: Scene) -> None:
    scene.clock.advance(timedelta(minutes=30))
    await scene.sweep()
    ((kind, words),) = await scene.deliver()
    assert kind == "checkins.prompt"
    assert "Check-in for Dawn" in words
    for step in ("Steady", "Mostly okay", "Up and down", "Hard", "Very hard"):
        assert step in words
    prompt = await scene.latest()
    assert prompt.state is PromptState.ASKED
    assert prompt.channel_id == CIRCLE
    assert prompt.message_id is not None


async def test_one_tap_is_recorded_privately_and_says_that_only_the_member_sees_it(scene: Scene) -> None:
    receipt = await scene.tap(await scene.ask(), ANN, 1)
    assert receipt.private
    assert "You answered: **Steady**" in receipt.text
    assert "Who can see this: only you" in receipt.text
    assert "Who may see your answers in this circle?" in receipt.text
    assert await scene.deliver() == []


async def test_who_may_see_it_is_asked_once_and_later_one_tap_is_enough(scene: Scene) -> None:
    prompt = await scene.ask()
    await scene.tap(prompt, ANN, 2)
    chosen = await scene.see(prompt, ANN, "circle")
    assert "Who can see this: everyone in Dawn, with your name" in chosen.text
    assert "Who may see your answers" not in chosen.text
    scene.clock.advance(timedelta(hours=23, minutes=30))
    tomorrow = await scene.ask()
    assert tomorrow.prompt_id != prompt.prompt_id
    receipt = await scene.tap(tomorrow, ANN, 1)
    assert "Who can see this: everyone in Dawn" in receipt.text
    assert "Who may see your answers" not in receipt.text


async def test_the_receipt_leads_to_another_step_other_eyes_and_taking_it_back(scene: Scene) -> None:
    prompt = await scene.ask()
    receipt = await scene.tap(prompt, ANN, 2)
    change = custom_id("checkins", "change", prompt.prompt_id)
    assert change in receipt.custom_ids
    (panel,) = await scene.people.press(change, ANN)
    assert panel.private
    wanted = [*(f"step:{prompt.prompt_id}.{n}" for n in range(1, 6)), f"see:{prompt.prompt_id}.circle"]
    wanted += [f"see:{prompt.prompt_id}.keepers", f"see:{prompt.prompt_id}.me", f"back:{prompt.prompt_id}"]
    assert {f"checkins:{one}" for one in wanted} <= set(panel.custom_ids)


async def test_words_shared_with_the_circle_are_posted_with_the_members_name_and_cannot_ping(scene: Scene) -> None:
    prompt = await scene.ask()
    await scene.tap(prompt, ANN, 2)
    await scene.see(prompt, ANN, "circle")
    await scene.write(prompt, ANN, "Slept well @everyone <@&42>")
    ((kind, words),) = await scene.deliver()
    assert kind == "checkins.shared"
    assert "**ann** · Mostly okay" in words
    assert "Slept well" in words
    assert "@everyone" not in words
    assert "<@&42>" not in words
    async with scene.app.database.reading() as work:
        events = await EventStore(work).due(scene.clock.now(), 10)
    assert "member.text_posted" in [event.name for event in events]


async def test_a_changed_answer_is_redrawn_where_it_was_posted(scene: Scene) -> None:
    prompt = await scene.ask()
    await scene.tap(prompt, ANN, 2)
    await scene.see(prompt, ANN, "circle")
    await scene.write(prompt, ANN, "fine")
    await scene.deliver()
    await scene.tap(prompt, ANN, 4)
    ((_, words),) = await scene.deliver()
    assert "**ann** · Hard" in words


async def test_words_are_no_longer_shown_when_the_member_keeps_them_for_themselves(scene: Scene) -> None:
    prompt = await scene.ask()
    await scene.tap(prompt, ANN, 2)
    await scene.see(prompt, ANN, "circle")
    await scene.write(prompt, ANN, "a private matter")
    await scene.deliver()
    await scene.see(prompt, ANN, "me")
    ((_, words),) = await scene.deliver()
    assert "a private matter" not in words
    assert "ann" not in words
    assert "no longer shared" in words


async def test_an_answer_taken_back_is_gone_from_disk_and_from_the_channel(scene: Scene) -> None:
    prompt = await scene.ask()
    await scene.tap(prompt, ANN, 5)
    await scene.see(prompt, ANN, "circle")
    await scene.write(prompt, ANN, "a hard night")
    await scene.deliver()
    (receipt,) = await scene.people.press(custom_id("checkins", "back", prompt.prompt_id), ANN)
    assert "taken back" in receipt.text
    ((_, words),) = await scene.deliver()
    assert "a hard night" not in words
    async with scene.app.database.reading() as work:
        assert await AnswerStore(work).of_prompt(GUILD, prompt.prompt_id) == ()
        (export, *_) = (await AnswerStore(work).export_member(GUILD, ANN.id))["check_in_answers"]
    assert export["answer"] is None
    assert export["words"] == ""


async def test_somebody_outside_the_circle_is_offered_to_join_and_nothing_is_recorded(scene: Scene) -> None:
    prompt = await scene.ask()
    answer = await scene.tap(prompt, RITA, 1)
    assert answer.private
    assert "You can join it" in answer.text
    assert answer.custom_ids == [custom_id("circles", "join", scene.circle.circle_id)]
    async with scene.app.database.reading() as work:
        assert await AnswerStore(work).of_prompt(GUILD, prompt.prompt_id) == ()


async def test_a_forged_step_or_prompt_gets_a_sentence(scene: Scene) -> None:
    prompt = await scene.ask()
    assert "no longer here" in (await scene.tap(prompt, ANN, 9)).text
    (answer,) = await scene.people.press(custom_id("checkins", "step", "12345.1"), ANN)
    assert "not here any more" in answer.text


async def test_a_very_hard_private_answer_is_offered_help_and_tells_nobody(scene: Scene) -> None:
    receipt = await scene.tap(await scene.ask(), ANN, 5)
    assert receipt.private
    assert "call your local emergency number" in receipt.text
    assert "/helpline" in receipt.text
    assert await scene.deliver() == []


async def test_only_me_words_page_nobody_and_are_answered_on_the_spot(scene: Scene) -> None:
    scanned: list[str] = []

    async def scan(guild_id: int, member_id: int, channel_id: int, text: str) -> Found | None:
        scanned.append(text)
        return Found("suicide", "critical")

    scanning.fill(scan, lambda text: Found("suicide", "critical"))
    try:
        prompt = await scene.ask()
        await scene.tap(prompt, ANN, 4)
        receipt = await scene.write(prompt, ANN, "dark words")
    finally:
        scanning.fill(None, None)
    assert scanned == []
    assert "If your life may be in danger, call your local emergency number now." in receipt.text


async def test_words_for_the_circle_are_looked_at_before_they_are_posted(scene: Scene) -> None:
    scanned: list[tuple[int, int, int, str]] = []

    async def scan(guild_id: int, member_id: int, channel_id: int, text: str) -> Found | None:
        scanned.append((guild_id, member_id, channel_id, text))
        return None

    prompt = await scene.ask()
    await scene.tap(prompt, ANN, 4)
    await scene.write(prompt, ANN, "dark words")
    scanning.fill(scan, lambda text: None)
    try:
        await scene.see(prompt, ANN, "circle")
    finally:
        scanning.fill(None, None)
    assert scanned == [(GUILD, ANN.id, CIRCLE, "dark words")]


async def test_an_unclear_craving_is_asked_again_and_nothing_is_saved(scene: Scene) -> None:
    prompt = await scene.ask()
    answer = await scene.write(prompt, ANN, "hello", craving="99")
    assert "whole number from 0 to 10" in answer.text
    async with scene.app.database.reading() as work:
        assert await AnswerStore(work).of_prompt(GUILD, prompt.prompt_id) == ()


async def test_the_summary_names_only_those_who_chose_it_and_counts_nobody_when_few_answered(scene: Scene) -> None:
    prompt = await scene.ask()
    await scene.tap(prompt, ANN, 1)
    await scene.see(prompt, ANN, "circle")
    await scene.tap(prompt, BEN, 5)
    scene.clock.advance(timedelta(hours=4))
    await scene.sweep()
    ((kind, words),) = await scene.deliver()
    assert kind == "checkins.summary"
    assert "- ann: Steady" in words
    assert "ben" not in words
    assert "Very hard" not in words
    assert "people answered" not in words


async def test_five_or_more_answers_are_counted_without_a_name(scene: Scene) -> None:
    await scene.join(RITA, ROB, MOE)
    prompt = await scene.ask()
    for person in (ANN, BEN, RITA, ROB, MOE):
        await scene.tap(prompt, person, 3)
    scene.clock.advance(timedelta(hours=4))
    await scene.sweep()
    ((_, words),) = await scene.deliver()
    assert "5 people answered." in words
    assert "Up and down" not in words
    for person in (ANN, BEN, RITA, ROB, MOE):
        assert person.name not in words


async def test_when_nothing_is_shared_by_few_people_no_summary_is_posted(scene: Scene) -> None:
    prompt = await scene.ask()
    await scene.tap(prompt, ANN, 1)
    scene.clock.advance(timedelta(hours=4))
    await scene.sweep()
    assert await scene.deliver() == []


async def test_after_a_long_stop_no_summaries_of_days_gone_by_are_posted(scene: Scene) -> None:
    prompt = await scene.ask()
    await scene.tap(prompt, ANN, 1)
    await scene.see(prompt, ANN, "circle")
    scene.clock.advance(timedelta(hours=4 + 13))
    await scene.sweep()
    assert await scene.deliver() == []
    await scene.tap(prompt, ANN, 3)
    assert await scene.deliver() == []


async def test_in_the_morning_after_a_stop_the_summary_of_the_evening_is_still_posted(scene: Scene) -> None:
    prompt = await scene.ask()
    await scene.tap(prompt, ANN, 1)
    await scene.see(prompt, ANN, "circle")
    scene.clock.advance(timedelta(hours=4 + 11))
    await scene.sweep()
    ((_, words),) = await scene.deliver()
    assert "- ann: Steady" in words
    scene.clock.advance(timedelta(hours=2))
    await scene.tap(prompt, ANN, 3)
    ((_, words),) = await scene.deliver()
    assert "- ann: Up and down" in words


async def test_a_late_or_changed_answer_redraws_the_summary(scene: Scene) -> None:
    prompt = await scene.ask()
    await scene.tap(prompt, ANN, 1)
    await scene.see(prompt, ANN, "circle")
    scene.clock.advance(timedelta(hours=4))
    await scene.sweep()
    await scene.deliver()
    await scene.tap(prompt, ANN, 3)
    ((kind, words),) = await scene.deliver()
    assert (kind, "- ann: Up and down" in words) == ("checkins.summary", True)
    await scene.see(prompt, ANN, "me")
    ((_, words),) = await scene.deliver()
    assert "ann" not in words


async def test_two_hours_late_the_question_is_not_asked_and_keepers_see_it(scene: Scene) -> None:
    scene.clock.advance(timedelta(minutes=30, hours=2, seconds=1))
    await scene.sweep()
    assert await scene.deliver() == []
    assert (await scene.latest()).state is PromptState.MISSED
    (listed,) = await scene.people.command("/checkin schedules", OLGA)
    assert "Not asked, because I could not send it in time: Monday" in listed.text


async def test_a_question_that_could_not_leave_in_time_is_recorded_as_missed(scene: Scene) -> None:
    scene.clock.advance(timedelta(minutes=30))
    await scene.sweep()
    scene.clock.advance(timedelta(hours=2))
    assert await scene.deliver() == []
    assert (await scene.latest()).state is PromptState.MISSED


async def test_stopped_while_queued_it_is_not_asked(scene: Scene) -> None:
    scene.clock.advance(timedelta(minutes=30))
    await scene.sweep()
    prompt = await scene.latest()
    (answer,) = await scene.people.press(custom_id("checkins", "turn", f"{prompt.schedule_id}.stop"), OLGA)
    assert "Stopped" in answer.text
    assert await scene.deliver() == []


async def test_a_closed_circle_is_not_asked_any_more(scene: Scene) -> None:
    await scene.people.command("/circle close", OLGA, {"circle": "Dawn"})
    scene.clock.advance(timedelta(minutes=30))
    await scene.sweep()
    assert await scene.deliver() == []
    assert await scene.prompts() == ()


async def test_who_taps_in_a_closed_circle_or_may_not_read_its_report_is_told_so(scene: Scene) -> None:
    (refused,) = await scene.people.command("/checkin report", ANN, {"circle": "Dawn"})
    assert "can read its report" in refused.text
    prompt = await scene.ask()
    await scene.people.command("/circle close", OLGA, {"circle": "Dawn"})
    assert (await scene.tap(prompt, BEN, 1)).text == "The circle Dawn is closed. Nothing more is asked there."


async def test_members_cannot_arrange_or_change_when_a_circle_is_asked(scene: Scene) -> None:
    (refused,) = await scene.people.command("/checkin schedule", ANN, {"circle": "Dawn", "time": "10:00"})
    assert "Only a keeper of this circle" in refused.text
    prompt = await scene.ask()
    (refused,) = await scene.people.press(custom_id("checkins", "turn", f"{prompt.schedule_id}.stop"), ANN)
    assert "Only a keeper of this circle" in refused.text


async def test_a_keeper_who_is_no_organiser_can_arrange_it(scene: Scene) -> None:
    async with scene.app.database.transaction() as work:
        await CircleStore(work).make_keeper(GUILD, scene.circle.circle_id, BEN.id, keeper=True)
    (answer,) = await scene.people.command("/checkin schedule", BEN, {"circle": "Dawn", "time": "8 pm", "days": "fri"})
    assert "every Friday at 20:00" in answer.text


async def test_skipping_the_next_one_leaves_the_others(scene: Scene) -> None:
    (listed,) = await scene.people.command("/checkin schedules", OLGA)
    (made,) = [one for one in listed.custom_ids if one.startswith("checkins:plan")]
    (shown,) = await scene.people.press(made, OLGA)
    (skip,) = [one for one in shown.custom_ids if one.endswith(".skip")]
    (after,) = await scene.people.press(skip, OLGA)
    assert "Next: Tuesday" in after.text
    scene.clock.advance(timedelta(minutes=30))
    await scene.sweep()
    assert await scene.prompts() == ()
    scene.clock.advance(timedelta(days=1))
    await scene.sweep()
    assert len(await scene.prompts()) == 1


async def test_a_time_that_is_unclear_is_asked_again(scene: Scene) -> None:
    for typed in ("9", "25:00", "noonish", "9:61"):
        (answer,) = await scene.people.command("/checkin schedule", OLGA, {"circle": "Dawn", "time": typed})
        assert "such as 09:00" in answer.text
    (answer,) = await scene.people.command("/checkin schedule", OLGA, {"circle": "Dawn", "time": "9:00", "days": "0"})
    assert "by name" in answer.text


async def test_the_twenty_first_schedule_is_refused(scene: Scene) -> None:
    for hour in range(19):
        await scene.people.command("/checkin schedule", OLGA, {"circle": "Dawn", "time": f"{hour}:45"})
    (answer,) = await scene.people.command("/checkin schedule", OLGA, {"circle": "Dawn", "time": "23:00"})
    assert "20 schedules already" in answer.text


async def test_the_modal_shows_what_was_said_before_and_who_sees_it(scene: Scene) -> None:
    prompt = await scene.ask()
    await scene.tap(prompt, ANN, 2)
    await scene.write(prompt, ANN, "first words", craving="3")
    (modal,) = await scene.people.press(custom_id("checkins", "words", prompt.prompt_id), ANN)
    assert modal.kind == "modal"
    assert "only you" in modal.text
    fields = [label["component"] for label in modal.raw["components"]]
    assert [one["custom_id"] for one in fields] == ["words", "craving", "someone"]
    assert [one.get("value") for one in fields] == ["first words", "3", None]
    assert not any(one["required"] for one in fields)


async def test_what_a_member_reads_as_answered_is_on_disk_at_that_moment(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I17: read by somebody else, from the file, before the confirmation leaves."""
    prompt, answers = await scene.ask(), scene.people.webhook_request
    on_disk: list[list[tuple[int, int]]] = []

    async def confirm(*args: Any, **kwargs: Any) -> Any:
        with closing(sqlite3.connect(f"file:{scene.app.database.path}?mode=ro", uri=True)) as other:
            on_disk.append(other.execute("SELECT member_id, step FROM checkin_answers").fetchall())
        return await answers(*args, **kwargs)

    monkeypatch.setattr(scene.people, "webhook_request", confirm)
    assert "You answered: **Hard**" in (await scene.tap(prompt, ANN, 4)).text
    assert on_disk == [[(ANN.id, 4)]]


async def test_an_answer_that_could_not_be_written_is_not_confirmed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*args: Any) -> None:
        raise DiskFull

    prompt = await scene.ask()
    monkeypatch.setattr(AnswerStore, "add", full)
    answer = await scene.tap(prompt, ANN, 4)
    assert "You answered" not in answer.text
    assert "went wrong on my side" in answer.text
    assert "/helpline" in answer.text


async def test_questions_do_not_come_again_within_sixty_days(scene: Scene) -> None:
    sources: list[str] = []
    for _ in range(60):
        await scene.ask()
        sources.append((await scene.latest()).source)
        scene.clock.advance(timedelta(hours=23, minutes=30))
    assert len(set(sources)) == 60
    async with scene.app.database.reading() as work:
        assert len(await PromptStore(work).latest(GUILD, scene.circle.circle_id, 100)) == 60


async def test_a_pair_asks_nothing_twice_within_sixty_days_either(scene: Scene) -> None:
    """There are not sixty intentions: a time of day gives way before a question comes again."""
    (listed,) = await scene.people.command("/checkin schedules", OLGA)
    (made,) = [one for one in listed.custom_ids if one.startswith("checkins:plan")]
    await scene.people.press(custom_id("checkins", "turn", f"{made.rpartition(':')[2]}.stop"), OLGA)
    options = {"circle": "Dawn", "time": "10:00", "evening": "20:00"}
    await scene.people.command("/checkin schedule", OLGA, options)
    scene.clock.advance(timedelta(hours=1))
    for half in range(120):
        await scene.sweep()
        await scene.deliver()
        scene.clock.advance(timedelta(hours=14 if half % 2 else 10))
    async with scene.app.database.reading() as work:
        prompts = await PromptStore(work).latest(GUILD, scene.circle.circle_id, 200)
    assert len({one.source for one in prompts}) == len(prompts) == 120
    kinds = [by_source()[one.source].kind for one in reversed(prompts)]
    assert set(kinds[0:20:2]) == {"morning-intention"}
    assert set(kinds[1:20:2]) == {"evening-review"}


@pytest.mark.parametrize("how", ["/circle leave", "/circle close"])
async def test_who_left_the_circle_or_saw_it_closed_can_still_take_back_what_they_shared(
    scene: Scene, how: str
) -> None:
    prompt = await scene.ask()
    await scene.tap(prompt, ANN, 4)
    await scene.see(prompt, ANN, "circle")
    await scene.write(prompt, ANN, "a hard night")
    await scene.deliver()
    await scene.people.command(how, ANN if how == "/circle leave" else OLGA, {"circle": "Dawn"})
    back = custom_id("checkins", "back", prompt.prompt_id)
    (changing,) = await scene.people.press(custom_id("checkins", "change", prompt.prompt_id), ANN)
    assert back in changing.custom_ids
    assert back in (await scene.tap(prompt, ANN, 1)).custom_ids
    (done,) = await scene.people.press(back, ANN)
    assert "taken back" in done.text
    ((_, words),) = await scene.deliver()
    assert "a hard night" not in words
    assert back not in (await scene.tap(prompt, ANN, 1)).custom_ids

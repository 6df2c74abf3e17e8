"""What is written, on both engines: whole batches, once, and only what was chosen."""

from datetime import datetime, time, timedelta

import pytest

from cogs.checkins import actions, asking, scheduling
from cogs.checkins.actions import Recorded, Refused
from cogs.checkins.scheduling import Turn
from cogs.shared.recurrence import daily
from cogs.shared.recurrence_forms import to_row
from storage.checkin_answers import AnswerStore
from storage.checkin_prompts import PromptStore
from storage.checkin_schedules import ScheduleStore
from storage.circles import CircleChoices, CircleStore
from storage.database import Database
from storage.events import EventStore
from storage.outbox import OutboxStore
from storage.records.checkins import Answer, AnswerChange, Attention, NewSchedule, Prompt, PromptState, Step, Visibility
from storage.records.circles import Circle
from storage.records.outbox import Lane

GUILD, CHANNEL, ANN, BEN = 10, 20, 1, 2


async def make_circle(database: Database, now: datetime, name: str = "Dawn") -> Circle:
    async with database.transaction() as work:
        circle = await CircleStore(work).add(GUILD, CircleChoices(name, CHANNEL, "Europe/London"), now)
        assert circle is not None
        for member_id in (ANN, BEN):
            await CircleStore(work).join(GUILD, circle.circle_id, member_id, now)
    return circle


async def ask_daily(database: Database, circle: Circle, now: datetime, at: time = time(9, 30)) -> int:
    new = NewSchedule(circle.circle_id, None, at, "Europe/London", to_row(daily()))
    kept = await scheduling.add_schedules(database, GUILD, circle.circle_id, [new], now)
    assert not isinstance(kept, scheduling.Refused)
    return kept[0].schedule.schedule_id


async def latest(database: Database, circle: Circle) -> tuple[Prompt, ...]:
    async with database.reading() as work:
        return await PromptStore(work).latest(GUILD, circle.circle_id, 50)


async def asked_circle(database: Database, now: datetime) -> tuple[Circle, Prompt, datetime]:
    circle = await make_circle(database, now)
    await ask_daily(database, circle, now)
    now += timedelta(minutes=30)
    await asking.queue_due(database, now)
    (prompt,) = await latest(database, circle)
    async with database.transaction() as work:
        await PromptStore(work).asked(GUILD, prompt.prompt_id, CHANNEL, 99)
    return circle, prompt, now


async def answer_of(database: Database, prompt: Prompt, member_id: int = ANN) -> Answer:
    async with database.reading() as work:
        found = await AnswerStore(work).of_member(GUILD, prompt.prompt_id, member_id)
    assert found is not None
    return found


async def waiting(database: Database, now: datetime) -> list[str]:
    async with database.transaction() as work:
        rows = await OutboxStore(work).claim(now, now + timedelta(minutes=1), 10_000, lanes=tuple(Lane))
    return [row.key.rpartition(":")[0] for row in rows]


async def test_a_due_question_and_its_message_are_written_together_once(database: Database, now: datetime) -> None:
    circle = await make_circle(database, now)
    await ask_daily(database, circle, now)
    later = now + timedelta(minutes=30)
    assert (await asking.queue_due(database, later)).asked == 1
    assert (await asking.queue_due(database, later)).schedules == 0
    (prompt,) = await latest(database, circle)
    assert prompt.state is PromptState.QUEUED
    assert prompt.question
    assert await waiting(database, later) == ["checkins.prompt"]
    assert await asking.next_question(database) == later + timedelta(days=1)


async def test_a_sweep_that_dies_in_the_middle_leaves_nothing_half_done(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P11: killed in a sweep (K11)."""
    circle = await make_circle(database, now)
    for minute in range(20):
        await ask_daily(database, circle, now, time(9, 30 + minute))
    later = now + timedelta(hours=1)

    def die(point: str) -> None:
        raise RuntimeError(point)

    with monkeypatch.context() as patched:
        patched.setattr(asking, "reached", die)
        with pytest.raises(RuntimeError, match="K11"):
            await asking.queue_due(database, later)
    assert await latest(database, circle) == ()
    assert await waiting(database, later) == []
    assert (await asking.queue_due(database, later)).asked == 20
    assert len(await waiting(database, later)) == 20


async def test_a_clock_that_jumps_back_asks_nothing_again(database: Database, now: datetime) -> None:
    """P19"""
    circle, _, later = await asked_circle(database, now)
    for moment in (later - timedelta(hours=3), later, later + timedelta(hours=3)):
        await asking.queue_due(database, moment)
    assert len(await latest(database, circle)) == 1


async def test_an_answer_that_was_confirmed_is_on_disk_with_its_words_sealed(database: Database, now: datetime) -> None:
    """I17, I13"""
    from sqlalchemy import select

    from storage.tables.checkins import checkin_answers

    _, prompt, now = await asked_circle(database, now)
    recorded = await actions.answer_with_words(
        database, GUILD, prompt.prompt_id, ANN, AnswerChange(words="a secret of mine", craving=4), now
    )
    assert isinstance(recorded, Recorded)
    assert (await answer_of(database, prompt)).words == "a secret of mine"
    async with database.reading() as work:
        (row,) = await work.execute(select(checkin_answers.c.words, checkin_answers.c.visibility))
    assert b"secret" not in bytes(row.words)
    assert row.visibility == "me"


async def test_pressing_twice_is_one_answer_and_the_last_step_stands(database: Database, now: datetime) -> None:
    _, prompt, now = await asked_circle(database, now)
    for step in (Step.STEADY, Step.STEADY, Step.HARD):
        await actions.answer_with_step(database, GUILD, prompt.prompt_id, ANN, step, now)
    async with database.reading() as work:
        (only,) = await AnswerStore(work).of_prompt(GUILD, prompt.prompt_id)
    assert only.step is Step.HARD


async def test_a_hard_answer_is_told_to_other_features_once(database: Database, now: datetime) -> None:
    _, prompt, now = await asked_circle(database, now)
    for step in (Step.HARD, Step.VERY_HARD, Step.HARD):
        await actions.answer_with_step(database, GUILD, prompt.prompt_id, ANN, step, now)
    async with database.reading() as work:
        events = await EventStore(work).due(now, 10)
    assert [(event.name, event.member_id) for event in events] == [("member.hard_answer", ANN)]


async def test_who_was_not_chosen_sees_nothing_and_somebody_else_cannot_answer(
    database: Database, now: datetime
) -> None:
    _, prompt, now = await asked_circle(database, now)
    refused = await actions.answer_with_step(database, GUILD, prompt.prompt_id, 77, Step.STEADY, now)
    assert isinstance(refused, Refused)
    foreign = await actions.answer_with_step(database, GUILD + 1, prompt.prompt_id, ANN, Step.STEADY, now)
    assert isinstance(foreign, Refused)


async def test_the_choice_of_who_sees_it_is_kept_for_this_circle_only(database: Database, now: datetime) -> None:
    circle, prompt, now = await asked_circle(database, now)
    await actions.answer_with_step(database, GUILD, prompt.prompt_id, ANN, Step.STEADY, now)
    await actions.choose_visibility(database, GUILD, prompt.prompt_id, ANN, Visibility.KEEPERS, now)
    other = await make_circle(database, now, "Dusk")
    async with database.reading() as work:
        store = AnswerStore(work)
        assert await store.visibility_of(GUILD, circle.circle_id, ANN) is Visibility.KEEPERS
        assert await store.visibility_of(GUILD, other.circle_id, ANN) is None
        assert await store.visibility_of(GUILD, circle.circle_id, BEN) is None


async def test_a_shared_answer_that_asks_for_someone_waits_for_a_person(database: Database, now: datetime) -> None:
    _, prompt, now = await asked_circle(database, now)
    change = AnswerChange(words="please", wants_someone=True)
    await actions.answer_with_words(database, GUILD, prompt.prompt_id, ANN, change, now)
    assert (await answer_of(database, prompt)).attention is Attention.NONE
    await actions.choose_visibility(database, GUILD, prompt.prompt_id, ANN, Visibility.KEEPERS, now)
    assert (await answer_of(database, prompt)).attention is Attention.WAITING
    await actions.choose_visibility(database, GUILD, prompt.prompt_id, ANN, Visibility.ME, now)
    assert (await answer_of(database, prompt)).attention is Attention.NONE


async def test_an_answer_taken_back_can_be_given_again(database: Database, now: datetime) -> None:
    _, prompt, now = await asked_circle(database, now)
    await actions.answer_with_words(database, GUILD, prompt.prompt_id, ANN, AnswerChange(words="once"), now)
    await actions.take_back(database, GUILD, prompt.prompt_id, ANN, now)
    again = await actions.answer_with_step(database, GUILD, prompt.prompt_id, ANN, Step.STEADY, now)
    assert isinstance(again, Recorded)
    assert again.answer.words == ""
    assert again.answer.withdrawn_at is None


async def test_a_summary_is_written_once_when_the_window_ends(database: Database, now: datetime) -> None:
    _, prompt, now = await asked_circle(database, now)
    await actions.answer_with_step(database, GUILD, prompt.prompt_id, ANN, Step.STEADY, now)
    await actions.choose_visibility(database, GUILD, prompt.prompt_id, ANN, Visibility.CIRCLE, now)
    await waiting(database, now)
    assert await asking.next_ending(database) == prompt.closes_at
    assert await asking.sum_up_ended(database, prompt.closes_at - timedelta(seconds=1)) == 0
    assert await asking.sum_up_ended(database, prompt.closes_at) == 1
    assert await asking.sum_up_ended(database, prompt.closes_at) == 0
    assert (await waiting(database, prompt.closes_at)).count("checkins.summary") == 1


async def test_a_pause_until_resumed_asks_nothing_and_costs_nothing(database: Database, now: datetime) -> None:
    circle = await make_circle(database, now)
    schedule_id = await ask_daily(database, circle, now)
    await scheduling.turn(database, GUILD, schedule_id, Turn.PAUSE, now)
    assert await asking.next_question(database) is None
    assert (await asking.queue_due(database, now + timedelta(days=9))).schedules == 0
    await scheduling.turn(database, GUILD, schedule_id, Turn.RESUME, now + timedelta(days=9))
    assert await asking.next_question(database) == now + timedelta(days=9, minutes=30)
    assert await latest(database, circle) == ()


async def test_export_says_everything_and_erasing_leaves_nothing(database: Database, now: datetime) -> None:
    _, prompt, now = await asked_circle(database, now)
    await actions.answer_with_words(database, GUILD, prompt.prompt_id, ANN, AnswerChange(words="mine"), now)
    await actions.choose_visibility(database, GUILD, prompt.prompt_id, ANN, Visibility.CIRCLE, now)
    await actions.answer_with_step(database, GUILD, prompt.prompt_id, BEN, Step.STEADY, now)
    async with database.reading() as work:
        export = await AnswerStore(work).export_member(GUILD, ANN)
    assert [answer["words"] for answer in export["check_in_answers"]] == ["mine"]
    async with database.transaction() as work:
        for store in (AnswerStore, PromptStore, ScheduleStore, CircleStore):
            await store(work).erase_member(GUILD, ANN)
    async with database.reading() as work:
        export = await AnswerStore(work).export_member(GUILD, ANN)
        assert not any(export.values())
        assert await CircleStore(work).circles_of(GUILD, ANN) == {}
        assert len(await AnswerStore(work).of_prompt(GUILD, prompt.prompt_id)) == 1

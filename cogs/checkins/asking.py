"""What the clock does: write the questions that are due, and sum up those whose window has ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cogs.checkins.choosing import Given, choose, given_for
from cogs.checkins.rules import Decision, Occurrence, decide_all, summarise
from cogs.checkins.say import prompt_to_say, reminder_to_say, summary_to_say
from cogs.shared.points import reached
from storage.checkin_answers import AnswerStore
from storage.checkin_prompts import PromptStore
from storage.checkin_schedules import Ahead, ScheduleStore
from storage.circles import CircleStore
from storage.database import Database
from storage.ids import new_id, new_ids
from storage.outbox import OutboxStore
from storage.records.checkins import NewPrompt, Prompt, PromptState, Schedule
from storage.records.circles import Circle
from storage.remembered import RememberedStore
from storage.work import Work

BATCH = 250  # small enough that a press or an alert waiting for its turn to write does not notice


@dataclass(frozen=True, slots=True)
class Queued:
    """How many schedules were moved on, how many questions were written, and which people (server, member) they go
    to; circles are no people."""

    schedules: int
    asked: int
    people: tuple[tuple[int, int], ...] = ()


async def queue_due(database: Database, now: datetime, limit: int = BATCH) -> Queued:
    """Decide about a batch of due schedules, and write what they ask, in one transaction: whole or not at all."""
    async with database.transaction() as work:
        due = await ScheduleStore(work).due(now, limit)
        if not due:
            return Queued(0, 0)
        circles = await CircleStore(work).many([s.circle_id for s in due if s.circle_id is not None])
        own = [(s.guild_id, s.member_id) for s in due if s.member_id is not None]
        in_peace = await RememberedStore(work).among_all(own)
        decisions = [
            (schedule, _in_peace(decision))
            if (schedule.guild_id, schedule.member_id) in in_peace
            else (schedule, decision)
            for schedule, decision in decide_all(due, now)
        ]
        given = await given_for(work, [(one, to.ask.local_date) for one, to in decisions if to.ask is not None])
        asked: list[NewPrompt] = []
        missed: list[NewPrompt] = []
        ids = iter(new_ids(now, sum(decision.prompts for _, decision in decisions)))
        for schedule, decision in decisions:
            circle = None if schedule.circle_id is None else circles.get(schedule.circle_id)
            made, not_sent = _prompts(schedule, decision, circle, given, ids)
            asked += made
            missed += not_sent
        store = PromptStore(work)
        await store.add_many([*asked, *missed])
        for _ in asked:
            reached("K11")
        await OutboxStore(work).add_many([prompt_to_say(p, circles.get(p.circle_id or 0)) for p in asked], now)
        reminders = _reminders(decisions, asked)
        await OutboxStore(work).add_many(
            [reminder_to_say(prompt) for prompt, _ in reminders], now, due_at=[moment for _, moment in reminders]
        )
        await ScheduleStore(work).move_on({schedule.schedule_id: decision.ahead for schedule, decision in decisions})
        people = tuple((prompt.guild_id, prompt.member_id) for prompt in asked if prompt.member_id is not None)
        return Queued(len(due), len(asked), people)


async def write_prompt(work: Work, schedule: Schedule, when: Occurrence, now: datetime) -> None:
    """One asking out of turn, in the transaction of its cause."""
    given = await given_for(work, [(schedule, when.local_date)])
    circles = await CircleStore(work).many([schedule.circle_id] if schedule.circle_id is not None else [])
    circle = circles.get(schedule.circle_id or 0)
    decision = Decision(when, (), Ahead(when.local_date, None, None))
    asked, _ = _prompts(schedule, decision, circle, given, iter([new_id(now)]))
    await PromptStore(work).add_many(asked)
    await OutboxStore(work).add_many([prompt_to_say(prompt, circle) for prompt in asked], now)


async def next_question(database: Database) -> datetime | None:
    async with database.reading() as work:
        return await ScheduleStore(work).next_due()


async def sum_up_ended(database: Database, now: datetime, limit: int = BATCH) -> int:
    """Write the summaries of windows that have ended; an asking without anything to say is only marked."""
    async with database.transaction() as work:
        ended = await PromptStore(work).closing(now, limit)
        for prompt in ended:
            await _sum_up(work, prompt, now)
        await PromptStore(work).summed_up([prompt.prompt_id for prompt in ended], now)
        return len(ended)


async def next_ending(database: Database) -> datetime | None:
    async with database.reading() as work:
        return await PromptStore(work).next_closing()


async def _sum_up(work: Work, prompt: Prompt, now: datetime) -> None:
    if prompt.circle_id is None or prompt.channel_id is None:
        return
    if summarise(await AnswerStore(work).of_prompt(prompt.guild_id, prompt.prompt_id)) is not None:
        await OutboxStore(work).add(summary_to_say(prompt, prompt.channel_id), now)


def _in_peace(decision: Decision) -> Decision:
    """Moved on in silence, so that undoing it goes on with the next date."""
    return Decision(None, (), decision.ahead)


def _prompts(
    schedule: Schedule, decision: Decision, circle: Circle | None, given: Given, ids: Iterator[int]
) -> tuple[list[NewPrompt], list[NewPrompt]]:
    if schedule.circle_id is not None and (circle is None or circle.closed_at is not None):
        return [], []
    missed = [_prompt(schedule, gone, PromptState.MISSED, "", "", next(ids)) for gone in decision.missed]
    if decision.ask is None:
        return [], missed
    draft = given.drafts.get((schedule.schedule_id, decision.ask.local_date))
    if draft is not None:
        return [_prompt(schedule, decision.ask, PromptState.QUEUED, draft.question, draft.source, next(ids))], missed
    question = choose(schedule, decision.ask.local_date, circle, given)
    return [_prompt(schedule, decision.ask, PromptState.QUEUED, question.text, question.source, next(ids))], missed


def _reminders(
    decisions: Sequence[tuple[Schedule, Decision]], asked: Sequence[NewPrompt]
) -> list[tuple[NewPrompt, datetime]]:
    """At most one for each asking, for those who wanted one."""
    after = {s.schedule_id: s.reminder_minutes for s, _ in decisions if s.reminder_minutes is not None}
    wanted = [(prompt, after.get(prompt.schedule_id)) for prompt in asked if prompt.member_id is not None]
    return [(prompt, prompt.due_at + timedelta(minutes=wait)) for prompt, wait in wanted if wait is not None]


def _prompt(
    schedule: Schedule, when: Occurrence, state: PromptState, question: str, source: str, prompt_id: int
) -> NewPrompt:
    return NewPrompt(
        prompt_id=prompt_id,
        guild_id=schedule.guild_id,
        schedule_id=schedule.schedule_id,
        circle_id=schedule.circle_id,
        member_id=schedule.member_id,
        local_date=when.local_date,
        state=state,
        question=question,
        source=source,
        due_at=when.due_at,
        closes_at=when.due_at + timedelta(minutes=schedule.window_minutes),
    )

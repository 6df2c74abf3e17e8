"""What the clock does: write the questions that are due, and sum up those whose window has ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cogs.checkins.packs import fitting
from cogs.checkins.rules import (
    NOT_AGAIN_FOR,
    Decision,
    Occurrence,
    choose_question,
    decide,
    is_weekly,
    summarise,
)
from cogs.checkins.say import prompt_to_say, summary_to_say
from cogs.shared.points import reached
from storage.checkin_answers import AnswerStore
from storage.checkin_prompts import PromptStore
from storage.checkin_schedules import ScheduleStore
from storage.circles import CircleStore
from storage.database import Database
from storage.ids import new_id
from storage.outbox import OutboxStore
from storage.records.checkins import NewPrompt, Prompt, PromptState, Schedule
from storage.records.circles import Circle, Pathway
from storage.work import Work

BATCH = 250  # small enough that a press or an alert waiting for its turn to write does not notice

Used = Mapping[tuple[int | None, int | None], Mapping[str, date]]


@dataclass(frozen=True, slots=True)
class Queued:
    """How many schedules were moved on, and how many questions were written."""

    schedules: int
    asked: int


async def queue_due(database: Database, now: datetime, limit: int = BATCH) -> Queued:
    """Decide about a batch of due schedules, and write what they ask, in one transaction: whole or not at all."""
    async with database.transaction() as work:
        due = await ScheduleStore(work).due(now, limit)
        if not due:
            return Queued(0, 0)
        circles = await CircleStore(work).many([s.circle_id for s in due if s.circle_id is not None])
        used = await _used(work, due)
        decisions = [(schedule, decide(schedule, now)) for schedule in due]
        asked: list[NewPrompt] = []
        missed: list[NewPrompt] = []
        for schedule, decision in decisions:
            circle = None if schedule.circle_id is None else circles.get(schedule.circle_id)
            made, not_sent = _prompts(schedule, decision, circle, used, now)
            asked += made
            missed += not_sent
        store = PromptStore(work)
        await store.add_many([*asked, *missed])
        for _ in asked:
            reached("K11")
        await OutboxStore(work).add_many([prompt_to_say(p, circles.get(p.circle_id or 0)) for p in asked], now)
        await ScheduleStore(work).move_on({schedule.schedule_id: decision.ahead for schedule, decision in decisions})
        return Queued(len(due), len(asked))


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


async def _used(work: Work, due: Sequence[Schedule]) -> Used:
    since = min(schedule.decided_to for schedule in due) - NOT_AGAIN_FOR
    return await PromptStore(work).sources_since(
        list({s.circle_id for s in due if s.circle_id is not None}),
        list({s.member_id for s in due if s.member_id is not None}),
        since,
    )


def _prompts(
    schedule: Schedule, decision: Decision, circle: Circle | None, used: Used, now: datetime
) -> tuple[list[NewPrompt], list[NewPrompt]]:
    if schedule.circle_id is not None and (circle is None or circle.closed_at is not None):
        return [], []
    missed = [_prompt(schedule, gone, PromptState.MISSED, "", "", now) for gone in decision.missed]
    if decision.ask is None:
        return [], missed
    had = used.get((schedule.circle_id, schedule.member_id), {})
    since = decision.ask.local_date - NOT_AGAIN_FOR
    recent = {source: day for source, day in had.items() if day > since}
    pathway = Pathway.OPEN if circle is None else circle.pathway
    question = choose_question(
        fitting(pathway, schedule.stage, schedule.kinds, schedule.at, is_weekly(schedule)),
        recent,
        f"{schedule.schedule_id}:{decision.ask.local_date}",
    )
    return [_prompt(schedule, decision.ask, PromptState.QUEUED, question.text, question.source, now)], missed


def _prompt(
    schedule: Schedule, when: Occurrence, state: PromptState, question: str, source: str, now: datetime
) -> NewPrompt:
    return NewPrompt(
        prompt_id=new_id(now),
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

"""What check-ins post: drawn from the newest state when its turn comes, and noted when it is there."""

from dataclasses import dataclass
from datetime import datetime

from cogs.checkins import text
from cogs.checkins.facts import is_here, names_of
from cogs.checkins.rules import post_wanted, summarise
from cogs.checkins.say import PROMPT, SHARED, SUMMARY, shared_to_say, summary_to_say
from cogs.checkins.views import PromptView, Shared, SummaryView
from cogs.shared.app import App
from cogs.shared.said import Kind, Said
from cogs.shared.words import Words, words_for
from storage.checkin_answers import AnswerStore
from storage.checkin_prompts import PromptStore
from storage.checkin_schedules import ScheduleStore
from storage.circles import CircleStore
from storage.events import EventStore
from storage.members import MemberStore
from storage.outbox import OutboxStore
from storage.records.checkins import Prompt, PromptState, Schedule
from storage.records.circles import Circle
from storage.records.outbox import OutboxRow, State
from storage.servers import ServerStore
from storage.work import Work


@dataclass(frozen=True, slots=True)
class _Asked:
    prompt: Prompt
    schedule: Schedule
    circle: Circle | None
    locale: str | None


class Posts:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.delivery.register(Kind(PROMPT, self.prompt, settled=self.prompt_settled))
        self.app.delivery.register(Kind(SHARED, self.shared, settled=self.shared_settled))
        self.app.delivery.register(Kind(SUMMARY, self.summary, settled=self.summary_settled))

    async def prompt(self, row: OutboxRow, now: datetime) -> Said | None:
        """None when it was switched off, called off, or its people are no longer here."""
        asked = await self._asked(row)
        if asked is None or asked.prompt.state is PromptState.SKIPPED or not is_here(self.app, row.guild_id):
            return None
        if asked.schedule.off_at is not None or now >= asked.prompt.closes_at:
            return None
        if asked.prompt.circle_id is not None and (asked.circle is None or asked.circle.closed_at is not None):
            return None
        w = words_for(asked.locale)
        view = PromptView(w, asked.prompt, asked.circle, asked.schedule.title)
        return Said(view, plain=text.plain_prompt(w, asked.prompt.question))

    async def prompt_settled(self, work: Work, row: OutboxRow, state: State, now: datetime) -> None:
        guild_id, prompt_id = _server(row), _id(row, "prompt_id")
        store = PromptStore(work)
        prompt = await store.get(guild_id, prompt_id)
        if state is State.DELIVERED and prompt is not None and now < prompt.closes_at:
            await store.asked(guild_id, prompt_id, row.channel_id, row.message_id)
        else:
            await store.not_sent(guild_id, prompt_id)

    async def shared(self, row: OutboxRow, now: datetime) -> Said | None:
        """Their words; for an edit, also that they are shared no longer."""
        async with self.app.database.reading() as work:
            answer = await AnswerStore(work).get(_server(row), _id(row, "answer_id"))
            w = await _words(work, _server(row))
        wanted = answer is not None and post_wanted(answer)
        if not wanted and row.edits_message_id is None:
            return None
        names = {} if answer is None or not wanted else await names_of(self.app, _server(row), [answer.member_id])
        if answer is None or answer.member_id not in names:
            if row.edits_message_id is None:
                return None
            return Said(Shared(text.no_longer_shared(w)), plain=text.no_longer_shared(w))
        said = text.shared(w, names[answer.member_id], answer)
        return Said(Shared(said), plain=said)

    async def shared_settled(self, work: Work, row: OutboxRow, state: State, now: datetime) -> None:
        if state is not State.DELIVERED or row.channel_id is None or row.message_id is None:
            return
        if row.edits_message_id is not None:
            return
        store = AnswerStore(work)
        await store.posted(_server(row), _id(row, "answer_id"), row.channel_id, row.message_id)
        answer = await store.get(_server(row), _id(row, "answer_id"))
        if answer is None:
            return
        where = {"channel_id": row.channel_id, "message_id": row.message_id}
        await EventStore(work).add("member.text_posted", answer.guild_id, answer.member_id, where, now)
        if _changed_while_sending(row):
            await OutboxStore(work).redraw(shared_to_say(answer, row.channel_id), now)

    async def summary(self, row: OutboxRow, now: datetime) -> Said | None:
        asked = await self._asked(row)
        if asked is None or asked.circle is None:
            return None
        async with self.app.database.reading() as work:
            answers = await AnswerStore(work).of_prompt(_server(row), asked.prompt.prompt_id)
        summary = summarise(answers)
        w = words_for(asked.locale)
        if summary is None:
            if row.edits_message_id is None:
                return None
            return Said(Shared(text.no_longer_shared(w)), plain=text.no_longer_shared(w))
        names = await names_of(self.app, _server(row), [a.member_id for a in summary.shared[: text.MOST_NAMED]])
        plain = text.lines([text.summary_heading(w, asked.circle), *text.summary(w, summary, names)])
        return Said(SummaryView(w, asked.circle, summary, names), plain=plain)

    async def summary_settled(self, work: Work, row: OutboxRow, state: State, now: datetime) -> None:
        if state is not State.DELIVERED or row.message_id is None or row.edits_message_id is not None:
            return
        guild_id, prompt_id = _server(row), _id(row, "prompt_id")
        await PromptStore(work).summary_posted(guild_id, prompt_id, row.message_id)
        prompt = await PromptStore(work).get(guild_id, prompt_id)
        if prompt is not None and row.channel_id is not None and _changed_while_sending(row):
            await OutboxStore(work).redraw(summary_to_say(prompt, row.channel_id), now)

    async def _asked(self, row: OutboxRow) -> _Asked | None:
        guild_id = _server(row)
        async with self.app.database.reading() as work:
            prompt = await PromptStore(work).get(guild_id, _id(row, "prompt_id"))
            schedule = None if prompt is None else await ScheduleStore(work).get(guild_id, prompt.schedule_id)
            if prompt is None or schedule is None:
                return None
            circle = None
            if prompt.circle_id is not None:
                circle = await CircleStore(work).get(guild_id, prompt.circle_id)
            locale = await _locale(work, guild_id, prompt.member_id)
        return _Asked(prompt, schedule, circle, locale)


def _changed_while_sending(row: OutboxRow) -> bool:
    """Asked for again before it was settled: the nonce let nothing newer through, so what stands there may be old."""
    return row.wanted > 1


async def _words(work: Work, guild_id: int) -> Words:
    return words_for(await _locale(work, guild_id, None))


async def _locale(work: Work, guild_id: int, member_id: int | None) -> str | None:
    member = None if member_id is None else await MemberStore(work).get(guild_id, member_id)
    if member is not None and member.locale is not None:
        return member.locale
    server = await ServerStore(work).get(guild_id)
    return None if server is None else server.locale


def _server(row: OutboxRow) -> int:
    assert row.guild_id is not None  # check-ins write no row without a server
    return row.guild_id


def _id(row: OutboxRow, name: str) -> int:
    value = row.arguments[name]
    assert isinstance(value, int)
    return value

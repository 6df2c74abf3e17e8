"""What check-ins post: drawn from the newest state when its turn comes, and noted when it is there."""

from dataclasses import dataclass
from datetime import datetime

from cogs.checkins import text, text_own, text_schedules
from cogs.checkins.away import wishes_of
from cogs.checkins.personal import may_be_asked, may_be_reminded, switch_off
from cogs.checkins.rules import is_paused, post_wanted, summarise
from cogs.checkins.say import (
    AWAY,
    AWAY_GONE,
    MOVED,
    POSTED,
    PROMPT,
    REMINDER,
    SHARED,
    SUMMARY,
    shared_to_say,
    summary_to_say,
)
from cogs.checkins.views import PromptView, Shared, SummaryView
from cogs.shared.app import App
from cogs.shared.efforts import Effort, effort_made
from cogs.shared.people_here import is_here, member_here, names_of
from cogs.shared.said import Kind, Said
from cogs.shared.words import Words, words_for
from storage.checkin_answers import AnswerStore
from storage.checkin_hosting import HostingStore
from storage.checkin_prompts import PromptStore
from storage.checkin_schedules import ScheduleStore
from storage.circles import CircleStore
from storage.events import EventStore
from storage.members import MemberStore
from storage.outbox import OutboxStore
from storage.records.checkins import Draft, Prompt, PromptState, Schedule
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
        self.app.delivery.register(Kind(REMINDER, self.reminder))
        self.app.delivery.register(Kind(AWAY, self.away))
        self.app.delivery.register(Kind(AWAY_GONE, self.away_gone))
        self.app.delivery.register(Kind(MOVED, self.moved))
        self.app.delivery.register(Kind(SHARED, self.shared, settled=self.shared_settled))
        self.app.delivery.register(Kind(SUMMARY, self.summary, settled=self.summary_settled))

    async def prompt(self, row: OutboxRow, now: datetime) -> Said | None:
        """None when it was switched off, called off, or its people are no longer here."""
        asked = await self._asked(row)
        if asked is None or asked.prompt.state is PromptState.SKIPPED or not is_here(self.app, row.guild_id):
            return None
        if asked.schedule.off_at is not None or now >= asked.prompt.closes_at or is_paused(asked.schedule, now):
            return None
        if asked.prompt.circle_id is not None and (asked.circle is None or asked.circle.closed_at is not None):
            return None
        if not await may_be_asked(self.app.database, asked.schedule, asked.prompt, now):
            return None
        if not await self._is_here_and_well(asked.prompt):
            return None
        w = words_for(asked.locale)
        host = await self._hosts(asked)
        view = PromptView(w, asked.prompt, asked.circle, asked.schedule.title, host)
        return Said(view, plain=text.plain_prompt(w, asked.prompt))

    async def reminder(self, row: OutboxRow, now: datetime) -> Said | None:
        asked = await self._asked(row)
        if asked is None or asked.prompt.member_id is None or asked.schedule.off_at is not None:
            return None
        if now >= asked.prompt.closes_at or is_paused(asked.schedule, now):
            return None
        if asked.prompt.state is not PromptState.ASKED:
            return None
        if not await may_be_reminded(self.app.database, asked.schedule, asked.prompt, now):
            return None
        if not await self._is_here_and_well(asked.prompt):
            return None
        w = words_for(asked.locale)
        view = PromptView(w, asked.prompt, None, text_own.reminder_heading(w))
        return Said(view, plain=text.plain_prompt(w, asked.prompt))

    async def prompt_settled(self, work: Work, row: OutboxRow, state: State, now: datetime) -> None:
        guild_id, prompt_id = _server(row), _id(row, "prompt_id")
        store = PromptStore(work)
        prompt = await store.get(guild_id, prompt_id)
        if state is State.DELIVERED and prompt is not None and now < prompt.closes_at:
            await store.asked(guild_id, prompt_id, row.channel_id, row.message_id)
            await _hosted(work, prompt, row, now)
            if row.message_id is not None and prompt.circle_id is not None:
                where = {"prompt_id": prompt_id}
                await EventStore(work).add(POSTED, guild_id, None, where, now)
        else:
            await store.not_sent(guild_id, prompt_id)

    async def away(self, row: OutboxRow, now: datetime) -> Said | None:
        """Only while the member still wants it, and both are here."""
        member_id, guild_id = row.about_member_id or 0, _server(row)
        wishes = await wishes_of(self.app.database, guild_id, member_id)
        if wishes is None or wishes.away_days is None or wishes.away_to_member_id != row.target_id:
            return None
        if wishes.away_at is not None:  # they have answered since
            return None
        names = await names_of(self.app, guild_id, [member_id, row.target_id])
        if len(names) < 2:
            return None
        async with self.app.database.reading() as work:
            w = words_for(await _locale(work, guild_id, row.target_id))
        lines = text_own.away_message(
            w, names[member_id], member_id, wishes.away_days, wishes.away_how, wishes.away_words
        )
        said = "\n".join(lines)
        return Said(Shared(said), plain=said)

    async def away_gone(self, row: OutboxRow, now: datetime) -> Said | None:
        """Only while nobody else has been named, and they are still here themselves."""
        wishes = await wishes_of(self.app.database, _server(row), row.target_id)
        if wishes is None or wishes.away_to_member_id is not None:
            return None
        if not await names_of(self.app, _server(row), [row.target_id]):
            return None
        async with self.app.database.reading() as work:
            w = words_for(await _locale(work, _server(row), row.target_id))
        said = text_own.away_gone(w)
        return Said(Shared(said), plain=said)

    async def moved(self, row: OutboxRow, now: datetime) -> Said | None:
        async with self.app.database.reading() as work:
            schedule = await ScheduleStore(work).get(_server(row), _id(row, "schedule_id"))
            if schedule is None or schedule.off_at is not None or schedule.next_at is None:
                return None
            circle = await CircleStore(work).get(schedule.guild_id, schedule.circle_id or 0)
            w = words_for(await _locale(work, _server(row), row.target_id))
        said = text_schedules.moved(w, schedule, circle)
        return Said(Shared(said), plain=said)

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

    async def _hosts(self, asked: _Asked) -> tuple[str, str] | None:
        """Name and words of the host, if they put the question in their own words and are still here."""
        prompt = asked.prompt
        if not asked.schedule.hosted:
            return None
        async with self.app.database.reading() as work:
            draft = await _own_words(work, prompt)
        if draft is None:
            return None
        names = await names_of(self.app, prompt.guild_id, [draft.member_id])
        return (names[draft.member_id], draft.words) if names else None

    async def _is_here_and_well(self, prompt: Prompt) -> bool:
        """A member's own question: not for those who left (it is switched off then) or are timed out."""
        if prompt.member_id is None or not self.app.doors.ready:
            return True
        member = await member_here(self.app, prompt.guild_id, prompt.member_id)
        if member is None:
            await switch_off(self.app.database, prompt.guild_id, prompt.member_id, self.app.clock.now())
            return False
        return not member.is_timed_out()

    async def _asked(self, row: OutboxRow) -> _Asked | None:
        guild_id = _server(row)
        async with self.app.database.reading(brief=True) as work:
            prompt = await PromptStore(work).get(guild_id, _id(row, "prompt_id"))
            schedule = None if prompt is None else await ScheduleStore(work).get(guild_id, prompt.schedule_id)
            if prompt is None or schedule is None:
                return None
            circle = None
            if prompt.circle_id is not None:
                circle = await CircleStore(work).get(guild_id, prompt.circle_id)
            locale = await _locale(work, guild_id, prompt.member_id)
        return _Asked(prompt, schedule, circle, locale)


async def _hosted(work: Work, prompt: Prompt, row: OutboxRow, now: datetime) -> None:
    """What a host wrote has been posted for them: it counts as theirs, and as giving back."""
    draft = await _own_words(work, prompt)
    if draft is None or row.message_id is None:
        return
    where = {"channel_id": row.channel_id, "message_id": row.message_id}
    await EventStore(work).add("member.text_posted", prompt.guild_id, draft.member_id, where, now)
    await EventStore(work).add("member.hosted", prompt.guild_id, draft.member_id, {"circle_id": prompt.circle_id}, now)
    await effort_made(work, prompt.guild_id, draft.member_id, Effort.HOSTED, now)


async def _own_words(work: Work, prompt: Prompt) -> Draft | None:
    """The draft of a host who put it in their own words and has not left the circle since."""
    draft = await HostingStore(work).draft_on(prompt.guild_id, prompt.schedule_id, prompt.local_date)
    if draft is None or not draft.words or prompt.circle_id is None:
        return None
    inside = await CircleStore(work).membership(prompt.guild_id, prompt.circle_id, draft.member_id)
    return draft if inside is not None else None


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

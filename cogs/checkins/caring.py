"""Nobody is left hanging: who asks for someone is offered to people who can answer, and it is noted when one did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cogs.checkins.rules import FEWEST_COUNTED, keepers_may_see
from cogs.checkins.say import calling_to_say, listener_to_say, unkept_to_say
from cogs.shared.efforts import Effort, effort_made
from storage.checkin_answers import AnswerStore
from storage.checkin_prompts import PromptStore
from storage.circles import CircleStore
from storage.database import Database
from storage.kindness import EffortStore
from storage.outbox import OutboxStore
from storage.records.checkins import Answer, Attention, Prompt, Visibility
from storage.records.circles import Circle
from storage.servers import ServerStore
from storage.work import Work

BATCH = 50
REPORTED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Call:
    """An answer that asks for someone, with where it was given."""

    circle: Circle
    prompt: Prompt
    answer: Answer


@dataclass(frozen=True, slots=True)
class Report:
    """A circle's last thirty days; None where fewer than five people are behind a number that its reader could not
    count for themselves."""

    circle: Circle
    asked: int
    answers: int | None
    called: int | None
    met: int | None


async def offer_waiting(database: Database, now: datetime, limit: int = BATCH) -> int:
    """Ask volunteers and keepers about those who have waited long enough, longest first; where no keeper can be asked
    by name, those who look after the server hear that somebody waits."""
    async with database.transaction() as work:
        waiting = await AnswerStore(work).to_offer(now, limit)
        for answer in waiting:
            await AnswerStore(work).attend(answer, Attention.OFFERED, now)
            await _offer(work, answer, now)
        return len(waiting)


async def next_offer(database: Database) -> datetime | None:
    async with database.reading() as work:
        return await AnswerStore(work).next_offer()


async def calls_for(
    database: Database, guild_id: int, member_id: int, kept: Iterable[int], joined: Iterable[int]
) -> tuple[Call, ...]:
    """What this person may see of those who ask for someone: keepers more than others; never their own."""
    keeps = frozenset(kept)
    circle_ids = sorted(keeps | frozenset(joined))
    async with database.reading() as work:
        found: list[Call] = []
        for circle_id, answer in await AnswerStore(work).calling(guild_id, circle_ids):
            seen = answer.visibility is Visibility.CIRCLE or circle_id in keeps
            circle = await CircleStore(work).get(guild_id, circle_id)
            prompt = await PromptStore(work).get(guild_id, answer.prompt_id)
            if seen and answer.member_id != member_id and circle is not None and prompt is not None:
                found.append(Call(circle, prompt, answer))
    return tuple(found)


async def call_of(database: Database, guild_id: int, answer_id: int) -> Call | None:
    """The call behind a button; None when it is not there, or kept private by now."""
    async with database.reading() as work:
        return await _call(work, guild_id, answer_id)


async def call_anywhere(database: Database, answer_id: int, listener_id: int) -> Call | None:
    """The call behind a button in a DM, which names no server; only for somebody who keeps that circle, or listens
    there."""
    async with database.reading() as work:
        answer = await AnswerStore(work).get_anywhere(answer_id)
        call = None if answer is None else await _call(work, answer.guild_id, answer.answer_id)
        if call is None:
            return None
        return call if await _still_asked(work, call, listener_id) else None


async def call_for(database: Database, guild_id: int, answer_id: int, listener_id: int) -> Call | None:
    """The call that somebody was asked about, while they are still one of those who may know of it."""
    async with database.reading() as work:
        call = await _call(work, guild_id, answer_id)
        return call if call is not None and await _still_asked(work, call, listener_id) else None


async def somebody_answers(database: Database, guild_id: int, answer_id: int, now: datetime) -> Call | None:
    """A person says that they are writing to the member; the first is noted, the others are thanked as well."""
    async with database.transaction() as work:
        call = await _call(work, guild_id, answer_id)
        if call is not None:
            await _met(work, call, now)
        return call


@dataclass(frozen=True, slots=True)
class Heard:
    """A message by a person: where, to which message of ours, and whom it names."""

    guild_id: int
    channel_id: int
    author_id: int
    reply_to: int | None
    names: tuple[int, ...]


async def heard(database: Database, message: Heard, now: datetime) -> int:
    """Somebody wrote to a member who asks for someone: in reply to their words, or by name in the circle's home.
    Answers how many calls were met by it."""
    async with database.reading() as work:
        met = [call for call in await _spoken_to(work, message) if call.answer.member_id != message.author_id]
        replied = bool(met) or await _replies(work, message)
    if replied:
        async with database.transaction() as work:
            for call in met:
                await _met(work, call, now)
            await effort_made(work, message.guild_id, message.author_id, Effort.REPLY, now)
    return len(met)


async def shared_with_keepers(
    database: Database, circle: Circle, askings: int
) -> tuple[tuple[Prompt, tuple[Answer, ...]], ...]:
    """The newest askings with what their keepers may see, those who ask for someone first."""
    async with database.reading() as work:
        found: list[tuple[Prompt, tuple[Answer, ...]]] = []
        for prompt in await PromptStore(work).latest(circle.guild_id, circle.circle_id, askings):
            answers = await AnswerStore(work).of_prompt(circle.guild_id, prompt.prompt_id)
            seen = [answer for answer in answers if keepers_may_see(answer)]
            found.append((prompt, tuple(sorted(seen, key=_urgency))))
    return tuple(found)


async def report(database: Database, circle: Circle, now: datetime, *, for_keeper: bool) -> Report:
    """Keepers read who asks for someone as it happens, so the share that was answered is theirs however small."""
    since = now - REPORTED
    async with database.reading() as work:
        prompts = await PromptStore(work).latest(circle.guild_id, circle.circle_id, 200)
        store = AnswerStore(work)
        answers, people = await store.counts_since(circle.guild_id, circle.circle_id, since)
        called, met = await store.calls_since(circle.guild_id, circle.circle_id, since)
    asked = sum(prompt.due_at >= since and prompt.message_id is not None for prompt in prompts)
    enough = people >= FEWEST_COUNTED
    told = for_keeper or (enough and called >= FEWEST_COUNTED)
    return Report(circle, asked, answers if enough else None, called if told else None, met if told else None)


def _urgency(answer: Answer) -> tuple[bool, bool, int]:
    return (not _calls(answer), not answer.wants_someone, -int(answer.step or 0))


async def _offer(work: Work, answer: Answer, now: datetime) -> None:
    call = await _call(work, answer.guild_id, answer.answer_id)
    if call is None:
        return
    members = await CircleStore(work).members(answer.guild_id, call.circle.circle_id)
    to_all = answer.visibility is Visibility.CIRCLE
    able = [m.member_id for m in members if m.keeper or (to_all and m.listens)]
    asked = [member_id for member_id in able if member_id != answer.member_id]
    outbox = OutboxStore(work)
    if to_all:
        await outbox.add(calling_to_say(answer, call.prompt.thread_id or call.circle.channel_id), now)
    elif not asked:
        # those who keep it by a role alone are known to Discord only
        server = await ServerStore(work).get(answer.guild_id)
        if server is not None and server.alert_channel_id is not None:
            await outbox.add(unkept_to_say(answer, server.alert_channel_id), now)
    for member_id in asked:
        await outbox.add(listener_to_say(answer, member_id), now)


async def _still_asked(work: Work, call: Call, listener_id: int) -> bool:
    """What was shared with the circle is told to those who listen there, the rest to named keepers only."""
    inside = await CircleStore(work).membership(call.circle.guild_id, call.circle.circle_id, listener_id)
    if inside is None:
        return False
    return inside.keeper or (inside.listens and call.answer.visibility is Visibility.CIRCLE)


async def _call(work: Work, guild_id: int, answer_id: int) -> Call | None:
    answer = await AnswerStore(work).get(guild_id, answer_id)
    if answer is None or not keepers_may_see(answer):
        return None
    prompt = await PromptStore(work).get(guild_id, answer.prompt_id)
    if prompt is None or prompt.circle_id is None:
        return None
    circle = await CircleStore(work).get(guild_id, prompt.circle_id)
    return None if circle is None else Call(circle, prompt, answer)


async def _spoken_to(work: Work, message: Heard) -> list[Call]:
    found: list[Answer] = []
    store = AnswerStore(work)
    if message.reply_to is not None:
        answer = await store.posted_as(message.guild_id, message.reply_to)
        found += [] if answer is None else [answer]
    if message.names:
        for circle_id in await _circles_at(work, message.guild_id, message.channel_id):
            for member_id in message.names:
                found += await store.calls_of_member(message.guild_id, circle_id, member_id)
    calls = [await _call(work, answer.guild_id, answer.answer_id) for answer in found if _calls(answer)]
    return [call for call in calls if call is not None]


async def _replies(work: Work, message: Heard) -> bool:
    """Whether it is a reply to the words of somebody else; looked up only for authors whose efforts are marked."""
    if message.reply_to is None or not await EffortStore(work).wanted(message.guild_id, message.author_id):
        return False
    answer = await AnswerStore(work).posted_as(message.guild_id, message.reply_to)
    return answer is not None and answer.member_id != message.author_id


async def _circles_at(work: Work, guild_id: int, channel_id: int) -> list[int]:
    """The circles at home in a channel; a thread under a question belongs to its circle."""
    prompt = await PromptStore(work).posted_as(guild_id, channel_id)
    if prompt is not None and prompt.circle_id is not None:
        return [prompt.circle_id]
    circles = await CircleStore(work).open_in(guild_id)
    return [circle.circle_id for circle in circles if circle.channel_id == channel_id]


def _calls(answer: Answer) -> bool:
    return answer.attention in (Attention.WAITING, Attention.OFFERED)


async def redraw_call(work: Work, answer: Answer, now: datetime) -> None:
    """If the circle has been asked to write to them, that message shows how it stands now."""
    posted = await OutboxStore(work).by_key(calling_to_say(answer, 0).key)
    if posted is not None and posted.message_id is not None and posted.channel_id is not None:
        await OutboxStore(work).redraw(calling_to_say(answer, posted.channel_id, posted.message_id), now)


async def _met(work: Work, call: Call, now: datetime) -> None:
    if _calls(call.answer):
        await AnswerStore(work).attend(call.answer, Attention.MET, now)
        await redraw_call(work, call.answer, now)

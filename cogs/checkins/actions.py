"""What a member does with an asking: answer it, say more, choose who sees it, take it back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from cogs.checkins.away import days_begin
from cogs.checkins.caring import redraw_call
from cogs.checkins.rules import calls_for_someone, is_hard, post_wanted, summarise
from cogs.checkins.say import shared_to_say, summary_to_say
from storage.checkin_answers import AnswerStore
from storage.checkin_prompts import PromptStore
from storage.circles import CircleStore
from storage.database import Database
from storage.events import EventStore
from storage.outbox import OutboxStore
from storage.records.checkins import Answer, AnswerChange, Attention, Prompt, PromptState, Step, Visibility
from storage.records.circles import Circle
from storage.work import Work


class Why(StrEnum):
    GONE = "gone"  # the asking, or its circle, is not there any more
    NOT_IN = "not_in"  # only members of the circle answer
    NOT_YOURS = "not_yours"  # somebody asked for this by themselves
    NOT_ANSWERED = "not_answered"


@dataclass(frozen=True, slots=True)
class Refused:
    why: Why
    circle: Circle | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer as it is on disk now. `asks_who`: the member has not chosen yet who may see their answers here.
    `offers_help`: it is low, and help has not been offered with it before."""

    prompt: Prompt
    circle: Circle | None
    answer: Answer
    asks_who: bool = False
    offers_help: bool = False


@dataclass(frozen=True, slots=True)
class MayAnswer:
    """An asking that a member may answer, what they have answered, and who would see it."""

    prompt: Prompt
    circle: Circle | None
    answer: Answer | None
    visibility: Visibility

    def seen_as(self, visibility: Visibility) -> "MayAnswer":
        return replace(self, visibility=visibility)


@dataclass(frozen=True, slots=True)
class _Place:
    prompt: Prompt
    circle: Circle | None
    visibility: Visibility | None


async def answer_with_step(
    database: Database, guild_id: int, prompt_id: int, member_id: int, step: Step, now: datetime
) -> Recorded | Refused:
    """One tap. Until the member has chosen who may see their answers, it is for them alone."""
    async with database.transaction() as work:
        place = await _place(work, guild_id, prompt_id, member_id)
        if isinstance(place, Refused):
            return place
        store = AnswerStore(work)
        before = await store.of_member(guild_id, prompt_id, member_id)
        if before is None:
            await store.add(guild_id, prompt_id, member_id, step, place.visibility or Visibility.ME, now)
        else:
            back = before.withdrawn_at is not None
            visibility = (place.visibility or Visibility.ME) if back else None
            await store.change(before, AnswerChange(step=step, visibility=visibility), now)
        return await _recorded(work, place, member_id, before, now)


async def answer_with_words(
    database: Database, guild_id: int, prompt_id: int, member_id: int, change: AnswerChange, now: datetime
) -> Recorded | Refused:
    """What the modal says: words, a craving scale, and whether they would like someone to get in touch."""
    async with database.transaction() as work:
        place = await _place(work, guild_id, prompt_id, member_id)
        if isinstance(place, Refused):
            return place
        store = AnswerStore(work)
        before = await store.of_member(guild_id, prompt_id, member_id)
        if before is None:
            await store.add(guild_id, prompt_id, member_id, None, place.visibility or Visibility.ME, now)
        standing = before or await store.of_member(guild_id, prompt_id, member_id)
        assert standing is not None
        await store.change(standing, change, now)
        return await _recorded(work, place, member_id, before, now)


async def choose_visibility(
    database: Database, guild_id: int, prompt_id: int, member_id: int, visibility: Visibility, now: datetime
) -> Recorded | Refused:
    """Who may see this answer, and the next ones in this circle until they choose otherwise."""
    async with database.transaction() as work:
        place = await _place(work, guild_id, prompt_id, member_id)
        if isinstance(place, Refused):
            return place
        store = AnswerStore(work)
        before = await store.of_member(guild_id, prompt_id, member_id)
        if before is None or before.withdrawn_at is not None:
            return Refused(Why.NOT_ANSWERED, place.circle)
        if place.circle is None:
            visibility = Visibility.ME  # what somebody asks of themselves has no circle that could see it
        else:
            await store.choose_visibility(guild_id, place.circle.circle_id, member_id, visibility)
        await store.change(before, AnswerChange(visibility=visibility), now)
        return await _recorded(work, replace(place, visibility=visibility), member_id, before, now)


async def take_back(
    database: Database, guild_id: int, prompt_id: int, member_id: int, now: datetime
) -> Prompt | Refused:
    """What was answered is gone from here, and from where it was posted."""
    async with database.transaction() as work:
        prompt = await PromptStore(work).get(guild_id, prompt_id)
        before = await AnswerStore(work).of_member(guild_id, prompt_id, member_id)
        if prompt is None or before is None:
            return Refused(Why.GONE if prompt is None else Why.NOT_ANSWERED)
        await AnswerStore(work).withdraw(before, now)
        after = await AnswerStore(work).of_member(guild_id, prompt_id, member_id)
        circle = await _circle_of(work, prompt)
        if after is not None:
            await redraw_posts(work, prompt, circle, after, now)
            await redraw_call(work, after, now)
        return prompt


async def answer_in_words(
    database: Database, guild_id: int, under: Iterable[int], message_id: int, member_id: int, now: datetime
) -> bool:
    """A member wrote a message under the question, in its thread or as a reply: that counts too. Their words stay
    where they are; an answer that stands already, also a private one, is left as it is."""
    async with database.transaction() as work:
        for posted_id in under:
            prompt = await PromptStore(work).posted_as(guild_id, posted_id)
            if prompt is None or prompt.circle_id is None:
                continue
            if await CircleStore(work).membership(guild_id, prompt.circle_id, member_id) is None:
                continue
            store = AnswerStore(work)
            new = await store.add(
                guild_id, prompt.prompt_id, member_id, None, Visibility.CIRCLE, now, typed_message_id=message_id
            )
            answer = await store.of_member(guild_id, prompt.prompt_id, member_id)
            if answer is not None and answer.withdrawn_at is not None:
                await store.typed_again(answer, message_id, now)
                answer, new = await store.of_member(guild_id, prompt.prompt_id, member_id), True
            if answer is not None and new:
                await redraw_posts(work, prompt, await _circle_of(work, prompt), answer, now)
            await days_begin(work, guild_id, member_id, now)
            return new
    return False


async def typed_words_deleted(database: Database, guild_id: int, message_id: int, now: datetime) -> bool:
    """The message that was somebody's answer is gone: so is the answer, unless they tapped or said more since."""
    async with database.reading() as work:
        answer = await AnswerStore(work).typed_as(guild_id, message_id)
    if answer is None or answer.step is not None or answer.words or answer.wants_someone:
        return False
    return not isinstance(await take_back(database, guild_id, answer.prompt_id, answer.member_id, now), Refused)


async def answer_of(database: Database, guild_id: int, prompt_id: int, member_id: int) -> Recorded | Refused:
    """The member's answer as it stands, for the doors that show it."""
    async with database.reading() as work:
        place = await _place(work, guild_id, prompt_id, member_id)
        if isinstance(place, Refused):
            return place
        answer = await AnswerStore(work).of_member(guild_id, prompt_id, member_id)
        if answer is None or answer.withdrawn_at is not None:
            return Refused(Why.NOT_ANSWERED, place.circle)
        return Recorded(place.prompt, place.circle, answer, place.visibility is None and place.circle is not None)


async def left_behind(database: Database, guild_id: int, prompt_id: int, member_id: int) -> bool:
    """Whether an answer of theirs still stands, also in a circle that they left or that was closed."""
    async with database.reading() as work:
        answer = await AnswerStore(work).of_member(guild_id, prompt_id, member_id)
        return answer is not None and answer.withdrawn_at is None


async def may_answer(database: Database, guild_id: int, prompt_id: int, member_id: int) -> MayAnswer | Refused:
    """Whether this member may answer; with what stands there, for the modal."""
    async with database.reading() as work:
        place = await _place(work, guild_id, prompt_id, member_id)
        if isinstance(place, Refused):
            return place
        found = await AnswerStore(work).of_member(guild_id, prompt_id, member_id)
        standing = None if found is None or found.withdrawn_at is not None else found
        visibility = place.visibility or Visibility.ME if standing is None else standing.visibility
        return MayAnswer(place.prompt, place.circle, standing, visibility)


async def server_of_own(database: Database, prompt_id: int, member_id: int) -> int | None:
    """Where a member's own asking belongs, for a press in a DM; None when it is not theirs."""
    async with database.reading() as work:
        prompt = await PromptStore(work).own_anywhere(prompt_id, member_id)
        return None if prompt is None else prompt.guild_id


async def redraw_posts(work: Work, prompt: Prompt, circle: Circle | None, after: Answer, now: datetime) -> None:
    """Whatever stands in the channel shows the newest state: the member's words, and the summary once there is one."""
    if circle is None:
        return
    outbox = OutboxStore(work)
    if post_wanted(after) or after.post_message_id is not None:
        await outbox.redraw(shared_to_say(after, _channel_of(prompt, circle)), now)
    if prompt.summarised_at is None:
        return
    answers = await AnswerStore(work).of_prompt(prompt.guild_id, prompt.prompt_id)
    if prompt.summary_message_id is not None or summarise(answers) is not None:
        await outbox.redraw(summary_to_say(prompt, prompt.channel_id or circle.channel_id), now)


async def _recorded(work: Work, place: _Place, member_id: int, before: Answer | None, now: datetime) -> Recorded:
    """What follows from an answer that has changed, in its transaction; and the answer as it stands now."""
    prompt, store = place.prompt, AnswerStore(work)
    answer = await store.of_member(prompt.guild_id, prompt.prompt_id, member_id)
    assert answer is not None
    answer = await _attended(work, place.circle, answer, now)
    await days_begin(work, prompt.guild_id, member_id, now)
    if is_hard(answer.step) and not (before is not None and is_hard(before.step)):
        arguments = {"prompt_id": prompt.prompt_id, "step": int(answer.step or 0)}
        await EventStore(work).add("member.hard_answer", prompt.guild_id, member_id, arguments, now)
    offers_help = is_hard(answer.step) and await store.offer_help(answer, now)
    await redraw_posts(work, prompt, place.circle, answer, now)
    await redraw_call(work, answer, now)
    asks_who = place.circle is not None and place.visibility is None
    return Recorded(prompt, place.circle, answer, asks_who, offers_help)


async def _attended(work: Work, circle: Circle | None, answer: Answer, now: datetime) -> Answer:
    """It waits for a person, or no longer does; one that a person has answered stays answered."""
    store = AnswerStore(work)
    if circle is not None and calls_for_someone(answer) and answer.attention is Attention.NONE:
        await store.wait_for_someone(answer, now, now + timedelta(hours=circle.reply_hours))
    elif answer.attention is not Attention.NONE and not calls_for_someone(answer):
        await store.attend(answer, Attention.NONE, now)
    else:
        return answer
    return await store.get(answer.guild_id, answer.answer_id) or answer


async def _place(work: Work, guild_id: int, prompt_id: int, member_id: int) -> _Place | Refused:
    """The asking, if this member may answer it."""
    prompt = await PromptStore(work).get(guild_id, prompt_id)
    if prompt is None or prompt.state is PromptState.SKIPPED:
        return Refused(Why.GONE)
    if prompt.circle_id is None:
        return _Place(prompt, None, Visibility.ME) if prompt.member_id == member_id else Refused(Why.NOT_YOURS)
    circle = await _circle_of(work, prompt)
    if circle is None or circle.closed_at is not None:
        return Refused(Why.GONE, circle)
    if await CircleStore(work).membership(guild_id, circle.circle_id, member_id) is None:
        return Refused(Why.NOT_IN, circle)
    visibility = await AnswerStore(work).visibility_of(guild_id, circle.circle_id, member_id)
    return _Place(prompt, circle, visibility)


async def _circle_of(work: Work, prompt: Prompt) -> Circle | None:
    return None if prompt.circle_id is None else await CircleStore(work).get(prompt.guild_id, prompt.circle_id)


def _channel_of(prompt: Prompt, circle: Circle) -> int:
    return prompt.thread_id or prompt.channel_id or circle.channel_id

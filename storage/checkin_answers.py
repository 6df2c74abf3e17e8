"""What members answered, their words sealed, and whom they let see it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, and_, delete, func, select, update

from storage.errors import KeyGone
from storage.ids import new_id
from storage.records.checkins import Answer, AnswerChange, Attention, Step, Visibility
from storage.tables.checkins import checkin_answers, checkin_choices, checkin_prompts
from storage.work import Work

_TABLE, _WORDS = "checkin_answers", "words"


class AnswerStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def add(
        self,
        guild_id: int,
        prompt_id: int,
        member_id: int,
        step: Step | None,
        visibility: Visibility,
        now: datetime,
        *,
        typed_message_id: int | None = None,
    ) -> bool:
        """A first answer; False when that member has answered this asking before. `typed_message_id` is a message of
        theirs that is the answer."""
        return await self.work.insert_if_new(
            checkin_answers,
            {
                "answer_id": new_id(now),
                "guild_id": guild_id,
                "prompt_id": prompt_id,
                "member_id": member_id,
                "step": step,
                "visibility": visibility.value,
                "wants_someone": False,
                "attention": Attention.NONE.value,
                "typed_message_id": typed_message_id,
                "answered_at": now,
                "changed_at": now,
            },
        )

    async def change(self, answer: Answer, change: AnswerChange, now: datetime) -> None:
        """Change what was answered; an answer that was taken back stands again."""
        values: dict[str, Any] = {"changed_at": now, "withdrawn_at": None}
        if change.step is not None:
            values["step"] = change.step
        if change.visibility is not None:
            values["visibility"] = change.visibility.value
        if change.words is not None:
            values["words"] = await self._sealed(answer, change.words)
        if change.craving is not None or change.no_craving:
            values["craving"] = change.craving
        if change.wants_someone is not None:
            values["wants_someone"] = change.wants_someone
        await self.work.execute(self._update(answer).values(**values))

    async def withdraw(self, answer: Answer, now: datetime) -> None:
        """Taken back: what it said is gone, only the place of what was posted is kept, to clear it there."""
        await self.work.execute(
            self._update(answer).values(
                step=None,
                words=None,
                craving=None,
                wants_someone=False,
                attention=Attention.NONE.value,
                calls_since=None,
                offer_at=None,
                met_at=None,
                typed_message_id=None,
                visibility=Visibility.ME.value,
                withdrawn_at=now,
                changed_at=now,
            )
        )

    async def typed_again(self, answer: Answer, message_id: int, now: datetime) -> None:
        """An answer that was taken back stands again, as a message of theirs under the question."""
        await self.work.execute(
            self._update(answer).values(
                typed_message_id=message_id, visibility=Visibility.CIRCLE.value, withdrawn_at=None, changed_at=now
            )
        )

    async def wait_for_someone(self, answer: Answer, now: datetime, offer_at: datetime) -> None:
        """It asks for someone from now on; at `offer_at` volunteers are asked."""
        await self.work.execute(
            self._update(answer).values(
                attention=Attention.WAITING.value, calls_since=now, offer_at=offer_at, met_at=None
            )
        )

    async def attend(self, answer: Answer, attention: Attention, now: datetime) -> None:
        """Nobody is needed any more, volunteers have been asked, or a person has answered."""
        met = {"met_at": now} if attention is Attention.MET else {}
        await self.work.execute(self._update(answer).values(attention=attention.value, offer_at=None, **met))

    async def offer_help(self, answer: Answer, now: datetime) -> bool:
        """Note that help is offered with this answer; False when it has been, also by a press at the same moment."""
        result = await self.work.execute(
            self._update(answer).where(checkin_answers.c.help_offered_at.is_(None)).values(help_offered_at=now)
        )
        return result.rowcount == 1

    async def to_offer(self, now: datetime, limit: int) -> tuple[Answer, ...]:
        """Answers that ask for someone and have waited long enough, longest first; for sweeps."""
        query = (
            select(checkin_answers)
            .where(checkin_answers.c.attention == Attention.WAITING.value, checkin_answers.c.offer_at <= now)
            .order_by(checkin_answers.c.offer_at, checkin_answers.c.answer_id)
            .limit(limit)
        )
        if self.work.dialect == "postgresql":
            query = query.with_for_update(skip_locked=True)
        return await self._all(query)

    async def next_offer(self) -> datetime | None:
        query = select(func.min(checkin_answers.c.offer_at)).where(
            checkin_answers.c.attention == Attention.WAITING.value
        )
        return (await self.work.execute(query)).scalar_one()

    async def calling(self, guild_id: int, circle_ids: Sequence[int]) -> tuple[tuple[int, Answer], ...]:
        """Circle and answer of those that still ask for someone, longest waiting first."""
        query = (
            select(checkin_answers, checkin_prompts.c.circle_id)
            .join(checkin_prompts, checkin_prompts.c.prompt_id == checkin_answers.c.prompt_id)
            .where(
                checkin_answers.c.guild_id == guild_id,
                checkin_prompts.c.circle_id.in_(circle_ids),
                checkin_answers.c.attention.in_((Attention.WAITING.value, Attention.OFFERED.value)),
            )
            .order_by(checkin_answers.c.calls_since, checkin_answers.c.answer_id)
        )
        rows = (await self.work.execute(query)).all()
        return tuple([(row.circle_id, await self._answer(row)) for row in rows])

    async def posted_as(self, guild_id: int, message_id: int) -> Answer | None:
        """The answer whose words stand in that message of ours."""
        return await self._only(checkin_answers.c.guild_id == guild_id, checkin_answers.c.post_message_id == message_id)

    async def typed_as(self, guild_id: int, message_id: int) -> Answer | None:
        """The answer that a member gave by writing that message."""
        return await self._only(
            checkin_answers.c.guild_id == guild_id, checkin_answers.c.typed_message_id == message_id
        )

    async def calls_of_member(self, guild_id: int, circle_id: int, member_id: int) -> tuple[Answer, ...]:
        """A member's answers in a circle that still ask for someone."""
        query = (
            select(checkin_answers)
            .join(checkin_prompts, checkin_prompts.c.prompt_id == checkin_answers.c.prompt_id)
            .where(
                _of(guild_id, member_id),
                checkin_prompts.c.circle_id == circle_id,
                checkin_answers.c.attention.in_((Attention.WAITING.value, Attention.OFFERED.value)),
            )
        )
        return await self._all(query)

    async def counts_since(self, guild_id: int, circle_id: int, since: datetime) -> tuple[int, int]:
        """How many answers a circle gave, and how many people gave them."""
        base = (
            select(func.count(), func.count(checkin_answers.c.member_id.distinct()))
            .join(checkin_prompts, checkin_prompts.c.prompt_id == checkin_answers.c.prompt_id)
            .where(
                checkin_answers.c.guild_id == guild_id,
                checkin_prompts.c.circle_id == circle_id,
                checkin_answers.c.withdrawn_at.is_(None),
                checkin_prompts.c.due_at >= since,
            )
        )
        row: Any = (await self.work.execute(base)).one()
        return row[0], row[1]

    async def calls_since(self, guild_id: int, circle_id: int, since: datetime) -> tuple[int, int]:
        """How many answers of a circle asked for someone and still stand so, and how many of them a person met."""
        query = (
            select(checkin_answers.c.attention, func.count())
            .join(checkin_prompts, checkin_prompts.c.prompt_id == checkin_answers.c.prompt_id)
            .where(
                checkin_answers.c.guild_id == guild_id,
                checkin_prompts.c.circle_id == circle_id,
                checkin_answers.c.calls_since >= since,
                checkin_answers.c.attention != Attention.NONE.value,
            )
            .group_by(checkin_answers.c.attention)
        )
        counts: dict[str, int] = {}
        row: Any
        for row in await self.work.execute(query):
            counts[row[0]] = row[1]
        return sum(counts.values()), counts.get(Attention.MET.value, 0)

    async def history(self, guild_id: int, member_id: int, since: date) -> tuple[tuple[date, str, Answer], ...]:
        """Date, question and answer of everything a member answered since a date, oldest first."""
        query = (
            select(checkin_answers, checkin_prompts.c.local_date, checkin_prompts.c.question)
            .join(checkin_prompts, checkin_prompts.c.prompt_id == checkin_answers.c.prompt_id)
            .where(
                _of(guild_id, member_id),
                checkin_answers.c.withdrawn_at.is_(None),
                checkin_prompts.c.local_date >= since,
            )
            .order_by(checkin_prompts.c.local_date, checkin_answers.c.answered_at)
        )
        rows = (await self.work.execute(query)).all()
        return tuple([(row.local_date, row.question, await self._answer(row)) for row in rows])

    async def posted(self, guild_id: int, answer_id: int, channel_id: int, message_id: int) -> None:
        await self.work.execute(
            update(checkin_answers)
            .where(checkin_answers.c.guild_id == guild_id, checkin_answers.c.answer_id == answer_id)
            .values(post_channel_id=channel_id, post_message_id=message_id)
        )

    async def of_member(self, guild_id: int, prompt_id: int, member_id: int) -> Answer | None:
        return await self._only(
            checkin_answers.c.guild_id == guild_id,
            checkin_answers.c.prompt_id == prompt_id,
            checkin_answers.c.member_id == member_id,
        )

    async def shown_of(self, guild_id: int, member_id: int) -> tuple[Answer, ...]:
        """All of theirs that others can read somewhere, in the order of answering."""
        query = select(checkin_answers).where(
            _of(guild_id, member_id),
            checkin_answers.c.withdrawn_at.is_(None),
            checkin_answers.c.visibility != Visibility.ME.value,
        )
        return await self._all(query.order_by(checkin_answers.c.answered_at, checkin_answers.c.answer_id))

    async def get(self, guild_id: int, answer_id: int) -> Answer | None:
        return await self._only(checkin_answers.c.guild_id == guild_id, checkin_answers.c.answer_id == answer_id)

    async def get_anywhere(self, answer_id: int) -> Answer | None:
        """For a press in a DM, which names no server: who asks must prove their rights on the answer's server."""
        return await self._only(checkin_answers.c.answer_id == answer_id)

    async def of_prompt(self, guild_id: int, prompt_id: int) -> tuple[Answer, ...]:
        """The answers that stand, in the order of answering."""
        query = (
            select(checkin_answers)
            .where(
                checkin_answers.c.guild_id == guild_id,
                checkin_answers.c.prompt_id == prompt_id,
                checkin_answers.c.withdrawn_at.is_(None),
            )
            .order_by(checkin_answers.c.answered_at, checkin_answers.c.answer_id)
        )
        return await self._all(query)

    async def visibility_of(self, guild_id: int, circle_id: int, member_id: int) -> Visibility | None:
        """Whom they last let see their answers in this circle; None: not chosen yet."""
        query = select(checkin_choices.c.visibility).where(
            checkin_choices.c.circle_id == circle_id, _choices_of(guild_id, member_id)
        )
        chosen = (await self.work.execute(query)).scalar_one_or_none()
        return None if chosen is None else Visibility(chosen)

    async def choose_visibility(self, guild_id: int, circle_id: int, member_id: int, visibility: Visibility) -> None:
        values = {
            "guild_id": guild_id,
            "circle_id": circle_id,
            "member_id": member_id,
            "visibility": visibility.value,
        }
        if not await self.work.insert_if_new(checkin_choices, values):
            await self.work.execute(
                update(checkin_choices)
                .where(checkin_choices.c.circle_id == circle_id, _choices_of(guild_id, member_id))
                .values(visibility=visibility.value)
            )

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        query = (
            select(checkin_answers, checkin_prompts.c.local_date, checkin_prompts.c.question)
            .join(checkin_prompts, checkin_prompts.c.prompt_id == checkin_answers.c.prompt_id)
            .where(_of(guild_id, member_id))
            .order_by(checkin_answers.c.answered_at)
        )
        answers: list[dict[str, Any]] = []
        for row in await self.work.execute(query):
            answer = await self._answer(row)
            answers.append(
                {
                    "date": row.local_date,
                    "question": row.question,
                    "answer": None if answer.step is None else answer.step.name.lower().replace("_", " "),
                    "words": answer.words,
                    "craving": answer.craving,
                    "asked_for_someone": answer.wants_someone,
                    "who_may_see_it": answer.visibility.value,
                    "taken_back_at": answer.withdrawn_at,
                    "answered_at": answer.answered_at,
                    "changed_at": answer.changed_at,
                }
            )
        choices = await self.work.execute(
            select(checkin_choices.c.circle_id, checkin_choices.c.visibility).where(_choices_of(guild_id, member_id))
        )
        return {
            "check_in_answers": answers,
            "who_may_see_your_answers": [dict(row) for row in choices.mappings()],
        }

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        await self.work.execute(delete(checkin_answers).where(_of(guild_id, member_id)))
        await self.work.execute(delete(checkin_choices).where(_choices_of(guild_id, member_id)))

    async def erase_guild(self, guild_id: int) -> None:
        for table in (checkin_answers, checkin_choices):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))

    async def _all(self, query: Executable) -> tuple[Answer, ...]:
        return tuple([await self._answer(row) for row in (await self.work.execute(query)).all()])

    async def _only(self, *which: ColumnElement[bool]) -> Answer | None:
        row = (await self.work.execute(select(checkin_answers).where(*which))).one_or_none()
        return None if row is None else await self._answer(row)

    @staticmethod
    def _update(answer: Answer) -> Any:
        return update(checkin_answers).where(
            checkin_answers.c.guild_id == answer.guild_id, checkin_answers.c.answer_id == answer.answer_id
        )

    async def _sealed(self, answer: Answer, words: str) -> bytes | None:
        if not words:
            return None
        return await self.work.seal(_TABLE, _WORDS, answer.answer_id, answer.guild_id, answer.member_id, words)

    async def _answer(self, row: Any) -> Answer:
        return Answer(
            answer_id=row.answer_id,
            guild_id=row.guild_id,
            prompt_id=row.prompt_id,
            member_id=row.member_id,
            step=None if row.step is None else Step(row.step),
            visibility=Visibility(row.visibility),
            words=await self._unsealed(row),
            craving=row.craving,
            wants_someone=row.wants_someone,
            attention=Attention(row.attention),
            post_channel_id=row.post_channel_id,
            post_message_id=row.post_message_id,
            withdrawn_at=row.withdrawn_at,
            calls_since=row.calls_since,
            offer_at=row.offer_at,
            met_at=row.met_at,
            answered_at=row.answered_at,
            changed_at=row.changed_at,
        )

    async def _unsealed(self, row: Any) -> str:
        if row.words is None:
            return ""
        try:
            return await self.work.unseal(_TABLE, _WORDS, row.answer_id, row.guild_id, row.member_id, row.words)
        except KeyGone:
            return ""  # the person is being erased at this moment


def _of(guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(checkin_answers.c.guild_id == guild_id, checkin_answers.c.member_id == member_id)


def _choices_of(guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(checkin_choices.c.guild_id == guild_id, checkin_choices.c.member_id == member_id)

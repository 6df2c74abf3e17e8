"""Each asking: once per schedule and local date, sent or missed, summed up when its window ends."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, delete, func, or_, select, update

from storage.records.checkins import Asked, NewPrompt, Prompt, PromptState
from storage.tables.checkins import checkin_prompts
from storage.work import Work


class PromptStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def add_many(self, prompts: Sequence[NewPrompt]) -> None:
        """A batch of askings; one that stands already for its schedule and date fails the whole batch."""
        await self.work.insert_many(checkin_prompts, [_values(prompt) for prompt in prompts])

    async def get(self, guild_id: int, prompt_id: int) -> Prompt | None:
        row = (await self.work.execute(select(checkin_prompts).where(_one(guild_id, prompt_id)))).one_or_none()
        return None if row is None else _prompt(row)

    async def own_anywhere(self, prompt_id: int, member_id: int) -> Prompt | None:
        """A member's own asking, for a press in a DM, which names no server."""
        query = select(checkin_prompts).where(
            checkin_prompts.c.prompt_id == prompt_id, checkin_prompts.c.member_id == member_id
        )
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else _prompt(row)

    async def posted_as(self, guild_id: int, message_id: int) -> Prompt | None:
        """The asking that stands in that message; a thread that grew from it has the same number."""
        query = select(checkin_prompts).where(
            checkin_prompts.c.guild_id == guild_id, checkin_prompts.c.message_id == message_id
        )
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else _prompt(row)

    async def on(self, guild_id: int, circle_ids: Sequence[int], member_id: int, since: date) -> tuple[Prompt, ...]:
        """What a member was asked since a date, in these circles or by their own wish; newest first."""
        query = (
            select(checkin_prompts)
            .where(
                checkin_prompts.c.guild_id == guild_id,
                or_(checkin_prompts.c.circle_id.in_(circle_ids), checkin_prompts.c.member_id == member_id),
                checkin_prompts.c.local_date >= since,
                checkin_prompts.c.state.in_((PromptState.QUEUED.value, PromptState.ASKED.value)),
            )
            .order_by(checkin_prompts.c.due_at.desc(), checkin_prompts.c.prompt_id.desc())
        )
        return tuple(_prompt(row) for row in await self.work.execute(query))

    async def latest(self, guild_id: int, circle_id: int, limit: int) -> tuple[Prompt, ...]:
        """The newest askings of a circle, also those that were missed or skipped."""
        query = (
            select(checkin_prompts)
            .where(checkin_prompts.c.guild_id == guild_id, checkin_prompts.c.circle_id == circle_id)
            .order_by(checkin_prompts.c.due_at.desc(), checkin_prompts.c.prompt_id.desc())
            .limit(limit)
        )
        return tuple(_prompt(row) for row in await self.work.execute(query))

    async def latest_of_member(self, guild_id: int, member_id: int, limit: int) -> tuple[Prompt, ...]:
        """The newest askings that a member asked for."""
        query = (
            select(checkin_prompts)
            .where(_of(guild_id, member_id))
            .order_by(checkin_prompts.c.due_at.desc(), checkin_prompts.c.prompt_id.desc())
            .limit(limit)
        )
        return tuple(_prompt(row) for row in await self.work.execute(query))

    async def asked(self, guild_id: int, prompt_id: int, channel_id: int | None, message_id: int | None) -> None:
        """It has been seen by those it was for; `message_id` is None when it was told in answer to a press."""
        await self.work.execute(
            update(checkin_prompts)
            .where(_one(guild_id, prompt_id), checkin_prompts.c.state != PromptState.SKIPPED.value)
            .values(state=PromptState.ASKED.value, channel_id=channel_id, message_id=message_id)
        )

    async def not_sent(self, guild_id: int, prompt_id: int) -> None:
        """It was written and could not be said in time."""
        await self.work.execute(
            update(checkin_prompts)
            .where(_one(guild_id, prompt_id), checkin_prompts.c.state == PromptState.QUEUED.value)
            .values(state=PromptState.MISSED.value)
        )

    async def has_thread(self, guild_id: int, prompt_id: int, thread_id: int) -> None:
        await self.work.execute(update(checkin_prompts).where(_one(guild_id, prompt_id)).values(thread_id=thread_id))

    async def closing(self, now: datetime, limit: int) -> tuple[Prompt, ...]:
        """Askings whose window has ended and that have not been summed up."""
        query = (
            select(checkin_prompts)
            .where(checkin_prompts.c.summarised_at.is_(None), checkin_prompts.c.closes_at <= now)
            .order_by(checkin_prompts.c.closes_at, checkin_prompts.c.prompt_id)
            .limit(limit)
        )
        if self.work.dialect == "postgresql":
            query = query.with_for_update(skip_locked=True)
        return tuple(_prompt(row) for row in await self.work.execute(query))

    async def next_closing(self) -> datetime | None:
        query = select(func.min(checkin_prompts.c.closes_at)).where(checkin_prompts.c.summarised_at.is_(None))
        return (await self.work.execute(query)).scalar_one()

    async def summed_up(self, prompt_ids: Sequence[int], now: datetime) -> None:
        await self.work.execute(
            update(checkin_prompts).where(checkin_prompts.c.prompt_id.in_(prompt_ids)).values(summarised_at=now)
        )

    async def summary_posted(self, guild_id: int, prompt_id: int, message_id: int) -> None:
        await self.work.execute(
            update(checkin_prompts).where(_one(guild_id, prompt_id)).values(summary_message_id=message_id)
        )

    async def sources_since(
        self, circle_ids: Sequence[int], people: Sequence[tuple[int, int]], since: date
    ) -> Mapping[tuple[int | None, int | None], Asked]:
        """Which questions each circle (id, None) and each member (None, id) has had since a date; for sweeps. `people`
        are server and member."""
        columns = checkin_prompts.c
        found: dict[tuple[int | None, int | None], str] = {}
        if circle_ids:
            for circle_id, had in await self._had([columns.circle_id], columns.circle_id.in_(circle_ids), since):
                found[circle_id, None] = had
        if people:
            # With the server in it, the index of a member's own askings is used; the whole table is long.
            whose = and_(
                columns.guild_id.in_({guild_id for guild_id, _ in people}),
                columns.member_id.in_([member_id for _, member_id in people]),
            )
            for _, member_id, had in await self._had([columns.guild_id, columns.member_id], whose, since):
                found[None, member_id] = found.get((None, member_id), "") + had
        return {key: Asked(lines) for key, lines in found.items()}

    async def _had(self, by: Sequence[ColumnElement[int]], whose: ColumnElement[bool], since: date) -> list[Any]:
        """A text for each of them, with all they had in it: sixty days of four hundred people are too many rows to
        make into objects between two presses."""
        columns = checkin_prompts.c
        each = func.aggregate_strings(cast(columns.local_date, Text) + " " + columns.source, "\n") + "\n"
        query = select(*by, each).where(whose, columns.local_date >= since).group_by(*by)
        return list((await self.work.execute(query)).all())

    async def prune(self, before: datetime) -> int:
        """Forget askings whose window ended before `before`, with their answers."""
        result = await self.work.execute(delete(checkin_prompts).where(checkin_prompts.c.closes_at < before))
        return result.rowcount

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        columns = checkin_prompts.c
        query = select(columns.local_date, columns.question, columns.state).where(_of(guild_id, member_id))
        return {"questions_you_asked_for": [dict(row) for row in (await self.work.execute(query)).mappings()]}

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        await self.work.execute(delete(checkin_prompts).where(_of(guild_id, member_id)))

    async def erase_guild(self, guild_id: int) -> None:
        await self.work.execute(delete(checkin_prompts).where(checkin_prompts.c.guild_id == guild_id))


def _one(guild_id: int, prompt_id: int) -> ColumnElement[bool]:
    return and_(checkin_prompts.c.guild_id == guild_id, checkin_prompts.c.prompt_id == prompt_id)


def _of(guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(checkin_prompts.c.guild_id == guild_id, checkin_prompts.c.member_id == member_id)


def _values(prompt: NewPrompt) -> dict[str, Any]:
    return {
        "prompt_id": prompt.prompt_id,
        "guild_id": prompt.guild_id,
        "schedule_id": prompt.schedule_id,
        "circle_id": prompt.circle_id,
        "member_id": prompt.member_id,
        "local_date": prompt.local_date,
        "state": prompt.state.value,
        "question": prompt.question,
        "source": prompt.source,
        "due_at": prompt.due_at,
        "closes_at": prompt.closes_at,
    }


def _prompt(row: Any) -> Prompt:
    return Prompt(
        prompt_id=row.prompt_id,
        guild_id=row.guild_id,
        schedule_id=row.schedule_id,
        circle_id=row.circle_id,
        member_id=row.member_id,
        local_date=row.local_date,
        state=PromptState(row.state),
        question=row.question,
        source=row.source,
        due_at=row.due_at,
        closes_at=row.closes_at,
        channel_id=row.channel_id,
        message_id=row.message_id,
        thread_id=row.thread_id,
        summary_message_id=row.summary_message_id,
        summarised_at=row.summarised_at,
    )

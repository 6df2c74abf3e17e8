"""Each asking: once per schedule and local date, sent or missed, summed up when its window ends."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    func,
    select,
    union_all,
    update,
)

from storage.questions_had import EITHER, lines, of_each, which_were_had
from storage.records.checkins import Asked, NewPrompt, Prompt, PromptState
from storage.tables.checkins import checkin_prompts
from storage.work import Work

Person = tuple[int, int]
"""Server and member."""


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
                _numbered(
                    select(checkin_prompts.c.prompt_id).where(
                        checkin_prompts.c.guild_id == guild_id, checkin_prompts.c.circle_id.in_(circle_ids)
                    ),
                    *_theirs(guild_id, member_id),
                ),
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

    async def had_by_circles(self, circle_ids: Sequence[int], since: date) -> Mapping[int, Asked]:
        """Which questions each circle has had since a date; for sweeps."""
        columns = checkin_prompts.c
        query = (
            select(columns.circle_id, lines(columns.local_date, columns.source))
            .where(columns.circle_id.in_(circle_ids), columns.local_date >= since)
            .group_by(columns.circle_id)
        )
        rows: list[Any] = list((await self.work.execute(query)).all())
        return {circle_id: Asked(had) for circle_id, had in rows}

    async def had_by_members(self, people: Collection[Person], since: date) -> Mapping[Person, Asked]:
        """Which questions each of them has had since a date; for sweeps."""
        columns = checkin_prompts.c
        # With the server in it, the indexes of members' own askings are used; the whole table is long.
        whose = and_(
            columns.guild_id.in_({guild_id for guild_id, _ in people}),
            columns.member_id.in_({member_id for _, member_id in people}),
            columns.local_date >= since,
        )
        had = select(columns.guild_id, columns.member_id, columns.local_date, columns.source).where(whose)
        rows: list[Any] = list((await self.work.execute(of_each(had))).all())
        return {(guild_id, member_id): Asked(had) for guild_id, member_id, had in rows}

    async def had_of(self, sources: Mapping[Person, Collection[str]], since: date) -> Mapping[Person, Asked]:
        """Which of the named questions (by source) each of them has had since a date; for sweeps."""
        who = [(*person, list(named)) for person, named in sources.items()]
        named = {"who": orjson.dumps(who).decode(), "since": since}
        rows: list[Any] = list((await self.work.execute(which_were_had(self.work.dialect), named)).all())
        return {(guild_id, member_id): Asked(had) for guild_id, member_id, had in rows}

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
    return _numbered(*_theirs(guild_id, member_id))


def _theirs(guild_id: int, member_id: int) -> Iterator[Select[Any]]:
    columns = checkin_prompts.c
    for half in EITHER:
        yield select(columns.prompt_id).where(columns.guild_id == guild_id, columns.member_id == member_id, half)


def _numbered(*found: Select[Any]) -> ColumnElement[bool]:
    """Each of the queries by its own index, whatever else is asked."""
    return checkin_prompts.c.prompt_id.in_(union_all(*found))


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

"""Who hosts which week of a circle, the drafts that hosts get, and the circle's own list of questions."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from storage.errors import KeyGone
from storage.ids import new_id
from storage.records.checkins import CircleQuestion, Draft
from storage.tables.checkins import checkin_drafts, checkin_hosts, circle_questions
from storage.work import Work

_TABLE, _WORDS = "checkin_drafts", "words"


class HostingStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def take_week(self, guild_id: int, circle_id: int, week: date, member_id: int) -> bool:
        """`week` is its Monday; False when somebody hosts it already."""
        values = {"circle_id": circle_id, "week": week, "guild_id": guild_id, "member_id": member_id}
        return await self.work.insert_if_new(checkin_hosts, values)

    async def give_week(self, guild_id: int, circle_id: int, week: date, member_id: int) -> bool:
        """The member no longer hosts it; False when they did not."""
        result = await self.work.execute(
            delete(checkin_hosts).where(
                checkin_hosts.c.circle_id == circle_id, checkin_hosts.c.week == week, _hosts_of(guild_id, member_id)
            )
        )
        return result.rowcount == 1

    async def host_of(self, guild_id: int, circle_id: int, week: date) -> int | None:
        query = select(checkin_hosts.c.member_id).where(
            checkin_hosts.c.guild_id == guild_id, checkin_hosts.c.circle_id == circle_id, checkin_hosts.c.week == week
        )
        return (await self.work.execute(query)).scalar_one_or_none()

    async def rota(self, guild_id: int, circle_id: int, since: date) -> tuple[tuple[date, int], ...]:
        """Weeks and their hosts from a Monday on."""
        query = (
            select(checkin_hosts.c.week, checkin_hosts.c.member_id)
            .where(
                checkin_hosts.c.guild_id == guild_id,
                checkin_hosts.c.circle_id == circle_id,
                checkin_hosts.c.week >= since,
            )
            .order_by(checkin_hosts.c.week)
        )
        return tuple((row.week, row.member_id) for row in await self.work.execute(query))

    async def hosted_weeks(self, guild_id: int, member_id: int, before: date) -> int:
        """How many weeks a member has hosted: giving back, counted for them alone."""
        query = select(func.count()).where(_hosts_of(guild_id, member_id), checkin_hosts.c.week < before)
        return (await self.work.execute(query)).scalar_one()

    async def add_draft(
        self,
        guild_id: int,
        schedule_id: int,
        local_date: date,
        member_id: int,
        question: str,
        source: str,
        closes_at: datetime,
        now: datetime,
    ) -> Draft | None:
        """None when that date has its draft already."""
        draft_id = new_id(now)
        values = {
            "draft_id": draft_id,
            "guild_id": guild_id,
            "schedule_id": schedule_id,
            "local_date": local_date,
            "member_id": member_id,
            "question": question,
            "source": source,
            "closes_at": closes_at,
        }
        if not await self.work.insert_if_new(checkin_drafts, values):
            return None
        return await self.draft(guild_id, draft_id)

    async def draft(self, guild_id: int, draft_id: int) -> Draft | None:
        query = select(checkin_drafts).where(_draft(guild_id, draft_id))
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else await self._read(row)

    async def draft_anywhere(self, draft_id: int, member_id: int) -> Draft | None:
        """A host's own draft, for a press in a DM, which names no server."""
        query = select(checkin_drafts).where(
            checkin_drafts.c.draft_id == draft_id, checkin_drafts.c.member_id == member_id
        )
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else await self._read(row)

    async def draft_on(self, guild_id: int, schedule_id: int, local_date: date) -> Draft | None:
        found = await self.drafts_for([schedule_id], local_date)
        draft = found.get((schedule_id, local_date))
        return None if draft is None or draft.guild_id != guild_id else draft

    async def drafts_for(self, schedule_ids: Sequence[int], since: date) -> dict[tuple[int, date], Draft]:
        """The drafts of a batch of schedules; for sweeps."""
        query = select(checkin_drafts).where(
            checkin_drafts.c.schedule_id.in_(schedule_ids), checkin_drafts.c.local_date >= since
        )
        drafts = [await self._read(row) for row in (await self.work.execute(query)).all()]
        return {(draft.schedule_id, draft.local_date): draft for draft in drafts}

    async def write_draft(self, draft: Draft, words: str) -> None:
        """The host's own words; empty ones bring the first question back."""
        where = (draft.draft_id, draft.guild_id, draft.member_id)
        sealed = await self.work.seal(_TABLE, _WORDS, *where, words) if words else None
        await self.work.execute(
            update(checkin_drafts).where(_draft(draft.guild_id, draft.draft_id)).values(words=sealed)
        )

    async def drop_draft(self, guild_id: int, draft_id: int) -> None:
        await self.work.execute(delete(checkin_drafts).where(_draft(guild_id, draft_id)))

    async def questions(self, guild_id: int, circle_id: int) -> tuple[CircleQuestion, ...]:
        """The circle's own list, in the order in which it grew."""
        query = (
            select(circle_questions)
            .where(circle_questions.c.guild_id == guild_id, circle_questions.c.circle_id == circle_id)
            .order_by(circle_questions.c.question_id)
        )
        return tuple(_question(row) for row in await self.work.execute(query))

    async def questions_of(self, circle_ids: Sequence[int]) -> dict[int, list[CircleQuestion]]:
        """The lists of a batch of circles, over servers; for sweeps."""
        query = (
            select(circle_questions)
            .where(circle_questions.c.circle_id.in_(circle_ids))
            .order_by(circle_questions.c.question_id)
        )
        found: dict[int, list[CircleQuestion]] = {}
        for row in await self.work.execute(query):
            found.setdefault(row.circle_id, []).append(_question(row))
        return found

    async def add_question(self, guild_id: int, circle_id: int, text: str, kind: str, now: datetime) -> bool:
        """False when it stands in the list already."""
        return await self.work.insert_if_new(
            circle_questions,
            {"question_id": new_id(now), "guild_id": guild_id, "circle_id": circle_id, "text": text, "kind": kind},
        )

    async def edit_question(self, guild_id: int, question_id: int, text: str) -> None:
        await self.work.execute(
            update(circle_questions)
            .where(circle_questions.c.guild_id == guild_id, circle_questions.c.question_id == question_id)
            .values(text=text)
        )

    async def remove_question(self, guild_id: int, circle_id: int, question_id: int) -> bool:
        result = await self.work.execute(
            delete(circle_questions).where(
                circle_questions.c.guild_id == guild_id,
                circle_questions.c.circle_id == circle_id,
                circle_questions.c.question_id == question_id,
            )
        )
        return result.rowcount == 1

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        weeks = await self.work.execute(select(checkin_hosts.c.week).where(_hosts_of(guild_id, member_id)))
        drafts = select(checkin_drafts).where(
            checkin_drafts.c.guild_id == guild_id, checkin_drafts.c.member_id == member_id
        )
        return {
            "weeks_you_host": [dict(row) for row in weeks.mappings()],
            "drafts_you_host": [
                {"date": draft.local_date, "question": draft.question, "in_your_words": draft.words}
                for draft in [await self._read(row) for row in (await self.work.execute(drafts)).all()]
            ],
        }

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        await self.work.execute(delete(checkin_hosts).where(_hosts_of(guild_id, member_id)))
        await self.work.execute(
            delete(checkin_drafts).where(checkin_drafts.c.guild_id == guild_id, checkin_drafts.c.member_id == member_id)
        )

    async def erase_guild(self, guild_id: int) -> None:
        for table in (checkin_hosts, checkin_drafts, circle_questions):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))

    async def _read(self, row: Any) -> Draft:
        words = ""
        if row.words is not None:
            try:
                words = await self.work.unseal(_TABLE, _WORDS, row.draft_id, row.guild_id, row.member_id, row.words)
            except KeyGone:
                words = ""  # the host is being erased at this moment
        return Draft(
            draft_id=row.draft_id,
            guild_id=row.guild_id,
            schedule_id=row.schedule_id,
            local_date=row.local_date,
            member_id=row.member_id,
            question=row.question,
            source=row.source,
            words=words,
            closes_at=row.closes_at,
        )


def _draft(guild_id: int, draft_id: int) -> ColumnElement[bool]:
    return and_(checkin_drafts.c.guild_id == guild_id, checkin_drafts.c.draft_id == draft_id)


def _hosts_of(guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(checkin_hosts.c.guild_id == guild_id, checkin_hosts.c.member_id == member_id)


def _question(row: Any) -> CircleQuestion:
    return CircleQuestion(row.question_id, row.guild_id, row.circle_id, row.text, row.kind)

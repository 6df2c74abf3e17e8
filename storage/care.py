"""What a member keeps: entries of tools, their plan, their care card, what to be warned of, and who looked."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, insert, select, update

from storage.ids import new_id
from storage.records.care import Answers, Card, Cautions, Entry, Look, Looked, Plan
from storage.sealed_answers import sealed_answers, unsealed_answers
from storage.tables.care import care_cards, care_cautions, care_entries, care_looks, care_plans
from storage.work import Work

_WORDS = "words"  # where a member has one row, it is sealed for row 0: server and member are the key
_HAS_CARD = select(care_cards.c.member_id).where(
    care_cards.c.guild_id == bindparam("guild"), care_cards.c.member_id == bindparam("member")
)


class CareStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def keep(self, guild_id: int, member_id: int, tool: str, answers: Answers, now: datetime) -> int:
        """Keep what they wrote in a tool; answers the id of the entry."""
        entry_id = new_id(now)
        words = await sealed_answers(self.work, care_entries.name, _WORDS, entry_id, guild_id, member_id, answers)
        await self.work.execute(
            insert(care_entries).values(
                entry_id=entry_id, guild_id=guild_id, member_id=member_id, tool=tool, words=words, kept_at=now
            )
        )
        return entry_id

    async def entries(
        self, guild_id: int, member_id: int, tool: str | None = None, limit: int = 1000
    ) -> tuple[Entry, ...]:
        """The newest first."""
        query = select(care_entries).where(_of(care_entries, guild_id, member_id))
        if tool is not None:
            query = query.where(care_entries.c.tool == tool)
        query = query.order_by(care_entries.c.kept_at.desc(), care_entries.c.entry_id.desc()).limit(limit)
        return tuple([await self._entry(row) for row in (await self.work.execute(query)).all()])

    async def forget_entry(self, guild_id: int, member_id: int, entry_id: int) -> bool:
        """False when it is not there, or not theirs."""
        result = await self.work.execute(
            delete(care_entries).where(_of(care_entries, guild_id, member_id), care_entries.c.entry_id == entry_id)
        )
        return result.rowcount == 1

    async def forget_entries(self, guild_id: int, member_id: int) -> int:
        return (await self.work.execute(delete(care_entries).where(_of(care_entries, guild_id, member_id)))).rowcount

    async def plan(self, guild_id: int, member_id: int) -> Plan | None:
        row = (await self.work.execute(select(care_plans).where(_of(care_plans, guild_id, member_id)))).one_or_none()
        if row is None:
            return None
        answers = await self._answers(care_plans, row)
        return Plan(guild_id, member_id, answers, row.shared_with_member_id, row.shared_at, row.changed_at)

    async def write_plan(self, guild_id: int, member_id: int, answers: Answers, now: datetime) -> None:
        await self._write(care_plans, guild_id, member_id, answers, now)

    async def share_plan(self, guild_id: int, member_id: int, with_member_id: int | None, now: datetime) -> None:
        """With one person, or with nobody any more."""
        shared_at = None if with_member_id is None else now
        await self.work.execute(
            update(care_plans)
            .where(_of(care_plans, guild_id, member_id))
            .values(shared_with_member_id=with_member_id, shared_at=shared_at)
        )

    async def plans_shared_with(self, guild_id: int, member_id: int) -> tuple[int, ...]:
        """Whose plan this person may read."""
        query = select(care_plans.c.member_id).where(
            care_plans.c.guild_id == guild_id, care_plans.c.shared_with_member_id == member_id
        )
        return tuple((await self.work.execute(query.order_by(care_plans.c.shared_at))).scalars())

    async def forget_plan(self, guild_id: int, member_id: int) -> None:
        await self.work.execute(delete(care_plans).where(_of(care_plans, guild_id, member_id)))

    async def has_card(self, guild_id: int, member_id: int) -> bool:
        """Whether there is something on it; reads none of it, so it is no look."""
        return (await self.work.execute(_HAS_CARD, {"guild": guild_id, "member": member_id})).first() is not None

    async def card(self, guild_id: int, member_id: int) -> Card | None:
        """For the member themselves; a responder reads it by `look_at_card`."""
        row = (await self.work.execute(select(care_cards).where(_of(care_cards, guild_id, member_id)))).one_or_none()
        return None if row is None else Card(guild_id, member_id, await self._answers(care_cards, row), row.changed_at)

    async def look_at_card(
        self, guild_id: int, member_id: int, by_member_id: int, case_id: int, now: datetime
    ) -> Card | None:
        """A responder reads it inside an open case (the caller has checked that): written down for the member."""
        card = await self.card(guild_id, member_id)
        if card is not None:
            await self.looked(guild_id, member_id, by_member_id, Looked.CARD, now, case_id)
        return card

    async def write_card(self, guild_id: int, member_id: int, answers: Answers, now: datetime) -> None:
        await self._write(care_cards, guild_id, member_id, answers, now)

    async def forget_card(self, guild_id: int, member_id: int) -> None:
        await self.work.execute(delete(care_cards).where(_of(care_cards, guild_id, member_id)))

    async def looked(
        self,
        guild_id: int,
        member_id: int,
        by_member_id: int,
        what: Looked,
        now: datetime,
        case_id: int | None = None,
    ) -> None:
        await self.work.execute(
            insert(care_looks).values(
                look_id=new_id(now),
                guild_id=guild_id,
                member_id=member_id,
                by_member_id=by_member_id,
                what=what.value,
                case_id=case_id,
                looked_at=now,
            )
        )

    async def looks(self, guild_id: int, member_id: int, what: Looked, limit: int = 100) -> tuple[Look, ...]:
        """Who looked at it, the newest first."""
        query = (
            select(care_looks)
            .where(_of(care_looks, guild_id, member_id), care_looks.c.what == what.value)
            .order_by(care_looks.c.looked_at.desc())
            .limit(limit)
        )
        return tuple(Look(Looked(row.what), row.by_member_id, row.looked_at) for row in await self.work.execute(query))

    async def cautions(self, guild_id: int, member_id: int) -> Cautions:
        query = select(care_cautions).where(_of(care_cautions, guild_id, member_id))
        row = (await self.work.execute(query)).one_or_none()
        if row is None:
            return Cautions()
        found = await self._answers(care_cautions, row)
        return Cautions(tuple(found.get("topics", ())), tuple(found.get("own", ())))

    async def write_cautions(self, guild_id: int, member_id: int, cautions: Cautions, now: datetime) -> None:
        if not cautions.topics and not cautions.own:
            await self.work.execute(delete(care_cautions).where(_of(care_cautions, guild_id, member_id)))
            return
        answers: dict[str, Any] = {"topics": list(cautions.topics), "own": list(cautions.own)}
        await self._write(care_cautions, guild_id, member_id, answers, now)

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        plan, card = await self.plan(guild_id, member_id), await self.card(guild_id, member_id)
        cautions = await self.cautions(guild_id, member_id)
        entries = await self.entries(guild_id, member_id)
        seen = await self.work.execute(
            select(care_looks.c.what, care_looks.c.by_member_id, care_looks.c.looked_at)
            .where(_of(care_looks, guild_id, member_id))
            .order_by(care_looks.c.looked_at)
        )
        looked = await self.work.execute(
            select(care_looks.c.what, care_looks.c.looked_at)
            .where(care_looks.c.guild_id == guild_id, care_looks.c.by_member_id == member_id)
            .order_by(care_looks.c.looked_at)
        )
        shared = await self.work.execute(
            select(care_plans.c.shared_at).where(
                care_plans.c.guild_id == guild_id, care_plans.c.shared_with_member_id == member_id
            )
        )
        warned = await self.work.execute(
            select(care_cautions.c.changed_at).where(_of(care_cautions, guild_id, member_id))
        )
        return {
            "what_you_kept_from_tools": [
                {"tool": entry.tool, "kept_at": entry.kept_at, **{f"your_{k}": v for k, v in entry.answers.items()}}
                for entry in reversed(entries)
            ],
            "your_plan": []
            if plan is None
            else [{**plan.answers, "shared_at": plan.shared_at, "changed_at": plan.changed_at}],
            "your_care_card": [] if card is None else [{**card.answers, "changed_at": card.changed_at}],
            "what_you_want_to_be_warned_of": [
                {"topics": list(cautions.topics), "own": list(cautions.own), **row} for row in warned.mappings()
            ],
            "who_looked_at_your_plan_or_card": [dict(row) for row in seen.mappings()],
            "plans_and_cards_you_looked_at": [dict(row) for row in looked.mappings()],
            "plans_shared_with_you": [dict(row) for row in shared.mappings()],
        }  # fmt: skip

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        """As somebody who looked they are no longer named, and a plan shared with them is shared with nobody."""
        for table in (care_entries, care_plans, care_cards, care_cautions, care_looks):
            await self.work.execute(delete(table).where(_of(table, guild_id, member_id)))
        await self.work.execute(
            update(care_looks)
            .where(care_looks.c.guild_id == guild_id, care_looks.c.by_member_id == member_id)
            .values(by_member_id=None)
        )
        await self.work.execute(
            update(care_plans)
            .where(care_plans.c.guild_id == guild_id, care_plans.c.shared_with_member_id == member_id)
            .values(shared_with_member_id=None, shared_at=None)
        )

    async def erase_guild(self, guild_id: int) -> None:
        for table in (care_entries, care_plans, care_cards, care_cautions, care_looks):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))

    async def _write(self, table: Table, guild_id: int, member_id: int, answers: Any, now: datetime) -> None:
        words = await sealed_answers(self.work, table.name, _WORDS, 0, guild_id, member_id, answers)
        made = {"guild_id": guild_id, "member_id": member_id, "words": words, "changed_at": now}
        if not await self.work.insert_if_new(table, made):
            await self.work.execute(
                update(table).where(_of(table, guild_id, member_id)).values(words=words, changed_at=now)
            )

    async def _answers(self, table: Table, row: Any) -> dict[str, Any]:
        return await unsealed_answers(self.work, table.name, _WORDS, 0, row.guild_id, row.member_id, row.words)

    async def _entry(self, row: Any) -> Entry:
        answers = await unsealed_answers(
            self.work, care_entries.name, _WORDS, row.entry_id, row.guild_id, row.member_id, row.words
        )
        return Entry(row.entry_id, row.guild_id, row.member_id, row.tool, answers, row.kept_at)


def _of(table: Table, guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(table.c.guild_id == guild_id, table.c.member_id == member_id)

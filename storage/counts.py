"""What stays of cases when nobody is named any longer: counts and waits."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from storage.ids import new_id
from storage.records.alert_settings import CaseCount
from storage.tables.alert_settings import case_counts, low_counts
from storage.work import Work


class CountStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def add(self, guild_id: int, counted: CaseCount, now: datetime) -> None:
        await self.work.execute(
            insert(case_counts).values(
                count_id=new_id(now),
                guild_id=guild_id,
                day=counted.day,
                hour=counted.hour,
                category=counted.category,
                severity=counted.severity,
                rule=counted.rule,
                outcome=counted.outcome,
                waited=counted.waited,
            )
        )

    async def since(self, guild_id: int, day: date, before: date | None = None) -> tuple[CaseCount, ...]:
        """Cases that opened on `day` or later, and before `before`."""
        query = select(case_counts).where(case_counts.c.guild_id == guild_id, case_counts.c.day >= day)
        if before is not None:
            query = query.where(case_counts.c.day < before)
        return tuple(
            CaseCount(row.day, row.hour, row.category, row.severity, row.rule, row.outcome, row.waited)
            for row in await self.work.execute(query.order_by(case_counts.c.day, case_counts.c.count_id))
        )

    async def low(self, guild_id: int, day: date, category: str) -> None:
        """One more message that is only counted."""
        values = {"guild_id": guild_id, "day": day, "category": category, "times": 1}
        if not await self.work.insert_if_new(low_counts, values):
            mine = (
                low_counts.c.guild_id == guild_id,
                low_counts.c.day == day,
                low_counts.c.category == category,
            )
            await self.work.execute(update(low_counts).where(*mine).values(times=low_counts.c.times + 1))

    async def low_since(self, guild_id: int, day: date, before: date) -> Mapping[str, int]:
        query = (
            select(low_counts.c.category, func.sum(low_counts.c.times).label("times"))
            .where(low_counts.c.guild_id == guild_id, low_counts.c.day >= day, low_counts.c.day < before)
            .group_by(low_counts.c.category)
        )
        return {row.category: int(row.times) for row in await self.work.execute(query)}

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        """Nothing: no row here is about a person."""
        return {}

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        """Nothing to erase, see `export_member`."""

    async def erase_guild(self, guild_id: int) -> None:
        for table in (case_counts, low_counts):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))

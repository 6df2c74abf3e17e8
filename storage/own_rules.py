"""A server's own rules and exceptions, and what shadow rules counted."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from storage.records.own_rules import OwnRule, RuleKind, RuleState
from storage.tables.own_rules import own_rules, shadow_counts
from storage.work import Work


class OwnRuleStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def add(self, rule: OwnRule) -> None:
        values = {name: getattr(rule, name) for name in OwnRule.__dataclass_fields__}
        values |= {"kind": rule.kind.value, "state": rule.state.value}
        await self.work.execute(insert(own_rules).values(**values))

    async def get(self, guild_id: int, rule_id: int) -> OwnRule | None:
        query = select(own_rules).where(own_rules.c.guild_id == guild_id, own_rules.c.rule_id == rule_id)
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else _rule(row)

    async def named(self, guild_id: int, name: str) -> OwnRule | None:
        """The rule or exception in use under that name."""
        query = select(own_rules).where(
            own_rules.c.guild_id == guild_id, own_rules.c.name == name, own_rules.c.state != RuleState.DRAFT.value
        )
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else _rule(row)

    async def of_guild(self, guild_id: int, now: datetime) -> tuple[OwnRule, ...]:
        """What is in use now, by name."""
        return tuple(rule for rule in await self._in_use(own_rules.c.guild_id == guild_id, now))

    async def all(self, now: datetime) -> tuple[OwnRule, ...]:
        """What is in use now on any server."""
        return await self._in_use(own_rules.c.guild_id != 0, now)

    async def _in_use(self, where: Any, now: datetime) -> tuple[OwnRule, ...]:
        query = (
            select(own_rules)
            .where(where, own_rules.c.state != RuleState.DRAFT.value)
            .where(own_rules.c.until.is_(None) | (own_rules.c.until > now))
            .order_by(own_rules.c.name)
        )
        return tuple(_rule(row) for row in await self.work.execute(query))

    async def count(self, guild_id: int, kind: RuleKind) -> int:
        query = select(func.count()).select_from(own_rules)
        query = query.where(
            own_rules.c.guild_id == guild_id,
            own_rules.c.kind == kind.value,
            own_rules.c.state != RuleState.DRAFT.value,
        )
        return (await self.work.execute(query)).scalar_one()

    async def put_in_use(self, rule: OwnRule, state: RuleState) -> None:
        """The draft counts from now on; what it replaces is gone, and so is an ended exception of the same name."""
        if rule.replaces_id is not None:
            await self.remove(rule.guild_id, rule.replaces_id)
        await self.work.execute(
            update(own_rules)
            .where(own_rules.c.guild_id == rule.guild_id, own_rules.c.rule_id == rule.rule_id)
            .values(state=state.value, replaces_id=None)
        )

    async def remove(self, guild_id: int, rule_id: int) -> None:
        await self.work.execute(
            delete(own_rules).where(own_rules.c.guild_id == guild_id, own_rules.c.rule_id == rule_id)
        )

    async def forget_ended(self, guild_id: int, now: datetime, drafts_before: datetime) -> None:
        """Exceptions whose time is over, and drafts that nobody saved."""
        draft = (own_rules.c.state == RuleState.DRAFT.value) & (own_rules.c.made_at < drafts_before)
        ended = own_rules.c.until.is_not(None) & (own_rules.c.until <= now)
        await self.work.execute(delete(own_rules).where(own_rules.c.guild_id == guild_id, draft | ended))

    async def counted(self, guild_id: int, rule_id: int, day: date, times: int) -> None:
        """A rule in shadow would have asked somebody that often more."""
        if await self.get(guild_id, rule_id) is None:
            return
        values = {"rule_id": rule_id, "day": day, "guild_id": guild_id, "times": times}
        if not await self.work.insert_if_new(shadow_counts, values):
            mine = (shadow_counts.c.rule_id == rule_id, shadow_counts.c.day == day)
            await self.work.execute(update(shadow_counts).where(*mine).values(times=shadow_counts.c.times + times))

    async def shadow_times(self, guild_id: int, since: date) -> Mapping[int, int]:
        """Rule id -> how often it would have asked somebody since that day."""
        query = (
            select(shadow_counts.c.rule_id, func.sum(shadow_counts.c.times).label("times"))
            .where(shadow_counts.c.guild_id == guild_id, shadow_counts.c.day >= since)
            .group_by(shadow_counts.c.rule_id)
        )
        return {row.rule_id: int(row.times) for row in await self.work.execute(query)}

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        query = select(own_rules).where(own_rules.c.guild_id == guild_id, own_rules.c.made_by_member_id == member_id)
        rows = [
            {"kind": row.kind, "name": row.name, "words": row.words, "made_at": row.made_at}
            for row in await self.work.execute(query.order_by(own_rules.c.rule_id))
        ]
        return {"rules for this server that you wrote": rows}

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        """The server's rules stay; who wrote them is forgotten."""
        mine = (own_rules.c.guild_id == guild_id, own_rules.c.made_by_member_id == member_id)
        await self.work.execute(update(own_rules).where(*mine).values(made_by_member_id=None))

    async def erase_guild(self, guild_id: int) -> None:
        for table in (shadow_counts, own_rules):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))


def _rule(row: Any) -> OwnRule:
    values: dict[str, Any] = {name: getattr(row, name) for name in OwnRule.__dataclass_fields__}
    values |= {"kind": RuleKind(row.kind), "state": RuleState(row.state)}
    return OwnRule(**values)

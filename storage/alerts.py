"""Alerts: one per matched message. Words are sealed, and gone as soon as they are no longer needed."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, insert, select, update

from storage.records.alerts import Alert, CaseKind, CaseState, Outcome, Source
from storage.tables.alerts import alerts, cases, hellos
from storage.work import Work

_COLUMNS = [column for column in alerts.c if column.name != "words"]
_FIELDS = tuple(field.name for field in fields(Alert) if field.name != "has_words")
_HAS_WORDS = alerts.c.words.is_not(None).label("has_words")

# What every alert runs is made once: to build a statement costs more than to run it.
_BY_MESSAGE = select(*_COLUMNS, _HAS_WORDS).where(
    alerts.c.guild_id == bindparam("guild"), alerts.c.message_id == bindparam("message")
)
_OF_CASE = (
    select(*_COLUMNS, _HAS_WORDS)
    .where(alerts.c.case_id == bindparam("case"))
    .order_by(alerts.c.said_at.desc(), alerts.c.alert_id.desc())
    .limit(bindparam("most"))
)
_COUNT_OF_CASE = select(func.count()).select_from(alerts).where(alerts.c.case_id == bindparam("case"))

_THERE = select(
    select(alerts.c.alert_id)
    .where(alerts.c.guild_id == bindparam("guild"), alerts.c.message_id == bindparam("message"))
    .scalar_subquery()
    .label("alert"),
    select(cases.c.case_id)
    .where(
        cases.c.guild_id == bindparam("guild"),
        cases.c.member_id == bindparam("member"),
        cases.c.kind == CaseKind.ALERT.value,
        cases.c.state != CaseState.RESOLVED.value,
    )
    .scalar_subquery()
    .label("case"),
)


class AlertStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def add(self, alert: Alert, words: str | None) -> bool:
        """False when that message has its alert already. `words` are sealed for the member who wrote them."""
        values: dict[str, Any] = {name: getattr(alert, name) for name in _FIELDS}
        values |= {"source": alert.source.value, "hits": [dict(hit) for hit in alert.hits]}
        if words is not None:
            values["words"] = await self._sealed(alert, words)
        return await self.work.insert_if_new(alerts, values)

    async def there(self, guild_id: int, message_id: int, member_id: int) -> tuple[bool, bool]:
        """Whether the message has its alert, and the member an open case: most often neither, and then nothing of
        them need be read."""
        which = {"guild": guild_id, "message": message_id, "member": member_id}
        found = (await self.work.execute(_THERE, which)).mappings().one()
        return found["alert"] is not None, found["case"] is not None

    async def by_message(self, guild_id: int, message_id: int) -> Alert | None:
        row = (await self.work.execute(_BY_MESSAGE, {"guild": guild_id, "message": message_id})).one_or_none()
        return None if row is None else _alert(row)

    async def known(self, guild_id: int, message_ids: Sequence[int]) -> frozenset[int]:
        """Which of these messages have an alert."""
        query = select(alerts.c.message_id).where(
            alerts.c.guild_id == guild_id, alerts.c.message_id.in_(list(message_ids))
        )
        return frozenset((await self.work.execute(query)).scalars())

    async def of_case(self, case_id: int, limit: int = 500) -> tuple[Alert, ...]:
        """The newest first."""
        return tuple(_alert(row) for row in await self.work.execute(_OF_CASE, {"case": case_id, "most": limit}))

    async def any_from(self, case_id: int, channel_id: int) -> bool:
        """Whether the case has an alert from that channel."""
        query = select(alerts.c.alert_id).where(alerts.c.case_id == case_id, alerts.c.channel_id == channel_id)
        return (await self.work.execute(query.limit(1))).first() is not None

    async def lately_in(self, guild_id: int, channel_id: int, since: datetime) -> tuple[Alert, ...]:
        """What members themselves wrote in a channel since then, the newest first."""
        query = (
            select(*_COLUMNS, _HAS_WORDS)
            .where(
                alerts.c.guild_id == guild_id,
                alerts.c.channel_id == channel_id,
                alerts.c.said_at >= since,
                alerts.c.source.in_([Source.MESSAGE.value, Source.EDIT.value, Source.CATCH_UP.value]),
            )
            .order_by(alerts.c.said_at.desc(), alerts.c.alert_id.desc())
            .limit(20)
        )
        return tuple(_alert(row) for row in await self.work.execute(query))

    async def categories_of(self, case_id: int) -> frozenset[str]:
        query = select(alerts.c.category).where(alerts.c.case_id == case_id).distinct()
        return frozenset((await self.work.execute(query)).scalars())

    async def count_of_case(self, case_id: int) -> int:
        return (await self.work.execute(_COUNT_OF_CASE, {"case": case_id})).scalar_one()

    async def grown(self, alert: Alert, words: str | None) -> None:
        """The message was edited into something that matches otherwise: keep the newer finding and words."""
        values: dict[str, Any] = {
            "case_id": alert.case_id,
            "category": alert.category,
            "severity": alert.severity,
            "rule": alert.rule,
            "hits": [dict(hit) for hit in alert.hits],
            "edited_at": alert.edited_at,
        }
        if words is not None:
            values["words"] = await self._sealed(alert, words)
        await self.work.execute(update(alerts).where(alerts.c.alert_id == alert.alert_id).values(**values))

    async def mark_edited(self, guild_id: int, message_id: int, at: datetime) -> None:
        await self.work.execute(
            update(alerts).where(alerts.c.guild_id == guild_id, alerts.c.message_id == message_id).values(edited_at=at)
        )

    async def mark_deleted(self, guild_id: int, message_ids: Sequence[int], at: datetime) -> tuple[int, ...]:
        """Answers the cases whose messages were deleted."""
        where = and_(
            alerts.c.guild_id == guild_id, alerts.c.message_id.in_(list(message_ids)), alerts.c.deleted_at.is_(None)
        )
        found = (await self.work.execute(select(alerts.c.case_id).where(where).distinct())).scalars().all()
        await self.work.execute(update(alerts).where(where).values(deleted_at=at))
        return tuple(found)

    async def posted_as(self, guild_id: int, member_id: int, channel_id: int, message_id: int, since: datetime) -> None:
        """The bot has posted the member's words: the newest alert about them that had no message has one now."""
        query = (
            select(alerts.c.alert_id)
            .where(
                alerts.c.guild_id == guild_id,
                alerts.c.member_id == member_id,
                alerts.c.channel_id == channel_id,
                alerts.c.source == Source.POSTED.value,
                alerts.c.message_id < 0,
                alerts.c.seen_at >= since,
            )
            .order_by(alerts.c.seen_at)
            .limit(1)
        )
        alert_id = (await self.work.execute(query)).scalar_one_or_none()
        if alert_id is not None and await self.by_message(guild_id, message_id) is None:
            await self.work.execute(update(alerts).where(alerts.c.alert_id == alert_id).values(message_id=message_id))

    async def words(self, alert: Alert) -> str | None:
        """The words again; raises Tampered, or KeyGone when the member was erased."""
        query = select(alerts.c.words).where(alerts.c.alert_id == alert.alert_id)
        sealed = (await self.work.execute(query)).scalar_one_or_none()
        if sealed is None:
            return None
        return await self.work.unseal("alerts", "words", alert.alert_id, alert.guild_id, alert.member_id, sealed)

    async def forget_words(self, case_id: int) -> None:
        await self.work.execute(update(alerts).where(alerts.c.case_id == case_id).values(words=None))

    async def forget_words_closed_before(self, before: datetime) -> int:
        closed = select(cases.c.case_id).where(cases.c.state == CaseState.RESOLVED.value, cases.c.resolved_at < before)
        result = await self.work.execute(
            update(alerts).where(alerts.c.words.is_not(None), alerts.c.case_id.in_(closed)).values(words=None)
        )
        return result.rowcount

    async def newest(self, guild_id: int) -> datetime | None:
        """When the newest alert of the server was seen."""
        query = select(func.max(alerts.c.seen_at)).where(alerts.c.guild_id == guild_id)
        return (await self.work.execute(query)).scalar_one()

    async def false_alarms(self, guild_id: int, since: datetime) -> Mapping[str, tuple[int, int]]:
        """Per rule: alerts in closed cases, and how many of them were not a crisis."""
        query = (
            select(alerts.c.rule, cases.c.outcome, func.count().label("found"))
            .join(cases, cases.c.case_id == alerts.c.case_id)
            .where(alerts.c.guild_id == guild_id, alerts.c.seen_at >= since, cases.c.outcome.is_not(None))
            .group_by(alerts.c.rule, cases.c.outcome)
        )
        found: dict[str, tuple[int, int]] = {}
        for row in await self.work.execute(query):
            total, false = found.get(row.rule, (0, 0))
            wrong = row.found if row.outcome == Outcome.NOT_A_CRISIS.value else 0
            found[row.rule] = (total + row.found, false + wrong)
        return found

    async def greeted(self, member_id: int, now: datetime, since: datetime) -> bool:
        """Note that the person's DM or mention is being answered; False when one was answered after `since`."""
        query = select(hellos.c.answered_at).where(hellos.c.member_id == member_id)
        last = (await self.work.execute(query)).scalar_one_or_none()
        if last is not None and last > since:
            return False
        await self.work.execute(delete(hellos).where(hellos.c.member_id == member_id))
        await self.work.execute(insert(hellos).values(member_id=member_id, answered_at=now))
        return True

    async def any_hello(self) -> bool:
        return (await self.work.execute(select(hellos.c.member_id).limit(1))).first() is not None

    async def forget_hellos(self, before: datetime) -> None:
        await self.work.execute(delete(hellos).where(hellos.c.answered_at < before))

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        mine = and_(alerts.c.guild_id == guild_id, alerts.c.member_id == member_id)
        result = await self.work.execute(select(*_COLUMNS, _HAS_WORDS).where(mine).order_by(alerts.c.said_at))
        rows = [
            {
                "channel_id": alert.channel_id,
                "message_id": alert.message_id,
                "category": alert.category,
                "rule": alert.rule,
                "said_at": alert.said_at,
                "words": await self.words(alert) if alert.has_words else None,
            }
            for alert in map(_alert, result)
        ]
        answered = await self.work.execute(select(hellos.c.answered_at).where(hellos.c.member_id == member_id))
        return {
            "messages_of_yours_that_raised_an_alert": rows,
            "when_a_message_of_yours_to_the_bot_was_answered": [dict(row) for row in answered.mappings()],
        }

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        """Alerts go, except those of a case still open: they stay without words until a responder closes it."""
        mine = and_(alerts.c.guild_id == guild_id, alerts.c.member_id == member_id)
        over = select(cases.c.case_id).where(cases.c.state == CaseState.RESOLVED.value)
        await self.work.execute(delete(alerts).where(mine, alerts.c.case_id.in_(over)))
        await self.work.execute(update(alerts).where(mine).values(words=None))
        await self.work.execute(delete(hellos).where(hellos.c.member_id == member_id))

    async def erase_guild(self, guild_id: int) -> None:
        await self.work.execute(delete(alerts).where(alerts.c.guild_id == guild_id))

    async def _sealed(self, alert: Alert, words: str) -> bytes:
        return await self.work.seal("alerts", "words", alert.alert_id, alert.guild_id, alert.member_id, words)


def _alert(row: Any) -> Alert:
    values: dict[str, Any] = dict(row._mapping)  # noqa: SLF001 - the documented way to a row's names
    values |= {"source": Source(row.source), "hits": tuple(row.hits), "has_words": bool(row.has_words)}
    return Alert(**values)

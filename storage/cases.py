"""Cases: one open matter per member and server, the notices sent about it, and its trail."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, func, insert, select, update

from storage.ids import new_id
from storage.records.alerts import Case, CaseKind, CaseState, Entry, Notice, Outcome, Path
from storage.tables.alerts import alerts, case_notices, case_trail, cases
from storage.tables.servers import left_servers
from storage.work import Work

_OVER = CaseState.RESOLVED.value
_COLUMNS = [column for column in cases.c if column.name not in ("note", "due_at")]
_CASE_FIELDS, _NOTICE_FIELDS = (tuple(field.name for field in fields(kind)) for kind in (Case, Notice))

# What every alert runs is made once: to build a statement costs more than to run it.
_SAVE = update(cases).where(cases.c.case_id == bindparam("this"))
_WRITE_DOWN = insert(case_trail)
_BY_ID = select(*_COLUMNS).where(cases.c.guild_id == bindparam("guild"), cases.c.case_id == bindparam("case"))
_OPEN_OF = select(*_COLUMNS).where(
    cases.c.guild_id == bindparam("guild"),
    cases.c.member_id == bindparam("member"),
    cases.c.kind == bindparam("kind"),
    cases.c.state != _OVER,
)
_NEXT_DUE = select(func.min(cases.c.due_at)).where(cases.c.guild_id.not_in(left_servers))
_NOTICE = select(case_notices).where(case_notices.c.key == bindparam("this"))
_SETTLE_NOTICE = update(case_notices).where(case_notices.c.key == bindparam("this"))
_NOTICES = (
    select(case_notices)
    .where(case_notices.c.case_id == bindparam("case"))
    .order_by(case_notices.c.created_at, case_notices.c.page, case_notices.c.key)
)


class CaseStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def add(self, case: Case) -> bool:
        """False when this member has an open case of that kind here already."""
        return await self.work.insert_if_new(cases, _values(case))

    async def known(self, case_ids: Iterable[int]) -> frozenset[int]:
        """Which of these cases there are."""
        query = select(cases.c.case_id).where(cases.c.case_id.in_(list(case_ids)))
        return frozenset((await self.work.execute(query)).scalars())

    async def save(self, case: Case) -> None:
        """Write the whole case; read it with `lock=True` in the same transaction before."""
        values = _values(case)
        del values["case_id"], values["guild_id"]
        await self.work.execute(_SAVE, values | {"this": case.case_id})

    async def get(self, guild_id: int, case_id: int, *, lock: bool = False) -> Case | None:
        return await self._one(_BY_ID, {"guild": guild_id, "case": case_id}, lock=lock)

    async def get_anywhere(self, case_id: int) -> Case | None:
        """For a press in a DM, which names no server: who asks must prove their rights on the case's server."""
        return await self._one(select(*_COLUMNS).where(cases.c.case_id == case_id), {})

    async def open_of(
        self, guild_id: int, member_id: int, kind: CaseKind = CaseKind.ALERT, *, lock: bool = False
    ) -> Case | None:
        """The member's case that is not over yet."""
        return await self._one(_OPEN_OF, {"guild": guild_id, "member": member_id, "kind": kind.value}, lock=lock)

    async def open_in(self, guild_id: int) -> tuple[Case, ...]:
        query = select(*_COLUMNS).where(cases.c.guild_id == guild_id, cases.c.state != _OVER)
        return tuple(_case(row) for row in await self.work.execute(query.order_by(cases.c.opened_at)))

    async def due(self, now: datetime, limit: int) -> tuple[Case, ...]:
        """Cases with something to do by `now`, longest waiting first."""
        here = cases.c.guild_id.not_in(left_servers)
        query = select(*_COLUMNS).where(cases.c.due_at <= now, here)
        query = query.order_by(cases.c.due_at, cases.c.case_id).limit(limit)
        if self.work.dialect == "postgresql":
            query = query.with_for_update(skip_locked=True)
        return tuple(_case(row) for row in await self.work.execute(query))

    async def next_due(self) -> datetime | None:
        return (await self.work.execute(_NEXT_DUE)).scalar_one()

    async def open_everywhere(self) -> tuple[Case, ...]:
        query = select(*_COLUMNS).where(cases.c.state != _OVER).order_by(cases.c.opened_at)
        if self.work.dialect == "postgresql":
            query = query.with_for_update()
        return tuple(_case(row) for row in await self.work.execute(query))

    async def oldest_waiting_notice(self) -> datetime | None:
        """When the oldest notice was written that has neither arrived nor been given up."""
        query = select(func.min(case_notices.c.created_at, type_=case_notices.c.created_at.type))
        here = case_notices.c.guild_id.not_in(left_servers)
        return (await self.work.execute(query.where(case_notices.c.state == "waiting", here))).scalar_one()

    async def untold(self) -> tuple[Case, ...]:
        """Open cases of which nobody could be told although every path was tried."""
        query = select(*_COLUMNS).where(cases.c.state != _OVER, cases.c.told_at.is_(None), cases.c.worry >= 2)
        return tuple(_case(row) for row in await self.work.execute(query))

    async def write_note(self, case: Case, note: str) -> None:
        """Seal the responder's note with the key of the member it is about."""
        sealed = await self.work.seal("cases", "note", case.case_id, case.guild_id, case.member_id, note)
        await self.work.execute(update(cases).where(cases.c.case_id == case.case_id).values(note=sealed))

    async def note(self, case: Case) -> str | None:
        """Raises Tampered, or KeyGone when the member was erased."""
        sealed = (await self.work.execute(select(cases.c.note).where(cases.c.case_id == case.case_id))).scalar_one()
        if sealed is None:
            return None
        return await self.work.unseal("cases", "note", case.case_id, case.guild_id, case.member_id, sealed)

    async def add_notice(self, notice: Notice) -> bool:
        values = {name: getattr(notice, name) for name in _NOTICE_FIELDS} | {"path": notice.path.value}
        return await self.work.insert_if_new(case_notices, values)

    async def settle_notice(
        self, key: str, state: str, *, channel_id: int | None, message_id: int | None
    ) -> Notice | None:
        """Write how sending it ended; answers the notice, or None when it is not one of ours."""
        ended = {"this": key, "state": state, "channel_id": channel_id, "message_id": message_id}
        await self.work.execute(_SETTLE_NOTICE, ended)
        row = (await self.work.execute(_NOTICE, {"this": key})).one_or_none()
        return None if row is None else _notice(row)

    async def notices(self, case_id: int, page: int | None = None) -> tuple[Notice, ...]:
        found = [_notice(row) for row in await self.work.execute(_NOTICES, {"case": case_id})]
        return tuple(notice for notice in found if page is None or notice.page == page)

    async def write_down(
        self, case: Case, what: str, now: datetime, by_member_id: int | None = None, **detail: object
    ) -> None:
        """Add a line to the trail; `detail` holds ids, counts and names of steps, never words."""
        await self.work.execute(
            _WRITE_DOWN,
            {
                "entry_id": new_id(now),
                "guild_id": case.guild_id,
                "case_id": case.case_id,
                "at": now,
                "what": what,
                "by_member_id": by_member_id,
                "detail": detail,
            },
        )

    async def trail(self, case_id: int) -> tuple[Entry, ...]:
        query = select(case_trail).where(case_trail.c.case_id == case_id)
        result = await self.work.execute(query.order_by(case_trail.c.at, case_trail.c.entry_id))
        return tuple(Entry(row.case_id, row.at, row.what, row.by_member_id, row.detail) for row in result)

    async def count_by(self, guild_id: int, member_id: int, what: str, since: datetime) -> int:
        """How often a person did something since then."""
        query = (
            select(func.count())
            .select_from(case_trail)
            .where(
                case_trail.c.guild_id == guild_id,
                case_trail.c.by_member_id == member_id,
                case_trail.c.what == what,
                case_trail.c.at >= since,
            )
        )
        return (await self.work.execute(query)).scalar_one()

    async def heavy_of(self, guild_id: int, member_id: int, since: datetime) -> int:
        """How many urgent cases a responder has taken since then; for nobody's eyes but theirs."""
        query = (
            select(func.count(case_trail.c.case_id.distinct()))
            .join(cases, cases.c.case_id == case_trail.c.case_id)
            .where(
                case_trail.c.guild_id == guild_id,
                case_trail.c.by_member_id == member_id,
                case_trail.c.what == "taken",
                case_trail.c.at >= since,
                cases.c.severity >= 3,
                cases.c.kind == CaseKind.ALERT.value,
            )
        )
        return (await self.work.execute(query)).scalar_one()

    async def any_over(self) -> bool:
        return (
            await self.work.execute(select(cases.c.case_id).where(cases.c.state == _OVER).limit(1))
        ).first() is not None

    async def forget(self, case_id: int) -> None:
        """Delete a case with everything that hangs on it."""
        for table in (case_trail, case_notices, alerts, cases):
            await self.work.execute(delete(table).where(table.c.case_id == case_id))

    async def forget_before(self, before: datetime, limit: int = 200) -> int:
        """Delete cases that were closed before that moment."""
        query = select(cases.c.case_id).where(cases.c.state == _OVER, cases.c.resolved_at < before).limit(limit)
        found: Sequence[int] = (await self.work.execute(query)).scalars().all()
        for case_id in found:
            await self.forget(case_id)
        return len(found)

    async def forget_erased(self, before: datetime) -> int:
        """Delete closed cases of people who asked to be erased while the case was open."""
        query = select(cases.c.case_id).where(
            cases.c.state == _OVER, cases.c.erase_when_over, cases.c.resolved_at < before
        )
        found: Sequence[int] = (await self.work.execute(query)).scalars().all()
        for case_id in found:
            await self.forget(case_id)
        return len(found)

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        """Cases about the person with who looked at them, and the cases the person worked on as a responder."""
        mine = and_(cases.c.guild_id == guild_id, cases.c.member_id == member_id)
        result = await self.work.execute(select(*_COLUMNS).where(mine).order_by(cases.c.opened_at))
        about: list[dict[str, Any]] = [
            {
                "opened_at": case.opened_at,
                "category": case.category,
                "state": case.state.value,
                "resolved_at": case.resolved_at,
                "outcome": None if case.outcome is None else case.outcome.value,
                "what_happened": [
                    {"at": entry.at, "what": entry.what, "by": entry.by_member_id}
                    for entry in await self.trail(case.case_id)
                ],
            }
            for case in map(_case, result)
        ]
        worked = await self.work.execute(
            select(case_trail.c.at, case_trail.c.what).where(
                case_trail.c.guild_id == guild_id, case_trail.c.by_member_id == member_id
            )
        )
        return {"alerts_about_you": about, "alerts_you_worked_on": [dict(row) for row in worked.mappings()]}

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        """Closed cases go now; an open one stays without words until a responder closes it, then goes.

        As a responder the person disappears from trails; a case they hold is asked back and opens again.
        """
        mine = and_(cases.c.guild_id == guild_id, cases.c.member_id == member_id)
        over = (await self.work.execute(select(cases.c.case_id).where(mine, cases.c.state == _OVER))).scalars().all()
        for case_id in over:
            await self.forget(case_id)
        await self.work.execute(update(cases).where(mine).values(erase_when_over=True, note=None))
        here = cases.c.guild_id == guild_id
        held = and_(here, cases.c.holder_member_id == member_id)
        await self.work.execute(
            update(cases)
            .where(held, cases.c.state == CaseState.ACKNOWLEDGED.value)
            .values(asked=True, ask_at=cases.c.acknowledged_at, due_at=cases.c.acknowledged_at)
        )
        await self.work.execute(update(cases).where(held).values(holder_member_id=None))
        await self.work.execute(
            update(cases).where(here, cases.c.resolved_by_member_id == member_id).values(resolved_by_member_id=None)
        )
        await self.work.execute(
            update(case_trail)
            .where(case_trail.c.guild_id == guild_id, case_trail.c.by_member_id == member_id)
            .values(by_member_id=None)
        )
        await self.work.execute(
            delete(case_notices).where(case_notices.c.guild_id == guild_id, case_notices.c.to_member_id == member_id)
        )

    async def erase_guild(self, guild_id: int) -> None:
        for table in (case_trail, case_notices, alerts, cases):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))

    async def _one(self, query: Select[Any], which: Mapping[str, Any], *, lock: bool = False) -> Case | None:
        if lock and self.work.dialect == "postgresql":
            query = query.with_for_update()
        row = (await self.work.execute(query, which)).one_or_none()
        return None if row is None else _case(row)


def _values(case: Case) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(case, name) for name in _CASE_FIELDS}
    values |= {
        "kind": case.kind.value,
        "state": case.state.value,
        "policy": dict(case.policy),
        "outcome": None if case.outcome is None else case.outcome.value,
        "due_at": case.due_at,
    }
    return values


def _case(row: Any) -> Case:
    values: dict[str, Any] = dict(row._mapping)  # noqa: SLF001 - the documented way to a row's names
    values |= {
        "kind": CaseKind(row.kind),
        "state": CaseState(row.state),
        "outcome": None if row.outcome is None else Outcome(row.outcome),
    }
    return Case(**values)


def _notice(row: Any) -> Notice:
    values: dict[str, Any] = dict(row._mapping)  # noqa: SLF001 - the documented way to a row's names
    values["path"] = Path(row.path)
    return Notice(**values)

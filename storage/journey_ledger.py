"""What is written in a journey: runs, slips, and how it stood before each change of the last day."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Table, and_, delete, func, insert, select, update

from storage.errors import KeyGone
from storage.ids import new_id
from storage.journey_rows import run_of
from storage.journeys import JourneyStore
from storage.records.journeys import Change, Journey, Ledger, Run, Slip, SlipNext
from storage.tables.journeys import journey_changes, journey_runs, journey_slips
from storage.work import Work

_SLIPS, _NOTE, _CHANGES, _BEFORE = "journey_slips", "note", "journey_changes", "before"


class LedgerStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def of(self, journey: Journey) -> Ledger:
        query = select(journey_runs).where(journey_runs.c.journey_id == journey.journey_id)
        runs = await self.work.execute(query.order_by(journey_runs.c.started_on, journey_runs.c.run_id))
        slips = select(journey_slips).where(journey_slips.c.journey_id == journey.journey_id)
        found = (await self.work.execute(slips.order_by(journey_slips.c.on_date, journey_slips.c.slip_id))).all()
        return Ledger(
            journey,
            tuple(run_of(row) for row in runs),
            tuple([await self._slip(row) for row in found]),
            await JourneyStore(self.work).shared_with(journey.journey_id),
        )

    async def add_run(self, journey: Journey, run: Run, now: datetime) -> Run:
        """`run` as it should be, its ids made here."""
        run_id = new_id(now)
        await self.work.execute(insert(journey_runs).values(**_run_values(journey, run, run_id), created_at=now))
        query = select(journey_runs).where(journey_runs.c.run_id == run_id)
        return run_of((await self.work.execute(query)).one())

    async def change_run(self, journey: Journey, run: Run) -> None:
        """Write a run as it should be now (made with `dataclasses.replace`)."""
        values = _run_values(journey, run, run.run_id)
        del values["run_id"]
        await self.work.execute(
            update(journey_runs)
            .where(_whose(journey_runs, journey), journey_runs.c.run_id == run.run_id)
            .values(**values)
        )

    async def move_run(self, journey: Journey, run: Run, into: Journey) -> None:
        """Two journeys become one."""
        await self.work.execute(
            update(journey_runs)
            .where(_whose(journey_runs, journey), journey_runs.c.run_id == run.run_id)
            .values(journey_id=into.journey_id)
        )

    async def add_slip(self, slip: Slip, now: datetime) -> Slip:
        slip_id = new_id(now)
        await self.work.execute(
            insert(journey_slips).values(
                slip_id=slip_id,
                journey_id=slip.journey_id,
                guild_id=slip.guild_id,
                member_id=slip.member_id,
                created_at=slip.created_at,
                **await self._slip_values(slip, slip_id),
            )
        )
        made = await self.slip(slip.guild_id, slip.member_id, slip_id)
        assert made is not None
        return made

    async def slip(self, guild_id: int, member_id: int, slip_id: int) -> Slip | None:
        query = select(journey_slips).where(_of(journey_slips, guild_id, member_id), journey_slips.c.slip_id == slip_id)
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else await self._slip(row)

    async def slips_server(self, member_id: int, slip_id: int) -> int | None:
        """Where a member's own slip belongs, for a press in a DM; None when it is not theirs."""
        query = select(journey_slips.c.guild_id).where(
            journey_slips.c.slip_id == slip_id, journey_slips.c.member_id == member_id
        )
        return (await self.work.execute(query)).scalar_one_or_none()

    async def change_slip(self, slip: Slip) -> None:
        """Write a slip as it should be now; it may have moved to another journey."""
        await self.work.execute(
            update(journey_slips)
            .where(_of(journey_slips, slip.guild_id, slip.member_id), journey_slips.c.slip_id == slip.slip_id)
            .values(journey_id=slip.journey_id, **await self._slip_values(slip, slip.slip_id))
        )

    async def last_told_at(self, guild_id: int, member_id: int) -> datetime | None:
        """When the member told of a hard day for the last time, on whichever journey."""
        query = select(func.max(journey_slips.c.created_at)).where(_of(journey_slips, guild_id, member_id))
        return (await self.work.execute(query)).scalar_one()

    async def to_follow_up(self, now: datetime, limit: int) -> tuple[Slip, ...]:
        """Whom to say hello to because they asked for it; for sweeps."""
        query = (
            select(journey_slips)
            .where(journey_slips.c.follow_up_at <= now)
            .order_by(journey_slips.c.follow_up_at)
            .limit(limit)
        )
        if self.work.dialect == "postgresql":
            query = query.with_for_update(skip_locked=True)
        return tuple([await self._slip(row) for row in (await self.work.execute(query)).all()])

    async def next_follow_up(self) -> datetime | None:
        return (await self.work.execute(select(func.min(journey_slips.c.follow_up_at)))).scalar_one()

    async def followed_up(self, slip_ids: Sequence[int]) -> None:
        await self.work.execute(
            update(journey_slips).where(journey_slips.c.slip_id.in_(slip_ids)).values(follow_up_at=None)
        )

    async def no_follow_up(self, guild_id: int, member_id: int) -> None:
        """They left the server."""
        await self.work.execute(
            update(journey_slips).where(_of(journey_slips, guild_id, member_id)).values(follow_up_at=None)
        )

    async def keep_before(self, ledger: Ledger, what: str, before: object, now: datetime) -> int:
        """Keep how a journey stood, for undoing; `before` is plain values."""
        journey, change_id = ledger.journey, new_id(now)
        text = orjson.dumps(before).decode()
        whose = (change_id, journey.guild_id, journey.member_id)
        await self.work.execute(
            insert(journey_changes).values(
                change_id=change_id,
                journey_id=journey.journey_id,
                guild_id=journey.guild_id,
                member_id=journey.member_id,
                what=what,
                before=await self.work.seal(_CHANGES, _BEFORE, *whose, text),
                at=now,
            )
        )
        return change_id

    async def last_change(self, journey: Journey, since: datetime) -> Change | None:
        """The newest change that can still be undone."""
        query = (
            select(journey_changes)
            .where(
                _whose(journey_changes, journey),
                journey_changes.c.journey_id == journey.journey_id,
                journey_changes.c.at > since,
                journey_changes.c.undone_at.is_(None),
            )
            .order_by(journey_changes.c.at.desc(), journey_changes.c.change_id.desc())
            .limit(1)
        )
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else _change(row)

    async def change_of(self, member_id: int, change_id: int) -> Change | None:
        """A member's own change wherever it is: presses in a DM know no server. None also when it is forgotten."""
        query = select(journey_changes).where(
            journey_changes.c.change_id == change_id, journey_changes.c.member_id == member_id
        )
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else _change(row)

    async def before(self, guild_id: int, member_id: int, change_id: int) -> Any:
        """The plain values that `keep_before` was given; None when they are gone."""
        query = select(journey_changes).where(
            _of(journey_changes, guild_id, member_id), journey_changes.c.change_id == change_id
        )
        row = (await self.work.execute(query)).one_or_none()
        if row is None:
            return None
        return orjson.loads(
            await self.work.unseal(_CHANGES, _BEFORE, change_id, row.guild_id, row.member_id, row.before)
        )

    async def undone(self, guild_id: int, member_id: int, change_id: int, now: datetime) -> None:
        """It was taken back: that stays written for the day, what it was about does not."""
        nothing = await self.work.seal(_CHANGES, _BEFORE, change_id, guild_id, member_id, "null")
        await self.work.execute(
            update(journey_changes)
            .where(_of(journey_changes, guild_id, member_id), journey_changes.c.change_id == change_id)
            .values(undone_at=now, before=nothing)
        )

    async def forget_changes(self, before: datetime) -> int:
        """Nobody can undo these any more: how it stood then is nobody's business."""
        return (await self.work.execute(delete(journey_changes).where(journey_changes.c.at <= before))).rowcount

    async def oldest_change(self) -> datetime | None:
        return (await self.work.execute(select(func.min(journey_changes.c.at)))).scalar_one()

    async def put_back(self, journey: Journey, runs: Iterable[Run], slips: Iterable[Slip], now: datetime) -> None:
        """The runs and slips of a journey are these, with their own ids, and no others."""
        for table in (journey_slips, journey_runs):
            await self.work.execute(
                delete(table).where(_whose(table, journey), table.c.journey_id == journey.journey_id)
            )
        for run in runs:
            await self.work.execute(delete(journey_runs).where(journey_runs.c.run_id == run.run_id))
            values = _run_values(journey, run, run.run_id)
            await self.work.execute(insert(journey_runs).values(**values, created_at=now))
        for slip in slips:
            await self.work.execute(delete(journey_slips).where(journey_slips.c.slip_id == slip.slip_id))
            await self.work.execute(
                insert(journey_slips).values(
                    slip_id=slip.slip_id,
                    journey_id=journey.journey_id,
                    guild_id=slip.guild_id,
                    member_id=slip.member_id,
                    created_at=slip.created_at,
                    **await self._slip_values(slip, slip.slip_id),
                )
            )

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        runs = select(journey_runs.c.started_on, journey_runs.c.ended_on, journey_runs.c.ending).where(
            _of(journey_runs, guild_id, member_id)
        )
        slips = select(journey_slips).where(_of(journey_slips, guild_id, member_id))
        changed = (journey_changes.c.what, journey_changes.c.at, journey_changes.c.undone_at)
        changes = select(*changed).where(_of(journey_changes, guild_id, member_id))
        found = [await self._slip(row) for row in (await self.work.execute(slips)).all()]
        return {
            "runs_of_your_journeys": [dict(row) for row in (await self.work.execute(runs)).mappings()],
            "days_you_told_me_about": [
                {"on": one.on_date, "hour": one.at_hour, "note": one.note, "then": one.next.value} for one in found
            ],
            "what_you_changed_in_the_last_day": [dict(row) for row in (await self.work.execute(changes)).mappings()],
        }

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        for table in (journey_changes, journey_slips, journey_runs):
            await self.work.execute(delete(table).where(_of(table, guild_id, member_id)))

    async def erase_guild(self, guild_id: int) -> None:
        for table in (journey_changes, journey_slips, journey_runs):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))

    async def _slip_values(self, slip: Slip, slip_id: int) -> dict[str, Any]:
        note = None
        if slip.note:
            note = await self.work.seal(_SLIPS, _NOTE, slip_id, slip.guild_id, slip.member_id, slip.note)
        return {
            "run_id": slip.run_id,
            "on_date": slip.on_date,
            "at_hour": slip.at_hour,
            "note": note,
            "next": slip.next.value,
            "follow_up_at": slip.follow_up_at,
        }

    async def _slip(self, row: Any) -> Slip:
        note = ""
        if row.note is not None:
            try:
                whose = (row.slip_id, row.guild_id, row.member_id)
                note = await self.work.unseal(_SLIPS, _NOTE, *whose, row.note)
            except KeyGone:
                note = ""  # the person is being erased at this moment
        return Slip(
            slip_id=row.slip_id,
            journey_id=row.journey_id,
            guild_id=row.guild_id,
            member_id=row.member_id,
            run_id=row.run_id,
            on_date=row.on_date,
            at_hour=row.at_hour,
            note=note,
            next=SlipNext(row.next),
            follow_up_at=row.follow_up_at,
            created_at=row.created_at,
        )


def _of(table: Table, guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(table.c.guild_id == guild_id, table.c.member_id == member_id)


def _change(row: Any) -> Change:
    return Change(row.change_id, row.journey_id, row.what, row.at, row.guild_id, row.undone_at)


def _whose(table: Table, journey: Journey) -> ColumnElement[bool]:
    return _of(table, journey.guild_id, journey.member_id)


def _run_values(journey: Journey, run: Run, run_id: int) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "journey_id": journey.journey_id,
        "guild_id": journey.guild_id,
        "member_id": journey.member_id,
        "started_on": run.started_on,
        "started_at": run.started_at,
        "ended_on": run.ended_on,
        "ending": None if run.ending is None else run.ending.value,
        "marks_from": run.marks_from,
        "carried_days": run.carried_days,
        "one_with_run_id": run.one_with_run_id,
    }

"""Journeys: begun, changed, put away; and which of them have a step to speak of."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, insert, select, update

from storage.errors import KeyGone
from storage.ids import new_id
from storage.journey_rows import AHEAD, read_ahead, read_saving, run_of, written_saving
from storage.records.journeys import Ahead, DueJourney, Journey, JourneyKind, JourneyPath, NewJourney, Standing
from storage.tables.circles import circles
from storage.tables.journeys import journey_runs, journey_shares, journeys
from storage.tables.members import members
from storage.work import Work

_TABLE, _NAME, _SAVING = "journeys", "name", "saving"


class JourneyStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def add(self, guild_id: int, member_id: int, new: NewJourney, now: datetime) -> Journey:
        journey_id = new_id(now)
        await self.work.execute(
            insert(journeys).values(
                journey_id=journey_id,
                guild_id=guild_id,
                member_id=member_id,
                name=await self.work.seal(_TABLE, _NAME, journey_id, guild_id, member_id, new.name),
                pathway=new.path.value,
                kind=new.kind.value,
                unsafe_to_stop=new.unsafe_to_stop,
                ladder=new.ladder,
                leap_in_march=new.leap_in_march,
                again=False,
                best_shown=False,
                named=False,
                wants_role=False,
                standing=Standing.ASK.value,
                created_at=now,
                changed_at=now,
            )
        )
        made = await self.get(guild_id, member_id, journey_id)
        assert made is not None
        return made

    async def get(self, guild_id: int, member_id: int, journey_id: int) -> Journey | None:
        """A member's own journey; nobody else's is ever answered."""
        query = select(journeys).where(_of(guild_id, member_id), journeys.c.journey_id == journey_id)
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else await self._read(row)

    async def of_member(self, guild_id: int, member_id: int) -> tuple[Journey, ...]:
        """All of a member's, those that are put away last, else in the order of beginning them."""
        query = select(journeys).where(_of(guild_id, member_id)).order_by(journeys.c.journey_id)
        found = [await self._read(row) for row in (await self.work.execute(query)).all()]
        return tuple(sorted(found, key=lambda one: (one.archived_at is not None, one.hidden_at is not None)))

    async def server_of(self, member_id: int, journey_id: int) -> int | None:
        """Where a member's own journey belongs, for a press in a DM; None when it is not theirs."""
        query = select(journeys.c.guild_id).where(
            journeys.c.journey_id == journey_id, journeys.c.member_id == member_id
        )
        return (await self.work.execute(query)).scalar_one_or_none()

    async def change(self, journey: Journey, now: datetime) -> None:
        """Write a journey as it should be now (made with `dataclasses.replace`)."""
        one, whose = journey, (journey.journey_id, journey.guild_id, journey.member_id)
        saving = written_saving(one.saving)
        await self.work.execute(
            update(journeys)
            .where(_of(one.guild_id, one.member_id), journeys.c.journey_id == one.journey_id)
            .values(
                name=await self.work.seal(_TABLE, _NAME, *whose, one.name),
                pathway=one.path.value,
                kind=one.kind.value,
                unsafe_to_stop=one.unsafe_to_stop,
                ladder=one.ladder,
                leap_in_march=one.leap_in_march,
                again=one.again,
                best_shown=one.best_shown,
                named=one.named,
                wants_role=one.wants_role,
                standing=one.standing.value,
                standing_circle_id=one.standing_circle_id,
                saving=None if saving is None else await self.work.seal(_TABLE, _SAVING, *whose, saving),
                hidden_at=one.hidden_at,
                archived_at=one.archived_at,
                off_at=one.off_at,
                changed_at=now,
            )
        )

    async def restore(self, journey: Journey, circle_ids: Sequence[int], now: datetime) -> None:
        """It had become part of another journey and is one of its own again, under its own id. Circles that are gone
        meanwhile are not shared with any more."""
        whose = (journey.journey_id, journey.guild_id, journey.member_id)
        await self.work.execute(
            insert(journeys).values(
                journey_id=journey.journey_id,
                guild_id=journey.guild_id,
                member_id=journey.member_id,
                name=await self.work.seal(_TABLE, _NAME, *whose, journey.name),
                pathway=journey.path.value,
                kind=journey.kind.value,
                unsafe_to_stop=journey.unsafe_to_stop,
                ladder=journey.ladder,
                leap_in_march=journey.leap_in_march,
                again=journey.again,
                best_shown=journey.best_shown,
                named=journey.named,
                wants_role=journey.wants_role,
                standing=journey.standing.value,
                created_at=journey.created_at,
                changed_at=now,
            )
        )
        await self.change(journey, now)
        there = select(circles.c.circle_id).where(
            circles.c.guild_id == journey.guild_id, circles.c.circle_id.in_(circle_ids)
        )
        for circle_id in (await self.work.execute(there)).scalars().all():
            await self.share(journey, circle_id, shared=True)

    async def remove(self, journey: Journey) -> None:
        """Begun by mistake and undone, or become part of another: everything still in it goes with it."""
        await self.work.execute(
            delete(journeys).where(
                _of(journey.guild_id, journey.member_id), journeys.c.journey_id == journey.journey_id
            )
        )

    async def on_ladder(self, guild_id: int, ladder: str, after: int, limit: int) -> tuple[Journey, ...]:
        """Everybody's journeys on a ladder, by their ids, from the one after `after`; for a change of the ladder."""
        query = select(journeys).where(
            journeys.c.guild_id == guild_id, journeys.c.ladder == ladder, journeys.c.journey_id > after
        )
        rows = (await self.work.execute(query.order_by(journeys.c.journey_id).limit(limit))).all()
        return tuple([await self._read(row) for row in rows])

    async def due(self, now: datetime, limit: int) -> tuple[DueJourney, ...]:
        """Whose step is due, oldest first, without their names; held against other processes until the end."""
        query = due_query(now, limit)
        if self.work.dialect == "postgresql":
            query = query.with_for_update(skip_locked=True, of=journeys)
        rows = (await self.work.execute(query)).all()
        return tuple(
            DueJourney(_journey(row, "", None), run_of(row, "run_"), row.zone or "UTC", row.hour) for row in rows
        )

    async def next_due(self) -> datetime | None:
        return (await self.work.execute(select(func.min(journeys.c.next_at)))).scalar_one()

    async def look_ahead(self, ahead: Mapping[int, Ahead]) -> None:
        """Note, for each journey, what is spoken of next."""
        if not ahead:
            return
        statement = (
            update(journeys)
            .where(journeys.c.journey_id == bindparam("b_journey_id"))
            .values({name: bindparam(f"b_{name}") for name in AHEAD})
        )
        await self.work.execute(
            statement,
            [
                {"b_journey_id": journey_id, "b_next_step": to.step, "b_next_on": to.on, "b_next_at": to.at}
                for journey_id, to in ahead.items()
            ],
        )

    async def speak_no_more(self, guild_id: int, member_id: int, now: datetime) -> None:
        """They left the server: nothing is said of any journey of theirs until they switch it on again."""
        await self.work.execute(
            update(journeys)
            .where(_of(guild_id, member_id), journeys.c.off_at.is_(None))
            .values(off_at=now, next_step=None, next_on=None, next_at=None)
        )

    async def share(self, journey: Journey, circle_id: int, *, shared: bool) -> None:
        """Whether a circle may read what the member celebrates on this journey."""
        if shared:
            values = {"journey_id": journey.journey_id, "circle_id": circle_id}
            whose = {"guild_id": journey.guild_id, "member_id": journey.member_id}
            await self.work.insert_if_new(journey_shares, {**values, **whose})
            return
        await self.work.execute(
            delete(journey_shares).where(
                journey_shares.c.journey_id == journey.journey_id, journey_shares.c.circle_id == circle_id
            )
        )

    async def shared_with(self, journey_id: int) -> tuple[int, ...]:
        query = select(journey_shares.c.circle_id).where(journey_shares.c.journey_id == journey_id)
        return tuple((await self.work.execute(query.order_by(journey_shares.c.circle_id))).scalars())

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        found = await self.of_member(guild_id, member_id)
        shares = select(journey_shares.c.journey_id, journey_shares.c.circle_id).where(
            journey_shares.c.guild_id == guild_id, journey_shares.c.member_id == member_id
        )
        return {
            "journeys": [
                {
                    "name": one.name,
                    "path": one.path.value,
                    "about": one.kind.value,
                    "stopping_at_once_may_be_unsafe": one.unsafe_to_stop,
                    "ladder": one.ladder,
                    "when_a_step_is_reached": one.standing.value,
                    "saving": written_saving(one.saving),
                    "hidden_at": one.hidden_at,
                    "put_away_at": one.archived_at,
                    "next_step_on": one.ahead.on,
                    "begun_at": one.created_at,
                }
                for one in found
            ],
            "journeys_shared_with_circles": [dict(row) for row in (await self.work.execute(shares)).mappings()],
        }

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        shares = (journey_shares.c.guild_id == guild_id, journey_shares.c.member_id == member_id)
        await self.work.execute(delete(journey_shares).where(*shares))
        await self.work.execute(delete(journeys).where(_of(guild_id, member_id)))

    async def erase_guild(self, guild_id: int) -> None:
        for table in (journey_shares, journeys):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))

    async def _read(self, row: Any) -> Journey:
        return _journey(row, await self._unsealed(row, _NAME), await self._unsealed(row, _SAVING))

    async def _unsealed(self, row: Any, column: str) -> str:
        sealed = getattr(row, column)
        if sealed is None:
            return ""
        try:
            return await self.work.unseal(_TABLE, column, row.journey_id, row.guild_id, row.member_id, sealed)
        except KeyGone:
            return ""  # the person is being erased at this moment


_RUN = (
    journey_runs.c.run_id,
    journey_runs.c.journey_id,
    journey_runs.c.started_on,
    journey_runs.c.started_at,
    journey_runs.c.ended_on,
    journey_runs.c.ending,
    journey_runs.c.marks_from,
    journey_runs.c.carried_days,
    journey_runs.c.one_with_run_id,
)
_IS_OPEN = journey_runs.c.ended_on.is_(None)


def due_query(now: datetime, limit: int) -> Select[Any]:
    """Costs what is due, not what is stored: a test asks for its plan, a bench for its time."""
    return (
        select(journeys, members.c.zone, members.c.hour, *[column.label(f"run_{column.name}") for column in _RUN])
        .join(journey_runs, and_(journey_runs.c.journey_id == journeys.c.journey_id, _IS_OPEN))
        .join(
            members,
            and_(members.c.guild_id == journeys.c.guild_id, members.c.member_id == journeys.c.member_id),
        )
        .where(journeys.c.next_at <= now)
        .order_by(journeys.c.next_at, journeys.c.journey_id)
        .limit(limit)
    )


def _of(guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(journeys.c.guild_id == guild_id, journeys.c.member_id == member_id)


def _journey(row: Any, name: str, saving: str | None) -> Journey:
    return Journey(
        journey_id=row.journey_id,
        guild_id=row.guild_id,
        member_id=row.member_id,
        name=name,
        path=JourneyPath(row.pathway),
        kind=JourneyKind(row.kind),
        unsafe_to_stop=row.unsafe_to_stop,
        ladder=row.ladder,
        leap_in_march=row.leap_in_march,
        again=row.again,
        best_shown=row.best_shown,
        named=row.named,
        wants_role=row.wants_role,
        standing=Standing(row.standing),
        standing_circle_id=row.standing_circle_id,
        saving=read_saving(saving),
        hidden_at=row.hidden_at,
        archived_at=row.archived_at,
        off_at=row.off_at,
        ahead=read_ahead(row),
        created_at=row.created_at,
    )

"""The rota of a server: shifts, changes, swaps, waking hours."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, insert, not_, or_, select, update

from storage.ids import new_id
from storage.records.oncall import AwakeHours, DutyChange, Rota, Shift, Swap, SwapState
from storage.tables.oncall import awake_hours, duty_changes, duty_swaps, shifts
from storage.work import Work


class OnCallStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def rota(self, guild_id: int, now: datetime) -> Rota:
        """Shifts, waking hours, and the changes that are not over (a few that are may be among them: they change
        nothing any more)."""
        known: tuple[datetime, Rota] = await self.work.recalled(
            ("rota", guild_id), (shifts, duty_changes, awake_hours), lambda: self._rota(guild_id, now)
        )
        return known[1] if known[0] <= now else (await self._rota(guild_id, now))[1]

    async def guilds(self) -> tuple[int, ...]:
        """Servers that keep a rota."""
        kept = select(shifts.c.guild_id).union(select(duty_changes.c.guild_id).where(duty_changes.c.on_duty))
        return tuple((await self.work.execute(kept)).scalars())

    async def add_shift(self, shift: Shift, now: datetime) -> None:
        await self.work.execute(
            insert(shifts).values(
                shift_id=shift.shift_id,
                guild_id=shift.guild_id,
                member_id=shift.member_id,
                weekday=shift.weekday,
                starts=shift.starts,
                ends=shift.ends,
                zone=shift.zone,
                created_at=now,
            )
        )

    async def remove_shift(self, guild_id: int, shift_id: int) -> Shift | None:
        where = and_(shifts.c.guild_id == guild_id, shifts.c.shift_id == shift_id)
        row = (await self.work.execute(select(shifts).where(where))).one_or_none()
        await self.work.execute(delete(shifts).where(where))
        return None if row is None else _shift(row)

    async def change(
        self, guild_id: int, member_id: int, *, on_duty: bool, from_at: datetime, to_at: datetime | None, now: datetime
    ) -> None:
        await self.work.execute(
            insert(duty_changes).values(
                change_id=new_id(now),
                guild_id=guild_id,
                member_id=member_id,
                on_duty=on_duty,
                from_at=from_at,
                to_at=to_at,
                created_at=now,
            )
        )

    async def back(self, guild_id: int, member_id: int, now: datetime) -> bool:
        """End what keeps them off duty; False when nothing did."""
        mine = and_(
            duty_changes.c.guild_id == guild_id,
            duty_changes.c.member_id == member_id,
            not_(duty_changes.c.on_duty),
            or_(duty_changes.c.to_at.is_(None), duty_changes.c.to_at > now),
        )
        return (await self.work.execute(delete(duty_changes).where(mine))).rowcount > 0

    async def awake(
        self, guild_id: int, member_id: int, hours: tuple[int, int] | None, zone: str, now: datetime
    ) -> None:
        """When somebody is usually awake; None: they would rather not say."""
        mine = and_(awake_hours.c.guild_id == guild_id, awake_hours.c.member_id == member_id)
        await self.work.execute(delete(awake_hours).where(mine))
        if hours is not None:
            values = {"guild_id": guild_id, "member_id": member_id, "starts": hours[0], "ends": hours[1]}
            await self.work.execute(insert(awake_hours).values(**values, zone=zone, changed_at=now))

    async def ask_swap(
        self, guild_id: int, member_id: int, to_member_id: int, from_at: datetime, to_at: datetime, now: datetime
    ) -> Swap:
        swap = Swap(new_id(now), guild_id, member_id, to_member_id, from_at, to_at, SwapState.ASKED)
        await self.work.execute(
            insert(duty_swaps).values(
                swap_id=swap.swap_id,
                guild_id=guild_id,
                member_id=member_id,
                to_member_id=to_member_id,
                from_at=from_at,
                to_at=to_at,
                state=swap.state.value,
                created_at=now,
            )
        )
        return swap

    async def swap(self, swap_id: int, *, lock: bool = False) -> Swap | None:
        """For a press in a DM, which names no server: only the two people of the swap may see it."""
        query = select(duty_swaps).where(duty_swaps.c.swap_id == swap_id)
        if lock and self.work.dialect == "postgresql":
            query = query.with_for_update()
        row = (await self.work.execute(query)).one_or_none()
        if row is None:
            return None
        return Swap(
            row.swap_id, row.guild_id, row.member_id, row.to_member_id, row.from_at, row.to_at, SwapState(row.state)
        )

    async def answer_swap(self, swap: Swap, state: SwapState) -> None:
        await self.work.execute(
            update(duty_swaps).where(duty_swaps.c.swap_id == swap.swap_id).values(state=state.value)
        )

    async def forget_before(self, before: datetime) -> None:
        """Changes and swaps whose time is over are nobody's business any longer."""
        await self.work.execute(delete(duty_changes).where(duty_changes.c.to_at < before))
        await self.work.execute(delete(duty_swaps).where(duty_swaps.c.to_at < before))

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        queries = {
            "your_shifts": select(shifts.c.weekday, shifts.c.starts, shifts.c.ends, shifts.c.zone).where(
                shifts.c.guild_id == guild_id, shifts.c.member_id == member_id
            ),
            "your_duty_changes": select(duty_changes.c.on_duty, duty_changes.c.from_at, duty_changes.c.to_at).where(
                duty_changes.c.guild_id == guild_id, duty_changes.c.member_id == member_id
            ),
            "your_shift_swaps": select(duty_swaps.c.from_at, duty_swaps.c.to_at, duty_swaps.c.state).where(
                duty_swaps.c.guild_id == guild_id,
                or_(duty_swaps.c.member_id == member_id, duty_swaps.c.to_member_id == member_id),
            ),
            "when_you_are_usually_awake": select(awake_hours.c.starts, awake_hours.c.ends, awake_hours.c.zone).where(
                awake_hours.c.guild_id == guild_id, awake_hours.c.member_id == member_id
            ),
        }
        return {
            title: [dict(row) for row in (await self.work.execute(query)).mappings()]
            for title, query in queries.items()
        }

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        for table in (shifts, duty_changes, awake_hours):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id, table.c.member_id == member_id))
        await self.work.execute(
            delete(duty_swaps).where(
                duty_swaps.c.guild_id == guild_id,
                or_(duty_swaps.c.member_id == member_id, duty_swaps.c.to_member_id == member_id),
            )
        )

    async def erase_guild(self, guild_id: int) -> None:
        for table in (shifts, duty_changes, awake_hours, duty_swaps):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))

    async def _rota(self, guild_id: int, now: datetime) -> tuple[datetime, Rota]:
        found = await self.work.execute(
            select(shifts).where(shifts.c.guild_id == guild_id).order_by(shifts.c.created_at, shifts.c.shift_id)
        )
        changed = await self.work.execute(
            select(duty_changes)
            .where(
                duty_changes.c.guild_id == guild_id,
                or_(duty_changes.c.to_at.is_(None), duty_changes.c.to_at > now),
            )
            .order_by(duty_changes.c.created_at, duty_changes.c.change_id)
        )
        awake = await self.work.execute(select(awake_hours).where(awake_hours.c.guild_id == guild_id))
        return now, Rota(
            tuple(_shift(row) for row in found),
            tuple(_change(row) for row in changed),
            tuple(AwakeHours(row.member_id, row.starts, row.ends, row.zone) for row in awake),
        )


def _shift(row: Any) -> Shift:
    return Shift(row.shift_id, row.guild_id, row.member_id, row.weekday, row.starts, row.ends, row.zone)


def _change(row: Any) -> DutyChange:
    return DutyChange(row.change_id, row.guild_id, row.member_id, row.on_duty, row.from_at, row.to_at)

"""Efforts that members want counted, thanks between them, and lines left along the road."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, func, insert, or_, select, update

from storage.errors import KeyGone
from storage.ids import new_id
from storage.records.kindness import LineState, RoadLine, SupportKind, Thanks
from storage.tables.kindness import effort_wishes, efforts, road_lines, thanks
from storage.work import Work

_WORDS = "words"


class EffortStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def want(self, guild_id: int, member_id: int, now: datetime, *, counted: bool) -> None:
        """Whether the bot may count for them what it can see."""
        values = {"counted": counted, "changed_at": now}
        whose = {"guild_id": guild_id, "member_id": member_id}
        if not await self.work.insert_if_new(effort_wishes, {**whose, **values}):
            query = update(effort_wishes).where(_of(effort_wishes, guild_id, member_id)).values(**values)
            await self.work.execute(query)

    async def wanted(self, guild_id: int, member_id: int) -> bool:
        query = select(effort_wishes.c.counted).where(_of(effort_wishes, guild_id, member_id))
        return bool((await self.work.execute(query)).scalar_one_or_none())

    async def count(self, guild_id: int, member_id: int, effort: str, now: datetime) -> int:
        """Once more; answers how often it has been now."""
        which = and_(_of(efforts, guild_id, member_id), efforts.c.effort == effort)
        values = {"guild_id": guild_id, "member_id": member_id, "effort": effort, "times": 1, "changed_at": now}
        if not await self.work.insert_if_new(efforts, values):
            await self.work.execute(update(efforts).where(which).values(times=efforts.c.times + 1, changed_at=now))
        return (await self.work.execute(select(efforts.c.times).where(which))).scalar_one()

    async def forget(self, guild_id: int, member_id: int) -> None:
        """They do not want it counted any more: what was counted is gone."""
        await self.work.execute(delete(efforts).where(_of(efforts, guild_id, member_id)))

    async def of_member(self, guild_id: int, member_id: int) -> dict[str, int]:
        query = select(efforts.c.effort, efforts.c.times).where(_of(efforts, guild_id, member_id))
        return {row.effort: row.times for row in await self.work.execute(query)}

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        query = select(efforts.c.effort, efforts.c.times, efforts.c.changed_at)
        counted = (await self.work.execute(query.where(_of(efforts, guild_id, member_id)))).mappings()
        wishes = select(effort_wishes.c.counted, effort_wishes.c.changed_at)
        chosen = (await self.work.execute(wishes.where(_of(effort_wishes, guild_id, member_id)))).mappings()
        return {
            "efforts_counted": [dict(row) for row in counted],
            "whether_efforts_are_counted": [dict(row) for row in chosen],
        }

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        for table in (efforts, effort_wishes):
            await self.work.execute(delete(table).where(_of(table, guild_id, member_id)))

    async def erase_guild(self, guild_id: int) -> None:
        for table in (efforts, effort_wishes):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))


class ThanksStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def say(
        self, guild_id: int, member_id: int, to_member_id: int, kind: SupportKind, words: str, now: datetime
    ) -> Thanks:
        thanks_id = new_id(now)
        sealed = await _sealed(self.work, "thanks", thanks_id, guild_id, member_id, words)
        await self.work.execute(
            insert(thanks).values(
                thanks_id=thanks_id,
                guild_id=guild_id,
                member_id=member_id,
                to_member_id=to_member_id,
                kind=kind.value,
                words=sealed,
                created_at=now,
            )
        )
        return Thanks(thanks_id, guild_id, member_id, to_member_id, kind, words, now)

    async def get(self, guild_id: int, thanks_id: int) -> Thanks | None:
        query = select(thanks).where(thanks.c.guild_id == guild_id, thanks.c.thanks_id == thanks_id)
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else await self._read(row)

    async def get_anywhere(self, thanks_id: int) -> Thanks | None:
        """By its id alone, for a press in a DM; who pressed is checked by whoever calls."""
        row = (await self.work.execute(select(thanks).where(thanks.c.thanks_id == thanks_id))).one_or_none()
        return None if row is None else await self._read(row)

    async def said_to_since(self, guild_id: int, member_id: int, to_member_id: int, since: datetime) -> int:
        query = select(func.count()).where(
            _of(thanks, guild_id, member_id), thanks.c.to_member_id == to_member_id, thanks.c.created_at > since
        )
        return (await self.work.execute(query)).scalar_one()

    async def said_since(self, guild_id: int, member_id: int, since: datetime) -> int:
        query = select(func.count()).where(_of(thanks, guild_id, member_id), thanks.c.created_at > since)
        return (await self.work.execute(query)).scalar_one()

    async def received(self, guild_id: int, member_id: int, limit: int) -> tuple[Thanks, ...]:
        """Latest first."""
        query = select(thanks).where(thanks.c.guild_id == guild_id, thanks.c.to_member_id == member_id)
        query = query.order_by(thanks.c.created_at.desc(), thanks.c.thanks_id.desc()).limit(limit)
        return tuple([await self._read(row) for row in (await self.work.execute(query)).all()])

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        mine = select(thanks).where(_of(thanks, guild_id, member_id))
        said = [await self._read(row) for row in (await self.work.execute(mine)).all()]
        to_me = select(thanks.c.kind, thanks.c.created_at).where(
            thanks.c.guild_id == guild_id, thanks.c.to_member_id == member_id
        )
        return {
            "thanks_you_said": [{"for": one.kind.value, "words": one.words, "at": one.created_at} for one in said],
            "thanks_you_received": [dict(row) for row in (await self.work.execute(to_me)).mappings()],
        }

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        either = or_(thanks.c.member_id == member_id, thanks.c.to_member_id == member_id)
        await self.work.execute(delete(thanks).where(thanks.c.guild_id == guild_id, either))

    async def erase_guild(self, guild_id: int) -> None:
        await self.work.execute(delete(thanks).where(thanks.c.guild_id == guild_id))

    async def _read(self, row: Any) -> Thanks:
        words = await _unsealed(self.work, "thanks", row.thanks_id, row)
        kind = SupportKind(row.kind)
        return Thanks(row.thanks_id, row.guild_id, row.member_id, row.to_member_id, kind, words, row.created_at)


class RoadStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def leave(self, line: RoadLine, now: datetime) -> RoadLine:
        """`line` as it should be, its id made here."""
        line_id = new_id(now)
        await self.work.execute(
            insert(road_lines).values(
                line_id=line_id,
                guild_id=line.guild_id,
                member_id=line.member_id,
                circle_id=line.circle_id,
                unit=line.unit,
                amount=line.amount,
                words=await _sealed(self.work, "road_lines", line_id, line.guild_id, line.member_id, line.words),
                signed=line.signed,
                state=line.state.value,
                created_at=now,
            )
        )
        made = await self.get(line.guild_id, line_id)
        assert made is not None
        return made

    async def get(self, guild_id: int, line_id: int) -> RoadLine | None:
        query = select(road_lines).where(road_lines.c.guild_id == guild_id, road_lines.c.line_id == line_id)
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else await self._read(row)

    async def decide(self, guild_id: int, line_id: int, state: LineState, by_member_id: int, now: datetime) -> bool:
        """False when somebody has decided before."""
        result = await self.work.execute(
            update(road_lines)
            .where(
                road_lines.c.guild_id == guild_id,
                road_lines.c.line_id == line_id,
                road_lines.c.state == LineState.WAITING.value,
            )
            .values(state=state.value, decided_by_member_id=by_member_id, decided_at=now)
        )
        return result.rowcount == 1

    async def get_anywhere(self, line_id: int) -> RoadLine | None:
        """By its id alone, for a press in a DM; who pressed is checked by whoever calls."""
        row = (await self.work.execute(select(road_lines).where(road_lines.c.line_id == line_id))).one_or_none()
        return None if row is None else await self._read(row)

    async def reason(self, guild_id: int, line_id: int, reason: str) -> None:
        """Why it is not shown, for whoever left it: the name of a prepared sentence."""
        which = (road_lines.c.guild_id == guild_id, road_lines.c.line_id == line_id)
        await self.work.execute(update(road_lines).where(*which).values(reason=reason))

    async def take_down(self, guild_id: int, line_id: int, by_member_id: int, now: datetime) -> None:
        """It was shown, and is not any more."""
        await self.work.execute(
            update(road_lines)
            .where(road_lines.c.guild_id == guild_id, road_lines.c.line_id == line_id)
            .values(state=LineState.REFUSED.value, decided_by_member_id=by_member_id, decided_at=now)
        )

    async def remove(self, guild_id: int, member_id: int, line_id: int) -> bool:
        """Taken back by the member who left it."""
        result = await self.work.execute(
            delete(road_lines).where(_of(road_lines, guild_id, member_id), road_lines.c.line_id == line_id)
        )
        return result.rowcount == 1

    async def at(self, guild_id: int, circle_id: int, unit: str, amount: int, limit: int) -> tuple[RoadLine, ...]:
        """What is shown at a step, oldest first."""
        query = (
            select(road_lines)
            .where(
                road_lines.c.guild_id == guild_id,
                road_lines.c.circle_id == circle_id,
                road_lines.c.state == LineState.SHOWN.value,
                road_lines.c.unit == unit,
                road_lines.c.amount == amount,
            )
            .order_by(road_lines.c.line_id)
            .limit(limit)
        )
        return tuple([await self._read(row) for row in (await self.work.execute(query)).all()])

    async def waiting(self, guild_id: int, circle_id: int, limit: int) -> tuple[RoadLine, ...]:
        """What keepers have not looked at, oldest first."""
        query = (
            select(road_lines)
            .where(
                road_lines.c.guild_id == guild_id,
                road_lines.c.circle_id == circle_id,
                road_lines.c.state == LineState.WAITING.value,
            )
            .order_by(road_lines.c.line_id)
            .limit(limit)
        )
        return tuple([await self._read(row) for row in (await self.work.execute(query)).all()])

    async def of_member(self, guild_id: int, member_id: int) -> tuple[RoadLine, ...]:
        query = select(road_lines).where(_of(road_lines, guild_id, member_id)).order_by(road_lines.c.line_id)
        return tuple([await self._read(row) for row in (await self.work.execute(query)).all()])

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        decided = select(road_lines.c.state, road_lines.c.decided_at).where(
            road_lines.c.guild_id == guild_id, road_lines.c.decided_by_member_id == member_id
        )
        return {
            "lines_you_left": [
                {"at": f"{one.amount} {one.unit}", "words": one.words, "state": one.state.value}
                for one in await self.of_member(guild_id, member_id)
            ],
            "lines_you_decided_on": [dict(row) for row in (await self.work.execute(decided)).mappings()],
        }

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        await self.work.execute(delete(road_lines).where(_of(road_lines, guild_id, member_id)))
        await self.work.execute(
            update(road_lines)
            .where(road_lines.c.guild_id == guild_id, road_lines.c.decided_by_member_id == member_id)
            .values(decided_by_member_id=None)
        )

    async def erase_guild(self, guild_id: int) -> None:
        await self.work.execute(delete(road_lines).where(road_lines.c.guild_id == guild_id))

    async def _read(self, row: Any) -> RoadLine:
        return RoadLine(
            line_id=row.line_id,
            guild_id=row.guild_id,
            member_id=row.member_id,
            circle_id=row.circle_id,
            unit=row.unit,
            amount=row.amount,
            words=await _unsealed(self.work, "road_lines", row.line_id, row),
            signed=row.signed,
            state=LineState(row.state),
            created_at=row.created_at,
            reason=row.reason,
        )


def _of(table: Table, guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(table.c.guild_id == guild_id, table.c.member_id == member_id)


async def _sealed(work: Work, table: str, row_id: int, guild_id: int, member_id: int, words: str) -> bytes | None:
    return await work.seal(table, _WORDS, row_id, guild_id, member_id, words) if words else None


async def _unsealed(work: Work, table: str, row_id: int, row: Any) -> str:
    if row.words is None:
        return ""
    try:
        return await work.unseal(table, _WORDS, row_id, row.guild_id, row.member_id, row.words)
    except KeyGone:
        return ""  # the person is being erased at this moment

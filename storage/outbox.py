"""The outbox: rows waiting to be said, claimed by lane, settled once."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, or_, select, update

from storage.ids import new_id, new_ids
from storage.records.outbox import Lane, OutboxRow, State, Target, ToSay
from storage.tables.outbox import outbox
from storage.tables.servers import left_servers
from storage.work import Work

_OPEN = (State.WAITING.value, State.CLAIMED.value)
UNDELIVERED = (State.CLOSED.value, State.GONE.value, State.UNKNOWN.value)


def _somewhere_we_are() -> ColumnElement[bool]:
    """What is to be said on a server that removed the bot waits until it is back, or is erased."""
    return or_(outbox.c.guild_id.is_(None), outbox.c.guild_id.not_in(left_servers))


_AT = bindparam("at", type_=outbox.c.due_at.type)

# What every alert and every prompt runs is made once: to build a statement costs more than to run it.
_BY_KEY = select(outbox).where(outbox.c.key == bindparam("key"))
_READY = (
    select(outbox)
    .where(
        or_(
            and_(outbox.c.state == State.WAITING.value, outbox.c.due_at <= _AT),
            and_(outbox.c.state == State.CLAIMED.value, outbox.c.claimed_until <= _AT),
        ),
        _somewhere_we_are(),
        outbox.c.row_id.not_in(bindparam("busy", expanding=True)),
        outbox.c.lane.in_(bindparam("lanes", expanding=True)),
    )
    .order_by(outbox.c.lane, outbox.c.due_at, outbox.c.row_id)
    .limit(bindparam("most"))
)
_CLAIM = (
    update(outbox)
    .where(outbox.c.row_id.in_(bindparam("rows", expanding=True)))
    .values(
        state=State.CLAIMED.value,
        claimed_until=bindparam("until"),
        attempts=outbox.c.attempts + 1,
        first_tried_at=func.coalesce(outbox.c.first_tried_at, _AT),
    )
)
_ASKED_AGAIN = (
    update(outbox)
    .where(
        outbox.c.row_id == bindparam("this"),
        outbox.c.state == State.CLAIMED.value,
        outbox.c.wanted > bindparam("known"),
    )
    .values(
        state=State.WAITING.value,
        claimed_until=None,
        due_at=_AT,
        attempts=0,
        first_tried_at=None,
        edits_message_id=func.coalesce(
            bindparam("there", type_=outbox.c.edits_message_id.type), outbox.c.edits_message_id
        ),
    )
)
_SETTLE = (
    update(outbox)
    .where(outbox.c.row_id == bindparam("this"), outbox.c.state.in_((*_OPEN, State.HELD.value)))
    .values(claimed_until=None)
)
_NEXT_DUE = select(func.min(func.coalesce(outbox.c.claimed_until, outbox.c.due_at), type_=outbox.c.due_at.type)).where(
    outbox.c.state.in_(_OPEN), outbox.c.row_id.not_in(bindparam("busy", expanding=True)), _somewhere_we_are()
)


class OutboxStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def add(self, to_say: ToSay, now: datetime, *, due_at: datetime | None = None) -> int | None:
        """Write what must be said, in its cause's transaction; None when that key has been written before.

        An alert goes straight into the hands of whoever delivers, if they are held out and there is room.
        """
        hands = self.work.hands
        takes = (
            hands is not None and to_say.lane is Lane.ALERTS and len(hands.rows) < hands.room and _is_due(due_at, now)
        )
        values = {"row_id": new_id(now), **_values(to_say, now, due_at)}
        if takes:
            assert hands is not None
            values |= {"state": State.CLAIMED.value, "claimed_until": hands.until, "attempts": 1, "first_tried_at": now}
        elif hands is not None:
            hands.more = True
        if not await self.work.insert_if_new(outbox, values):
            return None
        if takes:
            assert hands is not None
            # in hand as a claim would give it: as it was before that
            hands.rows.append(_in_hand(values))
        return values["row_id"]

    async def add_many(
        self, to_say: Sequence[ToSay], now: datetime, *, due_at: Sequence[datetime] | None = None
    ) -> None:
        """Write a whole batch in one statement; keys that have been written before are left as they are. `due_at`: one
        moment each; left out, now."""
        if to_say:
            self._left_to_a_claim()
            moments = due_at if due_at is not None else [now] * len(to_say)
            rows = [
                {"row_id": row_id, **_values(one, now, moment)}
                for row_id, one, moment in zip(new_ids(now, len(to_say)), to_say, moments, strict=True)
            ]
            await self.work.insert_many(outbox, rows, if_new=True)

    async def redraw(self, to_say: ToSay, now: datetime, *, due_at: datetime | None = None) -> None:
        """Ask for an edit that always shows the newest state: many askings become one edit, and none is lost."""
        old = await self._by_key(to_say.key)
        if old is None:
            await self.add(to_say, now, due_at=due_at)
            return
        values: dict[str, Any] = {
            "wanted": outbox.c.wanted + 1,
            "arguments": dict(to_say.arguments),
            "target_id": to_say.target_id,
        }
        if to_say.edits_message_id is not None:
            values["edits_message_id"] = to_say.edits_message_id
        if old.state is not State.CLAIMED:
            later = due_at or now
            due = min(old.due_at, later) if old.state is State.WAITING else later
            values |= {"state": State.WAITING.value, "due_at": due, "attempts": 0, "first_tried_at": None}
        self._left_to_a_claim()
        await self.work.execute(update(outbox).where(outbox.c.row_id == old.row_id).values(**values))

    async def get(self, row_id: int) -> OutboxRow | None:
        row = (await self.work.execute(select(outbox).where(outbox.c.row_id == row_id))).one_or_none()
        return None if row is None else _row(row)

    async def by_key(self, key: str) -> OutboxRow | None:
        return await self._by_key(key)

    async def claim(
        self,
        now: datetime,
        until: datetime,
        limit: int,
        busy: Collection[int] = (),
        lanes: Collection[Lane] = tuple(Lane),
    ) -> tuple[OutboxRow, ...]:
        """Take what is due, most urgent lane first, and hold it until `until`; `busy` rows are in our own hands."""
        which = {"at": now, "busy": list(busy), "lanes": [int(lane) for lane in lanes], "most": limit}
        query = _READY.with_for_update(skip_locked=True) if self.work.dialect == "postgresql" else _READY
        rows = [_row(row) for row in await self.work.execute(query, which)]
        if not rows:
            return ()
        await self.work.execute(_CLAIM, {"rows": [row.row_id for row in rows], "until": until, "at": now})
        return tuple(rows)

    async def release_all(self) -> int:
        """At the start of the only process on this database: what an earlier one had in its hands is free again."""
        result = await self.work.execute(
            update(outbox)
            .where(outbox.c.state == State.CLAIMED.value)
            .values(state=State.WAITING.value, claimed_until=None)
        )
        return result.rowcount

    async def settle(
        self,
        row: OutboxRow,
        state: State,
        now: datetime,
        *,
        channel_id: int | None = None,
        message_id: int | None = None,
        detail: str | None = None,
    ) -> bool:
        """Write how it ended; False when it was settled before, or asked for again meanwhile (then it waits)."""
        # Sent again with the same nonce, Discord would answer with the old words: what is there already is edited.
        there = message_id if state is State.DELIVERED else None
        asked_again = {"this": row.row_id, "known": row.wanted, "at": now, "there": there}
        if (await self.work.execute(_ASKED_AGAIN, asked_again)).rowcount:
            return False
        ended = {
            "this": row.row_id,
            "state": state.value,
            "settled_at": now,
            "detail": detail,
            "channel_id": channel_id,
            "message_id": message_id,
        }
        return (await self.work.execute(_SETTLE, ended)).rowcount == 1

    async def try_again(self, row: OutboxRow, at: datetime, detail: str) -> None:
        await self.work.execute(
            update(outbox)
            .where(outbox.c.row_id == row.row_id, outbox.c.state == State.CLAIMED.value)
            .values(state=State.WAITING.value, claimed_until=None, due_at=at, detail=detail)
        )

    async def postpone(self, row: OutboxRow, until: datetime, detail: str) -> None:
        """Its turn comes later; it has not been tried."""
        await self.work.execute(
            update(outbox)
            .where(outbox.c.row_id == row.row_id, outbox.c.state == State.CLAIMED.value)
            .values(
                state=State.WAITING.value,
                claimed_until=None,
                due_at=until,
                attempts=0,
                first_tried_at=None,
                detail=detail,
            )
        )

    async def hold(self, row: OutboxRow, detail: str) -> None:
        """Keep it for the member's next press."""
        await self.work.execute(
            update(outbox)
            .where(outbox.c.row_id == row.row_id, outbox.c.state == State.CLAIMED.value)
            .values(state=State.HELD.value, claimed_until=None, detail=detail)
        )

    async def held_for(self, guild_id: int, member_id: int) -> tuple[OutboxRow, ...]:
        result = await self.work.execute(
            select(outbox)
            .where(
                outbox.c.state == State.HELD.value,
                outbox.c.guild_id == guild_id,
                outbox.c.target == Target.MEMBER.value,
                outbox.c.target_id == member_id,
            )
            .order_by(outbox.c.created_at, outbox.c.row_id)
        )
        return tuple(_row(row) for row in result)

    async def next_due(self, busy: Collection[int] = ()) -> datetime | None:
        """When the next row wants to be said; a claimed row counts with the end of its claim, a busy one not."""
        return (await self.work.execute(_NEXT_DUE, {"busy": list(busy)})).scalar_one()

    async def claimed(self) -> int:
        query = select(func.count()).where(outbox.c.state == State.CLAIMED.value)
        return (await self.work.execute(query)).scalar_one()

    async def undelivered(self, guild_id: int, since: datetime) -> tuple[OutboxRow, ...]:
        """What could not be said since `since`, for the people who look after the server."""
        result = await self.work.execute(
            select(outbox)
            .where(
                outbox.c.guild_id == guild_id,
                outbox.c.state.in_(UNDELIVERED),
                outbox.c.settled_at >= since,
            )
            .order_by(outbox.c.settled_at)
        )
        return tuple(_row(row) for row in result)

    async def drop(self, keys: Sequence[str], now: datetime) -> None:
        """No longer wanted: what waits under these keys is not said. What was tried before keeps its turn, for it may
        have arrived unheard of."""
        never_tried = and_(outbox.c.state == State.WAITING.value, outbox.c.attempts == 0)
        await self.work.execute(
            update(outbox)
            .where(outbox.c.key.in_(keys), or_(never_tried, outbox.c.state == State.HELD.value))
            .values(state=State.DROPPED.value, settled_at=now)
        )

    async def put_off(self, keys: Sequence[str], until: datetime, expires_at: datetime) -> None:
        """What waits under these keys, or for the member's next press, has its turn at `until` and not before."""
        never_tried = and_(outbox.c.state == State.WAITING.value, outbox.c.attempts == 0)
        await self.work.execute(
            update(outbox)
            .where(outbox.c.key.in_(keys), or_(never_tried, outbox.c.state == State.HELD.value))
            .values(state=State.WAITING.value, due_at=until, expires_at=expires_at, attempts=0, first_tried_at=None)
        )

    async def wanted_after_all(self, keys: Sequence[str], due_at: datetime, expires_at: datetime) -> None:
        """What was dropped under these keys has its turn again."""
        await self.work.execute(
            update(outbox)
            .where(outbox.c.key.in_(keys), outbox.c.state == State.DROPPED.value)
            .values(
                state=State.WAITING.value,
                due_at=due_at,
                expires_at=expires_at,
                attempts=0,
                first_tried_at=None,
                settled_at=None,
            )
        )

    async def put_forward(self, back: timedelta) -> None:
        """The clock went back by `back`: alerts and answers that wait keep their distance to it. What belongs to a
        time of day keeps that."""
        urgent = (Lane.ALERTS.value, Lane.ANSWERS.value)
        for row in await self.work.execute(select(outbox).where(outbox.c.state.in_(_OPEN), outbox.c.lane.in_(urgent))):
            moved = {
                name: None if (at := getattr(row, name)) is None else at - back
                for name in ("due_at", "claimed_until", "first_tried_at")
            }
            await self.work.execute(update(outbox).where(outbox.c.row_id == row.row_id).values(**moved))

    async def prune(self, before: datetime) -> int:
        """Forget settled rows older than `before`; their only use was not saying a thing twice."""
        result = await self.work.execute(
            delete(outbox).where(outbox.c.settled_at < before, outbox.c.state.not_in((*_OPEN, State.HELD.value)))
        )
        return result.rowcount

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        query = select(outbox.c.kind, outbox.c.state, outbox.c.due_at, outbox.c.settled_at)
        result = await self.work.execute(query.where(_of(guild_id, member_id)))
        return {"messages_to_or_about_you": [dict(row) for row in result.mappings()]}

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        await self.work.execute(delete(outbox).where(_of(guild_id, member_id)))

    async def erase_guild(self, guild_id: int) -> None:
        await self.work.execute(delete(outbox).where(outbox.c.guild_id == guild_id))

    async def _by_key(self, key: str) -> OutboxRow | None:
        row = (await self.work.execute(_BY_KEY, {"key": key})).one_or_none()
        return None if row is None else _row(row)

    def _left_to_a_claim(self) -> None:
        if self.work.hands is not None:
            self.work.hands.more = True


def _of(guild_id: int, member_id: int) -> ColumnElement[bool]:
    to_them = and_(outbox.c.target == Target.MEMBER.value, outbox.c.target_id == member_id)
    return and_(outbox.c.guild_id == guild_id, or_(to_them, outbox.c.about_member_id == member_id))


def _is_due(due_at: datetime | None, now: datetime) -> bool:
    return due_at is None or due_at <= now


def _in_hand(values: dict[str, Any]) -> OutboxRow:
    known: dict[str, Any] = values | {
        "lane": Lane(values["lane"]),
        "target": Target(values["target"]),
        "state": State.WAITING,
        "attempts": 0,
        "first_tried_at": None,
        "channel_id": None,
        "message_id": None,
        "detail": None,
    }
    del known["claimed_until"]
    return OutboxRow(**known)


def _values(to_say: ToSay, now: datetime, due_at: datetime | None) -> dict[str, Any]:
    return {
        "key": to_say.key,
        "kind": to_say.kind,
        "lane": to_say.lane.value,
        "guild_id": to_say.guild_id,
        "about_member_id": to_say.about_member_id,
        "target": to_say.target.value,
        "target_id": to_say.target_id,
        "edits_message_id": to_say.edits_message_id,
        "arguments": dict(to_say.arguments),
        "state": State.WAITING.value,
        "due_at": due_at or now,
        "expires_at": to_say.expires_at,
        "wanted": 1,
        "attempts": 0,
        "created_at": now,
    }


def _row(row: Any) -> OutboxRow:
    return OutboxRow(
        row_id=row.row_id,
        key=row.key,
        kind=row.kind,
        lane=Lane(row.lane),
        guild_id=row.guild_id,
        about_member_id=row.about_member_id,
        target=Target(row.target),
        target_id=row.target_id,
        edits_message_id=row.edits_message_id,
        arguments=row.arguments,
        state=State(row.state),
        due_at=row.due_at,
        expires_at=row.expires_at,
        wanted=row.wanted,
        attempts=row.attempts,
        first_tried_at=row.first_tried_at,
        channel_id=row.channel_id,
        message_id=row.message_id,
        detail=row.detail,
        created_at=row.created_at,
    )

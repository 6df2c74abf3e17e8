"""What people do with the rota, each in one transaction with what must be said because of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cogs.oncall import rules
from cogs.oncall.rules import GapAhead
from cogs.shared.recurrence import Weekday
from cogs.shared.rota import Span, gaps
from storage.database import Database
from storage.ids import new_id
from storage.oncall import OnCallStore
from storage.outbox import OutboxStore
from storage.records.oncall import Rota, Shift, Swap, SwapState
from storage.records.outbox import Lane, Target, ToSay
from storage.servers import ServerStore
from storage.work import Work

GAP, SWAP, SWAPPED = "oncall.gap", "oncall.swap", "oncall.swapped"


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes after midnight, on a clock in `zone`."""

    starts: int
    ends: int
    zone: str


class Refused(StrEnum):
    TOO_MANY = "too_many"
    NOT_YOURS = "not_yours"
    OVER = "over"
    TAKEN = "taken"  # somebody else covers it already


async def rota_of(database: Database, guild_id: int, now: datetime) -> Rota:
    async with database.reading() as work:
        return await OnCallStore(work).rota(guild_id, now)


async def add_shifts(
    database: Database, guild_id: int, member_id: int, days: Iterable[Weekday], hours: Hours, now: datetime
) -> int | Refused:
    """Answers how many were new; the same shift twice is one."""
    async with database.transaction() as work:
        store = OnCallStore(work)
        mine = [shift for shift in (await store.rota(guild_id, now)).shifts if shift.member_id == member_id]
        known = {(shift.weekday, shift.starts, shift.ends, shift.zone) for shift in mine}
        new = [day for day in days if (day.value, hours.starts, hours.ends, hours.zone) not in known]
        if len(mine) + len(new) > rules.MOST_SHIFTS:
            return Refused.TOO_MANY
        for day in new:
            shift = Shift(new_id(now), guild_id, member_id, day.value, hours.starts, hours.ends, hours.zone)
            await store.add_shift(shift, now)
        return len(new)


async def remove_shift(database: Database, guild_id: int, shift_id: int, now: datetime) -> Shift | None:
    """None: it was gone already."""
    async with database.transaction() as work:
        removed = await OnCallStore(work).remove_shift(guild_id, shift_id)
        if removed is not None:
            await _tell_gaps(work, guild_id, now)
    return removed


async def go_off(database: Database, guild_id: int, member_id: int, until: datetime | None, now: datetime) -> None:
    """Off duty from now on. When that leaves nobody, the others are told at once."""
    async with database.transaction() as work:
        store = OnCallStore(work)
        before = await store.rota(guild_id, now)
        await store.change(guild_id, member_id, on_duty=False, from_at=now, to_at=until, now=now)
        after = await store.rota(guild_id, now)
        ahead = Span(now, now + timedelta(days=2))
        begun = [gap for gap in gaps(after, ahead) if gap.from_at == now]
        if after.is_kept and begun and not any(gap.from_at == now for gap in gaps(before, ahead)):
            await _say_gap(work, guild_id, begun[0], f"now:{int(now.timestamp())}", now, soon=True, regular=False)
        await _tell_gaps(work, guild_id, now)


async def come_back(database: Database, guild_id: int, member_id: int, now: datetime) -> bool:
    """False when nothing kept them away."""
    async with database.transaction() as work:
        return await OnCallStore(work).back(guild_id, member_id, now)


async def cover(database: Database, guild_id: int, member_id: int, span: Span, now: datetime) -> Span | Refused:
    """Somebody takes what is still free of a gap; answers the span that is theirs now."""
    async with database.transaction() as work:
        store = OnCallStore(work)
        rota = await store.rota(guild_id, now)
        if span.to_at <= now:
            return Refused.OVER
        free = rules.still_free(rota, span, now)
        if free is None:
            return Refused.TAKEN
        theirs = Span(free.from_at, min(free.to_at, span.to_at))
        await store.change(guild_id, member_id, on_duty=True, from_at=theirs.from_at, to_at=theirs.to_at, now=now)
        return theirs


async def say_awake(database: Database, guild_id: int, member_id: int, hours: Hours | None, now: datetime) -> None:
    async with database.transaction() as work:
        span = None if hours is None else (hours.starts, hours.ends)
        await OnCallStore(work).awake(guild_id, member_id, span, "" if hours is None else hours.zone, now)


async def ask_swap(
    database: Database, guild_id: int, member_id: int, to_member_id: int, span: Span, now: datetime
) -> Swap | Refused:
    """Ask somebody to be on duty instead; nothing changes until they agree."""
    async with database.transaction() as work:
        store = OnCallStore(work)
        turns = rules.own_turns(await store.rota(guild_id, now), member_id, now)
        if not any(turn.from_at <= span.from_at and span.to_at <= turn.to_at for turn in turns):
            return Refused.NOT_YOURS
        swap = await store.ask_swap(guild_id, member_id, to_member_id, span.from_at, span.to_at, now)
        await OutboxStore(work).add(_swap_row(swap, Target.MEMBER, to_member_id), now)
        return swap


async def nobody_home(work: Work, swap: Swap, now: datetime) -> None:
    """The person cannot be reached by DM: they are asked in the alert channel instead."""
    server = await ServerStore(work).get(swap.guild_id)
    if server is not None and server.alert_channel_id is not None and swap.state is SwapState.ASKED:
        await OutboxStore(work).add(_swap_row(swap, Target.CHANNEL, server.alert_channel_id), now)


async def answer_swap(
    database: Database, swap_id: int, by_member_id: int, now: datetime, *, agreed: bool
) -> Swap | Refused:
    """The person who was asked answers, once; who asked is told."""
    async with database.transaction() as work:
        store = OnCallStore(work)
        swap = await store.swap(swap_id, lock=True)
        if swap is None or swap.to_member_id != by_member_id:
            return Refused.NOT_YOURS
        if swap.to_at <= now:
            return Refused.OVER
        if swap.state is not SwapState.ASKED:
            return swap
        state = SwapState.AGREED if agreed else SwapState.DECLINED
        await store.answer_swap(swap, state)
        if agreed:
            for member_id, on_duty in ((swap.member_id, False), (swap.to_member_id, True)):
                await store.change(
                    swap.guild_id, member_id, on_duty=on_duty, from_at=swap.from_at, to_at=swap.to_at, now=now
                )
        to_say = ToSay(
            key=f"swapped:{swap.swap_id}",
            kind=SWAPPED,
            lane=Lane.ANSWERS,
            target=Target.MEMBER,
            target_id=swap.member_id,
            guild_id=swap.guild_id,
            arguments={"swap": str(swap.swap_id)},
        )
        await OutboxStore(work).add(to_say, now)
        done = await store.swap(swap_id)
        assert done is not None
        return done


async def no_longer_here(database: Database, guild_id: int, member_id: int, now: datetime) -> None:
    """Somebody has left, or is no responder any longer: nobody counts on them."""
    async with database.transaction() as work:
        await OnCallStore(work).erase_member(guild_id, member_id)
        await _tell_gaps(work, guild_id, now)


async def tell_gaps_everywhere(database: Database, now: datetime) -> datetime | None:
    """Say what must be said about gaps, on every server with a rota; answers when to look again."""
    moments: list[datetime] = []
    async with database.transaction() as work:
        store = OnCallStore(work)
        for guild_id in await store.guilds():
            await _tell_gaps(work, guild_id, now)
            at = rules.next_warning(await store.rota(guild_id, now), now)
            moments += [] if at is None else [at]
        await store.forget_before(now - timedelta(days=1))
    return min(moments, default=None)


async def _tell_gaps(work: Work, guild_id: int, now: datetime) -> None:
    for warning in rules.warnings(await OnCallStore(work).rota(guild_id, now), now):
        await _warn(work, guild_id, warning, now)


async def _warn(work: Work, guild_id: int, warning: GapAhead, now: datetime) -> None:
    soon = warning.lead is rules.Lead.SOON
    await _say_gap(work, guild_id, warning.span, warning.key, now, soon=soon, regular=warning.regular)


async def _say_gap(work: Work, guild_id: int, gap: Span, key: str, now: datetime, *, soon: bool, regular: bool) -> None:
    server = await ServerStore(work).get(guild_id)
    if server is None or server.alert_channel_id is None:
        return
    to_say = ToSay(
        key=f"gap:{guild_id}:{key}",
        kind=GAP,
        lane=Lane.ANSWERS,
        target=Target.CHANNEL,
        target_id=server.alert_channel_id,
        guild_id=guild_id,
        expires_at=gap.to_at,
        arguments={
            "from": int(gap.from_at.timestamp()),
            "to": int(gap.to_at.timestamp()),
            "soon": soon,
            "regular": regular,
        },
    )
    await OutboxStore(work).add(to_say, now)


def _swap_row(swap: Swap, target: Target, target_id: int) -> ToSay:
    return ToSay(
        key=f"swap:{swap.swap_id}:{target.value}",
        kind=SWAP,
        lane=Lane.ANSWERS,
        target=target,
        target_id=target_id,
        guild_id=swap.guild_id,
        expires_at=swap.to_at,
        arguments={"swap": str(swap.swap_id), "in_channel": target is Target.CHANNEL},
    )

"""What the tests of alerts share: a server that is set up, findings, and a Discord that takes every notice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cogs.alerts import actions, casework, paging
from cogs.alerts.actions import Batch, Recorded
from cogs.alerts.matching.findings import Hit, Severity
from cogs.alerts.seen import Around, Seen
from cogs.shared.app import App
from cogs.shared.timings import Timings
from storage.alerts import AlertStore
from storage.cases import CaseStore
from storage.database import Database
from storage.outbox import OutboxStore
from storage.records.alerts import Case, CaseKind, Source
from storage.records.outbox import OutboxRow, State, Target
from storage.records.servers import ChannelMode
from storage.servers import ServerChoices, ServerStore
from tests import house as offline_house

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TIMINGS = Timings()
GUILD, ALERTS, SECOND, GENERAL, VENT = 1001, 2001, 2002, 2003, 2004
RESPONDERS, MODERATORS = 3001, 3002
ANN, BEN, RITA, ROB, OLGA, OTTO = 4001, 4002, 4003, 4004, 4005, 4006


async def set_up(database: Database, *, second: int | None = None) -> None:
    choices = ServerChoices(
        "UTC",
        ALERTS,
        RESPONDERS,
        MODERATORS,
        (OLGA, OTTO),
        [(GENERAL, ChannelMode.NORMAL), (VENT, ChannelMode.VENTING)],
        second_channel_id=second,
    )
    async with database.transaction() as work:
        await ServerStore(work).save(GUILD, choices, AT)


def hit(severity: Severity = Severity.CRITICAL, category: str = "suicide") -> Hit:
    return Hit(category, severity, f"{category}/rule", 0, 5, "words", None, "folded")


def seen(message_id: int, member_id: int = ANN, channel_id: int = GENERAL, **more: object) -> Seen:
    said = Seen(GUILD, channel_id, channel_id, message_id, member_id, AT, "the words", Source.MESSAGE)
    return replace(said, **more)  # type: ignore[arg-type]


async def record(
    database: Database, what: Seen, hits: Sequence[Hit] | None = None, now: datetime = AT, around: Around | None = None
) -> Recorded | None:
    async with database.transaction() as work:
        batch = Batch()
        recorded = await actions.record(work, batch, what, hits or [hit()], now, TIMINGS, around)
        await batch.finish(work, now, TIMINGS)
    return recorded


async def open_case(
    database: Database, member_id: int = ANN, kind: CaseKind = CaseKind.ALERT, guild_id: int = GUILD
) -> Case:
    async with database.reading() as work:
        case = await CaseStore(work).open_of(guild_id, member_id, kind)
    assert case is not None
    return case


async def case_of(app: App, member_id: int, kind: CaseKind = CaseKind.ALERT) -> Case:
    """The open case about a person in the offline server."""
    return await open_case(app.database, member_id, kind, offline_house.GUILD)


async def case_now(database: Database, case_id: int) -> Case:
    async with database.reading() as work:
        case = await CaseStore(work).get(GUILD, case_id)
    assert case is not None
    return case


async def take(database: Database, case_id: int, by: int, now: datetime = AT) -> object:
    async with database.transaction() as work:
        return await casework.take(work, GUILD, case_id, by, now, TIMINGS)


async def sweep(database: Database, now: datetime) -> None:
    """As often as the schedule would: until nothing is due."""
    for _ in range(50):
        async with database.transaction() as work:
            if not await casework.sweep(work, now, TIMINGS):
                return
    raise AssertionError("the sweep never came to rest")


class Taken:
    """A Discord that answers every row of the outbox in the same way, and remembers the rows."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.rows: list[OutboxRow] = []
        self._message_id = 900_000

    async def everything(self, now: datetime, state: State = State.DELIVERED, only: str = "") -> list[OutboxRow]:
        """Settle what waits now; the notices that follow from it wait for the next call."""
        async with self.database.transaction() as work:
            claimed = await OutboxStore(work).claim(now + timedelta(days=1), now + timedelta(days=2), 200)
        for row in claimed:
            await self._one(row, state if not only or only in row.key else State.DELIVERED, now)
        self.rows += claimed
        return list(claimed)

    async def _one(self, row: OutboxRow, state: State, now: datetime) -> None:
        self._message_id += 1
        arrived = state is State.DELIVERED
        channel_id = row.target_id if row.target is Target.CHANNEL else row.target_id + 50_000
        async with self.database.transaction() as work:
            ended = replace(
                row,
                state=state,
                channel_id=channel_id if arrived else None,
                message_id=(row.edits_message_id or self._message_id) if arrived else None,
                first_tried_at=now,
            )
            await OutboxStore(work).settle(row, state, now, channel_id=ended.channel_id, message_id=ended.message_id)
            if row.kind == paging.NOTICE:
                case_id = int(str(row.arguments["case"]))
                shown = await AlertStore(work).count_of_case(case_id)
                await casework.notice_settled(work, ended, state, now, TIMINGS, shown=shown)
            elif row.kind == paging.REDRAW:
                await casework.redraw_settled(work, ended, state, now, TIMINGS)


def notices(rows: Sequence[OutboxRow]) -> list[tuple[int, str]]:
    """Where the notices went and why."""
    return [(row.target_id, str(row.arguments["why"])) for row in rows if row.kind == paging.NOTICE]

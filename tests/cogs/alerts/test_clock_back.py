"""P19: somebody sets the clock back while things wait; what is urgent does not wait for hours."""

from datetime import timedelta

from cogs.alerts import casework
from storage.database import Database
from storage.events import EventStore
from storage.outbox import OutboxStore
from storage.records.outbox import Lane, Target, ToSay
from tests.cogs.alerts.house import AT, GUILD

BACK = timedelta(hours=3)


async def test_what_waits_to_be_said_keeps_its_distance_and_what_belongs_to_an_hour_its_hour(
    database: Database,
) -> None:
    async with database.transaction() as work:
        for lane in Lane:
            await OutboxStore(work).add(ToSay(f"a {lane}", "x", lane, Target.CHANNEL, 1), AT)
        await EventStore(work).add("something", GUILD, None, {}, AT)
        await casework.clock_went_back(work, BACK)
    async with database.reading() as work:
        due = {lane: row.due_at for lane in Lane if (row := await OutboxStore(work).by_key(f"a {lane}")) is not None}
        assert due[Lane.ALERTS] == due[Lane.ANSWERS] == AT - BACK
        assert due[Lane.CELEBRATIONS] == due[Lane.PROMPTS] == AT
        assert await EventStore(work).next_due() == AT - BACK

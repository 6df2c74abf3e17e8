"""What is claimed from the outbox, and in which order."""

from datetime import UTC, datetime, timedelta

from storage.database import Database
from storage.outbox import OutboxStore
from storage.records.outbox import Lane, State, Target, ToSay

AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=1)


def said(key: str, lane: Lane) -> ToSay:
    return ToSay(key, "tests.said", lane, Target.CHANNEL, 7, 5)


async def test_the_most_urgent_lane_goes_first_and_within_a_lane_what_waited_longest(database: Database) -> None:
    async with database.transaction() as work:
        outbox = OutboxStore(work)
        await outbox.add(said("prompt", Lane.PROMPTS), AT, due_at=AT - timedelta(hours=3))
        await outbox.add(said("new answer", Lane.ANSWERS), AT, due_at=AT - timedelta(seconds=1))
        await outbox.add(said("old answer", Lane.ANSWERS), AT, due_at=AT - timedelta(seconds=2))
        await outbox.add(said("alert", Lane.ALERTS), AT, due_at=AT)
        await outbox.add(said("next alert", Lane.ALERTS), AT, due_at=LATER)
        assert await outbox.next_due() == AT - timedelta(hours=3)
        assert [row.key for row in await outbox.claim(AT, LATER, 3)] == ["alert", "old answer", "new answer"]
        assert [row.key for row in await outbox.claim(AT, LATER, 3)] == ["prompt"]
        assert await outbox.next_due() == LATER


async def test_what_an_earlier_process_left_behind_takes_its_place_by_lane_when_its_claim_runs_out(
    database: Database,
) -> None:
    async with database.transaction() as work:
        outbox = OutboxStore(work)
        await outbox.add(said("left behind", Lane.ANSWERS), AT, due_at=AT)
        (left,) = await outbox.claim(AT, LATER, 5)
        await outbox.add(said("alert", Lane.ALERTS), AT, due_at=AT)
        await outbox.add(said("prompt", Lane.PROMPTS), AT, due_at=AT - timedelta(hours=3))
        assert [row.key for row in await outbox.claim(AT, AT, 5)] == ["alert", "prompt"], "it is still in good hands"
        assert await outbox.claim(LATER, LATER, 5, busy=(left.row_id,), lanes=(Lane.ANSWERS,)) == ()
        again = await outbox.claim(LATER, LATER + timedelta(minutes=1), 5)
        assert [row.key for row in again] == ["alert", "left behind", "prompt"]


async def test_what_is_asked_for_again_while_it_is_in_hand_is_due_when_the_hand_is_free(database: Database) -> None:
    async with database.transaction() as work:
        outbox = OutboxStore(work)
        await outbox.redraw(said("notice", Lane.ALERTS), AT)
        (row,) = await outbox.claim(AT, LATER, 5)
        await outbox.redraw(said("notice", Lane.ALERTS), AT)
        assert not await outbox.settle(row, State.DELIVERED, AT)
        assert await outbox.next_due(busy=(row.row_id,)) is None, "else it would be looked for without end"
        assert await outbox.next_due() == AT

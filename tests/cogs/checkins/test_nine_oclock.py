"""Ten thousand check-ins due in one minute (T12), an alert among them (S24), and a press: the real clock and pacer."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from sqlalchemy import func, insert, select

from cogs.checkins import asking
from cogs.shared.answers import Text
from cogs.shared.app import App
from cogs.shared.clock import SystemClock
from cogs.shared.recurrence import daily
from cogs.shared.recurrence_forms import to_row
from cogs.shared.said import Kind, Said
from cogs.shared.ui import custom_id
from storage.checkin_answers import AnswerStore
from storage.checkin_prompts import PromptStore
from storage.database import Database
from storage.outbox import OutboxStore
from storage.records.checkins import Answer, NewPrompt, PromptState
from storage.records.members import Reach
from storage.records.outbox import Lane, OutboxRow, Target, ToSay
from storage.tables.checkins import checkin_prompts, checkin_schedules
from storage.tables.members import members
from storage.tables.outbox import outbox
from tests.house import ALERTS, ANN, GUILD, OfflineDiscord, offline, offline_app

PEOPLE, FIRST, DMS = 10_000, 1_000_000, 2_000_000
ANNS_SCHEDULE, ANNS_PROMPT = 5, 6
HANDS = 24  # so many questions are being sent at once


@dataclass
class Sent:
    """What arrived at Discord: where, and when by the monotonic clock; and how presses were answered."""

    people: OfflineDiscord
    answered: list[str] = field(default_factory=list)
    moments: list[tuple[int, float]] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def until(self, enough: Callable[[list[tuple[int, float]]], bool]) -> None:
        async with self.changed, asyncio.timeout(30):
            await self.changed.wait_for(lambda: enough(self.moments))

    async def arrived(self, channel_id: int) -> None:
        async with self.changed:
            self.moments.append((channel_id, time.monotonic()))
            self.changed.notify_all()

    async def answers(self) -> None:
        """Ann's press has been answered, or answered once more."""
        async with self.changed:
            self.answered = [one.kind for answers in self.people.answers.values() for one in answers]
            self.changed.notify_all()


def yesterdays(due: datetime) -> dict[str, Any]:
    yesterday = due.date() - timedelta(days=1)
    return {
        "guild_id": GUILD, "at": due.strftime("%H:%M"), "zone": "UTC", "repeats": to_row(daily()), "stage": "any",
        "window_minutes": 720, "kinds": [], "title": "", "hosted": False, "threaded": False,
        "decided_to": yesterday, "next_date": due.date(), "next_at": due, "created_at": due - timedelta(days=9),
    }  # fmt: skip


async def ten_thousand(database: Database, due: datetime) -> None:
    schedule = yesterdays(due)
    person = {"guild_id": GUILD, "reach": Reach.DM.value, "zone": "UTC", "hour": 9, "changed_at": due}
    everyone = range(PEOPLE)
    async with database.transaction() as work:
        await work.execute(
            insert(checkin_schedules), [{**schedule, "schedule_id": 10 + n, "member_id": FIRST + n} for n in everyone]
        )
        await work.execute(
            insert(members), [{**person, "member_id": FIRST + n, "reach_channel_id": DMS + n} for n in everyone]
        )


@pytest.fixture
async def app(sqlite_database: Database) -> App:
    return await offline_app(sqlite_database, SystemClock(), features=["circles", "checkins"])


@pytest.fixture
async def sent(app: App) -> AsyncIterator[Sent]:
    """Requests wait for their turn, as they do in earnest, and are then answered at once."""
    with offline(app) as people:
        sent, answers = Sent(people), people.webhook_request

        async def request(route: Any, **kwargs: Any) -> Any:
            answer = await people.http_request(route, **kwargs)
            await sent.arrived(route.channel_id)
            return answer

        async def webhook(*args: Any, **kwargs: Any) -> Any:
            answer = await answers(*args, **kwargs)
            await sent.answers()
            return answer

        people.webhook_request = webhook
        app.http.request = app.pacer.pace(request)  # type: ignore[method-assign]
        app.doors.ready = False  # nobody of the ten thousand is in the cache of this small server
        yield sent
        await app.schedule.stop()
        await app.delivery.stop(5)


async def test_t12_ten_thousand_due_in_one_minute_are_queued_each_once(sqlite_database: Database) -> None:
    due = datetime(2026, 3, 2, 9, tzinfo=UTC)
    await ten_thousand(sqlite_database, due)
    queued = 0
    while (batch := await asking.queue_due(sqlite_database, due)).schedules:
        assert batch.schedules <= asking.BATCH
        queued += batch.asked
    assert queued == PEOPLE
    async with sqlite_database.reading() as work:
        query = select(func.count(), func.count(checkin_prompts.c.member_id.distinct()))
        assert tuple((await work.execute(query)).one()) == (PEOPLE, PEOPLE)
        waiting = select(func.count(), func.count(outbox.c.target_id.distinct()))
        assert tuple((await work.execute(waiting)).one()) == (PEOPLE, PEOPLE)


async def test_s24_an_alert_among_ten_thousand_is_noticed_within_a_second_and_they_leave_over_minutes(
    app: App, sent: Sent
) -> None:
    async def alert(row: OutboxRow, now: datetime) -> Said:
        return Said(Text("an alert"), plain="an alert")

    app.delivery.register(Kind("tests.alert", alert))
    await ten_thousand(app.database, app.clock.now().replace(microsecond=0))
    app.schedule.start()
    await sent.until(lambda moments: len(moments) >= 30)  # the flood is under way, and still being written

    async with app.database.transaction() as work:
        said = ToSay("an alert", "tests.alert", Lane.ALERTS, Target.CHANNEL, ALERTS, GUILD)
        await OutboxStore(work).add(said, app.clock.now())
    before = len(sent.moments)
    app.delivery.wake()
    await sent.until(lambda moments: any(channel == ALERTS for channel, _ in moments))
    places = [channel for channel, _ in sent.moments]
    overtaken = places.index(ALERTS) - before
    assert overtaken < app.config.delivery.requests_per_second, (
        "in the turns of less than a second; bench/ has the clock"
    )

    begun, last = sent.moments[0][1], sent.moments[-1][1]
    most = app.config.delivery.requests_per_second * (last - begun + 1) + 1
    assert len(sent.moments) <= most, "faster than the pacer allows: ten thousand would meet the limit of Discord"
    assert len(places) == len(set(places)), "nobody is asked twice"


async def asked_ann(database: Database, now: datetime) -> None:
    """Ann has been asked already, and her next question comes tomorrow."""
    hers = {"schedule_id": ANNS_SCHEDULE, "member_id": ANN.id, "next_at": now + timedelta(days=1)}
    async with database.transaction() as work:
        await work.execute(insert(checkin_schedules), [{**yesterdays(now), **hers}])
        asked = now.date(), PromptState.ASKED, "How is today?", "x", now, now + timedelta(hours=12)
        await PromptStore(work).add_many([NewPrompt(ANNS_PROMPT, GUILD, ANNS_SCHEDULE, None, ANN.id, *asked)])


async def anns_answer(database: Database) -> Answer | None:
    async with database.reading() as work:
        return await AnswerStore(work).of_member(GUILD, ANNS_PROMPT, ANN.id)


async def written(database: Database) -> int:
    async with database.reading() as work:
        return (await work.execute(select(func.count()).select_from(checkin_prompts))).scalar_one()


async def test_a_press_among_ten_thousand_is_answered_while_nearly_all_of_them_still_wait(
    app: App, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for one batch that is being written and for those few that are being sent, however many there are."""

    async def everyone_is_here(guild: discord.Guild, member_id: int) -> discord.Member | None:
        return guild.get_member(ANN.id)

    monkeypatch.setattr(app.roster, "member", everyone_is_here)
    app.doors.ready = True
    now = app.clock.now().replace(microsecond=0)
    await asked_ann(app.database, now)
    await ten_thousand(app.database, now)
    app.schedule.start()
    await sent.until(lambda moments: len(moments) >= HANDS)  # the flood is under way, and still being written
    had, out = await written(app.database), len(sent.moments)
    pressed = asyncio.create_task(sent.people.press(custom_id("checkins", "step", f"{ANNS_PROMPT}.4"), ANN))
    await sent.until(lambda _: bool(sent.answered))
    assert sent.answered == ["message"], "not even deferred: it is the answer itself"
    kept = await anns_answer(app.database)
    assert kept is not None, "what the member saw confirmed is on disk"
    assert await written(app.database) - had <= 500, "in a fraction of a second; bench/ has the clock"
    assert len(sent.moments) - out <= 2 * HANDS
    assert had < PEOPLE, "all of them were written before the press: the test shows nothing"
    pressed.cancel()


async def test_a_press_whose_turn_to_write_does_not_come_is_acknowledged_in_time_and_answered_when_it_comes(
    app: App, sent: Sent
) -> None:
    await asked_ann(app.database, app.clock.now())
    app.doors.ready, app.doors.answer_within = True, 0.01  # of Discord's three seconds the shipped value leaves half
    async with app.database.transaction():
        pressed = asyncio.create_task(sent.people.press(custom_id("checkins", "step", f"{ANNS_PROMPT}.4"), ANN))
        await sent.until(lambda _: bool(sent.answered))
        assert sent.answered == ["defer"]
        assert await anns_answer(app.database) is None
    answers = await pressed
    assert "You answered: **Hard**" in answers[-1].text
    assert await anns_answer(app.database) is not None

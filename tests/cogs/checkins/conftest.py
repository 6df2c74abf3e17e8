"""A circle of people with a daily question, offline."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from cogs.checkins import asking
from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from cogs.shared.ui import custom_id
from storage.checkin_prompts import PromptStore
from storage.circles import CircleChoices, CircleStore
from storage.database import Database
from storage.outbox import OutboxStore
from storage.records.checkins import Prompt
from storage.records.circles import Circle
from storage.records.outbox import Lane, State
from tests.house import ANN, AT, BEN, CIRCLE, GUILD, OLGA, Answered, OfflineDiscord, Person, offline, offline_app

MESSAGE = 940_000_000_000_000_000


@dataclass
class Scene:
    """AT is 09:00 in London on a Monday; the circle Dawn is asked at 09:30."""

    app: App
    clock: FixedClock
    people: OfflineDiscord
    circle: Circle

    async def ask(self) -> Prompt:
        """It becomes half past nine, the question is written and delivered."""
        self.clock.advance(timedelta(minutes=30))
        await self.sweep()
        await self.deliver()
        return await self.latest()

    async def sweep(self) -> None:
        while (await asking.queue_due(self.app.database, self.clock.now())).schedules:
            pass
        while await asking.sum_up_ended(self.app.database, self.clock.now()):
            pass

    async def deliver(self) -> list[tuple[str, str]]:
        """Everything that waits is said; answers kind and words of what people now see, oldest first."""
        from tests.house import words_in

        seen: list[tuple[str, str]] = []
        now = self.clock.now()
        while True:
            async with self.app.database.transaction() as work:
                rows = await OutboxStore(work).claim(now, now + timedelta(minutes=1), 50, lanes=tuple(Lane))
            if not rows:
                return seen
            for row in rows:
                late = row.expires_at is not None and row.expires_at <= now
                said = None if late else await self.app.delivery.render(row)
                state = State.DROPPED if said is None else State.DELIVERED
                message_id = None if said is None else row.edits_message_id or MESSAGE + row.row_id % 10**9
                await self.app.delivery._settle(row, state, channel_id=row.target_id, message_id=message_id)
                if said is not None:
                    seen.append((row.kind, words_in(said)))

    async def latest(self) -> Prompt:
        async with self.app.database.reading() as work:
            return (await PromptStore(work).latest(GUILD, self.circle.circle_id, 1))[0]

    async def prompts(self) -> tuple[Prompt, ...]:
        async with self.app.database.reading() as work:
            return await PromptStore(work).latest(GUILD, self.circle.circle_id, 50)

    async def tap(self, prompt: Prompt, who: Person, step: int) -> Answered:
        (answer,) = await self.people.press(custom_id("checkins", "step", f"{prompt.prompt_id}.{step}"), who)
        return answer

    async def see(self, prompt: Prompt, who: Person, visibility: str) -> Answered:
        (answer,) = await self.people.press(custom_id("checkins", "see", f"{prompt.prompt_id}.{visibility}"), who)
        return answer

    async def write(self, prompt: Prompt, who: Person, words: str, craving: str = "", someone: str = "no") -> Answered:
        fields = {"words": words, "craving": craving, "someone": [someone]}
        (answer,) = await self.people.submit(custom_id("checkins", "said", prompt.prompt_id), who, fields)
        return answer

    async def join(self, *people: Person) -> None:
        async with self.app.database.transaction() as work:
            for person in people:
                await CircleStore(work).join(GUILD, self.circle.circle_id, person.id, self.clock.now())


@pytest.fixture
async def scene(sqlite_database: Database) -> AsyncIterator[Scene]:
    clock = FixedClock(AT)
    app = await offline_app(sqlite_database, clock, features=["circles", "checkins"])
    async with sqlite_database.transaction() as work:
        circle = await CircleStore(work).add(GUILD, CircleChoices("Dawn", CIRCLE, "Europe/London"), clock.now())
        assert circle is not None
        await CircleStore(work).join(GUILD, circle.circle_id, OLGA.id, clock.now(), keeper=True)
        for person in (ANN, BEN):
            await CircleStore(work).join(GUILD, circle.circle_id, person.id, clock.now())
    with offline(app) as people:
        (answer,) = await people.command("/checkin schedule", OLGA, {"circle": "Dawn", "time": "09:30"})
        assert "Dawn is asked every day at 09:30 (Europe/London)" in answer.text
        yield Scene(app, clock, people, circle)

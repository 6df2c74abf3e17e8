"""A room with tools and helplines in it, offline."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from cogs.care import keeping
from cogs.shared import scanning
from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from storage.database import Database
from tests.cogs.helplines.test_doors import button, selects
from tests.house import ANN, AT, GUILD, Answered, OfflineDiscord, Person, offline, offline_app


@dataclass
class Room:
    app: App
    people: OfflineDiscord
    database: Database

    async def press(self, seen: Answered, label: str, who: Person = ANN) -> Answered:
        return (await self.people.press(button(seen, label), who))[-1]

    async def choose(self, seen: Answered, value: str, who: Person = ANN) -> Answered:
        made = next(one for one, values in selects(seen.raw) if value in values)
        return (await self.people.press(made, who, values=[value], component=3))[-1]

    async def tool(self, key: str, who: Person = ANN) -> Answered:
        (menu,) = await self.people.command("/tools", who, {})
        assert menu.private
        return await self.choose(menu, key, who)

    async def consent(self, who: Person = ANN) -> None:
        await keeping.say_yes(self.database, GUILD, who.id, old_enough=True, now=AT)

    async def write_plan(self, part: str, words: str, who: Person = ANN) -> Answered:
        return (await self.people.submit(f"care:plan_wrote:{part}", who, {"words": words}))[-1]


@pytest.fixture
async def room(sqlite_database: Database) -> AsyncIterator[Room]:
    app = await offline_app(sqlite_database, FixedClock(AT), features=["helplines", "care"])
    with offline(app) as people:
        yield Room(app, people, sqlite_database)
    scanning.fill(None, None)

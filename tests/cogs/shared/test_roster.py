"""Who is here is asked of the gateway, many at once; nobody is taken for gone because Discord did not answer."""

import asyncio
from typing import Any

import discord
import pytest

from cogs.shared.clock import FixedClock
from cogs.shared.roster import AT_ONCE, Roster
from storage.database import Database
from tests.house import ANN, AT, GUILD, Person, _member, offline, offline_app

CROWD = [Person(930_000_000_000_000_000 + n, f"p{n}") for n in range(150)]
GONE = 931_000_000_000_000_000


class Gateway:
    """Where discord.py would ask: answers with those who are here, or not at all."""

    def __init__(self, guild: discord.Guild, here: list[Person]) -> None:
        self.guild = guild
        self.here = {person.id: person for person in here}
        self.asked: list[list[int]] = []
        self.deaf = False

    async def query_members(self, *, user_ids: list[int], limit: int, cache: bool) -> list[discord.Member]:
        assert cache
        assert len(user_ids) <= limit == AT_ONCE
        self.asked.append(list(user_ids))
        if self.deaf:
            raise TimeoutError
        state: Any = self.guild._state
        found = [
            discord.Member(data=_member(self.here[i]), guild=self.guild, state=state)
            for i in user_ids
            if i in self.here
        ]  # type: ignore[arg-type]
        for member in found:
            self.guild._add_member(member)
        return found


@pytest.fixture
async def gateway(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Gateway:
    app = await offline_app(sqlite_database, FixedClock(AT), features=[])
    guild = app.get_guild(GUILD)
    assert guild is not None
    made = Gateway(guild, CROWD)
    monkeypatch.setattr(discord.Guild, "query_members", lambda _self, **asked: made.query_members(**asked))
    monkeypatch.setattr(app, "ws", object())
    return made


async def test_people_looked_up_together_are_asked_for_in_one_go_and_then_known(gateway: Gateway) -> None:
    roster = Roster(gateway.guild._state._get_client())
    found = await asyncio.gather(*(roster.member(gateway.guild, person.id) for person in CROWD[:40]))
    assert [member.id for member in found if member is not None] == [person.id for person in CROWD[:40]]
    assert [len(ids) for ids in gateway.asked] == [40]
    await roster.member(gateway.guild, CROWD[0].id)
    await roster.member(gateway.guild, ANN.id)
    assert len(gateway.asked) == 1


async def test_more_than_discord_takes_at_once_are_asked_for_in_parts(gateway: Gateway) -> None:
    roster = Roster(gateway.guild._state._get_client())
    found = await asyncio.gather(*(roster.member(gateway.guild, person.id) for person in CROWD))
    assert None not in found
    assert [len(ids) for ids in gateway.asked] == [100, 50]


async def test_somebody_who_left_is_not_here(gateway: Gateway) -> None:
    assert await Roster(gateway.guild._state._get_client()).member(gateway.guild, GONE) is None


async def test_a_deaf_gateway_makes_nobody_gone_they_are_asked_for_one_by_one(gateway: Gateway) -> None:
    gateway.deaf = True
    client = gateway.guild._state._get_client()
    with offline(client) as people:  # type: ignore[arg-type]
        asked: list[str] = []

        async def fetch(route: Any, **kwargs: Any) -> Any:
            asked.append(route.path)
            return _member(CROWD[3])

        people.http_request = fetch  # type: ignore[method-assign]
        client.http.request = fetch  # type: ignore[method-assign]
        member = await Roster(client).member(gateway.guild, CROWD[3].id)
    assert member is not None
    assert member.id == CROWD[3].id
    assert asked == ["/guilds/{guild_id}/members/{member_id}"]

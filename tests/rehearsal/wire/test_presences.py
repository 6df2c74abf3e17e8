"""Who is here: told to a bot with the intent for it, when a server is first seen, when it changes, and when asked."""

from collections.abc import Iterator
from typing import Any

import pytest

from rehearsal.presences import Presences
from tests.rehearsal.wire.house import Town
from tests.rehearsal.wire.line import ALL, Frame, Line, line

pytestmark = pytest.mark.wire
PRESENCES = 1 << 8


@pytest.fixture
def town() -> Iterator[Town]:
    town = Town()
    yield town
    assert town.faults_found() == []
    town.stop()


def seen_as(town: Town, who: int, status: str) -> None:
    town.do(lambda world: Presences(world).choose(who, status))


def statuses(presences: list[Any]) -> dict[int, str]:
    return {int(one["user"]["id"]): one["status"] for one in presences}


async def test_a_bot_with_the_intent_hears_who_is_here_and_each_change(town: Town) -> None:
    seen_as(town, town.mod, "dnd")
    seen_as(town, town.owner, "offline")
    async with line(town) as bot:
        await bot.identify()
        server = await bot.until("GUILD_CREATE")
        there = statuses(server["d"]["presences"])
        assert (there[town.mod], there[town.member]) == ("dnd", "online")
        assert town.owner not in there, "whoever is offline is left out"
        seen_as(town, town.member, "idle")
        changed = (await bot.until("PRESENCE_UPDATE"))["d"]
        assert changed["user"] == {"id": str(town.member)}
        assert (changed["status"], changed["client_status"], changed["activities"]) == ("idle", {"desktop": "idle"}, [])
        assert changed["guild_id"] == str(town.guild)
        seen_as(town, town.member, "offline")
        gone = (await bot.until("PRESENCE_UPDATE"))["d"]
        assert (gone["status"], gone["client_status"]) == ("offline", {})


async def test_what_the_bot_shows_of_itself_is_shown_and_invisible_is_offline(town: Town) -> None:
    async with line(town) as bot:
        await bot.identify()
        await bot.until("GUILD_CREATE")
        playing = {"name": "listening", "type": 2}
        await bot.say(3, {"since": None, "afk": False, "status": "idle", "activities": [playing]})
        heard = (await bot.until("PRESENCE_UPDATE"))["d"]
        assert (heard["user"]["id"], heard["status"]) == (str(town.world.bot.id), "idle")
        assert heard["activities"][0]["name"] == "listening"
        await bot.say(3, {"since": None, "afk": False, "status": "invisible", "activities": []})
        assert (await bot.until("PRESENCE_UPDATE"))["d"]["status"] == "offline"


async def test_without_the_intent_nothing_of_it_is_told(town: Town) -> None:
    async with line(town) as bot:
        await bot.identify(ALL & ~PRESENCES)
        assert (await bot.until("GUILD_CREATE"))["d"]["presences"] == []
        seen_as(town, town.member, "dnd")
        town.say("hello")
        await bot.until("MESSAGE_CREATE")
        assert "PRESENCE_UPDATE" not in bot.names()
        assert "presences" not in (await _members(bot, town))["d"]


async def test_members_that_are_asked_for_come_with_who_is_here(town: Town) -> None:
    seen_as(town, town.member, "dnd")
    async with line(town) as bot:
        await bot.identify()
        await bot.until("GUILD_CREATE")
        assert statuses((await _members(bot, town))["d"]["presences"]) == {town.member: "dnd"}


async def _members(bot: Line, town: Town) -> Frame:
    asked = {"guild_id": str(town.guild), "user_ids": [str(town.member)], "presences": True}
    await bot.say(8, asked)
    return await bot.until("GUILD_MEMBERS_CHUNK")

"""Intents: without one, its events are not heard, and all others are; without content, a message has none."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from tests.rehearsal.wire.house import Town
from tests.rehearsal.wire.line import ALL, line
from tests.rehearsal.wire.operations import EVENTS
from tests.rehearsal.wire.test_walk import everything

pytestmark = pytest.mark.wire

MESSAGES = ["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK"]
BITS: dict[str, tuple[int, list[str]]] = {
    "servers": (1 << 0, [
        "GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE", "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE",
        "CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "CHANNEL_PINS_UPDATE", "THREAD_CREATE", "THREAD_UPDATE",
        "THREAD_DELETE", "THREAD_LIST_SYNC", "THREAD_MEMBERS_UPDATE",
    ]),
    "members": (1 << 1, ["GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE"]),
    "moderation": (1 << 2, ["GUILD_BAN_ADD", "GUILD_BAN_REMOVE", "GUILD_AUDIT_LOG_ENTRY_CREATE"]),
    "webhooks": (1 << 5, ["WEBHOOKS_UPDATE"]),
    "invites": (1 << 6, ["INVITE_CREATE", "INVITE_DELETE"]),
    "messages": (1 << 9, MESSAGES),
    "reactions": (1 << 10, [
        "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE", "MESSAGE_REACTION_REMOVE_ALL",
        "MESSAGE_REACTION_REMOVE_EMOJI",
    ]),
    "typing": (1 << 11, ["TYPING_START"]),
    "scheduled events": (1 << 16, [name for name in EVENTS if name.startswith("GUILD_SCHEDULED_EVENT_")]),
    "AutoMod rules": (1 << 20, [name for name in EVENTS if name.startswith("AUTO_MODERATION_RULE_")]),
    "AutoMod hits": (1 << 21, ["AUTO_MODERATION_ACTION_EXECUTION"]),
    "polls": (1 << 24, ["MESSAGE_POLL_VOTE_ADD", "MESSAGE_POLL_VOTE_REMOVE"]),
}  # fmt: skip
CONTENT, MEMBERS = 1 << 15, 1 << 1
ASKED = {"READY", "RESUMED", "RATE_LIMITED"}


@pytest.fixture
def town() -> Iterator[Town]:
    """A town of its own, in which everything happens once."""
    town = Town()
    yield town
    town.stop()


@pytest.mark.parametrize("intent", BITS)
async def test_without_an_intent_its_events_are_not_heard_and_all_others_are(town: Town, intent: str) -> None:
    bit, events = BITS[intent]
    async with line(town) as ear:
        await ear.identify(ALL & ~bit)
        await asyncio.to_thread(everything, town)
        await ear.say(8, {"guild_id": str(town.guild), "query": "ann", "limit": 1})
        await ear.until("GUILD_MEMBERS_CHUNK")
    heard = set(ear.names())
    assert heard & set(events) <= ({"GUILD_CREATE"} if intent == "servers" else set())
    assert set(EVENTS) - ASKED - set(events) - heard == set()


async def test_presses_and_commands_need_no_intent(town: Town) -> None:
    async with line(town) as ear:
        await ear.identify(0)
        await asyncio.to_thread(everything, town)
        await ear.until("INTERACTION_CREATE")
    assert set(ear.names()) <= {"READY", "GUILD_CREATE", "INTERACTION_CREATE"}


async def test_without_members_only_the_bots_own_changes_are_heard(town: Town) -> None:
    me = town.world.bot.id
    async with line(town) as ear:
        await ear.identify(ALL & ~MEMBERS)
        town.call("PATCH", f"/guilds/{town.guild}/members/{town.member}", {"nick": "Annie"})
        town.call("PATCH", f"/guilds/{town.guild}/members/@me", {"nick": "Keeper"})
        changed = (await ear.until("GUILD_MEMBER_UPDATE"))["d"]
        thread = town.do(lambda _: town.rehearsal.acts.start_thread(town.member, town.general, "aside"))
        town.do(lambda _: town.rehearsal.acts.join_thread(town.mod, thread))
        town.call("PUT", f"/channels/{thread}/thread-members/@me")
        joined = [(await ear.until("THREAD_MEMBERS_UPDATE"))["d"]["added_members"] for _ in range(2)]
    here = next(frame["d"] for frame in ear.heard if frame["t"] == "GUILD_CREATE")
    assert [member["user"]["id"] for member in here["members"]] == [str(me)]
    assert changed["user"]["id"] == str(me)
    assert [[member["user_id"] for member in added] for added in joined] == [[], [str(me)]]


async def test_without_content_a_message_is_empty_unless_it_concerns_the_bot(town: Town) -> None:
    path, me = f"/channels/{town.general}/messages", town.world.bot.id
    own = int(town.call("POST", path, {"content": "mine"}).body["id"])
    private = town.do(lambda w: w.dm_channel(town.member))
    rich: dict[str, Any] = {"embeds": [{"title": "t"}], "components": [{"type": 1, "components": [
        {"type": 2, "style": 5, "label": "x", "url": "https://example.org"}]}]}  # fmt: skip
    async with line(town) as ear:
        await ear.identify(ALL & ~CONTENT)

        async def heard(content: str, **more: Any) -> dict[str, Any]:
            town.say(content, **more)
            return (await ear.until("MESSAGE_CREATE"))["d"]

        shut = await heard("private words")
        assert shut["content"] == ""
        assert (shut["author"]["id"], shut["channel_id"], shut["type"]) == (str(town.member), str(town.general), 0)
        assert (await heard(f"dear <@{me}>"))["content"] == f"dear <@{me}>"
        assert (await heard("yes", reply_to=own))["content"] == "yes"
        assert (await heard("between us", where=private))["content"] == "between us"
        hook = town.call("POST", f"/channels/{town.general}/webhooks", {"name": "hook"}).body
        body = {"content": "x", "embeds": rich["embeds"]}
        assert town.call("POST", f"/webhooks/{hook['id']}/{hook['token']}", body, token=None).status == 204
        theirs = (await ear.until("MESSAGE_CREATE"))["d"]
        assert [theirs[key] for key in ("content", "embeds", "components", "attachments")] == ["", [], [], []]
        town.call("POST", path, {"content": "mine", **rich})
        mine = (await ear.until("MESSAGE_CREATE"))["d"]
        assert (mine["content"], len(mine["embeds"]), len(mine["components"])) == ("mine", 1, 1)
    assert town.faults_found() == []

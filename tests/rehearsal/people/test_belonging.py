"""Joining, leaving, being removed or silenced, roles, and who may see a channel."""

import pytest

from rehearsal.wire import Refusal
from tests.rehearsal.people.house import Room


async def test_a_newcomer_joins_sees_the_open_channels_and_leaves_again(room: Room) -> None:
    await room.people.newcomer("sorrel", "Sorrel")
    await room.people.join("sorrel")
    names = {channel["name"] for channel in room.people.view("sorrel")["guilds"][0]["channels"]}
    assert "general" in names
    assert "alerts" not in names
    await room.people.leave("sorrel")
    assert room.people.view("sorrel")["guilds"] == []
    assert room.news("sorrel")[-1] == ("you", "no longer in Lantern Room")


async def test_a_kicked_member_reads_and_writes_no_more(room: Room) -> None:
    await room.people.kick("okello", "ash")
    assert room.news("ash") == [("you", "no longer in Lantern Room")]
    with pytest.raises(Refusal) as refused:
        await room.people.say("ash", "general", "wait")
    assert refused.value.code == 50001


async def test_a_banned_person_cannot_come_back_until_the_ban_is_lifted(room: Room) -> None:
    await room.people.ban("marlow", "ash")
    with pytest.raises(Refusal) as refused:
        await room.people.join("ash")
    assert refused.value.code == 40007
    await room.people.unban("marlow", "ash")
    await room.people.join("ash")
    assert room.people.view("ash")["guilds"]


@pytest.mark.parametrize(("who", "whom"), [("okello", "marlow"), ("ash", "briar")])
async def test_nobody_removes_someone_above_them_or_without_the_right(room: Room, who: str, whom: str) -> None:
    with pytest.raises(Refusal) as refused:
        await room.people.kick(who, whom)
    assert refused.value.code == 50013


async def test_a_timed_out_member_may_read_but_not_speak_until_it_is_over(room: Room) -> None:
    await room.people.time_out("okello", "ash", 10)
    with pytest.raises(Refusal):
        await room.people.say("ash", "general", "but")
    await room.people.say("briar", "general", "he hears me")
    assert room.news("ash")[-1] == ("message", "he hears me")
    await room.pass_time(601)
    await room.people.say("ash", "general", "back")


async def test_a_time_out_of_more_than_28_days_is_refused(room: Room) -> None:
    with pytest.raises(Refusal) as refused:
        await room.people.time_out("okello", "ash", 60 * 24 * 29)
    assert refused.value.code == 50035


async def test_a_role_opens_the_staff_channels_and_is_told(room: Room) -> None:
    await room.people.give_role("marlow", "ash", "Responder")
    assert room.news("ash") == [("you", "role given: Responder")]
    await room.people.say("wren", "alerts", "Welcome to the rota")
    assert room.news("ash")[-1] == ("message", "Welcome to the rota")
    await room.people.take_role("marlow", "ash", "Responder")
    assert room.news("ash")[-1] == ("you", "role taken: Responder")


async def test_a_member_without_the_right_gives_no_role(room: Room) -> None:
    with pytest.raises(Refusal) as refused:
        await room.people.give_role("okello", "ash", "Responder")
    assert refused.value.code == 50013


async def test_an_overwrite_closes_a_channel_to_one_member(room: Room) -> None:
    await room.people.overwrite("marlow", "vent", "ash", deny=["view_channel"])
    await room.people.say("briar", "vent", "hard day")
    assert room.news("ash") == []
    assert ("message", "hard day") in room.news("cove")


async def test_shut_direct_messages_refuse_the_bot_and_opened_ones_take_it_again(room: Room) -> None:
    dm = room.world.dm_channel(room.place.people["ash"])
    await room.people.shut_dms("ash")
    with pytest.raises(Refusal) as refused:
        room.bot("POST", f"/channels/{dm}/messages", {"content": "Hello"})
    assert refused.value.code == 50007
    await room.people.open_dms("ash")
    room.bot("POST", f"/channels/{dm}/messages", {"content": "Hello again"})
    assert room.news("ash") == [("dm", "Hello again")]


async def test_members_who_only_fill_a_server_act_like_anybody_but_nobody_notes_what_they_see(room: Room) -> None:
    before = len(room.people.received())
    first, second = room.world.fill(room.place.guild_id, ["one of many", "another of many"])
    assert room.people.received()[before:] == [], "they were there already"
    await room.people.say("one of many", "general", "hello")
    assert room.news("ash")[-1] == ("message", "hello")
    room.bot("POST", f"/channels/{room.world.dm_channel(second)}/messages", {"content": "how are you"})
    assert [one.text for one in room.people.received(second)] == ["how are you"]
    assert room.people.received(first) == []
    assert second in {int(member["id"]) for member in room.people.view("ash")["guilds"][0]["members"]}

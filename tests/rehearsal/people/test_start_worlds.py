"""The rooms that a rehearsal starts with."""

from datetime import datetime, timedelta

from rehearsal import start_worlds
from rehearsal.server import Rehearsal
from tests.rehearsal.people.house import Room


async def test_the_history_lies_in_the_past_and_in_order(room: Room) -> None:
    now = room.rehearsal.clock.now()
    for channel in ("welcome", "general", "check-ins", "milestones", "vent"):
        moments = [datetime.fromisoformat(message["timestamp"]) for message in room.view_of("ash", channel)]
        ids = [int(message["id"]) for message in room.view_of("ash", channel)]
        assert moments, channel
        assert moments == sorted(moments)
        assert ids == sorted(ids)
        assert max(moments) < now - timedelta(hours=1)


async def test_only_staff_see_the_alert_channel(room: Room) -> None:
    seeing = {name for name, key in room.place.people.items() if room.world.sees(key, room.channel("alerts"))}
    assert seeing == {"marlow", "wren", "tamsin", "okello"}


async def test_the_bot_may_write_wherever_it_is_needed_and_is_no_administrator(room: Room) -> None:
    bot = room.world.bot.id
    assert not room.world.bot_role(room.place.guild_id).permissions & 1 << 3
    for channel in room.place.channels.values():
        assert room.world.may(bot, channel, "send_messages", "read_message_history")


async def test_the_fresh_server_has_an_owner_a_friend_and_nothing_said() -> None:
    rehearsal = Rehearsal()
    place = start_worlds.fresh(rehearsal.world)
    assert set(place.panes) <= set(place.people)
    assert not any(rehearsal.world.state.messages.get(channel) for channel in place.channels.values())
    assert rehearsal.world.sees(place.people["wren"], place.channels["alerts"])
    assert not rehearsal.world.sees(place.people["ash"], place.channels["alerts"])

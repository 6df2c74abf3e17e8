"""What people say to one another, and what reaches whom."""

import pytest

from rehearsal.invocations import CannotDo
from rehearsal.people.finding import NotFound
from rehearsal.wire import Refusal
from tests.rehearsal.people.house import Room


async def test_a_message_reaches_everybody_who_sees_the_channel_but_not_its_author(room: Room) -> None:
    await room.people.say("ash", "#general", "Good evening")
    assert ("message", "Good evening") in room.news("wren")
    assert room.news("ash") == []


async def test_what_is_said_among_staff_reaches_no_member(room: Room) -> None:
    await room.people.say("wren", "staff-room", "Quiet tonight")
    assert room.news("ash") == []
    assert ("message", "Quiet tonight") in room.news("okello")


async def test_a_named_person_and_a_named_role_are_pinged_and_others_are_not(room: Room) -> None:
    await room.people.say("ash", "general", "@briar and @Responder, are you there? **please**")
    pinged = {item.who for item in room.people.received() if item.pinged}
    assert pinged == {"briar", "wren", "tamsin"}
    assert room.news("cove") == [("message", "@Briar and @Responder, are you there? please")]


async def test_a_reply_pings_the_person_it_answers(room: Room) -> None:
    first = await room.people.say("ash", "general", "Anyone?")
    await room.people.reply("briar", "general", first, "Here")
    assert [item.pinged for item in room.people.received("ash")] == [True]


async def test_an_edit_reaches_others_with_its_new_words(room: Room) -> None:
    message = await room.people.say("ash", "general", "helo")
    await room.people.edit("ash", "general", message, "hello")
    assert room.news("briar") == [("message", "helo"), ("edit", "hello")]


async def test_a_deleted_message_is_told_with_the_words_that_went(room: Room) -> None:
    message = await room.people.say("ash", "general", "oops")
    await room.people.delete("okello", "general", message)
    assert room.news("briar")[-1] == ("delete", "oops")
    assert all(int(shown["id"]) != message for shown in room.view_of("briar", "general"))


async def test_a_member_can_neither_edit_nor_delete_what_another_wrote(room: Room) -> None:
    message = await room.people.say("ash", "general", "mine")
    with pytest.raises(Refusal) as edit:
        await room.people.edit("briar", "general", message, "yours")
    with pytest.raises(Refusal) as delete:
        await room.people.delete("briar", "general", message)
    assert (edit.value.code, delete.value.code) == (50005, 50013)


async def test_a_reaction_reaches_others_and_can_be_taken_back(room: Room) -> None:
    message = await room.people.say("ash", "general", "soup")
    await room.people.react("briar", "general", message, "🌱")
    assert room.news("ash") == [("reaction", "🌱")]
    assert room.view_of("ash", "general")[-1]["reactors"] == {"🌱": ["Briar"]}
    await room.people.unreact("briar", "general", message, "🌱")
    assert room.view_of("ash", "general")[-1]["reactors"] == {}


async def test_a_forwarded_message_carries_its_words(room: Room) -> None:
    message = await room.people.say("ash", "vent", "a long day")
    await room.people.forward("ash", "vent", message, "general")
    assert room.news("briar")[-1] == ("message", "Forwarded: a long day")


async def test_a_file_is_read_by_its_name(room: Room) -> None:
    await room.people.upload("ash", "general", [("garden.png", b"not really a picture")], "look")
    assert room.news("briar") == [("message", "look\n(file: garden.png)")]


async def test_a_thread_on_a_message_is_told_and_can_be_written_in(room: Room) -> None:
    message = await room.people.say("ash", "general", "Book club?")
    thread = await room.people.start_thread("ash", "general", "Book club", message=message)
    await room.people.say("briar", "Book club", "Yes please")
    assert ("thread", "Book club") in room.news("briar")
    assert room.news("ash")[-1] == ("message", "Yes please")
    assert room.people.find.place(room.place.people["cove"], "book club") == thread


async def test_a_private_thread_is_seen_only_by_those_brought_into_it(room: Room) -> None:
    await room.people.overwrite("marlow", "general", "Keeper", allow=["create_private_threads"])
    await room.people.start_thread("juniper", "general", "Just us", private=True)
    await room.people.join_thread("juniper", "Just us", invite="fen")
    await room.people.say("juniper", "Just us", "Hello Fen")
    assert room.news("fen") == [("thread", "Just us"), ("message", "Hello Fen")]
    assert room.news("ash") == []


async def test_a_locked_thread_refuses_a_member(room: Room) -> None:
    await room.people.start_thread("ash", "general", "Done talking")
    await room.people.set_thread("okello", "Done talking", locked=True)
    with pytest.raises(Refusal) as refused:
        await room.people.say("ash", "Done talking", "one more thing")
    assert refused.value.code == 160005


async def test_votes_are_given_by_the_words_of_an_answer(room: Room) -> None:
    answers = [{"poll_media": {"text": "Tea"}}, {"poll_media": {"text": "Coffee"}}]
    message = room.post("general", poll={"question": {"text": "Which?"}, "answers": answers, "duration": 1})
    assert room.news("ash") == [("message", "Poll: Which?\nTea | Coffee")]
    await room.people.vote("ash", "general", message, ["coffee"])
    counts = room.view_of("ash", "general")[-1]["poll"]["results"]["answer_counts"]
    assert [(count["count"], count["me_voted"]) for count in counts] == [(0, False), (1, True)]
    with pytest.raises(CannotDo, match="no answer 'Milk'"):
        await room.people.vote("ash", "general", message, ["Milk"])


async def test_a_name_that_nobody_has_is_answered_with_those_that_exist(room: Room) -> None:
    with pytest.raises(NotFound, match=r"nobody-here.*there are ash, briar"):
        await room.people.say("nobody-here", "general", "boo")
    with pytest.raises(NotFound, match="no channel or thread called 'attic'"):
        await room.people.say("ash", "attic", "boo")


async def test_the_stream_is_numbered_without_a_gap(room: Room) -> None:
    for text in ("one", "two"):
        await room.people.say("ash", "general", text)
    numbers = [item.seq for item in room.people.received()]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert all(item.cause is not None for item in room.people.received())


async def test_a_message_to_the_bot_alone_stands_in_no_channel(room: Room) -> None:
    await room.people.say("ash", "dm", "Can I ask something?")
    room.bot("POST", f"/channels/{room.world.dm_channel(room.place.people['ash'])}/messages", {"content": "Yes."})
    items = room.people.received("ash")
    assert [(item.kind, item.text, item.pinged, item.from_bot) for item in items] == [("dm", "Yes.", True, True)]
    assert room.news("briar") == []

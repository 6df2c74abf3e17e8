"""Sharing behind a content note: warned first, taken back, anonymous to members and not to moderators."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from cogs.care.sharing import matches, own_words
from cogs.shared import scanning
from cogs.shared.scanning import Found
from storage.care import CareStore
from storage.events import EventStore
from storage.outbox import OutboxStore
from storage.records.care import Cautions, Share
from storage.records.outbox import OutboxRow, State
from storage.servers import ServerChoices, ServerStore
from tests.cogs.care.conftest import Room
from tests.house import ALERTS, ANN, AT, BEN, GENERAL, GUILD, MODERATORS, MOE, RESPONDERS, Answered, flatten, ids_in

WRITER = replace(ANN, permissions=1 << 10 | 1 << 11)


@pytest.fixture
async def here(room: Room) -> Room:
    choices = ServerChoices(
        zone="Europe/London",
        alert_channel_id=ALERTS,
        responder_role_id=RESPONDERS,
        moderator_role_id=MODERATORS,
        organiser_ids=(),
        watched=(),
    )
    async with room.database.transaction() as work:
        await ServerStore(work).save(GUILD, choices, AT)
    return room


async def share(
    room: Room, words: str = "My friend died", topics: Sequence[str] = ("loss",), name: str = "yes", note: str = ""
) -> Sequence[Answered]:
    fields = {"words": words, "topics": list(topics), "name": [name], "note": note}
    return await room.people.submit("care:shared:", WRITER, fields)


async def delivered(room: Room) -> list[tuple[str, list[str], OutboxRow]]:
    """Words, ids and row of everything that waits, once it is said."""
    async with room.database.transaction() as work:
        rows = await OutboxStore(work).claim(AT, AT + timedelta(hours=1), 20)
    said: list[tuple[str, list[str], OutboxRow]] = []
    for row in rows:
        made = await room.app.delivery.render(row)
        state = State.DROPPED if made is None else State.DELIVERED
        await room.app.delivery._settle(row, state, channel_id=row.target_id, message_id=77_000)
        if made is not None:
            shown = made.view.to_components()
            said.append((flatten(shown), ids_in(shown), row))
    return said


async def test_everyone_sees_the_note_and_only_who_presses_sees_the_words(here: Room) -> None:
    (form_first,) = await here.people.command("/share", WRITER, {})
    assert "Moderators can always see it." in form_first.text
    await share(here, note="about last week")
    ((words, ids, row),) = await delivered(here)
    assert row.target_id == GENERAL
    assert "ann would like to share something." in words
    assert "Death and loss" in words
    assert "> about last week" in words
    assert "My friend died" not in words
    (read,) = await here.people.press(ids[-1], BEN)
    assert read.private
    assert "> My friend died" in read.text
    assert "Take it back" not in read.text
    async with here.database.reading() as work:
        events = [event.name for event in await EventStore(work).due(AT, 10)]
    assert events == ["member.text_posted"]


async def test_a_reader_is_warned_first_of_what_stands_on_their_own_list(here: Room) -> None:
    await here.consent(BEN)
    (empty,) = await here.people.command("/heads-up", BEN, {})
    assert "The list is empty." in empty.text
    (kept,) = await here.people.submit("care:heads_up_wrote:", BEN, {"topics": ["loss"], "own": "hospital, Hospital ,"})
    assert "> hospital, Hospital" in kept.text
    await share(here, topics=["loss"])
    ((_, ids, _),) = await delivered(here)
    (warning,) = await here.people.press(ids[-1], BEN)
    assert "You asked to be warned first." in warning.text
    assert "My friend died" not in warning.text
    anyway = await here.press(warning, "Read it anyway", BEN)
    assert "> My friend died" in anyway.text
    left = await here.press(warning, "Leave it", BEN)
    assert left.text == "All right."
    (moe,) = await here.people.press(ids[-1], MOE)
    assert "warned" not in moe.text


async def test_without_a_name_members_do_not_see_the_author_and_moderators_do(here: Room) -> None:
    await share(here, name="no")
    ((words, ids, _),) = await delivered(here)
    assert "ann" not in words
    assert "Somebody here would like to share something." in words
    (read,) = await here.people.press(ids[-1], BEN)
    assert str(ANN.id) not in read.text
    (moderator,) = await here.people.press(ids[-1], MOE)
    assert f"<@{ANN.id}>" in moderator.text


async def test_only_the_author_takes_it_back_and_then_the_words_are_gone(here: Room) -> None:
    await share(here)
    ((_, ids, _),) = await delivered(here)
    (read,) = await here.people.press(ids[-1], ANN)
    made = next(one for one in read.custom_ids if one.startswith("care:share_back:"))
    (refused,) = await here.people.press(made, BEN)
    assert "Only the person who shared it" in refused.text
    gone = await here.press(read, "Take it back")
    assert "The words are gone." in gone.text
    ((words, redrawn_ids, row),) = await delivered(here)
    assert row.edits_message_id == 77_000
    assert "taken it back" in words
    assert redrawn_ids == []
    (late,) = await here.people.press(ids[-1], BEN)
    assert "Its author has taken it back." in late.text


async def test_what_is_shared_is_scanned_as_the_authors_message_before_it_is_posted(here: Room) -> None:
    scanned: list[tuple[int, int, int, str]] = []

    async def scan(guild_id: int, member_id: int, channel_id: int, text: str) -> Found | None:
        async with here.database.reading() as work:
            assert await OutboxStore(work).next_due() is None
        scanned.append((guild_id, member_id, channel_id, text))
        return Found("suicide", "critical")

    scanning.fill(scan, None)
    answers = await share(here, words="I want to die", name="no", note="a note")
    assert scanned == [(GUILD, ANN.id, GENERAL, "a note\nI want to die")]
    assert "call your local emergency number first" in answers[-1].text
    assert "helplines:find:" in answers[-1].custom_ids


async def test_who_may_not_write_in_a_channel_shares_nothing_there(here: Room) -> None:
    (refused,) = await here.people.submit("care:shared:", ANN, {"words": "hello", "name": ["yes"]})
    assert "You cannot write in this channel." in refused.text
    assert await delivered(here) == []


async def test_nothing_is_posted_without_words_or_too_often(here: Room) -> None:
    (empty,) = await share(here, words="  ")
    assert "nothing in it yet" in empty.text
    for _ in range(5):
        await share(here)
    (enough,) = await share(here)
    assert "5 times in this hour" in enough.text


async def test_a_mention_or_link_in_shared_words_is_only_text(here: Room) -> None:
    await share(here, words="@everyone <@1> [x](https://x.example)", note="@here")
    ((words, ids, _),) = await delivered(here)
    (read,) = await here.people.press(ids[-1], BEN)
    assert "@everyone" not in read.text
    assert "@here" not in words
    assert "<@1>" not in read.text


async def test_a_mention_on_ones_own_list_is_only_text_in_the_warning(here: Room) -> None:
    await here.consent(BEN)
    await here.people.submit("care:heads_up_wrote:", BEN, {"topics": [], "own": "<@1>"})
    await share(here, words="ask <@1> about it")
    ((_, ids, _),) = await delivered(here)
    (warning,) = await here.people.press(ids[-1], BEN)
    assert "You asked to be warned first." in warning.text
    assert "<@1>" not in warning.text


@pytest.mark.parametrize(
    ("own", "text", "found"),
    [
        ("ox", "a box", False),
        ("ox", "An OX.", True),
        ("knife edge", "on a knife edge", True),
        (".*", "anything", False),
        ("ünder", "Ünder", True),
    ],
)
def test_own_words_are_found_as_whole_words_in_any_case(own: str, text: str, found: bool) -> None:
    share = Share(1, 1, 1, 1, False, (), "", text, None, AT, None)
    assert bool(matches(Cautions((), (own,)), share)) is found


def test_a_list_of_own_words_is_tidied() -> None:
    assert own_words(" a , b;a\n\n c  d ,") == ("a", "b", "c d")
    assert len(own_words(",".join(map(str, range(99))))) == 20


async def test_an_emptied_list_is_gone(here: Room) -> None:
    await here.consent(BEN)
    await here.people.submit("care:heads_up_wrote:", BEN, {"topics": ["loss"], "own": ""})
    await here.people.submit("care:heads_up_wrote:", BEN, {"topics": [], "own": ""})
    async with here.database.reading() as work:
        assert await CareStore(work).cautions(GUILD, BEN.id) == Cautions()

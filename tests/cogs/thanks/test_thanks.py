"""Thanks: private, only to who said yes, looked at before they are passed on, and never counted."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from cogs.shared import scanning
from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from cogs.shared.scanning import Found
from cogs.thanks.actions import MOST_IN_AN_HOUR, MOST_TO_ONE_IN_A_DAY, SAID
from storage.database import Database
from storage.kindness import ThanksStore
from storage.members import MemberChanges, MemberStore
from storage.outbox import OutboxStore
from storage.privacy import erase_member, export_member
from storage.records.members import Reach
from storage.records.outbox import State
from tests.house import ANN, AT, BEN, BOT, GUILD, MOE, OLGA, RITA, ROB, OfflineDiscord, Person, offline, offline_app


class Room:
    def __init__(self, app: App, clock: FixedClock, people: OfflineDiscord) -> None:
        self.app, self.clock, self.people = app, clock, people

    async def accept(self, *who: Person) -> None:
        for one in who:
            await self.people.press("thanks:accept:yes", one)

    async def thank(self, who: Person, to: Person, words: str = "", kind: str = "emotional") -> str:
        options = {"to": (6, str(to.id)), "for": kind} | ({"words": words} if words else {})
        user = {"id": str(to.id), "username": to.name, "discriminator": "0", "avatar": None, "global_name": to.name,
                "bot": to.id == BOT}  # fmt: skip
        member = {"roles": [], "flags": 0, "joined_at": "2025-01-01T00:00:00+00:00", "permissions": "0", "nick": None,
                  "avatar": None}  # fmt: skip
        resolved = {"users": {str(to.id): user}, "members": {str(to.id): member}}
        answers = await self.people.command("/thanks", who, options, resolved=resolved)
        assert all(answer.private for answer in answers)
        return "\n".join(answer.text for answer in answers)


@pytest.fixture
async def room(sqlite_database: Database) -> AsyncIterator[Room]:
    clock = FixedClock(AT)
    app = await offline_app(sqlite_database, clock, features=["thanks", "privacy"])
    with offline(app) as people:
        yield Room(app, clock, people)
    scanning.fill(None, None)


async def test_nobody_who_did_not_say_yes_hears_anything(room: Room) -> None:
    said = await room.thank(ANN, BEN)
    assert "I pass on thanks only to people who switched that on" in said
    assert await room.people.rendered(SAID) == []


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("emotional", "ann thanks you for being there, and listening."),
        ("informational", "ann thanks you for sharing what you know."),
        ("practical", "ann thanks you for practical help."),
        ("belonging", "ann thanks you for making them feel that they belong."),
    ],
)
async def test_they_are_passed_on_with_kind_and_words_to_that_person_alone(
    room: Room, kind: str, sentence: str
) -> None:
    await room.accept(BEN)
    assert "Nobody else sees it" in await room.thank(ANN, BEN, "For last night. @everyone", kind)
    ((target, words),) = await room.people.rendered(SAID)
    assert target == BEN.id
    assert words.startswith(sentence)
    assert "> For last night. ＠everyone" in words


async def test_their_way_of_being_reached_is_kept(room: Room) -> None:
    """Nothing chosen: it waits for their next press, and no message is opened with them."""
    await room.accept(BEN)
    await room.thank(ANN, BEN)
    async with room.app.database.transaction() as work:
        (claimed,) = await OutboxStore(work).claim(AT, AT + timedelta(seconds=5), 10)
    await room.app.delivery._say(claimed)
    async with room.app.database.reading() as work:
        row = await OutboxStore(work).get(claimed.row_id)
    assert row is not None
    assert row.state is State.HELD
    answers = await room.people.press("thanks:accept:yes", BEN)
    assert any("ann thanks you" in answer.text and answer.private for answer in answers)


async def test_a_no_between_saying_and_hearing_counts(room: Room) -> None:
    await room.accept(BEN)
    await room.thank(ANN, BEN)
    await room.people.press("thanks:accept:no", BEN)
    assert await room.people.rendered(SAID) == []


async def test_no_more_from_one_person_is_not_told_to_them_and_others_still_can(room: Room) -> None:
    await room.accept(BEN)
    await room.thank(ANN, BEN)
    async with room.app.database.reading() as work:
        (thanks,) = await ThanksStore(work).received(GUILD, BEN.id, 5)
    (foreign,) = await room.people.press(f"thanks:not_from:{thanks.thanks_id}", OLGA)
    assert "not here any more" in foreign.text
    (answer,) = await room.people.press(f"thanks:not_from:{thanks.thanks_id}", BEN, guild_id=None)
    assert "They are not told" in answer.text
    refused = await room.thank(ANN, BEN)
    assert refused.replace("ben", "rita") == await room.thank(ANN, RITA)  # the same as for anybody else
    assert "I pass on thanks only to people who switched that on" in refused
    assert "privately" in await room.thank(OLGA, BEN)


async def test_switching_off_works_from_the_message_too(room: Room) -> None:
    await room.accept(BEN)
    await room.thank(ANN, BEN)
    async with room.app.database.reading() as work:
        (thanks,) = await ThanksStore(work).received(GUILD, BEN.id, 5)
    (answer,) = await room.people.press(f"thanks:off:{thanks.thanks_id}", BEN, guild_id=None)
    assert "Switched off" in answer.text
    assert "I cannot pass this on to ben" in await room.thank(OLGA, BEN)


async def test_a_few_at_a_time(room: Room) -> None:
    everyone = (BEN, RITA, ROB, MOE, OLGA)
    await room.accept(*everyone)
    for _ in range(MOST_TO_ONE_IN_A_DAY):
        assert "Nobody else sees it" in await room.thank(ANN, BEN)
    assert "wait a little" in await room.thank(ANN, BEN)
    for to in (RITA, ROB, MOE)[: MOST_IN_AN_HOUR - MOST_TO_ONE_IN_A_DAY]:
        await room.thank(ANN, to)
    assert "wait a little" in await room.thank(ANN, OLGA)
    room.clock.advance(timedelta(hours=1, seconds=1))
    assert "Nobody else sees it" in await room.thank(ANN, OLGA)


async def test_oneself_and_bots_get_a_sentence(room: Room) -> None:
    await room.accept(ANN)
    assert "Being kind to yourself" in await room.thank(ANN, ANN)
    assert "I cannot pass this on" in await room.thank(ANN, Person(BOT, "Circlekeeper"))
    (answer,) = await room.people.command("/thanks", ANN, {"to": (6, str(BEN.id))}, resolved={})
    assert answer.text


async def test_words_are_looked_at_as_the_authors_own_and_what_hurts_is_not_passed_on(room: Room) -> None:
    found = Found("harassment", "medium")
    seen: list[tuple[int, str]] = []

    async def scan(guild_id: int, member_id: int, channel_id: int, text: str) -> Found | None:
        seen.append((member_id, text))
        return found

    scanning.fill(scan, lambda _: None)
    await room.accept(BEN)
    assert "its words may hurt" in await room.thank(ANN, BEN, "cruel words")
    assert seen == [(ANN.id, "cruel words")]
    assert await room.people.rendered(SAID) == []
    found = Found("suicide", "critical")
    said = await room.thank(ANN, BEN, "thank you, and goodbye")
    assert "Nobody else sees it" in said
    assert "call your local emergency number now" in said


async def test_ones_own_page_has_no_number_on_it(room: Room) -> None:
    (page,) = await room.people.command("/thanks", BEN)
    assert page.private
    assert "I write to nobody who did not say yes" in page.text
    await room.accept(BEN)
    for _ in range(2):
        await room.thank(ANN, BEN, "again")
    (page,) = await room.people.command("/thanks", BEN)
    assert page.text.count("ann thanks you") == 2
    assert not any(sign.isdigit() for sign in page.text)


async def test_export_and_erasure_know_all_of_it(room: Room) -> None:
    database = room.app.database
    await room.accept(ANN, BEN)
    await room.thank(ANN, BEN, "words of ann")
    async with database.transaction() as work:
        await MemberStore(work).change(GUILD, BEN.id, MemberChanges(reach=Reach.DM), AT)
    assert "words of ann" in repr(await export_member(database, GUILD, ANN.id))
    assert "words of ann" not in repr(await export_member(database, GUILD, BEN.id))
    assert "whether_thanks_are_passed_on_to_you" in await export_member(database, GUILD, BEN.id)
    await erase_member(database, database.vault, GUILD, ANN.id, AT)
    (page,) = await room.people.command("/thanks", BEN)
    assert "ann thanks you" not in page.text

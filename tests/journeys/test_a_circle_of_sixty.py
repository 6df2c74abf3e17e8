"""A circle of sixty over the wire: forty answer with one tap, three ask for someone, and none is left hanging."""

from datetime import UTC, datetime, timedelta

import pytest

from rehearsal.people.stream import Received
from tests.journeys.conftest import Evening

pytestmark = [pytest.mark.wire, pytest.mark.fault]  # an evening of a whole process: decision 201

MEMBERS = [f"p{n:02}" for n in range(59)]  # with the keeper, sixty
ASKING, LISTENER = ("p00", "p01", "p02"), "p50"
SHOWN_TO = {"p00": "The circle may see it", "p01": "Only the keepers", "p02": "The circle may see it"}
WISH = {
    "Whatever you would like to say": "not easy today",
    "Would you like someone to write to you?": "Yes, I would like someone to write to me",
}


def found(news: list[Received], words: str, kind: str) -> list[Received]:
    return [one for one in news if one.kind == kind and words in one.text]


async def gather(evening: Evening) -> None:
    world, (guild_id,) = evening.rehearsal.world, list(evening.rehearsal.world.state.guilds)
    for name in MEMBERS:
        world.add_member(guild_id, world.create_user(name, display_name=name), [])
    await evening.slash("marlow", "/circle create name:Dawn channel:general")
    for name in MEMBERS:
        await evening.people.slash(name, "general", "/circle join circle:Dawn")
    await evening.quiet()
    for who in ("marlow", LISTENER):
        await evening.slash(who, "/privacy reach way:dm")
    await evening.slash(LISTENER, "/checkin helping circle:Dawn listen:true")
    await evening.slash("marlow", "/checkin schedule circle:Dawn time:09:00 zone:Europe/London")


async def asks(evening: Evening, who: str, question: Received) -> None:
    await evening.press(who, "general", question, "Hard")
    receipt = evening.read(who)[-1]
    await evening.press(who, "general", receipt, SHOWN_TO[who])
    await evening.press(who, "general", receipt, "Say more in words")
    await evening.people.submit(who, WISH)
    await evening.quiet()


@pytest.mark.parametrize("begins", [datetime(2026, 3, 2, 7, tzinfo=UTC)])
async def test_of_sixty_three_ask_for_someone_and_each_is_offered_to_those_who_may_know(
    evening: Evening, begins: datetime
) -> None:
    await evening.set_up()
    await gather(evening)
    await evening.rehearsal.bot_clock.advance(timedelta(hours=2, minutes=5))
    (question,) = found(evening.read("p00"), "Check-in for Dawn", "message")
    for number, who in enumerate(MEMBERS[4:44]):
        await evening.people.press(who, "general", question.message_id, "Steady")
        if number % 10 == 9:
            await evening.quiet()
    for who in MEMBERS[4:44]:
        receipt = evening.read(who)[-1]
        assert "You answered: Steady." in receipt.text, who
        assert receipt.private, who
    for who in ASKING:
        await asks(evening, who, question)
    for who in ("marlow", LISTENER, "p10"):
        evening.read(who)

    await evening.rehearsal.bot_clock.advance(timedelta(hours=7))
    keeper, listener, other = evening.read("marlow"), evening.read(LISTENER), evening.read("p10")
    called = [f"{who} in Dawn would like someone to write to them" for who in ASKING]
    assert [len(found(keeper, words, "dm")) for words in called] == [1, 1, 1]
    assert [len(found(listener, words, "dm")) for words in called] == [1, 0, 1], "p01 asked the keepers alone"
    assert not any("p01" in one.text for one in other)
    assert "not easy today" not in "".join(one.text for one in found(keeper, "would like someone", "dm"))

    call = found(listener, called[0], "dm")[0]
    await evening.people.press(LISTENER, call.channel_id, call.message_id, "I will write to them")
    await evening.quiet()
    assert any("You can write to p00" in one.text for one in evening.read(LISTENER))
    await evening.slash("marlow", "/checkin report circle:Dawn")
    assert "3 answers asked for someone or were hard. Answered by a person: 1." in evening.read("marlow")[-1].text
    await evening.slash("marlow", "/checkin waiting")
    waiting = evening.read("marlow")[-1].text
    assert "p01" in waiting
    assert "p02" in waiting
    assert "p00" not in waiting

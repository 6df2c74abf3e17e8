"""B1 B2 B3 B4 B5 B7 B8 B9 B11 B13 B15, H11 H15, X1 X2 X3 X4 X5 X6 X7 X16: presses and words, ordinary and hostile."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from rehearsal.page_faults import CALLBACK
from tests.faults.night import ALERTS_KNOWN, ASKED, URGENT, Night, a_night

pytestmark = [pytest.mark.fault, pytest.mark.wire, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one_bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Night]:
    async with a_night(tmp_path_factory.mktemp("presses")) as night:
        yield night


@pytest_asyncio.fixture(loop_scope="module")
async def night(one_bot: Night) -> AsyncIterator[Night]:
    await one_bot.calm()
    yield one_bot
    await one_bot.over()


async def _a_case(night: Night, who: str) -> tuple[int, int]:
    """Its notice and its number."""
    await night.cry(who)
    await night.quiet()
    return night.newest(ASKED), night.rows("SELECT max(case_id) FROM cases")[0][0]


async def test_two_press_at_once_and_one_wins(night: Night) -> None:
    """B1 B9: and the winner's second press is the same again."""
    notice, _ = await _a_case(night, "ash")
    pressed = [await night.people.press(who, "alerts", notice, "I've got this") for who in ("wren", "tamsin")]
    await night.quiet()
    answers = [night.answer(one) for one in pressed]
    won = [who for who, text in zip(("wren", "tamsin"), answers, strict=True) if "You have this now" in text]
    assert len(won) == len([text for text in answers if "took this a moment before you" in text]) == 1
    again = await night.people.press(won[0], "alerts", notice, _take(night), forged=True)
    await night.quiet()
    assert "You have this" in night.answer(again)
    assert night.rows("SELECT count(*) FROM case_trail WHERE what = 'taken' AND case_id = "
                      "(SELECT max(case_id) FROM cases)") == [(1,)]  # fmt: skip


async def test_who_has_not_or_no_longer_the_role_changes_nothing(night: Night) -> None:
    """B2 B3."""
    _, case = await _a_case(night, "briar")
    own = night.people.received("briar")[-1]
    state = night.rehearsal.world.state
    wren = state.guilds[night.place.guild_id].members[night.place.people["wren"]]
    role = night.place.roles["Responder"]
    wren.role_ids.remove(role)
    try:
        for who, where in (("wren", "general"), ("cove", "general")):
            pressed = await night.people.press(
                who, where, await _any_message_of_the_bot(night, who), f"alerts:take:{case}", forged=True
            )
            await night.quiet()
            assert "Only responders of this server" in night.answer(pressed)
    finally:
        wren.role_ids.append(role)
    assert own
    assert night.rows(f"SELECT state FROM cases WHERE case_id = {case}") == [("open",)]


async def test_forged_ids_get_a_sentence_and_change_nothing(night: Night) -> None:
    """B4 B5: another server's number, a missing one, cut, too long, of the wrong kind."""
    _, case = await _a_case(night, "cove")
    message = await _any_message_of_the_bot(night, "okello")
    wrong = ["alerts:take:1", "alerts:take:", "alerts:take:x", "alerts", "alerts:nothing:5", "a" * 100, "::"]
    wrong += [f"alerts:take:{case}:extra", "alerts:take:-5", f"alerts:take:{10**20 - 1}", "checkins:answer:7"]
    for custom_id in wrong:
        pressed = await night.people.press("okello", "general", message, custom_id, forged=True)
        await night.quiet()
        assert night.answer(pressed), f"{custom_id} was left without an answer"
    assert night.rows(f"SELECT state FROM cases WHERE case_id = {case}") == [("open",)]


async def test_an_answer_that_comes_too_late_or_is_forgotten_still_takes_it(night: Night) -> None:
    """B7 B8."""
    notice, case = await _a_case(night, "dune")
    night.levers.hang(3.5, where=CALLBACK)
    await night.people.press("wren", "alerts", notice, "I've got this")
    await night.until(lambda: night.rows(f"SELECT state FROM cases WHERE case_id = {case}") == [("acknowledged",)])
    await night.advance(seconds=3)
    assert any("wren" in m.text.lower() and m.kind == "edit" for m in night.read("tamsin"))
    notice, case = await _a_case(night, "fen")
    night.levers.answer(404, code=10062, where=CALLBACK)
    night.expected |= {"answering", "alerts", "ui", "button", "press", "take"}
    await night.people.press("wren", "alerts", notice, "I've got this")
    await night.advance(seconds=3)
    assert night.rows(f"SELECT state FROM cases WHERE case_id = {case}") == [("acknowledged",)]


async def test_a_holder_who_goes_silent_is_asked_and_then_it_opens_again(night: Night) -> None:
    """B11."""
    await _a_case(night, "harbor")
    await night.take("tamsin")
    night.look_from_here()
    await night.advance(minutes=20, seconds=5)
    assert any("Are you still with this?" in line for line in night.told("tamsin"))
    await night.advance(minutes=5, seconds=5)
    assert any("It is open again" in line for line in night.told("wren"))


async def test_every_command_pressed_while_it_starts_is_answered(night: Night) -> None:
    """B13: before the bot is ready; and B15: a command that Discord knows and the bot does not."""
    await night.stop()
    starting = night.start()
    pressed = await night.people.slash("ash", "general", "/helpline country:Ireland")
    await starting
    assert pressed
    await night.quiet()
    after = await night.people.slash("ash", "general", "/watched")
    await night.quiet()
    assert night.answer(after)


async def test_text_that_would_ping_or_fake_a_notice_does_neither(night: Night) -> None:
    """X1 X2 X3 X5 X16: everyone-pings, false headers, 4,000 characters, hidden signs; bots raise nothing."""
    everyone = night.rehearsal.world.state
    before = night.rows(ALERTS_KNOWN)[0][0]
    role = night.place.roles["Moderator"]
    evil = f"{URGENT} @everyone @here <@&{role}>\n## Resolved\n[taken](https://x.example) <t:1:R>"
    for who, text in (
        ("juniper", evil),
        ("alder1", (URGENT + " ") * 55),
        ("birch1", "i am going to k\u200bill mys\u00adelf tonight"),
        ("cedar1", "\n" * 1500 + URGENT),
    ):
        everyone.create_message(night.place.channels["general"], night.place.people[who], text)
    for text in ("\u0000\u200b", "\U0001f600" * 1000, "\u2800"):
        everyone.create_message(night.place.channels["general"], night.place.people["elder1"], text)
    await night.quiet()
    await night.advance(seconds=3)
    assert night.rows(ALERTS_KNOWN)[0][0] - before == 4
    assert len(night.pages()) == 4
    for post in night.recorder.posts.values():
        assert not (post.by_bot and post.everyone)


async def test_words_that_become_urgent_or_cease_to_be_have_one_alert(night: Night) -> None:
    """X6 X7: edited, forwarded, deleted."""
    before = night.rows(ALERTS_KNOWN)[0][0]
    said = await night.people.say("hazel1", "general", "good morning everybody here")
    await night.quiet()
    await night.people.edit("hazel1", "general", said, URGENT)
    await night.quiet()
    await night.people.edit("hazel1", "general", said, "sorry, I am fine now, good morning")
    await night.advance(seconds=4)
    assert night.rows(ALERTS_KNOWN)[0][0] - before == 1
    assert any("edited" in m.text.lower() for m in night.read("wren") if m.kind == "edit")
    away = await night.people.say("alder2", "welcome", URGENT)
    await night.people.forward("alder2", "welcome", away, "vent")
    await night.quiet()
    assert night.rows(ALERTS_KNOWN)[0][0] - before == 2
    await night.people.delete("hazel1", "general", said)
    await night.advance(seconds=4)
    assert any("deleted" in m.text.lower() for m in night.read("wren") if m.kind == "edit")


async def test_a_flood_of_presses_and_commands_hurts_nobody_else(night: Night) -> None:
    """H15, H11: one person asks for everything a hundred times while somebody needs help."""
    for _ in range(25):
        for line in ("/watched", "/privacy export", "/helpline country:Ireland", "/checkin me"):
            await night.people.slash("birch2", "general", line)
    await night.cry("cedar2")
    await night.until(lambda: night.pages(), seconds=20)
    await night.quiet()
    assert len(night.pages()) == 1
    assert night.rows("SELECT count(*) FROM checkin_schedules") == [(0,)]


def _take(night: Night) -> str:
    return f"alerts:take:{night.rows('SELECT max(case_id) FROM cases')[0][0]}"


async def _any_message_of_the_bot(night: Night, who: str) -> int:
    """Something of the bot that this person may press on."""
    asked = await night.people.slash(who, "general", "/watched")
    await night.quiet()
    found = [m for m in night.people.received(who) if m.from_bot and m.channel == "general" and m.message_id]
    assert asked
    return found[-1].message_id

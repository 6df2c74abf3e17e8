"""The main job over the wire: the real bot, a local Discord, and what people received."""

from datetime import timedelta

import pytest

from tests.journeys.conftest import Evening

pytestmark = pytest.mark.wire


async def test_an_urgent_message_that_nobody_answers_climbs_the_whole_ladder_once(evening: Evening) -> None:
    await evening.set_up()
    await evening.people.say("ash", "general", "i want to kill myself tonight")
    await evening.quiet()
    (notice,) = evening.read("wren")
    assert notice.pinged
    assert "Critical: suicide" in notice.text
    assert "kill myself" not in notice.text
    await evening.rehearsal.bot_clock.advance(timedelta(minutes=3))
    (again,) = evening.read("wren")
    assert again.pinged
    assert "3 minutes" in again.text
    await evening.rehearsal.bot_clock.advance(timedelta(minutes=2))
    (moderators,) = evening.read("wren")
    assert "Moderators" in moderators.text
    evening.read("marlow")
    await evening.rehearsal.bot_clock.advance(timedelta(minutes=5))
    organiser = evening.read("marlow")
    assert sorted(one.kind for one in organiser) == ["dm", "message"]
    assert all("10 minutes" in one.text for one in organiser)
    assert evening.read("ash") == []


async def test_a_case_that_was_taken_pings_nobody_again_even_after_the_bot_was_killed(evening: Evening) -> None:
    await evening.set_up()
    await evening.people.say("ash", "general", "i want to kill myself tonight")
    await evening.quiet()
    (notice,) = evening.read("wren")
    await evening.press("wren", "alerts", notice, "I've got this")
    await evening.bot.kill()
    await evening.start()
    evening.read("wren")
    await evening.rehearsal.bot_clock.advance(timedelta(minutes=15))
    assert [one for one in evening.read("wren") if one.pinged] == []


async def test_what_was_said_while_the_bot_was_down_reaches_a_responder_once(evening: Evening) -> None:
    await evening.set_up()
    await evening.bot.kill()
    await evening.people.say("ash", "general", "i want to kill myself tonight")
    await evening.start()
    (notice,) = [one for one in evening.read("wren") if one.kind == "message" and one.pinged]
    assert "Critical: suicide" in notice.text
    await evening.bot.kill()
    await evening.start()
    assert [one for one in evening.read("wren") if one.pinged] == []


async def test_a_morning_question_is_answered_with_one_tap_and_shown_as_the_member_chose(evening: Evening) -> None:
    await evening.set_up()
    await evening.slash("marlow", "/circle create name:Dawn channel:general")
    await evening.slash("ash", "/circle join circle:Dawn")
    await evening.slash("marlow", "/checkin schedule circle:Dawn time:09:00")
    evening.read("ash")
    await evening.rehearsal.bot_clock.advance(timedelta(hours=2))
    questions = [one for one in evening.read("ash") if "Check-in for Dawn" in one.text and one.kind == "message"]
    assert len(questions) == 1
    await evening.press("ash", "general", questions[0], "Mostly okay")
    (receipt,) = evening.read("ash")
    assert receipt.private
    assert "only you" in receipt.text
    await evening.press("ash", "general", receipt, "The circle may see it")
    assert not any("Ash" in one.text for one in evening.read("wren"))
    await evening.rehearsal.bot_clock.advance(timedelta(hours=4))
    (summary,) = evening.read("wren")
    assert "Ash: Mostly okay" in summary.text


async def test_a_helpline_is_answered_privately_and_never_with_another_countrys_number(evening: Evening) -> None:
    await evening.slash("ash", "/helpline country:Ireland")
    (irish,) = evening.read("ash")
    assert irish.private
    assert "116 123" in irish.text
    await evening.slash("ash", '/helpline country:"New Zealand"')
    (new_zealand,) = evening.read("ash")
    assert "1737" in new_zealand.text
    assert "116 123" not in new_zealand.text

"""P1 P2 P3 P4 P5 P6 P7 P8 P9 P10, P19, G2 G5 G10 G21, S1 S4 S9 S13 S16 S18 S23, D3, B1: broken on purpose, on the wire.

Each pulls its lever on a real bot process, lets it recover, and looks at what people received and what is recorded.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cogs.alerts.night import ASKED, STAFF, URGENT, Night, a_night

pytestmark = [pytest.mark.fault, pytest.mark.wire]

ALERTS_KNOWN = "SELECT count(*) FROM alerts"


@pytest.fixture
async def night(tmp_path: Path) -> AsyncIterator[Night]:
    async with a_night(tmp_path) as night:
        yield night


async def test_killed_anywhere_between_a_message_and_its_notice_there_is_one_alert_and_one_notice(
    night: Night,
) -> None:
    people = ("ash", "briar", "cove", "dune", "fen", "harbor", "juniper")
    for number, point in enumerate(("K1", "K2", "K3", "K4", "K5", "K6", "K7"), start=1):
        await night.bot.stop()
        await night.start(kill_at=point)
        await night.people.say(people[number - 1], "general", URGENT)
        await night.killed()
        await night.start()
        await night.advance(seconds=20)
        assert len([line for line in night.told() if ASKED in line]) == number, point
        assert night.rows(ALERTS_KNOWN) == [(number,)], point


async def test_killed_between_two_pages_of_catch_up_it_goes_on_from_the_mark(night: Night) -> None:
    await night.bot.stop()
    for number in range(250):
        urgent = number in (3, 120, 249)
        await night.people.say("ash" if urgent else "cove", "general", URGENT if urgent else "hello")
    await night.start(kill_at="K8")
    await night.killed()
    await night.start()
    assert night.rows(ALERTS_KNOWN) == [(3,)]
    assert len(night.told()) == 1


async def test_killed_while_escalating_the_step_is_said_once_and_the_ladder_goes_on(night: Night) -> None:
    await night.bot.stop()
    await night.start(kill_at="K9")
    await night.people.say("ash", "general", URGENT)
    await night.quiet()
    night.rehearsal.clock.jump(night.rehearsal.clock.now() + timedelta(minutes=3))
    await night.rehearsal.bot_clock.jump(night.rehearsal.clock.now())
    await night.killed()
    await night.start()
    await night.advance(seconds=2)
    assert [line.split(" ")[0] for line in night.told()] == ["@Responder", "@Responder"]
    await night.advance(minutes=2)
    assert night.told()[-1].startswith("@Moderator")
    assert len(night.told()) == 3


async def test_killed_while_somebody_takes_it_it_stays_taken(night: Night) -> None:
    await night.bot.stop()
    await night.start(kill_at="K10")
    await night.people.say("ash", "general", URGENT)
    await night.quiet()
    notice = night.newest(ASKED)
    await night.people.press("wren", "alerts", notice, "I've got this")
    await night.killed()
    await night.start()
    await night.advance(minutes=10)
    assert len(night.told()) == 1
    assert ("acknowledged",) in night.rows("SELECT state FROM cases")
    await night.people.press("wren", "alerts", notice, "Still with them")
    await night.quiet()
    assert any("I will ask again later" in m.text for m in night.people.received("wren") if m.private)


async def test_two_press_at_once_and_one_wins(night: Night) -> None:
    await night.people.say("ash", "general", URGENT)
    await night.quiet()
    notice = night.newest(ASKED)
    for who in ("wren", "tamsin"):
        await night.people.press(who, "alerts", notice, "I've got this")
    await night.quiet()
    answers = {who: [m.text for m in night.people.received(who) if m.private][-1] for who in ("wren", "tamsin")}
    won = [who for who, text in answers.items() if "You have this now" in text]
    lost = [who for who, text in answers.items() if "took this a moment before you" in text]
    assert len(won) == len(lost) == 1


async def test_a_refused_resume_loses_nothing(night: Night) -> None:
    night.rehearsal.levers.refuse_resume()
    night.rehearsal.levers.close_with(4000)
    for who in ("ash", "briar", "cove", "dune", "fen"):
        await night.people.say(who, "general", URGENT)
    for _ in range(400):
        if len(night.told()) == 5:
            break
        await asyncio.sleep(0.05)  # reconnecting takes real time
    await night.quiet()
    assert len(night.told()) == 5
    night.rehearsal.levers.replay(3)
    await night.quiet()
    assert len(night.told()) == 5
    assert night.rows(ALERTS_KNOWN) == [(5,)]


async def test_a_connection_that_is_alive_and_deaf_is_noticed_and_renewed(night: Night) -> None:
    night.rehearsal.levers.deaf()
    await night.people.say("ash", "general", URGENT)
    clock = night.rehearsal.clock
    await night.rehearsal.bot_clock.jump(clock.now() + timedelta(seconds=70))
    for _ in range(900):
        if night.told():
            break
        await asyncio.sleep(0.05)  # questions over the gateway are waited for in real time
    assert ASKED in night.told()[0]


async def test_history_that_may_not_be_read_is_told_with_its_span_and_read_when_it_may(night: Night) -> None:
    levers, place = night.rehearsal.levers, night.place
    general = place.channels["general"]
    await night.bot.stop()
    levers.revoke("read_message_history", guild_id=place.guild_id, channel_id=general)
    await night.people.say("ash", "general", URGENT)
    await night.start()
    await night.advance(seconds=5)
    assert [line for line in night.told() if line.startswith("I could not read #general from")]
    assert night.rows(ALERTS_KNOWN) == [(0,)]
    levers.grant("read_message_history", guild_id=place.guild_id, channel_id=general)
    for _ in range(100):
        if night.rows(ALERTS_KNOWN) == [(1,)]:
            break
        await asyncio.sleep(0.05)
    await night.quiet()
    assert ASKED in night.told()[-1]


async def test_an_answer_that_is_lost_after_the_message_was_stored_doubles_nothing(night: Night) -> None:
    night.rehearsal.levers.answer(500, after=True)
    await night.people.say("ash", "general", URGENT)
    await night.advance(seconds=5)
    night.rehearsal.levers.close(after=True)
    await night.people.say("briar", "general", URGENT)
    await night.advance(seconds=5)
    assert len(night.told()) == 2


async def test_a_long_limit_leads_to_people_at_once(night: Night) -> None:
    night.rehearsal.levers.rate_limit(600)
    await night.people.say("ash", "general", URGENT)
    await night.quiet()
    await night.advance(seconds=2)
    assert "The alert channel could not be reached" in night.told("okello")[0]


async def test_with_the_alert_channel_gone_and_a_shut_door_the_others_are_reached(night: Night) -> None:
    night.rehearsal.levers.delete(channel=night.place.channels["alerts"])
    night.rehearsal.levers.shut_dm(night.place.people["wren"])
    await night.people.say("ash", "general", URGENT)
    await night.quiet()
    await night.advance(seconds=2)
    assert night.told("wren") == []
    for who in ("tamsin", "okello", "marlow"):
        assert "The alert channel could not be reached" in night.told(who)[0]


async def test_when_nobody_can_be_reached_trying_goes_on_and_says_how_late_it_is(night: Night) -> None:
    levers = night.rehearsal.levers
    levers.delete(channel=night.place.channels["alerts"])
    for who in STAFF:
        levers.shut_dm(night.place.people[who])
    await night.people.say("ash", "general", URGENT)
    await night.advance(minutes=3)
    assert ("nobody_told",) in night.rows("SELECT reason FROM ailments")
    levers.shut_dm(night.place.people["tamsin"], False)
    await night.advance(seconds=70)
    assert any("Nobody has answered this for" in line for line in night.told("tamsin"))


async def test_five_hundred_urgent_messages_from_two_people_are_two_pings_and_a_third_person_is_one_more(
    night: Night,
) -> None:
    for number in range(250):
        await night.people.say("ash", "general", f"{URGENT} {number}")
        await night.people.say("briar", "vent", f"{URGENT} {number}")
    await night.people.say("cove", "general", URGENT)
    await night.quiet()
    await night.advance(seconds=10)
    assert len(night.told()) == 3
    assert night.rows(ALERTS_KNOWN) == [(501,)]
    edits = [
        m.text for m in night.people.received("wren") if m.kind == "edit" and "250 messages in this case" in m.text
    ]
    assert len(edits) == 2


async def test_a_database_that_takes_nothing_still_reaches_people_and_is_caught_up_with(night: Night) -> None:
    lock = sqlite3.connect(night.folder / "data" / "circlekeeper.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    await night.people.say("ash", "general", URGENT)
    for _ in range(200):
        if night.told():
            break
        await asyncio.sleep(0.05)
    assert "@Responder Someone may need a human now: @Ash in #general" in night.told()[0]
    lock.execute("ROLLBACK")
    lock.close()
    for _ in range(400):
        if night.rows(ALERTS_KNOWN) == [(1,)]:
            break
        await asyncio.sleep(0.05)
    await night.quiet()
    assert len(night.told()) == 2
    assert not (night.folder / "data" / "spill.jsonl").exists()


async def test_a_clock_set_back_by_hours_makes_nobody_wait_for_hours(night: Night) -> None:
    await night.people.say("ash", "general", URGENT)
    await night.quiet()
    await night.rehearsal.bot_clock.jump(night.rehearsal.clock.now() - timedelta(hours=3))
    await night.quiet()
    await night.advance(minutes=3, seconds=1)
    assert len(night.told()) == 2

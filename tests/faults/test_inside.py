"""P14 P15 P21 P22, G12 G14 G15 G17 G19, B14: something breaks inside, or Discord says no for good."""

import asyncio
import re
from pathlib import Path

import pytest

from tests.faults.night import ALERTS_KNOWN, ASKED, URGENT, Night, a_night

pytestmark = [pytest.mark.fault, pytest.mark.wire]


async def test_a_blocked_loop_ends_the_process_and_the_next_one_finds_everything(tmp_path: Path) -> None:
    """P15: the watchdog writes where it hung, and ends the process (limit shortened to three seconds)."""
    async with a_night(tmp_path, sabotage="block_the_loop", timings={"silent_loop": 3.0}) as night:
        await night.people.say("cove", "general", "block")
        await night.cry()
        code = await asyncio.wait_for(night.bot.ended(), 25)
        assert code == 70
        log = night.bot.log_since_start()
        assert "silent" in log
        assert "sabotaged.py" in log, "the stack says where"
        night.expected |= {"crash"}
        night.more["SABOTAGE"] = ""
        await night.start()
        await night.advance(seconds=5)
        assert night.rows(ALERTS_KNOWN) == [(1,)]
        assert len(night.pages()) == 1
        await night.over()


async def test_sweeps_and_listeners_that_fail_are_tried_again_and_nothing_is_lost(tmp_path: Path) -> None:
    """P21, G14: each sweep raises once; then the listener while it records. No word of the error is in the log."""
    async with a_night(tmp_path, sabotage="fail_every_sweep,fail_every_listener") as night:
        await night.people.say("cove", "general", "fail")
        await night.cry("ash")
        await night.advance(seconds=8)
        assert len(night.pages()) == 1
        await night.people.say("cove", "general", "listen")
        await night.quiet()
        await night.cry("briar")
        await night.advance(seconds=8)
        assert night.rows(ALERTS_KNOWN) == [(2,)]
        log = night.bot.log_since_start()
        assert len(set(re.findall(r"at sweep (.+?):", log))) > 5
        assert "secret words" not in log
        night.expected |= {"sweep ", "alerts on_message"}
        await night.over()


async def test_a_sweep_that_never_returns_is_told_and_a_restart_goes_on(tmp_path: Path) -> None:
    """P22: noticed by its age (limit shortened to four seconds)."""
    timings = {"sweep_limit": 4.0, "look_every": 1.0}
    async with a_night(tmp_path, sabotage="hang_a_sweep", timings=timings) as night:
        await night.people.say("cove", "general", "hang")
        await night.until(lambda: "sabotaged" in night.bot.log_since_start())
        await night.cry()
        await night.until(lambda: "sweep_late" in night.ailments() or not night.bot.running, seconds=40)
        night.recorder.lives[-1].meant = True
        night.more["SABOTAGE"] = ""
        await night.kill()
        await night.start()
        await night.advance(seconds=5)
        assert [ASKED in line for line in night.pages()].count(True) == 1
        await night.over()


async def test_a_token_that_was_taken_away_stops_everything_and_hammers_nothing(night: Night) -> None:
    """G17 P14: 401; the process ends with a failure code, in time, and a new start finds what was said."""
    night.levers.answer(401, where="*", times=None)
    began = len(night.recorder.requests)
    await night.cry()
    code = await asyncio.wait_for(night.bot.ended(), 15)
    assert code == 4
    assert len([r for r in night.recorder.requests[began:] if r["dir"] == "out" and r["status"] == 401]) < 10
    assert "refused the token" in night.bot.log_since_start()
    night.levers.clear()
    await night.start()
    await night.advance(seconds=5)
    assert len([line for line in night.pages() if line.startswith("@Responder")]) == 1


async def test_an_intent_that_is_not_allowed_ends_with_clear_words(night: Night) -> None:
    """G15: 4014."""
    night.levers.close_with(4014)
    code = await asyncio.wait_for(night.bot.ended(), 20)
    assert code == 4
    assert "Discord refused the bot: PrivilegedIntentsRequired" in night.bot.log_since_start()


async def test_a_thousand_messages_at_once_hide_nobody(night: Night) -> None:
    """G12 G19: urgent ones among a thousand ordinary ones, in order of arrival."""
    world, place = night.rehearsal.world.state, night.place
    people = ("ash", "briar", "cove", "dune", "fen", "harbor", "juniper", "alder1", "birch1", "cedar1")
    for number in range(1000):
        urgent = number % 100 == 50
        who = people[number // 100] if urgent else "elder1"
        world.create_message(place.channels["general"], place.people[who], URGENT if urgent else f"hello {number}")
    began = night.rehearsal.clock.monotonic()
    await night.until(lambda: night.rows(ALERTS_KNOWN) == [(10,)], seconds=30)
    assert night.rehearsal.clock.monotonic() - began < 20
    await night.advance(seconds=40)
    assert len(night.pages()) == 10
    (mark,) = night.rows(f"SELECT message_id FROM marks WHERE channel_id = {place.channels['general']}")
    newest = max(
        post.message_id for post in night.recorder.posts.values() if post.channel_id == place.channels["general"]
    )
    assert mark == (newest,)

"""P1 to P11 P13 P16 to P20, G22, B6, H2: the process is killed, frozen, starved, stopped."""

import asyncio
import sys
from datetime import timedelta

import pytest

from rehearsal.bot_process import BotProcess
from tests.faults.night import ALERTS_KNOWN, ASKED, ROOT, URGENT, Night

pytestmark = [pytest.mark.fault, pytest.mark.wire]


async def test_killed_again_and_again_on_the_way_there_is_one_alert_and_one_notice(night: Night) -> None:
    """P1 P2 P3 P4 P5 P6 P7: each start is killed a step further on, and the first message's nonce grows old."""
    await night.restart(kill_at="K1")
    await night.cry("ash")
    await night.killed("K1")
    for point in ("K2", "K4", "K5", "K6"):
        await night.start(kill_at=point)
        await night.killed(point)
    night.rehearsal.clock.jump(night.rehearsal.clock.now() + timedelta(minutes=10))
    await night.start(kill_at="K3")
    await night.advance(seconds=10)
    assert [ASKED in line for line in night.pages()].count(True) == 1, "found in history, not said again"
    await night.take()
    await night.cry("briar")
    await night.killed("K3")
    await night.start(kill_at="K7")
    await night.killed("K7")
    await night.start()
    await night.advance(seconds=20)
    assert [ASKED in line for line in night.pages()].count(True) == 2
    assert night.rows(ALERTS_KNOWN) == [(2,)]


async def test_killed_once_after_the_request_and_back_when_the_nonce_is_old_it_is_found_not_repeated(
    night: Night,
) -> None:
    """P5: the first attempt was the only one, and Discord has forgotten its nonce."""
    await night.restart(kill_at="K5")
    await night.cry()
    await night.killed("K5")
    await night.jump(minutes=10)
    await night.start()
    await night.advance(seconds=2)
    assert [ASKED in line for line in night.pages()].count(True) == 1


async def test_killed_between_two_pages_of_catch_up_it_goes_on_from_the_mark(night: Night) -> None:
    """P8, G3 G22: 250 messages of a day ago; what was deleted before anybody could read it is not claimed."""
    await night.stop()
    for number in range(250):
        urgent = number in (3, 120, 249)
        said = await night.people.say("ash" if urgent else "cove", "general", URGENT if urgent else "hello")
    gone = await night.cry("dune")
    await night.people.delete("dune", "general", gone)
    await night.people.say("cove", "general", "still here")
    assert said
    await night.jump(hours=26)
    await night.start(kill_at="K8")
    await night.killed("K8")
    await night.start()
    assert night.rows(ALERTS_KNOWN) == [(3,)]
    assert len(night.pages()) == 1


async def test_killed_while_escalating_the_step_is_said_once_and_the_ladder_goes_on(night: Night) -> None:
    """P9 P11: after the step of all, then in the middle of the batch."""
    await night.restart(kill_at="K9")
    for who in ("ash", "briar", "cove"):
        await night.cry(who)
    await night.quiet()
    await night.jump(minutes=3)
    await night.killed("K9")
    await night.start()
    await night.advance(seconds=2)
    assert len(night.pages()) == 6
    await night.restart(kill_at="K11:2")
    await night.jump(minutes=2)
    await night.killed("K11")
    await night.start()
    await night.advance(seconds=2)
    assert len(night.pages()) == 9
    assert all(line.startswith("@Moderator") for line in night.pages()[-3:])


async def test_killed_on_the_way_of_a_check_in_everybody_is_asked_once(night: Night) -> None:
    """P4 P5 P6 P7 P11: in the batch that asks, then at each step of saying it, to a circle and to a member alone."""
    soon = f"{night.rehearsal.clock.now() + timedelta(minutes=3):%H:%M}"
    for who, line in (
        ("marlow", "/circle create name:Dawn channel:check-ins"),
        ("marlow", f"/checkin schedule circle:Dawn time:{soon}"),
        ("dune", f"/checkin me time:{soon} zone:UTC reach:dm"),
        ("fen", f"/checkin me time:{soon} zone:UTC reach:dm"),
    ):
        await night.people.slash(who, "general", line)
        await night.quiet()
    night.look_from_here()
    await night.restart(kill_at="K11:2")
    await night.jump(minutes=4)
    await night.killed("K11")
    assert night.rows("SELECT count(*) FROM checkin_prompts") == [(0,)], "the whole batch or nothing"
    for point in ("K4", "K5", "K6", "K7"):
        await night.start(kill_at=point)
        await night.killed(point)
    await night.start()
    await night.advance(seconds=70)
    asked = [m for m in night.people.received() if m.from_bot and m.kind in ("message", "dm") and "heck-in" in m.text]
    assert len([m for m in asked if m.channel == "check-ins" and m.who == "cove"]) == 1
    assert [len([m for m in asked if m.kind == "dm" and m.who == who]) for who in ("dune", "fen")] == [1, 1]


async def test_killed_while_a_person_is_erased_it_is_finished_and_not_claimed_before(night: Night) -> None:
    """H2, K14: by the person's own press; what they read before it was done does not say that it is."""
    await night.people.slash("fen", "general", "/checkin me time:09:00 zone:UTC reach:dm")
    await night.quiet()
    await night.restart(kill_at="K14")
    await night.people.slash("fen", "general", "/privacy erase")
    await night.quiet()
    question = night.read("fen")[-1]
    night.look_from_here()
    await night.people.press("fen", "general", question.message_id, "Erase it all")
    await night.killed("K14")
    assert [m.text for m in night.read("fen")] == []
    await night.start()
    night.erased.add((night.place.guild_id, night.place.people["fen"]))
    assert night.rows("SELECT count(*) FROM checkin_schedules") == [(0,)]


async def test_killed_while_somebody_takes_it_it_stays_taken(night: Night) -> None:
    """P10, B6 B12: the notice of the earlier process works in the next one."""
    await night.restart(kill_at="K10")
    await night.cry()
    await night.quiet()
    notice = night.newest(ASKED)
    await night.people.press("wren", "alerts", notice, "I've got this")
    await night.killed("K10")
    await night.start()
    await night.advance(minutes=10)
    assert len(night.pages()) == 1
    assert ("acknowledged",) in night.rows("SELECT state FROM cases")
    assert "I will ask again later" in await night.take(text="", button="Still with them")


async def test_a_polite_stop_under_load_ends_in_time_and_loses_nothing(night: Night) -> None:
    """P13: SIGTERM while twelve people write and Discord answers slowly."""
    night.levers.hang(2.0, times=3)
    for who in ("ash", "briar", "cove", "dune", "fen", "harbor", "juniper", "alder1", "birch1", "cedar1"):
        await night.cry(who)
    began = night.rehearsal.clock.monotonic()
    assert await night.stop() == 0
    assert night.rehearsal.clock.monotonic() - began < 10
    await night.start()
    await night.advance(seconds=5)
    assert night.rows(ALERTS_KNOWN) == [(10,)]
    assert len(night.pages()) == 10


async def test_frozen_and_thawed_it_does_at_once_what_became_due(night: Night) -> None:
    """P16: SIGSTOP while five minutes pass, SIGCONT; what was said meanwhile is found."""
    await night.cry("ash")
    await night.quiet()
    night.breaking.freeze()
    await night.cry("briar")
    night.levers.reset_gateway()
    night.rehearsal.clock.jump(night.rehearsal.clock.now() + timedelta(minutes=5, seconds=1))
    night.breaking.thaw()
    await night.rehearsal.bot_clock.jump(night.rehearsal.clock.now())
    await night.until(lambda: night.rows(ALERTS_KNOWN) == [(2,)], seconds=30)
    await night.advance(seconds=8)
    lines = night.pages()
    assert len([line for line in lines if "5 minutes" in line]) >= 1
    assert len([line for line in lines if ASKED in line]) == 2


async def test_a_second_copy_refuses_to_start_and_says_why(night: Night) -> None:
    """P18, P19: on the same data; and a clock set back by hours makes nobody wait for hours."""
    second = BotProcess([sys.executable, str(ROOT / "bot.py")], night.addresses, night.folder)
    second.log_file = night.folder / "second.log"
    await second.start()
    code = await asyncio.wait_for(second.ended(), 40)
    assert code == 5
    assert "in use by another running bot" in second.log_file.read_text()
    await night.cry()
    await night.quiet()
    await night.jump(hours=-3)
    await night.quiet()
    await night.advance(minutes=3, seconds=1)
    assert len(night.pages()) == 2


async def test_with_no_file_descriptor_left_alerts_leave_by_what_is_open(night: Night) -> None:
    """P20."""
    await night.cry("ash")
    await night.quiet()
    night.breaking.few_files(8)
    await night.cry("briar")
    await night.quiet()
    assert len([line for line in night.pages() if ASKED in line]) == 2
    assert night.bot.running
    night.bot.limit("NOFILE", None)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of a running process are Linux's")
async def test_out_of_memory_it_ends_at_once_and_the_next_one_finds_what_was_said(night: Night) -> None:
    """P17: nothing could be written and nobody asked; staying would lose it."""
    night.expected |= {"alerts on_message", "sweep", "watch", "crash"}
    night.breaking.no_more_memory()
    await night.cry("birch1")
    assert await asyncio.wait_for(night.bot.ended(), 15) == 70
    night.recorder.lives[-1].meant = True
    assert "out of memory at" in night.bot.log_since_start()
    await night.cry("elder1", "vent")
    await night.start()
    await night.advance(seconds=5)
    assert len(night.pages()) == 2

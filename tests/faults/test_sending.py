"""S1 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11 S12 S19 S21 S22 S23, B12 D3: Discord answers badly, late or not at all.

Each fault meets the same bot: what one leaves behind, the next would show.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from rehearsal.levers import CREATE_MESSAGE
from tests.faults.night import ALERTS_KNOWN, ASKED, URGENT, Night, a_night

pytestmark = [pytest.mark.fault, pytest.mark.wire, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one_bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Night]:
    async with a_night(tmp_path_factory.mktemp("sending")) as night:
        yield night


@pytest_asyncio.fixture(loop_scope="module")
async def night(one_bot: Night) -> AsyncIterator[Night]:
    await one_bot.calm()
    yield one_bot
    await one_bot.over()


async def test_an_answer_that_is_lost_after_the_message_was_stored_doubles_nothing(night: Night) -> None:
    """S1 S4 S5: 500, TCP reset, FIN; the message is there each time."""
    for who, pull in (("ash", "answer"), ("briar", "reset"), ("cove", "close")):
        night.levers.pull(pull, after=True, **({"status": 500} if pull == "answer" else {}))
        await night.cry(who)
        await night.advance(seconds=5)
    assert len(night.pages()) == 3


async def test_a_notice_that_arrived_unheard_of_is_redrawn_when_somebody_takes_it(night: Night) -> None:
    """S4, B12: people see it and take it before the bot knows that it is there."""
    night.levers.reset(after=True)
    await night.cry("elder3")
    await night.until(lambda: night.pages(), seconds=10)
    await night.take("wren")
    await night.advance(seconds=8)
    assert any("wren" in m.text.lower() for m in night.read("tamsin") if m.kind == "edit")
    assert len(night.pages()) == 1


async def test_a_refusal_that_passes_is_tried_again_at_once(night: Night) -> None:
    """S3: 503 and 520, once each."""
    for who, status in (("dune", 503), ("fen", 520)):
        night.levers.answer(status)
        await night.cry(who)
        await night.advance(seconds=3)
    assert len(night.pages()) == 2


async def test_no_answer_for_long_leads_to_another_path_and_a_late_answer_doubles_nothing(night: Night) -> None:
    """S6 S7: given up waiting at ten seconds, without cancelling; people are reached in another way by fifteen."""
    night.levers.hang(14.0, after=True)
    await night.cry("harbor")
    await night.until(lambda: night.levers.faults.fired.get("hang"), seconds=10)
    for _ in range(16):
        await asyncio.sleep(0.7)  # the answer is late in real time
    await night.advance(seconds=20)
    assert [ASKED in line for line in night.pages()].count(True) == 1


async def test_with_the_alert_channel_failing_for_a_minute_people_are_reached_by_another_path(night: Night) -> None:
    """S2: 502 on one channel until it is over; what arrived is not repeated."""
    where = f"POST /channels/{night.place.channels['alerts']}/messages"
    night.levers.answer(502, where=where, times=None)
    await night.cry("juniper")
    await night.advance(seconds=20)
    assert any("The alert channel could not be reached" in line for line in night.told("marlow"))
    await night.advance(seconds=50)
    night.levers.clear()
    await night.advance(seconds=40)
    assert [ASKED in line for line in night.pages("wren")].count(True) <= 2


async def test_a_limit_is_kept_exactly_and_a_long_one_leads_to_people_at_once(night: Night) -> None:
    """S8 S9."""
    night.levers.rate_limit(2.0)
    await night.cry("alder1")
    await night.until(lambda: night.pages(), seconds=15)
    night.levers.rate_limit(600)
    await night.cry("birch1")
    await night.quiet()
    await night.advance(seconds=2)
    assert "The alert channel could not be reached" in night.told("okello")[-1]


async def test_a_limit_for_the_whole_bot_pauses_all_and_ends(night: Night) -> None:
    """S10 S11."""
    night.levers.rate_limit(2.0, scope="global")
    for who in ("cedar1", "elder1", "hazel1"):
        await night.cry(who)
    await night.until(lambda: len(night.pages()) == 3, seconds=20)
    await night.quiet()
    assert len(night.pages()) == 3


async def test_a_long_form_that_is_refused_is_said_in_short(night: Night) -> None:
    """S19."""
    night.levers.answer(400, code=50035)
    await night.cry("alder2")
    await night.advance(seconds=3)
    assert len(night.told()) == 1
    assert "ALDER2" in night.told()[0].upper() or "@Responder" in night.told()[0]


async def test_a_notice_that_somebody_deleted_comes_back_while_nobody_has_it(night: Night) -> None:
    """S21."""
    await night.cry("birch2")
    await night.quiet()
    night.levers.delete(message=(night.place.channels["alerts"], night.newest(ASKED)))
    await night.cry("birch2", text=URGENT + " please")
    await night.advance(seconds=4)
    assert any("was deleted while nobody had it" in line for line in night.told())


async def test_many_changes_become_few_edits_and_the_last_one_stands(night: Night) -> None:
    """S22: thirty more messages of one person."""
    await night.cry("cedar2")
    await night.quiet()
    for number in range(30):
        await night.cry("cedar2", text=f"{URGENT} {number}")
    await night.advance(seconds=6)
    assert len(night.pages()) == 1
    edits = [m.text for m in night.read("wren") if m.kind == "edit"]
    assert len(edits) <= 4
    assert "31 messages in this case" in edits[-1]


async def test_five_hundred_urgent_messages_from_two_people_are_two_pings_and_a_third_person_is_one_more(
    night: Night,
) -> None:
    """S23."""
    before = night.rows(ALERTS_KNOWN)[0][0]
    for number in range(250):
        await night.people.say("elder2", "general", f"{URGENT} {number}")
        await night.people.say("hazel2", "vent", f"{URGENT} {number}")
    await night.cry("alder3")
    await night.quiet()
    await night.advance(seconds=10)
    assert len(night.pages()) == 3
    assert night.rows(ALERTS_KNOWN) == [(before + 501,)]
    assert len([m for m in night.read("wren") if m.kind == "edit" and "250 messages in this case" in m.text]) == 2


async def test_a_database_that_takes_nothing_still_reaches_people_and_is_caught_up_with(night: Night) -> None:
    """D3: another process holds the file."""
    before = night.rows(ALERTS_KNOWN)[0][0]
    await night.breaking.hold_database()
    await night.cry("birch3")
    await night.until(lambda: night.told(), seconds=20)
    assert "@Responder Someone may need a human now: @Birch3 in #general" in night.told()[0]
    night.expected |= {"alerts on_message", "sweep", "watch"}
    await night.breaking.let_go_database()
    await night.until(lambda: night.rows(ALERTS_KNOWN) == [(before + 1,)], seconds=30)
    await night.quiet()
    assert len(night.told()) == 2
    assert not (night.folder / "data" / "spill.jsonl").exists()


async def test_a_refusal_in_front_of_discord_rests_everything(night: Night) -> None:
    """S12: 429 as a web page without `Via`. Last, for it rests for a minute of real time."""
    night.levers.rate_limit(60, via=False, where=CREATE_MESSAGE)
    sent = len(night.recorder.requests)
    await night.cry("cedar3")
    await night.advance(seconds=5)
    posts = [r for r in night.recorder.requests[sent:] if r["dir"] == "in" and r["what"] == CREATE_MESSAGE]
    assert len(posts) <= 1, "nothing more is asked of an address that turned us away"
    assert ("waiting",) in night.rows("SELECT state FROM outbox WHERE lane = 0 AND state = 'waiting'")
    await night.restart()

"""G1 G2 G4 G5 G6 G7 G8 G9 G10 G11 G13 G16 G18 G20 G21, H14: what is heard breaks off, comes twice, or says nothing."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from rehearsal.wire import dumps
from tests.faults.night import ALERTS_KNOWN, ASKED, QUICK, Night, a_night

pytestmark = [pytest.mark.fault, pytest.mark.wire]


async def test_a_refused_resume_loses_nothing_and_a_resume_doubles_nothing(night: Night) -> None:
    """G1 G2 G10."""
    night.levers.refuse_resume()
    night.levers.close_with(4000)
    for who in ("ash", "briar", "cove", "dune", "fen"):
        await night.cry(who)
    await night.until(lambda: len(night.pages()) == 5, seconds=30)
    await night.quiet()
    night.levers.replay(3)
    await night.quiet()
    assert len(night.pages()) == 5
    night.levers.reset_gateway()
    await asyncio.sleep(0)
    await night.cry("harbor")
    await night.until(lambda: len(night.pages()) == 6, seconds=30)
    await night.quiet()
    assert night.rows(ALERTS_KNOWN) == [(6,)]


async def test_a_connection_that_is_dead_in_one_of_many_ways_is_noticed_and_renewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G4 G5 G6 G7 G8: no frames at all, no events, heartbeats without an answer, no gateway, a dead old address."""
    monkeypatch.setattr("rehearsal.gateway.HEARTBEAT_MS", 1500)
    async with a_night(tmp_path, timings=QUICK) as night:
        for who, name in (("ash", "silent"), ("briar", "deaf"), ("cove", "no_ack")):
            night.levers.pull(name)
            began = len(night.rehearsal.gateway.identified)
            said = await night.cry(who)
            if name == "deaf":
                await night.rehearsal.bot_clock.jump(night.rehearsal.clock.now() + timedelta(seconds=70))
            if name == "no_ack":
                await night.until(lambda: night.levers.faults.fired.get("no_ack"), seconds=20)
            await night.until(lambda said=said: _known(night, said), seconds=45)
            night.levers.clear()
            if name == "deaf":
                await night.until(lambda began=began: len(night.rehearsal.gateway.identified) > began, seconds=45)
            await _settled(night)
        night.levers.gateway_down(1011)
        night.levers.reset_gateway()
        said = await night.cry("dune")
        await night.until(lambda: night.levers.faults.fired.get("gateway_down", 0) >= 3, seconds=60)
        night.levers.gateway_down(None)
        await night.until(lambda: _known(night, said), seconds=45)
        await _settled(night)
        await _a_dead_old_address(night)
        assert [ASKED in line for line in night.told()].count(True) == 5
        await night.over()


async def _a_dead_old_address(night: Night) -> None:
    """G8: only the address of the old session is dead; a new session begins at the main one."""
    gateway = night.rehearsal.gateway
    right, gateway.resume_url = gateway.resume_url, "ws://127.0.0.1:9/dead"
    night.levers.invalid_session(resumable=False)
    began = len(gateway.identified)
    await night.until(lambda: len(gateway.identified) > began, seconds=45)
    await _settled(night)
    night.levers.reset_gateway()
    said = await night.cry("fen")
    began = len(gateway.identified)
    await night.until(lambda: len(gateway.identified) > began, seconds=60)
    gateway.resume_url = right
    await night.until(lambda: _known(night, said), seconds=30)
    await _settled(night)


def _known(night: Night, message_id: int) -> bool:
    return bool(night.rows(f"SELECT 1 FROM alerts WHERE message_id = {message_id}"))


async def _settled(night: Night) -> None:
    await night.until(lambda: any(c.session for c in night.rehearsal.gateway.connections), seconds=30)
    await night.rehearsal.bot_clock.quiet(timeout=60)


async def test_gateway_asking_to_reconnect_again_and_again_is_followed_without_starting_anew(night: Night) -> None:
    """G9: start-up work is done once, however often the session begins; and G11: events in any order."""
    gateway = night.rehearsal.gateway
    for _ in range(3):
        before = len(gateway.identified)
        night.levers.invalid_session(resumable=False)
        await night.until(lambda before=before: len(gateway.identified) > before, seconds=30)
        await night.quiet()
    synced = [r for r in night.recorder.requests if r["dir"] == "in" and r["what"].startswith("PUT /applications")]
    assert len(synced) == 1
    said = await night.people.say("ash", "general", "good morning to you all")
    await night.quiet()
    await night.people.edit("ash", "general", said, "i am going to kill myself tonight")
    await night.quiet()
    assert night.rows(ALERTS_KNOWN) == [(1,)]
    for session in gateway.sessions.values():
        if session.send is not None:
            early = {
                "id": "1",
                "channel_id": str(night.place.channels["general"]),
                "guild_id": str(night.place.guild_id),
            }
            session.dispatch("MESSAGE_DELETE", dumps(early))
            session.dispatch("MESSAGE_UPDATE", dumps(_unknown_edit(night)))
    await night.quiet()
    assert len(night.pages()) == 1


async def test_a_payload_nobody_can_read_stops_nothing(night: Night) -> None:
    """G13: without a channel, of an unknown type, numbers as words, lists that are null."""
    channel, guild = str(night.place.channels["general"]), str(night.place.guild_id)
    author = {"id": "77", "username": "nobody", "discriminator": "0", "avatar": None}
    for event, body in (
        ("MESSAGE_CREATE", {"id": "5", "author": author, "content": "x", "guild_id": guild}),
        ("NO_SUCH_EVENT", {"id": 5}),
        ("MESSAGE_CREATE", {"id": "six", "channel_id": channel, "guild_id": guild, "author": author, "content": None}),
        ("MESSAGE_UPDATE", {"id": "7", "channel_id": channel, "guild_id": guild, "embeds": None, "attachments": None}),
        ("THREAD_CREATE", {"id": "8", "guild_id": guild}),
    ):
        for session in night.rehearsal.gateway.sessions.values():
            if session.send is not None:
                session.dispatch(event, dumps(body))
        await asyncio.sleep(0.3)
    night.expected |= {"gateway", "on_", "alerts", "watch"}
    if not night.bot.running:
        await night.start()
    await night.cry()
    await night.until(lambda: night.pages(), seconds=40)
    await night.quiet()
    assert len(night.pages()) == 1


async def test_messages_without_their_words_make_it_unwell(night: Night) -> None:
    """G16."""
    night.levers.empty_content()
    for number in range(21):
        await night.people.say("ash", "general", f"hello there number {number}")
    await night.quiet()
    for _ in range(3):
        await night.advance(seconds=61)
    assert "no_text" in night.ailments()
    assert any("without their" in m.text for m in night.read("wren")), [m.text for m in night.read("wren")]
    night.levers.empty_content(False)
    await night.people.say("ash", "general", "hello again, can you hear me")
    for _ in range(2):
        await night.advance(seconds=61)
    assert night.ailments() == set()


async def test_an_outage_of_the_server_deletes_nothing_and_is_caught_up_with(night: Night) -> None:
    """G18, H14: an outage is not a removal."""
    harmless = await night.people.say("briar", "general", "good morning everybody here")
    await night.advance(seconds=30)  # its mark is written: only what is newer would be read anew
    night.levers.server_unavailable(night.place.guild_id)
    await night.cry()
    await night.people.edit("briar", "general", harmless, "i am going to kill myself tonight")
    await night.quiet()
    await night.advance(seconds=70)
    assert night.rows("SELECT count(*) FROM servers WHERE left_at IS NULL") == [(1,)]
    assert night.pages() == []
    night.levers.server_unavailable(night.place.guild_id, False)
    await night.until(lambda: len(night.pages()) == 2, seconds=20)  # what was edited meanwhile is read again as well
    await night.quiet()
    assert len(night.pages()) == 2


async def test_history_that_may_not_be_read_is_told_with_its_span_and_read_when_it_may(night: Night) -> None:
    """G21, G20: a thread of a watched channel is watched; a channel nobody chose is not."""
    general = night.place.channels["general"]
    await night.stop()
    night.levers.revoke("read_message_history", guild_id=night.place.guild_id, channel_id=general)
    await night.cry()
    await night.start()
    await night.advance(seconds=5)
    assert [line for line in night.told() if line.startswith("I could not read #general from")]
    assert night.rows(ALERTS_KNOWN) == [(0,)]
    night.levers.grant("read_message_history", guild_id=night.place.guild_id, channel_id=general)
    await night.until(lambda: night.rows(ALERTS_KNOWN) == [(1,)])
    await night.quiet()
    assert ASKED in night.told()[-1]
    thread = await night.people.start_thread("briar", "vent", "a corner")
    await night.cry("briar", thread)
    await night.cry("cove", "welcome")
    await night.quiet()
    assert night.rows(ALERTS_KNOWN) == [(2,)]


def _unknown_edit(night: Night) -> dict[str, object]:
    """An edit of a message whose creation was never seen, by somebody who writes something urgent."""
    person = night.rehearsal.world.user_json(night.place.people["briar"])
    return {
        "id": "99", "channel_id": str(night.place.channels["welcome"]), "guild_id": str(night.place.guild_id),
        "author": person, "content": "i am going to kill myself tonight", "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": "2026-01-01T00:01:00+00:00", "type": 0, "flags": 0, "mentions": [], "mention_roles": [],
        "attachments": [], "embeds": [], "components": [], "pinned": False, "tts": False, "mention_everyone": False,
    }  # fmt: skip

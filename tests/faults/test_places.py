"""S13 S14 S15 S16 S18 S20 S26 S27, P12 P17, T11, X15: channels, rights, roles, doors and hooks are gone."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web

from tests.faults.night import ALERTS_KNOWN, ASKED, STAFF, Night, a_night

pytestmark = [pytest.mark.fault, pytest.mark.wire]


class Hook:
    """The operator's own address, outside Discord: fails as long as it is told to, and remembers what it was told."""

    def __init__(self) -> None:
        self.heard: list[dict[str, object]] = []
        self.failing = True
        self.refused = 0

    async def handle(self, request: web.Request) -> web.Response:
        if self.failing:
            self.refused += 1
            return web.Response(status=500)
        self.heard.append(await request.json())
        return web.Response()


@pytest.fixture
async def hook() -> AsyncIterator[tuple[Hook, str]]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/told", hook.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield hook, f"http://127.0.0.1:{runner.addresses[0][1]}/told"
    await runner.cleanup()


async def test_with_the_alert_channel_gone_and_a_shut_door_the_others_are_reached(night: Night) -> None:
    """S13 S16: and the dead channel is not tried again for ten minutes."""
    night.levers.delete(channel=night.place.channels["alerts"])
    night.levers.shut_dm(night.place.people["wren"])
    await night.cry()
    await night.quiet()
    await night.advance(seconds=2)
    assert [line for line in night.told("wren") if "could not be reached" in line] == []
    for who in ("tamsin", "okello", "marlow"):
        assert "The alert channel could not be reached" in night.told(who)[0]
    tried = _asked_of(night, night.place.channels["alerts"])
    await night.cry("briar")
    await night.advance(seconds=30)
    assert _asked_of(night, night.place.channels["alerts"]) == tried


async def test_without_the_right_to_write_there_it_goes_another_way_and_says_so(night: Night) -> None:
    """S14, T11: a right is taken and given back; both are told."""
    night.levers.revoke("send_messages", guild_id=night.place.guild_id, channel_id=night.place.channels["alerts"])
    await night.cry()
    await night.advance(seconds=5)
    assert "The alert channel could not be reached" in night.told("marlow")[0]
    for _ in range(2):
        await night.advance(seconds=61)
    assert night.ailments() == {"alert_channel"}
    night.levers.grant("send_messages", guild_id=night.place.guild_id, channel_id=night.place.channels["alerts"])
    for _ in range(3):
        await night.advance(seconds=61)
    assert night.ailments() == set()
    assert any("well again" in line for line in night.told("wren"))


async def test_with_the_role_deleted_people_are_told_all_the_same(night: Night) -> None:
    """S15."""
    night.levers.delete(role=(night.place.guild_id, night.place.roles["Responder"]))
    await night.cry()
    await night.quiet()
    await night.advance(minutes=11)
    reached = {who for who in STAFF if any(ASKED in m.text or "answered this" in m.text for m in night.read(who))}
    assert "okello" in reached
    assert "marlow" in reached


async def test_when_nobody_can_be_reached_trying_goes_on_inside_and_outside(
    tmp_path: Path, hook: tuple[Hook, str]
) -> None:
    """S18 S26 S27: every path fails, and the operator's hook as well at first."""
    outside, address = hook
    async with a_night(tmp_path, config=f'\n[operator]\ncontact = ""\noutside_hook = "{address}"\n') as night:
        levers = night.levers
        levers.delete(channel=night.place.channels["alerts"])
        for who in STAFF:
            levers.shut_dm(night.place.people[who])
        began = len(night.recorder.requests)
        await night.cry()
        await night.advance(minutes=3)
        assert ("nobody_told",) in night.rows("SELECT reason FROM ailments")
        assert outside.refused > 0
        refused = [r for r in night.recorder.requests[began:] if r["dir"] == "out" and r["status"] in (401, 403, 404)]
        assert len(refused) < 100, "closed doors are not knocked at again and again"
        outside.failing = False
        await night.until(lambda: outside.heard, seconds=40)
        told = outside.heard[-1]
        assert told["state"] == "unwell"
        assert str(night.place.people["ash"]) not in str(told)
        levers.shut_dm(night.place.people["tamsin"], False)
        await night.advance(seconds=70)
        assert any("Nobody has answered this for" in line for line in night.told("tamsin"))
        await night.over()


async def test_a_bot_that_keeps_failing_waits_before_it_connects_and_the_operator_hears_once(
    tmp_path: Path, hook: tuple[Hook, str]
) -> None:
    """P12 P17: killed for the tenth time; the next start rests, says so outside, and then finds what was said."""
    outside, address = hook
    outside.failing = False
    async with a_night(tmp_path, config=f'\n[operator]\ncontact = ""\noutside_hook = "{address}"\n') as night:
        await night.stop()
        began = datetime.now(UTC).isoformat()  # a start is counted before there is a clock to follow
        starts = tmp_path / "data" / "starts.json"
        starts.write_text(json.dumps([began] * 9))
        starts.chmod(0o600)
        await night.start(kill_at="K1")
        await night.cry()
        await night.killed("K1")
        await night.start()
        await night.advance(seconds=5)
        assert "the last 10 starts failed; waiting 15 s" in night.bot.log_since_start()
        assert [told["state"] for told in outside.heard] == ["keeps_failing"]
        assert len(night.pages()) == 1
        await night.over()
        assert await night.stop() == 0
        assert not starts.exists(), "a polite stop is no failure"


async def test_a_thread_that_was_put_away_is_read_and_answered_in(night: Night) -> None:
    """S20: archived and locked while the bot was away; X15: words of a language without rules are no error."""
    thread = await night.people.start_thread("briar", "general", "late talk")
    await night.quiet()
    await night.stop()
    await night.cry("briar", thread)
    await night.people.say("briar", thread, "sto malissimo e non so con chi parlare")
    await night.people.set_thread("okello", thread, archived=True, locked=True)
    await night.jump(hours=2)
    await night.start()
    await night.advance(seconds=5)
    assert night.rows(ALERTS_KNOWN) == [(1,)]
    assert len(night.pages()) == 1


def _asked_of(night: Night, channel_id: int) -> int:
    path = f"/channels/{channel_id}/messages"
    return len([r for r in night.recorder.requests if r["dir"] == "in" and r.get("path") == path])

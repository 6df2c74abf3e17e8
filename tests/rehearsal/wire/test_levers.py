"""Levers: each breaks what it says, where it says, as often as it says, and counts that it did."""

import contextlib
import http.client
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rehearsal.transcript import Transcript
from rehearsal.wire import Refusal
from rehearsal.world import bits
from tests.rehearsal.wire.house import Town

pytestmark = pytest.mark.wire


@pytest.fixture(autouse=True)
def healthy_again(town: Town) -> None:
    town.thread.call(town.rehearsal.levers.clear)
    town.faults_found()


def post(town: Town, content: str = "x") -> int:
    return town.call("POST", f"/channels/{town.general}/messages", {"content": content}).status


def count(town: Town, content: str) -> int:
    return town.do(lambda world: sum(m.content == content for m in world.state.messages[town.general].values()))


def test_a_lever_fires_as_often_as_it_says_and_then_no_more(town: Town) -> None:
    lever = town.thread.call(lambda: town.rehearsal.levers.answer(500, times=2, skip=1))
    assert [post(town) for _ in range(4)] == [200, 500, 500, 200]
    assert (lever.fired, lever.spent) == (2, True)


def test_before_the_effect_nothing_happened_and_after_it_everything_did(town: Town) -> None:
    town.thread.call(lambda: town.rehearsal.levers.answer(502))
    assert (post(town, "before"), count(town, "before")) == (502, 0)
    town.thread.call(lambda: town.rehearsal.levers.answer(502, after=True))
    assert (post(town, "after"), count(town, "after")) == (502, 1)


@pytest.mark.parametrize("lever", ["reset", "close"])
def test_a_cut_line_gives_no_answer(town: Town, lever: str) -> None:
    town.thread.call(lambda: town.rehearsal.levers.pull(lever, after=True))
    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
        post(town, lever)
    assert count(town, lever) == 1


def test_half_an_answer_is_not_an_answer(town: Town) -> None:
    town.thread.call(town.rehearsal.levers.cut)
    with pytest.raises(http.client.IncompleteRead):
        post(town, "half")
    assert count(town, "half") == 1


def test_a_page_instead_of_json_is_marked_as_html(town: Town) -> None:
    town.thread.call(lambda: town.rehearsal.levers.page_instead(where="GET /users/@me"))
    with pytest.raises(json.JSONDecodeError):
        town.call("GET", "/users/@me")


@pytest.mark.parametrize(("lever", "after"), [("answer", False), ("answer", True), ("close", False), ("reset", False)])
def test_a_request_that_a_lever_ends_stands_in_the_transcript_with_its_words(
    town: Town, lever: str, *, after: bool
) -> None:
    given = {"status": 503} if lever == "answer" else {}
    words = f"lost to {lever} {after}"
    town.thread.call(lambda: town.rehearsal.levers.pull(lever, after=after, **given))
    before = len(town.rehearsal.transcript.records)
    with contextlib.suppress(ConnectionResetError, http.client.HTTPException):
        post(town, words)
    crossed = [one for one in list(town.rehearsal.transcript.records)[before:] if one["door"] == "rest"]
    assert [one["body"]["content"] for one in crossed if one["dir"] == "in"] == [words]
    assert crossed[0]["path"] == f"/channels/{town.general}/messages"
    if lever == "answer":
        assert [(one["status"], one["cause"]) for one in crossed if one["dir"] == "out"] == [(503, crossed[0]["seq"])]


def test_hanging_takes_its_time_and_then_goes_on(town: Town) -> None:
    town.thread.call(lambda: town.rehearsal.levers.hang(0.1))
    began = time.monotonic()
    assert post(town) == 200
    assert time.monotonic() - began >= 0.1


def test_a_right_that_is_revoked_is_missed_and_can_be_given_back(town: Town) -> None:
    levers = town.rehearsal.levers
    for channel in (None, town.general):
        town.thread.call(
            lambda channel=channel: levers.revoke("send_messages", guild_id=town.guild, channel_id=channel)
        )
        answer = town.call("POST", f"/channels/{town.general}/messages", {"content": "x"})
        assert (answer.status, answer.code) == (403, 50013)
        town.thread.call(lambda channel=channel: levers.grant("send_messages", guild_id=town.guild, channel_id=channel))
        assert post(town) == 200


def test_what_is_deleted_is_unknown(town: Town) -> None:
    levers, said = town.rehearsal.levers, town.say("gone soon")
    town.thread.call(lambda: levers.delete(message=(town.general, said)))
    assert town.call("GET", f"/channels/{town.general}/messages/{said}").code == 10008
    role = town.do(lambda world: world.create_role(town.guild, "short-lived"))
    town.thread.call(lambda: levers.delete(role=(town.guild, role)))
    assert town.call("PUT", f"/guilds/{town.guild}/members/{town.member}/roles/{role}").code == 10011
    channel = town.do(lambda world: world.create_channel(town.guild, "short-lived"))
    town.thread.call(lambda: levers.delete(channel=channel))
    assert town.call("GET", f"/channels/{channel}").code == 10003


def test_without_content_history_is_blank_too(town: Town) -> None:
    town.say("secret")
    town.thread.call(town.rehearsal.levers.empty_content)
    page = town.call("GET", f"/channels/{town.general}/messages", query={"limit": 1}).body
    assert page[0]["content"] == ""
    town.thread.call(lambda: town.rehearsal.levers.empty_content(False))
    page = town.call("GET", f"/channels/{town.general}/messages", query={"limit": 1}).body
    assert page[0]["content"] == "secret"


def test_every_lever_can_be_pulled_by_name_and_an_unknown_one_is_an_error(town: Town) -> None:
    needed = {
        "answer", "hang", "reset", "close", "silent", "deaf", "no_ack", "refuse_resume", "gateway_down", "close_with",
        "reconnect", "replay", "empty_content", "server_unavailable", "revoke", "delete", "shut_dm", "remove_bot",
    }  # fmt: skip
    assert needed <= set(town.rehearsal.levers.names())
    with pytest.raises(KeyError):
        town.rehearsal.levers.pull("no such lever")


def test_automod_alerts_and_times_out_but_spares_those_who_run_the_server(town: Town) -> None:
    body = {
        "name": "r", "event_type": 1, "trigger_type": 1, "enabled": True,
        "trigger_metadata": {"keyword_filter": ["*drift*"], "regex_patterns": ["st[o0]rm"],
                             "allow_list": ["driftwood"]},
        "actions": [{"type": 2, "metadata": {"channel_id": str(town.quiet)}},
                    {"type": 3, "metadata": {"duration_seconds": 60}}],
    }  # fmt: skip
    made = town.call("POST", f"/guilds/{town.guild}/auto-moderation/rules", body).body
    town.say("driftwood is fine")
    town.say("adrifting", who=town.owner)
    assert town.do(lambda world: len(world.state.messages[town.quiet])) == 0
    town.say("a ST0RM", who=town.mod)
    alert = next(iter(town.world.state.messages[town.quiet].values()))
    assert (alert.type, alert.embeds[0]["description"]) == (24, "a ST0RM")
    with pytest.raises(Refusal) as held:
        town.say("more", who=town.mod)
    assert held.value.code == 50013
    assert not town.world.permissions(town.guild, town.mod) & bits("send_messages")
    town.call("DELETE", f"/guilds/{town.guild}/auto-moderation/rules/{made['id']}")
    log = town.call("GET", f"/guilds/{town.guild}/audit-logs").body["audit_log_entries"]
    assert {144, 145} <= {entry["action_type"] for entry in log}


def test_the_transcript_names_causes_and_never_tokens(town: Town, tmp_path: Path) -> None:
    before = town.rehearsal.transcript.write("note", "in", "mark")
    said = town.say("why")
    records = [record for record in town.rehearsal.transcript.records if record["seq"] > before]
    spoken = next(record for record in records if record["door"] == "human")
    heard = next(record for record in records if record["what"] == "MESSAGE_CREATE")
    assert (heard["cause"], heard["body"]["id"]) == (spoken["seq"], str(said))
    record, _ = town.do(lambda w: w.begin_interaction(2, town.member, town.general, {"name": "x", "type": 1}))
    town.call("POST", f"/interactions/{record.id}/{record.token}/callback", {"type": 5}, token=None)
    assert record.token not in json.dumps(list(town.rehearsal.transcript.records))
    written = Transcript(town.rehearsal.clock, file=tmp_path / "t.jsonl")
    written.write("note", "in", "hello")
    written.close()
    assert json.loads((tmp_path / "t.jsonl").read_text(encoding="utf-8"))["what"] == "hello"


def test_the_server_is_a_process_that_says_when_it_is_ready_and_leaves_when_asked(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "rehearsal.serve", "--transcript", str(tmp_path / "t.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert ready["api_base"].startswith("http://127.0.0.1:")
        assert ready["api_base"].endswith("/api/v10")
        assert ready["gateway_url"].startswith("ws://127.0.0.1:")
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0

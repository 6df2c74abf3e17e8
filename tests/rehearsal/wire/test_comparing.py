"""A recorded transcript is replayed: our own shows no difference, and each one that was doctored is found."""

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from rehearsal.command_line import BAD_SCRIPT, PROBLEMS, WELL, main
from tests.rehearsal.wire.house import Town

pytestmark = pytest.mark.wire

Record = dict[str, Any]
Doctor = Callable[[list[Record]], None]


async def _come_online(gateway: str) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(gateway + "/?v=10&encoding=json") as ws:
        await ws.receive()
        identify = {"token": "local.test", "intents": (1 << 27) - 1, "properties": {}}
        await ws.send_json({"op": 2, "d": identify})
        for _ in ("READY", "GUILD_CREATE"):
            await ws.receive()


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    """A bot that speaks, is refused, answers a press, edits, and asks for what is not there."""
    file = tmp_path_factory.mktemp("recorded") / "transcript.jsonl"
    town = Town(transcript=file)
    try:
        asyncio.run(_come_online(town.thread.addresses.gateway))
        general = f"/channels/{town.general}/messages"
        town.say("Good morning")
        row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}
        posted = town.call("POST", general, {"content": f"Hello <@{town.member}>", "components": [row]}).body["id"]
        town.call("PATCH", f"{general}/{posted}", {"content": "Hello again"})
        town.call("POST", general, {"content": "x" * 2001})
        town.call("GET", f"{general}/5")
        dm = town.call("POST", "/users/@me/channels", {"recipient_id": str(town.member)}).body["id"]
        town.call("POST", f"/channels/{dm}/messages", {"content": "Only for you"})
        press = town.rehearsal.invocations.press
        record = town.thread.call(lambda: press(town.member, town.general, int(posted), "go"))
        path = f"/interactions/{record.id}/{record.token}/callback"
        town.call("POST", path, {"type": 4, "data": {"content": "Pressed", "flags": 64}}, token=None)
        hook = f"/webhooks/{town.world.state.application_id}/{record.token}/messages/@original"
        town.call("PATCH", hook, {"content": "Pressed, and seen"}, token=None)
    finally:
        town.stop()
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def compare(records: list[Record], folder: Path) -> int:
    file = folder / "transcript.jsonl"
    file.write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    return main(["--compare", str(file)], [])


def copied(records: list[Record]) -> list[Record]:
    return json.loads(json.dumps(records))


def test_our_own_transcript_shows_no_difference(
    recorded: list[Record], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare(recorded, tmp_path) == WELL, capsys.readouterr().out
    said = capsys.readouterr().out
    assert "8 requests and" in said
    assert "no differences" in said


def test_ids_and_times_are_mapped_and_not_compared(recorded: list[Record], tmp_path: Path) -> None:
    text = re.sub(r"(?<!\d)\d{18,20}(?!\d)", lambda found: str(int(found[0]) + 7_000_000_000), json.dumps(recorded))
    elsewhere = [record | {"at": record["at"].replace("+00:00", "-05:00")} for record in json.loads(text)]
    assert elsewhere != recorded
    assert compare(elsewhere, tmp_path) == WELL


def _answers(records: list[Record], name: str) -> list[Record]:
    return [one for one in records if one["door"] == "rest" and one["dir"] == "out" and one["what"] == name]


def _events(records: list[Record], name: str) -> list[Record]:
    told = next(at for at, one in enumerate(records) if one["what"] == "READY")
    return [one for one in records[told:] if one["door"] == "gateway" and one["what"] == name]


POST = "POST /channels/{channel_id}/messages"
CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"


def other_status(records: list[Record]) -> None:
    _answers(records, POST)[0]["status"] = 201


def other_code(records: list[Record]) -> None:
    _answers(records, "GET /channels/{channel_id}/messages/{message_id}")[0]["body"]["code"] = 10003


def refused_there(records: list[Record]) -> None:
    _answers(records, POST)[0] |= {"status": 403, "body": {"code": 50013, "message": "Missing Permissions"}}


def key_more(records: list[Record]) -> None:
    _answers(records, POST)[0]["body"]["a_new_field"] = True


def key_less(records: list[Record]) -> None:
    del _answers(records, POST)[0]["body"]["author"]["avatar"]


def other_kind(records: list[Record]) -> None:
    _answers(records, POST)[0]["body"]["pinned"] = "no"


def event_less(records: list[Record]) -> None:
    records.remove(_events(records, "MESSAGE_UPDATE")[0])


def event_more(records: list[Record]) -> None:
    records.append({"door": "gateway", "dir": "out", "what": "CHANNEL_PINS_UPDATE", "body": {}})


def event_key(records: list[Record]) -> None:
    del _events(records, "MESSAGE_CREATE")[-1]["body"]["author"]


@pytest.mark.parametrize(
    ("doctor", "found"),
    [
        (other_status, "status 201 there, 200 here"),
        (other_code, "error code 10003 there, 10008 here"),
        (refused_there, "status 403 there, 200 here"),
        (key_more, "a_new_field is missing here"),
        (key_less, "author.avatar is here only"),
        (other_kind, "pinned is a text there and a boolean here"),
        (event_less, "event MESSAGE_UPDATE: 0 there, 1 here"),
        (event_more, "event CHANNEL_PINS_UPDATE: 1 there, 0 here"),
        (event_key, "MESSAGE_CREATE: author is here only"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_doctored_difference_is_found(
    recorded: list[Record], doctor: Doctor, found: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    doctored = copied(recorded)
    doctor(doctored)
    assert compare(doctored, tmp_path) == PROBLEMS
    assert found in capsys.readouterr().out


@pytest.mark.parametrize(("text", "why"), [
    ("hello", "line 1 is not JSON"), ("[]", "line 1 is no record"), ('{"door": "note"}', "no event GUILD_CREATE"),
])  # fmt: skip
def test_a_file_that_is_no_transcript_is_refused_in_a_sentence(
    text: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(text, "utf-8")
    assert main(["--compare", str(file)], []) == BAD_SCRIPT
    assert why in capsys.readouterr().out

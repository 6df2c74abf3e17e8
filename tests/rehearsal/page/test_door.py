"""Who may come in at the page's door, and what it tells."""

from __future__ import annotations

import re
from typing import Any

import aiohttp
import pytest

from tests.rehearsal.page.conftest import OpenRoom
from tests.rehearsal.people.house import said


class Page:
    """A bare client of the page's socket: asks with answers, events kept in order."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self._ws = ws
        self._asked = 0
        self.events: list[dict[str, Any]] = []
        self.texts: list[str] = []

    async def ask(self, what: str, **about: Any) -> dict[str, Any]:
        self._asked += 1
        await self._ws.send_json({"id": self._asked, "do": what, **about})
        while True:
            frame = await self._next()
            if frame.get("re") == self._asked:
                return frame

    async def until(self, what: str, **wanted: Any) -> dict[str, Any]:
        """The next event of a kind, waiting for it; fails after five seconds."""
        while True:
            for event in self.events:
                if event["what"] == what and wanted.items() <= event.items():
                    self.events.remove(event)
                    return event
            await self._next()

    async def _next(self) -> dict[str, Any]:
        message = await self._ws.receive(timeout=5)
        assert message.type is aiohttp.WSMsgType.TEXT, message
        self.texts.append(message.data)
        frame: dict[str, Any] = message.json()
        if "n" in frame:
            self.events.append(frame)
        return frame


def socket_of(room: OpenRoom, key: str | None = None) -> str:
    return f"{room.root.replace('http', 'ws')}/people/{key or room.control.key}/socket"


async def status(address: str, **headers: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(address, headers=headers) as answer:
        return answer.status


async def test_the_page_is_served_at_its_secret_address_with_a_strict_policy(open_room: OpenRoom) -> None:
    async with aiohttp.ClientSession() as session, session.get(open_room.url) as answer:
        assert answer.status == 200
        policy = answer.headers["Content-Security-Policy"]
        page = await answer.text()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"https?://", page)


async def test_every_file_of_the_page_loads_nothing_from_elsewhere(open_room: OpenRoom) -> None:
    for name in ("base.css", "page.css", "messages.css", "main.js", "pane.js", "icon.svg"):
        async with aiohttp.ClientSession() as session, session.get(open_room.url + name) as answer:
            assert answer.status == 200, name
            text = await answer.text()
        assert not re.search(r"""(?:import|url\(|src=|from)\s*["'(]*https?:""", text), name


@pytest.mark.parametrize("name", ["", "main.js", "socket"])
async def test_a_wrong_key_finds_nothing(open_room: OpenRoom, name: str) -> None:
    assert await status(f"{open_room.root}/people/a-guess/{name}") == 404


@pytest.mark.parametrize("path", ["page", "api", "gateway", "clock"])
async def test_a_name_that_was_bound_to_this_machine_is_refused_everywhere(open_room: OpenRoom, path: str) -> None:
    addresses = {
        "page": open_room.url,
        "api": f"{open_room.root}/api/v10/gateway",
        "gateway": f"{open_room.root}/gateway",
        "clock": f"{open_room.root}/clock",
    }
    port = open_room.root.rsplit(":", 1)[1]
    assert await status(addresses[path], Host=f"evil.example:{port}") == 421
    assert await status(addresses[path], Host="127.0.0.1:1") == 421


async def test_a_page_of_another_origin_is_refused_at_the_door_and_at_the_api(open_room: OpenRoom) -> None:
    for address in (open_room.url, f"{open_room.root}/api/v10/gateway"):
        assert await status(address, Origin="http://evil.example") == 403
        assert await status(address, **{"Sec-Fetch-Site": "cross-site"}) == 403


@pytest.mark.parametrize("origin", [None, "http://evil.example", "null"])
async def test_the_socket_opens_only_to_its_own_page(open_room: OpenRoom, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(socket_of(open_room), headers=headers)
    assert refused.value.status == 403


@pytest.mark.parametrize("name", ["../control.py", "..%2fcontrol.py", "%2e%2e/serve.py", "index.html/../../wire.py"])
async def test_no_file_outside_the_page_can_be_read(open_room: OpenRoom, name: str) -> None:
    assert await status(open_room.url + name) in (400, 404)


async def opened(session: aiohttp.ClientSession, room: OpenRoom) -> Page:
    ws = await session.ws_connect(socket_of(room), headers={"Origin": room.root})
    return Page(ws)


async def test_a_snapshot_shows_what_two_people_see_and_events_follow_its_number(open_room: OpenRoom) -> None:
    ash, wren = (str(open_room.place.people[name]) for name in ("ash", "wren"))
    async with aiohttp.ClientSession() as session:
        page = await opened(session, open_room)
        snapshot = (await page.ask("watch", people=[ash, wren]))["value"]
        assert set(snapshot["people"]) == {ash, wren}
        channels = {
            person: {channel["name"] for channel in snapshot["people"][person]["guilds"][0]["channels"]}
            for person in (ash, wren)
        }
        assert channels[wren] - channels[ash] == {"alerts", "staff-room"}
        page.events.clear()
        general = str(open_room.channel("general"))
        assert (await page.ask("say", **{"as": ash}, channel=general, text="Hello"))["ok"]
        shown = await page.until("message", **{"for": wren})
        assert shown["message"]["content"] == "Hello"
        assert shown["n"] > snapshot["n"]


async def test_what_only_one_person_sees_goes_to_that_person_alone(open_room: OpenRoom) -> None:
    ash, wren = (str(open_room.place.people[name]) for name in ("ash", "wren"))
    open_room.answer = lambda _: said("Just for Ash.", private=True)
    async with aiohttp.ClientSession() as session:
        page = await opened(session, open_room)
        await page.ask("watch", people=[ash, wren])
        general = str(open_room.channel("general"))
        await page.ask("command", **{"as": ash}, channel=general, name="hello")
        await page.until("received", **{"for": ash}, kind="private")
        await page.ask("snapshot")
        told = [event for event in page.events if event["what"] == "message" and event["for"] == wren]
        assert told == []


async def test_the_page_never_learns_a_token(open_room: OpenRoom) -> None:
    ash = str(open_room.place.people["ash"])
    open_room.answer = lambda _: said("Hi.")
    async with aiohttp.ClientSession() as session:
        page = await opened(session, open_room)
        await page.ask("watch", people=[ash])
        api = open_room.thread.addresses.api
        async with session.get(f"{api}/users/@me", headers={"Authorization": "Bot local.secret"}) as answer:
            assert answer.status == 200
        await page.ask("command", **{"as": ash}, channel=str(open_room.channel("general")), name="hello")
        await page.until("received", kind="message")
        await page.ask("snapshot")
    everything = "".join(page.texts)
    assert "local.secret" not in everything
    tokens = open_room.thread.call(lambda: list(open_room.world.state.interaction_tokens))
    assert tokens
    assert not any(token in everything for token in tokens)


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        ({"do": "rob"}, "the page knows no 'rob'"),
        ({"do": "say"}, "say needs 'as'"),
        ({"do": "say", "as": "1", "channel": "2", "text": "x"}, "nobody with the id 1"),
        ({"do": "fault", "name": "earthquake"}, "no fault"),
        ({"do": "advance", "seconds": -5}, "time moves forward"),
        ({"do": "bot", "act": "restart"}, "did not start the bot"),
    ],
)
async def test_a_senseless_wish_is_answered_with_a_sentence(open_room: OpenRoom, ask: dict[str, Any], why: str) -> None:
    async with aiohttp.ClientSession() as session:
        page = await opened(session, open_room)
        answer = await page.ask(ask.pop("do"), **ask)
    assert not answer["ok"]
    assert why.casefold() in answer["error"].casefold()


async def test_rights_are_those_of_the_person_the_page_plays(open_room: OpenRoom) -> None:
    ash, alerts = str(open_room.place.people["ash"]), str(open_room.channel("alerts"))
    async with aiohttp.ClientSession() as session:
        page = await opened(session, open_room)
        answer = await page.ask("say", **{"as": ash}, channel=alerts, text="let me in")
    assert answer == {"re": 1, "ok": False, "error": "You cannot see that place."}


async def test_the_clock_moves_when_asked_and_every_page_is_told(open_room: OpenRoom) -> None:
    async with aiohttp.ClientSession() as session:
        first, second = await opened(session, open_room), await opened(session, open_room)
        await second.ask("watch", people=[])
        assert (await first.ask("advance", seconds=86_400))["ok"]
        clock = (await second.until("clock"))["clock"]
    assert clock["offset_ms"] >= 86_399_000  # milliseconds; the real clock ran on a little


async def test_every_fault_button_can_be_pressed_and_all_made_well_again(open_room: OpenRoom) -> None:
    async with aiohttp.ClientSession() as session:
        page = await opened(session, open_room)
        buttons = (await page.ask("watch", people=[]))["value"]["fault_buttons"]
        assert len(buttons) >= 8
        for fault in buttons:
            assert (await page.ask("fault", name=fault["name"]))["ok"], fault
        assert (await page.ask("fault", name="clear"))["ok"]
    assert open_room.rehearsal.faults.report()["levers"] == []

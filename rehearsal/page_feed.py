"""What one open page is told, as it happens: numbered events, each with what the two watched people now see."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from typing import Any

from aiohttp import web

from rehearsal.people.people import People
from rehearsal.people.stream import Received
from rehearsal.server import Rehearsal
from rehearsal.wire import Json, dumps

WAITING_LIMIT = 5000
RECENT = 120
BODY_LIMIT = 500
_MESSAGE_EVENTS = frozenset({
    "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE",
    "MESSAGE_REACTION_REMOVE_ALL", "MESSAGE_REACTION_REMOVE_EMOJI", "MESSAGE_POLL_VOTE_ADD",
    "MESSAGE_POLL_VOTE_REMOVE",
})  # fmt: skip
_GONE_EVENTS = frozenset({"MESSAGE_DELETE", "MESSAGE_DELETE_BULK"})
_PLACE_EVENTS = ("CHANNEL_", "THREAD_", "GUILD_ROLE_", "GUILD_MEMBER_", "GUILD_UPDATE", "GUILD_CREATE", "GUILD_BAN_",
                 "PRESENCE_UPDATE")  # fmt: skip
_HIDDEN = frozenset({"token", "session_id", "resume_gateway_url"})


class Feed:
    """The events of one socket. `n` counts them; what does not fit in the queue leaves a gap, and the page then asks
    for a snapshot."""

    def __init__(self, rehearsal: Rehearsal, people: People) -> None:
        self._rehearsal = rehearsal
        self._people = people
        self.watched: list[int] = []
        self.n = 0
        self._queue: deque[bytes] = deque()
        self._wake = asyncio.Event()
        self._stale_places: set[int] = set()
        self._records: list[Json] = []
        self._loop = asyncio.get_running_loop()
        rehearsal.world.listeners.append(self._heard)
        rehearsal.world.private_listeners.append(self._heard)
        rehearsal.transcript.watchers.append(self._recorded)
        people.stream.listeners.append(self._received)
        people.waiting.changed.append(self._desk)

    def close(self) -> None:
        """Stop listening."""
        self._rehearsal.world.listeners.remove(self._heard)
        self._rehearsal.world.private_listeners.remove(self._heard)
        self._rehearsal.transcript.watchers.remove(self._recorded)
        self._people.stream.listeners.remove(self._received)
        self._people.waiting.changed.remove(self._desk)

    def watch(self, people: list[int]) -> None:
        """See the world as these people from now on."""
        users = self._rehearsal.world.state.users
        self.watched = [person for person in people if person in users and not users[person].bot]

    # ---- out

    def tell(self, what: str, **about: Any) -> None:
        """Send one numbered event."""
        self.n += 1
        if len(self._queue) < WAITING_LIMIT:
            self.reply({"n": self.n, "what": what, **about})

    def reply(self, frame: Json) -> None:
        """Send one frame that has no number."""
        self._queue.append(dumps(frame))
        self._wake.set()

    async def write(self, ws: web.WebSocketResponse) -> None:
        """Send what is queued until the socket closes."""
        while not ws.closed:
            await self._wake.wait()
            self._wake.clear()
            while self._queue and not ws.closed:
                await ws.send_str(self._queue.popleft().decode())

    # ---- what is heard

    def _heard(self, event: str, payload: Json) -> None:
        if event in _MESSAGE_EVENTS:
            self._message(int(payload["channel_id"]), int(payload.get("message_id") or payload["id"]), event)
        elif event in _GONE_EVENTS:
            ids = payload.get("ids") or [payload["id"]]
            for person in self.watched:
                self.tell("gone", **{"for": str(person)}, channel=str(payload["channel_id"]), messages=ids)
        elif event == "TYPING_START":
            self._typing(int(payload["channel_id"]), int(payload["user_id"]))
        elif event.startswith(_PLACE_EVENTS):
            self._stale(self.watched)

    def _message(self, channel_id: int, message_id: int, event: str) -> None:
        message = self._rehearsal.world.state.messages.get(channel_id, {}).get(message_id)
        if message is None:
            return
        if self._rehearsal.world.state.channels[channel_id].guild_id is None:
            self._stale(self.watched)
        for person in self.watched:
            if self._rehearsal.world.sees(person, channel_id) and message.visible_to(person):
                shown = self._people.sight.message(person, message)
                fresh = event == "MESSAGE_CREATE"
                self.tell("message", **{"for": str(person)}, channel=str(channel_id), message=shown, fresh=fresh)

    def _typing(self, channel_id: int, user_id: int) -> None:
        for person in self.watched:
            if person != user_id and self._rehearsal.world.sees(person, channel_id):
                self.tell("typing", **{"for": str(person)}, channel=str(channel_id), who=str(user_id))

    def _stale(self, people: list[int]) -> None:
        if not self._stale_places:
            self._loop.call_soon(self._places)
        self._stale_places.update(people)

    def _places(self) -> None:
        people, self._stale_places = self._stale_places, set()
        for person in people:
            self.tell("place", **{"for": str(person)}, place=self._people.sight.place(person))

    def _desk(self, person: int) -> None:
        if person in self.watched:
            self.tell("desk", **{"for": str(person)}, desk=self._people.sight.desk(person))

    def _received(self, item: Received) -> None:
        if item.person in self.watched:
            self.tell(
                "received", **{"for": str(item.person)}, kind=item.kind, channel=str(item.channel_id), by=item.author,
                place=item.channel, message=str(item.message_id), pinged=item.pinged, text=item.text[:200],
            )  # fmt: skip

    # ---- the transcript and the clock

    def _recorded(self, record: Json) -> None:
        if record["door"] == "clock":
            self.tell("clock", clock=self.clock())
        elif record["door"] == "fault":
            self._loop.call_soon(self._faults)
        elif record["what"] in ("op 2", "op 6", "CLOSE"):
            self._loop.call_later(0.05, self._bot)
        elif record["door"] == "rest" and record["dir"] == "out" and record["what"].endswith("/commands"):
            self.tell("commands")
        if not self._records:
            self._loop.call_soon(self._flush)
        self._records.append(brief(record))

    def _flush(self) -> None:
        records, self._records = self._records, []
        self.tell("records", records=records)

    def _faults(self) -> None:
        self.tell("faults", faults=self._rehearsal.faults.report())

    def _bot(self) -> None:
        self.tell("bot", connected=self.bot_connected())

    def bot_connected(self) -> bool:
        """Whether the bot has a live session."""
        return any(connection.session is not None for connection in self._rehearsal.gateway.connections)

    def clock(self) -> Json:
        """The rehearsal's present."""
        clock = self._rehearsal.clock
        return {"now": clock.now().isoformat(timespec="milliseconds"), "offset_ms": clock.offset_ms}

    def recent(self) -> list[Json]:
        """The last records of the transcript, shortened."""
        return [brief(record) for record in list(self._rehearsal.transcript.records)[-RECENT:]]


def brief(record: Json) -> Json:
    """A record for the page: without tokens, its body as a short text."""
    kept = {key: value for key, value in record.items() if key not in ("body", "path")}
    body: Any = record.get("body")
    if isinstance(body, dict):
        body = {key: value for key, value in body.items() if key not in _HIDDEN}  # pyright: ignore[reportUnknownVariableType]  # JSON
    text = ""
    if body is not None:
        with contextlib.suppress(TypeError):
            text = dumps(body).decode()[:BODY_LIMIT]
    return kept | {"body": text}

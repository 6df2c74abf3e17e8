"""The gateway: one WebSocket per shard, as discord.py and Discord's documentation expect it."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp import WSMsgType, web

from rehearsal.clock import RehearsalClock
from rehearsal.faults import Faults
from rehearsal.gateway_line import SEND_LIMIT, Connection
from rehearsal.member_chunks import MemberChunks
from rehearsal.sessions import PRIVILEGED, Ears, Session
from rehearsal.shapes import event_shape, guild_shape, user_shape
from rehearsal.transcript import Transcript, without_tokens
from rehearsal.wire import Json, dumps, loads
from rehearsal.world import World

HEARTBEAT_MS = 41_250
IDENTIFIES, A_DAY = 1000, 86_400.0
SEND_WINDOW = 60.0
PAYLOAD_LIMIT = 4096


class Gateway:
    """All sessions and sockets; hears the world and tells the bot."""

    def __init__(self, world: World, clock: RehearsalClock, transcript: Transcript, faults: Faults) -> None:
        self.world = world
        self.clock = clock
        self.transcript = transcript
        self.faults = faults
        self.ears = Ears(world)
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self.outages: set[int] = set()
        self.heartbeats = 0
        self.resume_url = ""
        self.session_life = 120.0
        self.identify_every = 0.0
        self.shards = 1
        self.max_concurrency = 1
        self.identifies_a_day = IDENTIFIES
        self.identified: deque[float] = deque()
        self._closing: set[asyncio.Task[None]] = set()
        self._members = MemberChunks(world, self.ears, clock)
        self._last_identify: dict[int, float] = {}
        world.listeners.append(self._heard)

    # ---- what the world says

    def _heard(self, event: str, payload: Json) -> None:
        self._expire()
        body = event_shape(self.world, event, payload)
        cause = self.transcript.cause_of(*_keys(payload))
        seq = self.transcript.write("gateway", "out", event, cause=cause, body=self._kept(body))
        for key in _keys(payload):
            self.transcript.remember(key, seq)
        self.ears.deliver(list(self.sessions.values()), event, body)

    def _expire(self) -> None:
        """Forget sessions whose bot has been away for too long to resume."""
        now = self.clock.monotonic()
        for session in list(self.sessions.values()):
            if session.lost_at is not None and now - session.lost_at > self.session_life:
                del self.sessions[session.id]

    def identifies(self) -> Json:
        """What is left of the day's identifies, as `GET /gateway/bot` tells it."""
        now = self.clock.monotonic()
        while self.identified and now - self.identified[0] >= A_DAY:
            self.identified.popleft()
        resets = A_DAY - (now - self.identified[0]) if self.identified else A_DAY
        return {
            "total": self.identifies_a_day,
            "remaining": max(self.identifies_a_day - len(self.identified), 0),
            "reset_after": int(resets * 1000),
            "max_concurrency": self.max_concurrency,
        }

    def _kept(self, body: Json) -> Json:
        return without_tokens(body) if self.transcript.full else _outline(body)

    def sent(self) -> dict[str, int]:
        """Per shard: the number of the last event given to a live session."""
        return {
            str(connection.session.shard): connection.session.seq
            for connection in self.connections
            if connection.session is not None and not connection.silent
        }

    def lines(self) -> frozenset[str]:
        """The sessions that have a line which says something; what `sent` counts is of these."""
        return frozenset(c.session.id for c in self.connections if c.session is not None and not c.silent)

    # ---- the socket

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one gateway connection from HELLO to its end."""
        ws = web.WebSocketResponse(max_msg_size=64 * 1024, compress=False, autoping=True)
        await ws.prepare(request)
        connection = Connection(ws, request)
        down = self.faults.gateway_refusal()
        if down is not None:
            await connection.close(down)
            return ws
        self.connections.add(connection)
        writer = asyncio.create_task(connection.write())
        self.transcript.write("gateway", "in", "CONNECT", compress=request.query.get("compress"))
        connection.push(
            dumps({"op": 10, "s": None, "t": None, "d": {"heartbeat_interval": HEARTBEAT_MS, "_trace": []}})
        )
        try:
            async for message in ws:
                if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    continue
                code = await self._received(connection, message.data)
                if code is not None:
                    await connection.close(code)
                    break
        finally:
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await writer
            self._gone(connection, ws.close_code)
        return ws

    def _gone(self, connection: Connection, peer_code: int | None) -> None:
        self.connections.discard(connection)
        code = connection.closed_with if connection.closed_with is not None else peer_code
        self.transcript.write("gateway", "in", "CLOSE", code=code)
        session = connection.session
        if session is None:
            return
        if any(other.session is session for other in self.connections):
            return
        session.send = None
        session.lost_at = self.clock.monotonic()
        if code in (1000, 1001, 4004, 4007, 4009):
            self.sessions.pop(session.id, None)

    async def _received(self, connection: Connection, raw: str | bytes) -> int | None:
        """Handle one payload of the bot; returns a close code, or None to go on."""
        now = self.clock.monotonic()
        connection.received.append(now)
        if len(connection.received) > SEND_LIMIT and now - connection.received[0] < SEND_WINDOW:
            return 4008
        if len(raw) > PAYLOAD_LIMIT:
            return 4002
        try:
            frame: Any = loads(raw)
            op, data = int(frame["op"]), frame.get("d")
        except (ValueError, KeyError, TypeError):
            return 4002
        if op == 1:
            self.heartbeats += 1
            if self.faults.acknowledges():
                connection.push(b'{"op":11,"s":null,"t":null,"d":null}')
            return None
        self.transcript.write("gateway", "in", f"op {op}", body=_without_token(data))
        handlers: dict[int, Callable[[Connection, Any], int | None]] = {
            2: self._identify,
            3: self._presence,
            4: self._needs_session,
            6: self._resume,
            8: self._asks_for_members,
        }
        handler = handlers.get(op)
        return 4001 if handler is None else handler(connection, data)

    def _needs_session(self, connection: Connection, _data: Any) -> int | None:
        return None if connection.session is not None else 4003

    def _presence(self, connection: Connection, data: Any) -> int | None:
        if connection.session is None:
            return 4003
        self.ears.presences.asked_for(data)
        return None

    def _asks_for_members(self, connection: Connection, data: Any) -> int | None:
        return 4003 if connection.session is None else self._members.asked(connection.session, data)

    # ---- op 2

    def _identify(self, connection: Connection, data: Any) -> int | None:
        if connection.session is not None:
            return 4005
        token, intents = str(data.get("token", "")), data.get("intents")
        if not token.startswith("local.") or self.world.token_reset:
            return 4004
        if not isinstance(intents, int) or intents < 0 or intents >= 1 << 27:
            return 4013
        if intents & PRIVILEGED & ~self.world.approved_intents:
            return 4014
        shard, shards = data.get("shard") or (0, 1)
        if not 0 <= shard < shards:
            return 4010
        if not self.identifies()["remaining"]:
            self._reset_token()
            return 4004
        now, queue = self.clock.monotonic(), shard % self.max_concurrency
        if now - self._last_identify.get(queue, -1e9) < self.identify_every:
            connection.push(b'{"op":9,"s":null,"t":null,"d":false}')
            return None
        self._last_identify[queue] = now
        self.identified.append(now)
        session = Session(self.world.state.token()[:32], token, intents, shard, shards, unavailable=self.outages)
        self.sessions[session.id] = session
        connection.session = session
        session.send = connection.push
        self._ready(session)
        self.ears.presences.asked_for(data.get("presence"))
        return None

    def _reset_token(self) -> None:
        """More identifies than a day has: Discord ends every session and takes the token away."""
        self.world.token_reset = True
        self.sessions.clear()
        for connection in self.connections:
            self._later(connection.close(4004))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _ready(self, session: Session) -> None:
        world = self.world
        guilds = [guild for guild in world.bot_guilds() if session.holds(guild)]
        self._welcome(session, "READY", {
            "v": 10,
            "user": user_shape(world.user_json(world.bot.id)) | {"verified": True, "mfa_enabled": True},
            "guilds": [{"id": str(guild), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.resume_url,
            "shard": [session.shard, session.shards],
            "application": {"id": str(world.state.application_id), "flags": 1 << 19 | 1 << 15 | 1 << 23},
            "user_settings": {}, "relationships": [], "private_channels": [], "presences": [],
            "guild_join_requests": [], "geo_ordered_rtc_regions": [], "_trace": [],
        })  # fmt: skip
        for guild in guilds:
            if guild not in session.unavailable:
                body = self.ears.shaped("GUILD_CREATE", guild_shape(world, guild), session.intents)
                self._welcome(session, "GUILD_CREATE", body)

    def _welcome(self, session: Session, event: str, body: Json) -> None:
        session.dispatch(event, dumps(body))
        if self.transcript.full:
            self.transcript.write("gateway", "out", event, body=loads(dumps(without_tokens(body))))

    # ---- op 6

    def _resume(self, connection: Connection, data: Any) -> int | None:
        if connection.session is not None:
            return 4005
        if not str(data.get("token", "")).startswith("local.") or self.world.token_reset:
            return 4004
        self._expire()
        session = self.sessions.get(str(data.get("session_id")))
        seq, missed = int(data.get("seq") or 0), None
        if session is not None and seq > session.seq:
            return 4007
        if session is not None and not self.faults.refuses_resume():
            missed = session.missed(seq)
        if session is None or missed is None:
            connection.push(b'{"op":9,"s":null,"t":null,"d":false}')
            return None
        connection.session = session
        session.send, session.lost_at = connection.push, None
        for frame in missed:
            connection.push(frame)
        session.dispatch("RESUMED", b'{"_trace":[]}')
        return None

    # ---- what the server may do to the bot

    def say_all(self, frame: bytes) -> None:
        """Give a control frame (op 1, 7, 9) to every connection."""
        for connection in self.connections:
            connection.push(frame)

    def forget_all(self) -> None:
        """Forget every session, so that none can be resumed."""
        self.sessions.clear()
        for connection in self.connections:
            connection.session = None

    def outage(self, guild_id: int, on: bool) -> None:
        """Make a server unavailable to every session, or available again."""
        if on == (guild_id in self.outages):
            return
        (self.outages.add if on else self.outages.discard)(guild_id)
        for session in self.sessions.values():
            if session.holds(guild_id) and on:
                session.dispatch("GUILD_DELETE", dumps({"id": str(guild_id), "unavailable": True}))
            elif session.holds(guild_id):
                body = self.ears.shaped("GUILD_CREATE", guild_shape(self.world, guild_id), session.intents)
                session.dispatch("GUILD_CREATE", dumps(body))

    async def close_all(self, code: int) -> None:
        """Close every connection with a code."""
        for connection in list(self.connections):
            await connection.close(code)

    def reset_all(self) -> None:
        """Cut every connection with a TCP reset."""
        for connection in list(self.connections):
            connection.reset()


def _keys(payload: Json) -> list[str]:
    found: list[str] = []
    for name in ("id", "message_id"):
        value = payload.get(name)
        if isinstance(value, str):
            found.append(value)
    return found


def _outline(body: Json) -> Json:
    return {
        key: value for key, value in body.items() if key not in {"token", "members", "channels", "roles", "threads"}
    }


def _without_token(data: Any) -> Any:
    return {key: value for key, value in data.items() if key != "token"} if isinstance(data, dict) else data  # pyright: ignore[reportUnknownVariableType]  # JSON of the bot

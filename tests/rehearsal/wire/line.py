"""A bare gateway client that says exactly what a test tells it to, and shows every frame that comes back."""

import json
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import zstandard

from tests.rehearsal.wire.house import Town

WAIT = 10.0
ALL = (1 << 27) - 1
Frame = dict[str, Any]


def _reader(compress: str | None) -> Callable[[bytes], bytes]:
    if compress == "zlib-stream":
        return zlib.decompressobj().decompress
    if compress == "zstd-stream":
        return zstandard.ZstdDecompressor().decompressobj().decompress
    return lambda raw: raw


class Line:
    """One socket. `heard` has every frame so far; `closed` is the close code once the other side has closed."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse, compress: str | None) -> None:
        self._ws = ws
        self._read = _reader(compress)
        self.heard: list[Frame] = []
        self.closed: int | None = None
        self.kinds: set[aiohttp.WSMsgType] = set()
        self.bytes_read = 0
        self.last_raw = b""

    async def hear(self) -> Frame | None:
        """The next frame, or None when the line was closed."""
        message = await self._ws.receive(WAIT)
        if message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING):
            if message.type is aiohttp.WSMsgType.CLOSE:
                self.closed = int(message.data)  # the client itself forgets it if the line is gone when it answers
            return None
        assert message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY), message
        self.kinds.add(message.type)
        raw: bytes = message.data if isinstance(message.data, bytes) else message.data.encode()
        self.bytes_read, self.last_raw = self.bytes_read + len(raw), raw
        frame: Frame = json.loads(self._read(raw))
        self.heard.append(frame)
        return frame

    async def until(self, wanted: str | int) -> Frame:
        """The next frame of an event (by name) or an opcode (by number); those before it stay in `heard`."""
        while (frame := await self.hear()) is not None:
            if wanted in (frame["t"], frame["op"] if frame["t"] is None else None):
                return frame
        raise AssertionError(f"closed with {self.closed} before {wanted}; heard {self.names()}")

    async def closing(self) -> int | None:
        """Read to the end; the code with which the other side closed."""
        while await self.hear() is not None:
            pass
        return self.closed

    def names(self) -> list[str]:
        """The events so far."""
        return [frame["t"] for frame in self.heard if frame["t"]]

    async def say(self, op: int, data: Any) -> None:
        await self._ws.send_str(json.dumps({"op": op, "d": data}))

    async def say_raw(self, text: str) -> None:
        await self._ws.send_str(text)

    async def identify(self, intents: int = ALL, **more: Any) -> Frame:
        """Identify and return READY's data."""
        await self.say(2, {"token": "local.test", "intents": intents, "properties": {}} | more)
        return (await self.until("READY"))["d"]

    async def resume(self, session: str, seq: int, token: str = "local.test") -> None:
        await self.say(6, {"token": token, "session_id": session, "seq": seq})

    async def hang_up(self, code: int = 4000) -> None:
        await self._ws.close(code=code)


@asynccontextmanager
async def line_to(gateway: str, compress: str | None = None) -> AsyncIterator[Line]:
    """A socket to a gateway that has heard HELLO."""
    query = f"?v=10&encoding=json{'&compress=' + compress if compress else ''}"
    async with aiohttp.ClientSession() as session, session.ws_connect(gateway + query) as ws:
        opened = Line(ws, compress)
        hello = await opened.hear()
        assert hello is not None, opened.closed
        assert hello["op"] == 10
        yield opened


@asynccontextmanager
async def line(town: Town, compress: str | None = None) -> AsyncIterator[Line]:
    """A socket to the town's gateway that has heard HELLO."""
    async with line_to(town.thread.addresses.gateway, compress) as opened:
        yield opened

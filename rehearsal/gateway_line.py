"""One live socket of the gateway: its compression, its queue of frames, and what closed it."""

from __future__ import annotations

import asyncio
import socket
import struct
import zlib
from collections import deque
from typing import Protocol

import zstandard
from aiohttp import web

from rehearsal.sessions import Session

SEND_LIMIT = 120
SLICE = 25  # frames of a replay between two turns of everybody else


class _Squeeze(Protocol):
    def __call__(self, frame: bytes, /) -> bytes: ...


def _squeezer(kind: str | None) -> _Squeeze | None:
    """A transport compression that keeps its state over the whole connection."""
    if kind == "zlib-stream":
        stream = zlib.compressobj()
        return lambda frame: stream.compress(frame) + stream.flush(zlib.Z_SYNC_FLUSH)
    if kind == "zstd-stream":
        block = zstandard.ZstdCompressor(level=3).compressobj()
        return lambda frame: block.compress(frame) + block.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    return None


class Connection:
    """Frames leave in order, and a replay leaves turns to everybody else."""

    def __init__(self, ws: web.WebSocketResponse, request: web.Request) -> None:
        self.ws = ws
        self.session: Session | None = None
        self.closed_with: int | None = None
        self.silent = False
        self._request = request
        self._squeeze = _squeezer(request.query.get("compress"))
        self._queue: deque[bytes] = deque()
        self._wake = asyncio.Event()
        self.received: deque[float] = deque(maxlen=SEND_LIMIT + 1)

    def push(self, frame: bytes) -> None:
        """Queue a frame; frames leave in order."""
        self._queue.append(frame)
        self._wake.set()

    @property
    def waiting(self) -> int:
        """Frames not yet handed to the socket."""
        return 0 if self.silent else len(self._queue)

    async def write(self) -> None:
        """Send what is queued until the socket closes."""
        while not self.ws.closed:
            await self._wake.wait()
            self._wake.clear()
            sent = 0
            while self._queue and not self.silent and not self.ws.closed:
                sent += 1
                if sent % SLICE == 0:
                    await asyncio.sleep(0)  # a socket that takes everything never waits, and everybody else would
                frame = self._queue.popleft()
                if self._squeeze is None:
                    await self.ws.send_str(frame.decode())
                else:
                    await self.ws.send_bytes(self._squeeze(frame))

    def wake(self) -> None:
        """Look at the queue again, after a silence."""
        self._wake.set()

    async def close(self, code: int) -> None:
        """Close with a code, remembering it: aiohttp reports 1000 for a close that the server began."""
        self.closed_with = code
        await self.ws.close(code=code)

    def reset(self) -> None:
        """Cut the line with a TCP reset."""
        self.closed_with = 1006
        transport = self._request.transport
        if transport is not None:
            line = transport.get_extra_info("socket")
            if line is not None:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()

"""`python -m rehearsal.serve`: the local Discord as a process of its own."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
from pathlib import Path

from rehearsal.server import Rehearsal
from rehearsal.wire import dumps


async def serve(port: int, transcript: Path | None, seed: int) -> None:
    """Serve until SIGINT or SIGTERM; print one JSON line with the addresses when ready."""
    rehearsal = Rehearsal(seed=seed, transcript=transcript)
    addresses = await rehearsal.start(port)
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, over.set)
    ready = {
        "api_base": addresses.api,
        "gateway_url": addresses.gateway,
        "clock": addresses.clock,
        "root": addresses.root,
        "token": "local.rehearsal",
    }
    sys.stdout.write(dumps(ready).decode() + "\n")
    sys.stdout.flush()
    try:
        await over.wait()
    finally:
        await rehearsal.stop()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m rehearsal.serve", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: any free one)")
    parser.add_argument("--transcript", type=Path, help="append everything that happens to this file, as JSON lines")
    parser.add_argument("--seed", type=int, default=0, help="seed of everything random")
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(given.port, given.transcript, given.seed))


if __name__ == "__main__":
    main()

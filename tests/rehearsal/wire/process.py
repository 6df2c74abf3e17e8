"""Starts the bot of these tests as a process of its own, tells it what to do, and waits for what it says."""

import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from tests.rehearsal.wire.house import Town

WAIT = 20.0


class BotProcess:
    """A running bot. What it says is kept in order; `wait` takes the next saying of a kind."""

    def __init__(self, town: Town, **settings: str) -> None:
        addresses = town.thread.addresses
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("CIRCLEKEEPER")},
            "API": addresses.api, "GATEWAY": addresses.gateway, **settings,
        }  # fmt: skip
        script = str(Path(__file__).with_name("bot.py"))
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        self._said: queue.Queue[dict[str, Any]] = queue.Queue()
        self._kept: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._said.put(json.loads(line))
        self._said.put({"what": "end"})

    def wait(self, what: str, timeout: float = WAIT, **wanted: Any) -> dict[str, Any]:
        """The next saying of this kind with these values; earlier ones of other kinds stay for later."""
        wanted["what"] = what
        for index, said in enumerate(self._kept):
            if wanted.items() <= said.items():
                return self._kept.pop(index)
        while True:
            try:
                said = self._said.get(timeout=timeout)
            except queue.Empty:
                raise AssertionError(f"the bot did not say {wanted}; it said {self._kept}") from None
            if wanted.items() <= said.items():
                return said
            assert said["what"] != "end", f"the bot ended before it said {wanted}; it said {self._kept}"
            self._kept.append(said)

    def tell(self, do: str, **order: Any) -> None:
        """Give an order without waiting for its result."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **order}).encode() + b"\n")
        self._process.stdin.flush()

    def do(self, do: str, **order: Any) -> Any:
        """Give an order and return its result; an error of the bot is returned as it told it."""
        self.tell(do, **order)
        done = self.wait("done")
        return done.get("result", done)

    def count(self, what: str, **wanted: Any) -> int:
        """How many sayings of a kind lie unread."""
        while not self._said.empty():
            self._kept.append(self._said.get())
        return sum({"what": what, **wanted}.items() <= said.items() for said in self._kept)

    def take(self, what: str) -> list[dict[str, Any]]:
        """Everything of a kind that it has said by now and nobody has waited for."""
        self.count(what)
        taken = [said for said in self._kept if said["what"] == what]
        self._kept = [said for said in self._kept if said["what"] != what]
        return taken

    def stop(self) -> None:
        """Close its input, on which it leaves; kill it if it does not."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
        self._reader.join(5)
        self._process.stdout.close()

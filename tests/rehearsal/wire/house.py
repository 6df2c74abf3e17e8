"""A small town on a local Discord for the wire tests, and a bare HTTP client that speaks to it as a bot would."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from rehearsal.server import Rehearsal, Thread
from rehearsal.world import World

T = TypeVar("T")


@dataclass
class Answer:
    """An HTTP answer: status, JSON body (None if empty) and headers."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> int | None:
        return self.body.get("code") if isinstance(self.body, dict) else None


class Town:
    """One server with an owner, a moderator and a member, in a running local Discord."""

    def __init__(self, transcript: Path | None = None) -> None:
        self.rehearsal = Rehearsal(seed=7, transcript=transcript)
        world = self.world = self.rehearsal.world
        self.owner = world.create_user("olive")
        self.mod = world.create_user("mona")
        self.member = world.create_user("ann")
        self.guild = world.create_guild("Harbour", self.owner)
        self.general = world.create_channel(self.guild, "general", topic="talk")
        self.quiet = world.create_channel(self.guild, "quiet")
        self.role = world.create_role(self.guild, "helpers")
        world.add_member(self.guild, self.mod, [self.role])
        world.add_member(self.guild, self.member)
        self.rehearsal.limits.on = False
        self.thread = Thread(self.rehearsal)
        self.api = self.thread.addresses.api

    def do(self, act: Callable[[World], T]) -> T:
        """Run something on the world, over there."""
        return self.thread.call(lambda: act(self.world))

    def say(self, content: str, *, who: int | None = None, where: int | None = None, **more: Any) -> int:
        """Let a person speak; returns the message's id."""
        act = self.rehearsal.acts.say
        return self.thread.call(lambda: act(who or self.member, where or self.general, content, **more))

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: dict[str, Any] | list[tuple[str, Any]] | None = None,
        token: str | None = "Bot local.test",
        headers: dict[str, str] | None = None,
        files: list[tuple[str, bytes]] | None = None,
    ) -> Answer:
        """Send one request as the bot and read the answer."""
        given = {"Authorization": token} if token else {}
        given |= headers or {}
        data = None
        if files is not None:
            data, given["Content-Type"] = _form(body, files)
        elif body is not None:
            data, given["Content-Type"] = json.dumps(body).encode(), "application/json"
        url = self.api + path + ("?" + urlencode(query) if query else "")
        request = urllib.request.Request(url, data, given, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return _read(answer.status, answer.read(), dict(answer.headers))
        except urllib.error.HTTPError as error:
            with error:
                return _read(error.code, error.read(), dict(error.headers))

    def faults_found(self) -> list[Any]:
        """What broke the specification or the rules since the last look."""
        found = list(self.rehearsal.rest.violations)
        self.rehearsal.rest.violations.clear()
        return found

    def stop(self) -> None:
        self.thread.stop()


def _read(status: int, raw: bytes, headers: dict[str, str]) -> Answer:
    return Answer(status, json.loads(raw) if raw else None, headers)


def _form(body: Any, files: list[tuple[str, bytes]]) -> tuple[bytes, str]:
    edge = b"--edge-of-a-part"
    parts = [
        edge + b'\r\nContent-Disposition: form-data; name="payload_json"\r\nContent-Type: application/json\r\n\r\n'
        + json.dumps(body).encode() + b"\r\n"
    ]  # fmt: skip
    for index, (name, content) in enumerate(files):
        head = f'\r\nContent-Disposition: form-data; name="files[{index}]"; filename="{name}"\r\n'
        parts.append(edge + head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + edge + b"--\r\n", "multipart/form-data; boundary=edge-of-a-part"

"""A room with people and a scripted bot, all in this process: no socket, no waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from rehearsal import routes, start_worlds
from rehearsal.people.people import People
from rehearsal.rest import Call
from rehearsal.server import Rehearsal
from rehearsal.world import Upload

Reply = Callable[[dict[str, Any]], dict[str, Any] | None]

STRING, BOOLEAN, USER, CHANNEL = 3, 5, 6, 7
COMMANDS: list[dict[str, Any]] = [
    {"name": "hello", "description": "Says hello", "options": [
        {"type": USER, "name": "whom", "description": "Whom"},
        {"type": 4, "name": "times", "description": "How often", "min_value": 1, "max_value": 3},
        {"type": STRING, "name": "tone", "description": "How",
         "choices": [{"name": "Warm", "value": "warm-1"}, {"name": "Brief", "value": "brief-1"}]},
    ]},
    {"name": "circle", "description": "Circles", "options": [
        {"type": 1, "name": "create", "description": "Make one", "options": [
            {"type": STRING, "name": "name", "description": "Its name", "required": True},
            {"type": CHANNEL, "name": "channel", "description": "Its home", "channel_types": [0]},
            {"type": BOOLEAN, "name": "open", "description": "For all"},
        ]},
    ]},
    {"name": "helpline", "description": "Lines", "options": [
        {"type": STRING, "name": "country", "description": "Where", "required": True, "autocomplete": True}]},
    {"name": "journey", "description": "What you count", "options": [
        {"type": 1, "name": "start", "description": "Begin one"}]},
    {"name": "staff", "description": "For staff", "default_member_permissions": str(1 << 5)},
    {"name": "Report", "type": 3},
    {"name": "Worried", "type": 2},
]  # fmt: skip


class Room:
    """The believable server before any bot process; `answer` is what the scripted bot says to an interaction."""

    def __init__(self) -> None:
        self.rehearsal = Rehearsal(seed=3)
        self.world = self.rehearsal.world
        self.place = start_worlds.believable(self.world)
        self.people = People(
            self.world, self.rehearsal.transcript, acts=self.rehearsal.acts, invocations=self.rehearsal.invocations
        )
        self.heard: list[dict[str, Any]] = []
        self.answer: Reply = lambda _: None
        self.bot("PUT", f"/applications/{self.world.state.application_id}/commands", COMMANDS)
        self.world.listeners.append(self._interaction)
        self._from = self.people.stream.seq

    def bot(self, method: str, path: str, body: Any = None, files: Sequence[Upload] = ()) -> Any:
        """One request of the bot, served as the wire would serve it; raises `Refusal`."""
        match = routes.find(method, path)
        assert match is not None
        return self.rehearsal.service.serve(Call(match, path, {}, body, list(files)))

    def post(self, channel: str, *files: Upload, **message: Any) -> int:
        """The bot posts a message; its id."""
        return int(self.bot("POST", f"/channels/{self.place.channels[channel]}/messages", message, files)["id"])

    def _interaction(self, event: str, payload: dict[str, Any]) -> None:
        if event != "INTERACTION_CREATE":
            return
        self.heard.append(payload)
        body = self.answer(payload)
        if body is not None:
            self.bot("POST", f"/interactions/{payload['id']}/{payload['token']}/callback", body)

    def original(self, payload: dict[str, Any], body: dict[str, Any]) -> None:
        """The bot fills in an answer that it deferred."""
        app = self.world.state.application_id
        self.bot("PATCH", f"/webhooks/{app}/{payload['token']}/messages/@original", body)

    async def pass_time(self, seconds: float) -> None:
        """Let time of the rehearsal's clock pass, at once."""
        await self.rehearsal.bot_clock.jump(self.rehearsal.clock.now() + timedelta(seconds=seconds))
        await asyncio.sleep(0)

    def news(self, who: str) -> list[tuple[str, str]]:
        """What reached a person since the room was built: kind and text."""
        return [(item.kind, item.text) for item in self.people.received(who, self._from)]

    def channel(self, name: str) -> int:
        return self.place.channels[name]

    def view_of(self, who: str, channel: str) -> list[dict[str, Any]]:
        return self.people.sight.messages(self.place.people[who], self.channel(channel))


def said(text: str, *, private: bool = False, **more: Any) -> dict[str, Any]:
    """A callback that answers with a message."""
    return {"type": 4, "data": {"content": text, "flags": 64 if private else 0, **more}}


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def button(label: str, custom_id: str, **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": label, "custom_id": custom_id, **more}

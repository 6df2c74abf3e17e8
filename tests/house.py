"""An offline Circlekeeper: the real app and features over a Discord that only listens.

`OfflineDiscord` puts itself where discord.py would speak HTTP, feeds interactions in as payloads, and keeps what each
person was answered, so that a test of a door asserts what was read.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import discord
import orjson
from discord.webhook.async_ import AsyncWebhookAdapter

from cogs.shared import humans
from cogs.shared.app import App
from cogs.shared.clock import Clock, FixedClock
from cogs.shared.config import load
from cogs.shared.quiet import Quiet
from cogs.shared.said import Said
from cogs.shared.timings import Timings
from rehearsal.rules.components import Components
from rehearsal.rules.form import Form
from rehearsal.rules.modals import check_modal
from rehearsal.wire import Refusal
from storage.database import Database
from storage.records.servers import ChannelMode
from storage.servers import ServerChoices, ServerStore

ROOT = Path(__file__).parents[1]
GUILD, BOT, OWNER = 900_000_000_000_000_001, 900_000_000_000_000_002, 900_000_000_000_000_003
EVERYONE = GUILD
RESPONDERS, MODERATORS = 900_000_000_000_000_011, 900_000_000_000_000_012
ALERTS, GENERAL, CIRCLE = 900_000_000_000_000_021, 900_000_000_000_000_022, 900_000_000_000_000_023
ROOMS = 900_000_000_000_000_024
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PATIENT = Timings(answer_within=60.0, write_within=60.0)
"""A machine that is busy with other tests does not make the bot defer an answer or fear for its database."""

_ids = itertools.count(910_000_000_000_000_000)
_VIEW, _ALL = 1 << 10, (1 << 52) - 1


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    roles: tuple[int, ...] = ()
    permissions: int = _VIEW


ANN = Person(920_000_000_000_000_001, "ann")
BEN = Person(920_000_000_000_000_002, "ben")
RITA = Person(920_000_000_000_000_003, "rita", (RESPONDERS,))
ROB = Person(920_000_000_000_000_004, "rob", (RESPONDERS,))
MOE = Person(920_000_000_000_000_005, "moe", (MODERATORS,))
OLGA = Person(OWNER, "olga", (), _ALL)


@dataclass
class Answered:
    """What one interaction got back."""

    kind: str  # message, edit, modal, defer, choices
    private: bool
    text: str
    custom_ids: list[str] = field(default_factory=list)
    raw: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[tuple[str, bytes], ...] = ()


@dataclass
class Requested:
    method: str
    path: str
    body: Mapping[str, Any]


def flatten(payload: Any) -> str:
    """Every word a person could read in a message or modal payload, top to bottom."""
    return "\n".join(_words(payload))


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _words(child)
    elif isinstance(node, Mapping):
        for name in ("title", "content", "label", "placeholder", "description", "name"):
            if isinstance(node.get(name), str) and node[name]:
                yield node[name]
        for name in ("components", "component", "accessory", "options", "items", "embeds", "fields"):
            if name in node:
                yield from _words(node[name])


def ids_in(node: Any) -> list[str]:
    if isinstance(node, list):
        return [found for child in node for found in ids_in(child)]
    if isinstance(node, Mapping):
        own = [node["custom_id"]] if "custom_id" in node else []
        return own + [found for name in ("components", "component", "accessory") for found in ids_in(node.get(name))]
    return []


class OfflineDiscord:
    def __init__(self, app: App) -> None:
        self.app = app
        self.answers: dict[int, list[Answered]] = {}
        self.requests: list[Requested] = []
        self.history: list[tuple[str, Person]] = []
        """What was said lately, in every channel."""
        self.refused: list[Any] = []
        """What Discord would have refused of the answers: a test that saw it here proves nothing about there."""

    # what people do

    async def press(
        self,
        custom_id: str,
        who: Person,
        *,
        values: Sequence[str] = (),
        guild_id: int | None = GUILD,
        component: int = 2,
        on: Answered | None = None,
    ) -> list[Answered]:
        """`on` is the answer that carries what is pressed, as the person still has it; left out: some message."""
        data = {"custom_id": custom_id, "component_type": component, "values": list(values)}
        message = _message(who)
        if on is not None:
            message |= {"flags": on.raw["flags"], "components": _numbered(on.raw["components"], itertools.count(1000))}
        return await self._interact(3, data, who, guild_id, message=message)

    async def submit(
        self, custom_id: str, who: Person, fields: Mapping[str, str | Sequence[str]], *, guild_id: int | None = GUILD
    ) -> list[Answered]:
        inputs = [
            {"type": 4, "custom_id": name, "value": value}
            if isinstance(value, str)
            else {"type": 3, "custom_id": name, "values": list(value)}
            for name, value in fields.items()
        ]
        components = [{"type": 18, "component": one} for one in inputs]
        return await self._interact(5, {"custom_id": custom_id, "components": components}, who, guild_id)

    async def command(
        self,
        path: str,
        who: Person,
        options: Mapping[str, Any] | None = None,
        *,
        guild_id: int | None = GUILD,
        resolved: Mapping[str, Any] | None = None,
    ) -> list[Answered]:
        """`command("/circle create", ANN, {"name": "Dawn"})`; an option's type is read from it, or `(type, value)`."""
        names = path.removeprefix("/").split()
        inner: list[dict[str, Any]] = [_option(name, value) for name, value in (options or {}).items()]
        for depth, name in enumerate(reversed(names[1:])):
            inner = [{"name": name, "type": 1 if depth == 0 else 2, "options": inner}]
        data: dict[str, Any] = {"id": str(next(_ids)), "type": 1, "name": names[0], "options": inner}
        data["resolved"] = dict(resolved or {})
        return await self._interact(2, data, who, guild_id)

    async def say(
        self, text: str, who: Person, *, channel_id: int = GENERAL, message_id: int | None = None, **more: Any
    ) -> int:
        """A message arrives over the gateway; listeners have run when this returns."""
        payload = _message(who, text, channel_id, message_id) | {"guild_id": str(GUILD), "member": _member(who)} | more
        self.app._connection.parse_message_create(payload)
        await self.settle()
        return int(payload["id"])

    async def settle(self) -> None:
        """Return when no listener, door or delivery of ours is running."""
        assert await self.app.quiet.until_quiet(60), "it never became quiet"

    # what is in the outbox, as people would read it

    async def rendered(self, kind: str) -> list[tuple[int, str]]:
        """Target and words of every row of that kind that waits, oldest first."""
        from sqlalchemy import select

        from storage.outbox import OutboxStore
        from storage.tables.outbox import outbox

        async with self.app.database.reading() as work:
            rows = (
                await work.execute(select(outbox.c.row_id).where(outbox.c.kind == kind, outbox.c.state == "waiting"))
            ).all()
            found = [await OutboxStore(work).get(row.row_id) for row in rows]
        said: list[tuple[int, str]] = []
        for row in sorted((f for f in found if f is not None), key=lambda r: r.row_id):
            drawn = await self.app.delivery.render(row)
            if drawn is not None:
                said.append((row.target_id, words_in(drawn)))
                shown = {"components": drawn.view.to_components(), "flags": 1 << 15}
                if (refusal := _refusal("message", shown)) is not None:
                    self.refused.append(refusal)
        return said

    async def _interact(
        self,
        kind: int,
        data: Mapping[str, Any],
        who: Person,
        guild_id: int | None,
        message: Mapping[str, Any] | None = None,
    ) -> list[Answered]:
        interaction_id = next(_ids)
        payload: dict[str, Any] = {
            "id": str(interaction_id),
            "application_id": str(BOT),
            "type": kind,
            "token": f"token-{interaction_id}-" + "x" * 60,
            "version": 1,
            "attachment_size_limit": 10_000_000,
            "data": dict(data),
            "locale": "en-GB",
            "channel": {
                "id": str(GENERAL),
                "type": 0,
                "permissions": str(_ALL),
                "name": "general",
                "guild_id": str(GUILD),
            },
            "channel_id": str(GENERAL),
            "entitlements": [],
            "authorizing_integration_owners": {},
            "app_permissions": str(_ALL),
        }
        if guild_id is None:
            payload |= {"user": _user(who), "channel": {"id": str(GENERAL), "type": 1, "recipients": [_user(who)]}}
        else:
            payload |= {
                "guild_id": str(guild_id),
                "guild": {"id": str(guild_id), "locale": "en-GB", "features": []},
                "guild_locale": "en-GB",
                "member": _member(who),
            }
        if message is not None:
            payload["message"] = message
        self.answers[interaction_id] = []
        self.app._connection.parse_interaction_create(payload)
        await self.settle()
        return self.answers[interaction_id]

    # where discord.py would speak HTTP

    async def webhook_request(self, adapter: Any, route: Any, session: Any, **kwargs: Any) -> Any:
        body = kwargs.get("payload")
        files = tuple(
            (part["filename"], part["value"].read()) for part in kwargs.get("multipart") or () if "filename" in part
        )
        if body is None:
            parts = {part["name"]: part["value"] for part in kwargs.get("multipart") or ()}
            body = orjson.loads(parts["payload_json"]) if "payload_json" in parts else {}
        path: str = route.path
        interaction_id = int(route.webhook_id) if path.endswith("/callback") else self._by_token(route.webhook_token)
        if path.endswith("/callback"):
            names = {4: "message", 5: "defer", 6: "defer", 7: "edit", 8: "choices", 9: "modal"}
            content = body.get("data") or {}
            self._keep(interaction_id, names[body["type"]], content, files)
            message = _message(replace(ANN, id=BOT)) if body["type"] in (4, 7) else None
            resource = {"type": body["type"], **({"message": message} if message else {})}
            return {"interaction": {"id": str(interaction_id), "type": 2}, "resource": resource}
        self._keep(interaction_id, "edit" if route.method == "PATCH" else "message", body, files)
        return _message(replace(ANN, id=BOT))

    async def http_request(self, route: Any, **kwargs: Any) -> Any:
        body = kwargs.get("json") or {}
        for part in kwargs.get("form") or ():
            if part["name"] == "payload_json":
                body = orjson.loads(part["value"])
        self.requests.append(Requested(route.method, route.path, body))
        if route.method == "GET" and route.path == "/channels/{channel_id}/messages":
            said = [] if "before" in kwargs.get("params", {}) else self.history
            return [_message(who, text, route.channel_id) for text, who in said]
        if route.path == "/users/@me/channels":
            return {"id": str(int(body["recipient_id"]) + 1), "type": 1, "recipients": [_user(ANN)]}
        return _message(replace(ANN, id=BOT), channel_id=route.channel_id or GENERAL)

    def _by_token(self, token: str) -> int:
        return int(token.split("-")[1])

    def _keep(
        self, interaction_id: int, kind: str, body: Mapping[str, Any], files: tuple[tuple[str, bytes], ...] = ()
    ) -> None:
        if kind in ("message", "edit", "modal") and (refusal := _refusal(kind, body)) is not None:
            self.refused.append(refusal)
        private = bool(int(body.get("flags") or 0) & 64)
        self.answers[interaction_id].append(
            Answered(kind, private, flatten(body), ids_in(body.get("components")), body, files)
        )


def _numbered(components: Any, numbers: Iterator[int]) -> list[dict[str, Any]]:
    """As Discord gives them back: every component has a number."""
    found: list[dict[str, Any]] = []
    for one in components:
        inner = {
            name: _numbered(one[name], numbers) if name == "components" else _numbered([one[name]], numbers)[0]
            for name in ("components", "accessory")
            if one.get(name)
        }
        found.append({"id": next(numbers), **{k: v for k, v in one.items() if v is not None}, **inner})
    return found


def words_in(said: Said) -> str:
    return flatten(said.view.to_components())


async def offline_app(database: Database, clock: Clock | None = None, features: Sequence[str] | None = None) -> App:
    """The real app with the real features, in one server with the people above; doors are open."""
    from importlib import import_module

    config = load(None, {"CIRCLEKEEPER_TOKEN": "offline." + "x" * 60})
    app = App(config, database, clock or FixedClock(AT), PATIENT, Quiet())
    humans.fill(None)  # whoever filled it belongs to an earlier app
    for feature in features if features is not None else _features():
        await import_module(f"cogs.{feature}").setup(app)
    await app._async_setup_hook()  # what `login` does first: it takes hold of the running loop
    state: Any = app._connection
    state.application_id = BOT
    state.user = discord.ClientUser(state=state, data=_user(Person(BOT, "Circlekeeper")) | {"bot": True})  # type: ignore[arg-type]
    state._users[BOT] = state.user
    state.parse_guild_create(_guild())
    assert await app.quiet.until_quiet(60)  # what follows from the server's coming is over before the test begins
    app.doors.ready = True
    return app


async def set_up_server(database: Database, organiser: Person = OLGA) -> None:
    """The server is set up: alerts have a channel, `organiser` is named, and one room is watched."""
    choices = ServerChoices("UTC", ALERTS, RESPONDERS, MODERATORS, (organiser.id,), [(GENERAL, ChannelMode.NORMAL)])
    async with database.transaction() as work:
        await ServerStore(work).save(GUILD, choices, AT)


def _features() -> Sequence[str]:
    from bot import FEATURES

    return FEATURES


@contextmanager
def offline(app: App) -> Iterator[OfflineDiscord]:
    """The app's requests end in the answer's records while the block runs."""
    discord_offline = OfflineDiscord(app)

    async def webhook(adapter: Any, route: Any, session: Any, **kwargs: Any) -> Any:
        return await discord_offline.webhook_request(adapter, route, session, **kwargs)

    with (
        patch.object(AsyncWebhookAdapter, "request", webhook),
        patch.object(app.http, "request", discord_offline.http_request),
    ):
        yield discord_offline
    assert not discord_offline.refused, discord_offline.refused


def _refusal(kind: str, body: Mapping[str, Any]) -> Any:
    """What Discord would not take of an answer's parts; None when it would take it."""
    form = Form()
    try:
        if kind == "modal":
            check_modal(dict(body))
        elif body.get("components"):
            v2 = bool(int(body.get("flags") or 0) & 1 << 15)
            Components(form, v2=v2).check(("components",), body["components"])
            form.settle()
    except Refusal as refusal:
        return refusal.errors
    return None


def _option(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, tuple):
        kind, value = value
        return {"name": name, "type": kind, "value": value}
    kinds = {bool: 5, int: 4, float: 10, str: 3}
    return {"name": name, "type": kinds[type(value)], "value": value}


def _user(who: Person) -> dict[str, Any]:
    return {"id": str(who.id), "username": who.name, "discriminator": "0", "avatar": None, "global_name": who.name}


def _member(who: Person) -> dict[str, Any]:
    return {
        "user": _user(who),
        "roles": [str(role) for role in who.roles],
        "flags": 0,
        "joined_at": "2025-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "permissions": str(who.permissions),
        "nick": None,
        "avatar": None,
    }


def _message(who: Person, text: str = "", channel_id: int = GENERAL, message_id: int | None = None) -> dict[str, Any]:
    return {
        "id": str(message_id or next(_ids)),
        "channel_id": str(channel_id),
        "author": _user(who) | ({"bot": True} if who.id == BOT else {}),
        "content": text,
        "timestamp": "2026-03-02T09:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        "components": [],
        "flags": 0,
    }


def _guild() -> dict[str, Any]:
    def role(role_id: int, name: str, permissions: int = 0) -> dict[str, Any]:
        return {
            "id": str(role_id),
            "name": name,
            "permissions": str(permissions),
            "position": 0 if role_id == EVERYONE else 1,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": False,
            "mentionable": True,
            "flags": 0,
        }

    def channel(channel_id: int, name: str, overwrites: list[dict[str, Any]]) -> dict[str, Any]:
        return {"id": str(channel_id), "type": 0, "name": name, "position": 0, "permission_overwrites": overwrites}

    private = [
        {"id": str(EVERYONE), "type": 0, "allow": "0", "deny": str(_VIEW)},
        {"id": str(RESPONDERS), "type": 0, "allow": str(_VIEW), "deny": "0"},
        {"id": str(MODERATORS), "type": 0, "allow": str(_VIEW), "deny": "0"},
        {"id": str(BOT), "type": 1, "allow": str(_VIEW | 1 << 11 | 1 << 16), "deny": "0"},
    ]
    people = (ANN, BEN, RITA, ROB, MOE, OLGA)
    return {
        "id": str(GUILD),
        "name": "Harbour",
        "owner_id": str(OWNER),
        "roles": [
            role(EVERYONE, "@everyone", _VIEW | 1 << 11 | 1 << 16 | 1 << 15),
            role(RESPONDERS, "Responders"),
            role(MODERATORS, "Moderators"),
        ],
        "channels": [
            channel(ALERTS, "alerts", private),
            channel(ROOMS, "Rooms", []) | {"type": 4},
            channel(GENERAL, "general", []) | {"parent_id": str(ROOMS)},
            channel(CIRCLE, "dawn-circle", []) | {"parent_id": str(ROOMS)},
        ],
        "members": [_member(person) for person in people] + [_member(Person(BOT, "Circlekeeper"))],
        "threads": [],
        "emojis": [],
        "stickers": [],
        "features": [],
        "member_count": len(people) + 1,
        "preferred_locale": "en-GB",
        "unavailable": False,
    }

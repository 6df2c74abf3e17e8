"""The page's door: a separate prefix with a key, one WebSocket for state out and small commands in. Loopback only.

Every request to the whole application is checked: the `Host` must be the very address that we listen on (a name that
was rebound to this machine is refused), an `Origin`, where a browser sends one, must be our own.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import PurePosixPath
from typing import Any, TypeAlias

from aiohttp import WSMsgType, web

from rehearsal.drill.settings import read
from rehearsal.fields import BadValue
from rehearsal.invocations import CannotDo
from rehearsal.page_commands import BadAsk, PageCommands
from rehearsal.page_faults import PAGE_FAULTS
from rehearsal.page_feed import Feed
from rehearsal.page_story import Story, checked, from_shelf, shelf
from rehearsal.people.finding import NotFound
from rehearsal.people.people import People
from rehearsal.people.sight import leaves
from rehearsal.scenario.script import BadScript
from rehearsal.server import HOST, Rehearsal
from rehearsal.start_worlds import STARTS, Place
from rehearsal.wire import Json, NotServed, Refusal, loads

SOCKET_LIMIT = 24 * 1024 * 1024
TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
_SENTENCES = (Refusal, NotServed, CannotDo, BadValue, NotFound, BadAsk, BadScript)


@dataclass(frozen=True, slots=True)
class Wish:
    """Another room: the name of its start, `drill` with the text of an organiser's settings, or `scenario` with its
    text.
    """

    start: str
    settings: str | None = None
    name: str | None = None


class Control:
    """Serves the page. Give `mount` to `Rehearsal.mounts` before the start; `start_path` is the secret address.

    Until `ready` is set the page waits. When a person there asks for another room, `wish` names its start and `again`
    is set (only with `may_begin_again`).
    """

    def __init__(self, rehearsal: Rehearsal, people: People, place: Place, *, key: str | None = None) -> None:
        self._rehearsal = rehearsal
        self._people = people
        self._place = place
        self.key = key or secrets.token_urlsafe(18)
        self.may_begin_again = False
        self.again, self.wish = asyncio.Event(), Wish(place.start)
        self.report: list[Json] = []
        self.story = Story(self.tell)
        self.ready = asyncio.Event()
        self.ready.set()
        self._run = secrets.token_hex(4)
        self.feeds: set[Feed] = set()
        self.commands = PageCommands(rehearsal, people)
        self._files = {entry.name: entry for entry in resources.files("rehearsal").joinpath("web").iterdir()}
        self._moving: asyncio.Task[Any] | None = None

    @property
    def start_path(self) -> str:
        """The path of the page, key included."""
        return f"/people/{self.key}/"

    def mount(self, app: web.Application) -> None:
        """Add the page's routes, and the checks that guard every route of the application."""
        app.middlewares.append(guard)
        app.router.add_get("/people/{key}/socket", self._keyed(self._socket))
        app.router.add_get("/people/{key}/{name:[a-z_]*[.]?[a-z]*}", self._keyed(self._file))

    def _keyed(self, handler: Handler) -> Handler:
        async def checked(request: web.Request) -> web.StreamResponse:
            given = request.match_info["key"]
            if not secrets.compare_digest(given.encode(), self.key.encode()):
                raise web.HTTPNotFound
            return await handler(request)

        return checked

    async def _file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"] or "index.html"
        entry, kind = self._files.get(name), TYPES.get(PurePosixPath(name).suffix)
        if entry is None or kind is None:
            raise web.HTTPNotFound
        host = request.host
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
            f"connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store",
        }
        return web.Response(body=entry.read_bytes(), content_type=kind, charset="utf-8", headers=headers)

    # ---- the socket

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if "Origin" not in request.headers:
            raise web.HTTPForbidden(text="a page of this rehearsal is needed")
        ws = web.WebSocketResponse(max_msg_size=SOCKET_LIMIT, heartbeat=30.0)
        await ws.prepare(request)
        feed = Feed(self._rehearsal, self._people)
        self.feeds.add(feed)
        writer = asyncio.create_task(feed.write(ws))
        asked: set[asyncio.Task[None]] = set()
        try:
            async for message in ws:
                if message.type is not WSMsgType.TEXT:
                    continue
                task = asyncio.create_task(self._answer(feed, message.data))
                asked.add(task)
                task.add_done_callback(asked.discard)
        finally:
            feed.close()
            self.feeds.discard(feed)
            for task in [writer, *asked]:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await writer
        return ws

    async def _answer(self, feed: Feed, text: str) -> None:
        try:
            ask: Any = loads(text)
        except ValueError:
            return
        if not isinstance(ask, dict):
            return
        reply: Json = {"re": ask.get("id")}  # pyright: ignore[reportUnknownMemberType]  # JSON of the page
        try:
            reply |= {"ok": True, "value": await self._asked(feed, dict(ask))}  # pyright: ignore[reportUnknownArgumentType]  # the same
        except _SENTENCES as error:
            reply |= {"ok": False, "error": sentence(error)}
        except (ValueError, TypeError, TimeoutError) as error:
            reply |= {"ok": False, "error": f"That did not work: {error}"}
        feed.reply(reply)

    async def _asked(self, feed: Feed, ask: Json) -> Any:
        match ask.get("do"):
            case "watch":
                await self.ready.wait()
                feed.watch([int(person) for person in ask["people"]][:2])
                return self._snapshot(feed)
            case "snapshot":
                return self._snapshot(feed)
            case "advance":
                return await self._advance(ask)
            case "offered":
                return self._offered()
            case "again":
                return self._begin_again(Wish(str(ask.get("start")), ask.get("settings"), ask.get("name")))
            case "story":
                self.story.pause(bool(ask.get("pause")))
                return None
            case "pause":
                if self._moving is not None:
                    self._moving.cancel()
                return None
            case _:
                return await self.commands.carry_out(ask)

    async def _advance(self, ask: Json) -> Json:
        """One movement of the clock at a time; `pause` stops it where it is."""
        if self._moving is not None and not self._moving.done():
            raise BadAsk("the clock is moving already")
        self._moving = asyncio.create_task(self.commands.carry_out(ask))
        try:
            return await self._moving
        except asyncio.CancelledError:
            return {"now": self._rehearsal.clock.now().isoformat(), "paused": True}

    def _begin_again(self, wish: Wish) -> None:
        if not self.may_begin_again:
            raise BadAsk("this rehearsal can not start another room")
        if wish.start == "drill":
            read(str(wish.settings))  # a file that cannot be played is refused while the room still stands
        elif wish.start == "scenario":
            wish = Wish("scenario", str(wish.settings) if wish.settings else from_shelf(wish.name or ""))
            checked(wish.settings or "")
        elif wish.start not in STARTS:
            raise BadAsk(f"there is no start {wish.start[:40]!r}")
        self.wish = wish
        self.again.set()

    def tell(self, what: str, **about: Any) -> None:
        """Tell every open page."""
        for feed in self.feeds:
            feed.tell(what, **about)

    def _snapshot(self, feed: Feed) -> Json:
        """Everything the page shows, and the number of the last event that it already contains."""
        world, place = self._rehearsal.world, self._place
        watched: dict[str, Json] = {}
        for person in feed.watched:
            watched[str(person)] = self._people.view(person)
        users = world.state.users.values()
        return {
            "n": feed.n,
            "run": self._run,
            "start": place.start,
            "report": self.report,
            "story": list(self.story.lines),
            "progress": self.story.progress(),
            "scenarios": shelf() if self.may_begin_again else [],
            "may_save": self.commands.recording is not None,
            "may_begin_again": self.may_begin_again,
            "people": watched,
            "everybody": [
                {"id": str(user.id), "name": user.name, "shown": user.global_name or user.name}
                for user in users
                if not user.bot
            ],
            "roles_of": self._roles_of(),
            "bot": {"id": str(world.bot.id), "name": world.bot.name, "connected": feed.bot_connected()},
            "title": place.title,
            "blurb": place.blurb,
            "panes": [str(place.people[name]) for name in place.panes],
            "cast": {name: str(person) for name, person in place.people.items()},
            "channels": {name: str(channel) for name, channel in place.channels.items()},
            "offered": self._offered(),
            "clock": feed.clock(),
            "faults": self._rehearsal.faults.report(),
            "fault_buttons": [
                {"name": fault.name, "title": fault.title, "means": fault.means} for fault in PAGE_FAULTS.values()
            ],
            "bot_acts": self.commands.bot_acts(),
            "transcript": feed.recent(),
        }

    def _offered(self) -> list[str]:
        """The full names of all synced slash commands."""
        roots = [root for scope in self._rehearsal.world.state.commands.values() for root in scope.values()]
        return sorted({str(leaf["name"]) for root in roots if root["type"] == 1 for leaf in leaves(root, root["name"])})

    def _roles_of(self) -> dict[str, list[str]]:
        guild = self._rehearsal.world.state.guilds.get(self._place.guild_id)
        if guild is None:
            return {}
        return {
            str(person): (["Owner"] if person == guild.owner_id else [])
            + [guild.roles[role].name for role in member.role_ids if role in guild.roles]
            for person, member in guild.members.items()
        }


def sentence(error: BaseException) -> str:
    """What to tell the person at the page."""
    if isinstance(error, Refusal):
        known = {
            50013: "You are not allowed to do that here.",
            50001: "You cannot see that place.",
            20016: "Slow mode: please wait a moment before the next message.",
            200000: "The server's own word filter stopped this message.",
            160005: "This thread is locked.",
            10008: "That message is gone.",
            50006: "There is nothing to send yet.",
        }
        return known.get(error.code, f"Discord refused this: {error.message} ({error.code}).")
    text = str(error)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a request that was not made to this very address, or that a page of another origin made."""
    transport = request.transport
    name: Any = transport.get_extra_info("sockname") if transport is not None else None
    if name is None:
        raise web.HTTPForbidden
    address = f"{HOST}:{name[1]}"
    if request.host != address:
        raise web.HTTPMisdirectedRequest(text="This rehearsal answers only at the address that it printed.")
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{address}":
        raise web.HTTPForbidden(text="This rehearsal answers only its own page.")
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        raise web.HTTPForbidden(text="This rehearsal answers only its own page.")
    return await handler(request)

"""The local Discord, assembled: one loopback server with REST, gateway, attachments and the bot's clock."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web

from rehearsal.acts import Acts
from rehearsal.automod import AutoMod
from rehearsal.bot_clock import BotClock
from rehearsal.clock import RehearsalClock
from rehearsal.faults import Faults
from rehearsal.gateway import Gateway
from rehearsal.interactions import InteractionRoutes
from rehearsal.invocations import Invocations
from rehearsal.levers import Levers
from rehearsal.limits import Limits
from rehearsal.member_routes import MemberRoutes
from rehearsal.message_routes import MessageRoutes
from rehearsal.own_routes import OwnRoutes
from rehearsal.rest import PREFIX, REQUEST_LIMIT, Rest
from rehearsal.rules.book import RuleBook
from rehearsal.search_routes import SearchRoutes
from rehearsal.service import Service
from rehearsal.spec import compiled, specification
from rehearsal.sub_limits import SubLimits
from rehearsal.thread_news import ThreadNews
from rehearsal.transcript import Transcript
from rehearsal.world import World

T = TypeVar("T")
HOST = "127.0.0.1"
Mount = Callable[[web.Application], None]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the running server is; the first three are what a bot is pointed at."""

    api: str
    gateway: str
    clock: str
    root: str
    port: int


class Rehearsal:
    """One local Discord: build people and servers through `world`, `start`, break it through `faults`."""

    def __init__(
        self,
        *,
        seed: int = 0,
        transcript: Path | None = None,
        bot_name: str = "Circlekeeper",
        at: datetime | None = None,
    ) -> None:
        self.clock = RehearsalClock()
        if at is not None:
            self.clock.jump(at)  # before the first id is made: ids carry their moment, and never go back
        self.transcript = Transcript(self.clock, file=transcript)
        self.faults = Faults(self.transcript, seed)
        self.limits = Limits(self.clock)
        self.world = World(self.clock, bot_name=bot_name, seed=seed)
        self.service = Service(self.world)
        self.own_routes = OwnRoutes(self.world, self.service)
        self.message_routes = MessageRoutes(self.world, self.service)
        self.interactions = InteractionRoutes(self.world, self.service)
        self.member_routes = MemberRoutes(self.world, self.service)
        self.search_routes = SearchRoutes(self.world, self.service)
        self.service.checks += [RuleBook(self.world).check, SubLimits(self.clock, self.limits).check]
        self.gateway = Gateway(self.world, self.clock, self.transcript, self.faults)
        self.own_routes.identifies = self.gateway.identifies
        self.rest = Rest(self.clock, self.limits, self.faults, self.transcript, self.service)
        found = specification()
        if found is not None:
            self.rest.spec = compiled(found)
        self.bot_clock = BotClock(self.clock, self.world, self.gateway, self.transcript)
        self.bot_clock.busy = lambda: self.rest.in_flight > 0
        self.automod = AutoMod(self.world)
        self.thread_news = ThreadNews(self.world)
        self.levers = Levers(self.faults, self.gateway, self.world, self.limits)
        self.acts = Acts(self.world, self.transcript)
        self.invocations = Invocations(self.world, self.acts)
        self.mounts: list[Mount] = []
        self._runner: web.AppRunner | None = None
        self._ticker: asyncio.Task[None] | None = None

    async def start(self, port: int = 0) -> Addresses:
        """Listen on 127.0.0.1 and say where; `mounts` added before get their routes into the same
        application.
        """
        app = web.Application(client_max_size=REQUEST_LIMIT + 1024 * 1024)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/gateway/", self.gateway.handle)
        app.router.add_get("/clock", self.bot_clock.handle)
        app.router.add_get("/cdn/{path:.*}", self._attachment)
        app.router.add_route("*", PREFIX + "/{path:.*}", self.rest.handle)
        for mount in self.mounts:
            mount(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, handler_cancellation=False)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        heard_at = int(self._runner.addresses[0][1])
        where = f"{HOST}:{heard_at}"
        addresses = Addresses(
            f"http://{where}{PREFIX}", f"ws://{where}/gateway", f"ws://{where}/clock", f"http://{where}", heard_at
        )
        self.gateway.resume_url = self.own_routes.gateway_url = addresses.gateway
        self.world.attachments_at(f"http://{where}/cdn")
        self._ticker = asyncio.create_task(self._tick())
        return addresses

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            self.world.tick()

    async def stop(self) -> None:
        """Close every socket and stop listening."""
        if self._ticker is not None:
            self._ticker.cancel()
        await self.gateway.close_all(1001)
        if self._runner is not None:
            await self._runner.cleanup()
        self.transcript.close()

    async def _attachment(self, request: web.Request) -> web.Response:
        content = self.world.attachment(f"{request.url.origin()}{request.rel_url.raw_path}")
        if content is None:
            raise web.HTTPNotFound
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return web.Response(body=content, content_type=self.world.media_type(request.path), headers=headers)


class Thread:
    """A rehearsal on a thread and loop of its own, for tests: `call` runs a function or coroutine over
    there.
    """

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="rehearsal", daemon=True)
        self._thread.start()
        self.addresses: Addresses = self.wait(rehearsal.start())

    def wait(self, work: Coroutine[Any, Any, T], timeout: float = 60.0) -> T:
        """Run a coroutine on the rehearsal's loop and return its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    def call(self, act: Callable[[], T], timeout: float = 60.0) -> T:
        """Run a function on the rehearsal's loop, where the world may be touched."""
        done: Future[T] = Future()

        def run() -> None:
            try:
                done.set_result(act())
            except BaseException as error:  # noqa: BLE001  # carried to the caller's thread, whatever it is
                done.set_exception(error)

        self._loop.call_soon_threadsafe(run)
        return done.result(timeout)

    def stop(self) -> None:
        """Stop the rehearsal and its thread."""
        self.wait(self.rehearsal.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5.0)
        self._loop.close()

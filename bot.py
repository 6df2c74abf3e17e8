"""Circlekeeper: assembles everything and starts. It holds no rule.

FEATURES is the architecture: one package each under `cogs/`, set up in this order.
"""

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Coroutine
from importlib import import_module
from pathlib import Path
from typing import Any

import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

import cli
from cogs.shared import logs
from cogs.shared.app import App
from cogs.shared.clock import SystemClock
from cogs.shared.config import Config
from cogs.shared.pushed_clock import PushedClock
from cogs.shared.quiet import Quiet
from cogs.shared.schedule import Watchdog
from cogs.shared.starts import STAYED, Begun, Starts
from cogs.shared.timings import Timings
from cogs.watch.outside import OutsideHook
from storage import routes
from storage.closed import ClosedDatabase
from storage.database import Database
from storage.errors import Corrupt, StorageError, Unwritable
from storage.keys import Vault
from storage.limits import Limits
from storage.privacy import finish_erasures

log = logging.getLogger("circlekeeper")

FEATURES = (
    "setup",
    "circles",
    "checkins",
    "journeys",
    "thanks",
    "remembered",
    "helplines",
    "care",
    "alerts",
    "oncall",
    "watch",
    "privacy",
)

WITHOUT_DATABASE = ("helplines", "alerts", "watch")
"""What still runs when the database cannot be read."""

STOPPED, REFUSED_BY_DISCORD = 0, 4
OPENS_AGAIN = "the database can be read again"


def point_at(api_base: str, gateway_url: str) -> None:
    """Both addresses, always: with one alone, a new session would dial the other's default."""
    assert hasattr(Route, "BASE")
    assert hasattr(DiscordWebSocket, "DEFAULT_GATEWAY")
    Route.BASE = api_base
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)


async def assemble(config: Config, database: Database, clock: SystemClock, quiet: Quiet, timings: Timings) -> App:
    """The whole bot, features loaded, not yet connected; a feature that fails to load stops the start."""
    app = App(config, database, clock, timings, quiet)
    for feature in FEATURES if database.is_open else WITHOUT_DATABASE:
        await import_module(f"cogs.{feature}").setup(app)
    return app


async def run(config: Config) -> int:
    """Run until stopped; answers the exit code."""
    assert config.discord.token is not None
    logs.set_up(config.logging.level, config.secrets())
    point_at(config.discord.api_base, config.discord.gateway_url)
    sys.setswitchinterval(0.001)  # SQLite's thread waits for the interpreter a millisecond at most, not five
    clock, quiet, timings = SystemClock(), Quiet(), Timings()
    for folder in config.folders_to_make():
        folder.mkdir(mode=0o700)
    while True:
        try:
            vault, database = await _open(config)
        except (Corrupt, Unwritable) as error:
            if not _knows_the_way(config):
                raise
            log.critical("starting with alerts and helplines only: %s", error)
            vault, database = None, ClosedDatabase(error)
        starts = Starts(config.storage.keys.parent)
        app = await assemble(config, database, clock, quiet, timings)
        try:
            await _rest_if_it_keeps_failing(app, starts.begin(clock.now()))
            code = await _run(config, app, clock, quiet, starts)
            if code == STOPPED:
                starts.stayed()
        finally:
            await database.close()
            if vault is not None:
                await vault.close()
        if database.is_open or app.ended_because != OPENS_AGAIN:
            return code
        log.warning("the database can be read again; starting whole")


async def _rest_if_it_keeps_failing(app: App, begun: Begun) -> None:
    """Every start opens a session, and Discord takes the token of a bot that opens too many."""
    if begun.tell and (hook := OutsideHook(app)).is_set:
        await hook.tell({"state": "keeps_failing", "starts": begun.failed, "at": app.clock.now().isoformat()})
    if begun.rest:
        log.critical("the last %d starts failed; waiting %d s", begun.failed, begun.rest.total_seconds())
        await asyncio.sleep(begun.rest.total_seconds())


async def _run(config: Config, app: App, clock: SystemClock, quiet: Quiet, starts: Starts) -> int:
    assert config.discord.token is not None
    asked_to_stop = asyncio.Event()
    _stop_politely(app, asked_to_stop)
    beside = [
        asyncio.create_task(Watchdog(app.timings).run(), name="circlekeeper: watchdog"),
        asyncio.create_task(_once_it_stayed(starts), name="circlekeeper: stayed"),
    ]
    if not app.database.is_open:
        beside.append(asyncio.create_task(_until_it_opens(config, app), name="circlekeeper: open again"))
    try:
        if config.clock.source != "system":
            pushed = PushedClock(config.clock.source, clock, app.schedule, quiet, app.heard_up_to)
            beside.append(asyncio.create_task(pushed.run(), name="circlekeeper: clock"))
            await _first_of(pushed.first_time(), asked_to_stop.wait())
        if asked_to_stop.is_set():
            return STOPPED
        async with app:
            await app.start(config.discord.token.reveal())
    except (discord.LoginFailure, discord.PrivilegedIntentsRequired) as error:
        log.critical("Discord refused the bot: %s", type(error).__name__)
        return REFUSED_BY_DISCORD
    finally:
        for task in beside:
            task.cancel()
    return REFUSED_BY_DISCORD if app.ended_because else STOPPED


async def _once_it_stayed(starts: Starts) -> None:
    await asyncio.sleep(STAYED.total_seconds())
    starts.stayed()


async def _open(config: Config) -> tuple[Vault, Database]:
    """Raises the failures of storage by name; nothing stays open then."""
    in_postgres = config.storage.address.startswith("postgresql")
    vault = await Vault.open(
        config.storage.address if in_postgres else config.storage.keys, config.storage.master_key_file
    )
    try:
        limits = Limits(ballast_bytes=config.storage.ballast_mb * 1024 * 1024)
        database = await Database.open(config.storage.address, vault=vault, limits=limits)
        await finish_erasures(database, vault)
    except BaseException:
        await vault.close()
        raise
    for warning in (*vault.warnings, *database.warnings):
        log.warning("%s", warning)
    return vault, database


async def _until_it_opens(config: Config, app: App) -> None:
    """Look again and again whether the database can be read; then this half of a bot ends for the whole one."""
    while True:
        await asyncio.sleep(app.timings.open_again)
        try:
            vault, database = await _open(config)
        except StorageError as error:
            log.info("the database still cannot be read: %s", type(error).__name__)
            continue
        await database.close()
        await vault.close()
        app.end_because(OPENS_AGAIN)
        return


def _knows_the_way(config: Config) -> bool:
    """Whether there is any server to whose people alerts could be taken without a database."""
    try:
        return bool(routes.load(config.storage.keys.parent / routes.FILE, config.storage.master_key_file))
    except routes.RoutesError as error:
        log.error("%s", error)  # noqa: TRY400 - a trace would hold nothing more
        return False


async def _first_of(*waits: Coroutine[Any, Any, object]) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


def _stop_politely(app: App, asked_to_stop: asyncio.Event) -> None:
    def stop() -> None:
        asked_to_stop.set()
        task = asyncio.ensure_future(app.close())
        task.add_done_callback(lambda done: done.cancelled() or done.exception())

    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt
            asyncio.get_running_loop().add_signal_handler(name, stop)


if __name__ == "__main__":
    sys.exit(cli.main(sys.argv[1:], run=run, root=Path(__file__).parent))

"""The running bot as the features see it: one client and the services they share."""

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, cast

import discord
from discord.ext import commands

from cogs.shared import gateway
from cogs.shared.answers import answer
from cogs.shared.before_erasing import BeforeErasing
from cogs.shared.clock import Clock
from cogs.shared.config import Config
from cogs.shared.delivery import Delivery
from cogs.shared.errors import CommandTree, Doors, words_of
from cogs.shared.events import Events
from cogs.shared.failures import Failures
from cogs.shared.pacer import GlobalLimit, Pacer
from cogs.shared.points import reached
from cogs.shared.quiet import Quiet
from cogs.shared.reach import NEXT_PRESS
from cogs.shared.roster import Roster
from cogs.shared.said import NOBODY
from cogs.shared.schedule import Schedule
from cogs.shared.timings import Timings
from cogs.shared.translator import Translator
from cogs.shared.ui import Router
from cogs.shared.words import Words
from storage.database import Database
from storage.outbox import OutboxStore

log = logging.getLogger(__name__)

INTENTS = discord.Intents(
    guilds=True,
    members=True,
    guild_messages=True,
    dm_messages=True,
    message_content=True,
    auto_moderation_execution=True,
    moderation=True,
)

Beat = Callable[[], Awaitable[None]]


class App(commands.Bot):
    """Assembled by `bot.py`; a feature's `setup(app)` registers its doors, routes, renders, sweeps and events here."""

    def __init__(
        self,
        config: Config,
        database: Database,
        clock: Clock,
        timings: Timings,
        quiet: Quiet,
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=INTENTS,
            tree_cls=CommandTree,
            allowed_mentions=NOBODY,
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=30.0,
            heartbeat_timeout=timings.heartbeat,
            guild_ready_timeout=timings.guilds_ready,
        )
        self.config = config
        self.database = database
        self.clock = clock
        self.timings = timings
        self.quiet = quiet
        gateway.take_over(self, clock, timings)
        self.failures = Failures()
        self.doors = Doors(self.failures, timings.answer_within)
        self.doors.without_database = not database.is_open
        cast("CommandTree", self.tree).doors = self.doors
        self.pacer = Pacer(clock, config.delivery.requests_per_second)
        cast("Any", self.http).request = self.pacer.pace(self.http.request)
        self.schedule = Schedule(clock, timings, self.failures, quiet)
        self.delivery = Delivery(
            self,
            database,
            clock,
            timings,
            self.schedule,
            self.pacer,
            self.failures,
            quiet,
            self.end_because,
        )
        self.events = Events(database, clock, timings, self.schedule, self.failures)
        self.router = Router(self.doors)
        self.roster = Roster(self)
        self.before_erasing = BeforeErasing(self.failures)
        self.ended_because: str | None = None
        self.heard_at: datetime | None = None  # when the canary last came back over the gateway
        self._on_start: list[Beat] = []
        self._started = False
        self._starting: asyncio.Task[None] | None = None
        self.doors.then(self._tell_what_waited)

    def before_start(self, beat: Beat) -> None:
        """Run once, when the client is ready for the first time, before any door opens."""
        self._on_start.append(beat)

    async def setup_hook(self) -> None:
        assert hasattr(self.http, "_global_over")
        cast("Any", self.http)._global_over = GlobalLimit()  # noqa: SLF001 - a seam test holds the pinned version against it
        await self.tree.set_translator(Translator())
        if self.database.is_open:  # with half of the features loaded, it would take the other commands away
            await self.tree.sync()
        self._starting = asyncio.create_task(self._start_without_gateway())

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        await self.router.interaction(interaction)

    async def on_app_command_completion(self, interaction: discord.Interaction[Any], command: object) -> None:
        """A command counts as a press: the router does the same behind buttons, selects and modals."""
        await self.doors.after(interaction)

    async def on_message(self, message: discord.Message, /) -> None:
        """Nothing: there are no prefix commands, and features that read messages listen for themselves."""

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        import sys

        error = sys.exc_info()[1]
        if error is not None:
            self.failures.record(event_method, error)

    async def on_ready(self) -> None:
        """Fires for every new session; what happens once happens once."""
        await self._start()
        self.doors.ready = True
        log.info("ready in %d servers", len(self.guilds))

    async def _start_without_gateway(self) -> None:
        """An overdue notice does not wait for a gateway that is down."""
        await asyncio.sleep(self.timings.start_anyway)
        await self._start()

    async def _start(self) -> None:
        if self._started:
            return
        self._started = True
        if self.database.is_open:
            await self.delivery.start()
        for beat in self._on_start:
            await beat()
        keep_for_good()
        if self.database.is_open:
            self.schedule.start()

    def heard_up_to(self) -> dict[str, int]:
        """The last gateway sequence number handled, for each shard of this process; for the clock of a rehearsal."""
        socket: Any = self.ws
        return {str(self.shard_id or 0): (getattr(socket, "sequence", None) or 0)}

    def end_because(self, reason: str) -> None:
        """Stop the whole process, in order; `bot.py` turns the reason into an exit code."""
        if self.ended_because is None:
            self.ended_because = reason
            log.critical("stopping: %s", reason)
            asyncio.ensure_future(self.close()).add_done_callback(lambda _: reached("end"))

    async def close(self) -> None:
        self.doors.ready = False
        if self._starting is not None:
            self._starting.cancel()
        if self._started and self.database.is_open:
            await self.schedule.stop()
            await self.delivery.stop(self.timings.stop_within)
        await super().close()

    async def _tell_what_waited(self, interaction: discord.Interaction[Any]) -> None:
        """A member who chose to be told at their next press is told now, privately."""
        if interaction.guild_id is None or not self.database.is_open:
            return
        async with self.database.reading() as work:
            held = await OutboxStore(work).held_for(interaction.guild_id, interaction.user.id)
        for row in held:
            said = await self.delivery.render(row)
            if said is None:
                await self.delivery.told_at_press(row)
                continue
            if row.detail != NEXT_PRESS:
                said.view.add_item(discord.ui.TextDisplay("-# " + _why_only_now(words_of(interaction))))
            await answer(interaction, said.view, files=tuple(said.files))
            await self.delivery.told_at_press(row)


def keep_for_good() -> None:
    """What is here at the start stays: the collector need not look at it again. Its longest look held up everything
    for a fifth of a second, in the minute in which ten thousand are asked."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _why_only_now(w: Words) -> str:
    return w("I could not reach you by the way you chose, so I kept this for you. /privacy reach shows and changes it.")

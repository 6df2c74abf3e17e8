"""Recording what was found, in order of arrival: a single message without waiting, a flood in few commits."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import discord

from cogs.alerts import actions, rules
from cogs.alerts.actions import Batch, Recorded
from cogs.alerts.looking import Looker
from cogs.alerts.matching.findings import Hit
from cogs.alerts.seen import Around, Finding, Seen, mode_of
from cogs.alerts.sweeping import SWEEP
from cogs.shared.app import App
from cogs.shared.points import reached
from storage.database import Database
from storage.errors import StorageError
from storage.fresh_cases import leave_fresh
from storage.records.alerts import Source
from storage.records.servers import Server
from storage.work import Work

log = logging.getLogger(__name__)

AT_ONCE = 100

_Found = tuple[discord.Message, tuple[Hit, ...], Source]


@dataclass(frozen=True, slots=True)
class _Waiting:
    message: discord.Message
    hits: tuple[Hit, ...]
    source: Source
    done: "asyncio.Future[None]"


def _settle(batch: Sequence[_Waiting], error: Exception | None) -> None:
    for one in batch:
        if one.done.done():
            continue
        if error is None:
            one.done.set_result(None)
        else:
            one.done.set_exception(error)


class Recorder:
    def __init__(self, app: App, looker: Looker) -> None:
        self.app = app
        self.looker = looker
        self.spill = looker.spill
        self._waiting: list[_Waiting] = []
        self._recording: asyncio.Task[None] | None = None
        self._committed_at = float("-inf")
        self._spilled_turn = asyncio.Lock()

    async def look(self, message: discord.Message, hits: Sequence[Hit], source: Source) -> None:
        """Record what was found in a message, with whatever else waits to be recorded, and have it said.

        Returns when it is committed; raises what kept it from being written.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(message, tuple(hits), source, done))
        if self._recording is None or self._recording.done():
            self._recording = asyncio.create_task(self._record_waiting(), name="circlekeeper: record alerts")
        try:
            kept = await self._written(done, message, hits)
        except StorageError:
            await self.spill.keep(message, hits)
            raise
        reached("K3")
        if kept:
            await self.record_spilled()

    async def _written(self, done: "asyncio.Future[None]", message: discord.Message, hits: Sequence[Hit]) -> bool:
        """Wait until it is committed. A database that has taken nothing for a while is not waited for in silence:
        answers whether it was said and kept beside it meanwhile."""
        kept = False
        while not done.done():
            await asyncio.wait({done}, timeout=self.app.timings.write_within)
            if not done.done() and self.app.clock.monotonic() - self._committed_at >= self.app.timings.write_within:
                await self.spill.keep(message, hits)
                kept = True
        done.result()
        return kept

    async def record_spilled(self) -> None:
        """Record what could not be written when it was found; raises StorageError while it still cannot be."""
        async with self._spilled_turn:  # a storm keeps many at once: the first records them all, the others find none
            waiting = await self.spill.waiting()
            if not waiting:
                return
            async with self.app.database.transaction(urgent=True) as work:
                await self.record_in(work, [(one.seen, (one.hit,)) for one in waiting])
            await self.spill.done(waiting)

    async def _record_waiting(self) -> None:
        """In order of arrival, up to a hundred in one transaction: a flood costs few commits, a single one no wait."""
        with self.app.quiet.work(), self.app.delivery.alert_coming():
            while self._waiting:
                batch, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
                if len(batch) > 1 and await self._failed(batch):
                    for one in batch:  # one of them may be to blame, and must not take the others along
                        await self._record_these([one])
                elif len(batch) == 1:
                    await self._record_these(batch)
                else:
                    _settle(batch, None)

    async def _failed(self, batch: Sequence[_Waiting]) -> bool:
        try:
            await self.record_all([(one.message, one.hits, one.source) for one in batch])
        except Exception as error:  # noqa: BLE001 - each is tried again alone, and told then
            log.warning("recording %d alerts at once failed: %s", len(batch), type(error).__name__)
            return True
        return False

    async def _record_these(self, batch: Sequence[_Waiting]) -> None:
        try:
            await self.record_all([(one.message, one.hits, one.source) for one in batch])
        except Exception as error:  # noqa: BLE001 - the listener that waits for it is told
            _settle(batch, error)
        else:
            _settle(batch, None)

    async def record_all(self, found: Sequence[_Found]) -> None:
        """Record what was found in these messages in one transaction, and have it said.

        Servers are taken as they were last known, and compared inside the transaction: an alert does not wait for a
        reading of its own, and none is judged by a choice that was changed meanwhile.
        """
        guild_ids = {message.guild.id for message, _, _ in found if message.guild is not None}
        servers = {guild_id: self.spill.routes[guild_id] for guild_id in guild_ids if guild_id in self.spill.routes}
        if len(servers) < len(guild_ids) or not await self._recorded(found, servers):
            await self._recorded(found, await self.looker.servers(guild_ids), whatever_changed=True)

    async def _recorded(
        self, found: Sequence[_Found], servers: dict[int, Server], *, whatever_changed: bool = False
    ) -> bool:
        """False when a server is not as it was believed to be; nothing was recorded then."""
        seen: list[tuple[Seen, tuple[Hit, ...]]] = []
        for message, hits, source in found:
            server = None if message.guild is None else servers.get(message.guild.id)
            one = None if server is None else await self.looker.seen(message, source, server)
            if one is not None:
                seen.append((self.spill.known_of(one), hits))
        if not seen:
            return whatever_changed
        whose = dict.fromkeys((one.guild_id, one.member_id) for one, hits in seen if _is_kept(servers, one, hits))
        keys = asyncio.gather(*(_make_key(self.app.database, *one) for one in whose))  # first: it waits for the disk
        async with self.app.database.transaction(urgent=True) as work:
            try:
                batch = Batch()
                fresh = {one.guild_id: await batch.server(work, one.guild_id) for one, _ in seen}
                if not whatever_changed and any(servers[guild_id] != server for guild_id, server in fresh.items()):
                    return False
                await self.record_in(work, seen, batch)
            finally:
                await keys
        self._committed_at = self.app.clock.monotonic()
        return True

    async def record_in(
        self, work: Work, seen: Sequence[tuple[Seen, tuple[Hit, ...]]], batch: Batch | None = None
    ) -> None:
        """The same inside a transaction that is open already. With its commit the notices are on their way, and the
        ladder knows when it is due."""
        now, batch = self.app.clock.now(), batch or Batch()
        self.app.delivery.take_along(work)
        recorded: list[Recorded] = []
        for one, hits in seen:
            guild = self.app.get_guild(one.guild_id)
            around = Around(self.looker.staff.of(one.guild_id), None if guild is None else guild.owner_id)
            done = await actions.record(work, batch, one, hits, now, self.app.timings, around)
            if done is not None:
                recorded.append(done)
        await batch.finish(work, now, self.app.timings)
        for guild_id, routing in batch.routings.items():
            self.spill.remember_chosen(guild_id, routing.routes, routing.repeat)
        if len(recorded) == 1 and recorded[0].joining is None:
            server = await batch.server(work, recorded[0].case.guild_id)
            if server is not None:
                await leave_fresh(work, recorded[0].case, server, recorded[0].alert)
        due = min((one.case.due_at for one in recorded if one.case.due_at is not None), default=None)
        if due is not None:
            work.on_commit(lambda: self.app.schedule.expect(SWEEP, due))

    def say_it(self) -> None:
        self.app.delivery.wake()
        self.app.schedule.wake(SWEEP)


async def _make_key(database: Database, guild_id: int, member_id: int) -> None:
    """A member's first key is a commit of its own: it is made beside the transaction that will seal with it. What is
    wrong with it is met again, and told, there."""
    if database.is_open:
        with contextlib.suppress(StorageError):
            await database.vault.key_for(guild_id, member_id)


def _is_kept(servers: Mapping[int, Server], seen: Seen, hits: Sequence[Hit]) -> bool:
    """Will words of theirs be sealed? Nobody gets a key for less."""
    mode = mode_of(servers[seen.guild_id], seen.watched_as)
    found = () if mode is None else rules.counted(hits, mode)
    return bool(found and seen.text) and Finding(rules.gravest(found), found).may_be_kept

"""The outbox at work: claims what is due by lane, says it, and settles it once.

A row is written with its cause. Here it is rendered at its turn, sent with a nonce derived from its key, retried with
the same nonce while its fate is unknown, searched for in history when the nonce no longer protects it, and it ends in
a state that moderators can see. A send that has started is never cancelled.
"""

import asyncio
import hashlib
import itertools
import logging
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import discord

from cogs.shared.alerts_first import AlertsFirst
from cogs.shared.clock import Clock
from cogs.shared.failures import Failures
from cogs.shared.outcomes import SEND_ERRORS, Failure, Meaning, Reopened, failure, met_an_archived_thread
from cogs.shared.pacer import Pacer, in_lane
from cogs.shared.points import reached
from cogs.shared.quiet import Quiet
from cogs.shared.reach import Closed, Hold, Later, Place, Reacher
from cogs.shared.said import Kind, Said, Way
from cogs.shared.schedule import Schedule, Sweep
from cogs.shared.timings import Timings
from storage.database import Database
from storage.outbox import OutboxStore
from storage.records.outbox import Hands, Lane, OutboxRow, State, Target
from storage.remembered import RememberedStore
from storage.work import Work

log = logging.getLogger(__name__)

SWEEP = "outbox"
_HANDS = {Lane.ALERTS: 48, Lane.ANSWERS: 24, Lane.CELEBRATIONS: 24, Lane.PROMPTS: 24}


def nonce_of(key: str) -> str:
    """At most 25 characters (Discord's limit), the same for the same key in every process."""
    return hashlib.blake2b(key.encode(), digest_size=12).hexdigest()


def marker_of(key: str) -> int:
    """A component id by which a message of ours is found again in history; far from the small ids Discord gives."""
    digest = hashlib.blake2b(key.encode(), digest_size=4, person=b"marker").digest()
    return int.from_bytes(digest) & 0x3FFFFFFF | 0x20000000


class Delivery:
    def __init__(
        self,
        client: discord.Client,
        database: Database,
        clock: Clock,
        timings: Timings,
        schedule: Schedule,
        pacer: Pacer,
        failures: Failures,
        quiet: Quiet,
        stop_everything: Callable[[str], None],
    ) -> None:
        self._client = client
        self._database = database
        self._clock = clock
        self._timings = timings
        self._schedule = schedule
        self._pacer = pacer
        self._failures = failures
        self._quiet = quiet
        self._stop_everything = stop_everything
        self.reacher = Reacher(client, database, clock, timings)
        self._kinds: dict[str, Kind] = {}
        self._in_hand: dict[int, Lane] = {}
        self._gone_until: dict[int, float] = {}
        self._blocked_for = 0.0
        self._tasks: set[asyncio.Task[None]] = set()
        self._accepting = True
        self._started = False
        self._way = AlertsFirst()
        schedule.add(Sweep(SWEEP, self._next_due, self._claim))

    def register(self, kind: Kind) -> None:
        assert kind.name not in self._kinds, kind.name
        self._kinds[kind.name] = kind

    def kinds(self) -> frozenset[str]:
        return frozenset(self._kinds)

    def wake(self) -> None:
        """Rows were written: look at them now."""
        self._schedule.wake(SWEEP)

    def take_along(self, work: Work) -> None:
        """The alerts that this transaction writes are in our hands when it commits, without a claim of their own.

        Should the process end before they are said, their claim runs out like any other, and they are said then.
        """
        now, room = self._clock.now(), _HANDS[Lane.ALERTS] - len(self._in_hand)
        if not self._started or not self._accepting or room <= 0:
            work.on_commit(self.wake)
            return
        hands = work.hands = Hands(now + timedelta(seconds=self._timings.claim), room)

        def committed() -> None:
            for row in hands.rows:
                self._take(row)
            if hands.more:
                self.wake()

        work.on_commit(committed)

    async def start(self) -> None:
        """Free what an earlier process had in its hands; only right while this is the only process (SQLite)."""
        async with self._database.transaction() as work:
            if work.dialect == "sqlite":
                await OutboxStore(work).release_all()
        self._started = True

    async def stop(self, within: float) -> None:
        """Take nothing new; wait for what is on its way, then leave it to its nonce."""
        self._accepting = False
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)

    async def render(self, row: OutboxRow) -> Said | None:
        if await self._left_in_peace(row):
            return None
        return await self._kinds[row.kind].render(row, self._clock.now())

    async def told_at_press(self, row: OutboxRow) -> None:
        """A held row was shown to its member in answer to a press."""
        await self._settle(row, State.DELIVERED, detail="at a press")

    def is_open_again(self, channel_id: int) -> None:
        """A channel that was gone can be written in again: it is not passed over any longer."""
        self._gone_until.pop(channel_id, None)

    async def _next_due(self) -> datetime | None:
        if len(self._in_hand) >= _HANDS[Lane.PROMPTS]:
            return None  # woken when a hand is free
        async with self._database.reading(brief=True) as work:
            return await OutboxStore(work).next_due(tuple(self._in_hand))

    async def _claim(self, now: datetime) -> int:
        if not self._accepting:
            return 0
        if len(self._in_hand) >= _HANDS[Lane.ALERTS]:
            return 0
        until = now + timedelta(seconds=self._timings.claim)
        async with self._database.transaction() as work:
            store = OutboxStore(work)
            busy = tuple(self._in_hand)  # counted here: while we waited for our turn, an alert may have been taken
            free = _HANDS[Lane.ALERTS] - len(busy)
            ordinary_free = _HANDS[Lane.PROMPTS] - sum(lane is not Lane.ALERTS for lane in self._in_hand.values())
            if free <= 0:
                return 0
            rows = await store.claim(now, until, free, busy, lanes=(Lane.ALERTS,))
            if not rows and ordinary_free > 0:  # an alert goes out before anything else is even looked for
                others = (Lane.ANSWERS, Lane.CELEBRATIONS, Lane.PROMPTS)
                rows = await store.claim(now, until, ordinary_free, busy, lanes=others)
        for row in rows:
            self._take(row)
        return len(rows)

    def alert_coming(self) -> AbstractContextManager[None]:
        """While the block lasts an alert is being written: what is less urgent steps back between its own steps."""
        return self._way.alert()

    def _take(self, row: OutboxRow) -> None:
        reached("K4")
        self._in_hand[row.row_id] = row.lane
        self._spawn(self._deliver(row), f"circlekeeper: say {row.kind}")

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, row: OutboxRow) -> None:
        try:
            with self._quiet.work(), in_lane(row.lane), self._way.of(row.lane):
                await self._say(row)
        except Exception as error:  # noqa: BLE001 - the row must come back, whatever happened to it
            self._failures.record(f"saying {row.kind}", error)
            await self._put_back(row, Failure(Meaning.AGAIN, type(error).__name__))
        finally:
            self._in_hand.pop(row.row_id, None)
            self.wake()

    async def _say(self, row: OutboxRow) -> None:
        now = self._clock.now()
        if row.expires_at is not None and row.expires_at <= now:
            await self._settle(row, State.DROPPED, detail="too late")
            return
        kind = self._kinds.get(row.kind)
        if kind is None:
            await self._settle(row, State.GONE, detail="unknown kind")
            return
        async with self._way.preparing(row.lane):
            if await self._left_in_peace(row):
                await self._settle(row, State.DROPPED, detail="left in peace")
                return
            said = await kind.render(row, now)
            if said is None:
                await self._no_longer_wanted(row)
                return
        await self._way.clear(row.lane)
        try:
            place = await self._place(row, kind)
        except SEND_ERRORS as error:
            await self._failed(row, kind, None, said, failure(error))
            return
        match place:
            case Place(channel_id):
                await self._send(row, kind, channel_id, said)
            case Hold(why):
                async with self._database.transaction() as work:
                    await OutboxStore(work).hold(row, why)
            case Closed(why):
                await self._settle(row, State.CLOSED, detail=why)
            case Later(seconds):
                await self._postpone(row, now + timedelta(seconds=seconds))

    async def _left_in_peace(self, row: OutboxRow) -> bool:
        """Nothing is said to or about a remembered member; alerts are, whoever writes with that account now."""
        named = {row.about_member_id} if row.about_member_id is not None else set[int]()
        if row.target is Target.MEMBER:
            named.add(row.target_id)
        if row.lane is Lane.ALERTS or row.guild_id is None or not named:
            return False
        async with self._database.reading(brief=True) as work:
            return bool(await RememberedStore(work).among(row.guild_id, named))

    async def _no_longer_wanted(self, row: OutboxRow) -> None:
        """An earlier attempt whose answer never came may stand there all the same: then it is known, and redrawn."""
        if row.attempts and row.edits_message_id is None and row.target is Target.CHANNEL:
            found = await self._find(row, row.target_id)
            if found is not None:
                await self._settle(row, State.DELIVERED, channel_id=row.target_id, message_id=found, detail="found")
                return
        await self._settle(row, State.DROPPED, detail="no longer wanted")

    async def _place(self, row: OutboxRow, kind: Kind) -> Place | Hold | Later | Closed:
        if row.target is Target.CHANNEL:
            return Place(row.target_id)
        return await self.reacher.place(row.guild_id, row.target_id, kind.way, urgent=row.lane is Lane.ALERTS)

    async def _postpone(self, row: OutboxRow, until: datetime) -> None:
        """Nothing was tried yet. What would be too late by then waits for the member's next press instead."""
        async with self._database.transaction() as work:
            if row.expires_at is not None and until >= row.expires_at:
                await OutboxStore(work).hold(row, "opening slowly")
            else:
                await OutboxStore(work).postpone(row, until, "opening slowly")

    async def _send(self, row: OutboxRow, kind: Kind, channel_id: int, said: Said) -> None:
        if self._gone_until.get(channel_id, 0.0) > self._clock.monotonic():
            await self._settle(row, State.GONE, channel_id=channel_id, detail="gone before")
            return
        resting = self._pacer.resting()
        if resting:
            await self._put_back(row, Failure(Meaning.WAIT, "resting", resting), kind)
            return
        if row.edits_message_id is None and self._nonce_is_old(row):
            found = await self._find(row, channel_id)
            if found is not None:
                await self._settle(row, State.DELIVERED, channel_id=channel_id, message_id=found, detail="found")
                return
        request = asyncio.create_task(self._request(row, channel_id, said))
        done, _ = await asyncio.wait({request}, timeout=self._timings.give_up_waiting)
        if not done:
            # Never cancelled: a cancelled request can leave the library mute. It settles the row when it ends.
            self._spawn(self._settle_late(row, channel_id, request), "circlekeeper: late answer")
            await self._put_back(row, Failure(Meaning.AGAIN, "no answer"), kind)
            return
        await self._answered(row, kind, channel_id, said, request)

    async def _answered(
        self, row: OutboxRow, kind: Kind, channel_id: int, said: Said, request: "asyncio.Task[int]"
    ) -> None:
        try:
            message_id = request.result()
        except SEND_ERRORS as error:
            await self._failed(row, kind, channel_id, said, failure(error))
            return
        reached("K6")
        self._blocked_for = 0.0
        await self._way.clear(row.lane)
        await self._settle(row, State.DELIVERED, channel_id=channel_id, message_id=message_id)
        reached("K7")

    async def _request(self, row: OutboxRow, channel_id: int, said: Said, attempt: str = "") -> int:
        channel = self._client.get_partial_messageable(channel_id, guild_id=row.guild_id)
        view = said.view
        view.stop()  # the router owns every press; discord.py must not keep the view
        if row.edits_message_id is not None:
            message = channel.get_partial_message(row.edits_message_id)
            try:
                # content=None: what was said plainly becomes the long form, which Discord refuses beside content
                await message.edit(content=None, view=view, allowed_mentions=said.pings, attachments=list(said.files))
            except discord.HTTPException as error:
                if not met_an_archived_thread(error):
                    raise
                await self._reopen(channel_id)
                raise Reopened from error
            return row.edits_message_id
        view.children[0].id = marker_of(row.key)
        sent = await channel.send(
            view=view,
            files=list(said.files),
            allowed_mentions=said.pings,
            nonce=nonce_of(row.key + attempt),
        )
        reached("K5")
        return sent.id

    async def _reopen(self, channel_id: int) -> None:
        """A message reopens a quiet thread by itself, an edit does not; and what is taken back must not stay there."""
        thread = await self._client.fetch_channel(channel_id)
        if isinstance(thread, discord.Thread):
            await thread.edit(archived=False)

    async def _failed(self, row: OutboxRow, kind: Kind, channel_id: int | None, said: Said, what: Failure) -> None:
        match what.meaning:
            case Meaning.UNAUTHORISED:
                await self._put_back(row, what)
                self._stop_everything("Discord refused the token")
            case Meaning.BLOCKED:
                self._blocked_for = min(max(60.0, self._blocked_for * 2), 900.0)
                self._pacer.rest(self._blocked_for)
                await self._put_back(row, replace(what, wait=self._blocked_for), kind)
            case Meaning.AGAIN | Meaning.WAIT:
                await self._put_back(row, what, kind)
            case Meaning.CLOSED:
                await self._closed(row, kind, what)
            case Meaning.GONE:
                if channel_id is not None:
                    self._gone_until[channel_id] = self._clock.monotonic() + self._timings.gone_rest
                if row.target is Target.MEMBER and kind.way is Way.REACH:
                    await self._closed(row, kind, what)
                else:
                    await self._settle(row, State.GONE, channel_id=channel_id, detail=what.detail)
            case Meaning.MESSAGE_GONE | Meaning.REFUSED:
                await self._say_plainly(row, channel_id, said, what)

    async def _closed(self, row: OutboxRow, kind: Kind, what: Failure) -> None:
        if kind.way is Way.DM or row.guild_id is None:
            await self._settle(row, State.CLOSED, detail=what.detail)
            return
        await self.reacher.door_was_shut(row.guild_id, row.target_id)
        async with self._database.transaction() as work:
            await OutboxStore(work).hold(row, what.detail)

    async def _say_plainly(self, row: OutboxRow, channel_id: int | None, said: Said, what: Failure) -> None:
        """The long form was refused, or the message we would edit or repeat is gone: say the short form, once."""
        if channel_id is None or (what.meaning is Meaning.MESSAGE_GONE and row.edits_message_id is not None):
            await self._settle(row, State.GONE, channel_id=channel_id, detail=what.detail)
            return
        if row.edits_message_id is not None:
            # The message stands as it is: a second one beside it would be read as a second alert.
            await self._settle(row, State.DROPPED, channel_id=channel_id, detail=what.detail)
            return
        channel = self._client.get_partial_messageable(channel_id, guild_id=row.guild_id)
        try:
            sent = await channel.send(
                said.plain[:2000], allowed_mentions=said.pings, nonce=nonce_of(row.key + ":plain")
            )
        except SEND_ERRORS as error:
            again = failure(error)
            if again.fate_unknown:
                await self._put_back(row, again)
            else:
                await self._settle(row, State.GONE, channel_id=channel_id, detail=again.detail)
            return
        await self._settle(row, State.DELIVERED, channel_id=channel_id, message_id=sent.id, detail="plain form")

    def _nonce_is_old(self, row: OutboxRow) -> bool:
        if not row.attempts or row.first_tried_at is None:
            return False
        return self._clock.now() - row.first_tried_at > timedelta(seconds=self._timings.nonce_holds * 0.8)

    async def _find(self, row: OutboxRow, channel_id: int) -> int | None:
        """Our own message for this row in the channel's recent history, if the nonce can no longer tell."""
        assert row.first_tried_at is not None
        channel = self._client.get_partial_messageable(channel_id, guild_id=row.guild_id)
        since = row.first_tried_at - timedelta(minutes=1)
        marker, nonce, me = marker_of(row.key), nonce_of(row.key), self._client.user
        try:
            async for message in channel.history(after=since, limit=300, oldest_first=True):
                if (
                    me is not None
                    and message.author.id == me.id
                    and (message.nonce == nonce or marker in _component_ids(message))
                ):
                    return message.id
        except SEND_ERRORS as error:
            log.info("history could not be searched before a repeat: %s", failure(error).detail)
        return None

    async def _settle_late(self, row: OutboxRow, channel_id: int, request: "asyncio.Task[int]") -> None:
        try:
            message_id = await asyncio.shield(request)
        except SEND_ERRORS as error:
            log.info("a late answer was an error: %s", failure(error).detail)
            return
        await self._settle(row, State.DELIVERED, channel_id=channel_id, message_id=message_id, detail="late answer")

    async def _put_back(self, row: OutboxRow, what: Failure, kind: Kind | None = None) -> None:
        now = self._clock.now()
        if row.first_tried_at is not None and now - row.first_tried_at > timedelta(seconds=self._timings.keep_trying):
            await self._settle(row, State.UNKNOWN, detail=what.detail)
            return
        wait = what.wait
        if wait is None:
            wait = min(self._timings.first_retry * 2 ** max(row.attempts - 1, 0), self._timings.longest_retry)
        async with self._database.transaction(urgent=row.lane is Lane.ALERTS) as work:
            await OutboxStore(work).try_again(row, now + timedelta(seconds=wait), what.detail)
            if kind is not None:
                await kind.struggling(work, row, now)

    async def _settle(
        self,
        row: OutboxRow,
        state: State,
        *,
        channel_id: int | None = None,
        message_id: int | None = None,
        detail: str | None = None,
    ) -> None:
        now = self._clock.now()
        async with self._database.transaction(urgent=row.lane is Lane.ALERTS) as work:
            first_time = await OutboxStore(work).settle(
                row, state, now, channel_id=channel_id, message_id=message_id, detail=detail
            )
            kind = self._kinds.get(row.kind)
            if first_time and kind is not None:
                ended = replace(row, state=state, channel_id=channel_id, message_id=message_id, detail=detail)
                await kind.settled(work, ended, state, now)
        self.wake()


def _component_ids(message: discord.Message) -> set[int]:
    def walk(components: Any) -> itertools.chain[int]:
        return itertools.chain.from_iterable(
            itertools.chain([getattr(c, "id", None) or 0], walk(getattr(c, "children", ()) or ())) for c in components
        )

    return set(walk(message.components))

"""A server on a local Discord, with the real bot as a process of its own, and everything needed to break it.

A night ends with `over`: everything is made healthy, the bot comes to rest, and all invariants are checked against what
Discord saw and what is on disk. A lever that met nothing, or a kill point that was not reached, fails the test.
"""

import asyncio
import json
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rehearsal import start_worlds
from rehearsal.bot_clock import NotQuiet
from rehearsal.bot_process import BotProcess
from rehearsal.breaking import Breaking
from rehearsal.people.people import People
from rehearsal.people.stream import Received
from rehearsal.server import Addresses, Rehearsal
from tests.faults.evidence import Evidence, Life, Recorder
from tests.faults.invariants import broken
from tests.warm_bot import WarmBot

ROOT = Path(__file__).parents[2]
EVENING = datetime(2026, 3, 2, 21, tzinfo=UTC)  # a Monday: what a fault breaks hangs on no hour of the day
URGENT = "i am going to kill myself tonight"
ASKED = "Someone may need a human now"
STAFF = ("wren", "tamsin", "okello", "marlow")
ALERTS_KNOWN = "SELECT count(*) FROM alerts"
QUICK = {"canary_wait": 1.5, "look_every": 2.0, "heartbeat": 5.0, "longest_reconnect": 2.0, "give_up_resuming": 4.0}
"""Limits of listening and of health in seconds, for tests in which they would pass in real time."""
_NOTHING: Mapping[str, float] = {}
MORE_PEOPLE = tuple(f"{tree}{number}" for number in (1, 2, 3) for tree in ("alder", "birch", "cedar", "elder", "hazel"))


WHAT_TOOK_EFFECT: list[str] = []
"""What the nights of the current test broke, for the report."""


class Night:
    def __init__(
        self,
        rehearsal: Rehearsal,
        people: People,
        place: start_worlds.Place,
        addresses: Addresses,
        bot: BotProcess,
        recorder: Recorder,
    ) -> None:
        self.addresses = addresses
        self.rehearsal = rehearsal
        self.people = people
        self.place = place
        self.bot = bot
        self.folder = bot.folder
        self.breaking = Breaking(rehearsal, bot)
        self.levers = rehearsal.levers
        self.recorder = recorder
        self.expected: set[str] = set()
        """Failures that a fault itself brings about, by the place that the log names."""
        self.erased: set[tuple[int, int]] = set()
        self.more: dict[str, str] = {}
        """More environment for the bot's process."""
        self._from = 0
        self._watchers: set[asyncio.Task[None]] = set()

    # ---- the bot and time

    async def quiet(self) -> None:
        await self.rehearsal.bot_clock.quiet()

    async def start(self, *, kill_at: str | None = None, rest: bool = True) -> None:
        """Return when the bot is ready and rests (or at once when it is ready); with `kill_at` it may have ended
        itself before that."""
        ready = self._ready_count()
        if kill_at is None:
            await self.bot.start(more=self.more)
        else:
            await self.breaking.kill_at(kill_at, more=self.more)
        life = Life(self.rehearsal.clock.now(), meant=kill_at is not None)
        self.recorder.lives.append(life)
        task = asyncio.create_task(self._watch(life))
        self._watchers.add(task)
        task.add_done_callback(self._watchers.discard)
        await self.until(lambda: self._ready_count() > ready or not self.bot.running, seconds=40)
        if self._ready_count() > ready:
            life.ready_at = self.rehearsal.clock.now()
        if self.bot.running and kill_at is None and rest:
            await self.quiet()

    async def _watch(self, life: Life) -> None:
        life.code = await self.bot.ended()
        life.ended_at = self.rehearsal.clock.now()

    async def stop(self) -> int | None:
        self.recorder.lives[-1].meant = True
        code = await self.breaking.stop()
        await asyncio.sleep(0)
        return code

    async def kill(self) -> None:
        self.recorder.lives[-1].meant = True
        await self.breaking.kill()
        await asyncio.sleep(0)

    async def restart(self, *, kill_at: str | None = None) -> None:
        await self.stop()
        await self.start(kill_at=kill_at)

    def put_back(self, copy: Path) -> None:
        """An older copy takes the place of the database of a bot that is not running; the keys stay as they are."""
        assert not self.bot.running
        database = self.folder / "data" / "circlekeeper.db"
        for tail in ("-wal", "-shm"):
            database.with_name(database.name + tail).unlink(missing_ok=True)
        shutil.copyfile(copy, database)

    async def killed(self, point: str) -> None:
        """The bot reached its kill point; a test whose point was not reached fails here."""
        assert await asyncio.wait_for(self.breaking.died(), 40) == point, "the kill point was not reached"

    async def advance(self, **by: float) -> None:
        await self.rehearsal.bot_clock.advance(timedelta(**by))

    async def jump(self, **by: float) -> None:
        await self.breaking.jump(**by)

    async def until(self, happened: Callable[[], object], *, seconds: float = 20.0) -> None:
        """Wait for something that takes real time: a process, a connection."""
        for _ in range(int(seconds / 0.05)):
            if happened():
                return
            await asyncio.sleep(0.05)
        raise AssertionError("it did not happen in time\n" + self.bot.log_since_start()[-2000:])

    # ---- people

    async def set_up(self, options: Mapping[str, str] | None = None) -> None:
        chosen = {
            "zone": "UTC",
            "alert_channel": "alerts",
            "responder_role": "Responder",
            "moderator_role": "Moderator",
        }
        await self.people.command("marlow", "general", "setup server", chosen | dict(options or {}))
        await self.quiet()
        panel = self.people.received("marlow")[-1].message_id
        await self.people.choose("marlow", "general", panel, ["general", "vent"], select="Choose watched channels")
        await self.quiet()
        await self.people.press("marlow", "general", panel, "Send a test alert")
        await self.quiet()
        await self.people.press("wren", "alerts", self.newest("Test alert"), "I've got this")
        await self.quiet()
        self.look_from_here()

    async def cry(self, who: str = "ash", where: str = "general", text: str = URGENT) -> int:
        """Somebody writes something urgent; answers the message's id, without waiting for anything."""
        return await self.people.say(who, where, text)

    async def take(self, who: str = "wren", *, text: str = ASKED, button: str = "I've got this") -> str:
        """Press on the newest notice; answers what the person reads."""
        pressed = await self.people.press(who, "alerts", self.newest(text), button)
        await self.quiet()
        return self.answer(pressed)

    def answer(self, interaction_id: int) -> str:
        """The newest thing somebody read in answer to this interaction."""
        found = [m for m in self.people.received() if m.interaction_id == interaction_id and m.text]
        return found[-1].text if found else ""

    async def calm(self) -> None:
        """Somebody takes every open case, as they would before the next thing happens."""
        await self.quiet()
        for (case_id,) in self.rows("SELECT case_id FROM cases WHERE state = 'open'"):
            notice = self.newest("")
            await self.people.press("okello", "alerts", notice, f"alerts:take:{case_id}", forged=True)
            await self.quiet()
        self.look_from_here()

    def look_from_here(self) -> None:
        self._from = len(self.people.received())

    # ---- looking

    def newest(self, text: str) -> int:
        """The newest message in the alert channel that says this."""
        return [m for m in self.people.received() if m.channel == "alerts" and text in m.text][-1].message_id

    def read(self, who: str) -> list[Received]:
        """Everything that reached this person from the bot since we began to look."""
        return [m for m in self.people.received()[self._from :] if m.who == who and m.from_bot]

    def told(self, who: str = "wren") -> list[str]:
        """First lines of what the bot sent this person about alerts: in the alert channel, and in DMs."""
        return [
            m.text.split("\n")[0]
            for m in self.read(who)
            if m.kind in ("message", "dm") and (m.kind == "dm" or m.channel == "alerts")
        ]

    def pages(self, who: str = "wren") -> list[str]:
        """Those of them that are notices in the alert channel: what is unwell or could not be read is said beside
        them, and on a slow machine a second way is tried as well."""
        lines = [m.text.split("\n")[0] for m in self.read(who) if m.kind == "message" and m.channel == "alerts"]
        return [line for line in lines if "Someone may need" in line or "answered this" in line]

    def rows(self, query: str) -> list[Any]:
        file = self.folder / "data" / "circlekeeper.db"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()

    def ailments(self) -> set[str]:
        """What people were told is wrong here."""
        return {reason for (reason,) in self.rows("SELECT reason FROM ailments")}

    # ---- the end

    async def well_again(self) -> None:
        """Everything is made healthy, and a while passes."""
        self.levers.clear()
        await self.breaking.let_go_database()
        if self.bot.running:
            self.breaking.thaw()
            if sys.platform.startswith("linux"):
                self.breaking.make_room()
        else:
            await self.start()
        for _ in range(3):
            await self.advance(seconds=61)

    async def evidence(self) -> Evidence:
        quiet = True
        try:
            await self.quiet()
        except NotQuiet:
            quiet = False
        return Evidence(
            bot_id=self.rehearsal.world.bot.id,
            posts=list(self.recorder.posts.values()),
            requests=list(self.recorder.requests),
            violations=list(self.rehearsal.rest.violations),
            guilds=self.recorder.guilds(),
            lives=list(self.recorder.lives),
            jumps=list(self.recorder.jumps),
            went_back=self.recorder.went_back,
            log=self.bot.log_file.read_text(encoding="utf-8", errors="replace"),
            folder=self.folder,
            database=self.folder / "data" / "circlekeeper.db",
            taken_at=self.rehearsal.clock.now(),
            quiet=quiet,
            words=frozenset(self.recorder.words),
            erased=frozenset(self.erased),
            expected=frozenset(self.expected),
        )

    async def over(self) -> Evidence:
        """All invariants hold, and everything that was pulled has taken effect."""
        missed = self.breaking.without_effect()
        WHAT_TOOK_EFFECT[:] = [f"{effect.name} {effect.times}" for effect in self.breaking.account()]
        assert missed == [], f"the fault did not happen: {missed}"
        await self.well_again()
        evidence = await self.evidence()
        found = broken(evidence)
        assert found == [], "\n".join([*found, "", evidence.log[-3000:]])
        return evidence

    def _ready_count(self) -> int:
        return self.bot.log_file.read_text().count("ready in") if self.bot.log_file.exists() else 0


@asynccontextmanager
async def a_night(
    folder: Path, *, set_up: bool = True, config: str = "", sabotage: str = "", timings: Mapping[str, float] = _NOTHING
) -> AsyncIterator[Night]:
    """A believable server with the bot on it, and a second one beside it; nothing may break Discord's rules.

    `config` is added to the bot's settings; `sabotage` and `timings` break and shorten it from inside.
    """
    rehearsal = Rehearsal(seed=5, at=EVENING)
    place = start_worlds.believable(rehearsal.world)
    for name in MORE_PEOPLE:
        place.people[name] = rehearsal.world.create_user(name, display_name=name.title())
        rehearsal.world.add_member(place.guild_id, place.people[name])
    _a_second_server(rehearsal)
    recorder = Recorder(rehearsal)
    recorder.remember_roles()
    people = People(rehearsal.world, rehearsal.transcript, acts=rehearsal.acts, invocations=rehearsal.invocations)
    addresses = await rehearsal.start(0)
    program = ROOT / ("tests/faults/sabotaged.py" if sabotage or timings else "bot.py")
    bot = WarmBot([sys.executable, str(program)], addresses, folder)
    with (folder / "config.toml").open("a", encoding="utf-8") as settings:
        settings.write(config)
    (folder / "config.toml").chmod(0o600)
    night = Night(rehearsal, people, place, addresses, bot, recorder)
    if sabotage or timings:
        night.more = {"SABOTAGE": sabotage, "TIMINGS": json.dumps(dict(timings))}
    try:
        await night.start()
        if set_up:
            await night.set_up()
        yield night
    finally:
        await night.breaking.let_go_database()
        if bot.running:
            night.breaking.thaw()
        if night.recorder.lives:
            night.recorder.lives[-1].meant = True
        await bot.stop()
        await rehearsal.stop()


def _a_second_server(rehearsal: Rehearsal) -> None:
    world = rehearsal.world
    owner, member = world.create_user("quill", display_name="Quill"), world.create_user("reed", display_name="Reed")
    guild_id = world.create_guild(
        "Next Door", owner, bot_permissions=start_worlds.BOT_RIGHTS, everyone=start_worlds.MEMBER_RIGHTS
    )
    world.add_member(guild_id, member)
    world.create_channel(guild_id, "porch")
    world.create_channel(guild_id, "desk")

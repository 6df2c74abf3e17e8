"""Everything that can be broken on purpose, by name: Discord, the bot's process, its disk, the clock.

One library for tests, scenarios and the page. It keeps the account of what took effect: a lever that met nothing, or a
kill point that was not reached, proves nothing and is named by `without_effect`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rehearsal.bot_disk import BotDisk
from rehearsal.bot_process import BotProcess
from rehearsal.kill_points import KILL_POINTS
from rehearsal.server import Rehearsal


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that was broken, for the account."""

    name: str
    times: int


class Breaking:
    """Breaks things and remembers it. Levers of Discord need no bot; those of process and disk do."""

    def __init__(self, rehearsal: Rehearsal, bot: BotProcess | None = None) -> None:
        self._rehearsal = rehearsal
        self._bot = bot
        self._disk = None if bot is None else BotDisk(bot)
        self._done: Counter[str] = Counter()
        self._wanted: list[str] = []
        self._reached: list[str] = []

    @property
    def levers(self) -> Any:
        """The levers of Discord themselves, for calls with arguments that a type checker should see."""
        return self._rehearsal.levers

    @property
    def disk(self) -> BotDisk:
        assert self._disk is not None, "no bot was given"
        return self._disk

    # ---- by name

    def names(self) -> Mapping[str, Callable[..., Any]]:
        """Every lever by name, with what it takes; a lever may be a coroutine function."""
        own: tuple[Callable[..., Any], ...] = ()
        if self._bot is not None:
            own = (
                self.kill, self.freeze, self.thaw, self.stop, self.start, self.restart,
                self.kill_at, self.hold_database, self.let_go_database,
                self.fill_disk, self.make_room, self.few_files, self.no_more_memory,
            )  # fmt: skip
        moving = (self.jump, self.advance)
        return self._rehearsal.levers.names() | {lever.__name__: lever for lever in (*own, *moving)}

    async def pull(self, name: str, **given: Any) -> Any:
        """Pull any lever by its name; raises KeyError for one that does not exist."""
        result = self.names()[name](**given)
        return await result if hasattr(result, "__await__") else result

    # ---- the process

    async def kill(self) -> None:
        """SIGKILL, now."""
        await self._of_bot().kill()
        self._done["kill"] += 1

    def freeze(self) -> None:
        """SIGSTOP: the machine sleeps, the rest of the world does not."""
        self._of_bot().signal("SIGSTOP")
        self._done["freeze"] += 1

    def thaw(self) -> None:
        """SIGCONT."""
        self._of_bot().signal("SIGCONT")

    async def stop(self) -> int | None:
        """SIGTERM; answers the exit code."""
        code = await self._of_bot().stop()
        self._done["stop"] += 1
        return code

    async def start(self) -> None:
        """Start it, unless it runs."""
        if not self._of_bot().running:
            await self._of_bot().start()

    async def restart(self) -> None:
        """Stop it politely and start it."""
        await self.stop()
        await self.start()

    async def kill_at(self, point: str, *, more: Mapping[str, str] | None = None) -> None:
        """Start the bot so that it ends itself at a kill point (`K5`, or `K5:3` for the third time)."""
        assert point.partition(":")[0] in KILL_POINTS, point
        self._wanted.append(point.partition(":")[0])
        await self._of_bot().start(kill_at=point, more=more)

    async def died(self) -> str | None:
        """Wait until the process has ended, and answer the kill point that it reached."""
        bot = self._of_bot()
        await bot.ended()
        if bot.killed_at is not None:
            self._reached.append(bot.killed_at)
            self._done[f"killed at {bot.killed_at}"] += 1
        return bot.killed_at

    def few_files(self, most: int = 64) -> None:
        """Let the process have no more than so many open files."""
        self._of_bot().limit("NOFILE", most)
        self._done["few_files"] += 1

    def no_more_memory(self) -> None:
        """Let the process have no more memory than it has now."""
        bot = self._of_bot()
        bot.limit("AS", bot.memory())
        self._done["no_more_memory"] += 1

    # ---- the disk

    async def hold_database(self) -> None:
        """Another process holds the database."""
        await self.disk.hold_database()
        self._done["hold_database"] += 1

    async def let_go_database(self) -> None:
        """It lets go."""
        await self.disk.let_go()

    def fill_disk(self) -> None:
        """The disk takes nothing more."""
        self.disk.full()
        self._done["fill_disk"] += 1

    def make_room(self) -> None:
        """There is room again."""
        self.disk.room()

    # ---- the clock

    async def jump(self, **by: float) -> None:
        """Make it later (or, below zero, earlier) at once; moments between are not visited."""
        clock = self._rehearsal.clock
        await self._rehearsal.bot_clock.jump(clock.now() + timedelta(**by))
        self._done["jump"] += 1

    async def advance(self, **by: float) -> None:
        """Let time pass, stopping at every moment at which the bot has something to do."""
        await self._rehearsal.bot_clock.advance(timedelta(**by))

    # ---- the account

    def account(self) -> tuple[Effect, ...]:
        """What took effect, and how often."""
        whole = Counter(self._rehearsal.faults.fired) + self._done
        return tuple(Effect(name, times) for name, times in sorted(whole.items()))

    @property
    def wanted(self) -> list[str]:
        """Kill points that were asked for and have not been reached yet."""
        return list((Counter(self._wanted) - Counter(self._reached)).elements())

    def forget_wanted(self) -> None:
        """A kill point that was not reached is no longer wanted: nothing is claimed about it."""
        self._wanted = list(self._reached)

    def without_effect(self) -> list[str]:
        """What was wanted and did not happen."""
        missing = Counter(self._wanted) - Counter(self._reached)
        return self._rehearsal.faults.without_effect() + [f"kill point {point}" for point in missing.elements()]

    def _of_bot(self) -> BotProcess:
        assert self._bot is not None, "no bot was given"
        return self._bot

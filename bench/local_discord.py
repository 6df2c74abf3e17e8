"""What the local Discord carries: `python -m bench.local_discord [MESSAGES]`.

An ordinary discord.py bot with two shards, each in a process of its own. It hears messages as fast as they are said,
one in twenty answered. Then 10,000 events are replayed to one shard, three times over, while commands are given. A
*callback* is the bot's first answer to an interaction, from its request to our answer, as the bot sees it and as we do;
the *whole way* is a person's, from the command to the bot's words. Beside it the same on a quiet line, in the same run.
The promise of the rehearsal: 1,000 messages a second, and callbacks under 250 ms (99th of 100) while 10,000 events are
replayed. It is about an idle machine with two cores; a busy one shows it in every figure.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from rehearsal.people.people import People
from rehearsal.wire import Json
from tests.rehearsal.wire.house import Town
from tests.rehearsal.wire.process import BotProcess

MESSAGES, REPLAYED, ROUNDS, ASKED = 5_000, 10_000, 3, 100
PACE = 1_000
CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"


@dataclass
class Line:
    """Two shards on one local Discord; `near` is a channel of the shard that is replayed to, `far` of the other."""

    town: Town
    near_bot: BotProcess
    far_bot: BotProcess
    people: People
    near: int
    far: int

    async def talk(self, count: int, *, answered_every: int = 0, pace: float = 0.0, commands_from: int = 0) -> float:
        """Say so many things, and wait until each of those to be answered has its reply; the seconds that took.

        `pace` is per second, 0 as fast as it goes. From `commands_from` on, a command stands behind each hundredth.
        """
        world, acts, begun = self.town.world, self.town.rehearsal.acts, time.perf_counter()
        before, wanted = len(world.state.messages[self.near]), 0
        for number in range(count):
            asks = bool(answered_every) and number % answered_every == 0
            acts.say(self.town.member, self.near, "ping" if asks else f"message {number}")
            wanted += asks
            if commands_from and number >= commands_from and number % 100 == 0:
                await self.people.slash("ann", self.near, "/hello name:you")
            elif pace:
                await asyncio.sleep(max(begun + number / pace - time.perf_counter(), 0))
            elif number % 50 == 0 and not commands_from:
                await asyncio.sleep(0)
        crossed = asyncio.Event()
        self.town.rehearsal.transcript.watchers.append(lambda _: crossed.set())
        async with asyncio.timeout(120):
            while len(world.state.messages[self.near]) < before + count + wanted:
                crossed.clear()
                await crossed.wait()
        self.town.rehearsal.transcript.watchers.pop()
        return time.perf_counter() - begun

    async def ask(self, where: int, count: int = 0, until: asyncio.Future[Any] | None = None) -> list[float]:
        """Milliseconds from a command to the bot's answer, one after the other, so many or until something is done."""
        took: list[float] = []
        while len(took) < count if until is None else not until.done():
            begun = time.perf_counter()
            assert await self.people.outcome(await self.people.slash("ann", where, "/hello name:you")) != "failed"
            took.append((time.perf_counter() - begun) * 1000)
        return took

    def cut(self) -> None:
        """Cut the near shard's line; the other stays."""
        gateway, held = self.town.rehearsal.gateway, self.town.guild
        for connection in list(gateway.connections):
            if connection.session is not None and connection.session.holds(held):
                connection.reset()

    async def missed(self) -> "asyncio.Future[object]":
        """Ten thousand things are said while the near shard is away; what is done when it has heard them all."""
        levers, back = self.town.rehearsal.levers, asyncio.Event()
        levers.gateway_down()
        self.cut()
        await self.talk(REPLAYED)
        self.town.rehearsal.transcript.watchers.append(lambda record: back.set() if record["what"] == "op 6" else None)
        levers.gateway_down(None)
        async with asyncio.timeout(120):
            await back.wait()
        self.town.rehearsal.transcript.watchers.pop()
        return self.heard()

    def heard(self) -> "asyncio.Future[object]":
        """Done when the near shard has heard everything that it had missed."""
        return asyncio.ensure_future(asyncio.to_thread(self.near_bot.wait, "resumed", 60.0))

    async def asked_elsewhere(self) -> list[float]:
        """The whole way on the other shard, while ten thousand events are replayed to this one."""
        return await self.ask(self.far, until=await self.missed())

    async def asked_among(self) -> list[float]:
        """Commands among the last of the events that are replayed: the line is cut, and back before anybody waits."""
        heard = self.heard()
        self.cut()
        await self.talk(REPLAYED, commands_from=REPLAYED // 2)
        await heard
        return []

    async def asked_behind(self) -> list[float]:
        """The whole way of one command on the very shard that has just begun to work through its replay."""
        heard = await self.missed()
        took = await self.ask(self.near, 1)
        await heard
        return took

    async def asked_at_pace(self) -> list[float]:
        """Ten thousand events at a thousand a second on the very shard that hears them, one in twenty answered."""
        talk = asyncio.ensure_future(self.talk(REPLAYED, answered_every=20, pace=PACE))
        return await self.ask(self.near, until=talk)

    def measure(self, what: str, *asking: Coroutine[Any, Any, list[float]]) -> None:
        """Run these one after the other and print their figures together."""
        ours: list[float] = []
        watchers = self.town.rehearsal.transcript.watchers

        def note(record: Json) -> None:
            if record["door"] == "rest" and record["dir"] == "out" and record["what"] == CALLBACK:
                ours.append(record["took_ms"])

        watchers.insert(0, note)
        whole = [took for one in asking for took in self.town.thread.wait(one, 300)]
        watchers.remove(note)
        seen = [said["ms"] for bot in (self.near_bot, self.far_bot) for said in bot.take("callback")]
        print(what)
        if len(whole) != len(asking):
            print(f"  {len(seen)} callbacks: {_spread(seen)} as the bot sees them; {_spread(ours)} as we do")
        if whole:
            print(f"  the whole way: {_spread(whole)}", flush=True)


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    town = Town()
    far = town.thread.call(lambda: _on_the_other_shard(town))
    local = town.rehearsal
    people = town.thread.call(
        lambda: People(local.world, local.transcript, acts=local.acts, invocations=local.invocations)
    )
    shard = (town.guild >> 22) % 2
    bots = [BotProcess(town, COMMANDS="1", SHARDS="2", SHARD=str(one), TIMED="1") for one in (shard, 1 - shard)]
    for bot in bots:
        bot.wait("ready", 30.0)
    line = Line(town, bots[0], bots[1], people, town.general, far)
    took = town.thread.wait(line.talk(count, answered_every=20), 180)
    print(f"{count} messages in, 5% answered: {count / took:,.0f} a second", flush=True)
    line.measure("quiet", line.ask(line.near, ASKED))
    line.measure(
        f"while {REPLAYED:,} messages come at {PACE:,} a second, 5% answered, same shard", line.asked_at_pace()
    )
    rounds = range(ROUNDS)
    replayed = f"while {REPLAYED:,} events are replayed"
    line.measure(f"{replayed}, on the other shard", *(line.asked_elsewhere() for _ in rounds))
    line.measure(f"{replayed}, commands among them", *(line.asked_among() for _ in rounds))
    line.measure(f"{replayed}, a command behind them", *(line.asked_behind() for _ in rounds))
    for bot in bots:
        bot.stop()
    town.thread.stop()


def _on_the_other_shard(town: Town) -> int:
    """A channel of a server that the other of two shards holds; ann is a member there."""
    world, shard = town.world, (town.guild >> 22) % 2
    while (guild := world.create_guild("Lighthouse", town.owner)) >> 22 & 1 == shard:
        pass
    world.add_member(guild, town.member)
    return world.create_channel(guild, "general")


def _spread(took: list[float]) -> str:
    if len(took) < 2:
        return f"{took[0]:.0f} ms" if took else "none"
    last = statistics.quantiles(took, n=100, method="inclusive")[98]
    return f"median {statistics.median(took):.0f}, p99 {last:.0f}, slowest {max(took):.0f} ms"


if __name__ == "__main__":
    main()

"""What the local Discord carries: `python -m bench.local_discord [MESSAGES]`.

An ordinary discord.py bot in a process of its own hears messages as fast as they are said, one in twenty answered; then
its line is cut, 10,000 messages are said meanwhile, and it answers commands while those are replayed. Answers the
promises of the rehearsal: 1,000 messages a second with 5% answered, callbacks under 250 ms (99th of 100) while 10,000
events are replayed. The ratio is against the same commands on a quiet line, in the same run.
"""

import asyncio
import statistics
import sys
import time

from rehearsal.people.people import People
from tests.rehearsal.wire.house import Town
from tests.rehearsal.wire.process import BotProcess

MESSAGES, REPLAYED, ASKED = 5_000, 10_000, 100


async def _talk(town: Town, count: int, *, answered_every: int = 0) -> float:
    """Say so many things, and wait until each twentieth has its reply; the seconds that took."""
    world, say = town.world, town.rehearsal.acts.say
    before, wanted, begun = len(world.state.messages[town.general]), 0, time.perf_counter()
    for number in range(count):
        asks = bool(answered_every) and number % answered_every == 0
        say(town.member, town.general, "ping" if asks else f"message {number}")
        wanted += asks
        if number % 50 == 0:
            await asyncio.sleep(0)
    crossed = asyncio.Event()
    town.rehearsal.transcript.watchers.append(lambda _: crossed.set())
    async with asyncio.timeout(120):
        while len(world.state.messages[town.general]) < before + count + wanted:
            crossed.clear()
            await crossed.wait()
    town.rehearsal.transcript.watchers.pop()
    return time.perf_counter() - begun


async def _ask(people: People, count: int) -> list[float]:
    """Milliseconds from a command to the bot's answer, one after the other."""
    took: list[float] = []
    for _ in range(count):
        begun = time.perf_counter()
        assert await people.outcome(await people.slash("ann", "general", "/hello name:you")) != "failed"
        took.append((time.perf_counter() - begun) * 1000)
    return took


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    town = Town()
    local = town.rehearsal
    people = town.thread.call(
        lambda: People(local.world, local.transcript, acts=local.acts, invocations=local.invocations)
    )
    bot = BotProcess(town, COMMANDS="1")
    bot.wait("ready", 30.0)
    took = town.thread.wait(_talk(town, count, answered_every=20), 180)
    print(f"{count} messages in, 5% answered: {count / took:,.0f} a second")
    quiet = _p99(town.thread.wait(_ask(people, ASKED), 180))

    async def while_replayed() -> list[float]:
        resumed = asyncio.Event()
        local.levers.gateway_down()
        local.levers.reset_gateway()
        await _talk(town, REPLAYED)
        local.transcript.watchers.append(lambda record: resumed.set() if record["what"] == "op 6" else None)
        local.levers.gateway_down(None)
        async with asyncio.timeout(120):
            await resumed.wait()
        return await _ask(people, ASKED)

    busy = _p99(town.thread.wait(while_replayed(), 300))
    print(
        f"callbacks, 99th of 100: quiet {quiet:.0f} ms, while 10,000 events are replayed {busy:.0f} ms"
        f" ({busy / quiet:.1f} times)"
    )
    bot.stop()
    town.thread.stop()


def _p99(took: list[float]) -> float:
    return statistics.quantiles(took, n=100)[98]


if __name__ == "__main__":
    main()

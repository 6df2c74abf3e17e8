"""How fast a helpline is answered: `python -m bench.helplines`.

5 to 50 people a second send /helpline to the real bot over the local Discord for some seconds each, timed from the
interaction's dispatch to the answer that they see. Beside it, in the same run: the answer alone, from memory; a bare
discord.py bot that answers one fixed sentence at the same rate, which is what the wire itself costs; and the
suggestions while a country is typed.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from cogs.helplines.countries import Country
from cogs.helplines.directory import Directory
from cogs.helplines.style import Markdown
from cogs.helplines.text import answer_text
from cogs.shared.words import words_for
from rehearsal import start_worlds
from rehearsal.bot_process import BotProcess
from rehearsal.people.people import People
from rehearsal.server import Rehearsal
from tests.rehearsal.wire.house import Town
from tests.rehearsal.wire.process import BotProcess as BareBot

ROOT = Path(__file__).resolve().parent.parent
RATES, SECONDS = (5, 20, 50), 4
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Ask = Callable[[int], Awaitable[object]]


async def at_rate(ask: Ask, rate: int) -> list[float]:
    """Milliseconds from asking to reading, `rate` a second, whether or not the earlier ones have been answered."""
    took: list[float] = []

    async def one(number: int) -> None:
        begun = time.perf_counter()
        await ask(number)
        took.append((time.perf_counter() - begun) * 1000)

    begun = time.perf_counter()
    asked: list[asyncio.Task[None]] = []
    for number in range(rate * SECONDS):
        await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        asked.append(asyncio.create_task(one(number)))
    await asyncio.gather(*asked)
    return took


async def on_the_wire(countries: list[str]) -> None:
    rehearsal = Rehearsal()
    start_worlds.fresh(rehearsal.world)
    people = People(rehearsal.world, rehearsal.transcript, acts=rehearsal.acts, invocations=rehearsal.invocations)
    addresses = await rehearsal.start()

    async def ask(number: int) -> None:
        country = {"country": countries[number % len(countries)]}
        asked = await people.command("ash", "general", "helpline", country, suggest=False)
        assert await people.outcome(asked) == "message"

    async def type_into(number: int) -> None:
        found = await people.autocomplete("ash", "general", "helpline", "country", countries[number % len(countries)])
        assert found

    with tempfile.TemporaryDirectory() as folder:
        bot = BotProcess([sys.executable, str(ROOT / "bot.py")], addresses, Path(folder) / "bot")
        await bot.start()
        try:
            await rehearsal.bot_clock.followed()
            await rehearsal.bot_clock.quiet()
            await ask(0)
            for rate in RATES:
                _say(f"over the local wire, {rate} a second", await at_rate(ask, rate))
            _say(f"suggestions while typing, {RATES[-1]} a second", await at_rate(type_into, RATES[-1]))
        finally:
            await bot.stop()
            await rehearsal.stop()


def bare(rate: int) -> list[float]:
    """The same wire and rate, and a bot that does nothing but answer."""
    town = Town()
    local = town.rehearsal
    local.limits.on = True
    people = town.thread.call(
        lambda: People(local.world, local.transcript, acts=local.acts, invocations=local.invocations)
    )

    async def ask(_: int) -> None:
        asked = await people.command("ann", "general", "hello", {"name": "you"})
        assert await people.outcome(asked) == "message"

    bot = BareBot(town, COMMANDS="1")
    try:
        bot.wait("ready", 30.0)
        town.thread.wait(at_rate(ask, 2), 60)
        return town.thread.wait(at_rate(ask, rate), 60)
    finally:
        bot.stop()
        town.thread.stop()


def from_memory(directory: Directory, countries: list[str]) -> list[float]:
    """Milliseconds to find and word an answer, one for each country."""
    w, took = words_for(None), list[float]()
    for code in countries:
        begun = time.perf_counter()
        answer_text(w, directory.answer(Country(code), at=AT), Markdown())
        took.append((time.perf_counter() - begun) * 1000)
    return took


def main() -> int:
    directory = Directory.load()
    countries = sorted(directory.countries)
    from_memory(directory, countries)
    _say("from memory, found and worded", from_memory(directory, countries))
    _say(f"a bare bot on the same wire, {RATES[-1]} a second", bare(RATES[-1]))
    asyncio.run(on_the_wire(countries))
    return 0


def _say(what: str, took: list[float]) -> None:
    ordered = sorted(took)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    print(f"{what}: median {statistics.median(ordered):.1f} ms, p99 {p99:.1f} ms, worst {ordered[-1]:.1f} ms, "
          f"{len(ordered)} answers", flush=True)  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())

"""How fast a helpline is answered: `python -m bench.helplines`.

5 to 50 questions a second reach the real bot over the local Discord for some seconds each; timed from the
interaction's dispatch to the answer that the person sees. Beside it, in the same run: the answer alone, from memory.
"""

import asyncio
import statistics
import sys
import tempfile
import time
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

ROOT = Path(__file__).resolve().parent.parent
RATES, SECONDS = (5, 10, 20, 50), 4
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def on_the_wire(countries: list[str], rate: int) -> list[float]:
    """Milliseconds from asking to reading, one for each question, in the order of asking."""
    rehearsal = Rehearsal()
    start_worlds.fresh(rehearsal.world)
    people = People(rehearsal.world, rehearsal.transcript, acts=rehearsal.acts, invocations=rehearsal.invocations)
    addresses = await rehearsal.start()
    took: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        bot = BotProcess([sys.executable, str(ROOT / "bot.py")], addresses, Path(folder) / "bot")
        await bot.start()
        await rehearsal.bot_clock.followed()
        await rehearsal.bot_clock.quiet()

        async def ask(country: str) -> None:
            begun = time.perf_counter()
            interaction = await people.slash("ash", "general", f"/helpline country:{country}")
            await people.outcome(interaction)
            took.append((time.perf_counter() - begun) * 1000)

        try:
            await ask("IE")
            took.clear()
            begun = time.perf_counter()
            asked: list[asyncio.Task[None]] = []
            for number in range(rate * SECONDS):
                await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
                asked.append(asyncio.create_task(ask(countries[number % len(countries)])))
            await asyncio.gather(*asked)
        finally:
            await bot.stop()
            await rehearsal.stop()
    return took


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
    for rate in RATES:
        _say(f"over the local wire, {rate} a second", asyncio.run(on_the_wire(countries, rate)))
    return 0


def _say(what: str, took: list[float]) -> None:
    ordered = sorted(took)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    print(f"{what}: median {statistics.median(ordered):.1f} ms, p99 {p99:.1f} ms, worst {ordered[-1]:.1f} ms, "
          f"{len(ordered)} answers")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())

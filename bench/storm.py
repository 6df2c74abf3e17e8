"""Five hundred urgent messages in a second from two accounts: `python -m bench.storm`.

The real bot, a process of its own on a local Discord that this process serves. Two members say something urgent 250
times each within a second; among them a third one once. Answers the promises of alerts: all recorded within 2 s, the
first notice within 1 s, everything covered within 15 s (both notices name all 250), one ping for each person. Then an
echo bot, which writes twice and posts a notice for each message, gets the same on a local Discord of its own, which
takes five messages in five seconds into a channel.
"""

import asyncio
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from bench.sides import URGENT, Side, set_up, side_with
from rehearsal.bot_process import TOKEN, TOKEN_VARIABLE, BotProcess
from rehearsal.people.stream import Received

ROOT = Path(__file__).resolve().parent.parent
EACH, WITHIN, COVERED = 250, 1.0, 15.0
ASKED = "Someone may need a human now"


class Heard:
    """What the bot posted or changed in the alert channel, with the moment of each."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self.said: list[tuple[float, Received]] = []
        side.people.stream.listeners.append(self._hear)

    def _hear(self, received: Received) -> None:
        if received.from_bot and received.channel == self._side.answers_in:
            self.said.append((time.perf_counter(), received))

    def first(self, words: str, *, posted: bool = True) -> list[float]:
        """When each message named those words for the first time, as it was posted or at all."""
        found: dict[int, float] = {}  # a message is seen by each who may read the channel
        for at, one in self.said:
            if words in one.text and (one.kind == "message" or not posted):
                found.setdefault(one.message_id, at)
        return sorted(found.values())


async def _storm(side: Side) -> tuple[float, float, float]:
    """Answers when it began, when the third person spoke, and when it ended."""
    one, other, third = side.speakers[:3]
    begun, spoke = time.perf_counter(), 0.0
    for number in range(EACH):
        await asyncio.sleep(max(0.0, begun + number * WITHIN / EACH - time.perf_counter()))
        await side.people.say(one, "general", f"{URGENT} {number}")
        await side.people.say(other, "general", f"{URGENT} {number}")
        if number == EACH // 2:
            spoke = time.perf_counter()
            await side.people.say(third, "general", URGENT)
    return begun, spoke, time.perf_counter()


async def _until(happened: Callable[[], bool], limit: float = 120) -> float:
    ends = time.perf_counter() + limit
    while not happened():
        if time.perf_counter() > ends:
            raise TimeoutError
        await asyncio.sleep(0.01)
    return time.perf_counter()


async def _ours() -> None:
    side, addresses = await side_with("alerts", 3)
    with tempfile.TemporaryDirectory() as folder:
        process = BotProcess([sys.executable, str(ROOT / "bot.py")], addresses, Path(folder) / "bot")
        await process.start()
        try:
            await set_up(side)
            heard = Heard(side)
            with closing(sqlite3.connect(process.folder / "data" / "circlekeeper.db")) as file:
                before = _alerts(file)
                begun, spoke, ended = await _storm(side)
                recorded = await _until(lambda: _alerts(file) == before + 2 * EACH + 1)
            covered = await _until(lambda: len(heard.first(f"{EACH} messages in this case", posted=False)) == 2)
            print(f"{2 * EACH + 1} urgent messages of three people in {ended - begun:.2f} s")
            pings = heard.first(ASKED)
            third = heard.first("@member2")[0]
            print(f"  the first notice     after {pings[0] - begun:6.2f} s of the first   (promised: 1)")
            print(f"  the third person's   after {third - spoke:6.2f} s of theirs")
            print(f"  all are recorded     after {recorded - ended:6.2f} s of the last    (promised: 2)")
            print(f"  all are covered      after {covered - ended:6.2f} s of the last    (promised: 15)")
            print(f"  notices that ping    {len(pings)} (promised: one for each person)", flush=True)
        finally:
            await process.kill()
            await side.rehearsal.stop()


def _alerts(file: sqlite3.Connection) -> int:
    return int(file.execute("SELECT count(*) FROM alerts").fetchone()[0])


async def _echo() -> None:
    side, addresses = await side_with("alerts", 3)
    echoing = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.alert_latency", "--echo", addresses.api, addresses.gateway,
        cwd=ROOT, env={**os.environ, TOKEN_VARIABLE: TOKEN},
    )  # fmt: skip
    try:
        heard = Heard(side)
        await _until(lambda: bool(side.rehearsal.gateway.sessions))
        await asyncio.sleep(3)
        begun, _, ended = await _storm(side)
        await asyncio.sleep(ended + COVERED - time.perf_counter())
        print("the echo bot, one notice and one ping for each message")
        print(f"  the first notice     after {heard.first('')[0] - begun:6.2f} s of the first")
        print(
            f"  after {COVERED:.0f} s           {len(heard.first(''))} of {2 * EACH + 1} messages are covered",
            flush=True,
        )
    finally:
        echoing.kill()
        await echoing.wait()
        await side.rehearsal.stop()


async def _measure() -> None:
    await _ours()
    await _echo()


def main() -> int:
    """Answers 0; a figure is never a failure."""
    asyncio.run(_measure())
    return 0


if __name__ == "__main__":
    sys.exit(main())

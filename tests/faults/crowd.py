"""Many people whose check-in is due in one minute, and somebody who cries in the middle of it (S24).

`python -m tests.faults.crowd [PEOPLE]` does it with ten thousand, on the wire and at Discord's pace, and checks all
invariants at the end; the fault run does it with six hundred.
"""

import asyncio
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from bench.due_now import all_due
from storage.database import Database
from storage.keys import Vault
from tests.faults.night import Night, a_night

PACE = 45
"""What the bot lets itself send in a second."""
PEOPLE = 10_000


@dataclass
class Crowd:
    """`places`: the conversation of each of them."""

    night: Night
    places: frozenset[int]
    _asked: list[int] = field(default_factory=list[int])
    _looked_at: int = 0

    def asked(self) -> list[int]:
        """The conversations in which somebody was asked something, in order."""
        posts = self.night.recorder.posts
        for post in islice(posts.values(), self._looked_at, None):
            if post.by_bot and post.channel_id in self.places:
                self._asked.append(post.channel_id)
        self._looked_at = len(posts)
        return self._asked


async def a_crowd_is_due(night: Night, count: int) -> Crowd:
    """So many new members, each with a conversation and a check-in of their own that is due; the bot just started."""
    world = night.rehearsal.world
    await night.stop()
    people = world.fill(night.place.guild_id, [f"asked{number}" for number in range(count)])
    reached = [(person, world.dm_channel(person)) for person in people]
    await _all_due_now(night, reached)
    await night.start(rest=False)
    return Crowd(night, frozenset(channel for _, channel in reached))


async def an_alert_among(night: Night, count: int) -> None:
    """Somebody cries when some have been asked: the notice leaves within a second's worth of them, and everybody is
    asked once."""
    crowd = await a_crowd_is_due(night, count)
    await night.until(lambda: len(crowd.asked()) >= 60, seconds=40 + count / 50)
    before, notice = len(crowd.asked()), len(night.pages())
    await night.cry("ash")
    await night.until(lambda: len(night.pages()) > notice)
    said = [post for post in night.recorder.posts.values() if post.by_bot]
    alerts = night.place.channels["alerts"]
    at = next(n for n, post in enumerate(said) if post.channel_id == alerts and "may need" in post.text)
    assert sum(post.channel_id in crowd.places for post in said[:at]) - before <= PACE
    assert before < count, "it was the middle of them"
    while (so_far := len(crowd.asked())) < count:  # as fast as the machine can, as long as it goes on
        await night.until(lambda: len(crowd.asked()) > so_far)
    await night.quiet()
    assert Counter(crowd.asked()) == Counter(crowd.places)


async def _all_due_now(night: Night, people: Sequence[tuple[int, int]]) -> None:
    """Everybody (member and conversation) has a check-in of their own that is due; the bot is not running."""
    data, due = night.folder / "data", night.rehearsal.clock.now().replace(second=0, microsecond=0)
    vault = await Vault.open(data / "keys.db", data / "master.key")
    database = await Database.open(f"sqlite:{data / 'circlekeeper.db'}", vault=vault)
    await all_due(database, night.place.guild_id, people, due)
    await database.close()
    await vault.close()


async def _with(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with a_night(Path(folder)) as night:
            begun = night.rehearsal.clock.monotonic()
            await an_alert_among(night, count)
            took = night.rehearsal.clock.monotonic() - begun
            await night.over()
    print(f"{count:,} check-ins and an alert in {took:.0f} s: each once, the alert first, all invariants hold")


def main() -> int:
    """Raises AssertionError with what did not hold."""
    logging.disable(logging.INFO)
    asyncio.run(_with(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE))
    return 0


if __name__ == "__main__":
    sys.exit(main())

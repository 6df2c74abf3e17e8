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
from datetime import time as wall_time
from datetime import timedelta
from itertools import islice
from pathlib import Path

from cogs.shared.recurrence import daily
from cogs.shared.recurrence_forms import to_row
from storage.checkin_schedules import Ahead, ScheduleStore
from storage.database import Database
from storage.keys import Vault
from storage.members import MemberChanges, MemberStore
from storage.records.checkins import NewSchedule
from storage.records.members import Reach
from tests.faults.night import Night, a_night

PACE = 45
"""What the bot lets itself send in a second."""
PEOPLE = 10_000
_SLOWEST = 30
"""So many are asked in a second at the least, on a machine that has other things to do."""


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
    people = [world.create_user(f"asked{number}") for number in range(count)]
    for person in people:
        world.add_member(night.place.guild_id, person)
    reached = [(person, world.dm_channel(person)) for person in people]
    await night.stop()
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
    await night.until(lambda: len(crowd.asked()) >= count, seconds=40 + count / _SLOWEST)
    await night.quiet()
    assert Counter(crowd.asked()) == Counter(crowd.places)


async def _all_due_now(night: Night, people: Sequence[tuple[int, int]]) -> None:
    """Everybody (member and conversation) has a check-in of their own that is due; the bot is not running."""
    data, due = night.folder / "data", night.rehearsal.clock.now().replace(second=0, microsecond=0)
    vault = await Vault.open(data / "keys.db", data / "master.key")
    database = await Database.open(f"sqlite:{data / 'circlekeeper.db'}", vault=vault)
    async with database.transaction() as work:
        for member_id, channel_id in people:
            new = NewSchedule(None, member_id, wall_time(due.hour, due.minute), "UTC", to_row(daily()))
            ahead = Ahead(due.date() - timedelta(days=1), due.date(), due)
            await ScheduleStore(work).add(night.place.guild_id, new, ahead, due - timedelta(days=2))
            changes = MemberChanges(reach=Reach.DM, zone="UTC")
            await MemberStore(work).change(night.place.guild_id, member_id, changes, due)
            await MemberStore(work).found_way(night.place.guild_id, member_id, channel_id)
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

"""A bot and its people on a local Discord of their own, for the benches of alerts."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from rehearsal import start_worlds
from rehearsal.invocations import CannotDo
from rehearsal.people.people import People
from rehearsal.people.stream import Received
from rehearsal.server import Addresses, Rehearsal
from rehearsal.wire import Json, dumps

URGENT = "i am going to kill myself tonight"


@dataclass
class Side:
    """One local Discord with its people and its bot."""

    rehearsal: Rehearsal
    people: People
    guild_id: int
    answers_in: str
    speakers: Sequence[int]
    sizes: list[int] = field(default_factory=list)
    """Bytes of each message that the bot posted."""

    def weigh(self) -> None:
        """From now on, note how large each posted message is."""

        def look(record: Json) -> None:
            body = record.get("body")
            if record["door"] == "rest" and record["dir"] == "in" and isinstance(body, dict) and "components" in body:
                self.sizes.append(len(dumps(body)))

        self.rehearsal.transcript.watchers.append(look)

    async def spent(self, who: int) -> float:
        """Seconds from the message to the bot's answer about it."""
        accepted: asyncio.Future[float] = asyncio.get_running_loop().create_future()

        def listen(received: Received) -> None:
            about_it = received.from_bot and received.channel == self.answers_in and received.kind == "message"
            if about_it and not accepted.done():
                accepted.set_result(time.perf_counter())

        self.people.stream.listeners.append(listen)
        try:
            begun = time.perf_counter()
            await self.people.say(who, "general", URGENT)
            return await asyncio.wait_for(accepted, 30) - begun
        finally:
            self.people.stream.listeners.remove(listen)


async def side_with(answers_in: str, members: int) -> tuple[Side, Addresses]:
    rehearsal = Rehearsal()
    place = start_worlds.fresh(rehearsal.world)
    speakers = rehearsal.world.fill(place.guild_id, [f"member{number}" for number in range(members)])
    people = People(rehearsal.world, rehearsal.transcript, acts=rehearsal.acts, invocations=rehearsal.invocations)
    return Side(rehearsal, people, place.guild_id, answers_in, speakers), await rehearsal.start()


async def set_up(side: Side) -> None:
    quiet = side.rehearsal.bot_clock.quiet
    await side.rehearsal.bot_clock.followed(120)
    line = "/setup server zone:Europe/London alert_channel:alerts responder_role:Responder"
    async with asyncio.timeout(120):
        while True:
            await quiet()
            try:
                await side.people.slash("marlow", "general", line)
                break
            except CannotDo:  # the commands are not there yet
                await asyncio.sleep(0.5)
    await quiet()
    panel = [one for one in side.people.received("marlow") if one.from_bot and one.kind != "choices"][-1]
    await side.people.choose("marlow", "general", panel.message_id, ["general"], select="Choose watched channels")
    await quiet()

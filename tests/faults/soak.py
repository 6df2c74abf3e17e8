"""`make soak SEEDS=n`: ten minutes of random traffic, levers and kills for each seed, a healthy minute, all invariants.

Prints for each seed what was broken on purpose and what did not hold. A seed that failed is written into `seeds.txt`
beside this file, and `test_soak.py` plays it for ever.
"""

import argparse
import asyncio
import logging
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from rehearsal.bot_clock import NotQuiet
from rehearsal.invocations import CannotDo
from rehearsal.people.finding import NotFound
from rehearsal.wire import Refusal
from tests.faults.evidence import Evidence
from tests.faults.invariants import ALL, broken
from tests.faults.night import MORE_PEOPLE, STAFF, URGENT, Night, a_night

KEPT = Path(__file__).parent / "seeds.txt"
LONG = timedelta(minutes=10)
MEMBERS = ("ash", "briar", "cove", "dune", "fen", "harbor", "juniper", *MORE_PEOPLE)
POINTS = ("K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8", "K9", "K10", "K11")

Act = Callable[["Soak"], Awaitable[None]]


@dataclass
class Soak:
    """One seed's ten minutes. `did` counts what was broken, by name."""

    night: Night
    chance: random.Random
    did: Counter[str] = field(default_factory=Counter)
    frozen: bool = False

    async def run(self) -> Evidence:
        over_at = self.night.rehearsal.clock.now() + LONG
        acts = [act for act, weight in _ACTS for _ in range(weight)]
        while self.night.rehearsal.clock.now() < over_at:
            for _ in range(self.chance.randint(1, 3)):
                await self._try(self.chance.choice(acts))
            await self.pass_time(self.chance.uniform(2, 30))
        return await self.healthy()

    async def _try(self, act: Act) -> None:
        try:
            await act(self)
        except (CannotDo, NotFound, Refusal, IndexError):
            return  # what nobody can do at this moment, nobody does

    async def pass_time(self, seconds: float) -> None:
        night = self.night
        if night.breaking.disk.held:
            await asyncio.sleep(self.chance.uniform(0.2, 3.0))
            await night.breaking.let_go_database()
        if self.frozen:
            await night.jump(seconds=seconds)
            night.breaking.thaw()
            self.frozen = False
        elif night.bot.running:
            try:
                await night.rehearsal.bot_clock.advance(timedelta(seconds=seconds), timeout=20)
            except NotQuiet:
                await night.jump(seconds=seconds)  # a lever holds it: time passes all the same
        if not night.bot.running:
            if night.breaking.wanted:
                await night.breaking.died()
            await night.start()

    async def healthy(self) -> Evidence:
        """What was taken away is given back, and a while passes."""
        night, place = self.night, self.night.place
        for channel in ("alerts", "general"):
            for right in ("send_messages", "read_message_history"):
                night.levers.grant(right, guild_id=place.guild_id, channel_id=place.channels[channel])
        if night.breaking.wanted:  # a kill point that was not reached is still armed
            night.breaking.thaw()
            await night.kill()
            night.breaking.forget_wanted()
        await night.well_again()
        await night.advance(seconds=61)
        return await night.evidence()


async def _chat(soak: Soak) -> None:
    who = soak.chance.choice(MEMBERS)
    await soak.night.people.say(
        who, soak.chance.choice(("general", "vent", "welcome")), f"hello {soak.chance.random()}"
    )


async def _cry(soak: Soak) -> None:
    await soak.night.cry(soak.chance.choice(MEMBERS), soak.chance.choice(("general", "general", "vent")))


async def _edit(soak: Soak) -> None:
    who = soak.chance.choice(MEMBERS)
    said = await soak.night.people.say(who, "general", "good morning to everybody")
    await soak.night.people.edit(who, "general", said, URGENT)


async def _take(soak: Soak) -> None:
    who = soak.chance.choice(STAFF[:3])
    await soak.night.people.press(who, "alerts", soak.night.newest("now"), "I've got this")


async def _flood(soak: Soak) -> None:
    who = soak.chance.choice(MEMBERS)
    for number in range(soak.chance.randint(5, 25)):
        await soak.night.people.say(who, "vent", f"{URGENT} {number}")


def _lever(name: str, **given: object) -> Act:
    async def pull(soak: Soak) -> None:
        soak.night.levers.pull(name, **given)
        soak.did[name] += 1

    return pull


async def _lost_answer(soak: Soak) -> None:
    name = soak.chance.choice(("reset", "close", "cut"))
    soak.night.levers.pull(name, **({} if name == "cut" else {"after": soak.chance.random() < 0.7}))
    soak.did[name] += 1


async def _hang(soak: Soak) -> None:
    soak.night.levers.hang(soak.chance.uniform(0.2, 3.0), after=soak.chance.random() < 0.5)
    soak.did["hang"] += 1


async def _shut_door(soak: Soak) -> None:
    soak.night.levers.shut_dm(soak.night.place.people[soak.chance.choice(STAFF)], soak.chance.random() < 0.5)
    soak.did["shut_dm"] += 1


async def _right(soak: Soak) -> None:
    place = soak.night.place
    channel, right = soak.chance.choice((("alerts", "send_messages"), ("general", "read_message_history")))
    name = soak.chance.choice(("revoke", "grant"))
    soak.night.levers.pull(name, right=right, guild_id=place.guild_id, channel_id=place.channels[channel])
    soak.did[name] += 1


async def _missed_everything(soak: Soak) -> None:
    soak.night.levers.refuse_resume()
    soak.night.levers.reset_gateway()
    soak.did["refuse_resume"] += 1


async def _kill(soak: Soak) -> None:
    await soak.night.kill()
    soak.did["kill"] += 1


async def _kill_at(soak: Soak) -> None:
    await soak.night.restart(kill_at=soak.chance.choice(POINTS))
    soak.did["kill at a point"] += 1


async def _freeze(soak: Soak) -> None:
    soak.night.breaking.freeze()
    soak.frozen = True
    soak.did["freeze"] += 1


async def _hold(soak: Soak) -> None:
    if not soak.night.breaking.disk.held and soak.night.bot.running:
        await soak.night.breaking.hold_database()
        soak.did["hold_database"] += 1


async def _polite(soak: Soak) -> None:
    await soak.night.stop()
    soak.did["stop"] += 1


_ACTS: tuple[tuple[Act, int], ...] = (
    (_chat, 12), (_cry, 9), (_edit, 2), (_take, 6), (_flood, 1), (_lost_answer, 4), (_hang, 2), (_shut_door, 2),
    (_right, 2), (_lever("answer", status=500, after=True), 1), (_lever("answer", status=503), 2),
    (_lever("rate_limit", wait=1.0), 1), (_lever("close_with", code=4000), 1), (_lever("reset_gateway"), 2),
    (_lever("replay", last=3), 1), (_lever("reconnect"), 1), (_missed_everything, 1), (_kill, 2), (_kill_at, 2),
    (_freeze, 1), (_hold, 1), (_polite, 1),
)  # fmt: skip

BROUGHT_ABOUT = frozenset(
    {"alerts on_", "sweep ", "watch", "saying ", "answering", "after a door", "alerts:", "event ", "on_"}
)
"""Places that may fail while the database is held or an answer is cut; each of them is tried again or answered."""


async def soak(seed: int) -> tuple[Counter[str], list[str]]:
    """What was broken on purpose with this seed, and what did not hold."""
    with tempfile.TemporaryDirectory(prefix="circlekeeper-soak-") as folder:
        async with a_night(Path(folder)) as night:
            one = Soak(night, random.Random(seed))
            night.expected |= BROUGHT_ABOUT
            try:
                evidence = await one.run()
            except NotQuiet as error:
                return one.did, [f"I9: {error}\n{night.bot.log_since_start()[-1500:]}"]
            return one.did, broken(evidence)


def kept_seeds() -> list[int]:
    """Seeds that failed once."""
    return [int(line.split("#")[0]) for line in KEPT.read_text().splitlines() if line.split("#")[0].strip()]


def main() -> int:
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="how many")
    parser.add_argument("--first", type=int, default=1, help="the first one")
    given = parser.parse_args()
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)  # every line that is cut on purpose is an error to it
    failed = 0
    for seed in range(given.first, given.first + given.seeds):
        did, found = asyncio.run(soak(seed))
        injected = ", ".join(f"{name} {count}" for name, count in sorted(did.items()))
        print(
            f"seed {seed}: {sum(did.values())} faults ({injected}); {len(ALL)} invariants, {len(found)} broken",
            flush=True,
        )
        for what in found:
            print(f"    {what}", flush=True)
        if found:
            failed += 1
            if seed not in kept_seeds():
                with KEPT.open("a") as kept:
                    kept.write(f"{seed}  # {found[0].splitlines()[0][:100]}\n")
    print(f"{given.seeds} seeds, {failed} with something broken")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

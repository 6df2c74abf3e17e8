"""From a message to its notice: `python -m bench.alert_latency [MESSAGES]`.

The real bot and an echo bot, each a process of its own on a local Discord of its own, both served by this process. By
turns a new member says something urgent to the one and the same to the other; the time runs until the server has
accepted the bot's message about it. The echo bot makes two commits through the same engine before it answers, as ours
does (the alert with its notice, and the notice's turn to go out), and nothing else.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import discord

from rehearsal import start_worlds
from rehearsal.bot_process import TOKEN, TOKEN_VARIABLE, BotProcess
from rehearsal.people.people import People
from rehearsal.people.stream import Received
from rehearsal.server import Addresses, Rehearsal
from storage.database import Database
from storage.keys import Vault
from storage.marks import MarkStore

ROOT = Path(__file__).resolve().parent.parent
URGENT = "i am going to kill myself tonight"
APART = 1.1
"""Seconds between two messages to one bot: Discord lets five messages into a channel in five seconds."""


@dataclass
class Side:
    """One local Discord with its people and its bot."""

    rehearsal: Rehearsal
    people: People
    guild_id: int
    answers_in: str

    async def spent(self, who: str) -> float:
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


async def _side(answers_in: str, members: int) -> tuple[Side, Addresses]:
    rehearsal = Rehearsal()
    place = start_worlds.fresh(rehearsal.world)
    for number in range(members):
        rehearsal.world.add_member(place.guild_id, rehearsal.world.create_user(f"member{number}"))
    people = People(rehearsal.world, rehearsal.transcript, acts=rehearsal.acts, invocations=rehearsal.invocations)
    return Side(rehearsal, people, place.guild_id, answers_in), await rehearsal.start()


async def _set_up(side: Side) -> None:
    quiet = side.rehearsal.bot_clock.quiet
    await side.rehearsal.bot_clock.followed()
    await quiet()
    await side.people.slash(
        "marlow", "general", "/setup server zone:Europe/London alert_channel:alerts responder_role:Responder"
    )
    await quiet()
    panel = [one for one in side.people.received("marlow") if one.from_bot and one.kind != "choices"][-1]
    await side.people.choose("marlow", "general", panel.message_id, ["general"], select="Choose watched channels")
    await quiet()


async def _echo(api: str, gateway: str) -> None:
    """The echo bot's whole life, in a process of its own."""
    import bot

    bot.point_at(api, gateway)
    with tempfile.TemporaryDirectory() as folder:
        vault = await Vault.open(f"{folder}/keys.db", Path(folder) / "master.key")
        database = await Database.open(f"sqlite:{folder}/echo.db", vault=vault)
        client = discord.Client(intents=discord.Intents.all())

        @client.event
        async def on_message(message: discord.Message) -> None:
            if message.author.bot or message.guild is None:
                return
            for step in (0, 1):
                async with database.transaction() as work:
                    place = message.guild.id, message.channel.id
                    await MarkStore(work).advance(*place, message.id + step, message.created_at)
            await message.channel.send("I heard you.")

        await client.start(os.environ[TOKEN_VARIABLE])


def _figures(name: str, spent: list[float]) -> str:
    ordered = sorted(1e3 * one for one in spent)
    p99 = ordered[min(len(ordered) - 1, round(0.99 * (len(ordered) - 1)))]
    return f"  {name:<10} p50 {statistics.median(ordered):7.1f} ms   p99 {p99:7.1f} ms"


async def _measure(count: int) -> None:
    ours, our_addresses = await _side("alerts", count)
    echo, echo_addresses = await _side("general", count)
    with tempfile.TemporaryDirectory() as folder:
        process = BotProcess([sys.executable, str(ROOT / "bot.py")], our_addresses, Path(folder) / "bot")
        await process.start()
        echoing = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.alert_latency", "--echo", echo_addresses.api, echo_addresses.gateway,
            cwd=ROOT, env={**os.environ, TOKEN_VARIABLE: TOKEN},
        )  # fmt: skip
        try:
            await _set_up(ours)
            await asyncio.sleep(3)
            spent: dict[str, list[float]] = {"our bot": [], "echo bot": []}
            for number in range(count):
                for name, side in (("our bot", ours), ("echo bot", echo)):
                    spent[name].append(await side.spent(f"member{number}"))
                await asyncio.sleep(APART)
        finally:
            await process.kill()
            echoing.kill()
            await echoing.wait()
            await ours.rehearsal.stop()
            await echo.rehearsal.stop()
    warm = {name: each[3:] for name, each in spent.items()}
    print(f"from an urgent message to the accepted answer, idle, {count - 3} messages each, by turns")
    for name, each in warm.items():
        print(_figures(name, each))
    p99 = {name: sorted(each)[round(0.99 * (len(each) - 1))] for name, each in warm.items()}
    print(f"  our bot / echo bot, p99: {p99['our bot'] / p99['echo bot']:.2f}")


def main() -> int:
    """Answers 0; a figure is never a failure."""
    if sys.argv[1:2] == ["--echo"]:
        asyncio.run(_echo(sys.argv[2], sys.argv[3]))
    else:
        asyncio.run(_measure(int(sys.argv[1]) if len(sys.argv) > 1 else 40))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""From a message to its notice: `python -m bench.alert_latency [MESSAGES [DUE]]`.

The real bot and an echo bot, each a process of its own on a local Discord of its own, both served by this process. By
turns a new member says something urgent to the one and the same to the other; the time runs until the server has
accepted the bot's message about it. The echo bot makes two commits through the same engine before it answers, as ours
does (the alert with its notice, and the notice's turn to go out), and then posts a notice of the same kind by the same
library: a layout of as many parts and about as many bytes (both are printed), with a role pinged and a nonce. It has
our settings of collector and threads; it looks at nothing, decides nothing, keeps no order and no pace. First idle;
then while ten thousand check-ins that are due in this very minute go out to the members of that server, at the pace
Discord allows.
"""

import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import discord

from bench.due_now import all_due
from bench.sides import Side, set_up, side_with
from cogs.shared.app import keep_for_good
from rehearsal.bot_process import TOKEN, TOKEN_VARIABLE, BotProcess
from rehearsal.people.stream import Received
from storage.database import Database
from storage.keys import Vault
from storage.marks import MarkStore

ROOT = Path(__file__).resolve().parent.parent
COUNT, DUE = 110, 10_000
APART = 1.1
"""Seconds between two messages to one bot: Discord lets five messages into a channel in five seconds."""


def _like_a_notice(message: discord.Message, responder: discord.Role) -> discord.ui.LayoutView:
    """As many parts as a notice of ours has, and as many bytes."""

    def button(label: str, verb: str) -> discord.ui.Button[discord.ui.LayoutView]:
        return discord.ui.Button(label=label, custom_id=f"echo:{verb}:{message.id}")

    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay(f"{responder.mention} {'Somebody said something, I heard it. ' * 3}"))
    words = f"## I heard {message.author.mention}\nin {message.channel.id}\n" + "This is what I heard of it. " * 10
    box = discord.ui.Container[discord.ui.LayoutView](discord.ui.TextDisplay(words), accent_colour=0xB3261E)
    box.add_item(discord.ui.Separator())
    box.add_item(discord.ui.TextDisplay("It is only an echo, nobody has it."))
    link = discord.ui.Button[discord.ui.LayoutView](label="Go to the message", url=message.jump_url)
    for row in (
        [
            button("I've got this", "a"),
            button("Resolve…", "b"),
            button("Not a crisis…", "c"),
            button("Show", "d"),
            link,
        ],
        [
            button("What helps now", "e"),
            button("Bring in others", "f"),
            button("Hand over…", "g"),
            button("Write", "h"),
        ],
    ):
        box.add_item(discord.ui.ActionRow(*row))
    view.add_item(box)
    return view


async def _echo(api: str, gateway: str) -> None:
    """The echo bot's whole life, in a process of its own."""
    import bot

    bot.point_at(api, gateway)
    with tempfile.TemporaryDirectory() as folder:
        vault = await Vault.open(f"{folder}/keys.db", Path(folder) / "master.key")
        database = await Database.open(f"sqlite:{folder}/echo.db", vault=vault)
        client = discord.Client(intents=discord.Intents.all())
        sys.setswitchinterval(0.001)
        keep_for_good()

        @client.event
        async def on_message(message: discord.Message) -> None:
            if message.author.bot or message.guild is None:
                return
            for step in (0, 1):
                async with database.transaction() as work:
                    place = message.guild.id, message.channel.id
                    await MarkStore(work).advance(*place, message.id + step, message.created_at)
            alerts = discord.utils.get(message.guild.text_channels, name="alerts")
            responder = discord.utils.get(message.guild.roles, name="Responder")
            assert alerts is not None
            assert responder is not None
            pings = discord.AllowedMentions(everyone=False, users=False, roles=[responder], replied_user=False)
            await alerts.send(view=_like_a_notice(message, responder), allowed_mentions=pings, nonce=f"{message.id:x}")

        await client.start(os.environ[TOKEN_VARIABLE])


async def _fill(config: Path, guild_id: int, people: Sequence[tuple[int, int]]) -> None:
    """Everybody (member and conversation) has a check-in of their own that is due now; the bot is not running."""
    from cogs.shared.config import load

    storage = load(config, {TOKEN_VARIABLE: TOKEN}).storage
    vault = await Vault.open(storage.keys, storage.master_key_file)
    database = await Database.open(storage.address, vault=vault)
    await all_due(database, guild_id, people, datetime.now(UTC).replace(second=0, microsecond=0))
    await database.close()
    await vault.close()


async def _check_ins_go_out(side: Side) -> None:
    begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def listen(received: Received) -> None:
        if received.from_bot and received.channel not in ("alerts", "general") and not begun.done():
            begun.set_result(None)

    side.people.stream.listeners.append(listen)
    await asyncio.wait_for(begun, 300)
    side.people.stream.listeners.remove(listen)


async def _by_turns(ours: Side, echo: Side, which: range) -> dict[str, list[float]]:
    """The first three of each are not counted: they warm what is warmed once."""
    spent: dict[str, list[float]] = {"our bot": [], "echo bot": []}
    for number in which:
        for bot, side in (("our bot", ours), ("echo bot", echo)):
            spent[bot].append(await side.spent(side.speakers[number]))
        await asyncio.sleep(APART)
    return {bot: each[3:] for bot, each in spent.items()}


def _figures(name: str, spent: list[float]) -> str:
    ordered = sorted(1e3 * one for one in spent)
    return f"  {name:<10} p50 {statistics.median(ordered):7.1f} ms   p99 {_p99(ordered):7.1f} ms"


def _p99(spent: list[float]) -> float:
    return sorted(spent)[round(0.99 * (len(spent) - 1))]


def _usual(sizes: Sequence[int]) -> int:
    return round(statistics.median(sizes))


def _say(when: str, spent: dict[str, list[float]]) -> None:
    count = len(spent["our bot"])
    print(f"from an urgent message to the accepted answer, {when}, {count} messages each, by turns")
    for name, each in spent.items():
        print(_figures(name, each))
    print(f"  our bot / echo bot, p99: {_p99(spent['our bot']) / _p99(spent['echo bot']):.2f}", flush=True)


async def _measure(count: int, due: int) -> None:
    ours, our_addresses = await side_with("alerts", 2 * count)
    echo, echo_addresses = await side_with("alerts", 2 * count)
    world = ours.rehearsal.world
    with tempfile.TemporaryDirectory() as folder:
        process = BotProcess([sys.executable, str(ROOT / "bot.py")], our_addresses, Path(folder) / "bot")
        await process.start()
        echoing = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.alert_latency", "--echo", echo_addresses.api, echo_addresses.gateway,
            cwd=ROOT, env={**os.environ, TOKEN_VARIABLE: TOKEN},
        )  # fmt: skip
        try:
            await set_up(ours)
            await asyncio.sleep(3)
            ours.weigh()
            echo.weigh()
            _say("idle", await _by_turns(ours, echo, range(count)))
            print(f"  bytes of a notice: ours {_usual(ours.sizes)}, the echo bot's {_usual(echo.sizes)}", flush=True)
            if due:
                await process.stop()
                people = world.fill(ours.guild_id, [f"asked{number}" for number in range(due)])
                reached = [(member_id, world.dm_channel(member_id)) for member_id in people]
                await _fill(Path(folder) / "bot" / "config.toml", ours.guild_id, reached)
                await process.start()
                await _check_ins_go_out(ours)
                _say(f"during {due:,} due check-ins", await _by_turns(ours, echo, range(count, 2 * count)))
        finally:
            await process.kill()
            echoing.kill()
            await echoing.wait()
            await ours.rehearsal.stop()
            await echo.rehearsal.stop()


def main() -> int:
    """Answers 0; a figure is never a failure."""
    if sys.argv[1:2] == ["--echo"]:
        asyncio.run(_echo(sys.argv[2], sys.argv[3]))
    else:
        count, due = [int(one) for one in sys.argv[1:3]] + [COUNT, DUE][len(sys.argv[1:3]) :]
        asyncio.run(_measure(count, due))
    return 0


if __name__ == "__main__":
    sys.exit(main())

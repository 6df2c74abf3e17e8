"""What a scan costs beside discord.py's own work for the same message: `python -m bench.scan_cost [DIR]`.

Timed for each message, in one process: our scan, with all packs and a server's own rules up to 3,000 phrases;
discord.py receiving that message's gateway frame up to the call of a bot's on_message (decompression and socket
not counted); only its part from payload to Message; and one Python `re` alternation of the packs' phrases.
"""

import asyncio
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import discord
import orjson
from discord.gateway import DiscordWebSocket

from bench.detection import hostile_texts
from cogs.alerts.matching.engine import Engine, parse_rule, starter_engine
from cogs.alerts.matching.expressions import expression
from cogs.alerts.matching.folding import fold
from cogs.alerts.matching.tokens import plain_words
from cogs.alerts.matching.vocabulary import common_words

OWN = Path(__file__).resolve().parent.parent / "tests" / "data"
ROUNDS = 5
PHRASES = 3000
SLOW_SAMPLE = 40
"""Messages given to the Python alternation: it is too slow for more."""


def _texts(folders: list[Path]) -> list[str]:
    texts: list[str] = []
    for folder in folders:
        for path in sorted(folder.glob("*.jsonl")):
            for line in path.read_bytes().splitlines():
                row: dict[str, Any] = orjson.loads(line)
                if row.get("label") == "benign" or row.get("severity") == "none":
                    texts.append(row["text"])
    return texts[:3000]


def _payload(text: str) -> bytes:
    author = {"id": "300", "username": "member", "discriminator": "0", "avatar": None, "global_name": "Member"}
    member = {"roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
    message = {
        "id": "1000", "channel_id": "200", "guild_id": "100", "author": author, "member": member, "content": text,
        "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "tts": False, "mention_everyone": False,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "pinned": False, "type": 0, "flags": 0,
        "components": [], "nonce": "1",
    }  # fmt: skip
    return orjson.dumps(message)


def _receiver() -> Callable[[bytes], None]:
    """discord.py's connection state with one server and one channel, taking MESSAGE_CREATE."""
    state = _with_server(discord.Client(intents=discord.Intents.all()))
    state.dispatch = lambda *_: None
    take = state.parsers["MESSAGE_CREATE"]
    return lambda payload: take(orjson.loads(payload))


def _with_server(client: discord.Client) -> Any:
    """The client's connection state, with one server and one channel."""
    state: Any = client._connection  # noqa: SLF001 - the work that the gateway would cause is what is measured
    channel = {"id": "200", "type": 0, "name": "general", "position": 0, "permission_overwrites": []}
    role = {"id": "100", "name": "@everyone", "permissions": "0", "position": 0, "colors": {}, "color": 0,
            "hoist": False, "managed": False, "mentionable": False, "flags": 0}  # fmt: skip
    guild = {"id": "100", "name": "Server", "roles": [role], "channels": [channel], "members": [], "threads": [],
             "emojis": [], "stickers": [], "features": [], "member_count": 1, "owner_id": "300"}  # fmt: skip
    server: Any = guild
    state._add_guild(discord.Guild(data=server, state=state))  # noqa: SLF001 - as above
    return state


def _medians(texts: list[str], work: Callable[[Any], object], inputs: list[Any]) -> tuple[float, float]:
    """Median and mean over the messages of the fastest of a few rounds, in microseconds."""
    best = [float("inf")] * len(texts)
    for _ in range(ROUNDS):
        for number, item in enumerate(inputs):
            begun = time.perf_counter()
            work(item)
            best[number] = min(best[number], time.perf_counter() - begun)
    return 1e6 * statistics.median(best), 1e6 * statistics.fmean(best)


class _Socket:
    """Stands where the connection would be; nothing is sent in this bench."""


async def _received(texts: list[str]) -> tuple[float, float]:
    """Median and mean microseconds of discord.py from a frame to the bot's handler, the loop's own turn taken off."""
    handled: list[object] = []

    class Bot(discord.Client):
        async def on_message(self, message: discord.Message) -> None:
            handled.append(message.id)

    client = Bot(intents=discord.Intents.all())
    client.loop = asyncio.get_running_loop()
    state = _with_server(client)
    socket: Any = DiscordWebSocket(cast("Any", _Socket()), loop=client.loop)
    socket._connection, socket._discord_parsers = state, state.parsers  # noqa: SLF001 - as DiscordWebSocket.from_client does
    socket._dispatch, socket.shard_id = client.dispatch, 0  # noqa: SLF001 - as above
    best = [float("inf")] * len(texts)
    frames = [orjson.dumps({"t": "MESSAGE_CREATE", "s": 1, "op": 0, "d": orjson.loads(_payload(t))}) for t in texts]
    for _ in range(ROUNDS):
        for number, frame in enumerate(frames):
            text = frame.decode()
            begun = time.perf_counter()
            await socket.received_message(text)
            await asyncio.sleep(0)
            best[number] = min(best[number], time.perf_counter() - begun)
    assert len(handled) == ROUNDS * len(texts)
    turn = float("inf")
    for _ in range(1000):
        begun = time.perf_counter()
        await asyncio.sleep(0)
        turn = min(turn, time.perf_counter() - begun)
    return 1e6 * (statistics.median(best) - turn), 1e6 * (statistics.fmean(best) - turn)


def _with_own_rules(engine: Engine) -> Engine:
    """The engine with rules of a server's own, up to PHRASES phrases in all: two words each, as people write them."""
    words = sorted((word for word in common_words() if len(word) >= 4), key=lambda word: -common_words()[word])
    missing = PHRASES - sum(len(rule.phrases.trees) for rule in engine.rules)
    pairs = ((words[number % 1000], words[number % 1000 + 1 + number // 1000]) for number in range(missing))
    rules = [parse_rule(f"{left} ~2 {right}", rule_id=f"own{number}") for number, (left, right) in enumerate(pairs)]
    return engine.with_rules(rules)


def _alternation(engine: Engine) -> re.Pattern[bytes]:
    trees = [tree for rule in engine.rules for tree in rule.phrases.trees]
    return re.compile(expression(trees))


def main() -> int:
    folders = [Path(argument) for argument in sys.argv[1:]] or [OWN]
    begun = time.process_time()
    packs = starter_engine()
    made_in = time.process_time() - begun
    engine = _with_own_rules(packs)
    texts = _texts(folders)
    ours = _medians(texts, engine.scan, texts)
    library = asyncio.run(_received(texts))
    parsed = _medians(texts, _receiver(), [_payload(text) for text in texts])
    pattern = _alternation(packs)
    few = texts[:: max(1, len(texts) // SLOW_SAMPLE)]
    plain = [b" . " + plain_words(fold(text)).strip() + b" . " for text in few]
    python = _medians(few, pattern.search, plain)
    phrases = sum(len(rule.phrases.trees) for rule in engine.rules)
    print(f"{len(engine.rules)} rules, {phrases} phrases, {len(texts)} everyday messages; microseconds per message")
    for name, (median, mean) in (
        ("our scan", ours),
        ("discord.py", library),
        ("- to Message", parsed),
        ("Python re", python),
    ):
        print(f"  {name:<12} median {median:8.1f}   mean {mean:8.1f}")
    print(f"  scan / discord.py: median {ours[0] / library[0]:.2f}, mean {ours[1] / library[1]:.2f}")
    print(f"  Python re / scan:  median {python[0] / ours[0]:.0f}, mean {python[1] / ours[1]:.0f}")
    print(f"  the packs' engine is made in {made_in:.2f} s of processor time")
    slowest = {name: _medians([text], engine.scan, [text])[0] / 1e3 for name, text in hostile_texts(4000).items()}
    name = max(slowest, key=lambda key: slowest[key])
    print(f"  worst 4,000 characters ({name}): {slowest[name]:.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What a scan costs beside discord.py's own work for the same message: `python -m bench.scan_cost [DIR]`.

Three things are timed for each message, in turn, in one process: our scan; discord.py taking the MESSAGE_CREATE
payload of that message from bytes to a Message; and one Python `re` alternation of the same phrases.
"""

import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import discord
import orjson

from bench.detection import hostile_texts
from cogs.alerts.matching.engine import Engine, starter_engine
from cogs.alerts.matching.expressions import expression
from cogs.alerts.matching.folding import fold
from cogs.alerts.matching.tokens import quick_words

OWN = Path(__file__).resolve().parent.parent / "tests" / "data"
ROUNDS = 5
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
    client = discord.Client(intents=discord.Intents.all())
    state: Any = client._connection  # noqa: SLF001 - the work that the gateway would cause is what is measured
    state.dispatch = lambda *_: None
    channel = {"id": "200", "type": 0, "name": "general", "position": 0, "permission_overwrites": []}
    role = {"id": "100", "name": "@everyone", "permissions": "0", "position": 0, "colors": {}, "color": 0,
            "hoist": False, "managed": False, "mentionable": False, "flags": 0}  # fmt: skip
    guild = {"id": "100", "name": "Server", "roles": [role], "channels": [channel], "members": [], "threads": [],
             "emojis": [], "stickers": [], "features": [], "member_count": 1, "owner_id": "300"}  # fmt: skip
    server: Any = guild
    state._add_guild(discord.Guild(data=server, state=state))  # noqa: SLF001 - as above
    take = state.parsers["MESSAGE_CREATE"]
    return lambda payload: take(orjson.loads(payload))


def _medians(texts: list[str], work: Callable[[Any], object], inputs: list[Any]) -> tuple[float, float]:
    """Median and mean over the messages of the fastest of a few rounds, in microseconds."""
    best = [float("inf")] * len(texts)
    for _ in range(ROUNDS):
        for number, item in enumerate(inputs):
            begun = time.perf_counter()
            work(item)
            best[number] = min(best[number], time.perf_counter() - begun)
    return 1e6 * statistics.median(best), 1e6 * statistics.fmean(best)


def _alternation(engine: Engine) -> re.Pattern[bytes]:
    trees = [tree for rule in engine.rules for tree in rule.phrases.trees]
    return re.compile(expression(trees))


def main() -> int:
    folders = [Path(argument) for argument in sys.argv[1:]] or [OWN]
    engine = starter_engine()
    texts = _texts(folders)
    ours = _medians(texts, engine.scan, texts)
    library = _medians(texts, _receiver(), [_payload(text) for text in texts])
    pattern = _alternation(engine)
    few = texts[:: max(1, len(texts) // SLOW_SAMPLE)]
    plain = [f" . {quick_words(fold(text)).strip()} . ".encode("ascii", "replace") for text in few]
    python = _medians(few, pattern.search, plain)
    phrases = sum(len(rule.phrases.trees) for rule in engine.rules)
    print(f"{len(engine.rules)} rules, {phrases} phrases, {len(texts)} everyday messages; microseconds per message")
    for name, (median, mean) in (("our scan", ours), ("discord.py", library), ("Python re", python)):
        print(f"  {name:<12} median {median:8.1f}   mean {mean:8.1f}")
    print(f"  scan / discord.py: median {ours[0] / library[0]:.2f}, mean {ours[1] / library[1]:.2f}")
    print(f"  Python re / scan:  median {python[0] / ours[0]:.0f}, mean {python[1] / ours[1]:.0f}")
    slowest = {name: _medians([text], engine.scan, [text])[0] / 1e3 for name, text in hostile_texts(4000).items()}
    name = max(slowest, key=lambda key: slowest[key])
    print(f"  worst 4,000 characters ({name}): {slowest[name]:.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())

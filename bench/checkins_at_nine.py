"""Ten thousand check-ins due in the same minute: `python -m bench.checkins_at_nine [SECONDS]`.

The real app on SQLite (members known, conversations open) sends over HTTP to a process that answers like Discord and
allows 50 requests a second. While it sends, an alert is written every two seconds. Then a bare discord.py loop sends
the same layouts to the same process, as fast as 24 tasks can, with no outbox, no order and no pacer. Answers the
promises of check-ins: queued within 2 s, loop stall under 100 ms, alerts within 1 s, each once, 95% of the pacer's
rate.
"""

import asyncio
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections import Counter, deque
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path
from typing import Any

import discord
import orjson
from aiohttp import web
from discord.http import Route

from bot import FEATURES
from cogs.checkins.asking import queue_due
from cogs.checkins.views import PromptView
from cogs.shared.answers import Text
from cogs.shared.app import App, keep_for_good
from cogs.shared.clock import SystemClock
from cogs.shared.config import load
from cogs.shared.quiet import Quiet
from cogs.shared.recurrence import daily
from cogs.shared.recurrence_forms import to_row
from cogs.shared.said import Kind, Said
from cogs.shared.timings import Timings
from cogs.shared.words import words_for
from storage.checkin_schedules import Ahead, ScheduleStore
from storage.database import Database
from storage.keys import Vault
from storage.members import MemberChanges, MemberStore
from storage.outbox import OutboxStore
from storage.records.checkins import NewPrompt, NewSchedule, PromptState
from storage.records.members import Reach
from storage.records.outbox import Lane, OutboxRow, Target, ToSay

PEOPLE, SECONDS, ALLOWED = 10_000, 30, 50
GUILD, ALERTS, FIRST, DMS = 900_000_000_000_000_001, 77, 1_000_000, 2_000_000


def discord_like(port: "multiprocessing.Queue[int]", told: "multiprocessing.Queue[Any]") -> None:
    """Takes messages, 50 a second; the same nonce in the same channel is the same message."""

    async def serve() -> None:
        seen: dict[tuple[str, str], int] = {}
        times: list[tuple[int, float]] = []
        window: deque[float] = deque()
        refused = 0

        async def message(request: web.Request) -> web.Response:
            nonlocal refused
            now = time.time()
            while window and window[0] <= now - 1:
                window.popleft()
            if len(window) >= ALLOWED:
                refused += 1
                wait = window[0] + 1 - now
                body = {"message": "slow down", "retry_after": wait, "global": True}
                headers = {"Via": "1.1 here", "X-RateLimit-Global": "true", "Retry-After": str(wait)}
                return _json(body, status=429, headers=headers)
            window.append(now)
            channel, sent = request.match_info["channel"], orjson.loads(await request.read())
            key = channel, str(sent.get("nonce") or len(times))
            if key not in seen:
                seen[key] = 10**17 + len(seen)
                times.append((int(channel), now))
            return _json(_message(seen[key], channel))

        async def me(request: web.Request) -> web.Response:
            return _json({"id": "5", "username": "bot", "discriminator": "0", "avatar": None, "bot": True})

        async def report(request: web.Request) -> web.Response:
            nonlocal refused
            told.put((list(times), refused))
            times.clear()
            seen.clear()
            refused = 0
            return web.Response()

        app = web.Application()
        app.router.add_post("/api/v10/channels/{channel}/messages", message)
        app.router.add_get("/api/v10/users/@me", me)
        app.router.add_post("/report", report)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port.put(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(serve())


def _json(body: dict[str, Any], **more: Any) -> web.Response:
    """Plain `application/json`: with a charset behind it discord.py would read text."""
    return web.Response(body=orjson.dumps(body), content_type="application/json", **more)


def _message(message_id: int, channel: str) -> dict[str, Any]:
    author = {"id": "5", "username": "bot", "discriminator": "0", "avatar": None, "bot": True}
    return {
        "id": str(message_id), "channel_id": channel, "author": author, "content": "", "type": 0, "flags": 0,
        "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "tts": False, "mention_everyone": False,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "pinned": False, "components": [],
    }  # fmt: skip


class Stalls:
    """How long the event loop kept others waiting, at worst and usually, in milliseconds."""

    def __init__(self) -> None:
        self.late: list[float] = []

    async def watch(self) -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.005)
            self.late.append((time.perf_counter() - begun - 0.005) * 1000)


async def ours(folder: Path, seconds: int) -> dict[str, Any]:
    vault = await Vault.open(folder / "keys.db", folder / "master.key")
    database = await Database.open(f"sqlite:{folder / 'circlekeeper.db'}", vault=vault)
    app = App(load(None, {"CIRCLEKEEPER_TOKEN": "bench." + "x" * 60}), database, SystemClock(), Timings(), Quiet())
    for feature in FEATURES:
        if feature in ("circles", "checkins"):
            module = __import__(f"cogs.{feature}", fromlist=["setup"])
            await module.setup(app)
    await _as_if_connected(app)

    async def alert(row: OutboxRow, now: datetime) -> Said:
        return Said(Text("an alert"), plain="an alert")

    app.delivery.register(Kind("bench.alert", alert))
    due = datetime.now(UTC).replace(microsecond=0)
    await _ten_thousand(database, due)
    keep_for_good()
    stalls = Stalls()
    watching = asyncio.create_task(stalls.watch())
    begun = time.perf_counter()
    while (await queue_due(database, datetime.now(UTC))).schedules:
        pass
    queued_after = time.perf_counter() - begun
    stalled_queueing = max(stalls.late)
    stalls.late.clear()
    app.schedule.start()
    written: list[float] = []
    for n in range(seconds // 2):
        await asyncio.sleep(2)
        written.append(time.time())
        async with database.transaction() as work:
            said = ToSay(f"alert {n}", "bench.alert", Lane.ALERTS, Target.CHANNEL, ALERTS, GUILD)
            await OutboxStore(work).add(said, datetime.now(UTC))
        app.delivery.wake()
    await asyncio.sleep(1)
    watching.cancel()
    await app.schedule.stop()
    await app.delivery.stop(3)
    await app.http.close()
    await database.close()
    await vault.close()
    return {"queued": queued_after, "stalled": (stalled_queueing, max(stalls.late)), "alerts": written}


async def _as_if_connected(app: App) -> None:
    """Logged in, in one server whose ten thousand members are known."""
    # What `login` does first, without its requests.
    await app._async_setup_hook()  # pyright: ignore[reportPrivateUsage] # noqa: SLF001 - see above
    await app.http.static_login("bench")
    people: list[dict[str, Any]] = [
        {
            "user": {"id": str(FIRST + n), "username": f"p{n}", "discriminator": "0", "avatar": None},
            "roles": [],
            "flags": 0,
            "joined_at": "2025-01-01T00:00:00+00:00",
        }
        for n in range(PEOPLE)
    ]
    guild: dict[str, Any] = {
        "id": str(GUILD), "name": "bench", "roles": [{"id": str(GUILD), "name": "@everyone", "permissions": "0",
        "position": 0, "color": 0, "hoist": False, "managed": False, "mentionable": False}],
        "channels": [], "members": people, "threads": [], "presences": [], "voice_states": [], "emojis": [],
        "stickers": [], "features": [], "member_count": PEOPLE, "owner_id": str(FIRST),
        "verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0,
        "premium_tier": 0, "nsfw_level": 0, "preferred_locale": "en-GB", "system_channel_flags": 0,
    }  # fmt: skip
    app._connection.parse_guild_create(guild)  # type: ignore[arg-type] # noqa: SLF001 - a payload, as the gateway would bring it
    app.doors.ready = True


async def _ten_thousand(database: Database, due: datetime) -> None:
    async with database.transaction() as work:
        for n in range(PEOPLE):
            at = wall_time(due.hour, due.minute)
            new = NewSchedule(None, FIRST + n, at, "UTC", to_row(daily()))
            ahead = Ahead(due.date() - timedelta(days=1), due.date(), due)
            await ScheduleStore(work).add(GUILD, new, ahead, due - timedelta(days=2))
            await MemberStore(work).change(GUILD, FIRST + n, MemberChanges(reach=Reach.DM, zone="UTC"), due)
            await MemberStore(work).found_way(GUILD, FIRST + n, DMS + n)


async def bare(seconds: int) -> None:
    """The loop that a bot of a hundred lines would have."""
    client = discord.Client(intents=discord.Intents.none())
    # What `login` does first, without its requests.
    await client._async_setup_hook()  # pyright: ignore[reportPrivateUsage] # noqa: SLF001 - see above
    await client.http.static_login("bench")
    now, numbers = datetime.now(UTC), iter(range(PEOPLE))
    ends = time.monotonic() + seconds

    async def one_of_many() -> None:
        for n in numbers:
            if time.monotonic() > ends:
                return
            prompt = NewPrompt(n, GUILD, 1, None, n, now.date(), PromptState.QUEUED, "How is today?", "x", now, now)
            view = PromptView(words_for("en"), prompt, None)  # type: ignore[arg-type]
            view.stop()
            try:
                await client.get_partial_messageable(DMS + n).send(view=view)
            except discord.HTTPException:
                lost.append(n)

    lost: list[int] = []
    await asyncio.gather(*(one_of_many() for _ in range(24)))
    await client.http.close()
    print(f"   lost by the bare loop: {len(lost)}")


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    port: multiprocessing.Queue[int] = multiprocessing.Queue()
    told: multiprocessing.Queue[Any] = multiprocessing.Queue()
    server = multiprocessing.Process(target=discord_like, args=(port, told), daemon=True)
    server.start()
    at = port.get(timeout=20)
    Route.BASE = f"http://127.0.0.1:{at}/api/v10"
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(ours(Path(folder), seconds))
    _report(at)
    times, refused = told.get(timeout=20)
    asyncio.run(bare(seconds))
    _report(at)
    bare_times, bare_refused = told.get(timeout=20)
    server.terminate()
    _say(figures, times, refused, bare_times, bare_refused)


def _report(port: int) -> None:
    import urllib.request

    urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/report", method="POST")).read()


def _say(figures: dict[str, Any], times: list[Any], refused: int, bare_times: list[Any], bare_refused: int) -> None:
    asked = [(channel, at) for channel, at in times if channel != ALERTS]
    alerts = sorted(at for channel, at in times if channel == ALERTS)
    waits = [arrived - written for written, arrived in zip(figures["alerts"], alerts, strict=False)]
    twice = [channel for channel, n in Counter(channel for channel, _ in asked).items() if n > 1]
    rate, bare_rate = _rate([at for _, at in times]), _rate([at for _, at in bare_times])
    stalled, usual, worst = figures["stalled"], statistics.median(waits) * 1000, max(waits) * 1000
    print(f"queued              {PEOPLE} in {figures['queued']:.2f} s (promised: 2)")
    print(f"longest loop stall  queueing {stalled[0]:.0f} ms, sending {stalled[1]:.0f} ms (promised: 100)")
    print(f"alerts among them   {len(alerts)} of {len(figures['alerts'])}, median {usual:.0f} ms, worst {worst:.0f} ms")
    print(f"delivered           {rate:.1f} a second, {rate / 45:.0%} of the pacer's 45 (promised: 95%)")
    print(f"                    refused by the limit: {refused}; said twice: {len(twice)}")
    print(f"a bare loop         {bare_rate:.1f} a second; refused by the limit: {bare_refused}")
    print(f"                    ours over it: {rate / bare_rate:.2f}")


def _rate(moments: list[float]) -> float:
    """Over the time in which all hands were busy: without the first and the last two seconds."""
    first, last = min(moments) + 2, max(moments) - 2
    return sum(first <= at < last for at in moments) / (last - first)


if __name__ == "__main__":
    main()

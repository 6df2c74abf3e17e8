"""Ten thousand check-ins due in the same minute: `python -m bench.checkins_at_nine [SECONDS [PEOPLE [DAYS]]]`.

The real app on SQLite (members known, conversations open, everybody asked on each of the last sixty days) sends over
HTTP to a process that answers like Discord and allows 50 requests a second. While it sends, every two seconds an alert
is written and somebody presses a step of their question. Then a bare discord.py loop sends the same layouts to the same
process, as fast as 24 tasks can, with no outbox, no order and no pacer, with the same alerts and presses. Answers the
promises of check-ins: queued within 2 s, loop stall under 100 ms, alerts within 1 s, a press within 3 s, each once, 95%
of the pacer's rate.
"""

import asyncio
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path
from typing import Any

import discord
import orjson
from aiohttp import web
from discord.http import Route
from sqlalchemy import func, select, update

from bot import FEATURES
from cogs.checkins.asking import queue_due
from cogs.checkins.packs import fitting
from cogs.checkins.question_rules import turn
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
from cogs.shared.ui import custom_id
from cogs.shared.words import words_for
from storage.checkin_prompts import PromptStore
from storage.checkin_schedules import Ahead, ScheduleStore
from storage.database import Database
from storage.ids import new_ids
from storage.keys import Vault
from storage.members import MemberChanges, MemberStore
from storage.outbox import OutboxStore
from storage.records.checkins import NewPrompt, NewSchedule, PromptState
from storage.records.circles import Pathway
from storage.records.members import Reach
from storage.records.outbox import Lane, OutboxRow, Target, ToSay
from storage.tables.checkins import checkin_prompts, checkin_schedules

PEOPLE, SECONDS, DAYS, ALLOWED = 10_000, 30, 60, 50
GUILD, ALERTS, FIRST, DMS = 900_000_000_000_000_001, 77, 1_000_000, 2_000_000


@dataclass(frozen=True)
class Arrived:
    """What one side brought to Discord: messages (channel, when), answers to presses, and how many it refused."""

    times: list[tuple[int, float]]
    answered: dict[int, float]
    refused: int


@dataclass
class Beside:
    """What is not a check-in and happens meanwhile, with when it happened."""

    alerts: list[float] = field(default_factory=list)
    presses: dict[int, float] = field(default_factory=dict)


def discord_like(port: "multiprocessing.Queue[int]", told: "multiprocessing.Queue[Arrived]") -> None:
    """Takes messages, 50 a second; the same nonce in the same channel is the same message."""

    async def serve() -> None:
        seen: dict[tuple[str, str], int] = {}
        times: list[tuple[int, float]] = []
        answered: dict[int, float] = {}
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

        async def callback(request: web.Request) -> web.Response:
            """Answers to presses do not count towards the limit; an acknowledgement is no answer yet."""
            kind = orjson.loads(await request.read())["type"]
            if kind in (4, 7):
                answered[int(request.match_info["id"])] = time.time()
            resource = {"type": kind, "message": _message(10**17, "1")}
            return _json({"interaction": {"id": request.match_info["id"], "type": 3}, "resource": resource})

        async def me(request: web.Request) -> web.Response:
            return _json({"id": "5", "username": "bot", "discriminator": "0", "avatar": None, "bot": True})

        async def report(request: web.Request) -> web.Response:
            nonlocal refused
            told.put(Arrived(list(times), dict(answered), refused))
            times.clear()
            answered.clear()
            seen.clear()
            refused = 0
            return web.Response()

        app = web.Application()
        app.router.add_post("/api/v10/channels/{channel}/messages", message)
        app.router.add_post("/api/v10/interactions/{id}/{token}/callback", callback)
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


async def ours(folder: Path, seconds: int, people: int, days: int) -> dict[str, Any]:
    vault = await Vault.open(folder / "keys.db", folder / "master.key")
    database = await Database.open(f"sqlite:{folder / 'circlekeeper.db'}", vault=vault)
    app = App(load(None, {"CIRCLEKEEPER_TOKEN": "bench." + "x" * 60}), database, SystemClock(), Timings(), Quiet())
    for feature in FEATURES:
        if feature in ("circles", "checkins"):
            module = __import__(f"cogs.{feature}", fromlist=["setup"])
            await module.setup(app)
    await _as_if_connected(app, people)

    async def alert(row: OutboxRow, now: datetime) -> Said:
        return Said(Text("an alert"), plain="an alert")

    app.delivery.register(Kind("bench.alert", alert))
    due = datetime.now(UTC).replace(microsecond=0)
    await _all_due(database, due, people)
    await _asked_before(database, due, days)
    keep_for_good()
    stalls = Stalls()
    watching = asyncio.create_task(stalls.watch())
    begun, worked = time.perf_counter(), time.process_time()
    while (await queue_due(database, datetime.now(UTC))).schedules:
        pass
    queued_after = time.perf_counter() - begun, time.process_time() - worked
    stalled_queueing = max(stalls.late)
    stalls.late.clear()
    async with database.reading() as work:
        each = select(func.count(), func.count(checkin_prompts.c.member_id.distinct())).where(
            checkin_prompts.c.state == PromptState.QUEUED.value
        )
        queued = tuple((await work.execute(each)).one())
        asked = [(await PromptStore(work).latest_of_member(GUILD, FIRST + n, 1))[0] for n in range(seconds // 2)]
    app.schedule.start()
    beside = Beside()
    for n in range(seconds // 2):
        await asyncio.sleep(1)
        press(app, asked[n].prompt_id, n, beside)
        await asyncio.sleep(1)
        beside.alerts.append(time.time())
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
    stalled = stalled_queueing, max(stalls.late)
    return {"queued": queued, "queued_after": queued_after, "stalled": stalled, "beside": beside}


def press(client: discord.Client, prompt_id: int, n: int, beside: Beside) -> None:
    """Somebody presses a step of their question, in their DM: as the gateway would bring it."""
    number = 10**18 + n
    person = {"id": str(FIRST + n), "username": f"p{n}", "discriminator": "0", "avatar": None}
    payload: dict[str, Any] = {
        "id": str(number), "application_id": "5", "type": 3, "token": "t" * 40, "version": 1, "locale": "en-GB",
        "data": {"custom_id": custom_id("checkins", "step", f"{prompt_id}.2"), "component_type": 2}, "user": person,
        "channel_id": str(DMS + n), "channel": {"id": str(DMS + n), "type": 1, "recipients": [person]},
        "message": _message(10**17, str(DMS + n)), "entitlements": [], "authorizing_integration_owners": {},
        "app_permissions": "0", "attachment_size_limit": 10_000_000,
    }  # fmt: skip
    beside.presses[number] = time.time()
    client._connection.parse_interaction_create(payload)  # type: ignore[arg-type] # noqa: SLF001 - a payload, as above


async def _as_if_connected(app: App, count: int) -> None:
    """Logged in, in one server whose members are known."""
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
        for n in range(count)
    ]
    guild: dict[str, Any] = {
        "id": str(GUILD), "name": "bench", "roles": [{"id": str(GUILD), "name": "@everyone", "permissions": "0",
        "position": 0, "color": 0, "hoist": False, "managed": False, "mentionable": False}],
        "channels": [], "members": people, "threads": [], "presences": [], "voice_states": [], "emojis": [],
        "stickers": [], "features": [], "member_count": count, "owner_id": str(FIRST),
        "verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0,
        "premium_tier": 0, "nsfw_level": 0, "preferred_locale": "en-GB", "system_channel_flags": 0,
    }  # fmt: skip
    app._connection.parse_guild_create(guild)  # type: ignore[arg-type] # noqa: SLF001 - a payload, as the gateway would bring it
    app.doors.ready = True


async def _all_due(database: Database, due: datetime, people: int) -> None:
    async with database.transaction() as work:
        for n in range(people):
            at = wall_time(due.hour, due.minute)
            new = NewSchedule(None, FIRST + n, at, "UTC", to_row(daily()))
            ahead = Ahead(due.date() - timedelta(days=1), due.date(), due)
            await ScheduleStore(work).add(GUILD, new, ahead, due - timedelta(days=2))
            await MemberStore(work).change(GUILD, FIRST + n, MemberChanges(reach=Reach.DM, zone="UTC"), due)
            await MemberStore(work).found_way(GUILD, FIRST + n, DMS + n)


async def _asked_before(database: Database, due: datetime, days: int) -> None:
    """Everybody has been asked on each of the last days, what the product asks people who came to a pack that day."""
    pack = fitting(Pathway.OPEN, "any", (), wall_time(due.hour, due.minute), weekly=False)
    async with database.reading() as work:
        columns = checkin_schedules.c
        found = (await work.execute(select(columns.schedule_id, columns.member_id))).all()
    everybody: list[tuple[int, int]] = [(row.schedule_id, row.member_id) for row in found]

    def asked(at: datetime, prompt_id: int, schedule_id: int, member_id: int) -> NewPrompt:
        one = pack[turn(schedule_id, at.date(), weekly=False) % len(pack)]
        asking = PromptState.ASKED, one.text, one.source
        return NewPrompt(prompt_id, GUILD, schedule_id, None, member_id, at.date(), *asking, at, at)

    for day in range(days, 0, -1):
        at = due - timedelta(days=day)
        ids = new_ids(at, len(everybody))
        async with database.transaction() as work:
            await PromptStore(work).add_many(
                [asked(at, prompt_id, *who) for prompt_id, who in zip(ids, everybody, strict=True)]
            )
            await work.execute(
                update(checkin_prompts).where(checkin_prompts.c.summarised_at.is_(None)).values(summarised_at=at)
            )


async def bare(seconds: int, people: int) -> tuple[Beside, float]:
    """The loop that a bot of a hundred lines would have; answers also the longest stall of its event loop."""
    client = discord.Client(intents=discord.Intents.none())
    # What `login` does first, without its requests.
    await client._async_setup_hook()  # pyright: ignore[reportPrivateUsage] # noqa: SLF001 - see above
    await client.http.static_login("bench")
    now, numbers, beside = datetime.now(UTC), iter(range(people)), Beside()
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

    async def on_interaction(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("You answered.", ephemeral=True)

    async def alert(n: int) -> None:
        try:
            await client.get_partial_messageable(ALERTS).send(f"an alert {n}")
        except discord.HTTPException:
            lost.append(ALERTS)

    async def others() -> None:
        for n in range(seconds // 2):
            await asyncio.sleep(1)
            press(client, n, n, beside)
            await asyncio.sleep(1)
            beside.alerts.append(time.time())
            alerts.append(asyncio.create_task(alert(n)))
        await asyncio.gather(*alerts)

    client.event(on_interaction)
    lost: list[int] = []
    alerts: list[asyncio.Task[None]] = []
    stalls = Stalls()
    watching = asyncio.create_task(stalls.watch())
    await asyncio.gather(others(), *(one_of_many() for _ in range(24)))
    watching.cancel()
    await client.http.close()
    print(f"   lost by the bare loop: {len(lost)}")
    return beside, max(stalls.late)


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    people = int(sys.argv[2]) if len(sys.argv) > 2 else PEOPLE
    days = int(sys.argv[3]) if len(sys.argv) > 3 else DAYS
    port: multiprocessing.Queue[int] = multiprocessing.Queue()
    told: multiprocessing.Queue[Arrived] = multiprocessing.Queue()
    server = multiprocessing.Process(target=discord_like, args=(port, told), daemon=True)
    server.start()
    at = port.get(timeout=20)
    Route.BASE = f"http://127.0.0.1:{at}/api/v10"
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(ours(Path(folder), seconds, people, days))
    _report(at)
    arrived = told.get(timeout=20)
    beside, stalled = asyncio.run(bare(seconds, people))
    _report(at)
    bare_arrived = told.get(timeout=20)
    server.terminate()
    rate = _say(figures, arrived)
    _say_bare(beside, stalled, bare_arrived, rate)


def _report(port: int) -> None:
    import urllib.request

    urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/report", method="POST")).read()


def _say(figures: dict[str, Any], arrived: Arrived) -> float:
    asked = Counter(channel for channel, _ in arrived.times if channel != ALERTS)
    rate, (questions, people) = _rate(arrived), figures["queued"]
    stalled, twice = figures["stalled"], sum(n > 1 for n in asked.values())
    took, worked = figures["queued_after"]
    print(f"queued              {questions} for {people} people in {took:.2f} s, {worked:.2f} of the CPU (promised: 2)")
    print(f"longest loop stall  queueing {stalled[0]:.0f} ms, sending {stalled[1]:.0f} ms (promised: 100)")
    _say_beside(figures["beside"], arrived)
    print(f"delivered           {rate:.1f} a second, {rate / 45:.0%} of the pacer's 45 (promised: 95%)")
    print(
        f"                    to {len(asked)} people, to {twice} of them twice; refused by the limit: {arrived.refused}"
    )
    return rate


def _say_bare(beside: Beside, stalled: float, arrived: Arrived, ours: float) -> None:
    rate = _rate(arrived)
    print(f"a bare loop         {rate:.1f} a second; refused by the limit: {arrived.refused}; stall {stalled:.0f} ms")
    _say_beside(beside, arrived)
    print(f"                    our rate over its: {ours / rate:.2f}")


def _say_beside(beside: Beside, arrived: Arrived) -> None:
    alerts = sorted(at for channel, at in arrived.times if channel == ALERTS)
    waits = [at - written for written, at in zip(beside.alerts, alerts, strict=False)]
    print(f"alerts among them   {_waits(waits, len(beside.alerts))} (promised: 1000)")
    answers = [arrived.answered[n] - at for n, at in beside.presses.items() if n in arrived.answered]
    print(f"presses among them  {_waits(answers, len(beside.presses))} (promised: 3000)")


def _waits(waits: list[float], all_of_them: int) -> str:
    if not waits:
        return f"none of {all_of_them} arrived"
    usual, worst = statistics.median(waits) * 1000, max(waits) * 1000
    return f"{len(waits)} of {all_of_them}, median {usual:.0f} ms, worst {worst:.0f} ms"


def _rate(arrived: Arrived) -> float:
    """Over the time in which all hands were busy: without the first and the last two seconds."""
    moments = [at for _, at in arrived.times]
    first, last = min(moments) + 2, max(moments) - 2
    return sum(first <= at < last for at in moments) / (last - first)


if __name__ == "__main__":
    main()

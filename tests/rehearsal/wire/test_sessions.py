"""Gateway sessions to the letter: compression, shards, identifying, resuming, and what ends a line with which code."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import WSMsgType

from tests.rehearsal.wire.house import Town
from tests.rehearsal.wire.line import ALL, Line, line

pytestmark = pytest.mark.wire


@pytest.fixture
def town() -> Iterator[Town]:
    """A town of its own: here sessions are worn out."""
    town = Town()
    yield town
    assert town.faults_found() == []
    town.stop()


@pytest.mark.parametrize("compress", [None, "zlib-stream", "zstd-stream"])
async def test_one_stream_of_compression_runs_through_the_whole_line(town: Town, compress: str | None) -> None:
    async with line(town, compress) as ear:
        await ear.identify()
        for number in range(50):
            town.say(f"{number} " + "the same words again " * 40)
        heard = [(await ear.until("MESSAGE_CREATE"))["d"]["content"].split()[0] for _ in range(50)]
    assert heard == [str(number) for number in range(50)]
    assert ear.kinds == {WSMsgType.TEXT if compress is None else WSMsgType.BINARY}
    if compress is not None:
        words = sum(len(json.dumps(frame)) for frame in ear.heard)
        assert ear.bytes_read < words / 5, "later frames lean on earlier ones"
    if compress == "zlib-stream":
        assert ear.last_raw.endswith(b"\x00\x00\xff\xff")


# ---- what ends a line

IDENTIFY: dict[str, Any] = {"token": "local.test", "intents": 513, "properties": {}}


def frame(op: int, data: Any) -> str:
    return json.dumps({"op": op, "d": data})


ENDS = [
    ("no JSON", ["hello"], 4002),
    ("no opcode", ['{"d": 1}'], 4002),
    ("over 4096 bytes", [frame(3, "x" * 4096)], 4002),
    ("an unknown opcode", [frame(99, None)], 4001),
    ("presence before identifying", [frame(3, {})], 4003),
    ("members before identifying", [frame(8, {"guild_id": "1"})], 4003),
    ("another token", [frame(2, IDENTIFY | {"token": "real.token"})], 4004),
    ("a resume with another token", [frame(6, {"token": "real.token", "session_id": "x", "seq": 1})], 4004),
    ("identifying twice", [frame(2, IDENTIFY)] * 2, 4005),
    ("a resume of a live line", [frame(2, IDENTIFY), frame(6, {"token": "local.test", "session_id": "x"})], 4005),
    ("a shard beyond the last", [frame(2, IDENTIFY | {"shard": [2, 2]})], 4010),
    ("intents that there are not", [frame(2, IDENTIFY | {"intents": 1 << 27})], 4013),
    ("no intents at all", [frame(2, IDENTIFY | {"intents": None})], 4013),
    ("intents that were not approved", [frame(2, IDENTIFY | {"intents": 1 << 8})], 4014),
    ("121 frames in a minute", [frame(2, IDENTIFY), *[frame(1, None)] * 60, *[frame(3, {})] * 60], 4008),
]


@pytest.mark.parametrize(("sent", "code"), [end[1:] for end in ENDS], ids=[end[0] for end in ENDS])
async def test_a_line_that_breaks_a_rule_is_closed_with_its_code(town: Town, sent: list[str], code: int) -> None:
    town.world.approved_intents = ALL & ~(1 << 8)
    async with line(town) as ear:
        for text in sent:
            await ear.say_raw(text)
        assert await ear.closing() == code


async def test_120_frames_in_a_minute_pass(town: Town) -> None:
    async with line(town) as ear:
        await ear.identify()
        for _ in range(119):
            await ear.say(1, None)
        for _ in range(119):
            await ear.until(11)
        assert ear.closed is None


# ---- resuming


async def dropped(town: Town, code: int = 4000) -> tuple[str, int]:
    """A session whose bot hung up, and the number of the last event it had."""
    async with line(town) as ear:
        session = (await ear.identify())["session_id"]
        await ear.until("GUILD_CREATE")
        await ear.hang_up(code)
    town.thread.wait(_gone(town))
    return session, ear.heard[-1]["s"]


async def _gone(town: Town) -> None:
    """Over there, until the close has been noticed; it is written down."""
    noticed, watchers = asyncio.Event(), town.rehearsal.transcript.watchers
    watchers.append(lambda _: noticed.set())
    while town.rehearsal.gateway.connections:
        await noticed.wait()
        noticed.clear()
    watchers.pop()


async def refused(town: Town, session: str, seq: int) -> Line:
    """A resume is refused, and the bot may identify on the same line."""
    async with line(town) as again:
        await again.resume(session, seq)
        assert (await again.until(9))["d"] is False
        assert (await again.identify())["session_id"] != session
    return again


async def test_what_was_missed_comes_in_order_and_once_before_resumed(town: Town) -> None:
    session, seq = await dropped(town)
    for number in range(300):
        town.say(str(number))
    async with line(town) as again:
        await again.resume(session, seq)
        await again.until("RESUMED")
        town.say("live again")
        assert (await again.until("MESSAGE_CREATE"))["d"]["content"] == "live again"
        numbers = [frame["s"] for frame in again.heard if frame["op"] == 0]
        said = [frame["d"]["content"] for frame in again.heard if frame["t"] == "MESSAGE_CREATE"]
    assert numbers == list(range(seq + 1, seq + 303))
    assert said == [*map(str, range(300)), "live again"]


async def test_a_resume_from_further_back_brings_the_same_events_again(town: Town) -> None:
    session, seq = await dropped(town)
    town.say("one")
    for _ in range(2):
        async with line(town) as again:
            await again.resume(session, seq)
            assert (await again.until("MESSAGE_CREATE"))["s"] == seq + 1
            await again.until("RESUMED")
            await again.hang_up()
        town.thread.wait(_gone(town))


async def test_a_session_that_was_away_too_long_is_gone(town: Town) -> None:
    session, seq = await dropped(town)
    assert session in town.rehearsal.gateway.sessions
    town.rehearsal.gateway.session_life = -1.0
    town.say("the next event finds it expired")
    assert session not in town.rehearsal.gateway.sessions
    await refused(town, session, seq)


async def test_a_session_that_missed_more_than_is_kept_is_gone(town: Town) -> None:
    session, seq = await dropped(town)
    buffer = town.rehearsal.gateway.sessions[session].buffer
    for number in range(3):
        town.say(str(number))
    town.do(lambda _: buffer.popleft())
    town.do(lambda _: [buffer.popleft() for _ in range(len(buffer) - 2)])
    await refused(town, session, seq)


@pytest.mark.parametrize("code", [1000, 1001])
async def test_a_bot_that_says_goodbye_has_ended_its_session(town: Town, code: int) -> None:
    await refused(town, *await dropped(town, code))


async def test_an_unknown_session_is_refused_and_a_number_that_never_was_ends_the_line(town: Town) -> None:
    session, seq = await dropped(town)
    await refused(town, "no-such-session", seq)
    async with line(town) as again:
        await again.resume(session, seq + 100)
        assert await again.closing() == 4007


# ---- identifying


async def test_shards_that_share_a_queue_wait_for_each_other(town: Town) -> None:
    gateway = town.rehearsal.gateway
    gateway.identify_every, gateway.max_concurrency = 5.0, 2
    async with line(town) as first, line(town) as second, line(town) as third:
        await first.identify(shard=[0, 4])
        await second.identify(shard=[1, 4])
        await third.say(2, IDENTIFY | {"shard": [2, 4]})
        assert (await third.until(9))["d"] is False
        gateway.identify_every = 0.0  # five seconds later
        assert (await third.identify(shard=[2, 4]))["shard"] == [2, 4]
    assert town.call("GET", "/gateway/bot").body["session_start_limit"]["max_concurrency"] == 2


async def test_a_day_has_a_thousand_identifies_and_one_more_costs_the_token(town: Town) -> None:
    gateway, before = town.rehearsal.gateway, town.call("GET", "/gateway/bot").body["session_start_limit"]
    assert (before["total"], before["remaining"]) == (1000, 1000)
    gateway.identifies_a_day = 2
    session, seq = await dropped(town)
    async with line(town) as again, line(town) as other:
        await again.resume(session, seq)
        await again.until("RESUMED")
        assert town.call("GET", "/gateway/bot").body["session_start_limit"]["remaining"] == 1
        await other.identify()
        async with line(town) as one_more:
            await one_more.say(2, IDENTIFY)
            assert await one_more.closing() == 4004
        assert (await again.closing(), await other.closing()) == (4004, 4004)
    assert town.call("GET", "/users/@me").status == 401


# ---- shards and intents


async def test_each_shard_hears_of_its_servers_and_the_first_of_direct_messages(town: Town) -> None:
    others: list[int] = []
    while {(guild >> 22) % 2 for guild in others} != {0, 1}:  # whose shard it is depends on the millisecond
        others.append(town.do(lambda w: w.create_guild("Other", town.owner)))
    where = {town.guild: town.general} | {
        guild: town.do(lambda w, guild=guild: w.create_channel(guild, "talk")) for guild in others
    }
    for guild in others:
        town.do(lambda w, guild=guild: w.add_member(guild, town.member))
    async with line(town) as zero, line(town) as one:
        ears = (zero, one)
        ready = [await ear.identify(shard=[number, 2]) for number, ear in enumerate(ears)]
        for guild, channel in where.items():
            town.say(f"in {guild}", where=channel)
        town.say("to the bot", where=town.do(lambda w: w.dm_channel(town.member)))
        for ear in ears:  # the answer to this comes last
            mine = next(guild for guild in where if (guild >> 22) % 2 == ears.index(ear))
            await ear.say(8, {"guild_id": str(mine), "query": "ann", "limit": 1})
            await ear.until("GUILD_MEMBERS_CHUNK")
    for number, ear in enumerate(ears):
        mine = {guild for guild in where if (guild >> 22) % 2 == number}
        assert {int(guild["id"]) for guild in ready[number]["guilds"]} == mine
        said = {frame["d"]["content"] for frame in ear.heard if frame["t"] == "MESSAGE_CREATE"}
        assert said == {f"in {guild}" for guild in mine} | ({"to the bot"} if number == 0 else set())


async def test_members_come_in_thousands(town: Town) -> None:
    crowd = town.do(lambda w: [w.create_user(f"p{number}") for number in range(2500)])
    town.do(lambda w: [w.state.add_member(town.guild, one, roles=[], announce=False) for one in crowd])
    async with line(town) as ear:
        await ear.identify()
        await ear.say(8, {"guild_id": str(town.guild), "query": "", "limit": 0, "nonce": "n-1"})
        chunks = [(await ear.until("GUILD_MEMBERS_CHUNK"))["d"] for _ in range(3)]
        await ear.say(8, {"guild_id": str(town.guild), "user_ids": [str(town.member), "5"]})
        some = (await ear.until("GUILD_MEMBERS_CHUNK"))["d"]
    assert [(chunk["chunk_index"], chunk["chunk_count"], chunk["nonce"]) for chunk in chunks] == [
        (0, 3, "n-1"), (1, 3, "n-1"), (2, 3, "n-1"),
    ]  # fmt: skip
    assert sum(len(chunk["members"]) for chunk in chunks) == 2504
    assert ([member["user"]["username"] for member in some["members"]], some["not_found"]) == (["ann"], ["5"])

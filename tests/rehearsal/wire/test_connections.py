"""Other ways to connect: zlib, few intents, shards, refused tokens, a silent line, and two bots' worth of sessions."""

from collections.abc import Iterator

import pytest

from tests.rehearsal.wire.house import Town
from tests.rehearsal.wire.process import BotProcess

pytestmark = pytest.mark.wire


@pytest.fixture(autouse=True)
def within_the_rules(town: Town) -> Iterator[None]:
    yield
    town.thread.call(town.rehearsal.levers.clear)
    town.world.approved_intents = -1
    assert town.faults_found() == []


@pytest.fixture(scope="module")
def plain(town: Town) -> Iterator[BotProcess]:
    """A bot with zlib, without privileged intents, that notices a silent line after a second."""
    process = BotProcess(town, NO_ZSTD="1", FEW_INTENTS="1", BEAT="1")
    assert process.wait("ready")["members"] == [1]
    yield process
    process.stop()


def test_zlib_is_offered(town: Town, plain: BotProcess) -> None:
    kinds = [record["compress"] for record in town.rehearsal.transcript.select(what="CONNECT")]
    assert "zlib-stream" in kinds


def test_without_the_content_intent_messages_are_empty_unless_they_concern_the_bot(
    town: Town, plain: BotProcess
) -> None:
    town.say("private words")
    assert plain.wait("message")["content"] == ""
    town.say(f"hello <@{town.world.bot.id}>")
    assert plain.wait("message")["content"] == f"hello <@{town.world.bot.id}>"
    town.say("only us", where=town.do(lambda world: world.dm_channel(town.member)))
    assert plain.wait("message", dm=True)["content"] == "only us"


def test_a_silent_line_is_noticed_and_resumed(town: Town, plain: BotProcess) -> None:
    town.thread.call(town.rehearsal.levers.silent)
    town.say("into the silence", where=town.do(lambda world: world.dm_channel(town.mod)), who=town.mod)
    plain.wait("resumed", timeout=6)
    assert plain.wait("message", dm=True)["content"] == "into the silence"


def test_a_deaf_session_loses_events_for_good(town: Town, plain: BotProcess) -> None:
    where = town.do(lambda world: world.dm_channel(town.member))
    town.thread.call(town.rehearsal.levers.deaf)
    town.say("unheard", where=where)
    town.thread.call(lambda: town.rehearsal.levers.deaf(False))
    town.say("heard", where=where)
    plain.wait("message", content="heard")
    assert plain.count("message", content="unheard") == 0


def test_repeated_events_arrive_twice(town: Town, plain: BotProcess) -> None:
    town.say("echo", where=town.do(lambda world: world.dm_channel(town.member)))
    plain.wait("message", content="echo")
    town.thread.call(town.rehearsal.levers.replay)
    plain.wait("message", content="echo")


def test_a_wrong_token_and_an_unapproved_intent_end_the_bot(town: Town) -> None:
    bot = BotProcess(town, TOKEN="real.looking.token")
    assert bot.wait("over")["error"] == "LoginFailure"
    bot.stop()
    town.world.approved_intents = ~(1 << 15)
    bot = BotProcess(town)
    assert bot.wait("over")["error"] == "PrivilegedIntentsRequired"
    bot.stop()


def test_two_shards_share_the_servers_and_only_the_dropped_one_resumes(town: Town) -> None:
    bot = BotProcess(town, SHARDS="2")
    bot.wait("ready")
    shard = (town.guild >> 22) % 2
    sessions = [session for session in town.rehearsal.gateway.sessions.values() if session.shards == 2]
    assert sorted(session.shard for session in sessions) == [0, 1]
    seqs = {session.shard: session.seq for session in sessions}
    assert seqs[shard] >= 2
    assert seqs[1 - shard] == 1
    mine = next(
        item for item in town.rehearsal.gateway.connections if item.session in sessions and item.session.shard == 0
    )
    (other,) = (item for item in town.rehearsal.gateway.connections if item.session in sessions and item is not mine)
    town.thread.call(mine.reset)
    bot.wait("resumed")
    assert bot.do("query", guild=town.guild, prefix="mo") == ["mona"]
    assert other in town.rehearsal.gateway.connections
    assert bot.count("resumed") == 0
    bot.stop()

"""An unmodified discord.py bot, in a process of its own, does on the local Discord what it would do on Discord."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rehearsal.wire import Refusal
from rehearsal.world import Interaction, World
from tests.rehearsal.wire.house import Town
from tests.rehearsal.wire.process import BotProcess

pytestmark = pytest.mark.wire


def until(town: Town, look: Callable[[World], Any], timeout: float = 8.0) -> Any:
    """Look at the world after everything that crosses its border, until it gives something true; that is returned."""

    async def found() -> Any:
        crossed = asyncio.Event()
        watchers = town.rehearsal.transcript.watchers
        watchers.append(lambda _: crossed.set())
        try:
            async with asyncio.timeout(timeout):
                while not (seen := look(town.world)):
                    await crossed.wait()
                    crossed.clear()
                return seen
        except TimeoutError:
            raise AssertionError("nothing came of it") from None
        finally:
            watchers.pop()

    return town.thread.wait(found())


def answered(town: Town, record: Interaction) -> Interaction:
    """The interaction, once the bot has answered it for good."""
    until(town, lambda _: record.responded and not record.loading)
    return record


def shown(town: Town, record: Interaction) -> str:
    """The text of the bot's answer."""
    answered(town, record)
    message = town.world.state.messages[record.channel_id][record.message_id or 0]
    return message.content


def contents(town: Town, channel: int) -> list[str]:
    return town.do(lambda world: [message.content for message in world.state.messages[channel].values()])


@pytest.fixture(scope="module")
def bot(town: Town) -> Iterator[BotProcess]:
    """The bot, logged in and ready; what it does must not break the specification or the rules."""
    process = BotProcess(town, COMMANDS="1")
    assert process.wait("synced")["names"] == ["circle", "hello", "slow", "Look at", "Quote"]
    assert process.wait("ready") == {"what": "ready", "guilds": ["Harbour"], "members": [4]}
    yield process
    process.stop()


@pytest.fixture(autouse=True)
def within_the_rules(town: Town) -> Iterator[None]:
    yield
    town.thread.call(town.rehearsal.levers.clear)
    assert town.faults_found() == []


def test_a_message_gets_a_reply(town: Town, bot: BotProcess) -> None:
    said = town.say("ping")
    assert bot.wait("message", content="ping")["author"] == "ann"
    reply = until(town, lambda world: [m for m in world.state.messages[town.general].values() if m.reference])[0]
    assert (reply.content, reply.type, int(reply.reference["message_id"])) == ("pong", 19, said)


def test_a_slash_command_answers_only_the_one_who_asked(town: Town, bot: BotProcess) -> None:
    invocations = town.rehearsal.invocations
    record = town.thread.call(lambda: invocations.command(town.member, town.general, "hello", {"name": "you"}))
    assert shown(town, record) == "hello you"
    message = town.world.state.messages[town.general][record.message_id or 0]
    assert (message.visible_to(town.member), message.visible_to(town.mod)) == (True, False)


def test_a_subcommand_gets_whole_members_channels_and_roles(town: Town, bot: BotProcess) -> None:
    options = {"member": town.mod, "channel": town.quiet, "role": town.role}
    invocations = town.rehearsal.invocations
    record = town.thread.call(lambda: invocations.command(town.member, town.general, "circle show", options))
    assert shown(town, record) == "mona quiet helpers helpers True"


def test_suggestions_come_while_typing(town: Town, bot: BotProcess) -> None:
    invocations = town.rehearsal.invocations
    record = town.thread.call(lambda: invocations.complete(town.member, town.general, "hello", "name", "x"))
    answered(town, record)
    assert record.autocomplete_choices == [{"name": "xa", "value": "xa"}, {"name": "xb", "value": "xb"}]


def test_menus_of_people_and_messages_work(town: Town, bot: BotProcess) -> None:
    invocations, said = town.rehearsal.invocations, town.say("words")
    look = town.thread.call(lambda: invocations.user_menu(town.member, town.general, "Look at", town.mod))
    quote = town.thread.call(lambda: invocations.message_menu(town.member, town.general, "Quote", said))
    assert [shown(town, look), shown(town, quote)] == ["looked at mona", "quoted words"]


def test_a_button_edits_its_message(town: Town, bot: BotProcess) -> None:
    posted = bot.do("buttons", channel=town.general)
    record = town.thread.call(lambda: town.rehearsal.invocations.press(town.member, town.general, posted, "edit"))
    assert shown(town, record) == "edited"


def test_selects_of_words_and_people_work(town: Town, bot: BotProcess) -> None:
    posted, choose = bot.do("buttons", channel=town.general), town.rehearsal.invocations.choose
    pick = town.thread.call(lambda: choose(town.member, town.general, posted, "pick", ["b"]))
    person = town.thread.call(lambda: choose(town.member, town.general, posted, "person", [town.mod]))
    assert [shown(town, pick), shown(town, person)] == ["picked b", "person mona"]


def test_a_modal_opens_and_brings_every_kind_of_field_back(town: Town, bot: BotProcess) -> None:
    posted, invocations = bot.do("buttons", channel=town.general), town.rehearsal.invocations
    opened = town.thread.call(lambda: invocations.press(town.member, town.general, posted, "modal"))
    answered(town, opened)
    values: dict[str, Any] = {
        "words": "so many", "fruit": ["pear"], "who": [town.mod], "proof": [("p.txt", b"x")], "sure": True,
    }  # fmt: skip
    sent = town.thread.call(lambda: invocations.submit(town.member, opened, values))
    assert json.loads(shown(town, sent)) == ["so many", ["pear"], ["mona"], ["p.txt"], True]


def test_a_deferred_answer_is_finished_and_followed_up(town: Town, bot: BotProcess) -> None:
    record = town.thread.call(lambda: town.rehearsal.invocations.command(town.member, town.general, "slow"))
    assert bot.wait("slow")["original"] == "done"
    assert (shown(town, record), record.ephemeral) == ("done", True)
    followed = [town.world.state.messages[town.general].get(item) for item in record.followup_ids]
    assert [message.content if message else None for message in followed] == ["uno", None]


def test_layouts_polls_files_reactions_edits_and_deletions_go_through(town: Town, bot: BotProcess) -> None:
    assert bot.do("everything", channel=town.quiet) == [True, "Tea?", "abc", "two"]


def test_threads_open_on_messages_and_privately_and_can_be_archived(town: Town, bot: BotProcess) -> None:
    assert bot.do("threads", channel=town.quiet) == ["public", True, "private_thread", False]


def test_direct_messages_go_both_ways_until_the_door_is_shut(town: Town, bot: BotProcess) -> None:
    assert bot.do("dm", user=town.member, content="for you")
    channel = town.do(lambda world: world.dm_channel(town.member))
    assert contents(town, channel) == ["for you"]
    town.say("thank you", where=channel)
    assert bot.wait("message", content="thank you")["dm"] is True
    town.thread.call(lambda: town.rehearsal.levers.shut_dm(town.member))
    refused = bot.do("dm", user=town.member, content="again")
    assert (refused["error"], refused["code"]) == ("Forbidden", 50007)


def test_roles_and_time_outs_reach_the_audit_log_with_their_reason(town: Town, bot: BotProcess) -> None:
    held, timed_out, log = bot.do("moderate", guild=town.guild, member=town.member, role=town.role)
    assert (held, timed_out) == (["helpers"], True)
    assert ["member_role_update", "für dich"] in log
    assert bot.wait("audit", action="member_update")["reason"] == "pause ☕"


def test_rooms_and_roles_are_made_with_permissions_as_the_library_writes_them(town: Town, bot: BotProcess) -> None:
    assert bot.do("arrange", guild=town.guild, member=town.member) == ["hush", 3, False]


def test_automod_rules_and_scheduled_events_can_be_made_and_rules_hold(town: Town, bot: BotProcess) -> None:
    assert bot.do("plans", guild=town.guild) == ["words", "tea"]
    with pytest.raises(Refusal) as blocked:
        town.say("this is forbiddenish")
    assert blocked.value.code == 200000
    assert bot.wait("automod")["keyword"] == "forbidden*"


def test_history_is_read_page_by_page_in_order(town: Town, bot: BotProcess) -> None:
    where = town.do(lambda world: world.create_channel(town.guild, "log"))
    ids = town.do(lambda world: [world.state.create_message(where, town.member, str(n)).id for n in range(230)])
    assert bot.do("history", channel=where, after=ids[9]) == [str(n) for n in range(10, 230)]


def test_without_the_right_to_history_the_list_is_empty(town: Town, bot: BotProcess) -> None:
    where = town.do(lambda world: world.create_channel(town.guild, "forgetful"))
    first = town.say("x", where=where)
    levers = town.rehearsal.levers
    town.thread.call(lambda: levers.revoke("read_message_history", guild_id=town.guild, channel_id=where))
    assert bot.do("history", channel=where, after=first - 1) == []
    town.thread.call(lambda: levers.revoke("view_channel", guild_id=town.guild, channel_id=where))
    assert bot.do("raw", method="GET", path=f"/channels/{where}/messages")["code"] == 50001


def test_members_are_found_by_prefix_over_the_gateway(town: Town, bot: BotProcess) -> None:
    assert bot.do("query", guild=town.guild, prefix="mo") == ["mona"]


def test_a_demanded_heartbeat_is_given_and_acknowledged(town: Town, bot: BotProcess) -> None:
    before = town.rehearsal.gateway.heartbeats
    town.thread.call(town.rehearsal.levers.ask_heartbeat)
    for _ in range(2):  # the first answer comes after the demand was heard, the second after it was met
        bot.do("query", guild=town.guild, prefix="mo")
    assert town.rehearsal.gateway.heartbeats > before
    assert bot.do("latency") < 5


@pytest.mark.parametrize("drop", ["close 4000", "reconnect", "reset", "invalid but resumable"])
def test_after_a_drop_the_session_resumes_and_nothing_is_missed(town: Town, bot: BotProcess, drop: str) -> None:
    levers = town.rehearsal.levers
    pulls: dict[str, Callable[[], None]] = {
        "close 4000": lambda: levers.close_with(4000),
        "reconnect": levers.reconnect,
        "reset": levers.reset_gateway,
        "invalid but resumable": lambda: levers.invalid_session(resumable=True),
    }
    town.thread.call(pulls[drop])
    town.say(f"after {drop}")
    bot.wait("resumed")
    bot.wait("message", content=f"after {drop}")
    assert bot.count("ready") == 0


def test_a_forgotten_session_begins_anew(town: Town, bot: BotProcess) -> None:
    town.thread.call(lambda: town.rehearsal.levers.invalid_session(resumable=False))
    bot.wait("ready")
    town.say("hello again")
    bot.wait("message", content="hello again")


def test_a_refused_resume_begins_anew(town: Town, bot: BotProcess) -> None:
    town.thread.call(town.rehearsal.levers.refuse_resume)
    town.thread.call(lambda: town.rehearsal.levers.close_with(4000))
    bot.wait("ready")
    assert town.rehearsal.faults.fired["refuse_resume"] == 1


def test_a_server_that_is_out_comes_back(town: Town, bot: BotProcess) -> None:
    levers = town.rehearsal.levers
    town.thread.call(lambda: levers.server_unavailable(town.guild))
    bot.wait("unavailable")
    town.thread.call(lambda: levers.server_unavailable(town.guild, on=False))
    town.say("back")
    bot.wait("message", content="back")


def test_a_rate_limit_is_waited_for(town: Town, bot: BotProcess) -> None:
    for scope in ("user", "global"):
        lever = town.thread.call(lambda scope=scope: town.rehearsal.levers.rate_limit(0.05, scope=scope))
        bot.do("send", channel=town.quiet, content=f"patient {scope}")
        assert (lever.fired, contents(town, town.quiet).count(f"patient {scope}")) == (1, 1)


def test_a_rate_limit_without_via_is_final(town: Town, bot: BotProcess) -> None:
    town.thread.call(lambda: town.rehearsal.levers.rate_limit(0.05, via=False))
    assert bot.do("send", channel=town.quiet, content="banned")["status"] == 429


def test_buckets_hold_and_are_respected_ahead_of_time(town: Town, bot: BotProcess) -> None:
    limits = town.rehearsal.limits
    where = town.do(lambda world: world.create_channel(town.guild, "busy"))
    before = limits.refused
    limits.buckets["POST /channels/{channel_id}/messages"] = (5, 0.5)
    limits._second.clear()  # what the tests before sent in this very second is not about buckets
    limits.on = True
    try:
        began = time.monotonic()
        bot.do("send", channel=where, content="many", times=12)
        assert time.monotonic() - began >= 0.9
    finally:
        limits.on = False
    assert limits.refused == before


def test_a_bad_gateway_is_tried_again_and_posts_once(town: Town, bot: BotProcess) -> None:
    lever = town.thread.call(lambda: town.rehearsal.levers.answer(502, after=True))
    bot.do("send", channel=town.quiet, content="once")
    assert (lever.fired, contents(town, town.quiet).count("once")) == (1, 1)


def test_unavailable_is_final(town: Town, bot: BotProcess) -> None:
    town.thread.call(lambda: town.rehearsal.levers.answer(503))
    assert bot.do("send", channel=town.quiet, content="never")["error"] == "DiscordServerError"


@pytest.mark.parametrize(("after", "stored"), [(False, 0), (True, 1)])
def test_a_dropped_connection_is_an_error_whether_or_not_it_took_effect(
    town: Town, bot: BotProcess, after: bool, stored: int
) -> None:
    lever = town.thread.call(lambda: town.rehearsal.levers.reset(after=after))
    failed = bot.do("send", channel=town.quiet, content=f"dropped {after}")
    assert failed["error"] in {"ClientOSError", "ServerDisconnectedError", "ConnectionResetError"}
    assert (lever.fired, contents(town, town.quiet).count(f"dropped {after}")) == (1, stored)


def test_thrown_out_and_invited_again(town: Town, bot: BotProcess) -> None:
    town.thread.call(lambda: town.rehearsal.levers.remove_bot(town.guild))
    assert bot.wait("removed")["guild"] == "Harbour"
    assert bot.do("raw", method="GET", path=f"/guilds/{town.guild}/members/{town.member}")["code"] == 50001
    town.do(lambda world: world.invite_bot(town.guild))
    town.say("welcome back")
    bot.wait("message", content="welcome back")

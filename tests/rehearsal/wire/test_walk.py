"""What a bot is made of is there: every operation of the lists, every call of this bot, every event it may hear."""

import ast
import asyncio
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discord
import pytest

from rehearsal.routes import served
from rehearsal.spec import Specification, specification
from rehearsal.world import bits
from tests.rehearsal.wire.house import Town
from tests.rehearsal.wire.line import line
from tests.rehearsal.wire.operations import EVENTS, FIRST, OURS, SCHEMAS, THEN, USED
from tests.rehearsal.wire.test_refusals import event

pytestmark = pytest.mark.wire

ROOT = Path(__file__).resolve().parents[3]
LISTED = [
    pytest.param(operation, id=f"{kind}: {operation}")
    for table in (FIRST, THEN, USED)
    for kind, operations in table.items()
    for operation in operations
]


@pytest.mark.parametrize("operation", LISTED)
def test_a_listed_operation_is_served(operation: str) -> None:
    """`test_answers` calls every route that is served, and fails if one of them answers 501."""
    assert operation in {route.name for route in served()}


def test_the_lists_name_operations_as_the_specification_does(official: None) -> None:
    found = specification()
    assert found is not None
    paths = Specification(found).paths
    theirs = {f"{method.upper()} {path}" for path, item in paths.items() for method in item}
    mentioned = {o for table in (FIRST, THEN, USED) for listed in table.values() for o in listed}
    assert mentioned - theirs == set()


def _rest_methods() -> set[str]:
    """The names of the library's methods that send a request."""
    names: set[str] = set()
    for module in (discord, discord.abc, discord.app_commands):
        for kind in vars(module).values():
            if not inspect.isclass(kind):
                continue
            for owner in kind.__mro__:
                for name, method in vars(owner).items():
                    if inspect.iscoroutinefunction(method) or inspect.isasyncgenfunction(method):
                        names.add(name)
    return {name for name in names if not name.startswith("_")}


def test_whatever_this_bot_calls_in_the_library_is_in_the_list() -> None:
    """A new kind of call must be named with its operations, so that the walk covers it."""
    wire_less = {
        "add_cog", "chunk", "query_members", "set_translator", "translate", "load", "on_error", "callback",
        "interaction_check", "on_submit", "on_timeout", "setup_hook", "setup",
    }  # fmt: skip
    methods = _rest_methods() - OURS - wire_less
    called: dict[str, str] = {}
    for file in sorted((ROOT / "cogs").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in methods:
                called[node.func.attr] = f"{file.relative_to(ROOT)}:{node.lineno}"
    assert {name: where for name, where in called.items() if name not in USED} == {}
    assert set(USED) - set(called) == set(), "these are called no longer"


# ---- events


@pytest.fixture
def town() -> Iterator[Town]:
    """A town of its own, in which everything happens once."""
    town = Town()
    yield town
    town.stop()


async def test_every_event_is_heard_whole(town: Town) -> None:
    async with line(town) as ear:
        await ear.identify()
        await asyncio.to_thread(everything, town)
        await ear.say(8, {"guild_id": str(town.guild), "query": "", "limit": 0, "nonce": "n"})
        await ear.until("GUILD_MEMBERS_CHUNK")
        await ear.say(8, {"guild_id": str(town.guild), "query": "", "limit": 0, "nonce": "n"})
        await ear.until("RATE_LIMITED")
        heard = list(ear.heard)
        session, seq = heard[1]["d"]["session_id"], heard[-1]["s"]
        await ear.hang_up()
    async with line(town) as again:
        await again.resume(session, seq)
        heard.append(await again.until("RESUMED"))
    bodies = {frame["t"]: frame["d"] for frame in heard if frame["t"]}
    assert set(EVENTS) - set(bodies) == set()
    for frame in heard:
        if frame["t"] in EVENTS:
            for path in EVENTS[frame["t"]].split():
                assert _holds(frame["d"], path.split(".")), (frame["t"], path, frame["d"])
    assert _outside_the_specification(heard) == []
    assert town.faults_found() == []


def _holds(body: Any, path: list[str]) -> bool:
    if not path:
        return True
    if path[0] == "*":
        return all(_holds(item, path[1:]) for item in body)
    return path[0] in body and _holds(body[path[0]], path[1:])


def _outside_the_specification(heard: list[dict[str, Any]]) -> list[str]:
    found = specification()
    if found is None:
        return []
    spec, faults = Specification(found), []
    for frame in heard:
        if frame["t"] in SCHEMAS:
            part, schema = SCHEMAS[frame["t"]]
            faults += [f"{frame['t']} {fault}" for fault in spec.object_faults(
                schema, frame["d"][part] if part else frame["d"])]  # fmt: skip
    return faults


def _ask(town: Town, method: str, path: str, body: Any = None) -> Any:
    answer = town.call(method, path, body)
    assert answer.status < 300, (method, path, answer.body)
    return answer.body


def everything(town: Town) -> None:
    """All that can happen in a server."""
    _words(town)
    _threads(town)
    _places(town)
    _people(town)
    _plans(town)


def _words(town: Town) -> None:
    acts, general, member = town.rehearsal.acts, town.general, town.member
    said, other, third = (town.say(word) for word in ("one", "two", "three"))
    town.do(lambda _: acts.edit(member, general, said, "one more"))
    for emoji in "👍🎉":
        town.do(lambda _, emoji=emoji: acts.react(member, general, said, emoji))
    town.do(lambda _: acts.unreact(member, general, said, "👍"))
    town.do(lambda w: w.state.clear_reaction(general, said, "🎉"))
    town.do(lambda w: w.state.clear_reactions(general, said))
    town.do(lambda w: w.state.set_pinned(general, said, True))
    town.do(lambda _: acts.typing(member, general))
    town.do(lambda _: acts.delete(member, general, third))
    _ask(town, "POST", f"/channels/{general}/messages/bulk-delete", {"messages": [str(said), str(other)]})
    poll = {"question": {"text": "Tea?"}, "answers": [{"poll_media": {"text": "yes"}}], "duration": 1}
    asked = int(_ask(town, "POST", f"/channels/{general}/messages", {"poll": poll})["id"])
    for chosen in ([1], []):
        town.do(lambda _, chosen=chosen: acts.vote(member, general, asked, chosen))
    app = town.world.state.application_id
    _ask(town, "PUT", f"/applications/{app}/commands", [{"name": "one", "description": "d"}])
    town.do(lambda _: town.rehearsal.invocations.command(member, general, "one"))


def _threads(town: Town) -> None:
    acts, general, member = town.rehearsal.acts, town.general, town.member
    thread = town.do(lambda _: acts.start_thread(member, general, "aside"))
    town.do(lambda _: acts.join_thread(town.mod, thread))
    town.do(lambda _: acts.set_thread(member, thread, archived=True))
    _ask(town, "DELETE", f"/channels/{thread}")
    town.do(lambda _: acts.start_thread(member, town.quiet, "inside"))
    for denied in (True, False):
        mine = town.world.bot_role(town.guild).id
        town.do(lambda w, denied=denied, mine=mine: w.set_overwrite(
            town.quiet, mine, deny=bits("view_channel") if denied else 0))  # fmt: skip


def _places(town: Town) -> None:
    guild = f"/guilds/{town.guild}"
    _ask(town, "PATCH", guild, {"name": "Haven"})
    made = _ask(town, "POST", guild + "/channels", {"name": "new", "type": 0})["id"]
    _ask(town, "PATCH", f"/channels/{made}", {"topic": "t"})
    invite = _ask(town, "POST", f"/channels/{made}/invites", {"max_age": 3600})["code"]
    _ask(town, "DELETE", f"/invites/{invite}")
    _ask(town, "POST", f"/channels/{made}/webhooks", {"name": "hook"})
    _ask(town, "DELETE", f"/channels/{made}")
    role = _ask(town, "POST", guild + "/roles", {"name": "passing"})["id"]
    _ask(town, "PATCH", f"{guild}/roles/{role}", {"name": "past"})
    _ask(town, "DELETE", f"{guild}/roles/{role}")
    other = town.do(lambda w: w.create_guild("Other", town.owner))
    town.do(lambda w: w.remove_bot(other))


def _people(town: Town) -> None:
    guild = f"/guilds/{town.guild}"
    newcomer = town.do(lambda w: w.create_user("newcomer"))
    town.do(lambda w: w.add_member(town.guild, newcomer))
    _ask(town, "PATCH", f"{guild}/members/{newcomer}", {"nick": "New"})
    _ask(town, "PUT", f"{guild}/bans/{newcomer}", {"delete_message_seconds": 0})
    _ask(town, "DELETE", f"{guild}/bans/{newcomer}")


def _plans(town: Town) -> None:
    guild = f"/guilds/{town.guild}"
    keyword = {"name": "words", "event_type": 1, "trigger_type": 1, "trigger_metadata": {"keyword_filter": ["storm"]},
               "actions": [{"type": 2, "metadata": {"channel_id": str(town.quiet)}}], "enabled": True}  # fmt: skip
    rule = _ask(town, "POST", guild + "/auto-moderation/rules", keyword)["id"]
    town.say("a storm")
    _ask(town, "PATCH", f"{guild}/auto-moderation/rules/{rule}", {"name": "other"})
    _ask(town, "DELETE", f"{guild}/auto-moderation/rules/{rule}")
    plan = _ask(town, "POST", guild + "/scheduled-events", event())["id"]
    for coming in (True, False):
        town.do(lambda w, coming=coming: w.state.set_scheduled_event_subscription(
            town.guild, int(plan), town.member, coming))  # fmt: skip
    _ask(town, "PATCH", f"{guild}/scheduled-events/{plan}", {"name": "coffee"})
    _ask(town, "DELETE", f"{guild}/scheduled-events/{plan}")

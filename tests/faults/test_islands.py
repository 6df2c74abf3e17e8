"""B4 B13 B15 G20 X12: other servers, channels that change shape, and commands that come too early or are not ours."""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rehearsal.invocations import COMMAND
from tests.faults.night import ALERTS_KNOWN, ASKED, Night, a_night

pytestmark = [pytest.mark.fault, pytest.mark.wire]

USER, CHANNEL, ROLE, MENTIONABLE = 6, 7, 8, 9
STARTING = "I am just starting up"
CHANGED = "This command has changed"


async def test_a_case_of_another_server_reads_like_a_missing_one_from_there(night: Night) -> None:
    """B4: its number, pressed on the other server by that server's owner, in every button of a notice."""
    await night.cry()
    await night.quiet()
    ((case,),) = night.rows("SELECT max(case_id) FROM cases")
    await night.people.slash("quill", "porch", "/helpline country:Ireland")
    await night.quiet()
    there = night.people.received("quill")[-1].message_id
    trail = night.rows("SELECT count(*) FROM case_trail")
    for verb in ("take", "still", "resolve", "no_crisis", "reveal", "playbook", "others", "hand", "write", "card"):
        words: list[str] = []
        for number in (case, case + 1):
            pressed = await night.people.press("quill", "porch", there, f"alerts:{verb}:{number}", forged=True)
            await night.quiet()
            words.append(night.answer(pressed))
        assert words[0], f"{verb} was left without an answer"
        assert words[0] == words[1], f"{verb} tells a case of another server from a missing one"
    assert night.rows(f"SELECT state FROM cases WHERE case_id = {case}") == [("open",)]
    assert night.rows("SELECT count(*) FROM case_trail") == trail, "it is no case of theirs to be noted in"
    await night.take()
    assert night.rows(f"SELECT state FROM cases WHERE case_id = {case}") == [("acknowledged",)]


async def test_people_roles_and_channels_of_another_server_are_refused_in_every_command(night: Night) -> None:
    """X12: every command that takes one is given one of the other server, as if Discord had let it pass."""
    world = night.rehearsal.world
    porch, owner = _next_door(night)
    role = world.create_role(world.state.channels[porch].guild_id or 0, "Neighbour")
    await night.quiet()
    foreign = {USER: str(owner), CHANNEL: str(porch), ROLE: str(role), MENTIONABLE: str(role)}
    before = _everything(night)
    tried = 0
    for path, leaf in _leaves(night):
        entities = [option for option in leaf.get("options") or () if option["type"] in foreign]
        if not entities:
            continue
        resolved: dict[str, dict[str, Any]] = {
            "users": {str(owner): world.user_json(owner)},
            "channels": {str(porch): {"id": str(porch), "name": "porch", "type": 0, "permissions": "8"}},
            "roles": {str(role): {"id": str(role), "name": "Neighbour", "permissions": "0", "position": 1}},
        }
        pressed = _run(night, "marlow", path, [_filled(option, foreign) for option in _needed(leaf)], resolved)
        await night.quiet()
        assert night.answer(pressed), f"/{path} was left without an answer"
        tried += 1
    assert tried >= 5
    after = _everything(night)
    for place in (str(porch), str(role), str(owner)):
        assert after.count(place) == before.count(place), "something of the other server was kept here"


async def test_every_command_before_it_is_ready_is_told_so_and_nothing_is_changed(tmp_path: Path) -> None:
    """B13: the gateway still waits for a server when people press; then, ready but still reading, the truth."""
    async with a_night(tmp_path, timings={"guilds_ready": 8.0}) as night:
        porch, _ = _next_door(night)
        next_door = night.rehearsal.world.state.channels[porch].guild_id or 0
        await night.stop()
        night.levers.server_unavailable(next_door)
        before, sessions = _everything(night), _sessions(night)
        starting = asyncio.create_task(night.start(rest=False))
        await night.until(lambda: _sessions(night) > sessions)
        pressed = {path: _run(night, "marlow", path, [], {}) for path, _ in _leaves(night)}
        await night.until(lambda: all(night.answer(one) for one in pressed.values()), seconds=8)
        told = {path: night.answer(one) for path, one in pressed.items()}
        assert len(told) > 40
        assert {path: words for path, words in told.items() if STARTING not in words} == {}
        assert _everything(night).count("setup") == before.count("setup")
        night.levers.hang(2.0, where="GET /channels/{channel_id}/messages", times=None)
        await starting
        after = await night.people.slash("wren", "alerts", "/alerts status")
        await night.until(lambda: night.answer(after))
        assert STARTING not in night.answer(after)
        await night.over()


async def test_a_command_that_is_not_ours_or_lacks_what_it_needs_is_answered_in_words(night: Night) -> None:
    """B15: Discord still offers an old command, and one whose options have changed since."""
    for path, root in (("forecast", {"id": "77", "name": "forecast"}), ("setup server", None)):
        pressed = _run(night, "marlow", path, [], {}, root=root)
        await night.quiet()
        assert CHANGED in night.answer(pressed)
    night.expected |= {"commands out of step"}
    shown = await night.people.slash("marlow", "general", "/setup status")
    await night.quiet()
    assert "did not fit" in night.answer(shown), "health shows it"


async def test_channels_that_are_made_moved_and_turned_into_others_are_watched_as_chosen(night: Night) -> None:
    """G20: made, renamed, moved, made an announcement channel, a forum, a post in it, put away, locked, deleted."""
    world, place = night.rehearsal.world, night.place
    unasked = world.create_channel(place.guild_id, "not-asked")
    await night.quiet()
    await night.cry("ash", "not-asked")
    await night.advance(seconds=3)
    assert night.rows(ALERTS_KNOWN) == [(0,)], "new channels are left alone until somebody chooses otherwise"
    await _watch_new_channels(night)
    room = world.create_channel(place.guild_id, "quiet-room")
    category = world.create_channel(place.guild_id, "Evenings", kind=4)
    await night.quiet()
    assert night.rows(f"SELECT mode FROM watched_channels WHERE channel_id = {room}") == [("normal",)]
    alerts, changes = 0, ({"name": "evening-room"}, {"parent_id": category}, {"type": 5}, {"type": 0})
    for who, change in zip(("briar", "cove", "dune", "fen"), changes, strict=True):
        world.state.edit_channel(room, change)
        await night.quiet()
        await night.cry(who, room)
        await night.advance(seconds=3)
        alerts += 1
        assert night.rows(ALERTS_KNOWN) == [(alerts,)], change
    forum = world.create_channel(place.guild_id, "stories", kind=15)
    await night.quiet()
    posted = world.state.create_thread(forum, "my night", place.people["harbor"], broadcast=False)
    world.state.announce_thread_create(posted)  # a forum has no channel to say so in
    post = posted.id
    await night.cry("harbor", post)
    await night.advance(seconds=3)
    assert night.rows(ALERTS_KNOWN) == [(alerts + 1,)]
    await night.people.set_thread("okello", post, archived=True, locked=True)
    await night.quiet()
    await night.people.set_thread("okello", post, archived=False, locked=False)
    await night.cry("juniper", post)
    await night.advance(seconds=3)
    assert night.rows(ALERTS_KNOWN) == [(alerts + 2,)]
    night.levers.delete(channel=room)
    await night.advance(seconds=3)
    await night.cry("alder1")
    await night.advance(seconds=3)
    assert night.rows(ALERTS_KNOWN) == [(alerts + 3,)]
    assert len([line for line in night.pages() if ASKED in line]) == alerts + 3
    assert night.rows(f"SELECT count(*) FROM watched_channels WHERE channel_id = {unasked}") == [(0,)]


# ---- help


async def _watch_new_channels(night: Night) -> None:
    await night.people.slash("marlow", "general", "/setup status")
    await night.quiet()
    panel = night.people.received("marlow")[-1].message_id
    await night.people.press("marlow", "general", panel, "Watch new channels too")
    await night.quiet()


def _next_door(night: Night) -> tuple[int, int]:
    """A channel of the other server, and its owner."""
    state = night.rehearsal.world.state
    porch = next(channel for channel in state.channels.values() if channel.name == "porch")
    return porch.id, state.guilds[porch.guild_id or 0].owner_id


def _leaves(night: Night) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every slash command, in full, with its declaration."""

    def walk(node: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        below = [one for one in node.get("options") or () if one["type"] in (1, 2)]
        if not below:
            yield path, node
        for one in below:
            yield from walk(one, f"{path} {one['name']}")

    world, place = night.rehearsal.world, night.place
    for root in world.commands_for(place.people["marlow"], place.channels["general"]):
        yield from walk(root, root["name"])


def _needed(leaf: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in leaf.get("options") or () if one.get("required") or one["type"] in (6, 7, 8, 9)]


def _filled(option: Mapping[str, Any], foreign: Mapping[int, str]) -> dict[str, Any]:
    plain: dict[int, object] = {3: "evening", 4: option.get("min_value", 1), 5: True, 10: option.get("min_value", 1)}
    value = foreign.get(option["type"]) or (option.get("choices") or [{"value": plain.get(option["type"])}])[0]["value"]
    return {"name": option["name"], "type": option["type"], "value": value}


def _run(
    night: Night,
    who: str,
    path: str,
    given: list[dict[str, Any]],
    resolved: Mapping[str, Any],
    *,
    root: Mapping[str, Any] | None = None,
) -> int:
    """A command as a client could send it that keeps to none of the rules."""
    world, place, doors = night.rehearsal.world, night.place, night.rehearsal.invocations
    person, general = place.people[who], place.channels["general"]
    names = path.split()
    known = root or next(one for one in world.commands_for(person, general) if one["name"] == names[0])
    options: list[dict[str, Any]] = given
    kinds = {2: (1,), 3: (2, 1)}.get(len(names), ())
    for name, kind in zip(reversed(names[1:]), reversed(kinds), strict=True):
        options = [{"name": name, "type": kind, "options": options}]
    data = {"id": known["id"], "name": names[0], "type": 1, "options": options}
    return doors._start(
        COMMAND, person, general, data | ({"resolved": dict(resolved)} if resolved else {}), f"/{path}"
    ).id


def _everything(night: Night) -> list[str]:
    """Every value in every table of the database."""
    with closing(sqlite3.connect(f"file:{night.folder / 'data' / 'circlekeeper.db'}?mode=ro", uri=True)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [str(value) for table in tables for row in database.execute(f"SELECT * FROM {table}") for value in row]


def _sessions(night: Night) -> int:
    return len([one for one in night.rehearsal.transcript.records if one.get("what") == "op 2"])

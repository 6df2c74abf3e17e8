"""Threads that grow quiet are archived; a word reopens them, an edit does not."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.rehearsal.wire.house import Town

pytestmark = pytest.mark.wire


@pytest.fixture
def town() -> Iterator[Town]:
    """A town of its own: here days pass."""
    town = Town()
    yield town
    assert town.faults_found() == []
    town.stop()


def archived(town: Town, thread: str) -> bool:
    return bool(town.call("GET", f"/channels/{thread}").body["thread_metadata"]["archived"])


def later(town: Town, **by: float) -> None:
    town.thread.wait(town.rehearsal.bot_clock.advance(timedelta(**by)))


def test_a_quiet_thread_is_archived_after_its_time_and_a_word_reopens_it_for_as_long(town: Town) -> None:
    body = {"name": "aside", "type": 11, "auto_archive_duration": 60}
    thread = town.call("POST", f"/channels/{town.general}/threads", body).body["id"]
    later(town, minutes=50)
    town.say("still here", where=int(thread))
    later(town, minutes=50)
    assert not archived(town, thread)
    later(town, minutes=11)
    assert archived(town, thread)
    assert town.call("GET", f"/guilds/{town.guild}/threads/active").body["threads"] == []
    (listed,) = town.call("GET", f"/channels/{town.general}/threads/archived/public").body["threads"]
    assert listed["id"] == thread
    assert town.call("POST", f"/channels/{thread}/messages", {"content": "a word"}).status == 200
    assert not archived(town, thread)
    later(town, minutes=61)
    assert archived(town, thread)


def test_a_thread_that_somebody_reopened_stays_open_for_its_time(town: Town) -> None:
    thread = town.call("POST", f"/channels/{town.general}/threads", {"name": "aside", "type": 11}).body["id"]
    later(town, days=1, minutes=1)
    assert archived(town, thread)
    assert town.call("PATCH", f"/channels/{thread}", {"archived": False}).status == 200
    later(town, hours=23)
    assert not archived(town, thread)


def test_the_bot_must_reopen_a_thread_before_it_edits_there(town: Town) -> None:
    thread = town.call("POST", f"/channels/{town.general}/threads", {"name": "aside", "type": 12}).body["id"]
    said = town.call("POST", f"/channels/{thread}/messages", {"content": "before"}).body["id"]
    later(town, days=1, minutes=1)
    path = f"/channels/{thread}/messages/{said}"
    assert town.call("PATCH", path, {"content": "after"}).code == 50083
    assert town.call("PATCH", f"/channels/{thread}", {"archived": False}).status == 200
    assert town.call("PATCH", path, {"content": "after"}).body["content"] == "after"


@pytest.mark.parametrize("kind", [0, 15])
def test_a_new_thread_is_announced_in_a_channel_and_never_in_a_forum(town: Town, kind: int) -> None:
    parent = town.do(lambda world: world.create_channel(town.guild, "place", kind=kind))
    body = {"name": "a question"} | ({"message": {"content": "How?"}} if kind == 15 else {"type": 11})
    assert town.call("POST", f"/channels/{parent}/threads", body).status == 201
    announced = [int(one.type) for one in town.do(lambda world: list(world.state.messages[parent].values()))]
    assert announced == ([] if kind == 15 else [18])

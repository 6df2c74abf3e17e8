"""Message search: what the bot may read is found, page by page, and nothing else is."""

from typing import Any

import pytest

from rehearsal.world import bits
from tests.rehearsal.wire.house import Answer, Town

pytestmark = pytest.mark.wire

Query = list[tuple[str, Any]]


@pytest.fixture(scope="module")
def said(town: Town) -> dict[str, int]:
    """What was said, by its name here."""
    hidden = town.do(lambda w: w.create_channel(town.guild, "hidden"))
    town.do(lambda w: w.set_overwrite(hidden, w.bot_role(town.guild).id, deny=bits("view_channel")))
    ids = {
        "tea": town.say("Tea at the harbour"),
        "coffee": town.say("coffee at the harbour", who=town.mod),
        "quiet": town.say("harbour, quietly", where=town.quiet),
        "asked": town.say(f"<@{town.member}> see https://example.org/harbour", who=town.mod),
        "hidden": town.say("the hidden harbour", where=hidden),
    }
    thread = town.do(lambda _: town.rehearsal.acts.start_thread(town.member, town.general, "aside"))
    ids["aside"] = town.say("harbour lights", where=thread)
    own = {"content": "my harbour", "message_reference": {"message_id": str(ids["tea"])}}
    ids["own"] = int(town.call("POST", f"/channels/{town.general}/messages", own).body["id"])
    drawn = town.call("POST", f"/channels/{town.general}/messages", {"content": "harbour map"},
                      files=[("map.png", b"\x89PNG")])  # fmt: skip
    ids["map"] = int(drawn.body["id"])
    return ids


def search(town: Town, query: Query) -> Answer:
    return town.call("GET", f"/guilds/{town.guild}/messages/search", query=[("content", "harbour"), *query])


def names(town: Town, said: dict[str, int], query: Query) -> list[str]:
    answer = search(town, query)
    assert answer.status == 200, answer.body
    assert town.faults_found() == []
    by_id = {str(message_id): name for name, message_id in said.items()}
    return [by_id[hits[0]["id"]] for hits in answer.body["messages"]]


def test_what_the_bot_may_read_is_found_newest_first(town: Town, said: dict[str, int]) -> None:
    assert names(town, said, []) == ["map", "own", "aside", "asked", "quiet", "coffee", "tea"]
    assert names(town, said, [("sort_order", "asc"), ("limit", 2)]) == ["tea", "coffee"]
    assert names(town, said, [("limit", 2), ("offset", 2)]) == ["aside", "asked"]
    answer = search(town, [("limit", 1)]).body
    assert (answer["total_results"], answer["messages"][0][0]["hit"]) == (7, True)
    assert [thread["name"] for thread in search(town, []).body["threads"]] == ["aside"]


def test_filters_narrow_it_down(town: Town, said: dict[str, int]) -> None:
    two = [("author_id", town.mod), ("author_id", town.world.bot.id)]
    assert names(town, said, two) == ["map", "own", "asked", "coffee"]
    assert names(town, said, [("author_type", "bot")]) == ["map", "own"]
    assert names(town, said, [("author_type", "-bot"), ("channel_id", town.quiet)]) == ["quiet"]
    assert names(town, said, [("mentions", town.member), ("has", "link")]) == ["asked"]
    assert names(town, said, [("has", "image"), ("has", "poll")]) == ["map"]
    assert names(town, said, [("has", "-file"), ("author_type", "bot")]) == ["own"]
    assert names(town, said, [("replied_to_message_id", said["tea"])]) == ["own"]
    assert names(town, said, [("min_id", said["tea"]), ("max_id", said["quiet"])]) == ["coffee"]
    town.do(lambda w: w.state.set_pinned(town.general, said["tea"], True))
    assert names(town, said, [("pinned", "true")]) == ["tea"]


def test_a_page_too_large_or_too_far_is_refused(town: Town, said: dict[str, int]) -> None:
    for name, value in (("limit", 26), ("limit", 0), ("offset", 9976), ("limit", "many")):
        answer = search(town, [(name, value)])
        assert (answer.status, answer.code) == (400, 50035)
        assert name in answer.body["errors"]
    town.faults_found()


def test_an_index_that_is_not_ready_says_when_to_come_again(town: Town, said: dict[str, int]) -> None:
    lever = town.do(lambda _: town.rehearsal.levers.index_not_ready())
    answer = search(town, [])
    assert (answer.status, answer.code, answer.body["retry_after"]) == (202, 110000, 2)
    assert lever.fired == 1
    assert search(town, []).status == 200
    assert town.faults_found() == []


def test_without_the_content_intent_there_is_no_search(town: Town, said: dict[str, int]) -> None:
    town.do(lambda w: setattr(w, "approved_intents", ~(1 << 15)))
    try:
        assert (search(town, []).status, search(town, []).code) == (403, 50001)
    finally:
        town.do(lambda w: setattr(w, "approved_intents", -1))


def test_a_filter_that_is_not_served_says_so(town: Town, said: dict[str, int]) -> None:
    assert search(town, [("slop", 2)]).status == 501
    assert [fault["kind"] for fault in town.faults_found()] == ["not-served"]

"""What a scenario counts as received, and when it says that something did not hold."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rehearsal.people.stream import Kind, Received
from rehearsal.scenario.hearing import Heard, gather, judge
from rehearsal.scenario.script import Expectation

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_PEOPLE = {"ash": 1, "wren": 2}


def received(who: str, kind: Kind, text: str, message_id: int = 5, seq: int = 1, **more: Any) -> Received:
    given: dict[str, Any] = {"channel": "general", "from_bot": True} | more
    return Received(seq, AT, _PEOPLE[who], who, kind, text, message_id=message_id, **given)


def a_message(*who: str, text: str = "Hello", pinged: tuple[str, ...] = ()) -> list[Heard]:
    return gather([received(one, "message", text, pinged=one in pinged) for one in who], by_people=False)


def test_one_message_is_one_thing_however_many_read_it() -> None:
    (heard,) = a_message("ash", "wren", pinged=("wren",))
    assert heard.readers == {"ash", "wren"}
    assert heard.pinged == {"wren"}


def test_the_same_private_words_to_two_people_are_two_things() -> None:
    assert len(gather([received("ash", "private", "x"), received("wren", "private", "x", 6)], by_people=False)) == 2


def test_what_nobody_expected_is_a_failure() -> None:
    problems = judge([], a_message("ash")).problems
    assert problems == ["received and not expected: message in #general to ash: “Hello”"]


def test_what_did_not_come_is_a_failure_unless_it_may_be_missing() -> None:
    assert "expected and not received" in judge([Expectation("dm", ("Hello",))], []).problems[0]
    assert judge([Expectation("dm", ("Hello",), maybe=True)], []).problems == []


def test_one_expectation_covers_one_thing_and_no_more() -> None:
    twice = gather([received("ash", "dm", "Hello", 5), received("ash", "dm", "Hello", 6)], by_people=False)
    assert len(judge([Expectation("dm", ("Hello",))], twice).problems) == 1
    assert judge([Expectation("dm", ("Hello",), times=2)], twice).problems == []
    assert "(2 of 3)" in judge([Expectation("dm", ("Hello",), times=3)], twice).problems[0]


@pytest.mark.parametrize(
    "wrong",
    [
        Expectation("message", ("Bye",)),
        Expectation("private", ("Hello",)),
        Expectation("message", ("Hello",), place="alerts"),
        Expectation("message", ("Hello",), to=("wren",)),
        Expectation("message", ("Hello",), seen_by=("ash", "wren")),
        Expectation("message", ("Hello",), pings=("ash",)),
        Expectation("message", ("Hello",), never=("ell",)),
    ],
)
def test_other_words_kinds_places_readers_and_pings_do_not_hold(wrong: Expectation) -> None:
    assert (
        judge([Expectation("message", ("Hello",), place="#general", seen_by=("ash",))], a_message("ash")).problems == []
    )
    assert judge([wrong], a_message("ash")).problems != []


def test_a_ping_that_nobody_expected_is_a_failure() -> None:
    problems = judge([Expectation("message", ("Hello",))], a_message("ash", pinged=("ash",))).problems
    assert problems[0].startswith("it should ping nobody, and pinged ash")


def test_a_promise_to_answer_counts_as_its_answer_and_alone_as_a_failure() -> None:
    promised = received("ash", "thinking", "thinking…")
    assert [one.seen for one in gather([promised, received("ash", "private", "Hello")], by_people=False)] == ["private"]
    (alone,) = gather([promised], by_people=False)
    assert alone.seen == "failed"


def test_an_interaction_that_failed_is_never_overlooked() -> None:
    (failed,) = gather([received("ash", "failed", "This interaction failed", from_bot=False)], by_people=False)
    assert failed.seen == "failed"


def test_a_message_that_is_redrawn_at_once_is_one_thing_and_any_of_its_versions_may_be_meant() -> None:
    story = [received("ash", "message", "Open"), received("ash", "edit", "Taken", seq=2)]
    (heard,) = gather(story, by_people=False)
    assert heard.versions == ["Open", "Taken"]
    assert judge([Expectation("message", ("Taken",))], [heard]).problems == []
    assert judge([Expectation("message", ("Open",), never=("Taken",))], [heard]).problems != []


def test_what_people_say_and_do_to_each_other_is_no_surprise() -> None:
    theirs = [received("ash", "message", "hi", from_bot=False), received("ash", "choices", "a\nb")]
    assert gather(theirs, by_people=False) == []
    role = received("ash", "you", "role given: Keeper", 0, from_bot=False)
    assert gather([role], by_people=True) == []
    assert [one.seen for one in gather([role], by_people=False)] == ["role"]


def test_a_label_is_kept_for_later_steps_and_an_ignored_thing_is_none() -> None:
    heard = a_message("ash")
    assert judge([Expectation("message", ("Hello",), label="greeting")], heard).labels["greeting"] is heard[0]
    assert judge([], heard, [Expectation("message", ("Hell",))]).problems == []

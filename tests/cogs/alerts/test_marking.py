"""A mark never passes what is not committed, nor a gap that has not been read."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from cogs.alerts.marking import Marks

PLACE, OTHER = (1, 10), (1, 11)


def test_a_mark_follows_what_was_looked_at() -> None:
    marks = Marks()
    marks.caught_up(PLACE)
    marks.arrived(PLACE, 5)
    marks.looked_at(PLACE, 5)
    assert marks.to_write() == {PLACE: 5}
    marks.written({PLACE: 5})
    assert marks.to_write() == {}


def test_a_slow_first_message_holds_the_mark_in_front_of_it() -> None:
    marks = Marks()
    marks.caught_up(PLACE)
    for message_id in (5, 9):
        marks.arrived(PLACE, message_id)
    marks.looked_at(PLACE, 9)
    assert marks.to_write() == {PLACE: 4}
    marks.looked_at(PLACE, 5)
    assert marks.to_write() == {PLACE: 9}


def test_a_channel_that_may_have_a_gap_stands_still_until_it_was_read() -> None:
    marks = Marks()
    marks.arrived(PLACE, 5)
    marks.looked_at(PLACE, 5)
    assert marks.to_write() == {}
    assert marks.frozen_places() == (PLACE,)
    marks.caught_up(PLACE)
    assert marks.to_write() == {PLACE: 5}


def test_looking_that_failed_freezes_the_channel_and_no_other() -> None:
    marks = Marks()
    for place in (PLACE, OTHER):
        marks.caught_up(place)
        marks.arrived(place, 5)
    marks.looked_at(OTHER, 5)
    marks.given_up(PLACE)
    assert marks.to_write() == {OTHER: 5}


def test_a_server_in_an_outage_freezes_only_its_own_channels() -> None:
    marks = Marks()
    elsewhere = (2, 20)
    for place in (PLACE, elsewhere):
        marks.caught_up(place)
    marks.freeze(1)
    assert marks.is_frozen(PLACE)
    assert not marks.is_frozen(elsewhere)


@given(st.lists(st.tuples(st.sampled_from(["arrive", "done", "freeze", "read", "fail", "write"]), st.integers(0, 30))))
def test_whatever_happens_a_mark_only_rises_and_everything_below_it_was_looked_at(
    events: Sequence[tuple[str, int]],
) -> None:
    marks, next_id, written = Marks(), 100, 0
    open_ids: set[int] = set()
    lost: set[int] = set()
    marks.caught_up(PLACE)
    for what, number in events:
        if what == "arrive":
            next_id += 1
            marks.arrived(PLACE, next_id)
            open_ids.add(next_id)
        elif what == "done" and open_ids:
            message_id = sorted(open_ids)[number % len(open_ids)]
            open_ids.discard(message_id)
            marks.looked_at(PLACE, message_id)
        elif what == "fail":
            marks.given_up(PLACE)
            lost |= open_ids
            open_ids.clear()
        elif what == "freeze":
            marks.freeze()
        elif what == "read":
            marks.caught_up(PLACE)  # catch-up has read everything from the mark on
            lost.clear()
        elif what == "write":
            moved = marks.to_write()
            for upto in moved.values():
                assert upto > written
                assert all(message_id > upto for message_id in open_ids | lost)
                written = upto
            marks.written(moved)

"""Row ids: never doubled, ordered by time, and within 63 bits."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from storage.ids import new_id, new_ids

_moments = st.datetimes(datetime(2020, 1, 1), datetime(2150, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  bounds


@given(_moments)
def test_an_id_fits_where_ids_go(moment: datetime) -> None:
    assert 0 <= new_id(moment) < 2**63


@given(st.lists(_moments, min_size=2, max_size=50))
def test_ids_of_any_moments_in_any_order_are_different(moments: list[datetime]) -> None:
    made = [new_id(moment) for moment in moments * 2]
    assert len(set(made)) == len(made)


def test_a_batch_of_ten_thousand_with_one_moment_has_no_double_and_keeps_its_order(now: datetime) -> None:
    made = [new_id(now) for _ in range(10_000)]
    assert made == sorted(set(made))


@given(_moments, st.integers(1, 10**9))
def test_a_later_moment_has_a_greater_id(moment: datetime, later: int) -> None:
    assert new_id(moment) < new_id(moment + timedelta(milliseconds=later))


def test_an_id_cannot_be_guessed_from_its_moment(now: datetime) -> None:
    low = {new_id(now + timedelta(milliseconds=n + 1)) & (2**21 - 1) for n in range(100)}
    assert len(low) > 90


def test_the_randomness_is_an_argument(now: datetime) -> None:
    moment = now + timedelta(days=1000)
    first, second = new_id(moment, lambda _bits: 0), new_id(moment, lambda _bits: 0)
    assert second == first + 1


@given(st.integers(0, 3000), st.integers(0, 50))
def test_a_whole_batch_has_no_double_among_ids_made_one_by_one(many: int, more: int) -> None:
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
    made = [new_id(moment), *new_ids(moment, many), *new_ids(moment, more), new_id(moment)]
    assert made == sorted(set(made))
    assert len(made) == many + more + 2

"""P12, P17: a bot that fails again and again waits longer each time, and says so once."""

import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cogs.shared.starts import AT_ONCE, FILE, Begun, Starts, rest_after

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def a_day_of_failing(folder: Path, each_lasts: timedelta) -> list[Begun]:
    """What every start says when each ends after so long, and a supervisor starts the next one five seconds later."""
    at, begun = NOON, list[Begun]()
    while at < NOON + timedelta(days=1):
        begun.append(Starts(folder).begin(at))
        at += begun[-1].rest + each_lasts + timedelta(seconds=5)
    return begun


@pytest.mark.parametrize("each_lasts", [timedelta(), timedelta(seconds=30), timedelta(minutes=5)])
def test_a_day_of_failing_is_less_than_a_hundred_sessions_and_told_once(tmp_path: Path, each_lasts: timedelta) -> None:
    begun = a_day_of_failing(tmp_path, each_lasts)
    assert len(begun) < 100
    assert [one.tell for one in begun].count(True) == 1


def test_a_wobble_is_not_waited_for_and_then_the_waits_grow() -> None:
    rests = [rest_after(failed) for failed in range(30)]
    assert set(rests[:AT_ONCE]) == {timedelta()}
    assert rests == sorted(rests)
    assert rests[AT_ONCE] == timedelta(seconds=15)
    assert rests[-1] == timedelta(minutes=20)


def test_once_it_stayed_what_failed_before_is_over(tmp_path: Path) -> None:
    starts = Starts(tmp_path)
    for _ in range(AT_ONCE):
        starts.begin(NOON)
    starts.stayed()
    assert starts.begin(NOON) == Begun(0, timedelta(), False)


@pytest.mark.parametrize("content", [b"", b"{", b'{"a": 1}', b"[1]", b'["x"]', b"\xff", b"null"])
def test_a_file_that_cannot_be_read_holds_nobody_up(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert Starts(tmp_path).begin(NOON).failed == 0


def test_a_clock_that_was_wrong_for_a_while_holds_nobody_up(tmp_path: Path) -> None:
    for _ in range(20):
        Starts(tmp_path).begin(NOON + timedelta(days=400))
    assert Starts(tmp_path).begin(NOON).rest == timedelta()


def test_a_folder_that_takes_nothing_holds_nobody_up(tmp_path: Path) -> None:
    assert Starts(tmp_path / "missing").begin(NOON).rest == timedelta()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    Starts(tmp_path).begin(NOON)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600

"""When a daily time happens: the tables of the fault catalogue (T1 to T3), and each change of each zone (T5)."""

import itertools
import struct
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
import tzdata

from cogs.shared.wall_clock import local_date, local_time, moment_at
from cogs.shared.zones import zone_info

FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
SECOND, MINUTE, DAY, WEEK = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1), timedelta(days=7)


def readings(moment: datetime | None, zone: str) -> str:
    return local_time(moment, zone).strftime("%d %H:%M") if moment else "never"


@pytest.mark.parametrize(
    ("zone", "day", "at", "shown"),
    [
        ("America/New_York", date(2026, 3, 8), time(2, 30), "08 03:30"),
        ("Europe/London", date(2026, 3, 29), time(1, 30), "29 02:30"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "04 02:45"),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 0), "24 01:00"),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 30), "24 01:30"),
        ("America/Sao_Paulo", date(2018, 11, 4), time(0, 0), "04 01:00"),
        ("Asia/Kolkata", date(2026, 3, 29), time(9, 0), "29 09:00"),
    ],
)
def test_in_spring_the_hour_that_is_missing_happens_just_after(zone: str, day: date, at: time, shown: str) -> None:
    assert readings(moment_at(day, at, zone), zone) == shown


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        ("America/New_York", date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("Europe/London", date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), datetime(2026, 4, 4, 14, 45, tzinfo=UTC)),
        ("Africa/Cairo", date(2026, 10, 29), time(23, 30), datetime(2026, 10, 29, 20, 30, tzinfo=UTC)),
        ("America/Sao_Paulo", date(2019, 2, 16), time(23, 30), datetime(2019, 2, 17, 1, 30, tzinfo=UTC)),
    ],
)
def test_in_autumn_the_hour_that_comes_twice_happens_the_first_time(
    zone: str, day: date, at: time, utc: datetime
) -> None:
    assert moment_at(day, at, zone) == utc
    assert moment_at(day, at.replace(fold=1), zone) == utc


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Pacific/Apia", date(2011, 12, 30)),
        ("Pacific/Fakaofo", date(2011, 12, 30)),
        ("Pacific/Kwajalein", date(1993, 8, 21)),
        ("Pacific/Kiritimati", date(1994, 12, 31)),
    ],
)
def test_a_date_that_a_zone_left_out_does_not_happen(zone: str, day: date) -> None:
    for at in (time(0), time(9), time(23, 59, 59)):
        assert moment_at(day, at, zone) is None
        before, after = moment_at(day - DAY, at, zone), moment_at(day + DAY, at, zone)
        assert before is not None
        assert after is not None
        assert after - before == DAY


def test_the_ends_of_the_calendar_are_no_error() -> None:
    for zone in ("Pacific/Apia", "America/New_York", "UTC"):
        for day, at in itertools.product((date.min, date.max), (time.min, time(12), time.max)):
            moment = moment_at(day, at, zone)
            assert moment is None or local_date(moment, zone) == day


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has a zone"):
        local_date(datetime(2026, 1, 1), "UTC")  # noqa: DTZ001 - the fault under test


# Every zone, every change. The reference never turns a wall reading into a moment: it walks moments forward and looks
# what the clock shows at each.


def zone_files() -> dict[bytes, list[str]]:
    """The content of each zone's file, and the zones that share it."""
    root = resources.files(tzdata)
    shared: dict[bytes, list[str]] = {}
    for name in root.joinpath("zones").read_text(encoding="utf-8").split():
        if name != "Factory":
            shared.setdefault(root.joinpath("zoneinfo", *name.split("/")).read_bytes(), []).append(name)
    return shared


def changes(content: bytes, zone: ZoneInfo) -> list[datetime]:
    """The moments from 1970 to 2037 at which the offset of a zone changes: those listed, and those of its last rule."""
    body = content.index(b"TZif", 4)
    types, _, _, count = struct.unpack(">4I", content[body + 24 : body + 40])  # leap seconds and abbreviations skipped
    del types
    listed = struct.unpack(f">{count}q", content[body + 44 : body + 44 + 8 * count])
    moments = [FIRST + timedelta(seconds=t) for t in listed if 0 < t < (LAST - FIRST).total_seconds()]
    rule = content[content.rindex(b"\n", 0, -1) + 1 : -1]
    if b"," in rule:  # summer time goes on by rule, for weeks at least
        start = max([*moments, FIRST]) + SECOND
        weeks = [start + n * WEEK for n in range((LAST - start) // WEEK + 1)]
        offsets = [offset(week, zone) for week in weeks]
        moments += [
            bisected(weeks[n], zone) for n, (one, then) in enumerate(itertools.pairwise(offsets)) if one != then
        ]
    return [moment for moment in moments if offset(moment - SECOND, zone) != offset(moment, zone)]


def bisected(start: datetime, zone: ZoneInfo) -> datetime:
    low, high = start, start + WEEK
    while high - low > SECOND:
        middle = low + timedelta(seconds=(high - low) // SECOND // 2)
        low, high = (middle, high) if offset(middle, zone) == offset(start, zone) else (low, middle)
    return high


def offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def shown_at(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)  # comparing these, Python looks at no fold


def expected(day: date, at: time, zone: ZoneInfo, change: datetime, offsets: tuple[timedelta, ...]) -> datetime | None:
    """What a person watching the clock would say near a change; `offsets` are those of the days around it, the one
    before the change first."""
    wanted = datetime.combine(day, at)
    asked = [(wanted - o).replace(tzinfo=UTC) for o in offsets]
    if shows := [moment for moment in asked if shown_at(moment, zone) == wanted]:
        return min(shows)
    hours = (change + timedelta(minutes=30 * n) for n in sorted(range(-120, 121), key=abs))
    if all(shown_at(hour, zone).date() != day for hour in hours):
        return None
    return (wanted - offsets[0]).replace(tzinfo=UTC)


def tried(change: datetime, zone: ZoneInfo) -> Iterator[time]:
    """The readings that a change could spoil: its edges, just beside them, the middle, the ends of the day."""
    left, right = shown_at(change - SECOND, zone) + SECOND, shown_at(change, zone)
    middle = left + (right - left) / 2
    edges = (left, right, left - MINUTE, right - MINUTE, middle.replace(second=0, microsecond=0))
    return iter({edge.time() for edge in edges} | {time(0), time(23, 59)})


@pytest.mark.fault
def test_each_change_of_each_zone_gives_each_date_once() -> None:
    """No date twice, none missed but those that never were; against a reference that only reads the clock."""
    seen, never = 0, set[tuple[str, date]]()
    for content, names in zone_files().items():
        name = names[0]
        zone = zone_info(name)
        for other in names[1:]:
            assert offset(FIRST, zone_info(other)) == offset(FIRST, zone)
        for change in changes(content, zone):
            seen += 1
            left, right = shown_at(change - SECOND, zone).date(), shown_at(change, zone).date()
            days = [min(left, right) + n * DAY for n in range(-1, abs(right - left) // DAY + 2)]
            shifts = (-SECOND, SECOND, -3 * DAY, 3 * DAY)
            offsets = tuple(dict.fromkeys(offset(change + shift, zone) for shift in shifts))
            for at in tried(change, zone):
                moments = [moment_at(day, at, name) for day in days]
                assert moments == [expected(day, at, zone, change, offsets) for day in days], (name, change, at)
                happened = [moment for moment in moments if moment]
                assert sorted(set(happened)) == happened, (name, change, at)
                never |= {(name, day) for day, moment in zip(days, moments, strict=True) if moment is None}
    assert seen > 12_000
    assert {(name.split("/")[0], day) for name, day in never} == {
        ("Pacific", date(1993, 8, 21)), ("Pacific", date(1994, 12, 31)), ("Pacific", date(2011, 12, 30)),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "around"),
    [
        ("America/New_York", date(2026, 3, 8)), ("America/New_York", date(2026, 11, 1)),
        ("Australia/Lord_Howe", date(2026, 10, 4)), ("Australia/Lord_Howe", date(2026, 4, 5)),
        ("Africa/Cairo", date(2026, 4, 24)), ("Africa/Cairo", date(2026, 10, 29)),
        ("Africa/Monrovia", date(1972, 1, 7)), ("Pacific/Apia", date(2011, 12, 30)),
        ("America/St_Johns", date(2006, 4, 2)), ("Antarctica/Troll", date(2026, 3, 29)),
        ("Africa/Casablanca", date(2026, 2, 15)), ("Asia/Pyongyang", date(2018, 5, 4)),
    ],
)  # fmt: skip
def test_walking_the_clock_second_by_second_agrees(zone: str, around: date) -> None:
    """The whole of three days, each five minutes of the wall, against the first moment that shows it."""
    rules = zone_info(zone)
    start = datetime.combine(around - 3 * DAY, time(), UTC)
    first: dict[datetime, datetime] = {}
    for step in range(7 * 24 * 60 * 2):
        moment = start + step * timedelta(seconds=30)
        first.setdefault(shown_at(moment, rules), moment)
    for minute in range(0, 3 * 24 * 60, 5):
        wanted = datetime.combine(around - DAY, time()) + minute * MINUTE
        moment = moment_at(wanted.date(), wanted.time(), zone)
        if wanted in first:
            assert moment == first[wanted]
        elif moment is None:
            assert wanted.date() not in {shown.date() for shown in first}
        else:  # as far behind the jump as the reading is into the gap
            jump = min(walked for shown, walked in first.items() if shown > wanted)
            assert moment - jump == wanted - (shown_at(jump - SECOND, rules) + SECOND)

"""Opening hours of a line: the subset of OpenStreetMap's opening_hours that our data uses, in the line's own zone.

Unknown stays unknown: an empty text is neither open nor closed, and never round the clock.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cogs.shared.words import Words, mark

ALWAYS = "24/7"
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
DAY = 24 * 60
WEEK = 7 * DAY

_SPAN = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
_DAY_RANGE = re.compile(rf"({'|'.join(DAYS)})(?:-({'|'.join(DAYS)}))?")

_WEEKDAYS = (
    mark("Monday"), mark("Tuesday"), mark("Wednesday"), mark("Thursday"), mark("Friday"), mark("Saturday"),
    mark("Sunday"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """One opening: minutes after Monday 00:00 on the line's own wall clock; `closes` may pass the end of the week."""

    opens: int
    closes: int

    def holds(self, minute: int) -> bool:
        return self.opens <= minute < self.closes or self.opens <= minute + WEEK < self.closes


@lru_cache(maxsize=1024)
def spans(hours: str) -> tuple[Span, ...]:
    """The week's openings, in order. ValueError, with the reason, for anything outside the subset, and for an
    empty text: unknown hours have no openings to speak of.
    """
    if hours == ALWAYS:
        return (Span(0, WEEK),)
    if not hours:
        raise ValueError("the hours are not known")
    found: list[Span] = []
    seen: set[int] = set()
    for rule in hours.split("; "):
        days_text, space, times = rule.partition(" ")
        if not space:
            raise ValueError(f"{rule!r} is not days, a space, and times")
        days = _days(days_text)
        if twice := seen.intersection(days):
            raise ValueError(f"{DAYS[min(twice)]} stands in two rules")
        seen.update(days)
        for text in times.split(","):
            opens, closes = _span(text)
            found += [Span(day * DAY + opens, day * DAY + closes) for day in days]
    return tuple(sorted(found, key=lambda span: span.opens))


def open_now(hours: str, zone: str, at: datetime) -> bool | None:
    """Whether the line answers at `at` (aware); None when that is not known."""
    if hours == ALWAYS:
        return True
    if not hours or not zone:
        return None
    minute = _minute(at.astimezone(ZoneInfo(zone)))
    return any(span.holds(minute) for span in spans(hours))


def next_opening(hours: str, zone: str, at: datetime) -> datetime | None:
    """When (UTC) a line that is closed at `at` opens next; None when it is open, or its hours are not known."""
    if open_now(hours, zone, at) is not False:
        return None
    local = at.astimezone(ZoneInfo(zone))
    now = _minute(local)
    return _after(local, min((span.opens - now) % WEEK for span in spans(hours)))


def closing(hours: str, zone: str, at: datetime) -> datetime | None:
    """When (UTC) a line that is open at `at` closes; None when it is closed, never closes, or it is not known."""
    if hours == ALWAYS or not open_now(hours, zone, at):
        return None
    local = at.astimezone(ZoneInfo(zone))
    minute, ahead = _minute(local), 0
    # One opening may begin where another ends (Sa 00:00-24:00; Su 00:00-24:00): follow them to the real end.
    for _ in range(len(spans(hours)) + 1):
        running = [span for span in spans(hours) if span.holds((minute + ahead) % WEEK)]
        if not running:
            return _after(local, ahead)
        ahead += max((span.closes - minute - ahead) % WEEK or WEEK for span in running)
    return None


def spoken_state(w: Words, hours: str, zone: str, at: datetime) -> str:
    """One sentence: open now and until when, or closed and when it opens, or not known."""
    if hours == ALWAYS:
        return w("Open now. Always open.")
    state = open_now(hours, zone, at)
    if state is None:
        return w("We do not know when it is open.")
    place = spoken_zone(w, zone)
    if state:
        closes = closing(hours, zone, at)
        if closes is None:
            return w("Open now.")
        return w("Open now, until {time} ({zone}).", time=_clock(w, closes, zone), zone=place)
    opens = next_opening(hours, zone, at)
    if opens is None:
        return w("Closed now.")
    return w("Closed now. Opens {when} ({zone}).", when=_when(w, opens, zone, at), zone=place)


def spoken_week(w: Words, hours: str, zone: str) -> str:
    """The whole week in words: `Monday to Friday 09:00 to 17:00; Saturday 10:00 to 12:00 (London time)`."""
    if hours == ALWAYS:
        return w("Day and night, every day.")
    if not hours:
        return w("Hours not known.")
    rules: list[str] = []
    for rule in hours.split("; "):
        days, _, times = rule.partition(" ")
        said = w.listed(_spoken_span(w, text) for text in times.split(","))
        rules.append(f"{_spoken_days(w, days)} {said}")
    return w("{rules} ({zone}).", rules="; ".join(rules), zone=spoken_zone(w, zone))


def spoken_zone(w: Words, zone: str) -> str:
    """`London time` for Europe/London."""
    return w("{city} time", city=zone.rpartition("/")[2].replace("_", " "))


def _days(text: str) -> tuple[int, ...]:
    days: list[int] = []
    for part in text.split(","):
        found = _DAY_RANGE.fullmatch(part)
        if not found:
            raise ValueError(f"{part!r} is not a day or a range of days")
        first = DAYS.index(found[1])
        length = (DAYS.index(found[2]) - first) % 7 + 1 if found[2] else 1
        days += [(first + step) % 7 for step in range(length)]
    if len(days) != len(set(days)):
        raise ValueError(f"{text!r} names a day twice")
    return tuple(days)


def _span(text: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not HH:MM-HH:MM")
    opens, closes = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if opens >= DAY or closes > DAY or opens == closes:
        raise ValueError(f"{text!r} is no span of time")
    return opens, closes if closes > opens else closes + DAY


def _minute(local: datetime) -> int:
    return local.weekday() * DAY + local.hour * 60 + local.minute


def _after(local: datetime, minutes: int) -> datetime:
    """`minutes` later by the wall clock there: a reading that a change of the clock skips is just after the gap."""
    wall = local.replace(second=0, microsecond=0, tzinfo=None) + timedelta(minutes=minutes)
    return wall.replace(tzinfo=local.tzinfo).astimezone(UTC)


def _clock(w: Words, moment: datetime, zone: str) -> str:
    return w.time_of_day(moment.astimezone(ZoneInfo(zone)).time())


def _when(w: Words, opens: datetime, zone: str, at: datetime) -> str:
    there, now = opens.astimezone(ZoneInfo(zone)), at.astimezone(ZoneInfo(zone))
    clock = w.time_of_day(there.time())
    days = (there.date() - now.date()).days
    if days == 0:
        return w("today at {time}", time=clock)
    if days == 1:
        return w("tomorrow at {time}", time=clock)
    return w("on {day} at {time}", day=w.marked(_WEEKDAYS[there.weekday()]), time=clock)


def _spoken_days(w: Words, days: str) -> str:
    if set(_days(days)) == set(range(7)):
        return w("Every day")
    return w.listed(_spoken_range(w, part) for part in days.split(","))


def _spoken_range(w: Words, part: str) -> str:
    first, dash, last = part.partition("-")
    opening = w.marked(_WEEKDAYS[DAYS.index(first)])
    if not dash:
        return opening
    closing = w.marked(_WEEKDAYS[DAYS.index(last)])
    if len(_days(part)) == 2:
        return w.listed([opening, closing])
    return w("{first} to {last}", first=opening, last=closing)


def _spoken_span(w: Words, text: str) -> str:
    if text == "00:00-24:00":
        return w("all day and night")
    opens, _, closes = text.partition("-")
    return w("{opens} to {closes}", opens=opens, closes=w("midnight") if closes == "24:00" else closes)

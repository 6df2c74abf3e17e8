"""The week in numbers that name nobody: computed from counts, small ones hidden, nobody ranked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from cogs.shared.rota import Span, gaps
from cogs.shared.wall_clock import local_time, moment_at
from storage.records.alert_settings import CaseCount
from storage.records.alerts import Outcome
from storage.records.oncall import Rota

FEWEST = 5
"""A smaller number could point at one person."""

AT = time(9, 0)
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Report:
    """`first` to `last` are the days it covers. Waits are seconds, None where too few cases tell.

    `by_category` and `low` hold None for what is fewer than five; `cases` is then those that are shown, and `and_few`
    says that a few more were there, where the whole would give their number away. `false_alarms`: rule -> share of its
    cases, only where it had five. `uncovered`: spans of the coming week without anybody on call; None where no rota is
    kept.
    """

    first: date
    last: date
    cases: int | None
    and_few: bool
    median: int | None
    ninetieth: int | None
    by_category: Mapping[str, int | None] = field(default_factory=dict[str, "int | None"])
    false_alarms: Mapping[str, float] = field(default_factory=dict[str, float])
    low: Mapping[str, int | None] = field(default_factory=dict[str, "int | None"])
    uncovered: Sequence[Span] | None = None

    @property
    def uncovered_hours(self) -> int:
        total = sum(((span.to_at - span.from_at) for span in self.uncovered or ()), timedelta())
        return round(total / _HOUR)


def report(first: date, counts: Sequence[CaseCount], low: Mapping[str, int], rota: Rota, now: datetime) -> Report:
    """`counts` and `low` of the week that begins on `first`; the rota as it is now."""
    waits = sorted(float("inf") if count.waited is None else count.waited for count in counts)
    by_rule: dict[str, Counter[bool]] = {}
    for count in counts:
        if count.rule:
            by_rule.setdefault(count.rule, Counter())[count.outcome == Outcome.NOT_A_CRISIS.value] += 1
    by_category = {name: hidden(n) for name, n in Counter(count.category for count in counts).most_common()}
    shown = sum(n or 0 for n in by_category.values())
    and_few = shown > 0 and hidden(len(counts) - shown) is None
    return Report(
        first=first,
        last=first + 6 * _DAY,
        cases=shown if and_few else hidden(len(counts)),
        and_few=and_few,
        median=_percentile(waits, 0.5),
        ninetieth=_percentile(waits, 0.9),
        by_category=by_category,
        false_alarms={
            rule: found[True] / found.total() for rule, found in sorted(by_rule.items()) if found.total() >= FEWEST
        },
        low={name: hidden(n) for name, n in sorted(low.items())},
        uncovered=gaps(rota, Span(now, now + 7 * _DAY)) if rota.is_kept else None,
    )


def hidden(number: int) -> int | None:
    """The number, or None when it is too small to be shown; nothing at all is no secret."""
    return None if 0 < number < FEWEST else number


def week_before(now: datetime, zone: str) -> date:
    """The Monday of the last whole week on a calendar in `zone`."""
    today = local_time(now, zone).date()
    return today - (today.weekday() + 7) * _DAY


def due_at(first: date, zone: str) -> datetime:
    """When the report of the week that began on `first` is sent: the next Monday at nine."""
    day = first + 7 * _DAY
    at = moment_at(day, AT, zone) or moment_at(day + _DAY, AT, zone)
    assert at is not None
    return at


def hours_covered(uncovered: Sequence[Span], now: datetime, zone: str) -> "list[list[bool | None]]":
    """Seven days of 24 hours by a clock in `zone`, from today on: whether somebody is on call at the middle of each.

    None for an hour whose middle is past, or that the calendar leaves out: there is nothing to say about it.
    """

    def of(day: int, hour: int) -> bool | None:
        moment = moment_at(today + day * _DAY, time(hour, 30), zone)
        if moment is None or moment < now:
            return None
        return not any(gap.from_at <= moment < gap.to_at for gap in uncovered)

    today = local_time(now, zone).date()
    return [[of(day, hour) for hour in range(24)] for day in range(7)]


def _percentile(waits: Sequence[float], share: float) -> int | None:
    """By nearest rank; who never heard from anybody waited for ever."""
    if len(waits) < FEWEST:
        return None
    found = waits[max(-(-int(len(waits) * share * 1000) // 1000) - 1, 0)]
    return None if found == float("inf") else int(found)

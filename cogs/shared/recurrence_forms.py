"""Rules in their other shapes: as a row keeps them, as people type weekdays, and as a sentence."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import TypeVar, cast

from cogs.shared.recurrence import WEEK, Every, Rule, RuleError, Weekday
from cogs.shared.words import Words, mark

_Item = TypeVar("_Item")

_KEYS = frozenset({"every", "weekdays", "weeks", "day_of_month", "months", "starts", "ends", "skips"})
_GROUPS = {
    "weekdays": frozenset(WEEK[:5]),
    "weekends": frozenset(WEEK[5:]),
    "weekend": frozenset(WEEK[5:]),
    "daily": frozenset(WEEK),
    "everyday": frozenset(WEEK),
}
_MONDAY = date(2024, 1, 1)


def to_row(rule: Rule) -> dict[str, object]:
    """A rule as plain JSON values: dates as text, weekdays by name, only what is set."""
    row: dict[str, object] = {"every": rule.every.value}
    if rule.weekdays:
        row["weekdays"] = [day.value for day in WEEK if day in rule.weekdays]
    if rule.weeks != 1:
        row["weeks"] = rule.weeks
    if rule.day_of_month:
        row["day_of_month"] = rule.day_of_month
    if rule.months:
        row["months"] = sorted(rule.months)
    for name, day in (("starts", rule.starts), ("ends", rule.ends)):
        if day:
            row[name] = day.isoformat()
    if rule.skips:
        row["skips"] = sorted(day.isoformat() for day in rule.skips)
    return row


def from_row(row: Mapping[str, object]) -> Rule:
    """The rule that `to_row` wrote. Raises RuleError for anything else."""
    if not row.keys() <= _KEYS:
        raise _broken()
    return Rule(
        every=_one(row.get("every"), _every),
        weekdays=frozenset(_many(row.get("weekdays"), _weekday)),
        weeks=_one(row.get("weeks", 1), _number),
        day_of_month=_one(row.get("day_of_month", 0), _number),
        months=frozenset(_many(row.get("months"), _number)),
        starts=_one(row["starts"], _date) if "starts" in row else None,
        ends=_one(row["ends"], _date) if "ends" in row else None,
        skips=frozenset(_many(row.get("skips"), _date)),
    )


def weekdays_named(text: str) -> frozenset[Weekday]:
    """`Monday, wed and fri`, `weekdays`, `weekends`. Names of three letters or more; a number is refused, with why."""
    found: set[Weekday] = set()
    for word in re.split(r"[\s,;/+&.]+|\band\b", text.lower()):
        if not word:
            continue
        if any(character.isdigit() for character in word):
            raise RuleError(
                mark("Write weekdays by name, such as Monday. A number means different days to different people.")
            )
        named = _GROUPS.get(word) or frozenset(day for day in WEEK if _names(word, day))
        if not named:
            raise RuleError(mark("Write weekdays by name, such as Monday, Wednesday and Friday."))
        found |= named
    if not found:
        raise RuleError(mark("Choose at least one weekday."))
    return frozenset(found)


def described(w: Words, rule: Rule) -> str:
    """A rule as people say it, without its time: `every Monday and Friday`."""
    if rule.every is Every.DAY:
        when = w("every day")
    elif rule.every is Every.WEEK:
        days = w.listed(weekday_name(w, day) for day in WEEK if day in rule.weekdays)
        when = w.plural("every {days}", "every {n} weeks on {days}", rule.weeks, days=days)
    elif rule.months:
        months = w.listed(w.month_name(month) for month in sorted(rule.months))
        when = w("on day {day} of {months}", day=rule.day_of_month, months=months)
    elif rule.day_of_month == 31:
        when = w("on the last day of each month")
    else:
        when = w("on day {day} of each month", day=rule.day_of_month)
    if rule.ends:
        when = w("{when}, until {day}", when=when, day=w.day(rule.ends))
    return when


def weekday_name(w: Words, day: Weekday) -> str:
    return w.weekday_name(_MONDAY + WEEK.index(day) * timedelta(days=1))


def _names(word: str, day: Weekday) -> bool:
    return len(word) >= 3 and (day.value.startswith(word) or word == f"{day.value}s")


def _broken() -> RuleError:
    return RuleError(mark("This schedule cannot be read any more. Please set it up again."))


def _one(value: object, read: Callable[[object], _Item | None]) -> _Item:
    item = read(value)
    if item is None:
        raise _broken()
    return item


def _many(value: object, read: Callable[[object], _Item | None]) -> Iterable[_Item]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise _broken()
    return [_one(item, read) for item in cast("list[object]", value)]


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _weekday(value: object) -> Weekday | None:
    return next((day for day in WEEK if day.value == value), None)


def _every(value: object) -> Every | None:
    return next((every for every in Every if every.value == value), None)


def _date(value: object) -> date | None:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None

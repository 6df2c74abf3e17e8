"""The words of the weekly report: how people were reached, never who was good."""

from datetime import date, timedelta

from cogs.alerts.report import FEWEST, Report
from cogs.alerts.text import category, moment
from cogs.shared.words import Words

_MOST_GAPS, _MOST_RULES = 6, 8


def heading(w: Words, found: Report) -> str:
    return w("### Alerts, {first} to {last}", first=w.day(found.first), last=w.day(found.last))


def lines(w: Words, found: Report) -> list[str]:
    """Everything that is in the picture, and more."""
    return [*_cases(w, found), *_waits(w, found), *_false_alarms(w, found), *_low(w, found), *_coverage(w, found)]


def alt(w: Words, found: Report) -> str:
    """The picture in words, for those who hear it read."""
    said = " ".join([*_cases(w, found), *_coverage_in_words(w, found)])
    return said.replace("**", "")[:1024]


def number(w: Words, count: int | None) -> str:
    return w("fewer than {n}", n=FEWEST) if count is None else str(count)


def _cases(w: Words, found: Report) -> list[str]:
    if found.cases == 0:
        return [w("No case was closed in that week.")]
    by_category = [f"{category(w, name)}: {number(w, count)}" for name, count in found.by_category.items()]
    cases = number(w, found.cases)
    said = [
        w("**Cases:** more than {number}", number=cases) if found.and_few else w("**Cases:** {number}", number=cases)
    ]
    return [*said, *(f"- {one}" for one in by_category)]


def _waits(w: Words, found: Report) -> list[str]:
    if found.median is None:
        return [w("Too few cases to say how long people waited.")] if found.cases != 0 else []
    said = w("**Until the first human:** half within {time}", time=_time(w, found.median))
    if found.ninetieth is None:
        return [said + "; " + w("one in ten or more heard from nobody before it was closed.")]
    return [said + "; " + w("nine of ten within {time}.", time=_time(w, found.ninetieth))]


def _false_alarms(w: Words, found: Report) -> list[str]:
    worst = sorted(found.false_alarms.items(), key=lambda one: -one[1])
    shown = [(rule, share) for rule, share in worst if share > 0][:_MOST_RULES]
    if not shown:
        return []
    rules = [
        w("- {rule}: {percent} in 100 were not a crisis", rule=f"`{rule}`", percent=round(share * 100))
        for rule, share in shown
    ]
    return [w("**Rules that called people without need:**"), *rules]


def _low(w: Words, found: Report) -> list[str]:
    if not found.low:
        return []
    named = w.listed(f"{category(w, name)} ({number(w, count)})" for name, count in found.low.items())
    return [w("**Only counted:** {categories}", categories=named)]


def _coverage_in_words(w: Words, found: Report) -> list[str]:
    """Without the spans: a moment that Discord shows by each clock is only a number when it is read out."""
    return _coverage(w, found)[:1]


def _coverage(w: Words, found: Report) -> list[str]:
    if found.uncovered is None:
        return [w("No rota is kept, so every alert asks all responders.")]
    if not found.uncovered:
        return [w("**Coming week:** somebody is on call at every hour.")]
    hours = w.plural(
        "**Coming week:** nobody is on call in {n} hour of 168.",
        "**Coming week:** nobody is on call in {n} hours of 168.",
        found.uncovered_hours,
    )
    longest = sorted(found.uncovered, key=lambda gap: gap.from_at - gap.to_at)[:_MOST_GAPS]
    shown = [
        w("- {start} to {end}", start=moment(gap.from_at, "f"), end=moment(gap.to_at, "f")) for gap in sorted(longest)
    ]
    return [hours, *shown]


def bars_heading(w: Words, first: date) -> str:
    return w("Cases in the week of {day}", day=w.day(first))


def coverage_heading(w: Words) -> str:
    return w("On call in the coming week, by the hour")


def weekdays(w: Words, monday: date) -> list[str]:
    return [w.weekday_name(monday + timedelta(days=day)) for day in range(7)]


def _time(w: Words, seconds: int) -> str:
    minutes = max(round(seconds / 60), 1)
    if minutes < 120:
        return w.plural("{n} minute", "{n} minutes", minutes)
    return w.plural("{n} hour", "{n} hours", round(minutes / 60))

"""The words of journeys. No shame, no pressure, no chain of days: what was done stays done."""

from collections.abc import Sequence
from datetime import date

from cogs.journeys import keeping
from cogs.journeys.efforts import is_effort
from cogs.journeys.keeping import Kept
from cogs.journeys.ladders import OWN
from cogs.journeys.lines import Line
from cogs.journeys.rules import Span, days_between, days_within, longest, span_between, told_days
from cogs.shared.quoting import bare_name, plain_name, quoted
from cogs.shared.words import Words, mark
from storage.records.journeys import JourneyPath, Ledger, Run, Standing
from storage.records.milestones import Milestone

PATHS = {
    # words: ok[abstinent-assumption] one path of several, chosen by the member
    JourneyPath.ABSTINENCE: mark("Abstinence"),
    JourneyPath.MODERATION: mark("Moderation"),
    JourneyPath.MEDICATION: mark("With medication"),
    JourneyPath.HARM_REDUCTION: mark("Harm reduction"),
    JourneyPath.OTHER: mark("Another way of my own"),
    JourneyPath.NO_NUMBERS: mark("No numbers: nothing is counted"),
}
STANDING = {
    Standing.ASK: mark("I ask you, each time"),
    Standing.CELEBRATE: mark("It is celebrated in your circle"),
    Standing.QUIET: mark("It is marked quietly, for you alone"),
    Standing.NOTHING: mark("Nothing is said"),
}
WINDOWS = (30, 90, 365)


def amount(w: Words, unit: str, count: int) -> str:
    """`3 weeks`."""
    match unit:
        case "hours":
            return w.plural("{n} hour", "{n} hours", count)
        case "weeks":
            return w.plural("{n} week", "{n} weeks", count)
        case "months":
            return w.plural("{n} month", "{n} months", count)
        case "years":
            return w.plural("{n} year", "{n} years", count)
        case _:
            return w.plural("{n} day", "{n} days", count)


def span(w: Words, time: Span) -> str:
    """`1 year, 2 months and 3 days`; no time at all is today."""
    parts = [
        amount(w, unit, n) for unit, n in (("years", time.years), ("months", time.months), ("days", time.days)) if n
    ]
    return w.listed(parts) if parts else w("today")


def line(w: Words, said: Line, step: str) -> str:
    return w.marked(said.text, span=step)


def refused(w: Words, why: keeping.WhyNot) -> str:
    match why:
        case keeping.WhyNot.TOO_MANY:
            return w.plural(
                "There is room for {n} journey. Put one away with /journey show, then begin this one.",
                "There is room for {n} journeys. Put one away with /journey show, then begin this one.",
                keeping.MOST,
            )
        case keeping.WhyNot.AHEAD_OF_TODAY:
            return w("That day is still to come. Please choose today, or a day before it. Nothing was changed.")
        case keeping.WhyNot.TOO_LONG_AGO:
            return w("That is more than a hundred years ago. Please look at the year again. Nothing was changed.")
        case keeping.WhyNot.NO_ZONE:
            return w("I do not know your time zone yet. Please choose one with zone, such as Europe/London.")
        case keeping.WhyNot.NOT_YOURS:
            return w("I could not find that among your journeys. /journey show has them all.")


def begun(w: Words, kept: Kept, first: Line, today: date) -> list[str]:
    """What is now kept, who sees it, and what will happen."""
    journey, run = kept.ledger.journey, kept.ledger.open_run
    lines = [w.marked(first.text), quoted(journey.name, limit=60, lines=1)]
    if run is not None and journey.path is not JourneyPath.NO_NUMBERS:
        behind = span_between(run.started_on, today)
        lines.append(w("Since {day}: {span}.", day=w.day(run.started_on), span=span(w, behind)))
    lines.append(
        w("Only you can see this. It is kept until you change it or take it away, and nothing in it is wiped.")
    )
    lines += _what_happens(w, kept)
    return lines


def withdrawal_notice(w: Words) -> str:
    return w(
        "One thing first, for safety: if you drink a lot each day, or take sleeping or calming medicine, stopping all "
        "at once can be dangerous. Please talk to a doctor or a helpline before you do. With bad shaking, fits, "
        "confusion, or seeing things that are not there: call your local emergency number."
    )


def none_yet(w: Words) -> str:
    return w("You count nothing here, and that is fine. /journey start begins something, in your own words.")


def shown(w: Words, kept: Kept, today: date) -> list[str]:
    """One journey for its member: where they are, and all that counts, across every run."""
    journey = kept.ledger.journey
    lines = [quoted(journey.name, limit=60, lines=1), w("Path: {path}", path=w.marked(PATHS[journey.path]))]
    if journey.hidden_at is not None:
        return [*lines, w("Hidden: nothing of it is shown or said until you show it again.")]
    if journey.path is not JourneyPath.NO_NUMBERS:
        lines += _numbers(w, kept.ledger, today)
    if journey.archived_at is not None:
        lines.append(w("Put away. It is all still here."))
        return lines
    return [*lines, *_what_happens(w, kept)]


def _numbers(w: Words, ledger: Ledger, today: date) -> list[str]:
    journey, runs, run = ledger.journey, ledger.runs, ledger.open_run
    told = {slip.on_date for slip in ledger.slips}
    lines: list[str] = []
    if run is None:
        lines.append(w("Counting rests. Take it up again whenever you like."))
    else:
        behind = span_between(run.started_on, today)
        lines.append(w("Since {day}: {span}.", day=w.day(run.started_on), span=span(w, behind)))
    total = days_within(runs, today, without=told)
    lines.append(w("All days together: {days}.", days=amount(w, "days", total)))
    known = told_days(runs, today)
    shares = [
        w("{days} of the last {window}", days=days_within(runs, today, within, without=told), window=within)
        for within in (min(window, known) for window in WINDOWS)
        if within > 0
    ]
    if shares:
        lines.append(w("Days: {shares}.", shares=w.listed(dict.fromkeys(shares))))
    if journey.best_shown:
        lines.append(w("Longest single time: {days}.", days=amount(w, "days", longest(runs, today))))
    return lines


def _what_happens(w: Words, kept: Kept) -> list[str]:
    journey = kept.ledger.journey
    if journey.path is JourneyPath.NO_NUMBERS:
        return [w("Nothing is counted, and I say nothing about it unless you ask.")]
    if journey.off_at is not None:
        return [w("I say nothing about it since you left and came back. Choose below if I may again.")]
    if kept.ledger.open_run is None:
        return []
    lines = [w("When a step is reached: {what}.", what=w.marked(STANDING[journey.standing]))]
    if journey.ahead.on is not None and journey.speaks:
        lines.append(
            w("The next one is on {day}, and I speak of it at {hour}:00 ({zone}).",
              day=w.day(journey.ahead.on), hour=f"{kept.hour:02}", zone=kept.zone)
        )  # fmt: skip
    return lines


# ---- a step is reached


def reached_heading(w: Words, milestone: Milestone) -> str:
    return f"### {plain_name(step_name(w, milestone), 60)}"


def step_name(w: Words, milestone: Milestone) -> str:
    """What the step is called: `30 days`, an effort, or the words of a server's own ladder."""
    if milestone.ladder.startswith(OWN):
        return bare_name(milestone.label.replace("{count}", str(milestone.amount)), 60)
    return w.marked(milestone.label, count=milestone.amount)


def ask(w: Words, milestone: Milestone, said: str, name: str | None, *, late: bool) -> list[str]:
    lines = _reached(w, milestone, said, name)
    if late:
        lines.append(w("This comes late: I was away. The day itself was {day}.", day=w.day(milestone.reached_on)))
    lines.append(
        w("Shall it be celebrated, marked quietly, or not today? Nobody else knows about it until you say so.")
    )
    return lines


def quietly(w: Words, milestone: Milestone, said: str, name: str | None, *, late: bool) -> list[str]:
    lines = _reached(w, milestone, said, name)
    if late:
        lines.append(w("This comes late: I was away. The day itself was {day}.", day=w.day(milestone.reached_on)))
    lines.append(w("Marked for you alone, as you chose."))
    return lines


def _reached(w: Words, milestone: Milestone, said: str, name: str | None) -> list[str]:
    """The step, its line, the journey's name (an effort has none) and the words that its member gave it."""
    lines = [reached_heading(w, milestone), said]
    lines += [] if name is None else [quoted(name, limit=60, lines=1)]
    return [*lines, *([quoted(milestone.words, limit=300, lines=4)] if milestone.words else [])]


def no_circle_yet(w: Words) -> str:
    return w("You are in no circle here, so there is nowhere to celebrate it yet. /circle list shows the circles.")


def celebrated(w: Words, circle: str) -> str:
    return w("It is on its way to {circle}. Take the moment in, if you like.", circle=circle)


def marked_quietly(w: Words) -> str:
    return w("Marked, for you alone. It counts just the same.")


def not_today(w: Words) -> str:
    return w("Not today, then. Nothing is said to anyone, and it stays in your own list.")


def taken_back(w: Words) -> str:
    return w("Taken back. What was posted is covered now.")


def from_now_on(w: Words, standing: Standing) -> str:
    return w(
        "From now on, when a step is reached: {what}. /journey show changes it.", what=w.marked(STANDING[standing])
    )


def no_such_circle(w: Words) -> str:
    return w("You are not in that circle any more, or it is closed. Please choose another one.")


def celebration(w: Words, who: str, milestone: Milestone, said: str, name: str | None) -> list[str]:
    lines = [
        reached_heading(w, milestone),
        w("{who} marks this today: {step}.", who=who, step=_marked_today(w, milestone)),
        said,
    ]
    if name is not None:
        lines.append(quoted(name, limit=60, lines=1))
    if milestone.words:
        lines.append(quoted(milestone.words, limit=300, lines=4))
    return lines


def _marked_today(w: Words, milestone: Milestone) -> str:
    return step_name(w, milestone) if is_effort(milestone) else amount(w, milestone.unit, milestone.amount)


def glad(w: Words, names: Sequence[str], more: int) -> str:
    if more:
        others = w.plural("{n} other person", "{n} other people", more)
        return w("Glad with them: {names}.", names=w.listed([*names, others]))
    return w("Glad with them: {names}.", names=w.listed(names))


def celebration_covered(w: Words) -> str:
    return w("Something was marked here. The person who marked it took it back, and that is fine.")


def gone(w: Words) -> str:
    return w("This is not here any more, and nothing is asked of you.")


# ---- a slip


def slip_told(w: Words, said: Line) -> list[str]:
    return [
        w.marked(said.text),
        w("Are you safe in your body right now? If you are not sure, please get help first."),
        w("Nothing was changed and nobody was told. When you are ready: what would you like to do next?"),
    ]


def slip_more(w: Words) -> str:
    return w("Kept, for you alone.")


def slip_continue(w: Words) -> str:
    return w("It goes on as it was. Everything you built is still yours.")


def slip_new_start(w: Words, run: Run | None) -> str:
    if run is None:
        return w("A new start, whenever you like. Everything before it stays in your history.")
    day = w.day(run.started_on)
    return w("A new start, from {day}. Everything before it stays in your history, and counts.", day=day)


def slip_pause(w: Words) -> str:
    return w("Counting rests. Take it up again whenever you like, or never.")


def slip_company(w: Words) -> str:
    return w("Would you like company, a number to call, or something to do? Or nothing: that is fine too.")


def hello_tomorrow(w: Words, *, wanted: bool) -> str:
    return w("I will say hello tomorrow, once.") if wanted else w("I will not write about it.")


def hello(w: Words) -> list[str]:
    return [
        w("Hello. You asked me to look in a day later, so here I am. Thinking of you; there is nothing to report."),
        w("If you would like company, a number to call, or something to do, it is here."),
    ]


def new_start(w: Words, kept: Kept, today: date) -> list[str]:
    run = kept.ledger.open_run
    assert run is not None
    lines = [slip_new_start(w, run)]
    if days_between(run.started_on, today):
        lines.append(span(w, span_between(run.started_on, today)))
    return lines

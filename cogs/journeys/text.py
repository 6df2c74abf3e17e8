"""The words of journeys. No shame, no pressure, no chain of days: what was done stays done."""

from collections.abc import Sequence

from cogs.journeys import text_kinds
from cogs.journeys.efforts import is_effort
from cogs.journeys.keeping import Kept
from cogs.journeys.ladders import OWN
from cogs.journeys.lines import Line
from cogs.journeys.rules import Span
from cogs.shared.quoting import bare_name, plain_name, quoted
from cogs.shared.words import Words, mark
from storage.records.journeys import JourneyKind, JourneyPath, Standing
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


def withdrawal_notice(w: Words) -> str:
    return w(
        "One thing first, for safety: if you drink a lot each day, or take sleeping or calming medicine, stopping all "
        "at once can be dangerous. Please talk to a doctor or a helpline before you do. With bad shaking, fits, "
        "confusion, or seeing things that are not there: call your local emergency number."
    )


def none_yet(w: Words) -> str:
    return w("You count nothing here, and that is fine. /journey start begins something, in your own words.")


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


def more_circles(w: Words) -> str:
    return w("You are in more circles than fit here. /journey show, “How steps are marked”, chooses which I offer.")


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
    step, marked = step_name(w, milestone), _marked_today(w, milestone)
    told = w("{who} marks this today: {step}.", who=who, step=marked)
    # A server's own word for the step is its heading; else the sentence is, so that nothing is said twice.
    lines = [f"### {told}", said] if step == marked else [reached_heading(w, milestone), told, said]
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


def slip_told(w: Words, said: Line, kind: JourneyKind) -> list[str]:
    return [
        w.marked(said.text),
        *text_kinds.safe(w, kind),
        w("Nothing was changed and nobody was told. Choose what comes next when you are ready, or leave it."),
    ]


def slip_more(w: Words) -> str:
    return w("Kept, for you alone.")


def slip_continue(w: Words) -> str:
    return w("It goes on as it was. Everything you built is still yours.")


def slip_new_start(w: Words, kept: Kept) -> str:
    run = kept.ledger.open_run
    if run is None or kept.ledger.journey.path is JourneyPath.NO_NUMBERS:
        return w("A new start, whenever you like. Everything before it stays in your history.")
    day = w.day(run.started_on)
    return w("A new start, from {day}. Everything before it stays in your history, and counts.", day=day)


def slip_pause(w: Words) -> str:
    return w("Counting rests. Take it up again whenever you like, or never.")


def slip_company(w: Words) -> str:
    return w("Company, a number to call, or something to do: they are here if you like. Nothing is fine too.")


def hello_tomorrow(w: Words, *, wanted: bool) -> str:
    return w("I will say hello tomorrow, once.") if wanted else w("I will not write about it.")


def hello(w: Words) -> list[str]:
    return [
        w("Hello. You asked me to look in a day later, so here I am. Thinking of you; there is nothing to report."),
    ]

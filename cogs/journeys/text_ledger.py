"""The words of a journey as its member sees it: where it stands, all that counts, and why something was not done.

For a member whom counting harms there is no number in any of it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from cogs.journeys import keeping, text_kinds
from cogs.journeys.keeping import Kept, WhyNot
from cogs.journeys.lines import Line
from cogs.journeys.rules import days_within, longest, saved_hundredths, span_between, told_days
from cogs.journeys.text import PATHS, STANDING, amount, span
from cogs.shared.quoting import plain_name, quoted
from cogs.shared.wall_clock import local_time
from cogs.shared.words import Words, mark
from storage.records.journeys import Ending, Journey, JourneyKind, JourneyPath, Ledger, Run

WINDOWS = (30, 90, 365)
MOST_TOLD = 6
_DAY = timedelta(days=1)
_WHY = {
    WhyNot.AHEAD_OF_TODAY: mark(
        "That day is still to come. Please choose today, or a day before it. Nothing was changed."
    ),
    WhyNot.TOO_LONG_AGO: mark(
        "That is more than a hundred years ago. Please look at the year again. Nothing was changed."
    ),
    WhyNot.NO_ZONE: mark("I do not know your time zone yet. Please choose one with zone, such as Europe/London."),
    WhyNot.NOT_YOURS: mark("I could not find that among your journeys. /journey show has them all."),
    WhyNot.TOO_MANY_IN_ALL: mark(
        "There is no room for one more, with those that are put away. Two of them can be joined into one."
    ),
    WhyNot.ENDS_BEFORE_IT_BEGINS: mark(
        "The last day lies before the first. Please look at both again. Nothing was changed."
    ),
    WhyNot.STILL_RUNNING: mark(
        "This time still goes on, so it has no last day. Leave that one empty. Nothing was changed."
    ),
    WhyNot.NOT_AT_REST: mark("Counting does not rest here, so there is nothing to take up again."),
    WhyNot.TOO_MANY_RUNS: mark("There is no room for a further time in this journey. Nothing was changed."),
    WhyNot.SAME_JOURNEY: mark("That is the same journey. Please choose another one to join with it."),
    WhyNot.A_DAY_IS_OVER: mark(
        "That cannot be taken back any more: it was taken back before, or a day has passed. "
        "It can still be changed with /journey show."
    ),
    WhyNot.TAKEN_BACK_ALREADY: mark("That was taken back already. /journey show has it as it stands now."),
    WhyNot.SOMETHING_NEWER: mark(
        "Something was done after it. Take that back first: /journey show has the newest one."
    ),
}


def refused(w: Words, why: WhyNot) -> str:
    """Why it was not done, and what to do instead."""
    if why is WhyNot.TOO_MANY:
        return w.plural(
            "There is room for {n} journey. Put one away with /journey show, then begin this one.",
            "There is room for {n} journeys. Put one away with /journey show, then begin this one.",
            keeping.MOST,
        )
    return w.marked(_WHY[why])


def begun(w: Words, kept: Kept, first: Line, today: date) -> list[str]:
    """What is now kept, who sees it, and what will happen."""
    journey, run = kept.ledger.journey, kept.ledger.open_run
    lines = [w.marked(first.text), quoted(journey.name, limit=60, lines=1)]
    if run is not None and journey.path is not JourneyPath.NO_NUMBERS:
        lines.append(_since(w, kept.ledger, run, today))
    lines.append(
        w("Only you can see this. It is kept until you change it or take it away, and nothing in it is wiped.")
    )
    lines += what_happens(w, kept)
    return lines


def shown(w: Words, kept: Kept, today: date) -> list[str]:
    """One journey for its member: where they are, and all that counts, across every run."""
    journey = kept.ledger.journey
    lines = [quoted(journey.name, limit=60, lines=1), *text_kinds.about(w, journey.kind)]
    if journey.path is not JourneyPath.OTHER or journey.kind is JourneyKind.UNSAID:
        lines.append(w("Path: {path}", path=w.marked(PATHS[journey.path])))
    if journey.hidden_at is not None:
        return [*lines, w("Hidden: nothing of it is shown or said until you show it again.")]
    if journey.path is not JourneyPath.NO_NUMBERS:
        lines += _numbers(w, kept.ledger, today)
    if journey.archived_at is not None:
        lines.append(w("Put away. It is all still here."))
        return lines
    return [*lines, *what_happens(w, kept)]


def _numbers(w: Words, ledger: Ledger, today: date) -> list[str]:
    journey, runs, run = ledger.journey, ledger.runs, ledger.open_run
    told = days_told(ledger)
    lines: list[str] = []
    if run is None:
        lines.append(at_rest(w))
    else:
        lines.append(_since(w, ledger, run, today))
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
        lines.append(w("Best single time: {days}.", days=amount(w, "days", longest(runs, today))))
    if journey.saving is not None:
        lines.append(saved(w, journey, total))
    return lines


def days_told(ledger: Ledger) -> set[date]:
    """The days that are taken out of what counts."""
    return set() if text_kinds.day_counts(ledger.journey.kind) else {slip.on_date for slip in ledger.slips}


def what_happens(w: Words, kept: Kept) -> list[str]:
    journey = kept.ledger.journey
    if journey.path is JourneyPath.NO_NUMBERS:
        return [w("Nothing is counted, and I say nothing about it unless you ask.")]
    if journey.off_at is not None:
        return [w("I say nothing about it since you left and came back. Choose below if I may again.")]
    if kept.ledger.open_run is None:
        return []
    lines = [w("When a step is reached: {what}.", what=w.marked(STANDING[journey.standing]))]
    if journey.ahead.on is not None and journey.ahead.at is not None and journey.speaks:
        lines.append(_next(w, kept, journey.ahead.on, journey.ahead.at))
    return lines


def _next(w: Words, kept: Kept, on: date, at: datetime) -> str:
    """A day after a hard one, and a step that was told here later than its hour, are spoken of at another time."""
    local = local_time(at, kept.zone)
    day, time = w.day(on), f"{local:%H:%M}"
    if local.date() == on:
        return w("The next one is on {day}, and I speak of it at {time} ({zone}).", day=day, time=time, zone=kept.zone)
    later = w.day(local.date())
    return w(
        "The next one is on {day}, and I speak of it on {later} at {time} ({zone}).",
        day=day, later=later, time=time, zone=kept.zone
    )  # fmt: skip


def at_rest(w: Words) -> str:
    return w("Counting rests. Take it up again whenever you like: as the same time, or with a new start.")


def went_on(w: Words, journey: Journey) -> str:
    if journey.path is JourneyPath.NO_NUMBERS:
        return w("It goes on.")
    return w("It goes on as the same time. The days of the rest are not counted, and nothing else is lost.")


def saved(w: Words, journey: Journey, days: int) -> str:
    """The member's own figures, so many units for each day or week, over all days together."""
    assert journey.saving is not None
    figure = saved_hundredths(journey.saving, days)
    return w("By your own figures: about {figure} {unit}.", figure=hundredths(figure),
             unit=plain_name(journey.saving.unit, 30))  # fmt: skip


def hundredths(figure: int) -> str:
    """`12.50`, and `12` where nothing stands behind the point."""
    whole, part = divmod(figure, 100)
    return f"{whole}.{part:02}" if part else str(whole)


def figures_kept(w: Words) -> str:
    return w("Kept, for you alone.")


def figures_gone(w: Words) -> str:
    return w("Your figures are taken away.")


def not_a_figure(w: Words) -> str:
    return w("Please write the amount as a number, such as 6.50, and what it is, such as euros or hours.")


def both_days(w: Words) -> str:
    return w("Please give both days, such as 2024-01-15 and 2024-08-31.")


def nothing_to_join(w: Words) -> str:
    return w("There is no other journey to join with it.")


def date_corrected(w: Words) -> str:
    return w("The date is corrected. Everything else is as it was.")


def earlier_added(w: Words, journey: Journey) -> str:
    if journey.path is JourneyPath.NO_NUMBERS:
        return w("It is in your history now.")
    return w(
        "That time is in your history now, and counts. What was reached in it is not marked again, unless you choose "
        "so under Change something."
    )


def ask_to_join(w: Words, into: Ledger, other: Ledger) -> list[str]:
    """What will be, before it is."""
    lines = [
        w("Make one of these two?"),
        quoted(into.journey.name, limit=60, lines=1),
        quoted(other.journey.name, limit=60, lines=1),
        w("The first one stays, with its name, its path, its steps and your choices. The second one becomes part of "
          "it, with all of its history. No day is counted twice, and nobody is told."),
    ]  # fmt: skip
    if into.open_run is not None and other.open_run is not None:
        lines.append(w("The first one goes on as it runs now. What runs in the second is kept as time up to today."))
    elif other.open_run is not None:
        lines.append(w("What runs in the second one goes on."))
    lines.append(w("It can be taken back for a day."))
    return lines


def joined(w: Words) -> str:
    return w("They are one now, and no day is lost.")


def runs_in_words(w: Words, ledger: Ledger, today: date) -> list[str]:
    """What the picture shows, newest first; nothing for a member whom counting harms."""
    if ledger.journey.path is JourneyPath.NO_NUMBERS:
        return []
    runs = sorted(ledger.runs, key=lambda run: (run.started_on, run.run_id), reverse=True)
    lines = [_run(w, run) for run in runs[:MOST_TOLD]]
    if len(runs) > MOST_TOLD:
        lines.append(w.plural("And {n} earlier time.", "And {n} earlier times.", len(runs) - MOST_TOLD))
    return lines


def picture_alt(w: Words, ledger: Ledger, today: date) -> str:
    """The picture in words, for whoever does not see it."""
    return " ".join([w("Your times as bars along the years."), *runs_in_words(w, ledger, today)])


def _run(w: Words, run: Run) -> str:
    if run.ended_on is None:
        return w("Since {day}.", day=w.day(run.started_on))
    last = max(run.started_on, run.ended_on - _DAY)
    if run.ending is Ending.PAUSE:
        return w("{first} to {last}, then a rest.", first=w.day(run.started_on), last=w.day(last))
    return w("{first} to {last}.", first=w.day(run.started_on), last=w.day(last))


def _since(w: Words, ledger: Ledger, run: Run, today: date) -> str:
    behind, rested = span(w, span_between(run.counted_from, today)), run.one_with_run_id is not None
    first = min((one.started_on for one in parts_of(ledger.runs, run)), default=run.started_on)
    day = w.day(first if rested else run.started_on)
    return text_kinds.since(w, ledger.journey.kind, day, behind, rested=rested)


def parts_of(runs: Sequence[Run], run: Run) -> list[Run]:
    """Everything that is one with this run, before and after rests."""
    return [one for one in runs if one.counts_as == run.counts_as]

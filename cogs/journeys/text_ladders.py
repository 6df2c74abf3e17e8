"""The words for organisers about their own ladders; each row that cannot be read is named, with what to do."""

from collections.abc import Sequence

from cogs.journeys.ladder_files import COLUMNS, LARGEST_FILE, LONGEST_LABEL, MOST_STEPS, NEEDED, Problem, Wrong
from cogs.journeys.ladder_keeping import MOST
from cogs.journeys.rules import Step
from cogs.journeys.text import amount
from cogs.shared.quoting import plain_name
from cogs.shared.words import Words

MOST_PROBLEMS = 12
_COUNT = "{count}"
_UNITS = "hours, days, weeks, months, years"


def organisers_only(w: Words) -> str:
    return w("Ladders and roles for steps are chosen by people with “Manage Server”.")


def unreadable(w: Words, problems: Sequence[Problem]) -> list[str]:
    """Every problem a line; nothing was changed."""
    lines = [w("I could not take this file. Nothing was changed.")]
    lines += [f"- {_problem(w, one)}" for one in problems[:MOST_PROBLEMS]]
    left = len(problems) - MOST_PROBLEMS
    if left > 0:
        lines.append(w.plural("And {n} more like these.", "And {n} more like these.", left))
    lines.append(w("/milestones export gives you a file that works, to begin from."))
    return lines


def _problem(w: Words, problem: Problem) -> str:
    said = _what(w, problem)
    return w("Row {row}: {problem}", row=problem.row, problem=said) if problem.row > 1 else said


def _what(w: Words, problem: Problem) -> str:  # noqa: C901 - one sentence for each kind of mistake
    value = plain_name(problem.value, 40)
    match problem.wrong:
        case Wrong.NO_CSV:
            return w("It is no CSV file in UTF-8. Save it as “CSV UTF-8” and send it again.")
        case Wrong.TOO_LARGE:
            return w("It is larger than {size} kilobytes. A ladder is a short list.", size=LARGEST_FILE // 1000)
        case Wrong.COLUMN:
            return w(
                "The first row has no column {missing}. It needs {needed}; {all} may be there.",
                missing=problem.value, needed=w.listed(NEEDED), all=w.listed(COLUMNS[3:])
            )  # fmt: skip
        case Wrong.EMPTY:
            return w("There is no step in it. Write one step a row, under the headings.")
        case Wrong.TOO_MANY:
            return w("It has {n} steps. Please keep it to {most}.", n=value, most=MOST_STEPS)
        case Wrong.NO_LABEL:
            return w("the label is empty. Write what the step is called, such as “One week”.")
        case Wrong.LONG_LABEL:
            return w("the label {label} is too long. {most} characters fit on a chip.", label=value, most=LONGEST_LABEL)
        case Wrong.BRACES:
            return w("the label {label} has curly brackets. Only the word count may stand in them.", label=value)
        case Wrong.UNIT:
            return w("the unit is “{value}”. Write one of these: {units}.", value=value, units=_UNITS)
        case Wrong.COUNT:
            return w("the count is “{value}”. Write a whole number, 1 or more.", value=value)
        case Wrong.TOO_FAR:
            return w("{value} is further than a lifetime. Please write a smaller count.", value=value)
        case Wrong.COLOUR:
            return w("the colour is “{value}”. Write it as six signs, such as #2E8B57, or leave it empty.", value=value)
        case Wrong.REPEAT:
            return w("repeat_every is “{value}”. Write a number from 1 to 1000, or leave it empty.", value=value)
        case Wrong.REPEAT_TWICE:
            return w("More than one step repeats. Only one of them can, usually the last.")
        case Wrong.TWICE:
            return w("{value} stands there twice. Please leave one of them out.", value=value)


def kept(w: Words, title: str, steps: Sequence[Step]) -> list[str]:
    count = w.plural("{n} step", "{n} steps", len(steps))
    return [
        w("Kept: {title}, {steps}.", title=plain_name(title, 60), steps=count),
        *step_lines(w, steps),
        w(
            "Members can choose it with /journey start, or for a journey they have under “How steps are marked”. "
            "What was celebrated before stays as it was."
        ),
    ]


def step_lines(w: Words, steps: Sequence[Step], most: int = 20) -> list[str]:
    lines = [
        f"- {plain_name(step.label.replace(_COUNT, str(step.amount)), 40)}: {amount(w, step.unit.value, step.amount)}"
        + (
            w(", then again every {span}", span=amount(w, step.unit.value, step.repeat_every))
            if step.repeat_every
            else ""
        )
        for step in steps[:most]
    ]
    return lines if len(steps) <= most else [*lines, "- …"]


def no_room(w: Words) -> str:
    return w(
        "There is room for {n} ladders of your own. Please take one out first with /milestones remove.", n=MOST
    )  # fmt: skip


def title_unfit(w: Words) -> str:
    return w("Please give the ladder a name with letters in it.")


def no_such_ladder(w: Words) -> str:
    return w("There is no ladder of that name here. Please pick one from the list.")


def removed(w: Words, title: str) -> str:
    return w(
        "Taken out: {title}. Journeys on it go on with the plain steps; what was celebrated stays as it was.",
        title=plain_name(title, 60),
    )


def exported(w: Words) -> str:
    return w("One step a row. Change it in a spreadsheet, and send it back with /milestones import.")


def listed(w: Words, titles: Sequence[str], roles: Sequence[tuple[str, str, str]]) -> list[str]:
    """The server's own ladders, and which role is for which step of which ladder."""
    lines = [w("### Ladders of this server")]
    lines += [f"- {plain_name(title, 60)}" for title in titles]
    if not titles:
        lines.append(w("None yet: members choose among the ones I bring. /milestones import adds one."))
    if roles:
        lines.append(w("### Roles for steps"))
        lines += [
            w("- {role}: {step}, {ladder}", role=role, step=plain_name(step, 60), ladder=plain_name(ladder, 60))
            for role, step, ladder in roles
        ]
    return lines

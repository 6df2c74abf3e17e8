"""The words of the road: what helped somebody at a step, for those who reach it later."""

from collections.abc import Sequence

from cogs.journeys.efforts import step_called
from cogs.journeys.road import REASONS, NotLeft
from cogs.journeys.text import amount
from cogs.shared.quoting import plain_name, quoted
from cogs.shared.words import Words, mark
from storage.records.circles import Circle
from storage.records.kindness import LineState, RoadLine

_STATES = {
    LineState.WAITING: mark("A keeper has not looked at it yet."),
    LineState.SHOWN: mark("It is on the road."),
    LineState.REFUSED: mark("It is not shown."),
}


def place(w: Words, line: RoadLine) -> str:
    """Where on the road: `30 days`, or an effort."""
    step = step_called(line.unit)
    return w.marked(step.label) if step is not None else amount(w, line.unit, line.amount)


def what_it_is(w: Words) -> str:
    return w("What helped others here, in their own words. What helped one person need not help you.")


def nothing_here(w: Words) -> str:
    return w("Nobody has left a line at this step yet. If you celebrate it, you could be the first.")


def lines(w: Words, shown: Sequence[tuple[RoadLine, str | None]]) -> list[str]:
    """Each with a name only where its author wanted that, and is here."""
    said: list[str] = []
    for line, name in shown:
        said.append(quoted(line.words, limit=300, lines=5))
        said.append(w("- left by {name}", name=name) if name is not None else w("- left by somebody on this road"))
    return said


def not_left(w: Words, why: NotLeft) -> str:
    match why:
        case NotLeft.NOT_SHARED:
            return w("Lines are left by those who celebrated the step. Celebrate it first, if you like.")
        case NotLeft.EMPTY:
            return w("There were no words in it, so I kept nothing.")
        case NotLeft.ONE_EACH:
            return w("You have left a line at this step. /journey road shows it, and you can take it back there.")
        case NotLeft.TOO_MANY:
            return w("Some lines of yours are still waiting for a keeper. Please wait until they have been looked at.")
        case NotLeft.GONE:
            return w("This is not here any more, or you are not in that circle. Nothing was kept.")


def left(w: Words, circle: Circle, keepers: int) -> list[str]:
    named = plain_name(circle.name)
    said = [w("Thank you. It is kept, and nobody has seen it yet.")]
    if keepers:
        said.append(w("A keeper of {circle} reads it first, and I tell you what they decide.", circle=named))
    else:
        said.append(w("{circle} has no keeper at the moment, so it waits until there is one.", circle=named))
    return [*said, w("You can take it back at any time with /journey road.")]


def waiting(w: Words, circle: Circle, line: RoadLine, name: str | None) -> list[str]:
    """For keepers alone."""
    said = [
        w("### A line for the road of {circle}", circle=plain_name(circle.name)),
        w("At {step}:", step=place(w, line)),
        quoted(line.words, limit=300, lines=6),
    ]
    if line.signed and name is not None:
        said.append(w("To be shown with the name of {name}.", name=name))
    else:
        said.append(w("To be shown without a name."))
    said.append(w("Would it help somebody new who reads it on a hard day? Nobody sees it until a keeper says yes."))
    return said


def decided(w: Words, line: RoadLine) -> list[str]:
    """For whoever left it."""
    if line.state is LineState.SHOWN:
        return [
            w("Your line is on the road now. Whoever reaches {step} can read it.", step=place(w, line)),
            quoted(line.words, limit=300, lines=6),
        ]
    reason = REASONS.get(line.reason or "other", REASONS["other"])
    return [
        w("A keeper read your line for {step}, and will not show it now.", step=place(w, line)),
        w.marked(reason),
        w("Thank you for wanting to help. You can change it: take it back with /journey road, and leave another."),
    ]


def keeper_done(w: Words, *, shown: bool) -> str:
    if shown:
        return w("It is on the road. Whoever left it is told.")
    return w("It is not shown, and whoever left it is told why, kindly.")


def decided_before(w: Words) -> str:
    return w("This line has been decided on, or taken back. Nothing was changed.")


def keepers_only(w: Words) -> str:
    return w("Keepers of the circle decide on this.")


def taken_down(w: Words) -> str:
    return w("It is off the road. Whoever left it still has it under /journey road.")


def taken_back(w: Words) -> str:
    return w("Taken back. It is gone.")


def own_heading(w: Words) -> str:
    return w("### Lines you left")


def own(w: Words, line: RoadLine, circle: str | None) -> str:
    said = [w("{step}: {state}", step=place(w, line), state=w.marked(_STATES[line.state]))]
    if circle is not None:
        said = [w("{circle}, {step}: {state}", circle=plain_name(circle), step=place(w, line),
                  state=w.marked(_STATES[line.state]))]  # fmt: skip
    return "\n".join([*said, quoted(line.words, limit=200, lines=3)])


def none_left(w: Words) -> str:
    return w("None yet. After you celebrate a step, you can leave a line for those who reach it later.")

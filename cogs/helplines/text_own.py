"""The words around a server's own lines, and around numbers that are wrong."""

from collections.abc import Sequence

from cogs.helplines.helpline import Helpline
from cogs.helplines.own_lines import MOST_LINES, NotTaken
from cogs.shared.quoting import plain_name
from cogs.shared.words import Words, mark
from storage.records.helplines import Report, ReportState, Wrong

WRONGS = {
    Wrong.NOBODY: mark("Nobody answers"),
    Wrong.OTHERS: mark("Somebody else answers"),
    Wrong.CHANGED: mark("Hours, cost or name are not so"),
    Wrong.ELSE: mark("Something else"),
}

# By rule of the data check: what a moderator can change. The check itself speaks to maintainers.
MENDED = {
    "country": mark("- The country: please pick it from the list."),
    "topics": mark("- What it is for: please pick it from the list."),
    "languages": mark("- The language: please write its short code, such as en, es or pt-BR."),
    "hours": mark("- The hours: 24/7, or days and times such as Mo-Fr 09:00-17:00. Empty, if you do not know."),
    "zone": mark("- The time zone: hours need one, such as Europe/London. Without hours, leave it empty."),
    "links": mark("- The website: one address that begins with https://"),
    "local-paths": mark("- The website: it works on your own machine only. Please give one that everyone can open."),
    "reachable": mark("- It needs a name, and a number or a website."),
    "cost": mark("- The cost: please pick it from the list."),
    "plain-text": mark("- Plain text only: no “<”, and nothing that cannot be seen."),
    "never-ship": mark("- The number is on our list of numbers that are closed or not what they seem. Please look up "
                       "the new one."),
    "phone": mark("- The number: it is not a number of that country. Write it in figures, as it is dialled there."),
    "text": mark("- The number for texts: a number, or a word and a number, such as HELLO to 741741."),
    "dates": mark("- The day of the check: a real day that is not in the future, such as 2026-03-01."),
}  # fmt: skip
OTHERWISE = mark("- Something in it does not fit the rules of the directory. Please look at each field again.")


def added(w: Words, line: Helpline) -> str:
    return w(
        "{name} is in the directory of this server now, shown as added by its moderators. Please call it once "
        "yourself, and look at it again every half year.",
        name=f"**{plain_name(line.name, 100)}**",
    )


def unfit(w: Words, rules: Sequence[str]) -> str:
    """What to change, one line for each rule. A rule that nobody can break by typing is said in general words."""
    listed = dict.fromkeys(w.marked(MENDED.get(rule, OTHERWISE)) for rule in rules)
    return "\n".join((w("This line is not added yet. Please change this, then send it again:"), *listed))


def too_many_lines(w: Words) -> str:
    return w("This server has {most} lines of its own, and no room for more. Please remove one first.", most=MOST_LINES)


def removed(w: Words) -> str:
    return w("The line is no longer shown on this server.")


def not_there(w: Words) -> str:
    return w("There is no such line here. Please pick one from the list.")


def shown_again(w: Words) -> str:
    return w("The line is shown on this server again.")


def changes(w: Words, own: Sequence[Helpline], hidden: Sequence[str]) -> list[str]:
    """What this server changed in the directory."""
    lines = [w("### What this server changed in the directory")]
    lines += [
        w("- Added: {name} ({country}), checked {date}", name=plain_name(line.name, 80), country=line.country,
          date=line.evidence_date)
        for line in own[:MOST_LINES]
    ]  # fmt: skip
    lines += [w("- Not shown here: {name}", name=plain_name(name, 80)) for name in hidden[:50]]
    return lines if len(lines) > 1 else [*lines, w("Nothing yet.")]


def thanks(w: Words, told: bool | NotTaken) -> str:
    if isinstance(told, NotTaken):
        return w("You have told us of many lines in this hour, and all of it is noted. Thank you.")
    if told:
        return w("Thank you. The moderators here have been told. Until then, please try another line.")
    return w("Thank you. It is noted for the people who keep the list. Please try another line.")


def reported(w: Words, report: Report, name: str) -> list[str]:
    """For moderators; who said it is not shown, so that nobody is tied to a helpline."""
    lines = [
        w("### A helpline may be wrong"),
        w(
            "Somebody here says about {name}: “{what}”.",
            name=f"**{plain_name(name, 100)}**",
            what=w.marked(WRONGS[report.what]),
        ),
    ]
    if report.state is ReportState.OPEN:
        lines.append(w("If you agree, it is hidden on this server at once. Please call it first, if you can."))
    elif report.state is ReportState.HIDDEN:
        lines.append(w("It is hidden on this server. /helplines show-again brings it back."))
    else:
        lines.append(w("It is still shown."))
    return lines

"""The words for keepers and volunteers: who waits for somebody, and what was shared with them."""

from collections.abc import Mapping, Sequence

from cogs.checkins import text
from cogs.checkins.caring import Report
from cogs.shared.quoting import plain_name, quoted
from cogs.shared.words import Words
from storage.records.checkins import Answer, Prompt, Visibility
from storage.records.circles import Circle

MOST_NAMED = 30


def calling(w: Words, name: str, answer: Answer) -> str:
    """Posted where the member shared it; it says no more than they chose to share."""
    if answer.wants_someone:
        return w("{name} would like someone to write to them. Could one of you?", name=name)
    return w("{name} shared a hard day here. Would one of you like to write to them?", name=name)


def listener(w: Words, name: str, circle: Circle, answer: Answer) -> list[str]:
    called = plain_name(circle.name, 60)
    if answer.wants_someone:
        first = w("{name} in {circle} would like someone to write to them.", name=name, circle=called)
    else:
        first = w("{name} in {circle} shared a hard day, and nobody has written to them yet.", name=name, circle=called)
    return [
        first,
        w("You are asked because you keep the circle, or offered to listen. It is fine to leave it to someone else."),
    ]


def unkept(w: Words, circle: Circle) -> str:
    """In the alert channel, where not everybody may know who it is."""
    first = w(
        "Somebody in {circle} would like someone to write to them, or shared a hard day. Only the keepers may know who "
        "it is, and nobody is named as one.",
        circle=plain_name(circle.name, 60),
    )
    if circle.keeper_role_id is not None:
        who = f"<@&{circle.keeper_role_id}>"
        return first + " " + w("Whoever has {role} finds them with /checkin waiting.", role=who)
    return first + " " + w("Please name a keeper with /circle keeper. They find them with /checkin waiting.")


def met(w: Words, name: str) -> str:
    return w("Somebody is writing to {name}. Thank you.", name=name)


def thanks_for_writing(w: Words, name: str, member_id: int) -> str:
    return w(
        "Thank you. You can write to {name} ({mention}) here or in a message of your own. "
        "If you are worried about their life, tell a moderator as well.",
        name=name,
        mention=f"<@{member_id}>",
    )


def already_met(w: Words) -> str:
    return w("Somebody has written to them already, or they no longer need it. Thank you for offering.")


def call_line(w: Words, name: str, circle: Circle, answer: Answer) -> str:
    said = w("would like someone") if answer.wants_someone else w("shared a hard day")
    line = w("**{name}** ({circle}) {said}.", name=name, circle=plain_name(circle.name, 60), said=said)
    return line if not answer.words else line + "\n" + quoted(answer.words, limit=200, lines=3)


def nobody_waits(w: Words) -> str:
    return w("Nobody is waiting for an answer right now.")


def offers(w: Words, circle: Circle, *, listens: bool, hosts: bool) -> str:
    called = plain_name(circle.name, 60)
    parts = [
        w("You may be asked to write to people in {circle} who would like someone.", circle=called)
        if listens
        else w("You are not asked to write to people in {circle}.", circle=called),
        w("You can take weeks to host, with /checkin host.") if hosts else "",
    ]
    return " ".join(part for part in parts if part) + " " + w("You can change this at any time.")


def answers_heading(w: Words, circle: Circle) -> str:
    return "## " + w("What {circle} shared with you", circle=plain_name(circle.name, 60))


def answers_of_day(w: Words, prompt: Prompt, answers: Sequence[Answer], names: Mapping[int, str]) -> list[str]:
    lines = [f"**{w.day(prompt.local_date)}** · {text.question(w, prompt.question, prompt.source)}"]
    for answer in answers:
        if answer.member_id not in names:
            continue
        said = w("in words") if answer.step is None else text.step(w, answer.step)
        line = w("- {name}: {step}", name=names[answer.member_id], step=said)
        if answer.wants_someone:
            line += " · " + w("would like someone")
        if answer.visibility is Visibility.KEEPERS:
            line += " · " + w("for keepers only")
        lines.append(line)
        if answer.words:
            lines.append(quoted(answer.words, limit=300, lines=4))
    if len(lines) == 1:
        lines.append(w("Nothing was shared with you."))
    return lines


def keepers_read_only(w: Words) -> str:
    return w("Only keepers of this circle can read what was shared with them.")


def report_for_keepers(w: Words) -> str:
    return w("Only a keeper of this circle, or someone with “Manage Server”, can read its report.")


def report(w: Words, report: Report) -> list[str]:
    lines = [
        "## " + w("{circle}, the last 30 days", circle=plain_name(report.circle.name, 60)),
        w.plural("{n} question was asked.", "{n} questions were asked.", report.asked),
    ]
    if report.answers is not None:
        lines.append(w.plural("{n} answer was given.", "{n} answers were given.", report.answers))
    if report.called == 0:
        lines.append(w("No answer asked for someone."))
    elif report.called is not None and report.met is not None:
        lines.append(
            w.plural(
                "{n} answer asked for someone or was hard. Answered by a person: {met}.",
                "{n} answers asked for someone or were hard. Answered by a person: {met}.",
                report.called,
                met=report.met,
            )
        )
    if report.answers is None or report.called is None:
        lines.append(w("Numbers with fewer than five people behind them are not shown."))
    return lines

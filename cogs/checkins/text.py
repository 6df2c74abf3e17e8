"""The words of check-ins: the question, the five steps, the receipt, what is posted."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from cogs.checkins.caring import Report
from cogs.checkins.rules import MOST_SCHEDULES, Summary
from cogs.checkins.scheduling import Turn, WhyNot
from cogs.shared.quoting import plain_name, quoted
from cogs.shared.recurrence_forms import described, from_row
from cogs.shared.words import Words
from storage.records.checkins import Answer, Prompt, Schedule, Step, Visibility
from storage.records.circles import Circle

MOST_NAMED = 30


def step(w: Words, step: Step) -> str:
    return {
        Step.STEADY: w("Steady"),
        Step.MOSTLY_OKAY: w("Mostly okay"),
        Step.UP_AND_DOWN: w("Up and down"),
        Step.HARD: w("Hard"),
        Step.VERY_HARD: w("Very hard"),
    }[step]


def heading(w: Words, circle: Circle | None, title: str) -> str:
    if title:
        return f"### {plain_name(title, 60)}"
    if circle is None:
        return "### " + w("Your check-in")
    return "### " + w("Check-in for {circle}", circle=plain_name(circle.name, 60))


def question(w: Words, question: str) -> str:
    """A question of ours is said in the reader's language; a circle's own stays as it was written."""
    return w.marked(question)


def how_to_answer(w: Words, circle: Circle | None) -> str:
    if circle is None:
        return "-# " + w("One tap is enough, and so is none. Only you see your answer.")
    return "-# " + w("One tap is enough, and so is none. Only you see your answer until you choose who else may.")


def plain_prompt(w: Words, question: str) -> str:
    return w("Check-in: {question} Your answer is yours to share or keep.", question=w.marked(question))


def visibility(w: Words, visibility: Visibility, circle: Circle | None) -> str:
    if circle is None or visibility is Visibility.ME:
        return w("only you")
    called = plain_name(circle.name, 60)
    if visibility is Visibility.KEEPERS:
        return w("the keepers of {circle}", circle=called)
    return w("everyone in {circle}, with your name", circle=called)


def visibility_button(w: Words, visibility: Visibility) -> str:
    return {
        Visibility.CIRCLE: w("The circle may see it"),
        Visibility.KEEPERS: w("Only the keepers"),
        Visibility.ME: w("Only me"),
    }[visibility]


def receipt(w: Words, answer: Answer, circle: Circle | None) -> list[str]:
    lines: list[str] = []
    if answer.step is not None:
        lines.append(w("Saved. You answered: **{step}**.", step=step(w, answer.step)))
    else:
        lines.append(w("Saved."))
    if answer.words:
        lines += [w("In your words:"), quoted(answer.words, limit=1000, lines=15)]
    if answer.craving is not None:
        lines.append(w("Craving, from 0 to 10: {n}.", n=answer.craving))
    if answer.wants_someone:
        lines.append(w("You would like someone to write to you."))
    lines.append(w("Who can see this: {who}.", who=visibility(w, answer.visibility, circle)))
    if answer.wants_someone and answer.visibility is Visibility.ME:
        lines.append(w("While only you can see it, nobody knows that you would like someone. You can change that."))
    return lines


def ask_who(w: Words) -> str:
    return w("Who may see your answers in this circle? Until you choose, only you do. You can change it each time.")


def hard(w: Words) -> list[str]:
    """Offered, once, beside the receipt of a hard answer."""
    return [
        w("Thank you for saying so. That sounds heavy, and you don't have to carry it alone."),
        w("If your life may be in danger right now, call your local emergency number."),
        w("If you would like to talk to someone, /helpline finds a number near you."),
    ]


def urgent(w: Words) -> list[str]:
    """For words that sound like danger; the emergency step first, one step a line."""
    return [
        w("Your words sound like this is very hard right now."),
        w("1. If your life may be in danger, call your local emergency number now."),
        w("2. /helpline finds people you can call or text."),
        w("3. You can ask a moderator here to talk with you."),
        w("I am a bot, and I may be the only one who has seen this."),
    ]


def taken_back(w: Words) -> str:
    return w("Your answer is taken back. Nothing of it is kept, and you can answer again if you like.")


def gone(w: Words) -> str:
    return w("That check-in is not here any more. The next one will be.")


def not_in(w: Words, circle: Circle) -> str:
    return w(
        "This check-in belongs to the circle {circle}. You can join it, and leave it, whenever you like.",
        circle=plain_name(circle.name, 60),
    )


def not_yours(w: Words) -> str:
    return w("Somebody set up this check-in for themselves. /checkin me sets up one for you.")


def not_answered(w: Words) -> str:
    return w("You have no answer here yet. One tap on the question is enough.")


def craving_unclear(w: Words) -> str:
    return w("For the craving scale, please use a whole number from 0 to 10, or leave it empty. Nothing was saved yet.")


def shared(w: Words, name: str, answer: Answer) -> str:
    """A member's words, posted because they chose so."""
    first = f"**{name}**" if answer.step is None else w("**{name}** · {step}", name=name, step=step(w, answer.step))
    lines = [first, quoted(answer.words, limit=1200, lines=20)]
    if answer.wants_someone:
        lines.append(w("{name} would like someone to write to them.", name=name))
    return "\n".join(lines)


def no_longer_shared(w: Words) -> str:
    return "-# " + w("This answer is no longer shared here.")


def summary(w: Words, summary: Summary, names: Mapping[int, str]) -> list[str]:
    """Names only those who chose it and are still here."""
    lines: list[str] = []
    if summary.count is not None:
        lines.append(w.plural("{n} person answered.", "{n} people answered.", summary.count))
    named = [answer for answer in summary.shared if answer.member_id in names]
    for answer in named[:MOST_NAMED]:
        said = w("in words") if answer.step is None else step(w, answer.step)
        lines.append(w("- {name}: {step}", name=names[answer.member_id], step=said))
    if len(named) > MOST_NAMED:
        lines.append(w.plural("and {n} more", "and {n} more", len(named) - MOST_NAMED))
    return lines


def summary_heading(w: Words, circle: Circle) -> str:
    return "### " + w("How {circle} is today", circle=plain_name(circle.name, 60))


def lines(parts: Sequence[str]) -> str:
    return "\n".join(parts)


def window(w: Words, minutes: int) -> str:
    length = timedelta(minutes=minutes)
    hours = length // timedelta(hours=1)
    if minutes % 60 == 0:
        return w.plural("{n} hour", "{n} hours", hours)
    return w.plural("{n} minute", "{n} minutes", minutes)


def when(w: Words, schedule: Schedule) -> str:
    return w(
        "{when} at {time} ({zone})",
        when=described(w, from_row(schedule.repeats)),
        time=w.time_of_day(schedule.at),
        zone=schedule.zone,
    )


def scheduled(w: Words, schedule: Schedule, circle: Circle) -> list[str]:
    first = schedule.next_date
    return [
        w(
            "Set: {circle} is asked {when}, in {channel}.",
            circle=plain_name(circle.name, 60),
            when=when(w, schedule),
            channel=f"<#{circle.channel_id}>",
        ),
        w("The first time is {day}.", day="" if first is None else w.day(first)),
        w(
            "Answers are gathered for {window}, then a summary names only those who chose to be named. "
            "People can answer later too.",
            window=window(w, schedule.window_minutes),
        ),
        w("/checkin schedules shows it, and lets you pause, skip or stop it."),
    ]


def not_scheduled(w: Words, why: WhyNot) -> str:
    return {
        WhyNot.GONE: w("That schedule, or its circle, is not here any more."),
        WhyNot.TOO_MANY: w("This circle has {most} schedules already. Please stop one first.", most=MOST_SCHEDULES),
        WhyNot.NEVER: w("With these choices, no date is left to ask on. Please choose a later last day."),
        WhyNot.KEEPERS_ONLY: keepers_only(w),
    }[why]


def keepers_only(w: Words) -> str:
    return w("Only a keeper of this circle, or someone with “Manage Server”, can change when it is asked.")


def no_circle(w: Words) -> str:
    return w("I could not find that circle. /circle list shows the ones that are here.")


def schedule_line(w: Words, schedule: Schedule) -> str:
    title = plain_name(schedule.title, 60) if schedule.title else w("Check-in")
    line = w("**{title}** · {when}", title=title, when=when(w, schedule))
    if schedule.paused_from is not None and schedule.paused_to is None:
        line += "\n" + w("Paused until a keeper resumes it.")
    elif schedule.next_date is None:
        line += "\n" + w("It has come to its end.")
    else:
        line += "\n" + w("Next: {day}.", day=w.day(schedule.next_date))
    return line


def missed(w: Words, prompts: Sequence[Prompt]) -> str:
    """One entry, however many there were."""
    days = w.listed([w.day(prompt.local_date) for prompt in prompts])
    return w("Not asked, because I could not send it in time: {days}.", days=days)


def turned(w: Words, what: Turn, schedule: Schedule) -> str:
    if what is Turn.STOP:
        return w("Stopped. What was answered stays with those who answered.")
    return schedule_line(w, schedule)


def no_schedules(w: Words) -> str:
    return w("Nothing is scheduled in your circles. A keeper can start with /checkin schedule.")


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
    lines = [f"**{w.day(prompt.local_date)}** · {plain_name(w.marked(prompt.question), 200)}"]
    for answer in answers:
        if answer.member_id not in names:
            continue
        said = w("in words") if answer.step is None else step(w, answer.step)
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


def report(w: Words, report: Report) -> list[str]:
    lines = [
        "## " + w("{circle}, the last 30 days", circle=plain_name(report.circle.name, 60)),
        w.plural("{n} question was asked.", "{n} questions were asked.", report.asked),
    ]
    if report.answers is not None:
        lines.append(w.plural("{n} answer was given.", "{n} answers were given.", report.answers))
    if report.called is not None and report.met is not None:
        lines.append(
            w(
                "{called} answers asked for someone or were hard; {met} of them were answered by a person.",
                called=report.called,
                met=report.met,
            )
        )
    if report.answers is None or report.called is None:
        lines.append(w("Numbers with fewer than five people behind them are not shown."))
    return lines

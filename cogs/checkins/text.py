"""The words of check-ins: the question, the five steps, the receipt, what is posted."""

from collections.abc import Mapping, Sequence

from cogs.checkins.packs import OWN
from cogs.checkins.rules import Summary
from cogs.shared.quoting import plain_name, quoted
from cogs.shared.words import Words
from storage.records.checkins import Answer, Prompt, Step, Visibility
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


def question(w: Words, question: str, source: str) -> str:
    """A question of ours is said in the reader's language; a circle's own stays as it was written, and only text."""
    return plain_name(question, 300) if source.startswith(OWN) else w.marked(question)


def how_to_answer(w: Words, circle: Circle | None) -> str:
    if circle is None:
        return "-# " + w("One tap is enough, and so is none. Only you see your answer.")
    return "-# " + w("One tap is enough, and so is none. Only you see your answer until you choose who else may.")


def plain_prompt(w: Words, prompt: Prompt) -> str:
    said = question(w, prompt.question, prompt.source)
    return w("Check-in: {question} Your answer is yours to share or keep.", question=said)


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


def left_behind(w: Words) -> str:
    return w("Your answer here is still yours: you can take it back, also where it was shared.")


def gone(w: Words) -> str:
    return w("That check-in is not here any more. The next one will be.")


def closed(w: Words, circle: Circle) -> str:
    return w("The circle {circle} is closed. Nothing more is asked there.", circle=plain_name(circle.name, 60))


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


def thread_name(w: Words, circle: Circle, prompt: Prompt) -> str:
    return w("{circle}, {day}", circle=circle.name, day=w.day(prompt.local_date))

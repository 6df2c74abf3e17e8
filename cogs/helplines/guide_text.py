"""What guided help says: one screen at a time, the emergency step first, nothing that orders or blames.

In discreet mode, and on the way out, no word tells what it is about.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cogs.helplines.directory import Answer
from cogs.helplines.guide import SKIP, Danger, Guide, Obstacle, Reply, Screen, Situation
from cogs.helplines.style import Style
from cogs.helplines.text import answer_text, contacts, emergency, language_name
from cogs.shared.words import Words, mark

SITUATIONS = {
    Situation.OVERDOSE: mark("Someone took too much"),
    Situation.SUICIDE: mark("Thoughts of suicide"),
    Situation.SELF_HARM: mark("Hurting myself"),
    Situation.VIOLENCE: mark("Someone hurts or scares me"),
    Situation.SEXUAL_VIOLENCE: mark("Sexual violence"),
    Situation.ALCOHOL: mark("Alcohol"),
    Situation.DRUGS: mark("Drugs"),
    Situation.GAMBLING: mark("Gambling"),
    Situation.EATING: mark("Eating"),
    Situation.LOW: mark("I feel very low or scared"),
}
DANGERS = {
    Danger.YES: mark("Yes"),
    Danger.UNSURE: mark("I am not sure"),
    Danger.NO: mark("No"),
}
OBSTACLES = {
    Obstacle.COST: mark("What it costs"),
    Obstacle.OVERHEARD: mark("Someone may hear me"),
    Obstacle.POLICE: mark("They may send the police"),
    Obstacle.PHONE: mark("I do not like to call"),
    Obstacle.LANGUAGE: mark("My language"),
    Obstacle.NO_USE: mark("It will not help"),
    Obstacle.ALONE: mark("I want to handle it myself"),
}
REPLIES = {Reply.YES: mark("Yes, please"), Reply.NO: mark("No, thank you")}

ANSWERS = {
    Obstacle.COST: mark("Many lines are free. Each line here says what it costs, if we know."),
    Obstacle.OVERHEARD: mark("You can write to some lines. On the phone you can say just yes and no."),
    Obstacle.POLICE: mark(
        "Most calls end with no police at all. Lines say that they send someone only as a last step, when a life is "
        "in danger. You can ask them about it first. Lines of the police come last here."
    ),
    Obstacle.PHONE: mark("You can write to some lines. On the phone you can start with: “I do not know what to say.”"),
    Obstacle.LANGUAGE: mark("Each line says which languages it has. You can also ask for someone who speaks yours."),
    Obstacle.NO_USE: mark("It may not fix things. It can make the next hour easier. You can stop at any time."),
    Obstacle.ALONE: mark("That is your choice. A line does not take over. You can keep the number for later."),
}

# Where each number works is held against the directory by a test.
ELSEWHERE = (
    (mark("112: most of Europe, and India."), "112", ("DE", "FR", "ES", "IT", "PL", "SE", "IN")),
    (mark("911: the United States, Canada and Mexico."), "911", ("US", "CA", "MX")),
    (mark("999: the United Kingdom, Hong Kong, Malaysia and Kenya."), "999", ("GB", "HK", "MY", "KE")),
)

CARD = (
    mark("They will not wake up? They breathe oddly or not at all? Blue, grey or pale lips? This is an emergency."),
    mark("Not sure? Act as if it is an overdose."),
    mark("Call. Say “someone will not wake up”, and where you are."),
    mark("Give naloxone if you have it."),
    mark("If they do not breathe, do what the person on the phone tells you."),
    mark("If they breathe, lay them on their side with the top knee bent."),
    mark("No better after 2 to 3 minutes? Give naloxone again."),
    mark("Stay with them. Naloxone wears off in 30 to 90 minutes."),
    mark("Do not make them throw up. No shower, no coffee, no walking. Give them nothing more."),
)

ALCOHOL_CARD = (
    mark("Too much alcohol can kill. Confused, cold, pale or blue, slow breath, will not wake: call now."),
    mark("Awake? Sit them up. Water if they can drink."),
    mark("Not awake? Lay them on their side. Keep them warm."),
    mark("Do not leave them to sleep it off. It can still get worse for 30 to 40 minutes."),
    mark("No coffee, no shower, no walking, no more drink. Do not make them throw up."),
)
WITHDRAWAL = mark(
    "If you drink a lot each day, or take sleeping or calming medicine, stopping all at once can be dangerous. Ask a "
    "doctor or a line first."
)


@dataclass(frozen=True, slots=True)
class ScreenText:
    """One screen in words. `options` are (value to press, label); the country select and "Leave now" are the view's."""

    heading: str
    lines: tuple[str, ...]
    options: tuple[tuple[str, str], ...]


def screen_text(w: Words, guide: Guide, answer: Answer | None, style: Style) -> ScreenText:
    """`answer` is the directory's for this guide's country and topic; None while the country is not known."""
    headings = _DISCREET_HEADINGS if guide.discreet else _HEADINGS
    lines = _discreet(w, guide, answer, style) if guide.discreet else _lines(w, guide, answer, style)
    return ScreenText(w.marked(headings.get(guide.screen, "")), tuple(lines), tuple(_options(w, guide)))


def leave_label(w: Words) -> str:
    return w("Leave now")


def country_label(w: Words) -> str:
    return w("Choose your country")


_HEADINGS = {
    Screen.SITUATION: mark("What is going on?"),
    Screen.OVERDOSE: mark("Call your local emergency number now"),
    Screen.DANGER: mark("Is anyone in danger right now?"),
    Screen.EMERGENCY: mark("Get help now"),
    Screen.OBSTACLE: mark("What makes it hard to ask for help?"),
    Screen.LINES: mark("Someone to talk to"),
    Screen.HUMAN: mark("Shall I ask a person here too?"),
    Screen.TOMORROW: mark("May I ask you tomorrow how it went?"),
    Screen.DONE: mark("That is all"),
}
_DISCREET_HEADINGS = {
    Screen.DANGER: mark("Is it urgent?"),
    Screen.EMERGENCY: mark("Numbers"),
    Screen.LINES: mark("Numbers"),
    Screen.HUMAN: mark("Shall I ask someone to say hello?"),
    Screen.DONE: mark("All right"),
}


def _lines(w: Words, guide: Guide, answer: Answer | None, style: Style) -> Iterator[str]:
    match guide.screen:
        case Screen.SITUATION:
            yield w("I am a bot, not a person. Only you can see this. You can skip any step.")
        case Screen.OVERDOSE:
            yield from _emergency(w, answer, style)
            yield from (f"{number}. {w.marked(line)}" for number, line in enumerate(CARD, start=1))
        case Screen.DANGER:
            yield from _device(w, guide)
            yield w("You, or someone with you?")
        case Screen.EMERGENCY:
            yield from _emergency(w, answer, style)
            if guide.situation is Situation.ALCOHOL:
                yield from (f"{number}. {w.marked(line)}" for number, line in enumerate(ALCOHOL_CARD, start=1))
            yield w("I cannot call for you. If you can, let someone near you know.")
        case Screen.OBSTACLE:
            yield w("Pick one, or skip. Each answer is fine.")
        case Screen.LINES:
            yield from _help(w, guide, answer, style)
        case Screen.HUMAN:
            yield w("I would tell the people on call here that you would like to talk. Others would not see it.")
            yield w("They may not be here right now. In danger, call first.")
            if guide.watched:
                yield w("They would hear that it is about violence, so that nobody writes to your phone. If you write "
                        "here, they answer here, in words that anyone may read.")  # fmt: skip
            yield from _device(w, guide)
        case Screen.TOMORROW:
            yield w("One message, once. Only you would see it. You can say no.")
        case Screen.DONE | Screen.LEFT:
            yield from _ending(w, guide)


def _discreet(w: Words, guide: Guide, answer: Answer | None, style: Style) -> Iterator[str]:
    """Numbers without names, and no word about why."""
    match guide.screen:
        case Screen.EMERGENCY | Screen.LINES if answer is None:
            yield w("Choose your country to see numbers there.")
        case Screen.EMERGENCY if answer is not None:
            said = [one for entry in answer.emergency for one in contacts(w, entry.line, style, links=False)]
            yield from said or [w("I have no number for that country.")]
        case Screen.LINES if answer is not None:
            said = [one for entry in answer.primary for one in contacts(w, entry.line, style, links=False)]
            yield from said or [w("I have no number for that country.")]
        case Screen.LEFT:
            yield from _ending(w, guide)
        case _:
            pass


def _emergency(w: Words, answer: Answer | None, style: Style) -> Iterator[str]:
    yield w("Call your local emergency number now.")
    if answer is not None and answer.emergency:
        yield from emergency(w, answer, style)
    else:
        yield from (w.marked(sentence) for sentence, _, _ in ELSEWHERE)


def _help(w: Words, guide: Guide, answer: Answer | None, style: Style) -> Iterator[str]:
    if guide.obstacle:
        yield w.marked(ANSWERS[guide.obstacle])
    if guide.obstacle is Obstacle.LANGUAGE and guide.language:
        name = language_name(w, guide.language)
        yield w("Lines in {language} come first. For another language use /helpline.", language=name)
    if guide.situation in (Situation.ALCOHOL, Situation.DRUGS):
        yield w.marked(WITHDRAWAL)
    if answer is None:
        yield w("Choose your country to see lines there. I do not guess it.")
        return
    said = answer_text(w, answer, style)
    yield from said.gaps
    for entry in said.primary:
        yield "\n".join(("", entry.title, *entry.lines))
    if answer.primary:
        yield "\n" + w("When you call, someone answers or you wait a little. You can say as little as you like.")
        yield w("You can stop at any time.")
    yield from said.emergency
    yield from said.directories


def _device(w: Words, guide: Guide) -> Iterator[str]:
    if not guide.watched:
        return
    yield w("Someone else may be able to read this phone or computer. One that they never had is safer.")
    yield w("You can press “{leave}” at any time. I will not write to you about this.", leave=leave_label(w))


def _ending(w: Words, guide: Guide) -> Iterator[str]:
    if guide.screen is Screen.LEFT:
        yield w("All right. See you another time.")
        return
    if guide.human is Reply.YES:
        yield w(
            "I have told the people on call. If no one comes and it gets worse, call a line or the emergency number."
        )
    if guide.tomorrow is Reply.YES:
        yield w("I will ask you once tomorrow.")
    if guide.human is not Reply.YES and guide.tomorrow is not Reply.YES:
        yield w("I have kept nothing. You can come back at any time.")


def _options(w: Words, guide: Guide) -> Iterator[tuple[str, str]]:
    names: dict[str, str] = {**_NAMES.get(guide.screen, {}), SKIP: _skip(guide)}
    for value in guide.choices:
        yield value, w.marked(names[value])


def _skip(guide: Guide) -> str:
    if guide.screen in (Screen.OVERDOSE, Screen.EMERGENCY, Screen.LINES):
        return mark("Next")
    return mark("Skip")


_NAMES: dict[Screen, dict[str, str]] = {
    Screen.SITUATION: {str(value): label for value, label in SITUATIONS.items()},
    Screen.DANGER: {str(value): label for value, label in DANGERS.items()},
    Screen.OBSTACLE: {str(value): label for value, label in OBSTACLES.items()},
    Screen.HUMAN: {str(value): label for value, label in REPLIES.items()},
    Screen.TOMORROW: {str(value): label for value, label in REPLIES.items()},
}

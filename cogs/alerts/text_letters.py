"""The words around writing to a person: a beginning to edit, how it arrives, and the reminder of the day after."""

from collections.abc import Sequence

from cogs.alerts.letters import NoLetter, Where
from cogs.alerts.text import moment, person
from cogs.shared.words import Words
from storage.records.alerts import Case, CaseKind
from storage.records.letters import Letter


def beginning(w: Words, case: Case, name: str) -> str:
    """A first line for the responder to change; nothing in it says that anybody reported anything."""
    if case.kind is CaseKind.REPORT:
        return w("Hello, {name} here. I wanted to ask how you are doing. No need to answer if you would rather not.",
                 name=name)  # fmt: skip
    hello = w("Hello, {name} here. I read what you wrote, and I am glad that you said it.", name=name)
    match case.category:
        case "suicide" | "self_harm":
            asks = w("Are you safe right now? I am here, and I would like to hear how you are.")
        case "overdose":
            asks = w(
                "Please call your emergency number now, or ask somebody near you to call. Then write to me: where are "
                "you, and is anybody with you?"
            )
        case "relapse":
            asks = w("Are you okay in your body right now? Nothing that you learned is gone. What would help?")
        case "asked":
            asks = w("You asked for somebody, and I have time now. Where would you like to begin?")
        case _:
            asks = w("Would you like some company? You can answer whenever you like, or not at all.")
    return f"{hello} {asks}"


def letter(w: Words, name: str, server: str, member_id: int, *, private: bool) -> str:
    """The line above what a responder wrote."""
    if private:
        return w("**{name}**, one of the people who help in {server}, writes to you:", name=name, server=server)
    return w("{who}, **{name}**, one of the people who help here, writes:", who=f"<@{member_id}>", name=name)


def danger(w: Words) -> str:
    return w(
        "If you are in danger right now, please call your local emergency number. “Find help” shows lines for your "
        "country."
    )


def sent(w: Words, where: Where) -> str:
    if where is Where.CHANNEL:
        return w("It is being posted where they wrote, with your name, and they are pinged.")
    return w(
        "It goes to them with your name, by the way they chose. If they chose none, they read it the next time they "
        "press something of mine: if it cannot wait, please write to them yourself as well."
    )


def refused(w: Words, why: NoLetter) -> str:
    return {
        NoLetter.ABUSE: w(
            "I do not write to or ping a person who may be hurt by somebody: that somebody may be reading their phone. "
            "Please answer only where they wrote, and only what anybody may read."
        ),
        NoLetter.NO_CHANNEL: w("They did not write in a channel, so there is no place to post it. Choose “privately”."),
    }[why]


def letters(w: Words, written: Sequence[Letter]) -> str | None:
    """A line of the notice: who wrote to them, when, and whether it arrived."""
    if not written:
        return None
    newest = written[-1]
    who, when = person(w, newest.by_member_id), moment(newest.written_at)
    line = w("✉ {who} wrote to them at {when}.", who=who, when=when)
    if newest.refused:
        line += " " + w("Discord did not take it: please reach them another way.")
    return line


def reminder(w: Words, case: Case, *, abuse: bool) -> str:
    first = w(
        "Yesterday you wanted to be reminded of {who}. If it fits, you could say: “Thinking of you today. No need to "
        "answer.”",
        who=f"<@{case.member_id}>",
    )
    if abuse:
        return first + " " + w("Only where they wrote, please: no DM and no ping.")
    return first + " " + w("Use the way they agreed to. If none was agreed, be kind in the open channels.")


def looked_in(w: Words) -> str:
    return w("Thank you for looking in on them.")


def card_field(w: Words, field: str) -> str:
    """The heading of one part of a care card; a part of a later version keeps its own name."""
    names = {
        "what_helps_me": w("What helps me"),
        "what_to_avoid": w("What to avoid with me"),
        "how_to_reach_me": w("How to reach me"),
        "someone_i_trust": w("Someone I trust here"),
        "country": w("The country I am in"),
    }
    return names.get(field, field.replace("_", " ").capitalize())


def card_heading(w: Words, member_id: int) -> str:
    """By name: whoever looks after two people reads two cards."""
    return w(
        "{who} wrote this for the moment when somebody looks after them. That you looked is shown to them.",
        who=f"<@{member_id}>",
    )


def no_card(w: Words) -> str:
    return w("They have no care card, or they have taken it back.")


def card_needs_open(w: Words) -> str:
    return w("A care card is shown only while the case is open.")


def not_written_down(w: Words) -> str:
    return w(
        "I could not write that down, so it does not count, and the others are still being asked. Please press again "
        "in a moment, and tell the others here that you are on it."
    )


def too_many_looks(w: Words) -> str:
    return w(
        "You have opened the words of many closed cases in the last hour, so I am pausing here. The organisers are "
        "told, as with anybody. Open cases are not affected."
    )


def many_looks(w: Words, who: int, count: int) -> str:
    return w(
        "{who} has opened the words of {count} closed cases within an hour. This may be a review; you may want to ask.",
        who=f"<@{who}>",
        count=count,
    )

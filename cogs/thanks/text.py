"""The words of thanks. No number of them is said anywhere."""

from cogs.shared.quoting import quoted
from cogs.shared.words import Words, mark
from cogs.thanks.actions import NotSaid
from storage.records.kindness import SupportKind, Thanks

KINDS = {
    SupportKind.EMOTIONAL: mark("Being there, and listening"),
    SupportKind.INFORMATIONAL: mark("Sharing what they know"),
    SupportKind.PRACTICAL: mark("Practical help"),
    SupportKind.BELONGING: mark("Making me feel that I belong"),
}
_RECEIVED = {
    SupportKind.EMOTIONAL: mark("{who} thanks you for being there, and listening."),
    SupportKind.INFORMATIONAL: mark("{who} thanks you for sharing what you know."),
    SupportKind.PRACTICAL: mark("{who} thanks you for practical help."),
    SupportKind.BELONGING: mark("{who} thanks you for making them feel that they belong."),
}


def received(w: Words, said: Thanks, who: str) -> list[str]:
    lines = [w.marked(_RECEIVED[said.kind], who=who)]
    return [*lines, quoted(said.words, limit=300, lines=4)] if said.words else lines


def passed_on(w: Words, who: str) -> str:
    return w("I pass it on to {who}, privately, in the way they chose. Nobody else sees it.", who=who)


def not_said(w: Words, why: NotSaid, who: str) -> str:
    match why:
        case NotSaid.SELF:
            return w("Thanks are for others here. Being kind to yourself needs no command.")
        case NotSaid.NOT_WANTED:
            return w(
                "I pass on thanks only to people who switched that on, and I cannot pass this on to {who}. You could "
                "tell them yourself.", who=who
            )  # fmt: skip
        case NotSaid.TOO_OFTEN:
            return w("You have said thanks a few times just now. Please wait a little, or tell them yourself.")
        case NotSaid.KEPT_BACK:
            return w("I did not pass this on: its words may hurt. Without them, or in other words, I gladly do.")


def page(w: Words, *, accepted: bool) -> list[str]:
    lines = [
        w("### Thanks"),
        w("Say thanks with /thanks and the name of somebody. They are passed on privately, and never counted."),
    ]
    if accepted:
        lines.append(w("Others can thank you here. You are told in the way you chose with /privacy reach."))
    else:
        lines.append(w("Nobody can thank you through me yet: I write to nobody who did not say yes."))
    return lines


def latest(w: Words) -> str:
    return w("Said to you lately:")


def no_more_from(w: Words) -> str:
    return w("You hear no more thanks from this person through me. They are not told. /thanks changes it.")


def switched_off(w: Words) -> str:
    return w("Switched off: no more thanks through me. /thanks switches them on again.")


def gone(w: Words) -> str:
    return w("This is not here any more, and nothing is asked of you.")


def kind_needed(w: Words) -> str:
    return w("Please also choose what the thanks are for, from the list.")

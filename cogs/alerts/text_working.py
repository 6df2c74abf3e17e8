"""The words for those who work a case: what a press did, or why it did nothing."""

from cogs.alerts.policy import thawed
from cogs.alerts.text import outcome, person
from cogs.shared.words import Words
from storage.records.alerts import Alert, Case, Outcome


def you_have_it(w: Words, case: Case) -> str:
    return w(
        "Thank you. You have this now, and nobody else is asked. If it gets too much, hand it over: that is a full "
        "answer. I will ask you in {minutes} minutes whether you are still there.",
        minutes=thawed(case.policy).hold_for // 60,
    )


def closed(w: Words, case: Case) -> str:
    """The same before the words for whoever was there when it was hard."""
    assert case.outcome is not None
    return w("Closed: {outcome}. Thank you.", outcome=outcome(w, case.outcome))


def heavy_already(w: Words, count: int) -> str:
    """For whoever takes one more urgent case within a day; nobody else sees it."""
    return w.plural(
        "You have had {n} urgent case within a day already. It is fine to hand this one over: passing it on is a full "
        "answer, and nobody counts.",
        "You have had {n} urgent cases within a day already. It is fine to hand this one over: passing it on is a full "
        "answer, and nobody counts.",
        count,
    )


def debrief(w: Words) -> list[str]:
    """After something hard, for the one who was there."""
    return [
        w("That was a hard one. A few things that help people afterwards:"),
        w(
            "- Get up and move; look far away for two minutes.\n"
            "- Tell one person how it was for you, without the other person's details.\n"
            "- Thinking that you did too much or too little is usual. Following the steps was enough.\n"
            "- What another adult does is not in your hands.\n"
            "- Crisis lines are there for helpers as well."
        ),
    ]


def drill_passed(w: Words) -> str:
    return w("Thank you. That was an exercise, and it reached you.")


def test_passed(w: Words, *, live: bool) -> str:
    if live:
        return w("Thank you. The test reached you, and this server is live now.")
    return w("Thank you. The test reached you.")


def somebody_has_it(w: Words, holder_member_id: int | None) -> str:
    return w("{who} took this a moment before you. Thank you for being quick.", who=person(w, holder_member_id))


def has_had_it(w: Words, holder_member_id: int | None) -> str:
    return w(
        "{who} has this already. If they need help, press “Bring in others”; to take it over, press “Hand over…”.",
        who=person(w, holder_member_id),
    )


def nobody_has_it(w: Words) -> str:
    return w("This is open, and nobody has it right now. If you are with them, please press “I've got this”.")


def others_case(w: Words, holder_member_id: int) -> str:
    return w("{who} has this, so I am asking them. Nothing has changed.", who=person(w, holder_member_id))


def is_over(w: Words) -> str:
    return w("This has been resolved already. Nothing more to do here.")


def unknown_case(w: Words) -> str:
    return w("I do not know this alert here. It may have been deleted since.")


def only_responders(w: Words) -> str:
    return w("Only responders of this server can do this. If you are worried about someone, please tell one of them.")


def own_case(w: Words) -> str:
    return w(
        "This is about you, so others look after it. If you want to talk to someone right now, use /helpline, or write "
        "to somebody you trust."
    )


def revealed(w: Words) -> str:
    return w("For your eyes; that you looked is written down. Please do not copy it elsewhere.")


def no_words(w: Words, alert: Alert) -> str:
    if alert.category == "self_harm":
        return w("These words are not kept. Please read them where they were written.")
    return w("These words are no longer kept.")


def resolved(w: Words, case: Case) -> str:
    assert case.outcome is not None
    if case.outcome is Outcome.NOT_A_CRISIS:
        return w("Closed as not a crisis, and the words are deleted. Thank you for looking.")
    return w(
        "Closed: {outcome}. Thank you. Now take a moment for yourself: get up, look far away, tell somebody how that "
        "was for you.",
        outcome=outcome(w, case.outcome),
    )


def still_with_them(w: Words) -> str:
    return w("Good. I will ask again later.")


def handed_over(w: Words, to_member_id: int) -> str:
    return w("Handed over to {who}, who is being told. Thank you for what you did.", who=f"<@{to_member_id}>")


def cannot_work(w: Words) -> str:
    return w("That person is not a responder here. Please choose somebody who is.")


def others_asked(w: Words) -> str:
    return w("I have asked the responders for a second person.")

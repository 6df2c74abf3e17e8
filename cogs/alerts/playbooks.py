"""What helps now, for a volunteer who has just taken a case: a few lines by category, in plain words."""

from cogs.shared.words import Words


def playbook(w: Words, category: str, severity: int) -> list[str]:
    """Blocks of lines: first what to do in the first minute, then what to leave, then where to turn."""
    first = _FIRST.get(category, _listen)(w, severity)
    return [w("## What helps now"), _bullets(first), w("**Please do not**"), _bullets(_leave(w, category)), *_limits(w)]


def _bullets(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _suicide(w: Words, severity: int) -> list[str]:
    lines = [
        w("Answer them where they wrote, by name: “I have read this, and I am here with you now.”"),
        w("Ask in plain words: “Are you thinking about suicide?” Asking does not plant the idea."),
    ]
    if severity >= 4:
        lines += [
            w("Ask: “Have you done anything already? Are you alone? What town are you in?”"),
            w("If there is a plan, a means and a time, or something has been done: emergency services, now. With them "
              "if they will: “Can you call, or may I help you call?”"),
            w("Ask them to move away from what they could use, while you talk."),
            w("Bring in a second person: one talks, one calls."),
        ]  # fmt: skip
    else:
        lines += [
            w("A thought needs no ambulance. Listen: “How long has today been like this?”"),
            w("If a time, a means or a goodbye comes up, bring in a second person and call for help."),
            w("Offer one line that fits, with /helpline, and say what happens when they use it."),
        ]
    return lines


def _overdose(w: Words, severity: int) -> list[str]:
    return [
        w("Write one line: “Please call your emergency number now.” If they are with someone: “Say someone will not "
          "wake up.”"),
        w("Bring in a second person. Ask three things: where are you, is anyone with you, is there naloxone."),
        w("Not breathing, or gasping: do what the call-taker says. Breathing: on their side, head a little back."),
        w("Naloxone can wear off before the drug does: they should not be alone afterwards."),
        w("Feeling fine after taking too much is still an emergency."),
    ]  # fmt: skip


def _self_harm(w: Words, severity: int) -> list[str]:
    return [
        w("Ask about the body first: “Are you hurt right now? Do you need a doctor, or someone with you?”"),
        w("A deep wound, heavy bleeding, anything swallowed, or feeling faint: emergency number."),
        w("If they are safe: “Thank you for saying it. How are you feeling right now?”"),
        w("Ask gently about suicide too."),
    ]


def _relapse(w: Words, severity: int) -> list[str]:
    return [
        w("Ask: “Are you okay in your body right now? Is anyone with you?”"),
        w("Say that you are glad they came here. Nothing that they learned is gone."),
        w("Ask what they want: company, a tool, somebody to call, or to be left in peace."),
        w("Hard to wake, odd breathing, or a mix of things: that is an emergency."),
    ]


def _abuse(w: Words, severity: int) -> list[str]:
    return [
        w("Write only where they wrote. No DM and no ping: somebody else may be reading their phone."),
        w("Ask: “Is it safe for you to write here right now?” Then wait."),
        w("Say: “I believe you. It is not your fault. You know best what is safe for you.”"),
        w("Danger now: “Can you get out, or call? Shall I call?”"),
    ]


def _eating(w: Words, severity: int) -> list[str]:
    return [
        w("The body first, without numbers: fainting, chest pain, too weak to stand, or blood is an emergency."),
        w("Say: “That sounds exhausting. You deserve help at any size and any stage.”"),
        w("Ask how they feel, apart from food and body."),
    ]


def _sourcing(w: Words, severity: int) -> list[str]:
    return [
        w("Copy the link, report the message in the app, then take it down."),
        w("Somebody who asks may be in withdrawal or craving: one kind, private line. “How are you doing right now?”"),
        w("Somebody who sells: follow the server's rules, with a second moderator."),
    ]


def _harassment(w: Words, severity: int) -> list[str]:
    return [
        w("Copy the link, report the message in the app, then take it down, and stop the sender."),
        w("Turn to the person it was aimed at: “I saw that. It is not okay here. How are you?”"),
        w("If they were low already, ask about suicide in plain words."),
    ]


def _third(w: Words, severity: int) -> list[str]:
    return [
        w("Ask: “Is that person in danger right now? Are you with them, or do you know where they are?”"),
        w("If so, the member calls: they know the place."),
        w("If not: “What have you seen, and what are you most afraid of?” A crisis line also talks with worried "
          "friends."),
    ]  # fmt: skip


def _listen(w: Words, severity: int) -> list[str]:
    return [
        w("Answer them where they wrote: “I have read this, and I am here.”"),
        w("Ask what would help in the next ten minutes."),
        w("If danger to life comes up, bring in a second person and call for help."),
    ]


_FIRST = {
    "suicide": _suicide,
    "overdose": _overdose,
    "self_harm": _self_harm,
    "relapse": _relapse,
    "abuse": _abuse,
    "eating_disorder": _eating,
    "drug_sourcing": _sourcing,
    "harassment": _harassment,
    "third_person": _third,
}


def _leave(w: Words, category: str) -> list[str]:
    lines = [
        w("promise to keep it secret, or ask them for a promise"),  # words: ok[secret-promise] told not to
        w("ask why, argue, or ask for details of how"),
        w("leave them without a word, or hand out a number and go"),
    ]
    if category == "abuse":
        lines.append(
            # words: ok[confront] said in order to advise against it
            w("tell them to leave, to block somebody, or to confront anybody")
        )
    if category in ("relapse", "overdose"):
        lines.append(w("count days, or ask what it means for their journey"))
    return lines


def _limits(w: Words) -> list[str]:
    return [
        w("You listen, point the way and pass it on; you do not have to treat anybody. I cannot call an ambulance: "
          "only people can. To find a number for their country, use /helpline."),
        w("Passing this on is a full answer: “Hand over…”. Afterwards, tell somebody how it was for you."),
    ]  # fmt: skip

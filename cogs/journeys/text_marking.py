"""The words around a step that is marked: its card, the member's own words, and how their steps are marked."""

from collections.abc import Sequence

from cogs.shared.quoting import plain_name, quoted
from cogs.shared.words import Words
from storage.records.journeys import Journey


def card(w: Words, name: str, step: str, words: str) -> str:
    """What is on the picture, for whoever does not see it; at most 1,024 characters (Discord's limit)."""
    said = w(
        "A card for {name}: a round chip that says “{step}”. Beside it: {words}", name=name, step=step, words=words
    )
    return said if len(said) <= 1024 else f"{said[:1023]}…"


def words_kept(w: Words) -> str:
    return w("These are your words for it. They are shown only if you celebrate it.")


def words_gone(w: Words) -> str:
    return w("No words of your own, then. If you celebrate it, I choose a line.")


def marking(w: Words, journey: Journey, ladder: str, circles: Sequence[str], *, has_roles: bool) -> list[str]:
    """How the steps of a journey are marked, for its member alone; `circles` are those that they chose for it."""
    lines = [
        quoted(journey.name, limit=60, lines=1),
        w("Ladder: {ladder}", ladder=plain_name(ladder, 90)),
        w("Another ladder counts from today. What was celebrated before stays as it was."),
    ]
    if circles:
        named = w.listed([plain_name(name) for name in circles])
        lines.append(w("It may be celebrated only in {circles}, and only when you say so.", circles=named))
    else:
        lines.append(w("When you celebrate, you choose the circle each time. Below you can choose which I offer."))
    if journey.named:
        lines.append(w("What is celebrated says its name, to all who read it."))
    else:
        lines.append(w("What is celebrated does not say its name."))
    if journey.wants_role:
        lines.append(
            w("Where this server has a role for a step, you wear it once you celebrate the step. Everybody sees roles.")
        )
    elif has_roles:
        lines.append(w("This server has roles for some of these steps. You wear none unless you say so here."))
    return lines


def efforts(w: Words, *, counted: bool) -> list[str]:
    """What efforts are, and what happens with them."""
    lines = [
        w("### Efforts"),
        w(
            "Not only time counts. I can mark what you do: an urge ridden out, a first time as host, replies to "
            "others. Asking for help early counts too, and coming back after a hard day."
        ),
        w("I ask you privately, once for each. How often you did something is shown nowhere, not even to you."),
    ]
    if counted:
        lines.append(w("Switched on. Switch it off here at any time, and what was noted for it is gone."))
    else:
        lines.append(w("Switched off: nothing of it is noted."))
    return lines

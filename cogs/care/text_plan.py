"""The words of the plan and the care card."""

from collections.abc import Sequence

from cogs.care.plan import CARD_FIELDS, PARTS
from cogs.shared.quoting import quoted
from cogs.shared.words import Words
from storage.records.care import Card, Look, Plan

_MOST = 3700


def plan_intro(w: Words) -> list[str]:
    return [
        w("### My plan"),
        w("A page for hard times, in your own words. It is best made in a calm hour, with someone trained or someone "
          "you trust. Each part can stay empty, and nothing here is a promise."),
        w("Only you see it, unless you share it with one person yourself."),
    ]  # fmt: skip


def plan_pages(w: Words, plan: Plan) -> list[list[str]]:
    """The reading view, a message each: help first, then the parts that were written."""
    pages = [[w("**In danger now: call your local emergency number.** 112 in most of Europe, 911 in the United States "
                "and Canada, 999 in the United Kingdom.")]]  # fmt: skip
    room = _MOST - len(pages[0][0])
    for part, (heading, _) in PARTS.items():
        if part in plan.answers:
            said = f"**{w.marked(heading)}**\n{quoted(plan.answers[part], limit=1000, lines=20)}"
            if len(said) + 1 > room:
                pages.append([])
                room = _MOST
            room -= len(said) + 1
            pages[-1].append(said)
    return pages


def plan_lines(w: Words, plan: Plan, *, goes_on: bool) -> list[str]:
    """The first message of it. `goes_on`: whether the others follow it."""
    first, *others = plan_pages(w, plan)
    if not others:
        return first
    if goes_on:
        return [*first, w("It goes on in the next message.")]
    return [*first, w("There is more than fits here. “Save as a file” has all of it.")]


def shared_line(w: Words, plan: Plan, name: str | None) -> str:
    if plan.shared_with_member_id is None:
        return w("Shared with nobody.")
    return w("Shared with {name}, who can read it until you stop that.", name=name or w("one person"))


def as_file(w: Words, plan: Plan) -> str:
    parts = [
        f"{w.marked(heading)}\n{plan.answers[part]}" for part, (heading, _) in PARTS.items() if part in plan.answers
    ]
    return "\n\n".join([w("My plan"), w("In danger now: call your local emergency number."), *parts]) + "\n"


def card_intro(w: Words) -> list[str]:
    return [
        w("### My care card"),
        w("What you would like someone to know when they look after you."),
        w("Responders can read it only while there is an open case about you. You can see who did."),
    ]  # fmt: skip


def card_lines(w: Words, card: Card) -> list[str]:
    return [
        f"**{w.marked(label)}**\n{quoted(card.answers[name], limit=500, lines=8)}"
        for name, label, _ in CARD_FIELDS
        if name in card.answers
    ]


def looks(w: Words, seen: Sequence[Look]) -> list[str]:
    """Who looked, the newest first."""
    if not seen:
        return [w("Nobody has looked at it.")]
    somebody = w("somebody who is no longer here")
    return [
        w("{who} looked {when}.", who=f"<@{one.by_member_id}>" if one.by_member_id else somebody,
          when=f"<t:{int(one.looked_at.timestamp())}:f>")
        for one in seen[:30]
    ]  # fmt: skip


def plan_of(w: Words, name: str) -> str:
    return w("### The plan of {name}\nThey chose you to read this. They can see that you did.", name=name)


def told_of_share(w: Words, name: str, server: str) -> str:
    return w(
        "{name} in {server} would like you to know their plan for hard times. You can read it when you want to, and "
        "you need not do anything. A peer is not a crisis service: in danger, call the emergency number.",
        name=name,
        server=server,
    )


def no_longer_shared(w: Words, server: str) -> str:
    return w(
        "The person with whom you shared your plan in {server} is not there any more, so they cannot read it now. "
        "It is all still yours, and /my-plan lets you share it with somebody else if you like.",
        server=server,
    )

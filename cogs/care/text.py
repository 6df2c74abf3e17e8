"""The words around tools, plan and card. Grade 6 or lower; they offer, and never judge."""

from collections.abc import Mapping, Sequence

from cogs.care.keeping import OLD_ENOUGH
from cogs.care.tools import AREA_KEYS, AREAS, BY_KEY, Tool
from cogs.shared.quoting import quoted
from cogs.shared.words import Words, mark
from storage.records.care import Entry


def menu(w: Words) -> list[str]:
    return [
        w("### Tools for hard moments"),
        w("Only you see this, and nothing is kept unless you say so. You can stop at any step."),
        w("A tool is not for danger. If someone is in danger now, call your local emergency number."),
    ]


def opening(w: Words, tool: Tool) -> list[str]:
    return [f"### {w.marked(tool.name)}", w.marked(tool.purpose), w.marked(tool.caution)]


def how_was_that(w: Words) -> str:
    return w("How was that?")


def stopped(w: Words) -> str:
    return w("Stopped. Nothing is kept. You can come back at any time.")


def urgent_first(w: Words) -> list[str]:
    """Before anything else, when what was written sounds like danger. Nobody has been told."""
    return [
        w("If you or someone with you is in danger now, call your local emergency number first: 112 in most of "
          "Europe, 911 in the United States and Canada, 999 in the United Kingdom."),
        w("I am a bot. No one else has read what you wrote here. You can ask a person now."),
    ]  # fmt: skip


def told_and_urgent(w: Words) -> list[str]:
    return [
        w("What you shared sounds hard. If you are in danger now, call your local emergency number first."),
        w("The people on call in this server are told of it where your message would be watched. I am a bot, and "
          "nobody may be reading right now. You can also press “Find help”."),
    ]  # fmt: skip


def what_is_kept(w: Words) -> list[str]:
    return [
        w("### May I keep what you write?"),
        w("It is locked with a key of your own and shown only to you, or to whom you choose yourself. See it with "
          "/tools, take a copy with /privacy export, and erase it with /privacy erase."),
        w("To keep it, I need to know that you are {age} or older. I do not ask for your birthday.", age=OLD_ENOUGH),
    ]  # fmt: skip


def too_young(w: Words) -> list[str]:
    return [
        w("Thank you for saying so. I do not keep personal things for people under {age} on this server.",
          age=OLD_ENOUGH),
        w("Helplines, the tools themselves and asking a human here work for you as for everyone. If this was a "
          "mistake, use /privacy erase and answer again."),
    ]  # fmt: skip


def kept(w: Words) -> str:
    return w("Kept, for you alone. You find it under /tools, “What I kept”.")


def not_kept(w: Words) -> str:
    return w("It was not kept: I have no yes from you. You can copy it from here.")


def nothing_kept(w: Words) -> str:
    return w("You have kept nothing yet.")


LABELS = {
    "before": mark("Strength before"),
    "after": mark("Strength after"),
    "afterwards": mark("Strength after"),
    "around": mark("What was around"),
    "did": mark("What I did"),
    "note": mark("Note"),
    "needs": mark("What I need"),
    "thought": mark("The thought"),
    "reply": mark("My reply"),
    "keep_good": mark("Going on: good"),
    "keep_hard": mark("Going on: hard"),
    "change_good": mark("The change: good"),
    "change_hard": mark("The change: hard"),
    "stands_out": mark("What stands out"),
    "first": mark("Went well"),
    "second": mark("Went well"),
    "third": mark("Went well"),
    "my_part": mark("My part in it"),
    "matters_1": mark("It matters most"),
    "matters_2": mark("Then this"),
    "matters_3": mark("Then this"),
    "matters_4": mark("Then this"),
    "matters_5": mark("And this"),
    "small_thing": mark("One small thing"),
    "day": mark("Day"),
    "with_whom": mark("With"),
    "in_the_way": mark("What could get in the way"),
    "plan_b": mark("What then"),
    "around_it": mark("What was going on around it"),
    "next_time": mark("What would help next time"),
    **dict(zip(AREA_KEYS, AREAS, strict=True)),
}


def label(w: Words, name: str) -> str:
    return w.marked(LABELS[name]) if name in LABELS else name


def answers(w: Words, said: Mapping[str, str]) -> str:
    """What a member wrote, as they wrote it, field by field."""
    parts: list[str] = []
    for name, words in said.items():
        if words.isdigit() and len(words) <= 2:
            parts.append(w("{label}: {number}", label=label(w, name), number=words))
        else:
            parts.append(f"**{label(w, name)}**\n{quoted(words, limit=600, lines=10)}")
    return "\n".join(parts)


def tool_name(w: Words, key: str) -> str:
    return w.marked(BY_KEY[key].name) if key in BY_KEY else key


def entry(w: Words, one: Entry) -> str:
    when = f"<t:{int(one.kept_at.timestamp())}:f>"
    return f"**{tool_name(w, one.tool)}**, {when}\n{answers(w, one.answers)}"


def entries_page(w: Words, entries: Sequence[Entry]) -> list[str]:
    return [w("### What I kept"), *([entry(w, one) for one in entries] or [nothing_kept(w)])]

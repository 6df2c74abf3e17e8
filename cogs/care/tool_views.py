"""How the tools look: one step at a time on one private message, with Stop on every step."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import discord

from cogs.care import text
from cogs.care.text_after import safe_now
from cogs.care.tools import (
    AFTER,
    AREA_KEYS,
    AREAS,
    BREATH,
    BY_KEY,
    GRID,
    HALT,
    MATTERS,
    MOST_MINUTES,
    MOST_SMALL_THINGS,
    NEEDS,
    NUMBERS,
    SMALL,
    SURF,
    SURF_STEPS,
    TOOLS,
    WAYS,
    WAYS_OUT,
    WEEK,
    Field,
    Tool,
)
from cogs.shared import ui
from cogs.shared.ui import custom_id
from cogs.shared.words import Words

Button = discord.ui.Button[Any]
Row = discord.ui.ActionRow[Any]
_STRONG = discord.ButtonStyle.primary


def button(
    label: str, verb: str, row: int | str = "", style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> Button:
    return discord.ui.Button(label=label[:80], style=style, custom_id=custom_id("care", verb, row))


class Step(discord.ui.LayoutView):
    """Sentences, then rows of things to press."""

    def __init__(self, lines: Sequence[str], rows: "Sequence[Row]" = ()) -> None:
        super().__init__(timeout=None)
        box = discord.ui.Container[Step](discord.ui.TextDisplay("\n".join(lines)[:3900]))
        for row in rows:
            box.add_item(row)
        self.add_item(box)


def in_rows(*buttons: discord.ui.Item[Any]) -> list[Row]:
    return [discord.ui.ActionRow(*buttons[at : at + 5]) for at in range(0, len(buttons), 5)]


def stop(w: Words) -> Button:
    return button(w("Stop"), "stop")


def menu(w: Words) -> Step:
    chosen: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=custom_id("care", "choose"),
        placeholder=w("Which tool?"),
        options=[
            discord.SelectOption(label=w.marked(tool.name), value=tool.key, description=w.marked(tool.purpose)[:100])
            for tool in TOOLS
        ],
    )
    door = ui.door("help-me", w.locale)
    more = [button(w("What I kept"), "kept", "0"), button(w("My plan"), "plan"), *([] if door is None else [door])]
    return Step(text.menu(w), [discord.ui.ActionRow(chosen), discord.ui.ActionRow(*more)])


def opening(w: Words, tool: Tool) -> Step:
    """The tool's first screen: what it is for, when it is not, and how to begin."""
    lines = text.opening(w, tool)
    if tool.key == SURF:
        return Step([*lines, w.marked(SURF_STEPS[0])], in_rows(button(w("Next"), "surf", "-.0.-", _STRONG), stop(w)))
    if tool.key == BREATH:
        return Step(
            lines,
            in_rows(
                button(w("Gentle breath"), "breathe", "gentle", _STRONG),
                button(w("Box breath"), "breathe", "box"),
                button(w("Just the words, nothing moves"), "breathe", "still"),
                stop(w),
            ),
        )
    if tool.key == HALT:
        return Step(lines, [discord.ui.ActionRow(_needs(w)), *in_rows(stop(w))])
    if tool.key == WAYS:
        ways = [button(w.marked(label), "way", key) for key, (label, _) in WAYS_OUT.items()]
        return Step(lines, in_rows(*ways, stop(w)))
    if tool.key == GRID:
        chosen = button(w("I have chosen a change"), "chosen", "", _STRONG)
        return Step(lines, in_rows(chosen, button(w("I am of two minds"), "torn"), stop(w)))
    if tool.key == WEEK:
        return week_step(w, "")
    if tool.key == AFTER:
        states = (("safe", w("Yes")), ("unsure", w("I am not sure")), ("unsafe", w("No")))
        asked = [button(label, "after", state) for state, label in states]
        return Step([*lines, safe_now(w)], in_rows(*asked, stop(w)))
    if tool.fields:
        return writing(w, [*lines, w.marked(tool.hint)] if tool.hint else lines, tool.key)
    return Step(lines, in_rows(button(w("Begin"), "step", f"{tool.key}.0", _STRONG), stop(w)))


def writing(w: Words, lines: Sequence[str], key: str, number: int = 1) -> Step:
    """Whether it is kept is said before a word is written. `number`: the first, second or third of its kind."""
    write = button(w("Write, and keep nothing"), "form", f"{key}.0.{number}")
    keep = button(w("Write, and keep it for me"), "form", f"{key}.1.{number}", _STRONG)
    return Step(lines, in_rows(keep, write, stop(w)))


def step(w: Words, tool: Tool, number: int) -> Step:
    """Step `number`, from 0; IndexError past the last."""
    following = number + 1
    verb, row = ("step", f"{tool.key}.{following}") if following < len(tool.steps) else ("done", tool.key)
    counted = w("Step {n} of {all}", n=following, all=len(tool.steps))
    return Step([counted, w.marked(tool.steps[number])], in_rows(button(w("Next"), verb, row, _STRONG), stop(w)))


def surf(w: Words, before: str, minutes: int, after: str, now: datetime) -> Step:
    """The state is in the id: strength before, minutes watched, strength after; `-` for what was not said."""
    row = f"{before}.{minutes}.{after}"
    if minutes == 0 and before == "-":
        skip = button(w("Skip"), "surf", "x.0.-")
        return Step([w.marked(SURF_STEPS[1])], [_strength(w, f"{row}.b"), *in_rows(skip, stop(w))])
    if after == "-":
        lines = [w.marked(SURF_STEPS[2])] if minutes == 0 else []
        lines.append(w.marked(SURF_STEPS[3]))
        buttons = [button(w("Rate it again"), "surf", f"{before}.{minutes}.x"), stop(w)]
        if minutes:
            ends = int((now + timedelta(minutes=1)).timestamp())
            lines.append(w("This minute ends {when}.", when=f"<t:{ends}:R>"))
        if minutes < MOST_MINUTES:
            label = w("One minute") if minutes == 0 else w("One more minute")
            buttons.insert(0, button(label, "surf", f"{before}.{minutes + 1}.-", _STRONG))
        return Step(lines, in_rows(*buttons))
    if after == "x":
        skip = button(w("Skip"), "surf", f"{before}.{minutes}.s")
        return Step([w.marked(SURF_STEPS[4])], [_strength(w, f"{row}.a"), *in_rows(skip, stop(w))])
    lines = [w("Stay with it, do something else, or talk to someone?")]
    if before.isdigit() and after.isdigit():
        lines.insert(0, w("Before: {before}. Now: {after}.", before=before, after=after))
    door = ui.door("help-me", w.locale)
    buttons = [
        button(w("Stay with it"), "surf", f"{before}.1.-"),
        button(w("Do something else"), "open", WAYS),
        *([] if door is None else [door]),
        button(w("Keep this"), "surf_keep", row),
        button(w("Done"), "done", SURF, _STRONG),
    ]
    return Step(lines, in_rows(*buttons))


def _strength(w: Words, row: str) -> Row:
    ends = {0: w("0, none"), 10: w("10, very strong")}
    select: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=custom_id("care", "surf_rate", row),
        placeholder=w("From 0 to 10"),
        options=[discord.SelectOption(label=ends.get(n, str(n)), value=str(n)) for n in range(11)],
    )
    return discord.ui.ActionRow(select)


def _needs(w: Words) -> "discord.ui.Select[Any]":
    return discord.ui.Select(
        custom_id=custom_id("care", "needs"),
        placeholder=w("What is there now?"),
        min_values=1,
        max_values=len(NEEDS),
        options=[discord.SelectOption(label=w.marked(label), value=key) for key, (label, _) in NEEDS.items()],
    )


def needs_met(w: Words, chosen: Sequence[str]) -> Step:
    lines = [f"- {w.marked(NEEDS[key][1])}" for key in NEEDS if key in chosen]
    return Step([w("Small ideas:"), *lines, w("Which one first?")], in_rows(button(w("Done"), "done", HALT, _STRONG)))


def week_step(w: Words, rated: str) -> Step:
    """`rated` holds a sign for each area so far: 0 to 9, `a` for ten, `-` for skipped."""
    at = len(rated)
    if at < len(AREAS):
        lines = text.opening(w, BY_KEY[WEEK]) if at == 0 else []
        lines.append(w("How content are you with this, from 0 to 10? **{area}**", area=w.marked(AREAS[at])))
        select: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=custom_id("care", "week_rate", f"r{rated}"),
            placeholder=w("From 0 to 10"),
            options=[discord.SelectOption(label=str(n), value=str(n)) for n in range(11)],
        )
        skip = button(w("Skip"), "week", f"r{rated}-")
        return Step(lines, [discord.ui.ActionRow(select), *in_rows(skip, stop(w))])
    listed = [
        w("{label}: {number}", label=w.marked(area), number="10" if sign == "a" else sign)
        for area, sign in zip(AREAS, rated, strict=True)
        if sign != "-"
    ]
    lines = [w("### My week in balance"), *listed, w("If you like, pick one of them, and one small thing for it.")]
    keep = button(w("Keep this"), "week_keep", f"r{rated}")
    return Step(lines, in_rows(keep, button(w("Done"), "done", WEEK, _STRONG)))


def week_answers(rated: str) -> dict[str, str]:
    """ValueError for a state that is none of ours."""
    if len(rated) != len(AREA_KEYS) or set(rated) - set("0123456789a-"):
        raise ValueError("not a week")
    return {key: "10" if sign == "a" else sign for key, sign in zip(AREA_KEYS, rated, strict=True) if sign != "-"}


def way(w: Words, key: str, now: datetime) -> Step:
    label, said = WAYS_OUT[key]
    lines = [f"### {w.marked(label)}", w.marked(said)]
    buttons = [button(w("Done"), "done", WAYS, _STRONG)]
    if key == "wait":
        ends = int((now + timedelta(minutes=10)).timestamp())
        lines.append(w("Your ten minutes end {when}.", when=f"<t:{ends}:R>"))
        buttons.insert(0, button(w("Come back to me then, once"), "way_wait"))
    if key == "be":
        buttons.insert(0, button(w("Watch it with me"), "open", SURF))
    if key == "answer":
        return writing(w, lines, "answer")
    if key == "swap":
        buttons.insert(0, button(w("What helps me, from my plan"), "plan"))
    return Step(lines, in_rows(*buttons, stop(w)))


def form(w: Words, key: str, fields: Sequence[Field], *, keeps: bool, number: int = 1) -> discord.ui.Modal:
    """Everything in it is optional; what it is for stands in its id."""
    name = w("Answer it") if key == "answer" else w.marked(BY_KEY[key].name)
    made = discord.ui.Modal(
        title=name[:45], timeout=None, custom_id=custom_id("care", "wrote", f"{key}.{int(keeps)}.{number}")
    )
    for field, label, long in fields:
        style = discord.TextStyle.paragraph if long else discord.TextStyle.short
        entry: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id=field, style=style, required=False, max_length=500 if long else 2 if field in NUMBERS else 100
        )
        made.add_item(discord.ui.Label(text=w.marked(label), component=entry))
    return made


def wrote(w: Words, tool: str, lines: Sequence[str], *, urgent: bool, number: int = 1) -> Step:
    """What they wrote, for them; danger comes first. `tool` is where “How was that?” belongs."""
    shown = [*(text.urgent_first(w) if urgent else ()), *lines]
    door = ui.door("help-me", w.locale) if urgent else None
    more: list[discord.ui.Item[Any]] = [] if door is None else [door]
    if tool == MATTERS:
        more.append(button(w("Plan one small thing"), "open", SMALL))
    if tool == SMALL:
        more.append(button(w("Remind me once, midweek"), "small_remind"))
        if number < MOST_SMALL_THINGS:
            more.append(button(w("One more small thing"), "small_more", str(number + 1)))
    return Step(shown, in_rows(*more, button(w("Done"), "done", tool, _STRONG)))


def urgent(w: Words) -> Step:
    """Danger first, with the way to a line; whoever wrote decides."""
    door = ui.door("help-me", w.locale)
    return Step(text.urgent_first(w), [] if door is None else in_rows(door))


def told_and_urgent(w: Words) -> Step:
    """For words that were posted, so that the people on call hear of them."""
    door = ui.door("help-me", w.locale)
    return Step(text.told_and_urgent(w), [] if door is None else in_rows(door))


def done(w: Words, tool: Tool) -> Step:
    asked = [
        button(w("It helped"), "was", f"{tool.key}.yes"),
        button(w("It did not"), "was", f"{tool.key}.no"),
        button(w("Skip"), "was", f"{tool.key}.skip"),
    ]
    return Step([text.how_was_that(w)], in_rows(*asked))


def over(w: Words, tool: Tool, how: str) -> Step:
    """One thing that could come next, not a list; nothing of the answer is kept."""
    said = {
        "yes": w("Good to know, for you. It will be here another time."),
        "no": w("That happens, and it says nothing about you. Not every tool fits every day."),
        "skip": w("All right."),
    }[how]
    following = BY_KEY[tool.then]
    door = ui.door("help-me", w.locale) if how == "no" else None
    next_one = door or button(w.marked(following.name), "open", following.key)
    return Step([said], in_rows(next_one))

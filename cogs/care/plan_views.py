"""How the plan and the care card look, and the forms in which they are written, one small step at a time."""

from collections.abc import Sequence
from typing import Any

import discord

from cogs.care import text_plan
from cogs.care.plan import CARD_FIELDS, LONGEST, PARTS
from cogs.care.tool_views import Row, Step, button, in_rows
from cogs.shared import ui
from cogs.shared.answers import answer
from cogs.shared.ui import custom_id
from cogs.shared.words import Words
from storage.records.care import Card, Plan


def plan_panel(
    w: Words,
    plan: Plan | None,
    shared_name: str | None,
    lent_by: Sequence[tuple[int, str]],
    *,
    goes_on: bool = False,
) -> Step:
    """The plan to read, and below it everything that can be done with it. `lent_by` are those who share theirs."""
    lines = text_plan.plan_intro(w)
    rows: list[Row] = []
    if plan is not None and plan.answers:
        lines = [
            "### " + w("My plan"),
            *text_plan.plan_lines(w, plan, goes_on=goes_on),
            text_plan.shared_line(w, plan, shared_name),
        ]
    door = ui.door("help-me", w.locale)
    if door is not None:
        rows += in_rows(door)
    rows.append(_part_select(w))
    if plan is not None and plan.answers:
        buttons = [
            button(w("Share with one person…"), "plan_share"),
            button(w("Who looked"), "plan_looks"),
            button(w("Save as a file"), "plan_file"),
            button(w("Delete my plan"), "plan_forget", "ask"),
        ]
        if plan.shared_with_member_id is not None:
            buttons.insert(1, button(w("Stop sharing"), "plan_unshare"))
        rows += in_rows(*buttons)
    for member_id, name in lent_by[:5]:
        rows += in_rows(button(w("Read the plan of {name}", name=name), "plan_of", member_id))
    return Step(lines, rows)


async def the_rest(interaction: "discord.Interaction[Any]", w: Words, plan: Plan | None) -> None:
    """What of a long plan did not fit into the first message, each part whole."""
    for page in [] if plan is None else text_plan.plan_pages(w, plan)[1:]:
        await answer(interaction, Step(page))


def _part_select(w: Words) -> Row:
    select: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=custom_id("care", "plan_part"),
        placeholder=w("Write or change a part"),
        options=[
            discord.SelectOption(label=w.marked(heading)[:100], value=part, description=w.marked(hint)[:100])
            for part, (heading, hint) in PARTS.items()
        ],
    )
    return discord.ui.ActionRow(select)


def part_form(w: Words, part: str, before: str) -> discord.ui.Modal:
    """One part; emptied, it is taken out."""
    heading, hint = PARTS[part]
    form = discord.ui.Modal(title=w("My plan"), timeout=None, custom_id=custom_id("care", "plan_wrote", part))
    field: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="words",
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=LONGEST,
        default=before or None,
    )
    label = discord.ui.Label(text=w.marked(heading)[:45], description=w.marked(hint)[:100], component=field)
    form.add_item(label)
    return form


def share_form(w: Words) -> discord.ui.Modal:
    form = discord.ui.Modal(
        title=w("Share my plan with one person"), timeout=None, custom_id=custom_id("care", "plan_shared")
    )
    who: discord.ui.UserSelect[Any] = discord.ui.UserSelect(custom_id="who", min_values=1, max_values=1)
    told = w("They can read all of it until you stop. I tell them once that you would like it.")
    form.add_item(discord.ui.Label(text=w("With whom?"), description=told[:100], component=who))
    return form


def card_panel(w: Words, card: Card | None) -> Step:
    lines = text_plan.card_intro(w)
    buttons = [button(w("Write my card"), "card_write", "", discord.ButtonStyle.primary)]
    if card is not None and card.answers:
        lines += text_plan.card_lines(w, card)
        buttons = [
            button(w("Change it"), "card_write"),
            button(w("Who looked"), "card_looks"),
            button(w("Delete my card"), "card_forget"),
        ]
    return Step(lines, in_rows(*buttons))


def card_form(w: Words, card: Card | None) -> discord.ui.Modal:
    form = discord.ui.Modal(title=w("My care card"), timeout=None, custom_id=custom_id("care", "card_wrote"))
    for name, label, long in CARD_FIELDS:
        field: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id=name,
            style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
            required=False,
            max_length=500 if long else 100,
            default=None if card is None else card.answers.get(name),
        )
        form.add_item(discord.ui.Label(text=w.marked(label), component=field))
    return form

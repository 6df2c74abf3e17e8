"""What a trial and an exception look like. Views only draw: every press comes back through the router."""

from collections.abc import Sequence
from typing import Any

import discord

from cogs.alerts import text_own_rules
from cogs.alerts.matching.own_rules import MAX_RULE_LENGTH
from cogs.shared.ui import custom_id
from cogs.shared.words import Words

DAYS = ("0", "7", "30", "90")


def trial(w: Words, rule_id: int, lines: Sequence[str], *, wide: bool) -> discord.ui.LayoutView:
    """The result, and what to do with the draft."""
    return _with_buttons(lines, _save(w, f"{rule_id}.wide" if wide else str(rule_id)), *_others(w, rule_id))


def sure(w: Words, rule_id: int) -> discord.ui.LayoutView:
    """The second question for a rule that matches much."""
    again = _button(w("Save all the same"), "rule_sure", str(rule_id), discord.ButtonStyle.danger)
    return _with_buttons([text_own_rules.sure(w)], again, *_others(w, rule_id))


def offer_exception(w: Words, said: str, case_id: int) -> discord.ui.LayoutView:
    """After “not a crisis”, for somebody who may change rules."""
    button = _button(w("Make an exception…"), "except", str(case_id), discord.ButtonStyle.secondary)
    return _with_buttons([said, text_own_rules.exception_offer(w)], button)


def exception_form(w: Words, case_id: int) -> discord.ui.Modal:
    form = discord.ui.Modal(title=w("An exception"), timeout=None, custom_id=custom_id("alerts", "excepted", case_id))
    form.add_item(
        discord.ui.Label(
            text=w("Words that show it means something else"),
            description=w("For example: escape room. Empty: in that channel the rule does not count at all."),
            component=discord.ui.TextInput(custom_id="words", required=False, max_length=MAX_RULE_LENGTH),
        )
    )
    places = [
        discord.SelectOption(label=w("Only in the channel where it was said"), value="here", default=True),
        discord.SelectOption(label=w("In every watched channel"), value="everywhere"),
    ]
    form.add_item(discord.ui.Label(text=w("Where?"), component=discord.ui.Select(custom_id="where", options=places)))
    labels = {"7": w("7 days"), "30": w("30 days"), "90": w("90 days"), "0": w("Until somebody removes it")}
    spans = [discord.SelectOption(label=labels[days], value=days, default=days == "30") for days in DAYS]
    form.add_item(discord.ui.Label(text=w("How long?"), component=discord.ui.Select(custom_id="days", options=spans)))
    return form


def _save(w: Words, row: str) -> "discord.ui.Button[Any]":
    return _button(w("Save"), "rule_save", row, discord.ButtonStyle.primary)


def _others(w: Words, rule_id: int) -> list["discord.ui.Button[Any]"]:
    return [
        _button(w("In shadow first"), "rule_shadow", str(rule_id), discord.ButtonStyle.secondary),
        _button(w("Do not save"), "rule_drop", str(rule_id), discord.ButtonStyle.secondary),
    ]


def _button(label: str, verb: str, row: str, style: discord.ButtonStyle) -> "discord.ui.Button[Any]":
    return discord.ui.Button(label=label, style=style, custom_id=custom_id("alerts", verb, row))


def _with_buttons(lines: Sequence[str], *buttons: "discord.ui.Button[Any]") -> discord.ui.LayoutView:
    view = discord.ui.LayoutView(timeout=None)
    for line in lines:
        view.add_item(discord.ui.TextDisplay(line))
    view.add_item(discord.ui.ActionRow(*buttons))
    return view

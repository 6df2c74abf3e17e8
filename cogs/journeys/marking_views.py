"""How steps are marked: which ladder, in which circles, with or without the name of the journey, or a role."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord

from cogs.journeys import text_marking
from cogs.journeys.ladders import DEFAULT, TITLES
from cogs.journeys.layouts import FEATURE, button
from cogs.journeys.show_layouts import add_undo
from cogs.shared.quoting import bare_name
from cogs.shared.ui import custom_id
from cogs.shared.words import Words
from storage.records.circles import Circle
from storage.records.journeys import Change, Journey
from storage.records.milestones import OwnLadder

_MOST_IN_A_SELECT = 25


@dataclass(frozen=True, slots=True)
class Marking:
    """`circles` are the open ones that the member is in, `chosen` those of them in which a step may be celebrated."""

    journey: Journey
    own: Sequence[OwnLadder]
    circles: Sequence[Circle]
    chosen: frozenset[int]
    has_roles: bool
    undo: Change | None


class MarkingView(discord.ui.LayoutView):
    def __init__(self, w: Words, marking: Marking) -> None:
        super().__init__(timeout=None)
        journey = marking.journey
        box: discord.ui.Container[Any] = discord.ui.Container()
        title = next((one.title for one in marking.own if one.ladder == journey.ladder), None)
        title = title or w.marked(TITLES.get(journey.ladder, TITLES[DEFAULT]))
        chosen = [one.name for one in marking.circles if one.circle_id in marking.chosen]
        lines = text_marking.marking(w, journey, title, chosen, has_roles=marking.has_roles)
        box.add_item(discord.ui.TextDisplay("\n".join(lines)))
        box.add_item(discord.ui.ActionRow(_ladders(w, journey, marking.own)))
        if marking.circles:
            box.add_item(discord.ui.ActionRow(_circles(w, marking)))
        row: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        named = w("Celebrate without its name") if journey.named else w("Celebrate with its name")
        row.add_item(button(named, "marking_named", journey.journey_id))
        if marking.has_roles or journey.wants_role:
            role = w("No role for my steps") if journey.wants_role else w("A role for my steps")
            row.add_item(button(role, "marking_role", journey.journey_id))
        row.add_item(button(w("Back"), "marking_done", journey.journey_id))
        box.add_item(row)
        add_undo(w, box, marking.undo)
        self.add_item(box)


def _ladders(w: Words, journey: Journey, own: Sequence[OwnLadder]) -> "discord.ui.Select[Any]":
    named = [(one.ladder, bare_name(one.title, 90)) for one in own]
    named += [(key, w.marked(title)) for key, title in TITLES.items()]
    return discord.ui.Select(
        custom_id=custom_id(FEATURE, "marking_ladder", journey.journey_id),
        placeholder=w("Which steps are marked"),
        options=[
            discord.SelectOption(label=title[:100], value=key, default=key == journey.ladder)
            for key, title in named[:_MOST_IN_A_SELECT]
        ],
    )


def _circles(w: Words, marking: Marking) -> "discord.ui.Select[Any]":
    shown = marking.circles[:_MOST_IN_A_SELECT]
    return discord.ui.Select(
        custom_id=custom_id(FEATURE, "marking_circles", marking.journey.journey_id),
        placeholder=w("Where it may be celebrated"),
        min_values=0,
        max_values=len(shown),
        options=[
            discord.SelectOption(
                label=bare_name(one.name, 90), value=str(one.circle_id), default=one.circle_id in marking.chosen
            )
            for one in shown
        ],
    )

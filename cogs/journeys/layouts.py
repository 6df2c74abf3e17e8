"""Layouts of journeys: they only draw."""

from collections.abc import Sequence
from typing import Any

import discord

from cogs.journeys import text
from cogs.shared.ui import custom_id, door
from cogs.shared.words import Words
from storage.records.circles import Circle
from storage.records.journeys import Slip, Standing
from storage.records.milestones import Milestone

FEATURE = "journeys"
MOST_CIRCLES = 3
CARD = "step.png"
LONGEST_WORDS = 300
# Doors of other features that may follow a hard moment, in the order in which they are offered.
_HELP = ("ask-human", "help-me", "tools")


def button(label: str, verb: str, row: int | str, style: discord.ButtonStyle = discord.ButtonStyle.secondary) -> Any:
    return discord.ui.Button[Any](label=label, style=style, custom_id=custom_id(FEATURE, verb, row))


class AskView(discord.ui.LayoutView):
    """Celebrate, mark quietly, or not today; nothing is said to anyone before the member chooses."""

    def __init__(self, w: Words, milestone: Milestone, lines: Sequence[str], circles: Sequence[Circle]) -> None:
        super().__init__(timeout=None)
        box = box_of(lines, milestone.colour)
        if not circles:
            box.add_item(discord.ui.TextDisplay(text.no_circle_yet(w)))
        row: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        if len(circles) > MOST_CIRCLES:
            box.add_item(discord.ui.TextDisplay(text.more_circles(w)))
        for circle in circles[:MOST_CIRCLES]:
            label = w("Celebrate in {circle}", circle=circle.name)[:80]
            row.add_item(
                button(label, "celebrate", f"{milestone.milestone_id}.{circle.circle_id}", discord.ButtonStyle.primary)
            )
        row.add_item(button(w("Mark it quietly"), "quiet", milestone.milestone_id))
        row.add_item(button(w("Not today"), "not_today", milestone.milestone_id))
        box.add_item(row)
        more: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        if circles:
            own = w("Change my words") if milestone.words else w("Add words of my own")
            more.add_item(button(own, "own_words", milestone.milestone_id))
        more.add_item(button(w("See the road"), "road_read", milestone.milestone_id))
        box.add_item(more)
        self.add_item(box)


class AnsweredView(discord.ui.LayoutView):
    """What was chosen, and the way to have it so each time, or to take it back."""

    def __init__(self, w: Words, milestone: Milestone, lines: Sequence[str], standing: Standing) -> None:
        super().__init__(timeout=None)
        box = box_of(lines, milestone.colour)
        row: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        if milestone.journey_id is not None:  # an effort comes once
            row.add_item(button(w("Do this every time"), "always", f"{milestone.milestone_id}.{standing.value}"))
        if standing is Standing.CELEBRATE:
            row.add_item(button(w("Take it back"), "take_back", milestone.milestone_id))
            row.add_item(button(w("Leave a line for others"), "road_leave", milestone.milestone_id))
        row.add_item(button(w("See the road"), "road_read", milestone.milestone_id))
        box.add_item(row)
        self.add_item(box)


class Celebration(discord.ui.LayoutView):
    """The words, the card, if there is one, and who is glad. Others may add their name; nobody is pinged by it."""

    def __init__(
        self, w: Words, milestone: Milestone, lines: Sequence[str], glad: Sequence[str], card: str | None = None
    ) -> None:
        super().__init__(timeout=None)
        box = box_of(lines, milestone.colour)
        if card is not None:
            picture = discord.MediaGalleryItem(f"attachment://{CARD}", description=card)
            box.add_item(discord.ui.MediaGallery(picture))
        if glad:
            box.add_item(discord.ui.TextDisplay("\n".join(glad)))
        row: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        row.add_item(button(w("Congratulate"), "glad", milestone.milestone_id, discord.ButtonStyle.success))
        box.add_item(row)
        self.add_item(box)


class OwnWordsForm(discord.ui.Modal):
    """What is said with a step, in the member's own words; left empty, ours are taken."""

    def __init__(self, w: Words, milestone: Milestone) -> None:
        super().__init__(
            title=w("Your own words"), timeout=None, custom_id=custom_id(FEATURE, "wrote_words", milestone.milestone_id)
        )
        self.add_item(
            discord.ui.Label(
                text=w("What you would like to say with it"),
                description=w("Shown only if you celebrate it. Left empty, I choose a line."),
                component=discord.ui.TextInput(
                    custom_id="words",
                    style=discord.TextStyle.paragraph,
                    required=False,
                    default=milestone.words or None,
                    max_length=LONGEST_WORDS,
                ),
            )
        )


class Covered(discord.ui.LayoutView):
    def __init__(self, w: Words) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.TextDisplay(text.celebration_covered(w)))


class SlipView(discord.ui.LayoutView):
    """A warm line first, no statistics and no question; then three ways on, all of them fine."""

    def __init__(
        self,
        w: Words,
        slip: Slip,
        lines: Sequence[str],
        *,
        chosen: bool = False,
        counted: bool = True,
        undo: int | None = None,
    ) -> None:
        super().__init__(timeout=None)
        box = box_of(lines, "")
        if not chosen:
            ways: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
            ways.add_item(button(w("Go on as it was"), "slip_next", f"{slip.slip_id}.continue"))
            ways.add_item(button(w("A new start"), "slip_next", f"{slip.slip_id}.new_start"))
            if counted:
                ways.add_item(button(w("Pause counting"), "slip_next", f"{slip.slip_id}.pause"))
            box.add_item(ways)
        more: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        more.add_item(button(w("When, or a note (optional)"), "slip_more", slip.slip_id))
        if slip.follow_up_at is None:
            more.add_item(button(w("Say hello to me tomorrow"), "slip_hello", f"{slip.slip_id}.yes"))
        else:
            more.add_item(button(w("No hello tomorrow"), "slip_hello", f"{slip.slip_id}.no"))
        if undo is not None:
            more.add_item(button(w("Take this back"), "slip_undo", undo))
        box.add_item(more)
        _offer_help(w, box)
        self.add_item(box)


class HelpView(discord.ui.LayoutView):
    def __init__(self, w: Words, lines: Sequence[str]) -> None:
        super().__init__(timeout=None)
        box = box_of(lines, "")
        _offer_help(w, box)
        self.add_item(box)


class SlipForm(discord.ui.Modal):
    """Both fields may stay empty."""

    def __init__(self, w: Words, slip_id: int) -> None:
        super().__init__(title=w("For you alone"), timeout=None, custom_id=custom_id(FEATURE, "slip_said", slip_id))
        self.add_item(
            discord.ui.Label(
                text=w("The day (optional)"),
                description=w("Such as 2026-03-02; left empty: today"),
                component=discord.ui.TextInput(custom_id="on", required=False, max_length=10),
            )
        )
        self.add_item(
            discord.ui.Label(
                text=w("A note for yourself (optional)"),
                description=w("Nobody else reads it"),
                component=discord.ui.TextInput(
                    custom_id="note", style=discord.TextStyle.paragraph, required=False, max_length=1000
                ),
            )
        )


def box_of(lines: Sequence[str], colour: str) -> "discord.ui.Container[Any]":
    accent = int(colour.lstrip("#"), 16) if colour else None
    box: discord.ui.Container[Any] = discord.ui.Container(accent_colour=accent)
    box.add_item(discord.ui.TextDisplay("\n".join(lines)))
    return box


def _offer_help(w: Words, box: "discord.ui.Container[Any]") -> None:
    doors = [item for item in (door(name, w.locale) for name in _HELP) if item is not None]
    if doors:
        box.add_item(discord.ui.TextDisplay(text.slip_company(w)))
        box.add_item(discord.ui.ActionRow(*doors))

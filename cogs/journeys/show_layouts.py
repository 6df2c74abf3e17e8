"""What /journey show draws: a journey, what can be changed about it, and the forms for that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import discord

from cogs.journeys import text, text_kinds, text_ledger, text_undo
from cogs.journeys.changes import What
from cogs.journeys.keeping import Kept
from cogs.journeys.layouts import FEATURE, box_of, button
from cogs.journeys.runs import at_rest
from cogs.shared.quoting import bare_name
from cogs.shared.ui import custom_id
from cogs.shared.words import Words
from storage.records.journeys import Change, JourneyPath, Ledger, Standing

PICTURE = "times.png"
_MOST_IN_A_SELECT = 25


@dataclass(frozen=True, slots=True)
class Shown:
    """One journey of a member as it is to be drawn. `said`: what was just done."""

    kept: Kept
    others: Sequence[Kept]
    today: date
    said: str | None = None
    undo: Change | None = None
    picture: bool = False

    @property
    def journey_id(self) -> int:
        return self.kept.ledger.journey.journey_id

    @property
    def counted(self) -> bool:
        return self.kept.ledger.journey.path is not JourneyPath.NO_NUMBERS


class JourneyView(discord.ui.LayoutView):
    """One journey for its member: where it stands, what may be done, and which other ones there are."""

    def __init__(self, w: Words, shown: Shown) -> None:
        super().__init__(timeout=None)
        ledger, journey_id = shown.kept.ledger, shown.journey_id
        box = box_of([*([shown.said] if shown.said else []), *text_ledger.shown(w, shown.kept, shown.today)], "")
        if shown.picture:
            alt = text_ledger.picture_alt(w, ledger, shown.today)
            picture = discord.MediaGalleryItem(f"attachment://{PICTURE}", description=alt[:1024])
            box.add_item(discord.ui.MediaGallery(picture))
            box.add_item(discord.ui.TextDisplay("\n".join(text_ledger.runs_in_words(w, ledger, shown.today))))
        ways: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        ways.add_item(button(text_kinds.tell(w, ledger.journey.kind), "slip", journey_id))
        if at_rest(ledger) is not None and shown.counted:
            ways.add_item(button(w("Take it up again"), "go_on", journey_id, discord.ButtonStyle.primary))
        ways.add_item(button(w("A new start"), "again", journey_id))
        if ledger.open_run is not None and shown.counted:
            ways.add_item(button(w("Pause counting"), "pause", journey_id))
        ways.add_item(button(w("Change something"), "change", journey_id))
        box.add_item(ways)
        add_undo(w, box, shown.undo)
        if len(shown.others) > 1:
            box.add_item(discord.ui.ActionRow(_others(w, shown)))
        self.add_item(box)


class ChangeView(discord.ui.LayoutView):
    """Everything about a journey that its member may change."""

    def __init__(self, w: Words, shown: Shown) -> None:
        super().__init__(timeout=None)
        journey, journey_id = shown.kept.ledger.journey, shown.journey_id
        box = box_of([*([shown.said] if shown.said else []), *text_ledger.shown(w, shown.kept, shown.today)], "")
        hidden, away = journey.hidden_at is not None, journey.archived_at is not None
        words: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        words.add_item(button(w("Name, kind, path"), "rename", journey_id))
        if shown.counted:
            words.add_item(button(w("Correct a date"), "date", journey_id))
            words.add_item(button(w("Add earlier time"), "earlier", journey_id))
        if len(shown.others) > 1:
            words.add_item(button(w("Join with another"), "join", journey_id))
        if shown.counted:
            words.add_item(button(text_kinds.figures(w, journey.kind), "figures", journey_id))
        box.add_item(words)
        keep: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        keep.add_item(button(w("Show it again") if hidden else w("Hide it"), "hide", journey_id))
        keep.add_item(button(w("Take it out again") if away else w("Put it away"), "put_away", journey_id))
        if shown.counted:
            best = w("Leave the best time out") if journey.best_shown else w("Show my best time")
            keep.add_item(button(best, "best", journey_id))
            keep.add_item(button(w("How steps are marked"), "marking", journey_id))
            if len(shown.kept.ledger.runs) > 1:
                again = w("Mark each step only once") if journey.again else w("Mark steps again after a new start")
                keep.add_item(button(again, "mark_again", journey_id))
        box.add_item(keep)
        if shown.counted and not hidden and not away:
            box.add_item(discord.ui.ActionRow(_standing(w, shown.kept)))
        add_undo(w, box, shown.undo)
        box.add_item(discord.ui.ActionRow(button(w("Back"), "back", journey_id)))
        self.add_item(box)


class JoinView(discord.ui.LayoutView):
    """Which other one; and then what would be, before it is done."""

    def __init__(self, w: Words, shown: Shown) -> None:
        super().__init__(timeout=None)
        box = box_of([w("Which one becomes part of this one? You are asked again before anything is done.")], "")
        others = [one for one in shown.others if one.ledger.journey.journey_id != shown.journey_id]
        box.add_item(
            discord.ui.ActionRow(
                discord.ui.Select[Any](
                    custom_id=custom_id(FEATURE, "join_which", shown.journey_id),
                    placeholder=w("Your other journeys"),
                    options=[_option(one) for one in others[:_MOST_IN_A_SELECT]],
                )
            )
        )
        box.add_item(discord.ui.ActionRow(button(w("Back"), "change", shown.journey_id)))
        self.add_item(box)


class JoinAsked(discord.ui.LayoutView):
    def __init__(self, w: Words, into: Ledger, other: Ledger) -> None:
        super().__init__(timeout=None)
        box = box_of(text_ledger.ask_to_join(w, into, other), "")
        row: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        pair = f"{into.journey.journey_id}.{other.journey.journey_id}"
        row.add_item(button(w("Join them"), "joined", pair, discord.ButtonStyle.primary))
        row.add_item(button(w("Leave them as they are"), "change", into.journey.journey_id))
        box.add_item(row)
        self.add_item(box)


def add_undo(w: Words, box: "discord.ui.Container[Any]", change: Change | None) -> None:
    if change is None:
        return
    what = What(change.what)
    box.add_item(discord.ui.TextDisplay(text_undo.does(w, what)))
    box.add_item(discord.ui.ActionRow(button(w.marked(text_undo.LABELS[what]), "undo", change.change_id)))


def _standing(w: Words, kept: Kept) -> "discord.ui.Select[Any]":
    journey = kept.ledger.journey
    choices = [Standing.ASK, Standing.QUIET, Standing.NOTHING]
    if journey.standing is Standing.CELEBRATE:
        choices.insert(1, Standing.CELEBRATE)
    return discord.ui.Select(
        custom_id=custom_id(FEATURE, "standing", journey.journey_id),
        placeholder=w("When a step is reached"),
        options=[
            discord.SelectOption(
                label=w.marked(text.STANDING[one]),
                value=one.value,
                default=one is journey.standing and journey.off_at is None,
            )
            for one in choices
        ],
    )


def _others(w: Words, shown: Shown) -> "discord.ui.Select[Any]":
    return discord.ui.Select(
        custom_id=custom_id(FEATURE, "other"),
        placeholder=w("Your other journeys"),
        options=[
            _option(one, default=one.ledger.journey.journey_id == shown.journey_id)
            for one in shown.others[:_MOST_IN_A_SELECT]
        ],
    )


def _option(one: Kept, *, default: bool = False) -> discord.SelectOption:
    journey = one.ledger.journey
    return discord.SelectOption(label=bare_name(journey.name, 60), value=str(journey.journey_id), default=default)

"""Forms for what a member changes about a journey; every field says what it takes and may be left as it is."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import discord

from cogs.journeys.layouts import FEATURE
from cogs.journeys.text import PATHS
from cogs.journeys.text_kinds import KINDS, figures
from cogs.journeys.text_ledger import hundredths
from cogs.shared.ui import custom_id
from cogs.shared.words import Words
from storage.records.journeys import Journey, Ledger, Run

WEEK = 7
_MOST_IN_A_SELECT = 25


class RenameForm(discord.ui.Modal):
    """What it is called, what it is about, and the way of going about it."""

    def __init__(self, w: Words, journey: Journey) -> None:
        super().__init__(title=w("What is it called?"), timeout=None, custom_id=_id("renamed", journey.journey_id))
        self.add_item(
            discord.ui.Label(
                text=w("In your own words"),
                component=discord.ui.TextInput(custom_id="name", default=journey.name[:60], max_length=60),
            )
        )
        about = [(kind.value, w.marked(said), kind is journey.kind) for kind, said in KINDS.items()]
        self.add_item(_choice(w("What it is about"), "kind", about))
        paths = [(path.value, w.marked(said), path is journey.path) for path, said in PATHS.items()]
        self.add_item(_choice(w("Your way of going about it"), "path", paths))


class DateForm(discord.ui.Modal):
    """With several times, which one is meant is chosen first; the newest is chosen already."""

    def __init__(self, w: Words, ledger: Ledger) -> None:
        super().__init__(title=w("Correct a date"), timeout=None, custom_id=_id("dated", ledger.journey.journey_id))
        runs = sorted(ledger.runs, key=lambda run: (run.started_on, run.run_id), reverse=True)
        if len(runs) > 1:
            options = [
                discord.SelectOption(label=_when(w, run)[:100], value=str(run.run_id), default=place == 0)
                for place, run in enumerate(runs[:_MOST_IN_A_SELECT])
            ]
            which: discord.ui.Select[Any] = discord.ui.Select(custom_id="run", options=options)
            self.add_item(discord.ui.Label(text=w("Which time"), component=which))
        self.add_item(_day(w("The first day"), "first", w("Such as 2026-03-02; left empty: as it is")))
        self.add_item(_time(w))
        if any(run.ended_on is not None for run in runs):
            self.add_item(_day(w("The last day that counts"), "last", w("Such as 2026-03-02; left empty: as it is")))


class EarlierForm(discord.ui.Modal):
    def __init__(self, w: Words, journey_id: int) -> None:
        super().__init__(title=w("Add earlier time"), timeout=None, custom_id=_id("earlier_said", journey_id))
        self.add_item(_day(w("The first day"), "first", w("Such as 2024-01-15"), required=True))
        self.add_item(_day(w("The last day that counts"), "last", w("Such as 2024-08-31"), required=True))


class FiguresForm(discord.ui.Modal):
    """The member's own figures; an empty amount takes them away."""

    def __init__(self, w: Words, journey: Journey) -> None:
        saving = journey.saving
        super().__init__(title=figures(w, journey.kind), timeout=None, custom_id=_id("figured", journey.journey_id))
        self.add_item(
            discord.ui.Label(
                text=w("How much"),
                description=w("Such as 6.50; left empty: nothing is shown"),
                component=discord.ui.TextInput(
                    custom_id="amount",
                    required=False,
                    default=None if saving is None else hundredths(saving.hundredths),
                    max_length=12,
                ),
            )
        )
        self.add_item(
            discord.ui.Label(
                text=w("Of what"),
                description=w("Such as euros, or hours"),
                component=discord.ui.TextInput(
                    custom_id="unit", required=False, default=None if saving is None else saving.unit, max_length=30
                ),
            )
        )
        weekly = saving is not None and saving.every_days == WEEK
        options = [
            discord.SelectOption(label=w("For each day"), value="1", default=not weekly),
            discord.SelectOption(label=w("For each week"), value=str(WEEK), default=weekly),
        ]
        each: discord.ui.Select[Any] = discord.ui.Select(custom_id="every", options=options)
        self.add_item(discord.ui.Label(text=w("How often"), component=each))


def _day(label: str, name: str, hint: str, *, required: bool = False) -> "discord.ui.Label[Any]":
    return discord.ui.Label(
        text=label,
        description=hint,
        component=discord.ui.TextInput(custom_id=name, required=required, max_length=10),
    )


def _choice(label: str, name: str, options: Sequence[tuple[str, str, bool]]) -> "discord.ui.Label[Any]":
    """Each option: its value, its words, and whether it is the one that stands."""
    shown = [discord.SelectOption(label=said[:100], value=value, default=stands) for value, said, stands in options]
    return discord.ui.Label(text=label, component=discord.ui.Select[Any](custom_id=name, options=shown))


def _time(w: Words) -> "discord.ui.Label[Any]":
    return discord.ui.Label(
        text=w("The time of that day (optional)"),
        description=w("Only if hours matter to you, such as 21:30"),
        component=discord.ui.TextInput(custom_id="time", required=False, max_length=8),
    )


def _when(w: Words, run: Run) -> str:
    first = _short(w, run.started_on)
    return (
        w("Since {day}", day=first)
        if run.ended_on is None
        else f"{first} – {_short(w, run.ended_on - timedelta(days=1))}"
    )


def _short(w: Words, day: date) -> str:
    return f"{day.day} {w.month_name(day.month)} {day.year}"


def _id(verb: str, journey_id: int) -> str:
    return custom_id(FEATURE, verb, journey_id)

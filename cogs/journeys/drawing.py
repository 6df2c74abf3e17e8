"""A celebration as it stands now: for its first post, and for each redraw."""

import io

import discord

from cogs.journeys import text, text_marking
from cogs.journeys.card import Card, drawn_beside
from cogs.journeys.efforts import is_effort, step_called
from cogs.journeys.layouts import CARD, Celebration
from cogs.journeys.lines import step_line
from cogs.shared.app import App
from cogs.shared.people_here import member_here, names_of
from cogs.shared.quoting import bare_name
from cogs.shared.said import Said
from cogs.shared.words import Words
from storage.circles import CircleStore
from storage.journeys import JourneyStore
from storage.milestones import MilestoneStore
from storage.records.circles import Circle
from storage.records.journeys import Journey, JourneyKind, JourneyPath
from storage.records.milestones import Milestone
from storage.work import Work

MOST_NAMED = 12


async def drawn(app: App, w: Words, milestone: Milestone, journey: Journey | None) -> Said | None:
    """The celebration as it stands now; None when its member is not here any more."""
    async with app.database.reading() as work:
        glad = await MilestoneStore(work).glad(milestone.milestone_id)
        circle = None
        if milestone.circle_id is not None:
            circle = await CircleStore(work).get(milestone.guild_id, milestone.circle_id)
    names = await names_of(app, milestone.guild_id, [milestone.member_id, *glad[:MOST_NAMED]])
    if milestone.member_id not in names:
        return None
    who = names.pop(milestone.member_id)
    said = said_at(w, milestone, journey)
    named = journey.name if milestone.named and journey is not None else None
    lines = text.celebration(w, who, milestone, said, named)
    with_them = [text.glad(w, list(names.values()), len(glad) - len(glad[:MOST_NAMED]))] if names else []
    channel_id = milestone.channel_id or (None if circle is None else circle.channel_id)
    file = await _card(app, w, milestone, said) if _takes_pictures(app, milestone.guild_id, channel_id) else None
    view = Celebration(w, milestone, lines, with_them, None if file is None else file.description)
    return Said(view, plain="\n".join([*lines, *with_them]), files=() if file is None else (file,))


def said_at(w: Words, milestone: Milestone, journey: Journey | None) -> str:
    """The line of this step, the same wherever it is shown."""
    if is_effort(milestone):
        step = step_called(milestone.step)
        return "" if step is None else w.marked(step.text)
    path = JourneyPath.OTHER
    if journey is not None and journey.kind is not JourneyKind.EFFORT:  # the lines of a path speak of leaving something
        path = journey.path
    said = step_line(milestone.unit, milestone.amount, path, milestone.milestone_id)
    return text.line(w, said, text.amount(w, milestone.unit, milestone.amount))


async def with_journey(work: Work, milestone: Milestone) -> tuple[Milestone, Journey | None] | None:
    """None when it belongs to a journey that is not there any more."""
    if milestone.journey_id is None:
        return (milestone, None) if is_effort(milestone) else None
    journey = await JourneyStore(work).get(milestone.guild_id, milestone.member_id, milestone.journey_id)
    return None if journey is None else (milestone, journey)


def own_text(milestone: Milestone, journey: Journey | None) -> str:
    """What of a celebration its member wrote themselves; the words alone, without a sign of where they will stand."""
    name = journey.name if milestone.named and journey is not None else ""
    return "\n".join(part for part in (name, milestone.words) if part)


async def circles_of(app: App, milestone: Milestone) -> tuple[Circle, ...]:
    """The open circles that the member is in; of a journey for which they chose some, only those."""
    async with app.database.reading() as work:
        found = await open_circles_of(work, milestone.guild_id, milestone.member_id)
        chosen: tuple[int, ...] = ()
        if milestone.journey_id is not None:
            chosen = await JourneyStore(work).shared_with(milestone.journey_id)
    return tuple(one for one in found if not chosen or one.circle_id in chosen)


async def open_circles_of(work: Work, guild_id: int, member_id: int) -> tuple[Circle, ...]:
    """By name, so that they stand in the same order everywhere."""
    inside = await CircleStore(work).circles_of(guild_id, member_id)
    circles = await CircleStore(work).many(list(inside))
    return tuple(sorted((one for one in circles.values() if one.closed_at is None), key=lambda one: one.name))


async def _card(app: App, w: Words, milestone: Milestone, said: str) -> discord.File | None:
    member = await member_here(app, milestone.guild_id, milestone.member_id)
    if member is None:
        return None
    name, step = bare_name(member.display_name), text.step_name(w, milestone)
    card = Card(milestone.colour, name, step, milestone.words or said)
    try:
        png = await drawn_beside(card)
    except Exception as error:  # noqa: BLE001 - nobody's day fails for its picture: the words say all of it
        app.failures.record("drawing a card", error)
        return None
    return discord.File(io.BytesIO(png), CARD, description=text_marking.card(w, name, step, card.words))


def _takes_pictures(app: App, guild_id: int, channel_id: int | None) -> bool:
    """Without the right to attach files Discord would refuse the whole message."""
    guild = app.get_guild(guild_id)
    channel = None if guild is None or channel_id is None else guild.get_channel(channel_id)
    return guild is not None and channel is not None and channel.permissions_for(guild.me).attach_files

"""A celebration as it stands now: for its first post, and for each redraw."""

from cogs.journeys import text
from cogs.journeys.layouts import Celebration
from cogs.journeys.lines import step_line
from cogs.shared.app import App
from cogs.shared.people_here import names_of
from cogs.shared.said import Said
from cogs.shared.words import Words
from storage.circles import CircleStore
from storage.milestones import MilestoneStore
from storage.records.circles import Circle
from storage.records.journeys import Journey
from storage.records.milestones import Milestone

MOST_NAMED = 12


async def drawn(app: App, w: Words, milestone: Milestone, journey: Journey) -> Said | None:
    """The celebration as it stands now; None when its member is not here any more."""
    async with app.database.reading() as work:
        glad = await MilestoneStore(work).glad(milestone.milestone_id)
    names = await names_of(app, milestone.guild_id, [milestone.member_id, *glad[:MOST_NAMED]])
    if milestone.member_id not in names:
        return None
    who = names.pop(milestone.member_id)
    said = said_at(w, milestone, journey)
    lines = text.celebration(w, who, milestone, said, journey.name if milestone.named else None)
    if names:
        lines.append(text.glad(w, list(names.values()), len(glad) - len(glad[:MOST_NAMED])))
    return Said(Celebration(w, milestone, lines), plain="\n".join(lines))


def said_at(w: Words, milestone: Milestone, journey: Journey) -> str:
    """The line of this step, the same wherever it is shown."""
    said = step_line(milestone.unit, milestone.amount, journey.path, milestone.milestone_id)
    return text.line(w, said, text.amount(w, milestone.unit, milestone.amount))


async def circles_of(app: App, milestone: Milestone) -> tuple[Circle, ...]:
    """The open circles that the member is in."""
    async with app.database.reading() as work:
        inside = await CircleStore(work).circles_of(milestone.guild_id, milestone.member_id)
        circles = await CircleStore(work).many(list(inside))
    return tuple(one for one in circles.values() if one.closed_at is None)

"""See the road: a line left at a step by somebody who shared it, looked at by a keeper, for those who come later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cogs.journeys.efforts import is_effort
from cogs.shared.words import mark
from storage.circles import CircleStore
from storage.database import Database
from storage.kindness import RoadStore
from storage.milestones import MilestoneStore
from storage.outbox import OutboxStore
from storage.records.circles import Circle
from storage.records.kindness import LineState, RoadLine
from storage.records.milestones import Milestone, MilestoneState
from storage.records.outbox import Lane, Target, ToSay
from storage.remembered import RememberedStore
from storage.work import Work

WAITING, DECIDED = "journeys.road_waiting", "journeys.road_decided"
LONGEST, MOST_WAITING, MOST_SHOWN = 300, 3, 8

REASONS = {
    "names": mark("It names a person, a place or a group."),
    "amounts": mark("It has amounts, numbers or ways of doing something harmful."),
    "heavy": mark("It may be hard to read for somebody who is new to this."),
    "advice": mark("It reads like advice on medicine or treatment."),
    "other": mark("There is another reason. A keeper is glad to talk with you about it."),
}


class NotLeft(StrEnum):
    NOT_SHARED = "not_shared"
    EMPTY = "empty"
    ONE_EACH = "one_each"
    TOO_MANY = "too_many"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Left:
    line: RoadLine
    circle: Circle
    keepers: int


def place_of(milestone: Milestone) -> tuple[str, int]:
    """Where on the road it is: the same for everyone who reaches that step, on whatever ladder."""
    return (milestone.step, 1) if is_effort(milestone) else (milestone.unit, milestone.amount)


async def may_leave(work: Work, milestone: Milestone | None, member_id: int) -> Circle | NotLeft:
    """The circle in which they shared the step, if they may leave a line there."""
    if milestone is None or milestone.member_id != member_id:
        return NotLeft.GONE
    if milestone.state is not MilestoneState.CELEBRATED or milestone.circle_id is None:
        return NotLeft.NOT_SHARED
    circle = await CircleStore(work).get(milestone.guild_id, milestone.circle_id)
    inside = await CircleStore(work).membership(milestone.guild_id, milestone.circle_id, member_id)
    if circle is None or circle.closed_at is not None or inside is None:
        return NotLeft.GONE
    mine = await RoadStore(work).of_member(milestone.guild_id, member_id)
    here = [one for one in mine if one.circle_id == circle.circle_id and one.state is not LineState.REFUSED]
    if any((one.unit, one.amount) == place_of(milestone) for one in here):
        return NotLeft.ONE_EACH
    if sum(one.state is LineState.WAITING for one in here) >= MOST_WAITING:
        return NotLeft.TOO_MANY
    return circle


async def leave(
    database: Database, member_id: int, milestone_id: int, words: str, now: datetime, *, signed: bool
) -> Left | NotLeft:
    """Kept, and waiting for a keeper; the keepers are told in the same transaction."""
    if not words.strip():
        return NotLeft.EMPTY
    async with database.transaction() as work:
        milestone = await MilestoneStore(work).get(milestone_id)
        circle = await may_leave(work, milestone, member_id)
        if isinstance(circle, NotLeft):
            return circle
        assert milestone is not None
        unit, amount = place_of(milestone)
        wanted = RoadLine(
            line_id=0,
            guild_id=milestone.guild_id,
            member_id=member_id,
            circle_id=circle.circle_id,
            unit=unit,
            amount=amount,
            words=words[:LONGEST],
            signed=signed,
            state=LineState.WAITING,
            created_at=now,
        )
        line = await RoadStore(work).leave(wanted, now)
        members = await CircleStore(work).members(line.guild_id, line.circle_id)
        keepers = [one.member_id for one in members if one.keeper]
        asked = [one for one in keepers if one != member_id] or keepers
        for keeper_id in asked:
            await OutboxStore(work).add(_to_say(f"road:{line.line_id}:{keeper_id}", WAITING, line, keeper_id), now)
        return Left(line, circle, len(asked))


async def shown_at(database: Database, milestone: Milestone) -> tuple[tuple[Circle, RoadLine], ...]:
    """What others left at this step, in the open circles that its member is in; nothing of their own."""
    unit, amount = place_of(milestone)
    found: list[tuple[Circle, RoadLine]] = []
    async with database.reading() as work:
        inside = await CircleStore(work).circles_of(milestone.guild_id, milestone.member_id)
        circles = await CircleStore(work).many(list(inside))
        for circle in circles.values():
            if circle.closed_at is None:
                lines = await RoadStore(work).at(circle.guild_id, circle.circle_id, unit, amount, MOST_SHOWN * 3)
                found += [(circle, line) for line in lines if line.member_id != milestone.member_id]
        in_peace = await RememberedStore(work).among(milestone.guild_id, {line.member_id for _, line in found})
    return tuple(pair for pair in found if pair[1].member_id not in in_peace)[:MOST_SHOWN]


async def waiting_for(
    database: Database, guild_id: int, circle_ids: Sequence[int]
) -> tuple[tuple[Circle, RoadLine], ...]:
    """What keepers of these circles have not looked at."""
    found: list[tuple[Circle, RoadLine]] = []
    async with database.reading() as work:
        circles = await CircleStore(work).many(list(circle_ids))
        for circle in circles.values():
            lines = await RoadStore(work).waiting(guild_id, circle.circle_id, MOST_WAITING)
            found += [(circle, line) for line in lines]
    return tuple(found[:MOST_WAITING])


async def decide(database: Database, line: RoadLine, keeper_id: int, why: str | None, now: datetime) -> bool:
    """On the road (`why` None), or not now; whoever left it is told once. False when it was decided before."""
    state = LineState.SHOWN if why is None else LineState.REFUSED
    async with database.transaction() as work:
        if not await RoadStore(work).decide(line.guild_id, line.line_id, state, keeper_id, now):
            return False
        to_say = _to_say(f"road-decided:{line.line_id}", DECIDED, line, line.member_id)
        await OutboxStore(work).add(to_say, now)
        if why is not None:
            await RoadStore(work).reason(line.guild_id, line.line_id, why)
        return True


async def take_down(database: Database, line: RoadLine, keeper_id: int, now: datetime) -> None:
    """A keeper takes a line off the road again."""
    async with database.transaction() as work:
        await RoadStore(work).take_down(line.guild_id, line.line_id, keeper_id, now)


async def take_back(database: Database, member_id: int, line_id: int) -> bool:
    """By whoever left it, at any time: it is gone."""
    async with database.transaction() as work:
        line = await RoadStore(work).get_anywhere(line_id)
        return line is not None and await RoadStore(work).remove(line.guild_id, member_id, line_id)


def _to_say(key: str, kind: str, line: RoadLine, member_id: int) -> ToSay:
    return ToSay(
        key=key,
        kind=kind,
        lane=Lane.PROMPTS,
        target=Target.MEMBER,
        target_id=member_id,
        guild_id=line.guild_id,
        about_member_id=line.member_id,
        arguments={"line_id": str(line.line_id)},
    )

"""Which lines come first, and why: each step of the order can be said in words."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from enum import IntEnum

from cogs.helplines.helpline import GROUPS, Helpline
from cogs.helplines.hours import ALWAYS, open_now

# What a person who names no topic is shown first.
DISTRESS = ("suicide", "crisis")
NEAR_DISTRESS = "general-mental-health"
VIOLENCE = frozenset({"domestic-violence", "sexual-violence"})
POLICE, COST = "police", "cost"
OF_THE_POLICE = frozenset({"police", "law-enforcement"})
# Regions of our data that hold other regions (ISO 3166-2:GB lists England and Wales as one).
_WITHIN = {"GB-EAW": frozenset({"GB-ENG", "GB-WLS"})}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for, beside the country. None: did not say."""

    topic: str | None = None
    audience: str | None = None
    language: str | None = None
    channel: str | None = None
    region: str | None = None
    spared: str | None = None
    """What makes it hard for them: POLICE or COST."""

    @property
    def groups(self) -> frozenset[str]:
        """The groups that the person counts themselves to, as far as they said."""
        return frozenset(said for said in (self.audience, self.topic) if said in GROUPS)


class Openness(IntEnum):
    """Round the clock and open just now are equal: both answer."""

    OPEN = 0
    UNKNOWN = 1
    CLOSED = 2


@dataclass(frozen=True, slots=True, order=True)
class Fit:
    """How well one line fits one wish: smaller is better, and an earlier field outweighs all later ones."""

    audience: int
    """0 for the person's group, 1 for everyone, 2 for a group that they did not name (0 and 1 when they named none)"""
    language: int
    channel: int
    region: int
    """0 when it serves where they are, or the whole country; 1 when it serves a part and they did not say where"""
    police: int
    """1 for a line that the police run, where that is what makes it hard"""
    topic: int
    """0 when it is the line's first topic, 1 when it is one of several"""
    contact: int
    """1 for a website only"""
    cost: int
    """1 where it is not known to be free, and cost is what makes it hard"""
    openness: Openness
    confidence: int
    nearness: int
    """0 for a line of the very region that they named"""
    limited: int
    """0 for a line that never closes"""
    undated: int
    id: str

    @property
    def misses(self) -> tuple[int, int, int, int, int]:
        """What a person cannot make up for: the wrong people, language, channel or place, or what they fear."""
        return self.audience, self.language, self.channel, self.region, self.police


def fit(line: Helpline, wish: Wish, at: datetime) -> Fit:
    return Fit(
        audience=_audience(line, wish),
        language=int(wish.language is not None and not line.speaks(wish.language)),
        channel=int(wish.channel is not None and wish.channel not in line.channels),
        region=int(bool(line.region) and wish.region is None),
        police=int(wish.spared == POLICE and line.remark in OF_THE_POLICE),
        topic=_topic(line, wish),
        contact=int(line.web_only),
        cost=int(wish.spared == COST and line.cost != "free"),
        openness=openness(line, at),
        confidence=int(line.confidence != "high"),
        nearness=int(not line.region or wish.region is None),
        limited=int(line.hours != ALWAYS),
        undated=int(not line.evidence_date),
        id=line.id,
    )


def ranked(lines: Iterable[Helpline], wish: Wish, at: datetime) -> list[Helpline]:
    """The lines, the best first; the same order for the same wish and moment, whatever order they came in."""
    return sorted(lines, key=lambda line: fit(line, wish, at))


def fits_topic(line: Helpline, topic: str | None) -> bool:
    """Whether the line is for that topic; without one, whether it is for distress of any kind."""
    if topic is None:
        return not {*DISTRESS, NEAR_DISTRESS}.isdisjoint(line.topics)
    return topic in line.topics


def serves(line: Helpline, region: str | None) -> bool:
    """Whether somebody in that part of the country may use the line; unknown parts are not ruled out."""
    return not line.region or region is None or line.region == region or region in _WITHIN.get(line.region, ())


def openness(line: Helpline, at: datetime) -> Openness:
    state = open_now(line.hours, line.timezone, at)
    if state is None:
        return Openness.UNKNOWN
    return Openness.OPEN if state else Openness.CLOSED


def first_difference(better: Fit, worse: Fit) -> str:
    """The name of the step that put one line before the other: for tests, and for whoever asks why."""
    return next(field.name for field in fields(Fit) if getattr(better, field.name) != getattr(worse, field.name))


def _audience(line: Helpline, wish: Wish) -> int:
    groups = set(line.groups)
    if wish.topic in VIOLENCE and wish.groups.isdisjoint(("men", "women")):
        # Where lines on violence exist they are often named for women; leaving them last would hide the main line.
        groups.discard("women")
    if not groups:
        return int(bool(wish.groups))
    if "speakers" in groups and wish.language is not None and line.speaks(wish.language):
        groups.discard("speakers")
    if not wish.groups:
        return int(bool(groups))
    return 0 if groups <= wish.groups else 2


def _topic(line: Helpline, wish: Wish) -> int:
    if wish.topic is not None:
        return int(line.topics[0] != wish.topic)
    if line.topics[0] in DISTRESS:
        return 0
    return 1 if any(topic in line.topics for topic in DISTRESS) else 2

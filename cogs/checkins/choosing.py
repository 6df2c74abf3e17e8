"""Which question a date gets: what choosing needs to know, read for a whole batch, and the choice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cogs.checkins.packs import Question, fitting, for_the_hour, own_questions
from cogs.checkins.rules import NOT_AGAIN_FOR, LastAsked, choose_for, considered_first, is_weekly
from storage.checkin_hosting import HostingStore
from storage.checkin_prompts import PromptStore
from storage.records.checkins import Asked, CircleQuestion, Draft, Schedule
from storage.records.circles import Circle, Pathway
from storage.work import Work

_NOTHING = Asked("")


@dataclass(frozen=True, slots=True)
class Given:
    """Which questions were asked when (by schedule, as far as the choice looks), the circles' own lists, and the hosts'
    drafts."""

    used: Mapping[int, Asked]
    lists: Mapping[int, Sequence[CircleQuestion]]
    drafts: Mapping[tuple[int, date], Draft]


async def given_for(work: Work, choosing: Sequence[tuple[Schedule, date]]) -> Given:
    """What choosing a question for each of these dates needs, in a few queries however many they are."""
    if not choosing:
        return Given({}, {}, {})
    since = min(day for _, day in choosing)
    circle_ids = {s.schedule_id: s.circle_id for s, _ in choosing if s.circle_id is not None}
    circles = list(set(circle_ids.values()))
    hosted = [schedule.schedule_id for schedule, _ in choosing if schedule.hosted]
    prompts, hosting = PromptStore(work), HostingStore(work)
    used = await _had_by_members(prompts, [one for one in choosing if one[0].member_id is not None])
    if circles:
        had = await prompts.had_by_circles(circles, since - NOT_AGAIN_FOR)
        used |= {schedule_id: had[circle_id] for schedule_id, circle_id in circle_ids.items() if circle_id in had}
    return Given(
        used,
        await hosting.questions_of(circles) if circles else {},
        await hosting.drafts_for(hosted, since) if hosted else {},
    )


def choose(schedule: Schedule, day: date, circle: Circle | None, given: Given) -> Question:
    """The question of one date; the same whenever it is chosen."""
    pathway = Pathway.OPEN if circle is None else circle.pathway
    own = () if circle is None else own_questions(given.lists.get(circle.circle_id, ()), schedule.kinds)
    otherwise = for_the_hour(pathway, schedule.stage, schedule.kinds, schedule.at)
    used = _lately(given.used.get(schedule.schedule_id, _NOTHING), day)
    return choose_for(own, _pack(schedule, pathway), otherwise, used, _seed(schedule, day))


async def _had_by_members(prompts: PromptStore, choosing: Sequence[tuple[Schedule, date]]) -> dict[int, Asked]:
    """By schedule: what its member had of the few questions that are considered first, or, if that was all of these,
    what they had at all. So the price of a choice does not grow with the time that somebody has been here."""
    if not choosing:
        return {}
    since = min(day for _, day in choosing) - NOT_AGAIN_FOR
    first = {s.schedule_id: considered_first(_pack(s, Pathway.OPEN), _seed(s, day)) for s, day in choosing}
    named: dict[tuple[int, int], list[str]] = {}
    for schedule, _ in choosing:
        named.setdefault(_person(schedule), []).extend(first[schedule.schedule_id])
    had = await prompts.had_of(named, since)
    used = {s.schedule_id: had[_person(s)] for s, _ in choosing if _person(s) in had}
    rest = [
        s for s, day in choosing
        if s.schedule_id in used and all(map(_lately(used[s.schedule_id], day), first[s.schedule_id]))
    ]  # fmt: skip
    if rest:
        everything = await prompts.had_by_members({_person(schedule) for schedule in rest}, since)
        used |= {schedule.schedule_id: everything[_person(schedule)] for schedule in rest}
    return used


def _lately(had: Asked, day: date) -> LastAsked:
    long_ago = day - NOT_AGAIN_FOR

    def last(source: str) -> date | None:
        asked = had.last(source)
        return asked if asked is not None and asked > long_ago else None

    return last


def _pack(schedule: Schedule, pathway: Pathway) -> tuple[Question, ...]:
    return fitting(pathway, schedule.stage, schedule.kinds, schedule.at, is_weekly(schedule))


def _seed(schedule: Schedule, day: date) -> str:
    return f"{schedule.schedule_id}:{day}"


def _person(schedule: Schedule) -> tuple[int, int]:
    """Whose own schedule it is: server and member."""
    assert schedule.member_id is not None
    return schedule.guild_id, schedule.member_id

"""Which question a date gets: what choosing needs to know, read for a whole batch, and the choice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cogs.checkins.packs import Question, fitting, for_the_hour, own_questions
from cogs.checkins.question_rules import NOT_AGAIN_FOR, LastAsked, choose_for, considered_first, first_fresh, turn
from cogs.checkins.rules import is_weekly
from storage.checkin_hosting import HostingStore
from storage.checkin_prompts import PromptStore
from storage.records.checkins import Asked, CircleQuestion, Draft, Schedule
from storage.records.circles import Circle, Pathway
from storage.work import Work

_NOTHING = Asked("")


@dataclass(frozen=True, slots=True)
class Given:
    """What is chosen already (by schedule and date); for what is not, which questions were asked when (by schedule),
    the circles' own lists, and the hosts' drafts."""

    chosen: Mapping[tuple[int, date], Question]
    used: Mapping[int, Asked]
    lists: Mapping[int, Sequence[CircleQuestion]]
    drafts: Mapping[tuple[int, date], Draft]


async def given_for(work: Work, choosing: Sequence[tuple[Schedule, date]]) -> Given:
    """What choosing a question for each of these dates needs, in a few queries however many they are."""
    if not choosing:
        return Given({}, {}, {}, {})
    since = min(day for _, day in choosing)
    circle_ids = {s.schedule_id: s.circle_id for s, _ in choosing if s.circle_id is not None}
    circles = list(set(circle_ids.values()))
    hosted = [schedule.schedule_id for schedule, _ in choosing if schedule.hosted]
    prompts, hosting = PromptStore(work), HostingStore(work)
    of_members = [one for one in choosing if one[0].member_id is not None]
    chosen, used = await _for_members(prompts, of_members, since - NOT_AGAIN_FOR) if of_members else ({}, {})
    if circles:
        had = await prompts.had_by_circles(circles, since - NOT_AGAIN_FOR)
        used |= {schedule_id: had[circle_id] for schedule_id, circle_id in circle_ids.items() if circle_id in had}
    return Given(
        chosen,
        used,
        await hosting.questions_of(circles) if circles else {},
        await hosting.drafts_for(hosted, since) if hosted else {},
    )


def choose(schedule: Schedule, day: date, circle: Circle | None, given: Given) -> Question:
    """The question of one date; the same whenever it is chosen."""
    chosen = given.chosen.get((schedule.schedule_id, day))
    if chosen is not None:
        return chosen
    pathway = Pathway.OPEN if circle is None else circle.pathway
    own = () if circle is None else own_questions(given.lists.get(circle.circle_id, ()), schedule.kinds)
    otherwise = for_the_hour(pathway, schedule.stage, schedule.kinds, schedule.at)
    used = _lately(given.used.get(schedule.schedule_id, _NOTHING), day)
    pack, begin = _pack_and_turn(schedule, pathway, day)
    return choose_for(own, pack, otherwise, used, begin)


async def _for_members(
    prompts: PromptStore, choosing: Sequence[tuple[Schedule, date]], since: date
) -> tuple[dict[tuple[int, date], Question], dict[int, Asked]]:
    """The choice for whoever has not had all of the few questions that are considered first; for the others what they
    had at all. So the price of a choice does not grow with the time that somebody has been here."""
    considered = [considered_first(*_pack_and_turn(s, Pathway.OPEN, day)) for s, day in choosing]
    named: dict[tuple[int, int], list[str]] = {}
    for (schedule, _), few in zip(choosing, considered, strict=True):
        named.setdefault(_person(schedule), []).extend(question.source for question in few)
    had = await prompts.had_of(named, since)
    chosen: dict[tuple[int, date], Question] = {}
    rest: list[Schedule] = []
    for (schedule, day), few in zip(choosing, considered, strict=True):
        question = first_fresh(few, _lately(had.get(_person(schedule), _NOTHING), day))
        if question is None:
            rest.append(schedule)
        else:
            chosen[schedule.schedule_id, day] = question
    everything: Mapping[tuple[int, int], Asked] = {}
    if rest:
        everything = await prompts.had_by_members({_person(schedule) for schedule in rest}, since)
    return chosen, {schedule.schedule_id: everything[_person(schedule)] for schedule in rest}


def _lately(had: Asked, day: date) -> LastAsked:
    long_ago = day - NOT_AGAIN_FOR

    def last(source: str) -> date | None:
        asked = had.last(source)
        return asked if asked is not None and asked > long_ago else None

    return last


def _pack_and_turn(schedule: Schedule, pathway: Pathway, day: date) -> tuple[tuple[Question, ...], int]:
    weekly = is_weekly(schedule)
    pack = fitting(pathway, schedule.stage, schedule.kinds, schedule.at, weekly)
    return pack, turn(schedule.schedule_id, day, weekly=weekly)


def _person(schedule: Schedule) -> tuple[int, int]:
    """Whose own schedule it is: server and member."""
    assert schedule.member_id is not None
    return schedule.guild_id, schedule.member_id

"""Which question of a pack a date gets, pure: the same again whenever it is worked out."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b

from cogs.checkins.packs import Question

NOT_AGAIN_FOR = timedelta(days=60)
_FEW = 2  # the first is fresh unless the pack became another meanwhile, or it stood in for a question before
_STRIDES = (1009, 1013, 1019, 1021, 1031, 1033, 1039, 1049)
"""Primes above the length of any pack: a walk with such a step meets every question before it meets one again."""

LastAsked = Callable[[str], date | None]
"""From the source of a question to when it was asked last, within the time for which it does not come again."""


def turn(schedule_id: int, day: date, *, weekly: bool) -> int:
    """Where a date begins to look in a list of questions (modulo its length). Each schedule walks a pack in an order of
    its own, a step a day or a week, so that no date begins where another began before the whole pack was walked."""
    begin, stride = _walk(schedule_id)
    return begin + stride * (day.toordinal() // (7 if weekly else 1))


@lru_cache(maxsize=1024)
def _walk(schedule_id: int) -> tuple[int, int]:
    number = int.from_bytes(blake2b(b"%d" % schedule_id, digest_size=8).digest())
    return number, _STRIDES[number % len(_STRIDES)]


def considered_first(questions: Sequence[Question], begin: int) -> Sequence[Question]:
    """The few at which `choose_for` looks first when there is no list of their own, in its order."""
    at = begin % len(questions)
    few = questions[at : at + _FEW]
    return few if len(few) == _FEW else [*few, *questions[: min(_FEW - len(few), at)]]


def first_fresh(questions: Iterable[Question], used: LastAsked) -> Question | None:
    """The first that has not been asked lately."""
    return next((question for question in questions if used(question.source) is None), None)


def choose_for(
    own: Sequence[Question], pack: Sequence[Question], otherwise: Sequence[Question], used: LastAsked, begin: int
) -> Question:
    """One that has not been asked of these people within 60 days: a circle's own list comes first, then the packs, then
    what else would fit; if all have, the one of the pack that was asked longest ago.

    `begin` is their `turn`: the same chooses the same, a restart in the middle changes nothing.
    """
    for questions in (own, pack, otherwise):
        fresh = _fresh(questions, used, begin)
        if fresh is not None:
            return fresh
    return _asked_longest_ago(pack, used, begin)


def _fresh(questions: Sequence[Question], used: LastAsked, begin: int) -> Question | None:
    count = len(questions)
    return first_fresh((questions[(begin + step) % count] for step in range(count)), used)


def _asked_longest_ago(questions: Sequence[Question], used: LastAsked, begin: int) -> Question:
    asked = [(used(question.source) or date.min, question) for question in questions]
    oldest = min(day for day, _ in asked)
    candidates = [question for day, question in asked if day == oldest]
    return candidates[begin % len(candidates)]

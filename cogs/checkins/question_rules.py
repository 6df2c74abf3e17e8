"""Which question of a pack a date gets, pure: the same again whenever it is worked out."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b

from cogs.checkins.packs import Question

NOT_AGAIN_FOR = timedelta(days=60)
_FEW = 4  # of a pack of a hundred, most people have not had one of four within 60 days

LastAsked = Callable[[str], date | None]
"""From the source of a question to when it was asked last, within the time for which it does not come again."""


def considered_first(questions: Sequence[Question], seed: str) -> Sequence[Question]:
    """The few at which `choose_for` looks first when there is no list of their own, in its order."""
    begin = _number(seed) % len(questions)
    few = questions[begin : begin + _FEW]
    return few if len(few) == _FEW else [*few, *questions[: min(_FEW - len(few), begin)]]


def first_fresh(questions: Iterable[Question], used: LastAsked) -> Question | None:
    """The first that has not been asked lately."""
    return next((question for question in questions if used(question.source) is None), None)


def choose_question(questions: Sequence[Question], used: LastAsked, seed: str) -> Question:
    """One that has not been asked of these people within 60 days; if all have, the one asked longest ago.

    The same seed always chooses the same question: a restart in the middle changes nothing.
    """
    return _fresh(questions, used, seed) or _asked_longest_ago(questions, used, seed)


def choose_for(
    own: Sequence[Question], pack: Sequence[Question], otherwise: Sequence[Question], used: LastAsked, seed: str
) -> Question:
    """A circle's own list comes first; when all of it was asked within 60 days, the packs take over, and after them
    what else would fit."""
    for questions in (own, pack, otherwise):
        fresh = _fresh(questions, used, seed)
        if fresh is not None:
            return fresh
    return _asked_longest_ago(pack, used, seed)


def _fresh(questions: Sequence[Question], used: LastAsked, seed: str) -> Question | None:
    """The first from where the seed begins: most people have had few of them, and the rest is not looked at."""
    begin, count = _number(seed), len(questions)
    return first_fresh((questions[(begin + step) % count] for step in range(count)), used)


def _asked_longest_ago(questions: Sequence[Question], used: LastAsked, seed: str) -> Question:
    asked = [(used(question.source) or date.min, question) for question in questions]
    oldest = min(day for day, _ in asked)
    candidates = [question for day, question in asked if day == oldest]
    return candidates[_number(seed) % len(candidates)]


@lru_cache(maxsize=1024)
def _number(seed: str) -> int:
    return int.from_bytes(blake2b(seed.encode(), digest_size=8).digest())

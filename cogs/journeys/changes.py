"""A change of a journey, written down as it is made, so that for a day it can be taken back.

`opened` before the change, `closed` after it, both inside its transaction. What was queued because of how things
stood, and is true no longer, is dropped; what comes next is worked out anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile

from cogs.journeys.ahead import look_ahead, pace_of
from cogs.journeys.keeping import Kept, as_kept
from cogs.journeys.ledger_rows import differences, plain_milestone, rows_of
from cogs.journeys.rules import Step, Unit, road
from cogs.shared.wall_clock import local_date
from storage.journey_ledger import LedgerStore
from storage.journeys import JourneyStore
from storage.members import MemberStore
from storage.milestones import MilestoneStore
from storage.outbox import OutboxStore
from storage.records.journeys import Journey, JourneyPath, Ledger
from storage.records.milestones import Milestone, MilestoneState
from storage.work import Work

CAN_UNDO = timedelta(hours=24)
KEPT_BACK = ":kept-back"
_DAY = timedelta(days=1)
_UNSPOKEN = (MilestoneState.DUE, MilestoneState.PASSED)


class What(StrEnum):
    """What was done; each has a sentence about what taking it back does."""

    BEGUN = "begun"
    HARD_DAY = "hard_day"
    HARD_DAY_TOLD_MORE = "hard_day_told_more"
    NEW_START = "new_start"
    PAUSED = "paused"
    WENT_ON = "went_on"
    DATE = "date"
    EARLIER_TIME = "earlier_time"
    JOINED = "joined"
    RENAMED = "renamed"
    HIDDEN = "hidden"
    SHOWN = "shown"
    PUT_AWAY = "put_away"
    TAKEN_OUT = "taken_out"
    FIGURES = "figures"
    STEPS = "steps"


@dataclass(frozen=True, slots=True)
class Opened:
    """How things stood: the journeys a change is about, and what they had reached without speaking of it."""

    ledgers: tuple[Ledger, ...]
    unspoken: dict[int, Milestone]


async def opened(work: Work, *journeys: Journey) -> Opened:
    ledgers = tuple([await LedgerStore(work).of(journey) for journey in journeys])
    return Opened(ledgers, await _unspoken(work, *journeys))


async def closed(work: Work, before: Opened, journey: Journey, what: What | None, now: datetime) -> Kept:
    """Settle what follows from the change of this journey and keep, sealed and for a day, how it stood before."""
    journey = await JourneyStore(work).get(journey.guild_id, journey.member_id, journey.journey_id) or journey
    await forget_untrue(work, journey, now)
    kept = await look_ahead(work, journey, now)
    changed = differences(rows_of(before.ledgers), rows_of([kept.ledger]))
    if not changed or what is None:
        return kept
    after = await _unspoken(work, journey)
    stood = {
        "rows": changed,
        "made": [key for key in after if key not in before.unspoken],
        "lost": [plain_milestone(one) for key, one in before.unspoken.items() if key not in after],
    }
    await LedgerStore(work).keep_before(kept.ledger, what.value, stood, now)
    return kept


async def forget_untrue(work: Work, journey: Journey, now: datetime) -> None:
    """Steps that nobody was told of yet, and that the runs as they are now have not reached, are as if never reached:
    they are not asked about, and can be reached later."""
    if journey.path is JourneyPath.NO_NUMBERS:
        return
    ledger = await LedgerStore(work).of(journey)
    kept = as_kept(ledger, await MemberStore(work).get(journey.guild_id, journey.member_id))
    unspoken = await _unspoken(work, journey)
    await forget(work, [one for one in unspoken.values() if not _is_true(one, kept, now)], now)


async def forget(work: Work, milestones: Sequence[Milestone], now: datetime) -> None:
    """These were never reached; what waits to be said of them is not said."""
    await MilestoneStore(work).remove([one.milestone_id for one in milestones])
    await OutboxStore(work).drop(ask_keys(milestones), now)


def ask_keys(milestones: Iterable[Milestone]) -> list[str]:
    """What waits to be said to a member about these steps, also what was kept back for a day."""
    return [f"milestone:{one.milestone_id}{kept_back}" for one in milestones for kept_back in ("", KEPT_BACK)]


def _is_true(milestone: Milestone, kept: Kept, now: datetime) -> bool:
    journey = kept.ledger.journey
    step = Step(milestone.step, milestone.label, Unit(milestone.unit), milestone.amount)
    pace = pace_of(journey, kept.zone, kept.hour)
    soon = local_date(now, kept.zone) + 2 * _DAY  # it may have been reached in a zone that is ahead of this one
    for run in kept.ledger.runs:
        if run.counts_as != milestone.run_id:
            continue
        # What is complete on the morning of the first day that no longer counts was reached all the same.
        end = soon if run.ended_on is None else min(run.ended_on + _DAY, soon)
        along = road((step,), run.counted_from, pace, started_at=run.started_at)
        for reached in takewhile(lambda one, end=end: one.on < end, along):
            if milestone.state is MilestoneState.PASSED or reached.on == milestone.reached_on:
                return True
    return False


async def _unspoken(work: Work, *journeys: Journey) -> dict[int, Milestone]:
    found = [one for journey in journeys for one in await MilestoneStore(work).of_journey(journey.journey_id)]
    return {one.milestone_id: one for one in found if one.state in _UNSPOKEN}

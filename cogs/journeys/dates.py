"""Dates put right, and time from before it was written down here. Neither is a hard day, and neither costs anything."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from cogs.journeys.changes import What, closed, opened
from cogs.journeys.keeping import NO_ID, Kept, Refused, WhyNot, as_kept, own
from cogs.journeys.runs import not_a_day, today_of, write_down
from storage.database import Database
from storage.journey_ledger import LedgerStore
from storage.members import MemberStore
from storage.records.journeys import Ending, Run

MOST_RUNS = 100
_DAY = timedelta(days=1)


async def correct(
    database: Database,
    member_id: int,
    journey_id: int,
    run_id: int,
    *,
    first: date | None,
    first_at: datetime | None,
    last: date | None,
    now: datetime,
) -> Kept | Refused:
    """The first day of a run, the moment on it if hours matter, and the last day that counts; None leaves it as it is.
    What an earlier first day brings with it is not spoken of, but for today's step."""
    async with database.transaction() as work:
        journey = await own(work, member_id, journey_id)
        if journey is None:
            return Refused(WhyNot.NOT_YOURS)
        before, today = await opened(work, journey), await today_of(work, journey, now)
        run = next((one for one in before.ledgers[0].runs if one.run_id == run_id), None)
        if run is None:
            return Refused(WhyNot.NOT_YOURS)
        changed = _corrected(run, first, first_at, last, today)
        if isinstance(changed, Refused):
            return changed
        if first_at is not None and first_at > now:
            return Refused(WhyNot.AHEAD_OF_TODAY)
        await LedgerStore(work).change_run(journey, changed)
        for further in before.ledgers[0].runs:
            if further.one_with_run_id == run.counts_as and further.started_on > run.started_on:
                more = _days(changed) - _days(run)
                carried = max(0, further.carried_days + more)
                await LedgerStore(work).change_run(journey, replace(further, carried_days=carried, marks_from=today))
        return await closed(work, before, journey, What.DATE, now)


async def add_earlier(
    database: Database, member_id: int, journey_id: int, first: date, last: date, now: datetime
) -> Kept | Refused:
    """A time that was over before it was told here; both days count, and no day twice."""
    async with database.transaction() as work:
        journey = await own(work, member_id, journey_id)
        if journey is None:
            return Refused(WhyNot.NOT_YOURS)
        before, today = await opened(work, journey), await today_of(work, journey, now)
        wrong = not_a_day(first, today) or not_a_day(last, today)
        if wrong is not None:
            return wrong
        if last < first:
            return Refused(WhyNot.ENDS_BEFORE_IT_BEGINS)
        if len(before.ledgers[0].runs) >= MOST_RUNS:
            return Refused(WhyNot.TOO_MANY_RUNS)
        new = Run(NO_ID, journey_id, first, None, last + _DAY, Ending.EARLIER, today)
        made = await LedgerStore(work).add_run(journey, new, now)
        member = await MemberStore(work).get(journey.guild_id, member_id)
        await write_down(work, journey, made, as_kept(before.ledgers[0], member), now)
        return await closed(work, before, journey, What.EARLIER_TIME, now)


def _corrected(
    run: Run, first: date | None, first_at: datetime | None, last: date | None, today: date
) -> Run | Refused:
    begins = first or run.started_on
    wrong = not_a_day(begins, today) or (None if last is None else not_a_day(last, today))
    if wrong is not None:
        return wrong
    if last is not None and run.ended_on is None:
        return Refused(WhyNot.STILL_RUNNING)
    ends = run.ended_on if last is None else last + _DAY
    if ends is not None and ends < begins:
        return Refused(WhyNot.ENDS_BEFORE_IT_BEGINS)
    at = first_at if first_at is not None else (run.started_at if begins == run.started_on else None)
    if begins == run.started_on and ends == run.ended_on and at == run.started_at:
        return run
    return replace(run, started_on=begins, started_at=at, ended_on=ends, marks_from=today)


def _days(run: Run) -> int:
    return 0 if run.ended_on is None else (run.ended_on - run.started_on).days

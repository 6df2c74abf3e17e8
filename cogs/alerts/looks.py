"""Opening many closed cases is noted, slowed, and told to the organisers: words are for helping, not for reading."""

from datetime import datetime, timedelta

from storage.cases import CaseStore
from storage.outbox import OutboxStore
from storage.records.alerts import Case
from storage.records.outbox import Lane, Target, ToSay
from storage.servers import ServerStore
from storage.work import Work

MANY_LOOKS = "alerts.many_looks"
MOST_IN_AN_HOUR = 10
_AN_HOUR = timedelta(hours=1)


async def may_look(work: Work, case: Case, by_member_id: int, now: datetime) -> bool:
    """Whether a closed case may be opened too; the first refusal within an hour is told to the organisers."""
    count = await CaseStore(work).count_by(case.guild_id, by_member_id, "revealed", now - _AN_HOUR)
    if count < MOST_IN_AN_HOUR:
        return True
    await CaseStore(work).write_down(case, "look_refused", now, by_member_id)
    server = await ServerStore(work).get(case.guild_id)
    for member_id in () if server is None else server.organiser_ids:
        to_say = ToSay(
            key=f"looks:{by_member_id}:{now:%Y%m%d%H}:{member_id}",
            kind=MANY_LOOKS,
            lane=Lane.ANSWERS,
            target=Target.MEMBER,
            target_id=member_id,
            guild_id=case.guild_id,
            about_member_id=by_member_id,
            arguments={"who": str(by_member_id), "count": count},
        )
        if member_id != by_member_id:
            await OutboxStore(work).add(to_say, now)
    return False

"""A test that asks the responders once, and an exercise that goes the whole ladder: marked as what they are."""

from datetime import datetime

from cogs.alerts import rules
from cogs.alerts.actions import climb_one
from cogs.alerts.matching.findings import Severity
from cogs.alerts.people import routing_of
from cogs.alerts.policy import drill, trial
from cogs.shared.timings import Timings
from storage.cases import CaseStore
from storage.ids import new_id
from storage.records.alerts import Case, CaseKind
from storage.servers import ServerStore
from storage.work import Work


async def open_test_alert(
    work: Work, guild_id: int, by_member_id: int, now: datetime, timings: Timings, responder_ids: tuple[int, ...] = ()
) -> Case | None:
    """Send the responders a test; a test that is still open is sent again. None when the server is not set up."""
    server = await ServerStore(work).get(guild_id)
    if server is None:
        return None
    store = CaseStore(work)
    policy = trial().with_people((await routing_of(work, server, now)).people(responder_ids, now))
    old = await store.open_of(guild_id, by_member_id, CaseKind.TEST, lock=True)
    if old is not None:
        return await climb_one(work, rules.laddered(old, policy, now), now, timings)
    case = rules.opened(new_id(now), guild_id, by_member_id, CaseKind.TEST, ("test", Severity.HIGH), policy, now)
    await store.add(case)
    await store.write_down(case, "opened", now, by_member_id, test=True)
    return await climb_one(work, case, now, timings)


async def open_drill(
    work: Work, guild_id: int, by_member_id: int, now: datetime, timings: Timings, responder_ids: tuple[int, ...] = ()
) -> Case | None:
    """An exercise that goes the whole ladder until somebody answers; None while one is running, or without set-up."""
    server = await ServerStore(work).get(guild_id)
    store = CaseStore(work)
    if server is None or server.alert_channel_id is None:
        return None
    if any(case.kind is CaseKind.DRILL for case in await store.open_in(guild_id)):
        return None
    policy = drill().with_people((await routing_of(work, server, now)).people(responder_ids, now))
    case = rules.opened(new_id(now), guild_id, by_member_id, CaseKind.DRILL, ("test", Severity.HIGH), policy, now)
    await store.add(case)
    await store.write_down(case, "opened", now, by_member_id, drill=True)
    return await climb_one(work, case, now, timings)

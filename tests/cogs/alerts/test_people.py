"""Who is asked: whoever is on call first, then everybody, as the server's own table says."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from cogs.alerts import policy
from cogs.alerts.matching.findings import Severity
from cogs.alerts.paging import Why
from cogs.alerts.policy import Reach, Repeat
from cogs.alerts.seen import Around
from cogs.alerts.speaking import _whom
from storage.alert_settings import AlertSettingsStore
from storage.counts import CountStore
from storage.database import Database
from storage.ids import new_id
from storage.oncall import OnCallStore
from storage.records.alert_settings import AlertSettings
from storage.records.alerts import Path
from storage.records.oncall import Shift
from tests.cogs.alerts.house import (
    ALERTS,
    ANN,
    AT,
    BEN,
    GUILD,
    OLGA,
    RESPONDERS,
    RITA,
    ROB,
    Taken,
    case_now,
    hit,
    notices,
    open_case,
    record,
    seen,
    set_up,
    sweep,
    take,
)

MINUTE = timedelta(minutes=1)
EVERYBODY = Around(responder_ids=(RITA, ROB))


async def on_rota(database: Database, member_id: int, starts: int = 9 * 60, ends: int = 17 * 60) -> None:
    """On Mondays, like the day of these tests."""
    async with database.transaction() as work:
        await OnCallStore(work).add_shift(Shift(new_id(AT), GUILD, member_id, "monday", starts, ends, "UTC"), AT)


async def test_whoever_is_on_call_is_asked_by_name_and_by_dm_and_the_role_only_at_the_second_step(
    database: Database,
) -> None:
    await set_up(database)
    await on_rota(database, ROB)
    await record(database, seen(1), around=EVERYBODY)
    assert notices(await Taken(database).everything(AT)) == [(ALERTS, "step"), (ROB, "step")]
    case = await open_case(database)
    assert _whom(case, Why.STEP, 0, Path.CHANNEL) == ((), (ROB,))
    assert _whom(case, Why.STEP, 1, Path.CHANNEL) == ((RESPONDERS,), (ROB,))


async def test_outside_all_shifts_the_whole_role_is_asked_at_once(database: Database) -> None:
    await set_up(database)
    await on_rota(database, ROB, 17 * 60, 20 * 60)
    await record(database, seen(1), around=EVERYBODY)
    assert notices(await Taken(database).everything(AT)) == [(ALERTS, "step")]
    assert _whom(await open_case(database), Why.STEP, 0, Path.CHANNEL) == ((RESPONDERS,), ())


async def test_somebody_on_the_rota_who_is_no_responder_any_longer_is_not_asked(database: Database) -> None:
    await set_up(database)
    await on_rota(database, BEN)
    await record(database, seen(1), around=EVERYBODY)
    assert notices(await Taken(database).everything(AT)) == [(ALERTS, "step")]


async def test_a_responder_on_call_who_may_need_help_is_not_paged_about_themselves(database: Database) -> None:
    await set_up(database)
    await on_rota(database, ROB)
    about_rob = seen(1, member_id=ROB, avoid=True, can_read=frozenset({ALERTS}))
    await record(database, about_rob, around=EVERYBODY)
    assert notices(await Taken(database).everything(AT)) == [(RITA, "step")]


async def test_a_case_that_opens_again_asks_who_is_on_call_by_then(database: Database) -> None:
    await set_up(database)
    await on_rota(database, ROB, 9 * 60, 9 * 60 + 10)
    await on_rota(database, RITA, 9 * 60 + 10, 12 * 60)
    await record(database, seen(1), around=EVERYBODY)
    discord = Taken(database)
    await discord.everything(AT)
    case = await open_case(database)
    await take(database, case.case_id, ROB)
    await discord.everything(AT)
    await sweep(database, AT + 20 * MINUTE)  # asked whether they are still there
    await sweep(database, AT + 25 * MINUTE)
    told = notices(await discord.everything(AT + 25 * MINUTE))
    assert (RITA, "reopened") in told
    assert (ROB, "reopened") not in told


async def test_a_server_may_queue_what_we_would_ask_about_but_nothing_makes_a_critical_finding_wait(
    database: Database,
) -> None:
    await set_up(database)
    async with database.transaction() as work:
        for severity in (2, 4):
            await AlertSettingsStore(work).route(GUILD, "suicide", severity, "queue")
    await record(database, seen(1), [hit(Severity.MEDIUM)])
    assert (await open_case(database)).policy["name"] == "queue"
    await record(database, seen(2, BEN), [hit(Severity.CRITICAL)])
    assert (await open_case(database, BEN)).policy["name"] == "urgent"


async def test_what_is_only_counted_leaves_a_number_and_no_case(database: Database) -> None:
    await set_up(database)
    async with database.transaction() as work:
        await AlertSettingsStore(work).route(GUILD, "relapse", 2, "count")
    assert await record(database, seen(1), [hit(Severity.MEDIUM, "relapse")]) is None
    assert await record(database, seen(2), [hit(Severity.LOW, "relapse")]) is None
    assert await record(database, seen(3), [hit(Severity.LOW, "harassment")]) is None
    async with database.reading() as work:
        low = await CountStore(work).low_since(GUILD, AT.date(), AT.date() + timedelta(days=1))
    assert low == {"relapse": 2, "harassment": 1}


async def test_the_pace_is_the_servers_and_stays_for_cases_that_are_open(database: Database) -> None:
    await set_up(database)
    async with database.transaction() as work:
        await AlertSettingsStore(work).save(GUILD, AlertSettings(repeat_every=300, repeat_times=3, hold_for=600), AT)
    await record(database, seen(1))
    case = await open_case(database, ANN)
    async with database.transaction() as work:
        await AlertSettingsStore(work).save(GUILD, AlertSettings(), AT)
    rungs = policy.thawed((await case_now(database, case.case_id)).policy).rungs
    assert [rung.after for rung in rungs] == [0, 180, 300, 600, 900, 1200, 1500, 1800]
    assert rungs[-1].reach is Reach.NOBODY_LEFT


@pytest.mark.parametrize(
    ("category", "severity", "routes", "name"),
    [
        ("suicide", Severity.CRITICAL, {}, "urgent"),
        ("harassment", Severity.HIGH, {}, "urgent"),
        ("suicide", Severity.MEDIUM, {}, "soon"),
        ("relapse", Severity.MEDIUM, {}, "queue"),
        ("asked", Severity.MEDIUM, {}, "soon"),
        ("relapse", Severity.LOW, {}, None),
        ("relapse", Severity.HIGH, {("relapse", 3): "soon"}, "soon"),
        ("relapse", Severity.HIGH, {("relapse", 3): "count"}, "urgent"),
        ("relapse", Severity.MEDIUM, {("relapse", 2): "count"}, None),
        ("relapse", Severity.MEDIUM, {("suicide", 2): "count"}, "queue"),
    ],
)
def test_the_table_says_who_is_asked(
    category: str, severity: Severity, routes: Mapping[tuple[str, int], str], name: str | None
) -> None:
    found = policy.route(category, severity, routes, Repeat())
    assert (None if found is None else found.name) == name


def test_thoughts_of_suicide_never_climb_to_the_organisers_and_are_repeated_to_the_others() -> None:
    reaches = [rung.reach for rung in policy.soon(Repeat(times=2)).rungs]
    assert Reach.ORGANISERS not in reaches
    assert Reach.EVERYONE not in reaches
    assert reaches[-3:] == [Reach.STAFF, Reach.STAFF, Reach.NOBODY_LEFT]


async def test_an_organiser_learns_of_it_at_ten_minutes_and_not_before(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    discord = Taken(database)
    await discord.everything(AT)
    for minute in range(1, 10):
        await sweep(database, AT + minute * MINUTE)
        assert OLGA not in [target for target, _ in notices(await discord.everything(AT + minute * MINUTE))]
    await sweep(database, AT + 10 * MINUTE)
    assert OLGA in [target for target, _ in notices(await discord.everything(AT + 10 * MINUTE))]

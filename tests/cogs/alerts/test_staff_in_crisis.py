"""When the person in crisis works on alerts: the others are asked, by ways that the person cannot read."""

from pathlib import Path
from typing import Any

import pytest

from cogs.alerts import people
from cogs.alerts.matching.engine import starter_engine
from cogs.alerts.paging import NOTICE
from cogs.alerts.policy import People
from cogs.alerts.spilling import Spill
from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from cogs.shared.ui import custom_id
from storage.database import Database
from storage.records.alerts import CaseKind
from storage.servers import ServerStore
from tests.cogs.alerts.house import case_of
from tests.house import (
    ALERTS,
    ANN,
    AT,
    GUILD,
    MOE,
    OLGA,
    RITA,
    ROB,
    OfflineDiscord,
    offline,
    offline_app,
    set_up_server,
)

URGENT = "i am going to kill myself tonight"


@pytest.fixture
async def app(sqlite_database: Database) -> App:
    app = await offline_app(sqlite_database, FixedClock(AT), features=["alerts"])
    await set_up_server(sqlite_database, MOE)
    return app


async def test_a_moderator_who_asks_for_a_human_does_not_have_it_posted_where_they_read(app: App) -> None:
    with offline(app) as folk:
        await folk.command("/support", MOE)
        targets = {target for target, _ in await folk.rendered(NOTICE)}
    assert ALERTS not in targets
    assert MOE.id not in targets
    assert targets == {OLGA.id}  # the only named organiser is the person: the owner is asked


async def test_a_report_about_a_moderator_is_not_there_for_other_responders(app: App) -> None:
    with offline(app) as folk:
        await folk.submit(custom_id("alerts", "worried", RITA.id), ANN, {"note": "she was harsh"})
        case = await case_of(app, RITA.id, CaseKind.REPORT)
        (status,) = await folk.command("/alerts status", ROB)
        (forged,) = await folk.press(custom_id("alerts", "reveal", case.case_id), ROB)
        (own,) = await folk.press(custom_id("alerts", "take", case.case_id), RITA)
        (organiser,) = await folk.command("/alerts status", MOE)
        (taken,) = await folk.press(custom_id("alerts", "take", case.case_id), MOE)
        (handed,) = await folk.submit(custom_id("alerts", "handed", case.case_id), MOE, {"to": [str(ROB.id)]})
    assert str(RITA.id) not in status.text
    assert "I do not know this alert here" in forged.text
    assert "This is about you" in own.text
    assert str(RITA.id) in organiser.text
    assert "You have this now" in taken.text
    assert "not a responder here" in handed.text


async def test_a_moderator_whom_discord_has_not_shown_us_today_is_a_moderator_all_the_same(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    guild = app.get_guild(GUILD)
    assert guild is not None
    rita = guild._members.pop(RITA.id)

    async def fetch_member(member_id: int) -> object:
        assert member_id == RITA.id
        return rita

    monkeypatch.setattr(type(guild), "fetch_member", lambda _, member_id: fetch_member(member_id))
    with offline(app) as folk:
        await folk.submit(custom_id("alerts", "worried", RITA.id), ANN, {"note": ""})
        targets = {target for target, _ in await folk.rendered(NOTICE)}
    assert targets == {MOE.id}


async def test_without_a_database_it_is_said_to_organisers_and_not_in_the_channel_they_read(
    app: App, tmp_path: Path
) -> None:
    with offline(app) as folk:
        async with app.database.reading() as work:
            server = await ServerStore(work).get(GUILD)
        assert server is not None
        spill = Spill(app)
        spill.path = tmp_path / "spill.jsonl"
        spill.remember({GUILD: server})
        seen: list[Any] = []
        app.add_listener(_keep(seen), "on_message")
        await folk.say(URGENT, RITA)
        await spill.keep(seen[0], starter_engine().scan(URGENT))
        (kept,) = await spill.waiting()
        told_once = _told(folk)
        await spill.done([kept])
        spill.path = tmp_path / "not there" / "spill.jsonl"
        await spill.keep(seen[0], starter_engine().scan(URGENT))
    assert told_once
    assert len(_told(folk)) == 2 * len(told_once), "nothing could be kept, and it was said all the same"
    assert str(ALERTS) not in _told(folk)
    assert kept.seen.avoid
    assert kept.seen.can_read == {ALERTS}


def _told(folk: OfflineDiscord) -> list[str]:
    """The channels that something was said in, in order."""
    sent = [one.path.split("/") for one in folk.requests if one.method == "POST" and one.path.endswith("/messages")]
    return [path[path.index("channels") + 1] for path in sent]


def test_somebody_always_hears_of_a_report_about_the_only_organiser() -> None:
    everybody = People(
        alert_channel_id=1, responder_role_id=2, moderator_role_id=3, organiser_ids=(7,), responder_ids=(7, 8)
    )
    alone = people.organisers_only(everybody, 7, owner_id=7)
    assert alone.organiser_ids == ()
    assert alone.responder_ids == (8,)
    assert people.organisers_only(everybody, 7, owner_id=9).organiser_ids == (9,)


def _keep(seen: list[Any]) -> Any:
    async def on_message(message: Any) -> None:
        seen.append(message)

    return on_message

"""What an organiser takes home from /setup export."""

import tomllib
from datetime import date

import pytest

from cogs.setup.settings_file import on_call_hours
from cogs.shared.app import App
from storage.database import Database
from storage.ladders import LadderStore
from storage.oncall import OnCallStore
from storage.records.oncall import Shift
from tests.cogs.setup.test_doors import choices, resolved
from tests.house import ALERTS, ANN, AT, GUILD, MODERATORS, OLGA, RITA, offline, offline_app


@pytest.fixture
async def app(sqlite_database: Database) -> App:
    return await offline_app(sqlite_database, features=["setup"])


async def test_an_organiser_gets_names_and_numbers_in_a_file_and_nobody_else_sees_it(app: App) -> None:
    with offline(app) as people:
        await people.command("/setup server", OLGA, choices(), resolved=resolved())
        async with app.database.transaction() as work:
            await LadderStore(work).give_role(GUILD, "days", "30 days", MODERATORS)
            await OnCallStore(work).add_shift(Shift(1, GUILD, RITA.id, "monday", 18 * 60, 22 * 60, "Europe/Lisbon"), AT)
        (answer,) = await people.command("/setup export", OLGA)
    assert answer.private
    assert "No person is in it" in answer.text
    ((name, content),) = answer.files
    assert name == "circlekeeper-settings.toml"
    kept = tomllib.loads(content.decode())
    assert kept["server"] | {"locale": ""} == {
        "zone": "Europe/Lisbon", "locale": "", "alert_channel": "alerts", "responder_role": "Responders",
        "moderator_role": "Moderators", "organisers": 1, "watch_new_channels": False,
    }  # fmt: skip
    assert kept["shift"] == [{"weekday": "monday", "from": "18:00", "to": "22:00"}]
    assert kept["milestone_role"] == [{"ladder": "days", "step": "30 days", "role": "Moderators"}]
    assert {"role": "Moderators", "permission": "manage_roles"} in kept["missing"]  # the bot's own role is no higher
    assert str(RITA.id) not in content.decode()
    assert str(ALERTS) not in content.decode()


async def test_before_set_up_there_is_nothing_to_take_home_and_a_member_is_refused(app: App) -> None:
    with offline(app) as people:
        (early,) = await people.command("/setup export", OLGA)
        (refused,) = await people.command("/setup export", ANN)
    assert "has not been set up" in early.text
    assert "Manage Server" in refused.text
    assert early.files == refused.files == ()


@pytest.mark.parametrize(
    ("shift", "today", "hours"),
    [
        (("monday", 22 * 60, 6 * 60, "Europe/London"), date(2026, 3, 2), ("monday", "22:00", "06:00")),
        (("monday", 60, 120, "Asia/Tokyo"), date(2026, 3, 2), ("sunday", "16:00", "17:00")),
        (("sunday", 20 * 60, 23 * 60, "America/New_York"), date(2026, 1, 5), ("monday", "01:00", "04:00")),
        (("sunday", 20 * 60, 23 * 60, "America/New_York"), date(2026, 3, 16), ("monday", "00:00", "03:00")),
    ],
)
def test_hours_on_call_are_told_on_the_servers_clock(
    shift: tuple[str, int, int, str], today: date, hours: tuple[str, str, str]
) -> None:
    weekday, begin, end = hours
    assert on_call_hours([shift], "Europe/London", today) == [{"weekday": weekday, "from": begin, "to": end}]

"""What an organiser reads while setting a server up."""

import pytest

from cogs.shared.app import App
from cogs.shared.ui import custom_id
from storage.database import Database
from storage.servers import ServerStore
from tests.house import ALERTS, ANN, GENERAL, GUILD, MODERATORS, OLGA, RESPONDERS, RITA, offline, offline_app


@pytest.fixture
async def app(sqlite_database: Database) -> App:
    return await offline_app(sqlite_database, features=["setup"])


def choices(channel_id: int = ALERTS) -> dict[str, object]:
    return {
        "zone": "Europe/Lisbon",
        "alert_channel": (7, str(channel_id)),
        "responder_role": (8, str(RESPONDERS)),
        "moderator_role": (8, str(MODERATORS)),
    }


def resolved(channel_id: int = ALERTS) -> dict[str, object]:
    name = "alerts" if channel_id == ALERTS else "general"
    return {
        "channels": {str(channel_id): {"id": str(channel_id), "name": name, "type": 0, "permissions": "0"}},
        "roles": {
            str(role): {"id": str(role), "name": "role", "permissions": "0", "position": 1}
            for role in (RESPONDERS, MODERATORS)
        },
    }


async def test_an_organiser_sees_what_was_chosen_and_that_it_is_not_live_yet(app: App) -> None:
    with offline(app) as people:
        (answer,) = await people.command("/setup server", OLGA, choices(), resolved=resolved())
    assert answer.private
    assert "Time zone: Europe/Lisbon" in answer.text
    assert f"Alerts go to <#{ALERTS}>" in answer.text
    assert "Not live yet" in answer.text


async def test_a_channel_that_everyone_can_read_is_refused_and_nothing_is_kept(app: App) -> None:
    with offline(app) as people:
        (answer,) = await people.command("/setup server", OLGA, choices(GENERAL), resolved=resolved(GENERAL))
    assert "Everyone can read that channel" in answer.text
    async with app.database.reading() as work:
        assert await ServerStore(work).get(GUILD) is None


async def test_a_member_cannot_set_the_server_up(app: App) -> None:
    with offline(app) as people:
        (answer,) = await people.command("/setup server", ANN, choices(), resolved=resolved())
    assert "Manage Server" in answer.text
    assert answer.private


async def test_an_unknown_zone_is_explained(app: App) -> None:
    with offline(app) as people:
        (answer,) = await people.command(
            "/setup server", OLGA, choices() | {"zone": "../etc/passwd"}, resolved=resolved()
        )
    assert "I do not know that time zone" in answer.text


async def test_each_newly_watched_channel_is_told_so_once(app: App) -> None:
    with offline(app) as people:
        await people.command("/setup server", OLGA, choices(), resolved=resolved())
        await people.press(custom_id("setup", "watched"), OLGA, values=[str(GENERAL)], component=8)
        await people.press(custom_id("setup", "watched"), OLGA, values=[str(GENERAL)], component=8)
        said = await people.rendered("setup.watched")
    assert [target for target, _ in said] == [GENERAL]
    assert "This channel is watched" in said[0][1]


async def test_a_responder_pressing_an_organisers_panel_changes_nothing(app: App) -> None:
    with offline(app) as people:
        await people.command("/setup server", OLGA, choices(), resolved=resolved())
        (answer,) = await people.press(custom_id("setup", "watched"), RITA, values=[str(GENERAL)], component=8)
    assert "Manage Server" in answer.text
    async with app.database.reading() as work:
        server = await ServerStore(work).get(GUILD)
    assert server is not None
    assert not server.watches(GENERAL)


async def test_a_forged_button_gets_a_sentence(app: App) -> None:
    with offline(app) as people:
        (answer,) = await people.press("setup:nothing:1", ANN)
        (worse,) = await people.press("x" * 100, ANN)
    assert "earlier time" in answer.text
    assert "earlier time" in worse.text

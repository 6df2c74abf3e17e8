"""What an organiser reads while setting a server up."""

from datetime import datetime, timedelta

import pytest

from cogs.setup import actions
from cogs.shared.app import App
from cogs.shared.ui import custom_id
from storage.database import Database
from storage.outbox import OutboxStore
from storage.records.outbox import State
from storage.servers import ServerStore
from tests.house import (
    ALERTS,
    ANN,
    CIRCLE,
    GENERAL,
    GUILD,
    MODERATORS,
    OLGA,
    RESPONDERS,
    RITA,
    ROOMS,
    offline,
    offline_app,
)


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


async def settle_notice(app: App, state: State) -> None:
    now = app.clock.now()
    async with app.database.transaction() as work:
        for row in await OutboxStore(work).claim(now, now, 500):
            if row.kind == actions.WATCHED_NOTICE:
                await OutboxStore(work).settle(row, state, now)
                await app.delivery._kinds[row.kind].settled(work, row, state, now)


async def watches_general(app: App) -> bool:
    async with app.database.reading() as work:
        server = await ServerStore(work).get(GUILD)
    assert server is not None
    return server.watches(GENERAL)


async def test_a_channel_is_watched_from_the_moment_its_notice_stands_there_and_not_before(app: App) -> None:
    with offline(app) as people:
        await people.command("/setup server", OLGA, choices(), resolved=resolved())
        (panel,) = await people.press(custom_id("setup", "watched"), OLGA, values=[str(GENERAL)], component=8)
        assert not await watches_general(app)
        await settle_notice(app, State.DELIVERED)
        assert await watches_general(app)
        (after,) = await people.press(custom_id("setup", "check"), OLGA)
    assert f"Watched channels: <#{GENERAL}> (as soon as its notice stands there)" in panel.text
    assert f"Watched channels: <#{GENERAL}>" in after.text


async def test_a_channel_that_takes_no_notice_is_not_watched_and_that_is_said(app: App) -> None:
    with offline(app) as people:
        await people.command("/setup server", OLGA, choices(), resolved=resolved())
        await people.press(custom_id("setup", "watched"), OLGA, values=[str(GENERAL)], component=8)
        await settle_notice(app, State.GONE)
        ((target, words),) = await people.rendered(actions.NOT_WATCHED)
    assert not await watches_general(app)
    assert target == ALERTS
    assert f"I could not post the notice in <#{GENERAL}>" in words


async def test_a_channel_that_is_chosen_and_taken_back_hears_nothing(app: App) -> None:
    with offline(app) as people:
        await people.command("/setup server", OLGA, choices(), resolved=resolved())
        await people.press(custom_id("setup", "watched"), OLGA, values=[str(GENERAL)], component=8)
        await people.press(custom_id("setup", "unwatch"), OLGA, values=[str(GENERAL)], component=8)
        assert await people.rendered(actions.WATCHED_NOTICE) == []
    assert not await watches_general(app)


async def test_a_role_that_nobody_has_is_refused_because_it_would_reach_nobody(app: App) -> None:
    guild = app.get_guild(GUILD)
    assert guild is not None
    for member in guild.members:
        if MODERATORS in [role.id for role in member.roles]:
            member._roles.remove(MODERATORS)
    with offline(app) as people:
        (answer,) = await people.command("/setup server", OLGA, choices(), resolved=resolved())
    assert "Nobody has the moderator role" in answer.text
    assert "Nothing was changed" in answer.text


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


async def _watched(app: App) -> set[int]:
    async with app.database.reading() as work:
        server = await ServerStore(work).get(GUILD)
    assert server is not None
    return {one.channel_id for one in server.watched}


async def test_choosing_more_channels_never_stops_watching_the_ones_before(app: App) -> None:
    with offline(app) as people:
        await people.command("/setup server", OLGA, choices(), resolved=resolved())
        await people.press(custom_id("setup", "watched"), OLGA, values=[str(GENERAL)], component=8)
        await people.press(custom_id("setup", "watched"), OLGA, values=[str(CIRCLE)], component=8)
        await settle_notice(app, State.DELIVERED)
        assert await _watched(app) == {GENERAL, CIRCLE}
        await people.press(custom_id("setup", "unwatch"), OLGA, values=[str(GENERAL)], component=8)
    assert await _watched(app) == {CIRCLE}


async def test_a_category_stands_for_all_its_channels(app: App) -> None:
    with offline(app) as people:
        await people.command("/setup server", OLGA, choices(), resolved=resolved())
        await people.press(custom_id("setup", "watched"), OLGA, values=[str(ROOMS)], component=8)
    await settle_notice(app, State.DELIVERED)
    assert await _watched(app) == {GENERAL, CIRCLE}


async def test_the_alert_channel_and_channels_of_other_servers_cannot_be_watched(app: App) -> None:
    with offline(app) as people:
        await people.command("/setup server", OLGA, choices(), resolved=resolved())
        for channel_id in (ALERTS, 404):
            (answer,) = await people.press(custom_id("setup", "watched"), OLGA, values=[str(channel_id)], component=8)
            assert "There is nothing to watch among those" in answer.text
    assert await _watched(app) == set()


async def test_a_new_channel_is_watched_from_its_first_moment_only_if_the_organiser_chose_so(
    app: App, now: datetime
) -> None:
    later = now + timedelta(hours=1)
    made = {GENERAL: now - timedelta(days=9), CIRCLE: now + timedelta(minutes=30)}
    with offline(app) as people:
        await people.command("/setup server", OLGA, choices(), resolved=resolved())
        assert await actions.watch_new_channels(app.database, GUILD, made, later) == ()
        (answer,) = await people.press(custom_id("setup", "new_channels", "on"), OLGA)
        assert "New channels are watched too" in answer.text
        assert await actions.watch_new_channels(app.database, GUILD, made, later) == (CIRCLE,)
        assert await actions.watch_new_channels(app.database, GUILD, made, later) == ()
        async with app.database.reading() as work:
            server = await ServerStore(work).get(GUILD)
        assert server is not None
        assert [one.since for one in server.watched] == [made[CIRCLE]]
        said = await people.rendered("setup.watched")
    assert [target for target, _ in said] == [CIRCLE]


async def test_a_channel_that_was_taken_off_the_list_does_not_come_back_by_itself(app: App, now: datetime) -> None:
    made = {CIRCLE: now + timedelta(minutes=30)}
    with offline(app) as people:
        await people.command("/setup server", OLGA, choices(), resolved=resolved())
        await people.press(custom_id("setup", "new_channels", "on"), OLGA)
        await actions.watch_new_channels(app.database, GUILD, made, now + timedelta(hours=1))
        await people.press(custom_id("setup", "unwatch"), OLGA, values=[str(CIRCLE)], component=8)
    assert await actions.watch_new_channels(app.database, GUILD, made, now + timedelta(hours=2)) == ()


async def test_many_watched_channels_are_named_up_to_twenty(app: App, now: datetime) -> None:
    with offline(app) as people:
        await people.command("/setup server", OLGA, choices(), resolved=resolved())
        await actions.watch_also(app.database, GUILD, list(range(5000, 5200)), now)
        await settle_notice(app, State.DELIVERED)
        (answer,) = await people.command("/setup status", OLGA)
    assert "180 more" in answer.text
    assert "more like these" in answer.text


async def test_a_channel_of_another_server_cannot_be_watched_from_here(app: App) -> None:
    """X12: an id from elsewhere, sent past what a client would offer."""
    elsewhere = 900_000_000_000_000_777
    with offline(app) as people:
        await people.command("/setup server", OLGA, choices(), resolved=resolved())
        (refused,) = await people.press(custom_id("setup", "watched"), OLGA, values=[str(elsewhere)], component=8)
    async with app.database.reading() as work:
        server = await ServerStore(work).get(GUILD)
    assert server is not None
    assert not server.watches(elsewhere)
    assert refused.private

"""The last ways to people: a stored webhook, and the operator's outside hook. Neither says a name or a word."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from cogs.alerts.actions import ORGANISERS_ASKED
from cogs.alerts.casework import NOBODY_TOLD
from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from cogs.shared.ui import custom_id
from cogs.shared.webhook import WebhookError, is_webhook, post_to_webhook
from cogs.watch.jobs import HookError, Watch
from storage import routes
from storage.alert_settings import AlertSettingsStore
from storage.database import Database
from storage.events import EventStore
from storage.ids import new_id
from storage.oncall import OnCallStore
from storage.records.alert_settings import AlertSettings
from storage.records.events import Event
from storage.records.oncall import Rota, Shift
from storage.servers import ServerStore
from tests.cogs.alerts import house
from tests.house import (
    ALERTS,
    ANN,
    AT,
    GUILD,
    OLGA,
    RITA,
    offline,
    offline_app,
    set_up_server,
)

DISCORD = "https://discord.com/api/v10"


class Outside:
    """A small web server that remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.status = 200
        self.address = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.told.append(await request.json())
        return web.Response(status=self.status)


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    told = Outside()
    site = web.Application()
    site.router.add_post("/{rest:.*}", told.answer)
    runner = web.AppRunner(site)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    host, port = runner.addresses[0][:2]
    told.address = f"http://{host}:{port}"
    yield told
    await runner.cleanup()


@pytest.fixture
async def app(sqlite_database: Database) -> App:
    app = await offline_app(sqlite_database, FixedClock(AT), features=["alerts"])
    await set_up_server(sqlite_database)
    return app


def event(name: str) -> Event:
    arguments = {"case": "1", "severity": 4, "opened_at": (AT - timedelta(minutes=10)).isoformat()}
    return Event(1, name, GUILD, None, arguments, 0, AT)


@pytest.mark.parametrize(
    ("address", "api", "fits"),
    [
        ("https://discord.com/api/webhooks/123456789012345678/" + "a" * 60, DISCORD, True),
        ("https://ptb.discord.com/api/v10/webhooks/123456789012345678/" + "a" * 60, DISCORD, True),
        ("https://discord.com.evil.example/api/webhooks/123456789012345678/" + "a" * 60, DISCORD, False),
        ("http://discord.com/api/webhooks/123456789012345678/" + "a" * 60, DISCORD, False),
        ("https://example.org/hook", DISCORD, False),
        ("http://127.0.0.1:9/api/v10/webhooks/1/a", "http://127.0.0.1:9/api/v10", True),
        ("http://127.0.0.1:8/api/v10/webhooks/1/a", "http://127.0.0.1:9/api/v10", False),
    ],
)
def test_only_a_webhook_of_discord_is_stored(address: str, api: str, fits: bool) -> None:
    assert is_webhook(address, api) is fits


async def test_a_webhook_that_does_not_take_it_says_so(outside: Outside) -> None:
    outside.status = 404
    with pytest.raises(WebhookError, match="404"):
        await post_to_webhook(outside.address, "hello")
    with pytest.raises(WebhookError):
        await post_to_webhook("http://127.0.0.1:1/", "hello")


async def test_an_alert_that_reached_nobody_is_told_through_the_stored_webhook(app: App, outside: Outside) -> None:
    watch = Watch(app)
    async with app.database.transaction() as work:
        await AlertSettingsStore(work).keep_hook(GUILD, outside.address, AT)
    await watch._nobody_told(event(NOBODY_TOLD), AT)
    ((told),) = outside.told
    assert "Someone may need a human" in told["content"]
    assert "critical, 10 minutes old" in told["content"]
    assert told["allowed_mentions"] == {"parse": []}
    assert str(ANN.id) not in told["content"]


async def test_the_operator_hears_when_organisers_are_asked_and_it_is_tried_again_until_it_arrives(
    app: App, outside: Outside
) -> None:
    watch = Watch(app)
    await watch._organisers_asked(event(ORGANISERS_ASKED), AT)  # no hook is set: nothing to do
    watch.hook._address = outside.address
    outside.status = 500
    with pytest.raises(HookError):
        await watch._organisers_asked(event(ORGANISERS_ASKED), AT)
    outside.status = 200
    await watch._organisers_asked(event(ORGANISERS_ASKED), AT)
    assert outside.told[-1] == {
        "state": "unanswered",
        "server": str(GUILD),
        "severity": 4,
        "minutes": 10,
        "at": AT.isoformat(),
    }


async def test_the_event_for_the_operator_is_written_at_ten_minutes_once(database: Database) -> None:
    await house.set_up(database)
    await house.record(database, house.seen(1))
    discord = house.Taken(database)
    for minute in range(12):
        now = house.AT + timedelta(minutes=minute)
        await house.sweep(database, now)
        await discord.everything(now)
    async with database.reading() as work:
        due = [event.name for event in await EventStore(work).due(house.AT + timedelta(hours=1), 50)]
    assert due.count(ORGANISERS_ASKED) == 1


async def test_an_organiser_stores_a_webhook_and_only_after_it_took_a_test(
    app: App, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cogs.alerts import choosing

    posted: list[str] = []

    async def post(address: str, words: str) -> None:
        if "refuse" in address:
            raise WebhookError("404")
        posted.append(words)

    monkeypatch.setattr(choosing, "post_to_webhook", post)
    address = "https://discord.com/api/webhooks/123456789012345678/" + "a" * 60
    made = custom_id("alerts", "webhook")
    with offline(app) as people:
        (form,) = await people.command("/alerts routing webhook", OLGA)
        (wrong,) = await people.submit(made, OLGA, {"address": "https://example.org"})
        (dead,) = await people.submit(made, OLGA, {"address": address[:-6] + "refuse"})
        (responder,) = await people.submit(made, RITA, {"address": address})
        (kept,) = await people.submit(made, OLGA, {"address": address})
        async with app.database.reading() as work:
            assert await AlertSettingsStore(work).hook(GUILD) == address
        (gone,) = await people.submit(made, OLGA, {"address": ""})
    assert form.kind == "modal"
    assert "not the address of a Discord webhook" in wrong.text
    assert "did not take my test message" in dead.text
    assert "Manage Server" in responder.text
    assert "Stored" in kept.text
    assert address not in kept.text
    assert "forgotten" in gone.text
    assert len(posted) == 1


async def test_the_ways_are_kept_when_they_change_and_not_otherwise(app: App, tmp_path: Path) -> None:
    from dataclasses import replace

    from storage import master_key

    master_key.create(tmp_path / "master.key")
    storage = replace(app.config.storage, keys=tmp_path / "keys.db", master_key_file=tmp_path / "master.key")
    app.config = replace(app.config, storage=storage)
    watch = Watch(app)
    async with app.database.reading() as work:
        servers = await ServerStore(work).all()
    assert await watch.routes.keep(servers)
    assert not await watch.routes.keep(servers)
    async with app.database.transaction() as work:
        await AlertSettingsStore(work).keep_hook(GUILD, "https://discord.com/api/webhooks/1/x", AT)
    assert await watch.routes.keep(servers)
    async with app.database.transaction() as work:
        await AlertSettingsStore(work).route(GUILD, "relapse", 2, "urgent")
        await AlertSettingsStore(work).save(GUILD, AlertSettings(repeat_every=300, repeat_times=4), AT)
    assert await watch.routes.keep(servers)
    async with app.database.transaction() as work:
        shift = Shift(new_id(AT), GUILD, RITA.id, "monday", 8 * 60, 17 * 60, "UTC")
        await OnCallStore(work).add_shift(shift, AT)
    assert await watch.routes.keep(servers)
    async with app.database.transaction() as work:
        await OnCallStore(work).awake(GUILD, RITA.id, (480, 1380), "UTC", AT)
    assert not await watch.routes.keep(servers), "when somebody is awake is nothing that the file holds"
    (route,) = routes.load(tmp_path / routes.FILE, tmp_path / "master.key")
    assert route.server.alert_channel_id == ALERTS
    assert route.hook == "https://discord.com/api/webhooks/1/x"
    assert route.rota == Rota((shift,))
    assert (route.table, route.repeat_every, route.repeat_times) == ({("relapse", 2): "urgent"}, 300, 4)

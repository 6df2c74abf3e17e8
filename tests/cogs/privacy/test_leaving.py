"""H14: a server removes the bot: silence at once, and thirty days later nothing is left. Back before, it goes on."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import discord
import pytest

from cogs.privacy.leaving import KEPT_AFTER_LEAVING, SWEEP
from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from storage.database import Database
from storage.members import MemberChanges, MemberStore
from storage.outbox import OutboxStore
from storage.privacy import export_member
from storage.records.outbox import Lane, Target, ToSay
from storage.records.servers import ChannelMode
from storage.servers import ServerChoices, ServerStore
from tests.house import (
    ALERTS,
    ANN,
    AT,
    GENERAL,
    GUILD,
    MODERATORS,
    OLGA,
    RESPONDERS,
    OfflineDiscord,
    offline,
    offline_app,
)

WAITS = ToSay("a prompt", "x", Lane.PROMPTS, Target.CHANNEL, GENERAL, guild_id=GUILD)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(AT)


@pytest.fixture
async def app(database: Database, clock: FixedClock) -> App:
    app = await offline_app(database, clock, features=["privacy"])
    choices = ServerChoices("UTC", ALERTS, RESPONDERS, MODERATORS, (OLGA.id,), [(GENERAL, ChannelMode.NORMAL)])
    async with database.transaction() as work:
        await ServerStore(work).save(GUILD, choices, AT)
        await MemberStore(work).change(GUILD, ANN.id, MemberChanges(zone="Europe/Lisbon"), AT)
        await OutboxStore(work).add(WAITS, AT)
    return app


@pytest.fixture
def people(app: App) -> Iterator[OfflineDiscord]:
    with offline(app) as people:
        yield people


async def removed(app: App, people: OfflineDiscord, **more: object) -> None:
    app._connection.parse_guild_delete({"id": str(GUILD), **more})  # type: ignore[typeddict-item]
    await people.settle()


async def back(app: App, people: OfflineDiscord) -> None:
    from tests.house import _guild

    app._connection.parse_guild_create(_guild())  # type: ignore[arg-type]
    await people.settle()


async def claimed(app: App) -> list[str]:
    now = app.clock.now()
    async with app.database.transaction() as work:
        rows = await OutboxStore(work).claim(now, now, 10)
        due = await OutboxStore(work).next_due()
    assert (due is None) == (not rows), "what cannot be said must not keep anybody waking up"
    return [row.key for row in rows]


async def sweep(app: App) -> None:
    await app.schedule._sweeps[SWEEP].sweep.run(app.clock.now())


async def kept(app: App) -> bool:
    async with app.database.reading() as work:
        server = await ServerStore(work).get(GUILD)
    return server is not None and bool(await export_member(app.database, GUILD, ANN.id))


async def test_nothing_more_is_said_there_and_after_thirty_days_everything_is_gone(
    app: App, people: OfflineDiscord, clock: FixedClock
) -> None:
    await removed(app, people)
    assert await claimed(app) == []
    assert await app.schedule._sweeps[SWEEP].sweep.next_due() == AT + KEPT_AFTER_LEAVING
    clock.advance(AT + KEPT_AFTER_LEAVING - timedelta(seconds=1) - clock.now())
    await sweep(app)
    assert await kept(app)
    clock.advance(AT + KEPT_AFTER_LEAVING - clock.now())
    await sweep(app)
    assert not await kept(app)
    assert await app.schedule._sweeps[SWEEP].sweep.next_due() is None


async def test_back_before_that_it_goes_on_as_it_was(app: App, people: OfflineDiscord, clock: FixedClock) -> None:
    await removed(app, people)
    clock.advance(AT + timedelta(days=29) - clock.now())
    await back(app, people)
    assert await claimed(app) == ["a prompt"]
    clock.advance(AT + timedelta(days=90) - clock.now())
    await sweep(app)
    assert await kept(app)


async def test_an_outage_is_not_a_removal(app: App, people: OfflineDiscord, clock: FixedClock) -> None:
    await removed(app, people, unavailable=True)
    assert await claimed(app) == ["a prompt"]
    clock.advance(AT + timedelta(days=90) - clock.now())
    await sweep(app)
    assert await kept(app)


@pytest.mark.parametrize(("answer", "gone"), [(404, True), (403, True), (500, False), (None, False)])
async def test_removed_while_it_was_away_is_believed_only_when_discord_says_so(
    app: App, answer: int | None, gone: bool
) -> None:
    app._connection._guilds.clear()

    async def asked(*_: object, **__: object) -> object:
        if answer is None:
            return object()
        response = type("Response", (), {"status": answer, "reason": ""})()
        kinds = {404: discord.NotFound, 403: discord.Forbidden}
        raise kinds.get(answer, discord.HTTPException)(response, "")

    with patch.object(app, "fetch_guild", asked):
        for told in app.extra_events["on_ready"]:
            await told()
    assert await claimed(app) == ([] if gone else ["a prompt"])


async def test_a_server_that_was_never_set_up_is_forgotten_in_the_same_way(
    app: App, people: OfflineDiscord, clock: FixedClock
) -> None:
    async with app.database.transaction() as work:
        await ServerStore(work).erase_guild(GUILD)
    await removed(app, people)
    await back(app, people)
    async with app.database.reading() as work:
        assert await ServerStore(work).get(GUILD) is None, "it is not taken for one that was set up"
    await removed(app, people)
    clock.advance(AT + KEPT_AFTER_LEAVING - clock.now())
    await sweep(app)
    assert await export_member(app.database, GUILD, ANN.id) == {}

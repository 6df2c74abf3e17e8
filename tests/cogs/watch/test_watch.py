"""What people are told when the bot is unwell: the truth, once, and that it is over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from cogs.watch import actions, rules
from cogs.watch.jobs import Watch
from cogs.watch.rules import HERE_ONLY, Looked, Reason
from storage.database import Database
from tests.house import (
    ALERTS,
    ANN,
    AT,
    GENERAL,
    GUILD,
    OLGA,
    offline,
    offline_app,
    set_up_server,
)

REASONS = st.frozensets(st.sampled_from(sorted(Reason)))


@pytest.mark.parametrize(
    ("looked", "reasons"),
    [
        (Looked(), set()),
        (Looked(canaries_missed=1), set()),
        (Looked(canaries_missed=2), {Reason.DEAF}),
        (Looked(empty_messages=19), set()),
        (Looked(empty_messages=20), {Reason.NO_TEXT}),
        (Looked(unwritable=True, little_room=True), {Reason.CANNOT_WRITE, Reason.LITTLE_ROOM}),
        (Looked(late_sweeps=1), {Reason.SWEEP_LATE}),
        (Looked(oldest_notice=59.0), set()),
        (Looked(oldest_notice=61.0), {Reason.NOTICES_WAIT}),
    ],
)
def test_each_reason_has_its_limit(looked: Looked, reasons: set[Reason]) -> None:
    assert rules.reasons_everywhere(looked) == reasons


def test_what_is_wrong_on_one_server_is_not_said_on_another() -> None:
    looked = Looked(by_guild={1: frozenset({Reason.CANNOT_READ})})
    assert rules.reasons_on(looked, 1) == {Reason.CANNOT_READ}
    assert rules.reasons_on(looked, 2) == frozenset()
    assert Reason.CANNOT_READ in HERE_ONLY


@given(REASONS, REASONS, REASONS)
def test_people_hear_only_of_what_two_looks_agree_on_and_never_twice(
    known: frozenset[Reason], before: frozenset[Reason], now: frozenset[Reason]
) -> None:
    changed = rules.change(known, before, now)
    assert set(changed.fell_ill) == (before & now) - known
    assert set(changed.got_well) == known - before - now


@pytest.fixture
async def app(sqlite_database: Database) -> App:
    app = await offline_app(sqlite_database, FixedClock(AT), features=[])
    await set_up_server(sqlite_database)
    return app


@pytest.fixture
def watch(app: App) -> Watch:
    watch = Watch(app)
    watch.register()

    async def came_back() -> int:
        return 0

    watch.canary.look = came_back  # type: ignore[method-assign]
    return watch


async def told(app: App) -> list[tuple[int, str]]:
    with offline(app) as people:
        return await people.rendered(actions.UNWELL)


async def test_a_bot_that_is_well_says_nothing(app: App, watch: Watch) -> None:
    for _ in range(3):
        await watch.look()
    assert await told(app) == []


async def test_a_lost_right_is_told_once_and_its_return_too(app: App, watch: Watch) -> None:
    guild = app.get_guild(GUILD)
    assert guild is not None
    general = guild.get_channel(GENERAL)
    assert general is not None
    before = general._overwrites[:]
    deny = discord_overwrite(general.guild.default_role.id, deny=1 << 16)
    general._overwrites = [deny]
    for _ in range(4):
        await watch.look()
    ((target, words),) = await told(app)
    assert target == ALERTS
    assert f"I cannot read <#{GENERAL}>" in words
    general._overwrites = before
    for _ in range(4):
        await watch.look()
    assert "I am well again" in (await told(app))[-1][1]
    assert len(await told(app)) == 2


async def test_an_alert_channel_that_is_gone_is_told_to_the_organisers(app: App, watch: Watch) -> None:
    guild = app.get_guild(GUILD)
    assert guild is not None
    guild._channels.pop(ALERTS)
    for _ in range(2):
        await watch.look()
    ((target, words),) = await told(app)
    assert target == OLGA.id
    assert "I cannot write in the alert channel" in words


async def test_messages_that_arrive_without_words_are_noticed(app: App, watch: Watch) -> None:
    with offline(app) as people:
        for _ in range(20):
            await people.say("", ANN)
    for _ in range(2):
        await watch.look()
    ((_, words),) = await told(app)
    assert "they arrive without their words" in words
    with offline(app) as people:
        await people.say("hello", ANN)
    for _ in range(2):
        await watch.look()
    assert "I am well again" in (await told(app))[-1][1]


async def test_a_server_that_was_told_is_not_told_again_after_a_restart(app: App, watch: Watch) -> None:
    guild = app.get_guild(GUILD)
    assert guild is not None
    guild._channels.pop(ALERTS)
    for _ in range(2):
        await watch.look()
    again = Watch(app)
    again.canary = watch.canary
    for _ in range(3):
        await again.look()
    assert len(await told(app)) == 1


def discord_overwrite(role_id: int, *, deny: int) -> object:
    from discord.abc import _Overwrites

    return _Overwrites({"id": role_id, "type": 0, "allow": "0", "deny": str(deny)})  # type: ignore[arg-type]

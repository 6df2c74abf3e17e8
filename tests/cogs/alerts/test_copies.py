"""What webhooks post, what AutoMod stops, and what a proxy bot posts again for a member."""

from typing import Any

import discord

from cogs.alerts.catching_up import CatchUp
from cogs.alerts.looking import Looker
from cogs.alerts.marking import Marks
from cogs.alerts.matching.engine import starter_engine
from cogs.alerts.own_rules_live import OwnRules
from cogs.alerts.paging import NOTICE, REDRAW
from cogs.alerts.recording import Recorder
from cogs.alerts.staff import Staff
from cogs.shared.app import App
from storage.alert_settings import AlertSettingsStore
from storage.alerts import AlertStore
from storage.cases import CaseStore
from storage.records.alert_settings import AlertSettings
from storage.records.alerts import Case, Source
from storage.servers import ServerStore
from tests.cogs.alerts.test_doors import deliver_all
from tests.house import (
    ALERTS,
    ANN,
    AT,
    GENERAL,
    GUILD,
    offline,
)

URGENT = "i am going to kill myself tonight"
PROXY = 777_000_000_000_000_001
AS_PROXY = {
    "webhook_id": str(PROXY),
    "author": {"id": str(PROXY), "username": "Ann, elsewhere", "discriminator": "0000", "avatar": None, "bot": True},
}


async def case_of(app: App, member_id: int) -> Case | None:
    async with app.database.reading() as work:
        return await CaseStore(work).open_of(GUILD, member_id)


async def test_a_proxy_bots_copy_belongs_to_the_case_of_who_wrote_it_and_pings_nobody_again(app: App) -> None:
    with offline(app) as people:
        original = await people.say(URGENT, ANN)
        await deliver_all(app)
        copy = await people.say(URGENT, ANN, **AS_PROXY)
        assert await people.rendered(NOTICE) == []
        ((_, words),) = await people.rendered(REDRAW)
    case = await case_of(app, ANN.id)
    assert case is not None
    async with app.database.reading() as work:
        alerts = await AlertStore(work).of_case(case.case_id, 5)
    assert {alert.message_id: alert.source for alert in alerts} == {original: Source.MESSAGE, copy: Source.COPY}
    assert await case_of(app, PROXY) is None
    assert "Another program has posted the message again" in words


async def test_a_webhook_is_read_only_where_the_server_chose_it(app: App) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN, **AS_PROXY)
        assert await people.rendered(NOTICE) == []
        async with app.database.transaction() as work:
            await AlertSettingsStore(work).save(GUILD, AlertSettings(webhooks=True), AT)
        await people.say(URGENT, ANN, **AS_PROXY)
        assert len(await people.rendered(NOTICE)) == 1
    assert await case_of(app, PROXY) is not None


async def test_what_webhooks_posted_while_nobody_listened_is_read_only_where_the_server_chose_it(app: App) -> None:
    """What catch-up makes of a page of history."""
    heard: list[discord.Message] = []

    async def on_message(message: discord.Message) -> None:
        heard.append(message)

    with offline(app) as people:
        app.add_listener(on_message, "on_message")
        await people.say(URGENT, ANN, **AS_PROXY)
        staff = Staff(app)
        looker = Looker(app, OwnRules(app, starter_engine()), staff)
        catch_up = CatchUp(app, looker, Recorder(app, looker), Marks())
        async with app.database.reading() as work:
            server = await ServerStore(work).get(GUILD)
        assert server is not None
        assert await catch_up._found(heard, server) == []
        async with app.database.transaction() as work:
            await AlertSettingsStore(work).save(GUILD, AlertSettings(webhooks=True), AT)
        ((seen, _),) = await catch_up._found(heard, server)
    assert seen.member_id == PROXY


async def test_words_that_automod_stopped_reach_people_once(app: App) -> None:
    execution: dict[str, Any] = {
        "guild_id": str(GUILD),
        "action": {"type": 1, "metadata": {}},
        "rule_id": "5",
        "rule_trigger_type": 1,
        "user_id": str(ANN.id),
        "channel_id": str(GENERAL),
        "content": URGENT,
        "matched_keyword": "kill",
        "matched_content": "kill",
    }
    with offline(app) as people:
        for kind in (1, 2):  # blocked, and told to the server's own staff: two events for one message
            action = {"type": kind, "metadata": {"channel_id": str(ALERTS)} if kind == 2 else {}}
            app._connection.parse_auto_moderation_action_execution(execution | {"action": action})  # type: ignore[arg-type]
            await people.settle()
        ((target, words),) = await people.rendered(NOTICE)
    assert target == ALERTS
    assert "Discord stopped this message; nobody else has seen it." in words
    assert isinstance(app.intents, discord.Intents)
    assert app.intents.auto_moderation_execution

"""How closely a watched channel is looked at: chosen by an organiser, seen by everybody, and never deaf to danger."""

import pytest

from cogs.shared.app import App
from storage.cases import CaseStore
from storage.database import Database
from storage.records.alerts import CaseKind
from storage.records.servers import ChannelMode
from storage.servers import ServerChoices, ServerStore
from tests.house import (
    ALERTS,
    ANN,
    AT,
    BEN,
    CIRCLE,
    GENERAL,
    GUILD,
    MODERATORS,
    OLGA,
    RESPONDERS,
    RITA,
    Answered,
    OfflineDiscord,
    Person,
    offline,
    offline_app,
)

CRITICAL = "i am going to kill myself tonight"
MEDIUM = "i relapsed last night"


@pytest.fixture
async def app(sqlite_database: Database) -> App:
    app = await offline_app(sqlite_database, features=["alerts"])
    async with sqlite_database.transaction() as work:
        choices = ServerChoices("UTC", ALERTS, RESPONDERS, MODERATORS, (OLGA.id,), [(GENERAL, ChannelMode.NORMAL)])
        await ServerStore(work).save(GUILD, choices, AT)
    return app


async def choose(people: OfflineDiscord, who: Person, how: str, channel_id: int = GENERAL) -> list[Answered]:
    channel = {"id": str(channel_id), "type": 0, "name": "general", "permissions": "0"}
    resolved = {"channels": {str(channel_id): channel}}
    options = {"channel": (7, str(channel_id)), "how": how}
    return await people.command("/alerts routing channel", who, options, resolved=resolved)


async def severity(app: App, who: Person) -> int | None:
    async with app.database.reading() as work:
        case = await CaseStore(work).open_of(GUILD, who.id, CaseKind.ALERT)
    return None if case is None else case.severity


async def test_an_organiser_chooses_how_closely_a_channel_is_looked_at_and_everybody_sees_it(app: App) -> None:
    with offline(app) as people:
        (refused,) = await choose(people, RITA, "venting")
        (chosen,) = await choose(people, OLGA, "venting")
        (elsewhere,) = await choose(people, OLGA, "venting", CIRCLE)
        (seen,) = await people.command("/watched", BEN)
        (standing,) = await people.command("/alerts status", RITA)
        await people.say(MEDIUM, ANN)
        vented = await severity(app, ANN)
        await choose(people, OLGA, "sensitive")
        await people.say(MEDIUM, BEN)
    assert "Only people with “Manage Server”" in refused.text
    assert "only what is high or critical counts" in chosen.text
    assert "is not watched" in elsewhere.text
    assert f"<#{GENERAL}> (only what is urgent)" in seen.text
    assert f"<#{GENERAL}> (only what is urgent) since <t:" in standing.text
    assert vented is None
    assert await severity(app, BEN) == 3


async def test_a_channel_that_is_off_is_still_heard_in_danger_and_nobody_is_told_otherwise(app: App) -> None:
    with offline(app) as people:
        await choose(people, OLGA, "off")
        (seen,) = await people.command("/watched", BEN)
        await people.say(MEDIUM, BEN)
        await people.say(CRITICAL, ANN)
    assert "This channel is watched" in seen.text
    assert f"<#{GENERAL}> (only what is critical)" in seen.text
    assert await severity(app, BEN) is None
    assert await severity(app, ANN) == 4

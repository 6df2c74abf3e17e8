"""H9: who gives themselves the role while somebody's case is open may help, and is noted in what the person exports."""

from cogs.shared.app import App
from cogs.shared.ui import custom_id
from storage.cases import CaseStore
from storage.privacy import export_member
from tests.house import (
    ANN,
    BEN,
    GUILD,
    MODERATORS,
    RESPONDERS,
    OfflineDiscord,
    Person,
    _member,
    offline,
)


async def given(people: OfflineDiscord, who: Person, *roles: int) -> Person:
    now = Person(who.id, who.name, roles)
    payload = _member(now) | {"guild_id": str(GUILD)}
    people.app._connection.parse_guild_member_update(payload)  # type: ignore[arg-type]
    await people.settle()
    return now


async def happened(app: App) -> list[tuple[str, int | None]]:
    (about,) = (await export_member(app.database, GUILD, ANN.id))["alerts_about_you"]
    return [(entry["what"], entry["by"]) for entry in about["what_happened"]]


async def test_who_gives_themselves_the_role_to_read_is_let_in_and_the_person_sees_it(app: App) -> None:
    with offline(app) as people:
        await people.say("i am going to kill myself tonight", ANN)
        async with app.database.reading() as work:
            case = await CaseStore(work).open_of(GUILD, ANN.id)
        assert case is not None
        (refused,) = await people.press(custom_id("alerts", "reveal", case.case_id), BEN)
        now_staff = await given(people, BEN, MODERATORS)
        await people.press(custom_id("alerts", "reveal", case.case_id), now_staff)
        await given(people, now_staff, MODERATORS, RESPONDERS)
    assert "Only responders" in refused.text
    seen = await happened(app)
    assert seen[-2:] == [("became_staff", BEN.id), ("revealed", BEN.id)], "noted once, and before they read"


async def test_where_nobody_waits_for_help_a_new_responder_is_nobodys_business(app: App) -> None:
    with offline(app) as people:
        await given(people, BEN, RESPONDERS)
    assert "alerts_about_you" not in await export_member(app.database, GUILD, ANN.id)

"""A member has died: two people say so, everything stops in silence, and it can be undone."""

from collections.abc import AsyncIterator

import pytest

from cogs.shared.clock import FixedClock
from cogs.shared.ui import custom_id
from storage.database import Database
from storage.remembered import RememberedStore
from storage.servers import ServerChoices, ServerStore
from tests.house import ALERTS, ANN, AT, GUILD, MODERATORS, MOE, RESPONDERS, RITA, OfflineDiscord, offline, offline_app

ANN_NAMED = {"users": {str(ANN.id): {"id": str(ANN.id), "username": "ann", "discriminator": "0", "avatar": None}}}


@pytest.fixture
async def people(sqlite_database: Database) -> AsyncIterator[OfflineDiscord]:
    app = await offline_app(sqlite_database, FixedClock(AT), features=["remembered"])
    async with sqlite_database.transaction() as work:
        chosen = ServerChoices(
            zone="Europe/London",
            alert_channel_id=ALERTS,
            responder_role_id=RESPONDERS,
            moderator_role_id=MODERATORS,
            organiser_ids=(),
            watched=(),
        )
        await ServerStore(work).save(GUILD, chosen, AT)
    with offline(app) as offline_people:
        yield offline_people


async def is_remembered(people: OfflineDiscord) -> bool:
    async with people.app.database.reading() as work:
        return await RememberedStore(work).is_remembered(GUILD, ANN.id)


async def test_one_person_changes_nothing_and_the_second_makes_it_so(people: OfflineDiscord) -> None:
    (asked,) = await people.command("/remembered member", MOE, {"member": (6, str(ANN.id))}, resolved=ANN_NAMED)
    assert asked.private
    assert "Nothing is posted, nothing is erased" in asked.text
    for _ in range(2):
        (waits,) = await people.press(custom_id("remembered", "yes", ANN.id), MOE)
        assert "second person" in waits.text
        assert not await is_remembered(people)
    (listed,) = await people.command("/remembered list", RITA)
    assert custom_id("remembered", "yes", ANN.id) in listed.custom_ids
    (done,) = await people.press(custom_id("remembered", "yes", ANN.id), RITA)
    assert "I leave" in done.text
    assert await is_remembered(people)
    assert people.requests == []  # nothing was posted anywhere


async def test_either_of_them_undoes_it_with_one_press(people: OfflineDiscord) -> None:
    for who in (MOE, RITA):
        await people.press(custom_id("remembered", "yes", ANN.id), who)
    (undone,) = await people.press(custom_id("remembered", "undo", ANN.id), MOE)
    assert "as it was before" in undone.text
    assert not await is_remembered(people)
    (again,) = await people.press(custom_id("remembered", "undo", ANN.id), RITA)
    assert "undone already" in again.text


async def test_members_can_neither_say_nor_see_nor_undo_it(people: OfflineDiscord) -> None:
    for answers in (
        await people.press(custom_id("remembered", "yes", MOE.id), ANN),
        await people.press(custom_id("remembered", "undo", MOE.id), ANN),
        await people.command("/remembered list", ANN),
        await people.command("/remembered member", ANN, {"member": (6, str(ANN.id))}, resolved=ANN_NAMED),
    ):
        assert "people who look after this server" in answers[0].text


async def test_nobody_says_it_of_themselves(people: OfflineDiscord) -> None:
    (refused,) = await people.press(custom_id("remembered", "yes", MOE.id), MOE)
    assert "Nothing was changed" in refused.text

"""What people read when they make, join, leave and close circles."""

import pytest

from cogs.shared.app import App
from cogs.shared.ui import custom_id
from storage.circles import CircleStore
from storage.database import Database
from storage.records.circles import Circle
from tests.house import (
    ALERTS,
    ANN,
    BEN,
    CIRCLE,
    GUILD,
    OLGA,
    ROB,
    Answered,
    OfflineDiscord,
    Person,
    offline,
    offline_app,
)


@pytest.fixture
async def app(sqlite_database: Database) -> App:
    return await offline_app(sqlite_database, features=["circles"])


async def create(people: OfflineDiscord, who: Person = OLGA, **options: object) -> Answered:
    wanted: dict[str, object] = {"name": "Dawn", "channel": (7, str(CIRCLE)), "zone": "Europe/London", **options}
    channel_id = str(wanted["channel"][1])  # type: ignore[index]
    resolved = {"channels": {channel_id: {"id": channel_id, "name": "home", "type": 0, "permissions": "0"}}}
    (answer,) = await people.command("/circle create", who, wanted, resolved=resolved)
    return answer


async def only_circle(app: App) -> Circle:
    async with app.database.reading() as work:
        (circle,) = await CircleStore(work).open_in(GUILD)
    return circle


async def members(app: App) -> set[int]:
    circle = await only_circle(app)
    async with app.database.reading() as work:
        return {member.member_id for member in await CircleStore(work).members(GUILD, circle.circle_id)}


async def test_an_organiser_makes_a_circle_and_is_its_first_keeper(app: App) -> None:
    with offline(app) as people:
        answer = await create(people)
    assert answer.private
    assert "The circle Dawn is ready" in answer.text
    assert f"<#{CIRCLE}>" in answer.text
    async with app.database.reading() as work:
        inside = await CircleStore(work).membership(GUILD, (await only_circle(app)).circle_id, OLGA.id)
    assert inside is not None
    assert inside.keeper


async def test_a_member_cannot_make_a_circle(app: App) -> None:
    with offline(app) as people:
        answer = await create(people, ANN)
    assert "Only people with “Manage Server”" in answer.text
    async with app.database.reading() as work:
        assert await CircleStore(work).open_in(GUILD) == ()


async def test_a_keeper_of_another_circle_can_make_one(app: App) -> None:
    with offline(app) as people:
        await create(people)
        await people.press(custom_id("circles", "join", (await only_circle(app)).circle_id), BEN)
        (named,) = await people.command(
            "/circle keeper",
            OLGA,
            {"circle": "Dawn", "member": (6, str(BEN.id))},
            resolved={
                "users": {str(BEN.id): {"id": str(BEN.id), "username": "ben", "discriminator": "0", "avatar": None}},
                "members": {str(BEN.id): {"roles": [], "flags": 0, "joined_at": None, "permissions": "0"}},
            },
        )
        assert "ben is now a keeper of Dawn" in named.text
        assert "The circle Dusk is ready" in (await create(people, BEN, name="Dusk")).text


async def test_a_home_channel_where_the_bot_cannot_post_is_refused_and_the_permission_named(app: App) -> None:
    guild = app.get_guild(GUILD)
    assert guild is not None
    everyone = guild.default_role
    everyone._permissions &= ~(1 << 11)
    with offline(app) as people:
        answer = await create(people)
    assert "Send Messages" in answer.text
    assert "Nothing was changed" in answer.text
    async with app.database.reading() as work:
        assert await CircleStore(work).open_in(GUILD) == ()


async def test_without_a_zone_the_servers_is_taken_and_without_that_it_is_asked_for(app: App) -> None:
    with offline(app) as people:
        wanted = {"name": "Dawn", "channel": (7, str(CIRCLE))}
        resolved = {"channels": {str(CIRCLE): {"id": str(CIRCLE), "name": "home", "type": 0, "permissions": "0"}}}
        (answer,) = await people.command("/circle create", OLGA, wanted, resolved=resolved)
    assert "no time zone yet" in answer.text


async def test_whoever_joins_reads_the_guidelines_as_text_and_nobody_else_is_told(app: App) -> None:
    with offline(app) as people:
        await create(people, guidelines="Be kind. @everyone <@&5> # big")
        (answer,) = await people.command("/circle join", ANN, {"circle": "dawn"})
    assert answer.private
    assert "Welcome to Dawn" in answer.text
    assert "Be kind" in answer.text
    assert "@everyone" not in answer.text
    assert "<@&5>" not in answer.text
    assert ANN.id in await members(app)


async def test_the_thirteenth_member_is_told_the_circle_is_full(app: App) -> None:
    with offline(app) as people:
        await create(people, limit=12)
        circle = await only_circle(app)
        async with app.database.transaction() as work:
            for member_id in range(1, 12):  # eleven, and the keeper is the first of twelve
                await CircleStore(work).join(GUILD, circle.circle_id, member_id, app.clock.now())
        (answer,) = await people.command("/circle join", ANN, {"circle": "Dawn"})
    assert "Dawn is full right now: it has room for 12 people" in answer.text
    assert ANN.id not in await members(app)


async def test_joining_twice_is_told_calmly(app: App) -> None:
    with offline(app) as people:
        await create(people)
        await people.command("/circle join", ANN, {"circle": "Dawn"})
        (answer,) = await people.command("/circle join", ANN, {"circle": "Dawn"})
    assert "You are in Dawn already" in answer.text


async def test_a_circle_in_a_hidden_channel_is_neither_listed_nor_joined(app: App) -> None:
    with offline(app) as people:
        await create(people, channel=(7, str(ALERTS)))
        (listed,) = await people.command("/circle list", ANN)
        (joined,) = await people.command("/circle join", ANN, {"circle": "Dawn"})
        (for_responders,) = await people.command("/circle list", ROB)
    assert "Dawn" not in listed.text
    assert "cannot see the home channel" in joined.text
    assert "Dawn" in for_responders.text
    assert ANN.id not in await members(app)


async def test_a_member_joins_and_leaves_from_the_list(app: App) -> None:
    with offline(app) as people:
        await create(people)
        circle = await only_circle(app)
        (listed,) = await people.command("/circle list", ANN)
        assert custom_id("circles", "join", circle.circle_id) in listed.custom_ids
        await people.press(custom_id("circles", "join", circle.circle_id), ANN)
        (listed,) = await people.command("/circle list", ANN)
        assert "You are in this circle" in listed.text
        (left,) = await people.press(custom_id("circles", "leave", circle.circle_id), ANN)
    assert "You have left Dawn" in left.text
    assert ANN.id not in await members(app)


async def test_the_circle_of_another_server_cannot_be_joined_with_a_forged_button(app: App) -> None:
    with offline(app) as people:
        await create(people)
        circle = await only_circle(app)
        async with app.database.transaction() as work:
            await CircleStore(work).erase_guild(GUILD)
        (answer,) = await people.press(custom_id("circles", "join", circle.circle_id), ANN)
    assert "could not find that circle" in answer.text


async def test_only_a_keeper_or_organiser_closes_a_circle(app: App) -> None:
    with offline(app) as people:
        await create(people)
        (refused,) = await people.command("/circle close", ANN, {"circle": "Dawn"})
        (closed,) = await people.command("/circle close", OLGA, {"circle": "Dawn"})
        (after,) = await people.command("/circle join", ANN, {"circle": "Dawn"})
    assert "Only a keeper" in refused.text
    assert "is closed" in closed.text
    assert "could not find that circle" in after.text


async def test_two_circles_of_one_name_are_refused(app: App) -> None:
    with offline(app) as people:
        await create(people)
        answer = await create(people, name="  dAWN ")
    assert "already" in answer.text


async def test_a_member_who_leaves_the_server_is_in_no_circle_any_more(app: App) -> None:
    with offline(app) as people:
        await create(people)
        await people.command("/circle join", ANN, {"circle": "Dawn"})
        app._connection.parse_guild_member_remove(
            {
                "guild_id": str(GUILD),
                "user": {"id": str(ANN.id), "username": "ann", "discriminator": "0", "avatar": None},
            }
        )
        await people.settle()
    assert ANN.id not in await members(app)


async def test_how_long_somebody_may_wait_for_a_person_is_the_circles_choice_and_stays(app: App) -> None:
    with offline(app) as people:
        await create(people, reply_hours=2)
        assert (await only_circle(app)).reply_hours == 2
        await people.command("/circle change", OLGA, {"circle": "Dawn", "name": "Early"})
        assert (await only_circle(app)).reply_hours == 2
        await people.command("/circle change", OLGA, {"circle": "Early", "reply_hours": 12})
    assert (await only_circle(app)).reply_hours == 12

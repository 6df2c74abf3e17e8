"""A role for a step: worn only by who said so, taken again when it should be, and never in the way of a celebration."""

from typing import Any

import discord
import pytest

from cogs.journeys.reaching import CELEBRATION
from cogs.journeys.role_events import ROLES
from cogs.journeys.role_giving import TROUBLE, RoleGiving
from cogs.journeys.roles import RoleFacts, Unfit, held_by, unfit
from cogs.shared.ui import custom_id
from storage.events import EventStore
from storage.ladders import LadderStore
from storage.records.events import Event
from storage.records.journeys import Journey
from storage.servers import ServerChoices, ServerStore
from tests.cogs.journeys.test_doors import Scene, scene
from tests.house import ALERTS, ANN, BOT, GUILD, MODERATORS, OLGA, RESPONDERS

__all__ = ["scene"]
ROLE = RESPONDERS  # a role without any rights in this house


@pytest.fixture(autouse=True)
def above(scene: Scene) -> None:
    """The bot may give roles, and stands above all of them."""
    guild = scene.app.get_guild(GUILD)
    assert guild is not None
    top = guild.get_role(MODERATORS)
    assert top is not None
    top.position, top._permissions = 9, 1 << 28
    guild.me._roles.add(MODERATORS)


async def asks_for_a_role(scene: Scene, *, wanted: bool = True) -> Journey:
    journey = await scene.begin(date="2026-02-23")
    async with scene.app.database.transaction() as work:
        await LadderStore(work).give_role(GUILD, "secular_plain", "w1", ROLE)
    if wanted:
        await scene.people.press(custom_id("journeys", "marking_role", journey.journey_id), ANN)
    return journey


async def celebrate(scene: Scene) -> None:
    await scene.pass_time()
    milestone = (await scene.milestones())[0]
    row = f"{milestone.milestone_id}.{scene.circle.circle_id}"
    await scene.people.press(custom_id("journeys", "celebrate", row), ANN)


async def settle(scene: Scene) -> None:
    """Handle every sign that roles may change, twice: at least once is what events promise."""
    async with scene.app.database.reading() as work:
        due = [event for event in await EventStore(work).due(scene.clock.now(), 100) if event.name == ROLES]
    giving = RoleGiving(scene.app)
    for event in due:
        for _ in range(2):
            await giving.settle(event, scene.clock.now())
        async with scene.app.database.transaction() as work:
            await EventStore(work).handled(event.row_id)


def done(scene: Scene) -> list[str]:
    return [one.method for one in scene.people.requests if "/roles/" in one.path]


async def test_only_who_said_so_wears_it_and_it_is_given_once(scene: Scene) -> None:
    await asks_for_a_role(scene, wanted=False)
    await celebrate(scene)
    await settle(scene)
    assert done(scene) == []
    (journey,) = [kept.ledger.journey for kept in await _mine(scene)]
    (shown,) = await scene.people.press(custom_id("journeys", "marking_role", journey.journey_id), ANN)
    assert "Everybody sees roles" in shown.text
    await settle(scene)
    assert done(scene) == ["PUT"]
    assert await held_by(scene.app.database, GUILD, ANN.id) == {ROLE}


async def test_marked_quietly_there_is_no_role(scene: Scene) -> None:
    await asks_for_a_role(scene)
    await scene.pass_time()
    (milestone,) = await scene.milestones()
    await scene.people.press(custom_id("journeys", "quiet", milestone.milestone_id), ANN)
    await settle(scene)
    assert done(scene) == []


@pytest.mark.parametrize("verb", ["again", "hide", "put_away", "marking_role"])
async def test_a_new_start_hiding_and_a_no_take_it_again(scene: Scene, verb: str) -> None:
    journey = await asks_for_a_role(scene)
    await celebrate(scene)
    await settle(scene)
    await scene.people.press(custom_id("journeys", verb, journey.journey_id), ANN)
    await settle(scene)
    assert done(scene) == ["PUT", "DELETE"]
    assert await held_by(scene.app.database, GUILD, ANN.id) == frozenset()


async def test_taking_the_celebration_back_takes_the_role(scene: Scene) -> None:
    await asks_for_a_role(scene)
    await celebrate(scene)
    await settle(scene)
    (milestone,) = await scene.milestones()
    await scene.people.press(custom_id("journeys", "take_back", milestone.milestone_id), ANN)
    await settle(scene)
    assert done(scene) == ["PUT", "DELETE"]


async def held(scene: Scene) -> dict[int, int]:
    async with scene.app.database.reading() as work:
        return await LadderStore(work).held(GUILD, ANN.id)


async def test_two_journeys_that_become_one_leave_a_role_to_the_one_that_stays(scene: Scene) -> None:
    worn = await asks_for_a_role(scene)
    await celebrate(scene)
    await settle(scene)
    into = await scene.begin(name="The same, begun twice")
    await scene.people.press(custom_id("journeys", "marking_role", into.journey_id), ANN)
    await scene.people.press(custom_id("journeys", "pause", into.journey_id), ANN)
    assert await held(scene) == {ROLE: worn.journey_id}
    await scene.people.press(custom_id("journeys", "joined", f"{into.journey_id}.{worn.journey_id}"), ANN)
    await settle(scene)
    assert await held(scene) == {ROLE: into.journey_id}
    (shown,) = await scene.people.press(custom_id("journeys", "back", into.journey_id), ANN)
    (undo,) = [one for one in shown.custom_ids if one.startswith("journeys:undo:")]
    await scene.people.press(undo, ANN)
    await settle(scene)
    assert await held(scene) == {ROLE: worn.journey_id}
    assert done(scene) == ["PUT"]


async def test_joined_into_one_that_wants_no_role_it_is_taken(scene: Scene) -> None:
    worn = await asks_for_a_role(scene)
    await celebrate(scene)
    await settle(scene)
    into = await scene.begin(name="Without a role")
    await scene.people.press(custom_id("journeys", "joined", f"{into.journey_id}.{worn.journey_id}"), ANN)
    await settle(scene)
    assert done(scene) == ["PUT", "DELETE"]
    assert await held(scene) == {}


async def test_a_journey_that_was_never_begun_leaves_no_role(scene: Scene) -> None:
    journey = await asks_for_a_role(scene)
    await celebrate(scene)
    await settle(scene)
    (shown,) = await scene.people.press(custom_id("journeys", "back", journey.journey_id), ANN)
    (undo,) = [one for one in shown.custom_ids if one.startswith("journeys:undo:")]
    await scene.people.press(undo, ANN)
    await settle(scene)
    assert done(scene) == ["PUT", "DELETE"]


async def test_an_erasure_takes_it_first(scene: Scene) -> None:
    await asks_for_a_role(scene)
    await celebrate(scene)
    await settle(scene)
    await scene.app.before_erasing.undo_all(GUILD, ANN.id)
    assert done(scene) == ["PUT", "DELETE"]
    assert await held_by(scene.app.database, GUILD, ANN.id) == frozenset()


async def test_who_leaves_is_given_nothing_back_unasked(scene: Scene) -> None:
    await asks_for_a_role(scene)
    await celebrate(scene)
    await settle(scene)
    await RoleGiving(scene.app).left(
        Event(1, "member.left", GUILD, ANN.id, {}, 0, scene.clock.now()), scene.clock.now()
    )
    assert await held_by(scene.app.database, GUILD, ANN.id) == frozenset()
    assert done(scene) == ["PUT"]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (None, Unfit.GONE),
        (RoleFacts(below_ours=True, managed=False, we_may=False), Unfit.NO_RIGHT),
        (RoleFacts(below_ours=False, managed=False, we_may=True), Unfit.TOO_HIGH),
        (RoleFacts(below_ours=True, managed=True, we_may=True), Unfit.MANAGED),
        (RoleFacts(True, False, True, frozenset({"ban_members"})), Unfit.POWERFUL),
        (RoleFacts(below_ours=True, managed=False, we_may=True), None),
    ],
)
def test_each_thing_in_the_way_has_its_name(facts: RoleFacts | None, why: Unfit | None) -> None:
    assert unfit(facts) is why


async def test_a_missing_right_is_told_once_with_the_fix_and_the_celebration_goes_out(scene: Scene) -> None:
    await asks_for_a_role(scene)
    async with scene.app.database.transaction() as work:
        choices = ServerChoices("Europe/London", ALERTS, RESPONDERS, MODERATORS, [OLGA.id], [])
        await ServerStore(work).save(GUILD, choices, scene.clock.now())
    guild = scene.app.get_guild(GUILD)
    assert guild is not None
    _role(guild, MODERATORS)._permissions = 0
    await celebrate(scene)
    await settle(scene)
    assert len(await scene.people.rendered(CELEBRATION)) == 1
    ((target, words),) = await scene.people.rendered(TROUBLE)
    assert target == ALERTS
    assert "Please give me “Manage Roles”" in words
    _role(guild, MODERATORS)._permissions = 1 << 28
    assert await scene.people.rendered(TROUBLE) == []  # put right before its turn came


async def test_an_organiser_chooses_the_role_and_is_told_what_stands_in_the_way(scene: Scene) -> None:
    guild = scene.app.get_guild(GUILD)
    assert guild is not None
    options: dict[str, Any] = {"ladder": "secular_plain", "step": "w1", "role": (8, str(ROLE))}
    role = {"id": str(ROLE), "name": "Responders", "permissions": "0", "position": 1, "color": 0, "hoist": False,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "managed": False, "mentionable": True, "flags": 0}  # fmt: skip
    resolved = {"roles": {str(ROLE): role}}
    (refused,) = await scene.people.command("/milestones role", ANN, options, resolved=resolved)
    assert "Manage Server" in refused.text
    (answer,) = await scene.people.command("/milestones role", OLGA, options, resolved=resolved)
    assert "worn only by those who celebrate the step" in answer.text
    (shown,) = await scene.people.command("/milestones show", OLGA)
    assert f"<@&{ROLE}>" in shown.text
    _role(guild, ROLE)._permissions = 1 << 2
    (powerful,) = await scene.people.command("/milestones role", OLGA, options, resolved=resolved)
    assert "a step must not make somebody staff" in powerful.text
    (unknown,) = await scene.people.command("/milestones role", OLGA, {"ladder": "secular_plain", "step": "x"})
    assert "Please pick both from the list" in unknown.text
    (none,) = await scene.people.command("/milestones role", OLGA, {"ladder": "secular_plain", "step": "w1"})
    assert "No role for the step" in none.text


def _role(guild: discord.Guild, role_id: int) -> discord.Role:
    role = guild.get_role(role_id)
    assert role is not None
    return role


async def _mine(scene: Scene) -> Any:
    from cogs.journeys.keeping import mine

    assert BOT
    return await mine(scene.app.database, GUILD, ANN.id)

"""Own questions reach people by the way they chose: a DM, a private thread with them alone, or their next press."""

from datetime import timedelta
from typing import Any

import discord
import pytest

from cogs.shared.ui import custom_id
from storage.checkin_prompts import PromptStore
from storage.members import MemberChanges, MemberStore
from storage.records.checkins import PromptState
from storage.records.members import Member, Reach
from tests.cogs.checkins.conftest import Scene
from tests.cogs.checkins.test_hosting import thread
from tests.cogs.checkins.test_once import ask_many
from tests.cogs.checkins.test_own import own_prompts
from tests.cogs.shared.test_delivery import deliver, refusal
from tests.house import ANN, GENERAL, GUILD

THREAD = 950_000_000_000_000_007


class Wire:
    """Answers like Discord where threads are made and DMs opened, and keeps where things were said."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.may_make_threads = True
        self.shut: set[int] = set()
        self.made: list[dict[str, Any]] = []
        self.said_in: list[int] = []
        self.opened: list[int] = []

    async def request(self, route: Any, **kwargs: Any) -> Any:
        if route.path == "/channels/{channel_id}/threads":
            if not self.may_make_threads:
                raise refusal(403, 50013)
            self.made.append(kwargs["json"])
            return thread(THREAD) | {"type": 12, "parent_id": str(GENERAL)}
        if "thread-members" in route.path:
            return None
        answered = await self.scene.people.http_request(route, **kwargs)
        if route.path == "/users/@me/channels":
            self.opened.append(int(kwargs["json"]["recipient_id"]))
        elif route.path == "/channels/{channel_id}/messages":
            if route.channel_id in self.shut:
                raise refusal(403, 50007)
            self.said_in.append(route.channel_id)
        return answered


@pytest.fixture
def wire(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Wire:
    made = Wire(scene)
    monkeypatch.setattr(scene.app.http, "request", made.request)
    return made


async def me(scene: Scene, reach: Reach) -> str:
    options = {"time": "09:15", "zone": "Europe/London", "reach": reach.value}
    (answer,) = await scene.people.command("/checkin me", ANN, options)
    return answer.text


async def member(scene: Scene) -> Member | None:
    async with scene.app.database.reading() as work:
        return await MemberStore(work).get(GUILD, ANN.id)


async def quarter_past(scene: Scene) -> None:
    scene.clock.advance(timedelta(minutes=15))
    await scene.sweep()
    await deliver(scene.app)


async def test_a_private_thread_is_opened_says_who_can_read_it_and_the_question_goes_there(
    scene: Scene, wire: Wire
) -> None:
    panel = await me(scene, Reach.THREAD)
    assert "Staff with “Manage Threads” can read it." in panel
    (made,) = wire.made
    assert made["type"] == discord.ChannelType.private_thread.value
    assert made["invitable"] is False
    assert "ann" not in made["name"].lower()
    await quarter_past(scene)
    assert wire.said_in == [THREAD, THREAD]  # what the thread is for, and the question
    await me(scene, Reach.THREAD)
    assert len(wire.made) == 1  # theirs from before


async def test_where_no_thread_can_be_opened_nothing_is_set_and_the_member_reads_what_to_do(
    scene: Scene, wire: Wire
) -> None:
    wire.may_make_threads = False
    assert "try in another channel, or choose another way" in await me(scene, Reach.THREAD)
    assert await member(scene) is None
    await quarter_past(scene)
    assert wire.said_in == []


async def test_from_a_thread_to_direct_messages_nothing_more_goes_where_staff_can_read(
    scene: Scene, wire: Wire
) -> None:
    await me(scene, Reach.THREAD)
    await scene.people.press(custom_id("checkins", "reach", "0.dm"), ANN)
    await quarter_past(scene)
    assert THREAD not in wire.said_in[1:]
    assert wire.said_in[1:] == [ANN.id + 1]


async def test_closed_direct_messages_wait_for_the_next_press_and_the_member_reads_why(
    scene: Scene, wire: Wire
) -> None:
    wire.shut.add(ANN.id + 1)
    await me(scene, Reach.DM)
    await quarter_past(scene)
    assert wire.said_in == []
    answers = await scene.people.command("/checkin answer", ANN)
    assert all(one.private for one in answers)
    assert "I could not reach you by the way you chose" in answers[-1].text
    (panel,) = await scene.people.command("/checkin me", ANN)
    assert "That way was shut when I last tried" in panel.text
    (prompt,) = await own_prompts(scene)
    assert prompt.state is PromptState.ASKED


async def test_who_chose_the_next_press_is_told_there_without_an_excuse(scene: Scene, wire: Wire) -> None:
    await me(scene, Reach.NEXT_PRESS)
    await quarter_past(scene)
    assert wire.said_in == []
    answers = await scene.people.command("/checkin answer", ANN)
    assert "Only you see your answer." in answers[-1].text
    assert "could not reach" not in answers[-1].text


@pytest.mark.fault
async def test_s25_two_hundred_people_at_nine_are_opened_ten_a_minute_and_all_are_asked(
    scene: Scene, wire: Wire
) -> None:
    scene.app.doors.ready = False  # nobody of the two hundred is in the cache of this small server
    people = range(1000, 1200)
    async with scene.app.database.transaction() as work:
        for member_id in people:
            await MemberStore(work).change(
                GUILD, member_id, MemberChanges(reach=Reach.DM, zone="Europe/London"), scene.clock.now()
            )
        await ask_many(work, people, scene.clock.now())
    scene.clock.advance(timedelta(minutes=30))
    await scene.sweep()
    minutes = 0
    while len(set(wire.opened)) < len(people) and minutes < 30:
        before = len(wire.opened)
        for _ in range(10):  # the ten sixths of a minute in which a turn may come
            await deliver(scene.app)
            scene.clock.advance(timedelta(seconds=6))
        assert len(wire.opened) - before <= 10
        minutes += 1
    assert sorted(wire.opened) == list(people)
    assert minutes <= 21
    async with scene.app.database.reading() as work:
        states = {(await PromptStore(work).latest_of_member(GUILD, one, 1))[0].state for one in people}
    assert states == {PromptState.ASKED}

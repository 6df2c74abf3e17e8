"""What must reach someone reaches them: once, in order of need, and never silently lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord
import pytest

from cogs.shared import alerts_first
from cogs.shared.answers import Text
from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from cogs.shared.delivery import marker_of, nonce_of
from cogs.shared.said import Kind, Said, Way
from storage.database import Database
from storage.members import MemberChanges, MemberStore
from storage.outbox import OutboxStore
from storage.records.members import Reach
from storage.records.outbox import Lane, OutboxRow, State, Target, ToSay
from storage.remembered import RememberedStore
from tests.house import ANN, AT, BEN, BOT, GENERAL, GUILD, MOE, ROB, OfflineDiscord, offline, offline_app

THREAD = {
    "id": "77", "type": 12, "guild_id": str(GUILD), "parent_id": str(GENERAL), "owner_id": str(BOT), "name": "you",
    "message_count": 1, "member_count": 2,
    "thread_metadata": {"archived": True, "archive_timestamp": AT.isoformat(), "auto_archive_duration": 1440,
                        "locked": False},
}  # fmt: skip


class Wire(OfflineDiscord):
    """Answers each send with what the test lays in, then with success."""

    def __init__(self, app: App) -> None:
        super().__init__(app)
        self.refusals: list[BaseException] = []

    async def http_request(self, route: Any, **kwargs: Any) -> Any:
        if "/messages" in route.path and route.method in ("POST", "PATCH") and self.refusals:
            raise self.refusals.pop(0)
        answer = await super().http_request(route, **kwargs)
        return THREAD if route.path == "/channels/{channel_id}" else answer

    def said(self) -> list[str]:
        return [
            r.body["components"][0]["content"] if r.body.get("components") else str(r.body.get("content"))
            for r in self.requests
            if r.path.endswith("/messages")
        ]


def refusal(status: int, code: int) -> discord.HTTPException:
    class Response:
        def __init__(self) -> None:
            self.status, self.reason, self.headers = status, "", {"Via": "1.1 google"}

    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    return kinds.get(status, discord.HTTPException)(Response(), {"code": code, "message": ""})  # type: ignore[arg-type]


@pytest.fixture
async def wire(sqlite_database: Database) -> AsyncIterator[Wire]:
    app = await offline_app(sqlite_database, FixedClock(AT), features=[])

    async def render(row: OutboxRow, now: datetime) -> Said | None:
        if row.arguments.get("unwanted"):
            return None
        return Said(Text(str(row.arguments["text"])), plain=f"plain {row.arguments['text']}")

    app.delivery.register(Kind("test.said", render))
    app.delivery.register(Kind("test.staff", render, way=Way.DM))
    with offline(app) as people:
        listening = Wire(app)
        people.http_request = listening.http_request  # type: ignore[method-assign]
        app.http.request = listening.http_request  # type: ignore[method-assign]
        yield listening


def to_say(key: str, lane: Lane = Lane.ANSWERS, **more: Any) -> ToSay:
    arguments = {"text": key, **more.pop("arguments", {})}
    fields: dict[str, Any] = {"kind": "test.said", "target": Target.CHANNEL, "target_id": GENERAL, "guild_id": GUILD}
    return ToSay(key=key, lane=lane, arguments=arguments, **(fields | more))


async def write(app: App, *wanted: ToSay) -> None:
    async with app.database.transaction() as work:
        for one in wanted:
            await OutboxStore(work).add(one, app.clock.now())


async def deliver(app: App) -> None:
    """What the sweep does, until nothing is due now."""
    while await app.delivery._claim(app.clock.now()):
        assert await app.quiet.until_quiet(60)


async def state_of(app: App, key: str) -> State:
    async with app.database.reading() as work:
        row = await OutboxStore(work).by_key(key)
    assert row is not None
    return row.state


async def test_what_was_written_is_said_once_however_often_it_is_looked_for(wire: Wire) -> None:
    await write(wire.app, to_say("a"), to_say("a"))
    await deliver(wire.app)
    await deliver(wire.app)
    assert wire.said() == ["a"]
    assert await state_of(wire.app, "a") is State.DELIVERED


async def test_every_send_names_who_may_be_pinged_and_carries_an_enforced_nonce(wire: Wire) -> None:
    await write(wire.app, to_say("a"))
    await deliver(wire.app)
    body = wire.requests[-1].body
    assert body["allowed_mentions"] == {"parse": []}
    assert body["nonce"] == nonce_of("a")
    assert body["enforce_nonce"] is True
    assert body["components"][0]["id"] == marker_of("a")


async def test_a_reset_connection_is_tried_again_with_the_same_nonce(wire: Wire) -> None:
    wire.refusals = [aiohttp.ClientOSError(104, "reset")]
    await write(wire.app, to_say("a"))
    await deliver(wire.app)
    assert wire.said() == []
    assert await state_of(wire.app, "a") is State.WAITING
    wire.app.clock.advance(timedelta(seconds=2))  # type: ignore[attr-defined]
    await deliver(wire.app)
    assert wire.said() == ["a"]
    assert wire.requests[-1].body["nonce"] == nonce_of("a")


async def test_an_alert_overtakes_any_number_of_prompts(wire: Wire) -> None:
    await write(wire.app, *(to_say(f"prompt {n}", Lane.PROMPTS) for n in range(60)), to_say("alert", Lane.ALERTS))
    assert await wire.app.delivery._claim(wire.app.clock.now())
    assert await wire.app.quiet.until_quiet(60)
    assert wire.said()[0] == "alert"


async def test_what_is_no_longer_wanted_is_not_said(wire: Wire) -> None:
    await write(wire.app, to_say("a", arguments={"unwanted": True}))
    await deliver(wire.app)
    assert wire.said() == []
    assert await state_of(wire.app, "a") is State.DROPPED


async def test_a_deleted_channel_ends_in_a_state_that_moderators_can_see(wire: Wire) -> None:
    wire.refusals = [refusal(404, 10003)]
    await write(wire.app, to_say("a"))
    await deliver(wire.app)
    assert await state_of(wire.app, "a") is State.GONE
    async with wire.app.database.reading() as work:
        seen = await OutboxStore(work).undelivered(GUILD, AT - timedelta(days=1))
    assert [row.key for row in seen] == ["a"]


async def test_a_channel_that_is_gone_is_not_asked_again_for_ten_minutes(wire: Wire) -> None:
    wire.refusals = [refusal(404, 10003)]
    await write(wire.app, to_say("a"))
    await deliver(wire.app)
    await write(wire.app, to_say("b"))
    await deliver(wire.app)
    assert wire.said() == []
    assert await state_of(wire.app, "b") is State.GONE


async def test_a_refused_layout_is_said_in_its_plain_form(wire: Wire) -> None:
    wire.refusals = [refusal(400, 50035)]
    await write(wire.app, to_say("a"))
    await deliver(wire.app)
    assert wire.said() == ["plain a"]


async def test_a_member_who_chose_nothing_is_told_at_their_next_press_and_nowhere_else(wire: Wire) -> None:
    await write(wire.app, to_say("a", target=Target.MEMBER, target_id=ANN.id))
    await deliver(wire.app)
    assert wire.said() == []
    assert await state_of(wire.app, "a") is State.HELD


async def test_shut_direct_messages_keep_the_words_for_the_next_press(wire: Wire) -> None:
    async with wire.app.database.transaction() as work:
        await MemberStore(work).change(GUILD, ANN.id, MemberChanges(reach=Reach.DM), AT)
    wire.refusals = [refusal(403, 50007)]
    await write(wire.app, to_say("a", target=Target.MEMBER, target_id=ANN.id))
    await deliver(wire.app)
    assert await state_of(wire.app, "a") is State.HELD
    async with wire.app.database.reading() as work:
        member = await MemberStore(work).get(GUILD, ANN.id)
    assert member is not None
    assert member.closed_at == AT


async def test_staff_with_shut_direct_messages_end_in_closed_so_that_the_next_person_is_asked(wire: Wire) -> None:
    wire.refusals = [refusal(403, 50007)]
    await write(wire.app, to_say("a", kind="test.staff", target=Target.MEMBER, target_id=ANN.id))
    await deliver(wire.app)
    assert await state_of(wire.app, "a") is State.CLOSED


async def test_a_revoked_token_stops_everything(wire: Wire) -> None:
    wire.refusals = [refusal(401, 0)]
    await write(wire.app, to_say("a"))
    await deliver(wire.app)
    assert wire.app.ended_because == "Discord refused the token"


async def test_ten_new_conversations_a_minute_are_opened_and_no_more(wire: Wire) -> None:
    people = [ANN.id + 100 * n for n in range(1, 16)]
    rows = [to_say(f"to {who}", kind="test.staff", target=Target.MEMBER, target_id=who) for who in people]
    await write(wire.app, *rows)
    await deliver(wire.app)
    opened = [r for r in wire.requests if r.path == "/users/@me/channels"]
    assert len(opened) == 10


async def test_many_redraws_become_one_edit_with_the_newest_words(wire: Wire) -> None:
    async with wire.app.database.transaction() as work:
        for n in range(30):
            newest = to_say("card", edits_message_id=77, arguments={"text": f"state {n}"})
            await OutboxStore(work).redraw(newest, wire.app.clock.now())
    await deliver(wire.app)
    edits = [r for r in wire.requests if r.method == "PATCH"]
    assert [r.body["components"][0]["content"] for r in edits] == ["state 29"]


async def test_a_redraw_asked_for_while_the_first_send_is_on_its_way_becomes_an_edit_of_it(wire: Wire) -> None:
    await write(wire.app, to_say("card", arguments={"text": "old"}))
    async with wire.app.database.transaction() as work:
        (sending,) = await OutboxStore(work).claim(wire.app.clock.now(), AT + timedelta(minutes=1), 1)
        await OutboxStore(work).redraw(to_say("card", arguments={"text": "new"}), wire.app.clock.now())
        await OutboxStore(work).settle(sending, State.DELIVERED, AT, channel_id=GENERAL, message_id=77)
        await OutboxStore(work).redraw(to_say("card", arguments={"text": "newest"}), wire.app.clock.now())
    await deliver(wire.app)
    (request,) = [r for r in wire.requests if "/messages" in r.path]
    assert request.method == "PATCH"
    async with wire.app.database.reading() as work:
        row = await OutboxStore(work).by_key("card")
    assert row is not None
    assert row.message_id == 77
    assert request.body["components"][0]["content"] == "newest"


@pytest.mark.parametrize(
    ("lane", "whom", "said"),
    [
        (Lane.PROMPTS, {"target": Target.MEMBER, "target_id": ANN.id}, False),
        (Lane.CELEBRATIONS, {"about_member_id": ANN.id}, False),
        (Lane.ANSWERS, {"target": Target.MEMBER, "target_id": BEN.id, "about_member_id": ANN.id}, False),
        (Lane.ALERTS, {"about_member_id": ANN.id}, True),
        (Lane.PROMPTS, {"about_member_id": BEN.id}, True),
    ],
)
async def test_nothing_but_an_alert_is_said_to_or_about_a_remembered_member(
    wire: Wire, lane: Lane, whom: dict[str, Any], said: bool
) -> None:
    async with wire.app.database.transaction() as work:
        for person in (ANN, BEN):
            await MemberStore(work).change(GUILD, person.id, MemberChanges(reach=Reach.DM), AT)
        await RememberedStore(work).say(GUILD, ANN.id, MOE.id, AT)
        await RememberedStore(work).confirm(GUILD, ANN.id, ROB.id, AT)
    await write(wire.app, to_say("a", lane, **whom))
    await deliver(wire.app)
    assert (await state_of(wire.app, "a")) is (State.DELIVERED if said else State.DROPPED)


async def test_an_edit_that_is_refused_posts_no_second_message_beside_the_first(wire: Wire) -> None:
    wire.refusals = [refusal(400, 50035)]
    await write(wire.app, to_say("a", edits_message_id=5))
    await deliver(wire.app)
    assert wire.said() == []
    assert await state_of(wire.app, "a") is State.DROPPED


async def test_an_edit_in_an_archived_thread_reopens_it_and_its_member_stays_reachable(wire: Wire) -> None:
    async with wire.app.database.transaction() as work:
        await MemberStore(work).change(GUILD, ANN.id, MemberChanges(reach=Reach.THREAD), AT)
        await MemberStore(work).found_way(GUILD, ANN.id, 77)
    wire.refusals = [refusal(400, 50083)]
    await write(wire.app, to_say("a", target=Target.MEMBER, target_id=ANN.id, edits_message_id=5))
    await deliver(wire.app)
    assert await state_of(wire.app, "a") is State.WAITING
    wire.app.clock.advance(timedelta(seconds=2))  # type: ignore[attr-defined]
    await deliver(wire.app)
    asked = [(r.method, r.path) for r in wire.requests]
    assert asked == [
        ("GET", "/channels/{channel_id}"),
        ("PATCH", "/channels/{channel_id}"),
        ("PATCH", "/channels/{channel_id}/messages/{message_id}"),
    ]
    assert wire.requests[1].body == {"archived": False}
    assert await state_of(wire.app, "a") is State.DELIVERED
    async with wire.app.database.reading() as work:
        member = await MemberStore(work).get(GUILD, ANN.id)
    assert member is not None
    assert member.closed_at is None


async def test_an_alert_is_on_its_way_with_the_commit_that_wrote_it(wire: Wire) -> None:
    await wire.app.delivery.start()
    async with wire.app.database.transaction(urgent=True) as work:
        wire.app.delivery.take_along(work)
        await OutboxStore(work).add(to_say("alert", Lane.ALERTS), wire.app.clock.now())
        await OutboxStore(work).add(to_say("later", Lane.PROMPTS), wire.app.clock.now())
        assert wire.said() == [], "nobody hears of what may still be rolled back"
    assert await wire.app.quiet.until_quiet(60)
    assert wire.said() == ["alert"]
    assert await state_of(wire.app, "alert") is State.DELIVERED
    assert await state_of(wire.app, "later") is State.WAITING
    await deliver(wire.app)
    assert wire.said() == ["alert", "later"]


async def test_what_was_taken_along_and_never_said_is_said_after_the_next_start(wire: Wire) -> None:
    wire.app.delivery._spawn = lambda work, _: work.close()  # type: ignore[method-assign] - the power goes here
    await wire.app.delivery.start()
    async with wire.app.database.transaction(urgent=True) as work:
        wire.app.delivery.take_along(work)
        await OutboxStore(work).add(to_say("alert", Lane.ALERTS), wire.app.clock.now())
    assert await state_of(wire.app, "alert") is State.CLAIMED
    del wire.app.delivery._spawn
    wire.app.delivery._in_hand.clear()
    await wire.app.delivery.start()
    await deliver(wire.app)
    assert wire.said() == ["alert"]


async def test_an_alert_that_is_rolled_back_is_not_said(wire: Wire) -> None:
    await wire.app.delivery.start()

    async def fails() -> None:
        async with wire.app.database.transaction(urgent=True) as work:
            wire.app.delivery.take_along(work)
            await OutboxStore(work).add(to_say("alert", Lane.ALERTS), wire.app.clock.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    assert await wire.app.quiet.until_quiet(60)
    assert wire.said() == []
    assert not wire.app.delivery._in_hand


async def test_more_alerts_than_hands_wait_for_a_claim_and_none_is_forgotten(wire: Wire) -> None:
    names = [f"alert {number:02}" for number in range(60)]
    await wire.app.delivery.start()
    async with wire.app.database.transaction(urgent=True) as work:
        wire.app.delivery.take_along(work)
        for name in names:
            await OutboxStore(work).add(to_say(name, Lane.ALERTS), wire.app.clock.now())
    assert len(wire.app.delivery._in_hand) == 48
    assert await wire.app.quiet.until_quiet(60)
    await deliver(wire.app)
    assert sorted(wire.said()) == names


@pytest.mark.parametrize("hangs", [False, True])
async def test_while_an_alert_is_on_its_way_no_prompt_is_drawn_unless_it_hangs(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, hangs: bool
) -> None:
    monkeypatch.setattr(alerts_first, "_LONGEST", 0.0 if hangs else 60.0)
    drawn: list[str] = []

    async def render(row: OutboxRow, now: datetime) -> Said | None:
        drawn.append(row.key)
        return Said(Text(row.key), plain=row.key)

    wire.app.delivery.register(Kind("test.drawn", render))
    await write(wire.app, *(to_say(f"prompt {n}", Lane.PROMPTS, kind="test.drawn") for n in range(10)))
    with wire.app.delivery.alert_coming():
        assert await wire.app.delivery._claim(wire.app.clock.now())
        if hangs:
            assert await wire.app.quiet.until_quiet(60)
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(drawn) == (10 if hangs else 0)
    assert await wire.app.quiet.until_quiet(60)
    assert len(drawn) == 10

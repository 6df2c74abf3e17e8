"""The hour without a database: alerts still reach people, helplines still answer, and everybody is told the truth."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cogs.alerts.spilling import Spill
from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from cogs.shared.ui import custom_id
from storage import master_key, routes
from storage.closed import ClosedDatabase
from storage.errors import Corrupt
from storage.records.oncall import DutyChange, Rota, Shift
from storage.records.servers import ChannelMode, Server, WatchedChannel
from storage.routes import Route
from tests.house import (
    ALERTS,
    ANN,
    AT,
    BEN,
    GENERAL,
    GUILD,
    MODERATORS,
    OLGA,
    RESPONDERS,
    RITA,
    ROB,
    OfflineDiscord,
    Person,
    offline,
    offline_app,
)

URGENT = "i am going to kill myself tonight"
SERVER = Server(
    guild_id=GUILD,
    zone="UTC",
    locale="en-GB",
    alert_channel_id=ALERTS,
    second_channel_id=None,
    responder_role_id=RESPONDERS,
    moderator_role_id=MODERATORS,
    set_up_at=AT,
    live_at=AT,
    left_at=None,
    organiser_ids=(OLGA.id,),
    watched=(WatchedChannel(GENERAL, ChannelMode.NORMAL, AT),),
)


@pytest.fixture
async def app(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    """The bot as it starts with a damaged database, in a folder where `routes.json` was kept before."""
    master_key.create(tmp_path / "master.key")
    route: Route = getattr(request, "param", Route(SERVER))
    routes.save(tmp_path / routes.FILE, tmp_path / "master.key", [route])
    from tests import house

    plain = house.load

    def load(*arguments: object) -> object:
        config = plain(*arguments)  # type: ignore[arg-type]
        storage = replace(config.storage, keys=tmp_path / "keys.db", master_key_file=tmp_path / "master.key")
        return replace(config, storage=storage)

    monkeypatch.setattr(house, "load", load)
    closed = ClosedDatabase(Corrupt("The database file is damaged."))
    return await offline_app(closed, FixedClock(AT), features=["helplines", "alerts", "watch"])


def said(people: object) -> list[tuple[str, str]]:
    from tests.house import OfflineDiscord, flatten

    assert isinstance(people, OfflineDiscord)
    return [
        (asked.path, flatten(asked.body.get("components")))
        for asked in people.requests
        if asked.method == "POST" and asked.path.endswith("/messages")
    ]


async def test_an_urgent_message_is_said_in_plain_words_and_kept_in_the_file(app: App, tmp_path: Path) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN)
        await people.say("good morning", ANN)
        ((path, words),) = said(people)
    assert path == f"/channels/{ALERTS}/messages" or "{channel_id}" in path
    assert words.startswith(f"<@&{RESPONDERS}> Someone may need a human now: <@{ANN.id}>")
    assert "this is all I can show" in words
    kept = (tmp_path / "spill.jsonl").read_text()
    assert '"category":"suicide"' in kept
    assert "kill" not in kept


def advance(app: App, minutes: float) -> None:
    assert isinstance(app.clock, FixedClock)
    app.clock.advance(timedelta(minutes=minutes))


async def asked_after(app: App, people: OfflineDiscord, *minutes: float) -> list[str]:
    """What was said about the message, first mentions first, after each of these waits."""
    for one in minutes:
        before = len(said(people))
        advance(app, one)
        for _ in range(20):
            await asyncio.sleep(0)
        await people.settle()
        if len(said(people)) == before:
            return []
    return [words for _, words in said(people)[before:]]


async def test_people_are_asked_again_after_three_five_and_ten_minutes_until_somebody_has_it(app: App) -> None:
    with offline(app) as people:
        message_id = await people.say(URGENT, ANN)
        (three,) = await asked_after(app, people, 3)
        (five,) = await asked_after(app, people, 2)
        ten, by_dm = await asked_after(app, people, 5)
        mine = custom_id("alerts", "take_plain", message_id)
        (not_hers,) = await people.press(mine, ANN)
        (taken,) = await people.press(mine, RITA)
        (late,) = await people.press(mine, ROB)
        told = said(people)[-1][1]
        nothing = await asked_after(app, people, 10)
    assert three.startswith(f"<@&{RESPONDERS}> Nobody has answered this for 3 minutes: <@{ANN.id}>")
    assert five.startswith(f"<@&{MODERATORS}> Nobody has answered this for 5 minutes")
    assert ten.startswith(f"<@{OLGA.id}> Nobody has answered this for 10 minutes")
    assert by_dm.startswith("Nobody has answered this for 10 minutes")
    assert "people who look after this server" in not_hers.text
    assert "The others are told that you have this" in taken.text
    assert f"<@{RITA.id}> has this already" in late.text
    assert told.startswith(f"<@{RITA.id}> has this: <@{ANN.id}>")
    assert nothing == []


async def test_a_start_without_a_database_goes_on_where_the_last_one_stopped(app: App) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN)
        await asked_after(app, people, 3)
        again = Spill(app)
        again.remember_from_file()
        before = len(said(people))
        await again.resume()
        assert len(said(people)) == before, "whoever was asked is not asked twice"
        advance(app, 2)
        for _ in range(20):
            await asyncio.sleep(0)
        await people.settle()
        assert said(people)[-1][1].startswith(f"<@&{MODERATORS}> Nobody has answered this for 5 minutes")


async def test_every_servers_people_are_told_once(app: App) -> None:
    with offline(app) as people:
        for _ in range(2):
            app.dispatch("ready")
            await people.settle()
        told = [words for _, words in said(people) if "I cannot read my database" in words]
    assert len(told) == 1
    assert "alerts and helplines only" in told[0]


async def test_helplines_still_answer_and_the_rest_says_why_it_does_not(app: App) -> None:
    with offline(app) as people:
        (help_me,) = await people.command("/helpline", ANN, {"country": "GB"})
        (support,) = await people.command("/support", ANN)
        (old,) = await people.press(custom_id("checkins", "answer", 1), ANN)
        (take,) = await people.press(custom_id("alerts", "take", 1), RITA)
    assert "999" in help_me.text
    for answered in (support, old):
        assert "I cannot read what I keep at the moment" in answered.text
        assert "/helpline" in answered.text
    assert "could not write that down" in take.text


async def test_somebody_who_writes_to_the_bot_is_answered_once_an_hour(app: App) -> None:
    assert app.user is not None
    with offline(app) as people:
        for _ in range(2):
            await people.say(f"<@{app.user.id}> hello", ANN)
        answers = [words for _, words in said(people) if "nobody may be reading this" in words]
    assert len(answers) == 1
    assert "Find help" in answers[0]


CRAVING = "craving so bad tonight"
OWN = {("relapse", 2): "urgent"}


@pytest.mark.parametrize(
    ("app", "first", "after_three_minutes"),
    [
        (Route(SERVER), "Someone may need a human now", False),
        (Route(SERVER, table=OWN), f"<@&{RESPONDERS}> Someone may need a human now", True),
        (Route(SERVER, table={("relapse", 2): "count"}), None, False),
    ],
    indirect=["app"],
    ids=["as we suggest", "as the server chose: until somebody answers", "as the server chose: only counted"],
)
async def test_a_servers_own_table_says_who_is_asked_for_what(
    app: App, first: str | None, after_three_minutes: bool
) -> None:
    with offline(app) as people:
        await people.say(CRAVING, ANN)
        words = [line for _, line in said(people)]
        assert [line.startswith(first) for line in words] == [True] if first else words == []
        assert bool(await asked_after(app, people, 3)) == after_three_minutes


@pytest.mark.parametrize("app", [Route(SERVER, table=OWN, repeat_every=300, repeat_times=3)], indirect=True)
async def test_a_servers_own_pace_says_how_often_everybody_is_asked_again(app: App) -> None:
    with offline(app) as people:
        await people.say(CRAVING, ANN)
        for wait in (3, 2, 5):  # responders again, moderators, organisers
            assert await asked_after(app, people, wait)
        for _ in range(3):
            assert any("asked everybody" not in line for line in await asked_after(app, people, 5))
        assert any("I have asked everybody" in line for line in await asked_after(app, people, 5))
        assert await asked_after(app, people, 60) == []


def shift(who: Person, day: str, starts: int, ends: int) -> Shift:
    return Shift(who.id, GUILD, who.id, day, starts * 60, ends * 60, "UTC")


ON_CALL = Rota((shift(RITA, "monday", 8, 17), shift(ROB, "tuesday", 8, 17)))
ROB_TAKES_IT = Rota(
    ON_CALL.shifts,
    (
        DutyChange(1, GUILD, RITA.id, on_duty=False, from_at=AT, to_at=None),
        DutyChange(2, GUILD, ROB.id, on_duty=True, from_at=AT, to_at=AT + timedelta(hours=8)),
    ),
)
NOBODY_NOW = Rota((shift(ROB, "tuesday", 8, 17),))


@pytest.mark.parametrize(
    ("app", "asked"),
    [
        (Route(SERVER, rota=ON_CALL), f"<@{RITA.id}>"),
        (Route(SERVER, rota=ROB_TAKES_IT), f"<@{ROB.id}>"),
        (Route(SERVER, rota=NOBODY_NOW), f"<@&{RESPONDERS}>"),
        (Route(SERVER, rota=Rota((shift(BEN, "monday", 8, 17),))), f"<@&{RESPONDERS}>"),
    ],
    indirect=["app"],
    ids=["by the weekly shifts", "after a swap", "nobody at this hour", "whoever is no responder any more"],
)
async def test_whoever_is_on_call_is_asked_first_in_the_channel_and_by_dm(app: App, asked: str) -> None:
    """A Monday, 09:00. The others sleep until the second step, which asks all of them."""
    with offline(app) as people:
        await people.say(URGENT, ANN)
        first, *by_dm = [words for _, words in said(people)]
        assert len(by_dm) == (not asked.startswith("<@&"))
        (again, *_) = await asked_after(app, people, 3)
    assert first.startswith(f"{asked} Someone may need a human now")
    assert all(words.startswith("Someone may need a human now") for words in by_dm)
    assert again.startswith(f"<@&{RESPONDERS}> {asked}" if by_dm else f"<@&{RESPONDERS}> Nobody")


@pytest.mark.parametrize("app", [Route(SERVER, rota=ON_CALL)], indirect=True)
async def test_who_is_on_call_is_asked_of_the_hour_in_which_somebody_writes(app: App) -> None:
    """Days may pass without a database: Tuesday asks for whoever has Tuesday."""
    with offline(app) as people:
        advance(app, 24 * 60)
        await people.say(URGENT, ANN)
        assert said(people)[0][1].startswith(f"<@{ROB.id}> Someone may need a human now")


async def test_a_rota_that_changed_after_the_start_is_read_from_the_file_before_people_are_asked(
    app: App, tmp_path: Path
) -> None:
    """The bot ran with a database until just now: the file is newer than what was known at the start."""
    routes.save(tmp_path / routes.FILE, tmp_path / "master.key", [Route(SERVER, rota=ON_CALL)])
    with offline(app) as people:
        await people.say(URGENT, ANN)
        assert said(people)[0][1].startswith(f"<@{RITA.id}> Someone may need a human now")


@pytest.mark.parametrize("app", [Route(SERVER, rota=ON_CALL)], indirect=True)
async def test_a_responder_in_crisis_who_is_on_call_is_not_asked_about_themselves(app: App) -> None:
    with offline(app) as people:
        await people.say(URGENT, RITA)
        words = said(people)
    assert words
    assert not any(f"<@{RITA.id}> Someone" in line for _, line in words)
    assert all(not line.startswith("Someone") or "{channel_id}" in path for path, line in words)

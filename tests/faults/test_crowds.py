"""G3 G19 S10 S11 S24: many channels, messages, check-ins; nobody is lost among them, and nobody waits for them."""

import re
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.crowd import a_crowd_is_due, an_alert_among
from tests.faults.night import ALERTS_KNOWN, ASKED, MORE_PEOPLE, URGENT, Night, a_night

pytestmark = [pytest.mark.fault, pytest.mark.wire]

CROWD = ("ash", "briar", "cove", "dune", "fen", "harbor", *MORE_PEOPLE)
HISTORY = re.compile(r"/channels/(\d+)/messages$")
PASSING = timedelta(seconds=0.5)
"""What was on its way when the limit came is let through, or comes back a little early by another clock."""


async def test_a_day_away_in_two_hundred_channels_loses_nobody_and_reads_only_where_something_was_said(
    night: Night,
) -> None:
    """G3: off for 26 hours, 200 channels, 5,000 messages in fifty of them, 12 urgent ones."""
    world, place = night.rehearsal.world, night.place
    rooms = [world.create_channel(place.guild_id, f"room-{number}") for number in range(200)]
    await night.quiet()
    since = int(night.rehearsal.clock.now().timestamp() * 1000)
    await night.stop()
    with closing(sqlite3.connect(night.folder / "data" / "circlekeeper.db")) as database, database:
        watched = [(place.guild_id, room, "normal", since) for room in rooms]
        database.executemany(
            "INSERT INTO watched_channels (guild_id, channel_id, mode, since) VALUES (?,?,?,?)", watched
        )
    changed, urgent = rooms[::4], dict(zip(range(40, 5000, 420), CROWD, strict=False))
    for number in range(5000):
        who = urgent.get(number, "elder1")
        words = URGENT if number in urgent else f"hello {number}"
        world.state.create_message(changed[number % 50], place.people[who], words)
    await night.jump(hours=26)
    before = len(night.recorder.requests)
    await night.start()
    await night.until(lambda: night.rows(ALERTS_KNOWN) == [(len(urgent),)], seconds=30)
    await night.advance(seconds=10)
    assert len(urgent) == 12
    pages = [
        m.text for m in night.read("wren") if m.kind == "message" and m.channel == "alerts" and "may need" in m.text
    ]
    assert len(pages) == 12
    assert all("already 26 hours old when I saw it" in text for text in pages), "old ones say how old they are"
    asked = [
        HISTORY.search(str(r.get("path"))) for r in night.recorder.requests[before:] if str(r["what"]).startswith("GET")
    ]
    read = {int(match[1]) for match in asked if match} & set(rooms)
    assert read <= set(changed), "silent channels were not read"
    assert len(read) == 50


async def test_two_thousand_messages_in_a_second_hide_nobody_and_stop_nothing(tmp_path: Path) -> None:
    """G19, G12: 2,000 ordinary and 20 urgent ones at once; no single turn of the loop costs a tenth of a second."""
    async with a_night(tmp_path, sabotage="measure_the_loop") as night:
        world, place = night.rehearsal.world.state, night.place
        await night.people.say("cove", "general", "measure")
        await night.quiet()
        spent = _cpu(night)
        for number in range(2020):
            urgent = number % 101 == 50
            who = CROWD[number // 101] if urgent else "juniper"
            world.create_message(place.channels["general"], place.people[who], URGENT if urgent else f"hello {number}")
        await night.until(lambda: night.rows(ALERTS_KNOWN) == [(20,)], seconds=30)
        spent = _cpu(night) - spent
        await night.advance(seconds=40)
        assert len(night.pages()) == 20
        newest = max(p.message_id for p in night.recorder.posts.values() if p.channel_id == place.channels["general"])
        assert night.rows(f"SELECT message_id FROM marks WHERE channel_id = {place.channels['general']}") == [(newest,)]
        await night.people.say("cove", "general", "measure")
        await night.quiet()
        longest = float(re.findall(r"longest turn (\S+) ms", night.bot.log_since_start())[-1])
        assert longest < 100, "milliseconds of its own work"
        assert spent < 2, "seconds of its own work until all were recorded"
        await night.over()


def _cpu(night: Night) -> float:
    """Seconds of processor time that the bot has used: what a busy machine does not stretch."""
    process = night.bot._process
    assert process is not None
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


async def test_an_alert_among_hundreds_of_check_ins_goes_first_and_each_person_is_asked_once(night: Night) -> None:
    """S24: 600 check-ins are due while somebody cries; fewer than a second's worth of them leave before the notice.

    `python -m tests.faults.crowd` does the same with ten thousand.
    """
    await an_alert_among(night, 600)


async def test_a_limit_for_the_whole_bot_pauses_all_and_the_alert_leaves_before_what_waited(night: Night) -> None:
    """S10: Discord stops the whole bot for three seconds while 150 questions go out."""
    place = night.place
    crowd = await a_crowd_is_due(night, 150)
    await night.until(lambda: len(crowd.asked()) >= 20, seconds=40)
    lever = night.levers.rate_limit(3.0, scope="global", where=f"POST /channels/{place.channels['alerts']}/messages")
    await night.cry("ash")
    await night.until(lambda: lever.fired)
    stopped_at = night.rehearsal.clock.now()
    await night.cry("briar")
    await night.until(lambda: len(night.pages()) == 2, seconds=20)
    later = [post for post in night.recorder.posts.values() if post.by_bot and post.at >= stopped_at]
    paused = [post for post in later if stopped_at + PASSING < post.at < stopped_at + timedelta(seconds=3) - PASSING]
    assert paused == []
    after = [post for post in later if post.at >= stopped_at + timedelta(seconds=3) - PASSING]
    assert [post.channel_id for post in after[:2]] == [place.channels["alerts"]] * 2, "alerts leave first"
    await night.until(lambda: len(crowd.asked()) >= len(crowd.places), seconds=60)
    await night.quiet()
    assert Counter(crowd.asked()) == Counter(crowd.places)


async def test_whoever_stops_waiting_during_a_limit_leaves_the_bot_able_to_speak(tmp_path: Path) -> None:
    """S11: the waiting one is cancelled in the middle of a limit for the whole bot, and its listener taken away."""
    async with a_night(tmp_path, sabotage="cancel_who_waits") as night:
        lever = night.levers.rate_limit(3.0, scope="global")
        await night.cry("ash")
        await night.until(lambda: lever.fired)
        await night.people.say("cove", "general", "cancel")
        await night.until(lambda: "cancelled " in night.bot.log_since_start())
        assert "cancelled 0" not in night.bot.log_since_start()
        await night.cry("briar")
        await night.until(lambda: [who for who in night.pages() if ASKED in who], seconds=13)
        await night.advance(seconds=65)
        assert [ASKED in line for line in night.pages()].count(True) == 2, "each once, and the cancelled one as well"
        await night.over()

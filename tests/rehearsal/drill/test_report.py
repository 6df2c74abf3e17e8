"""What an organiser reads about a bad night with their settings, and about a file that cannot be played."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cogs.setup.settings_file import Facts, settings_toml
from rehearsal.drill.own_rules import OwnRule, example, played
from rehearsal.drill.record import Ask, Night, Scene
from rehearsal.drill.report import as_text, gaps, parts, permission_line, uncovered
from rehearsal.drill.settings import BadSettings, Settings, Shift, read
from rehearsal.drill.world import build, evening
from rehearsal.server import Rehearsal
from storage.records.server_settings import Place, ServerSettings

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
EXPORTED = ServerSettings(
    {
        "server": {
            "zone": "America/New_York", "locale": "en", "alert_channel": Place("channel", 1),
            "responder_role": Place("role", 2), "moderator_role": Place("role", 3), "watch_new_channels": False,
        },
        "alerts": {"repeat_every": 600, "repeat_times": 2, "tell_member": True},
    },
    {
        "watched": [
            {"channel": Place("channel", 4), "mode": "normal"}, {"channel": Place("channel", 5), "mode": "off"},
        ],
        "route": [{"category": "suicide", "severity": 3, "policy": "urgent"}],
        "own_rule": [{"kind": "rule", "name": "tide", "words": "tide is (in|rising)", "category": "relapse",
                      "severity": 3, "state": "live"}],
        "ladder": [{"ladder": "own-1", "title": "Harbour", "steps": [{"key": "a", "label": "First week",
                                                                       "unit": "day", "count": 7}]}],
        "milestone_role": [
            {"ladder": "own-1", "step": "a", "role": Place("role", 6)},
            {"ladder": "days", "step": "30 days", "role": Place("role", 7)},
            {"ladder": "days", "step": "60 days", "role": Place("role", 8)},
        ],
    },
    organisers=2, shifts=(("friday", 20 * 60, 60, "America/New_York"),),
)  # fmt: skip
NAMES = {("channel", 1): "alerts", ("role", 2): "Responder", ("role", 3): "Moderator", ("channel", 4): "vent",
         ("role", 6): "Sailor", ("role", 7): "Thirty"}  # fmt: skip
FACTS = Facts(NAMES, {2: 3, 3: 1}, [("vent", "view_channel")], ["Responder"], ["Sailor"])
FILE = settings_toml(EXPORTED, FACTS, AT)
GOOD = read(FILE)


def test_a_drill_reads_what_set_up_exports() -> None:
    assert (GOOD.zone, GOOD.alert_channel, GOOD.second_channel) == ("America/New_York", "alerts", None)
    assert (GOOD.responders, GOOD.moderators, GOOD.organisers) == (3, 1, 2)
    assert GOOD.watched == ("vent",)
    assert GOOD.routes == (("suicide", 3, "urgent"),)
    assert (GOOD.repeat_every, GOOD.repeat_times, GOOD.tell_member) == (600, 2, True)
    assert GOOD.shifts == (Shift("friday", "20:00", "01:00"),)
    assert GOOD.own_rules == (OwnRule("rule", "tide", "tide is (in|rising)", "relapse", 3),)
    assert GOOD.step_roles == (("First week of Harbour", "Sailor"), ("30 days", "Thirty"), ("60 days", "gone"))
    assert GOOD.missing == (
        ("vent", "view_channel"), ("Responder", "mention_everyone"), ("Sailor", "manage_roles"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("not toml at all [", "not a file of /setup export"),
        ("format = 2", "export again"),
        ('format = 1\n[server]\nzone = "Mars/Olympus"', "no time zone"),
        (FILE.replace('responder_role = "Responder"', 'responder_role = "gone"'), "responder_role"),
        (FILE.replace('alert_channel = "alerts"', ""), "alert_channel"),
    ],
)
def test_a_file_that_cannot_be_played_is_refused_with_a_sentence(text: str, why: str) -> None:
    with pytest.raises(BadSettings, match=why):
        read(text)


def test_the_night_begins_at_ten_on_the_servers_own_clock() -> None:
    assert evening(GOOD, AT) == datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
    assert evening(GOOD, datetime(2026, 3, 3, 4, 0, tzinfo=UTC)) == datetime(2026, 3, 4, 3, 0, tzinfo=UTC)


def test_the_drills_server_has_their_channels_and_as_many_people_as_hold_each_role() -> None:
    rehearsal = Rehearsal()
    place = build(rehearsal.world, GOOD)
    assert set(place.channels) == {"vent", "alerts"}
    assert sum(name.startswith("responder-") for name in place.people) == 3
    assert rehearsal.world.sees(place.people["responder-1"], place.channels["alerts"])
    assert not rehearsal.world.sees(place.people["cove"], place.channels["alerts"])


CASES: list[tuple[dict[str, Any], str]] = [
    ({"responders": 0}, "Nobody holds the role Responder"),
    ({"responders": 1}, "One person holds the role Responder"),
    ({"moderators": 0}, "Nobody holds the role Moderator"),
    ({"moderator_role": "Responder"}, "same role"),
    ({"organisers": 1}, "One organiser is reached last"),
    ({"second_channel": None}, "no second channel"),
    ({"second_channel": "gone"}, "no second channel"),
    ({"watched": ()}, "No channel is watched"),
    ({"watched": ("vent", "gone")}, "not there any more"),
    ({"shifts": ()}, "No rota is kept"),
]


@pytest.mark.parametrize(("change", "line"), CASES)
def test_each_gap_is_named_and_only_when_it_is_there(change: dict[str, Any], line: str) -> None:
    every_night = tuple(Shift(day, "20:00", "09:00") for day in _week())
    whole = replace(GOOD, second_channel="back-room", shifts=every_night)
    assert gaps(whole, Night()) == []
    assert any(line in gap for gap in gaps(replace(whole, **change), Night()))


def test_nights_without_anybody_on_call_are_counted_across_midnight_and_the_week() -> None:
    kept = replace(GOOD, shifts=tuple(Shift(day, "22:00", "08:00") for day in _week()[:6]))
    assert uncovered(kept) == [
        "In the night from Sunday nobody is on call for 10 h, so everybody with the role is asked."
    ]
    sunday = replace(kept, shifts=(*kept.shifts, Shift("sunday", "23:00", "23:00")))
    assert uncovered(sunday) == [
        "In the night from Sunday nobody is on call for 1 h, so everybody with the role is asked."
    ]


def _week() -> tuple[str, ...]:
    return ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def test_the_page_says_who_was_asked_when_and_where_nobody_was() -> None:
    asks = [
        Ask(timedelta(), "#alerts", ("responder-1", "responder-2")),
        Ask(timedelta(seconds=1), "a direct message", ("organiser-1",)),
        Ask(timedelta(minutes=5, seconds=10), "#alerts", ("moderator-1",)),
    ]
    night = Night([Scene("A hard hour", "Cove writes.", AT, asks, True), Scene("Silence", "Dune writes.", AT)])
    page = as_text(parts(_quiet(GOOD), night, AT))
    assert "after 0 s: 2 responders in #alerts; 1 organiser in a direct message" in page
    assert "after 5 min 10 s: 1 moderator in #alerts" in page
    assert "The person was told so." in page
    assert "Silence: nobody was asked at all." in page
    assert "I cannot ping @Responder" in page


def test_the_page_says_which_roles_for_steps_of_journeys_could_not_be_given() -> None:
    page = {part.title: part.lines for part in parts(GOOD, Night(), AT)}
    assert page["Roles for steps"] == (
        "First week of Harbour: I cannot give @Sailor.",
        "60 days: its role is not there any more. Choose another one with /milestones role.",
    )
    assert "I cannot give @Sailor: give me “Manage Roles”, and move my role above it." in page["Permissions"]
    well = replace(GOOD, missing=(), step_roles=GOOD.step_roles[:2], own_rules=())
    page = {part.title: part.lines for part in parts(well, Night(), AT)}
    assert page["Roles for steps"] == ("All 2 can be given.",)
    assert "Roles for steps" not in {part.title for part in parts(replace(well, step_roles=()), Night(), AT)}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("tide is (in|rising)", "tide is in"),
        ("panda* ~4 tonight", "panda tonight"),
        ("^ the [very] old (harbour wall|pier) $", "the old harbour wall"),
        ("took #10+ blue ones", "took 10 blue ones"),
        ("((a b|c) day|d)", "a b day"),
        ("/blue pier/", "blue pier"),
        ("/pa+nda/", None),
        ("~", None),
    ],
)
def test_words_are_found_for_a_phrase_as_short_as_can_be(words: str, said: str | None) -> None:
    assert example(words) == said


def test_the_page_says_which_own_rules_found_their_words_and_why_the_others_did_not() -> None:
    rules = (
        OwnRule("rule", "tide", "tide is in", "relapse", 3),
        OwnRule("rule", "pier", "old pier", "self_harm", 2),
        OwnRule("rule", "gull", "gull song", "abuse", 2, shadow=True),
        OwnRule("rule", "bear", "/pa+nda/", "relapse", 2),
        OwnRule("exception", "not-relapse", "film", target="relapse"),
    )
    night = Night([Scene("Your own words", "Others write.", AT)], found={"tide"})
    page = {part.title: part.lines for part in parts(replace(GOOD, own_rules=rules), night, AT)}
    assert page["Your own rules"] == (
        "tide (high, relapse): it found “tide is in”, and people were shown it.",
        f"pier (medium, self harm): “old pier” was said, and nobody was shown it as this rule's. {TRY}",
        "gull (medium, abuse): it is in shadow, so nobody is asked.",
        "bear (medium, relapse): not played, because it is a pattern. /alerts try shows what it finds.",
        "1 exception of your own held in this night.",
    )
    assert [who for who, _, _ in played(rules)] == ["ash", "briar"]


TRY = "/alerts try shows what counted."


def _quiet(settings: Settings) -> Settings:
    return replace(settings, second_channel="back-room")


def test_a_missing_permission_is_named_as_discord_names_it() -> None:
    assert permission_line("vent", "read_message_history").startswith("I need “Read Message History” in #vent")

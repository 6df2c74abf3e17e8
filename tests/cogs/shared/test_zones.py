"""What a person may type as their time zone, and what they are told when it is none: X11 of the fault catalogue."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.shared.words import words_for
from cogs.shared.zone_names import zones_like
from cogs.shared.zones import ZoneError, places, rules_version, zone_info, zone_named


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/London", "Europe/London"),
        (" europe/london ", "Europe/London"),
        ("america/new york", "America/New_York"),
        ("London", "Europe/London"),
        ("sao paulo", "America/Sao_Paulo"),
        ("US/Eastern", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Oslo", "Europe/Oslo"),
        ("GB", "Europe/London"),
        ("utc", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Zulu", "UTC"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
    ],
)
def test_a_zone_is_found_as_people_write_it(typed: str, zone: str) -> None:
    assert zone_named(typed) == zone
    assert zone_info(zone).key == zone


@pytest.mark.parametrize("typed", ["Etc/GMT+5", "GMT+5", "etc/gmt+05"])
def test_the_sign_of_etc_zones_is_explained(typed: str) -> None:
    with pytest.raises(ZoneError, match="means 5 hours behind UTC"):
        zone_named(typed)
    with pytest.raises(ZoneError, match="means 5 hours ahead of UTC"):
        zone_named(typed.replace("+", "-"))


@pytest.mark.parametrize("typed", ["EST", "gmt", "CET", "PST8PDT", "Etc/GMT"])
def test_a_name_without_a_place_is_explained(typed: str) -> None:
    with pytest.raises(ZoneError, match="does not say where you are"):
        zone_named(typed)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "../../etc/passwd", "/etc/passwd", "Europe/../Europe/London", "Europe\\London", "Europe/London\x00",
     "Europe/", "Europe", "Factory", "zone.tab", "tzdata.zi", "Europe/Lond\u200bon", "x" * 10_000, "Europe//London",
     "posix/Europe/London", "localtime", "+5", "99999999999999", "-1", "\ud800"],
)  # fmt: skip
def test_what_is_no_zone_is_refused_in_words(typed: str) -> None:
    with pytest.raises(ZoneError) as refused:
        zone_named(typed)
    assert "Pick one from the list." in str(refused.value)
    assert refused.value.said(words_for("qps")).startswith("⟦")
    with pytest.raises(ZoneError):
        zone_info(typed)


@given(st.text(max_size=70))
def test_whatever_is_typed_gives_a_zone_or_a_sentence(typed: str) -> None:
    try:
        answer = zone_info(zone_named(typed)).key
    except ZoneError as refused:
        answer = str(refused)
    assert answer


def test_each_offered_zone_is_its_own_name_and_has_rules() -> None:
    assert len(places()) > 400
    for name in places():
        assert zone_named(name) == name
        assert zone_named(name.lower().replace("_", " ")) == name
        assert zone_info(name).key == name


def test_the_rules_name_their_edition() -> None:
    assert rules_version()[:2] == "20"


def test_what_is_suggested_while_typing_begins_with_the_city_and_is_taken() -> None:
    assert zones_like("new y", 25) == ["America/New_York"]
    assert zones_like("lond", 25)[0] == "Europe/London"
    assert len(zones_like("", 25)) == 25
    assert all(zone_named(zone) == zone for zone in zones_like("a", 500))

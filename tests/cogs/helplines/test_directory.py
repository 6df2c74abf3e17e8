import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import phonenumbers
import pytest

from cogs.helplines import countries
from cogs.helplines.command_line import as_json
from cogs.helplines.countries import Country, find
from cogs.helplines.directory import Directory, Entry, Gap
from cogs.helplines.helpline import GROUPS, TOPICS, Helpline
from cogs.helplines.rules import Wish, first_difference, fit, ranked, serves
from cogs.helplines.tables import DATA, read

DIRECTORY = Directory.load()
HELD = sorted(DIRECTORY.countries)
NIGHT, NOON = datetime(2026, 11, 23, 3, tzinfo=UTC), datetime(2026, 11, 25, 12, tzinfo=UTC)
INSTANTS = (NIGHT, NOON, datetime(2026, 3, 29, 1, 30, tzinfo=UTC), datetime(2026, 12, 26, 20, tzinfo=UTC))

# Where each id belongs, read from the files without the code under test.
COUNTRY_OF = {
    row["id"]: row["country"] for name in ("english", "world") for row in read(DATA / f"helplines_{name}.csv")
}


def ids(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.line.id for entry in entries]


def of(text: str) -> Country:
    country = find(text)
    assert country is not None
    return country


def numbers(line: dict[str, object]) -> list[str]:
    return [str(line[key]) for key in ("phone_e164", "whatsapp", "from_abroad") if str(line[key] or "").startswith("+")]


@pytest.mark.parametrize("code", HELD)
def test_no_answer_ever_holds_a_line_or_a_number_of_another_country(code: str) -> None:
    prefix = f"+{phonenumbers.country_code_for_region(code)}"
    own = {tag for line in DIRECTORY.lines(code) for tag in line.languages}
    for topic in (None, *TOPICS):
        for language in (None, "en", "es", "uk", *sorted(own - {"en", "es", "uk"})):
            for at in INSTANTS:
                shown = as_json(DIRECTORY.answer(Country(code), topic=topic, language=language, at=at))
                for part in ("emergency", "primary", "more"):
                    for entry in shown[part]:
                        for line in (entry, *entry["same_service"]):
                            assert COUNTRY_OF[line["id"]] == line["country"] == code
                            assert all(number.startswith(prefix) for number in numbers(line))
                for part in ("finders", "directories"):
                    for entry in shown[part]:
                        assert COUNTRY_OF[entry["id"]] == "ZZ"
                        assert not any(entry[key] for key in ("phone", "sms", "whatsapp"))


def test_no_language_leads_to_another_country() -> None:
    languages = sorted({tag for line in DIRECTORY.all for tag in line.languages})
    for number, code in enumerate(HELD):
        for step, language in enumerate(languages):
            topic = (None, *TOPICS)[(number + step) % (len(TOPICS) + 1)]
            answer = DIRECTORY.answer(Country(code), topic=topic, language=language, at=INSTANTS[step % 4])
            lines = [line for entry in answer.entries for line in entry.lines]
            assert {COUNTRY_OF[line.id] for line in lines} <= {code, "ZZ"}


@pytest.mark.parametrize("code", HELD)
def test_every_answer_begins_with_the_emergency_number_and_ends_with_a_directory(code: str) -> None:
    for topic in (None, *TOPICS):
        for at in INSTANTS[:2]:
            answer = DIRECTORY.answer(Country(code), topic=topic, at=at)
            assert any(entry.line.phone for entry in answer.emergency)
            assert "zz-findahelpline" in ids(answer.directories)
            assert len(answer.primary) <= 2
            assert answer.primary or Gap.TOPIC in answer.gaps or topic in ("emergency", "directory")
            every = [line.id for entry in answer.entries for line in entry.lines]
            assert len(every) == len(set(every))


@pytest.mark.parametrize("code", sorted(countries.codes() - set(HELD)))
def test_a_country_that_we_do_not_hold_gets_the_directory_and_no_number_at_all(code: str) -> None:
    answer = DIRECTORY.answer(Country(code), topic="suicide", at=NOON)
    assert not answer.held
    assert answer.gaps == (Gap.COUNTRY,)
    assert answer.emergency == answer.primary == answer.more == ()
    assert ids(answer.directories) == ["zz-findahelpline", "zz-befrienders"]


@pytest.mark.parametrize("code", [*HELD, "ZZ"])
def test_each_line_can_be_reached_by_asking_for_its_country_and_first_topic(code: str) -> None:
    for line in DIRECTORY.lines(code):
        can_be_reached(line)


def can_be_reached(line: Helpline) -> None:
    if line.country == "ZZ":
        answers = [DIRECTORY.answer(Country("GB"), topic=topic, at=NOON) for topic in line.topics]
        assert any(line.id in ids(answer.finders) + ids(answer.directories) for answer in answers)
        return
    answer = DIRECTORY.answer(Country(line.country), topic=line.topics[0], at=NOON)
    assert line.id in [one.id for entry in answer.entries for one in entry.lines]


def test_regional_lines_stay_out_of_other_regions_and_are_near_in_their_own() -> None:
    for region in sorted({line.region for line in DIRECTORY.all if line.region} - {"GB-EAW"}):
        country = of(region)
        for topic in (None, *TOPICS):
            answer = DIRECTORY.answer(country, topic=topic, at=NOON)
            for entry in answer.entries:
                assert entry.line.region in ("", region, *(["GB-EAW"] if region in ("GB-ENG", "GB-WLS") else []))
            assert Gap.REGION not in answer.gaps
    assert ids(DIRECTORY.answer(of("Scotland"), topic="domestic-violence", at=NOON).primary)[0] == "gb-sct-dafmh"
    assert ids(DIRECTORY.answer(of("Puerto Rico"), topic="suicide", at=NOON).primary) == ["us-pr-linea-pas", "us-988"]


def test_england_and_wales_hold_both() -> None:
    [line] = [line for line in DIRECTORY.all if line.region == "GB-EAW"]
    assert serves(line, "GB-WLS")
    assert serves(line, "GB-ENG")
    assert serves(line, None)
    assert not serves(line, "GB-SCT")


def test_without_a_region_national_lines_come_first_and_regional_ones_are_asked_about() -> None:
    answer = DIRECTORY.answer(Country("GB"), topic="alcohol", at=NOON)
    assert all(not entry.line.region for entry in answer.primary)
    assert "gb-wls-dan247" in ids(answer.more)
    assert Gap.REGION in DIRECTORY.answer(Country("GB"), topic="domestic-violence", at=NOON).gaps
    assert "GB-SCT" in answer.regions


@pytest.mark.parametrize(
    ("code", "topic", "gap"),
    [
        ("HK", "alcohol", Gap.TOPIC),
        ("HK", "drugs", Gap.WEBSITE_ONLY),
        ("MT", "drugs", Gap.WEBSITE_ONLY),
        ("GH", "alcohol", Gap.TOPIC),
        ("GH", None, Gap.ALL_HOURS),
        ("JP", "alcohol", Gap.TOPIC),
        ("TR", "suicide", Gap.TOPIC),
        ("TR", None, Gap.TOPIC),
        ("AT", "alcohol", Gap.WEBSITE_ONLY),
    ],
)
def test_what_a_country_lacks_is_said_and_never_filled_from_elsewhere(code: str, topic: str | None, gap: Gap) -> None:
    answer = DIRECTORY.answer(Country(code), topic=topic, at=NOON)
    assert gap in answer.gaps
    assert all(entry.line.country == code for entry in answer.primary)
    assert code == "TR" or any(not entry.line.web_only for entry in answer.primary)
    if topic in ("alcohol", "drugs"):
        assert answer.finders


def test_lines_of_one_service_stand_together_and_count_once() -> None:
    answer = DIRECTORY.answer(Country("NL"), topic="suicide", at=NOON)
    assert ids(answer.primary)[0] == "nl-113"
    assert [line.id for line in answer.primary[0].lines[1:]] == ["nl-113-0800"]
    welsh = DIRECTORY.answer(Country("GB"), topic="suicide", language="cy", at=NIGHT)
    assert ids(welsh.primary)[0] == "gb-samaritans-cy"
    assert [line.id for line in welsh.primary[0].lines[1:]] == ["gb-samaritans"]


def test_a_language_and_a_channel_are_preferred_and_their_lack_is_said() -> None:
    spanish = DIRECTORY.answer(Country("US"), topic="suicide", language="es-MX", at=NOON)
    assert ids(spanish.primary)[0] == "us-988-es"
    text = DIRECTORY.answer(Country("GB"), topic="crisis", channel="text", at=NOON)
    assert ids(text.primary) == ["gb-shout"]
    assert Gap.CHANNEL in DIRECTORY.answer(Country("GH"), channel="whatsapp", at=NOON).gaps
    assert Gap.LANGUAGE in DIRECTORY.answer(Country("GH"), language="fi", at=NOON).gaps


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_given_its_own_lines_first_when_it_is_named(group: str) -> None:
    """Everywhere, for every topic of a line that is for that group alone and for the whole country."""
    for code in HELD:
        for line in DIRECTORY.lines(code):
            if line.groups != (group,) or line.region or line.web_only or line.urgent:
                continue
            for topic in line.topics:
                best = DIRECTORY.answer(Country(code), topic=topic, audience=group, at=NOON).primary[0].line
                assert group in best.groups, (code, topic, line.id)
    veterans = DIRECTORY.answer(Country("US"), topic="suicide", audience="veterans", at=NOON)
    assert ids(veterans.primary)[0] == "us-veterans-crisis-line"


def test_a_line_for_a_narrower_group_waits_until_all_of_it_is_named() -> None:
    """The Trevor Project is for young LGBTQ+ people: who named one of the two is given others first."""
    young = DIRECTORY.answer(Country("US"), topic="suicide", audience="youth", at=NOON)
    assert young.primary[0].line.groups == ("youth",)
    assert "us-trevor" in ids(young.more)


def test_on_violence_lines_for_women_come_first_unless_somebody_named_another_group() -> None:
    sweden = {
        group: DIRECTORY.answer(Country("SE"), topic="domestic-violence", audience=group, at=NOON).primary[0].line.id
        for group in (None, "women", "lgbtq")
    }
    assert sweden == {None: "se-kvinnofridslinjen", "women": "se-kvinnofridslinjen", "lgbtq": "se-rfsl"}


def test_lines_for_a_group_wait_behind_lines_for_everyone_unless_it_is_named() -> None:
    for code in HELD:
        answer = DIRECTORY.answer(Country(code), at=NOON)
        everyone = [line for line in DIRECTORY.lines(code) if not line.groups and not line.urgent and not line.web_only]
        if any("suicide" in line.topics or "crisis" in line.topics for line in everyone):
            assert not answer.primary[0].line.groups, code


def test_open_lines_come_before_closed_ones_and_unknown_between() -> None:
    base = replace(
        DIRECTORY.lines("GB")[1], region="", groups=(), pair="", topics=("crisis",), timezone="Europe/London"
    )
    lines = [
        replace(base, id="gb-closed", hours="Mo-Su 20:00-21:00"),
        replace(base, id="gb-unknown", hours="", timezone=""),
        replace(base, id="gb-open", hours="Mo-Su 08:00-20:00"),
        replace(base, id="gb-always", hours="24/7", timezone=""),
    ]
    order = [line.id for line in ranked(lines, Wish(), NOON)]
    assert order == ["gb-always", "gb-open", "gb-unknown", "gb-closed"]
    assert Directory(lines).answer(Country("GB"), at=NOON).primary[0].is_open is True


def test_why_one_line_stands_before_another_can_be_said() -> None:
    wish = Wish(topic="suicide")
    samaritans, wales = DIRECTORY.line("gb-samaritans"), DIRECTORY.line("gb-nir-lifeline")
    childline = DIRECTORY.line("gb-childline")
    assert samaritans
    assert wales
    assert childline
    best = fit(samaritans, wish, NOON)
    assert first_difference(best, fit(wales, wish, NOON)) == "region"
    assert first_difference(best, fit(childline, wish, NOON)) == "audience"


def test_the_order_does_not_depend_on_the_order_of_the_files() -> None:
    shuffled = list(DIRECTORY.all)
    random.Random(5).shuffle(shuffled)
    for code in HELD:
        mine, theirs = (one.answer(Country(code), at=NOON) for one in (DIRECTORY, Directory(shuffled)))
        assert ids(mine.primary) == ids(theirs.primary)


def test_a_line_that_moderators_hid_is_gone_but_an_emergency_number_cannot_be_hidden() -> None:
    hidden = {"gb-samaritans", "gb-emergency"}
    answer = DIRECTORY.answer(Country("GB"), topic="suicide", at=NOON, hidden=hidden)
    assert "gb-samaritans" not in [line.id for entry in answer.entries for line in entry.lines]
    assert ids(answer.emergency) == ["gb-emergency"]


def test_a_finder_of_meetings_that_moderators_hid_is_gone_and_the_directories_stay() -> None:
    before = DIRECTORY.answer(Country("GB"), topic="alcohol", at=NOON)
    every = {*ids(before.finders), *ids(before.directories)}
    after = DIRECTORY.answer(Country("GB"), topic="alcohol", at=NOON, hidden=every)
    assert before.finders
    assert after.finders == ()
    assert ids(after.directories) == ids(before.directories)


def test_a_servers_own_line_is_shown_as_its_own_and_only_in_its_country() -> None:
    base = DIRECTORY.line("gb-samaritans")
    assert base
    own = replace(base, id="gb-own-1", name="Our night line", pair="", confidence="medium")
    here = DIRECTORY.answer(Country("GB"), topic="suicide", at=NOON, own=[own])
    assert [entry.line.own for entry in here.entries if entry.line.id == "gb-own-1"] == [True]
    assert "gb-own-1" not in ids(DIRECTORY.answer(Country("IE"), topic="suicide", at=NOON, own=[own]).entries)
    bolivia = DIRECTORY.answer(Country("BO"), at=NOON, own=[replace(own, country="BO")])
    assert ids(bolivia.primary) == ["gb-own-1"]
    assert not bolivia.held


def test_old_and_undated_evidence_is_marked() -> None:
    age = timedelta(days=365)
    for line in DIRECTORY.lines("US"):
        entries = DIRECTORY.answer(Country("US"), topic=line.topics[0], at=NOON, stale_after=age).entries
        [entry] = [entry for entry in entries if entry.line.id == line.id] or [None]
        if entry is not None:
            assert entry.stale == (not line.evidence_date or line.evidence_date < "2025-11-25")


@pytest.mark.parametrize(
    "asked", [{"topic": "weather"}, {"audience": "everyone"}, {"channel": "fax"}, {"topic": ""}, {"audience": "Men"}]
)
def test_an_unknown_topic_audience_or_channel_is_refused(asked: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="is none of"):
        DIRECTORY.answer(Country("GB"), at=NOON, **asked)


def test_every_group_has_a_line_somewhere() -> None:
    assert {group for line in DIRECTORY.all for group in line.groups} == set(GROUPS)
    assert {topic for line in DIRECTORY.all for topic in line.topics} == set(TOPICS)

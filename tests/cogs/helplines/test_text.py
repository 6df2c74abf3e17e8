import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.helplines import text
from cogs.helplines.countries import Country
from cogs.helplines.directory import Directory, Gap
from cogs.helplines.helpline import CHANNELS, GROUPS, REMARKS, TOPICS, Helpline
from cogs.helplines.style import Markdown, Plain
from cogs.helplines.text import answer_text, as_lines, contacts, emergency, entry_text, evidence_words, unknown_country
from cogs.shared.words import words_for
from tests.cogs.helplines.reading_grade import grade

DIRECTORY = Directory.load()
HELD = sorted(DIRECTORY.countries)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
W = words_for(None)
GRADE = 6.0


def lines_of(line_id: str) -> tuple[str, ...]:
    line = DIRECTORY.line(line_id)
    assert line
    answer = DIRECTORY.answer(Country(line.country), topic=line.topics[0], at=NOON)
    entry = next(entry for entry in answer.entries if line in entry.lines)
    return entry_text(W, entry, answer, Plain()).lines


@pytest.mark.parametrize("code", HELD)
def test_each_emergency_sentence_is_at_grade_6_or_lower(code: str) -> None:
    said = " ".join(emergency(W, DIRECTORY.answer(Country(code), at=NOON), Plain()))
    assert grade(said) <= GRADE, said


def test_the_emergency_words_for_a_country_that_we_do_not_hold_are_at_grade_6_or_lower() -> None:
    said = " ".join(emergency(W, DIRECTORY.answer(Country("BO"), at=NOON), Plain()))
    assert grade(said) <= GRADE + 2.5, said  # one sentence of ten plain words around the word "emergency"
    assert not any(character.isdigit() for character in said)


@pytest.mark.parametrize("gap", list(Gap))
def test_each_gap_is_said_in_plain_words(gap: Gap) -> None:
    answer = DIRECTORY.answer(Country("GB"), topic="alcohol", audience="youth", language="pl", channel="text", at=NOON)
    [said] = answer_text(W, replace(answer, gaps=(gap,)), Plain()).gaps
    assert "We" in said
    assert not re.search(r"[{}]|GB|None", said)
    assert max(len(sentence.split()) for sentence in re.split(r"[.:] ", said)) <= 20


def test_the_measure_of_reading_can_tell_hard_from_easy() -> None:
    assert grade("Call now. Stay with them.") < 3
    assert grade("Immediate intervention necessitates contacting professional practitioners.") > 12


@pytest.mark.parametrize("code", HELD)
def test_each_line_is_said_with_its_numbers_as_written_its_source_and_its_date(code: str) -> None:
    for line in DIRECTORY.lines(code):
        is_said_whole(line)


def is_said_whole(line: Helpline) -> None:
    answer = DIRECTORY.answer(Country(line.country), topic=line.topics[0], at=NOON)
    said = "\n".join(as_lines(answer_text(W, answer, Plain()), W))
    assert line.name in said
    assert line.source_url in said
    if line.phone:
        assert line.number in said
    if line.sms:
        assert line.sms.rpartition(" to ")[2] in said
    for contact in (line.whatsapp, line.chat_url, line.website):
        assert contact in said or line.urgent
    assert evidence_words(W, line.evidence_date) in said
    if line.notes and len(line.notes) > 12:
        assert line.notes not in said


def test_each_directory_and_finder_of_meetings_is_said_with_its_link_its_source_and_its_date() -> None:
    unsaid = {line.id for line in DIRECTORY.lines("ZZ")}
    for topic in TOPICS:
        answer = DIRECTORY.answer(Country("GB"), topic=topic, audience="youth", at=NOON)
        said = answer_text(W, answer, Plain())
        shown = [*said.directories, *("\n".join(one.lines) for one in said.finders)]
        for entry, words in zip((*answer.directories, *answer.finders), shown, strict=True):
            assert entry.line.website in words
            assert f"Source: {entry.line.source_url}" in words
            assert (
                evidence_words(W, entry.line.evidence_date) or "We do not know when this was last checked."
            ) in words
            unsaid.discard(entry.line.id)
    assert not unsaid


def test_unknown_hours_are_said_as_unknown_and_never_as_always() -> None:
    for line in DIRECTORY.all:
        if line.country == "ZZ" or line.hours or line.web_only:
            continue
        answer = DIRECTORY.answer(Country(line.country), topic=line.topics[0], at=NOON)
        for entry in (*answer.primary, *answer.more):
            if entry.line.id == line.id:
                said = entry_text(W, entry, answer, Plain()).lines
                assert "We do not know when it is open." in said
                assert not any("lways open" in one for one in said)


def test_a_regional_line_says_for_whom_it_is() -> None:
    assert lines_of("gb-nir-lifeline")[0] == "Only for Northern Ireland."


def own(line_id: str) -> list[str]:
    """What is said of the line itself; its other lines stand after all of that, so that no hours are mixed up."""
    said = list(lines_of(line_id))
    beside = [number for number, line in enumerate(said) if line.startswith("Same service:")]
    assert beside in ([], list(range(len(said) - len(beside), len(said))))
    return said[: len(said) - len(beside)]


def test_old_and_undated_evidence_is_said() -> None:
    assert own("gb-samaritans")[-1].startswith("Not checked since 3 March 2025. Source: https://")
    assert own("us-988")[-1].startswith("Checked 14 January 2026. Source: https://")
    assert own("gb-nhs111-wls")[-1].startswith(("Checked", "Not checked", "We do not know when"))
    assert [evidence_words(W, date) for date in ("2023", "2024-09", "")] == ["2023", "September 2024", ""]


def test_reach_from_abroad_is_said_only_where_it_is_known() -> None:
    assert any("+35880005005" in line for line in lines_of("fi-nollalinja"))
    assert any("cannot call it from another country" in line for line in lines_of("de-sucht-drogen-hotline"))
    assert not any("another country" in line for line in lines_of("gb-samaritans"))


def test_who_answers_is_said_where_it_matters() -> None:
    assert "A drug law-enforcement agency runs this line." in lines_of("ng-ndlea")
    assert "A drug law-enforcement agency runs this line." in lines_of("my-aadk")


def test_a_number_can_be_tapped_and_copied_on_discord() -> None:
    line = DIRECTORY.line("us-samhsa")
    assert line
    assert next(iter(contacts(W, line, Markdown()))) == "Call **1-800-662-4357** (<+18006624357>)."
    star = DIRECTORY.line("cl-4141")
    assert star
    assert next(iter(contacts(W, star, Markdown()))) == r"Call **\*4141**."
    menu = DIRECTORY.line("us-veterans-crisis-line")
    assert menu
    assert next(iter(contacts(W, menu, Markdown()))) == "Call **988**, then press 1."


HOSTILE = "@everyone <@1> [x](https://evil.example) **taken** `code` <t:1:R> ||s|| <script>"


def test_a_line_with_script_or_markup_is_shown_as_text() -> None:
    base = DIRECTORY.line("gb-samaritans")
    assert base
    own = replace(
        base, id="gb-own", name=HOSTILE, audience=HOSTILE, phone=HOSTILE, phone_e164=HOSTILE, sms=HOSTILE, pair="",
        whatsapp=HOSTILE, website=f"https://x.org/> {HOSTILE}", chat_url=HOSTILE, source_url=HOSTILE, region="",
    )  # fmt: skip
    answer = DIRECTORY.answer(Country("GB"), topic="suicide", at=NOON, own=[own])
    entry = next(entry for entry in answer.entries if entry.line.id == "gb-own")
    said = entry_text(W, entry, answer, Markdown())
    shown = "\n".join((said.title, *said.lines))
    assert "@everyone" not in shown
    assert not re.search(r"(?<!\\)(<@|<t:|<script|\[x|`)|https://evil", shown)
    assert "Added by the moderators of this server." in said.lines


@given(st.text(max_size=80))
def test_an_unknown_country_is_quoted_back_harmlessly(asked: str) -> None:
    said = unknown_country(W, asked, Markdown())
    assert "@everyone" not in said
    assert said.startswith("I do not know a country")


@pytest.mark.parametrize("code", ["GB", "JP", "HK", "GH", "TR", "BO", "CL", "US"])
def test_every_sentence_passes_the_translator(code: str) -> None:
    pseudo = words_for("qps")
    answer = DIRECTORY.answer(Country(code), topic="suicide", language="pl", channel="chat", at=NOON)
    said = answer_text(pseudo, answer, Plain())
    entries = (*said.primary, *said.more, *said.finders)
    for line in (*said.emergency, *said.gaps, *said.directories, *(one for entry in entries for one in entry.lines)):
        assert line.startswith("\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}"), line


def test_each_topic_group_channel_and_remark_has_a_name_to_show() -> None:
    assert tuple(text.TOPIC_NAMES) == TOPICS
    assert tuple(text.GROUP_NAMES) == GROUPS
    assert tuple(text.CHANNEL_NAMES) == CHANNELS
    assert set(text.REMARKS) == set(REMARKS)

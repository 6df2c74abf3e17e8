"""What a person reads in their language, and what they read when a translation is missing or broken."""

from datetime import date, time
from pathlib import Path

import pytest

from cogs.shared.words import CATALOGUES, Catalogues, fields_of, mark, read_catalogue, words_for
from cogs.shared.words_pseudo import left_out, wrapped

GERMAN = """
msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "You chose {step}."
msgstr "Deine Wahl: {step}."

msgid "{n} person is here."
msgid_plural "{n} people are here."
msgstr[0] "{n} Person ist da."
msgstr[1] "{n} Menschen sind da."

msgid "Hello {name}."
msgstr "Hallo {naem}."

#, fuzzy
msgid "Good night."
msgstr "Guten Tag."
"""


@pytest.fixture
def languages(tmp_path: Path) -> Catalogues:
    file = tmp_path / "de" / "LC_MESSAGES" / "circlekeeper.po"
    file.parent.mkdir(parents=True)
    file.write_text(GERMAN, encoding="utf-8")
    return Catalogues(tmp_path)


@pytest.mark.parametrize("locale", [None, "en", "en-GB", "en-US", "xx", "", "../../etc", "zh-CN"])
def test_without_a_catalogue_people_read_english(locale: str | None) -> None:
    w = words_for(locale)
    assert w("You chose {step}.", step="3") == "You chose 3."
    assert w.locale == "en"


@pytest.mark.parametrize("locale", ["de", "DE", "de-AT", "de_CH"])
def test_a_catalogue_serves_its_language_and_its_regions(languages: Catalogues, locale: str) -> None:
    w = languages.words_for(locale)
    assert w("You chose {step}.", step="gut") == "Deine Wahl: gut."
    assert w.locale == "de"


def test_the_plural_form_follows_the_number(languages: Catalogues) -> None:
    german, english = languages.words_for("de"), languages.words_for(None)
    said = [w.plural("{n} person is here.", "{n} people are here.", n) for w in (german, english) for n in (0, 1, 2)]
    assert said == [
        "0 Menschen sind da.", "1 Person ist da.", "2 Menschen sind da.",
        "0 people are here.", "1 person is here.", "2 people are here.",
    ]  # fmt: skip


def test_a_translation_with_an_unknown_field_is_said_in_english(languages: Catalogues) -> None:
    assert languages.words_for("de")("Hello {name}.", name="Ana") == "Hello Ana."


def test_a_translation_that_nobody_looked_at_is_not_used(languages: Catalogues) -> None:
    assert languages.words_for("de")("Good night.") == "Good night."


def test_a_broken_catalogue_leaves_english_instead_of_silence(tmp_path: Path) -> None:
    file = tmp_path / "de" / "LC_MESSAGES" / "circlekeeper.po"
    file.parent.mkdir(parents=True)
    file.write_bytes(b'msgid "Find help"\nmsgstr \xff\xfe"\n"')
    assert Catalogues(tmp_path).words_for("de")("Find help") == "Find help"


def test_what_a_member_wrote_is_never_read_as_a_field() -> None:
    assert words_for(None)("{name} says {text}", name="{text}", text="{{0.__class__}}") == "{text} says {{0.__class__}}"


def test_double_braces_are_braces() -> None:
    assert words_for(None)("Use {{name}} for {name}.", name="a") == "Use {name} for a."
    assert fields_of("Use {{name}} for {other}.") == {"other"}


def test_a_marked_string_is_itself_until_it_is_said(languages: Catalogues) -> None:
    label = mark("You chose {step}.")
    assert label == "You chose {step}."
    assert languages.words_for("de").marked(label, step="1") == "Deine Wahl: 1."


def test_an_empty_string_stays_empty_in_each_language(languages: Catalogues) -> None:
    assert languages.words_for("de").marked("") == ""


def test_dates_and_lists_are_words_that_cannot_be_misread(languages: Catalogues) -> None:
    english, german = languages.words_for("en-US"), languages.words_for("de")
    assert english.day(date(2026, 4, 3)) == "Friday, 3 April 2026"
    assert german.day(date(2026, 4, 3)) == "Freitag, 3. April 2026"
    assert english.time_of_day(time(18, 5)) == "18:05"
    assert english.listed(["Ana", "Bo", "Cy"]) == "Ana, Bo and Cy"
    assert german.listed(["Ana", "Bo", "Cy"]) == "Ana, Bo und Cy"


def test_the_pseudo_language_wraps_all_and_keeps_what_must_work() -> None:
    w = words_for("qps")
    said = w("Use /helpline or {name} <#1> https://a.example/x `code`", name="Ana")
    assert said == "⟦Úšé /helpline óř Ana <#1> https://a.example/x `code`⟧".replace("ř", "r")
    assert w.plural("{n} day", "{n} days", 3) == "⟦3 dáýš⟧"
    assert w.locale == "qps"


def test_a_string_that_skipped_translation_stands_out() -> None:
    assert left_out(wrapped("All of it is translated.")) == []
    assert left_out(wrapped("Half of it") + " is not {x} <@5> /care") == ["is", "not"]
    assert left_out(f"{wrapped('outer ' + wrapped('inner') + ' outer')}: 12") == []


def test_each_shipped_catalogue_can_be_read() -> None:
    for file in CATALOGUES.glob("*/LC_MESSAGES/*.po"):
        read_catalogue(file)

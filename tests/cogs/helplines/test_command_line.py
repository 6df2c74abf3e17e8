import io
import json
import re
from datetime import UTC, datetime

import pytest

from cogs.helplines.command_line import run

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def ran(*argv: str) -> tuple[int, str, str]:
    stdout, stderr = io.StringIO(), io.StringIO()
    return run(argv, stdout, stderr, NOW), stdout.getvalue(), stderr.getvalue()


def test_a_country_is_answered_with_the_emergency_number_first() -> None:
    code, said, wrong = ran("United", "Kingdom", "--topic", "suicide")
    assert (code, wrong) == (0, "")
    assert said.splitlines()[:4] == [
        "United Kingdom", "", "If someone is in danger now, get help first.", "Call 999: Emergency services.",
    ]  # fmt: skip
    assert "Call 116 123." in said
    assert "https://findahelpline.com" in said


@pytest.mark.parametrize(
    "country", ["Atlantis", "Kongo", "", "English", "Bolivia", "Belize", "XX", "zz", "Isle of Man"]
)
@pytest.mark.parametrize("more", [(), ("--json",), ("--topic", "alcohol")])
def test_an_unknown_country_exits_3_with_a_sentence_and_no_number(country: str, more: tuple[str, ...]) -> None:
    code, said, wrong = ran(country, *more)
    assert code == 3
    assert said == ""
    assert wrong.strip()
    shown = re.sub(r"https://\S+|(?:C|Not c)hecked [^.]*|aged 18", "", wrong)
    assert not any(character.isdigit() for character in shown)
    assert not re.search("Call |Text |WhatsApp", shown)


def test_an_unknown_topic_exits_2_naming_the_topics() -> None:
    code, said, wrong = ran("GB", "--topic", "weather")
    assert (code, said) == (2, "")
    assert "gambling" in wrong
    assert "domestic-violence" in wrong


@pytest.mark.parametrize(
    "argv",
    [
        (),
        ("--topic",),
        ("GB", "--at", "yesterday"),
        ("GB", "--language", "??"),
        ("GB", "--fax"),
        ("GB", "--channel", "x"),
    ],
)
def test_arguments_that_make_no_sense_exit_2_with_the_usage(argv: tuple[str, ...]) -> None:
    code, said, wrong = ran(*argv)
    assert (code, said) == (2, "")
    assert wrong.startswith("usage: bot.py helplines")


def test_help_is_given_on_stdout() -> None:
    code, said, wrong = ran("--help")
    assert (code, wrong) == (0, "")
    assert "COUNTRY" in said
    assert "--at" in said


def test_json_carries_source_date_and_unknown_as_null() -> None:
    code, said, _ = ran("GH", "--json")
    answer = json.loads(said)
    assert code == 0
    assert answer["country"] == "GH"
    [line] = answer["primary"]
    assert (line["hours"], line["open"]) == (None, None)
    assert line["source_url"].startswith("https://")
    assert line["evidence_date"] == "2025-09-13"
    assert answer["gaps"] == ["all-hours", "not-open"]


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2026-11-25T16:59Z", "Closed now. Opens today at 17:00 (London time)."),
        ("2026-11-25T17:00Z", "Open now, until 00:00 (London time)."),
        ("2026-11-25T17:00", "Open now, until 00:00 (London time)."),
        ("2026-11-25T17:30+01:00", "Closed now. Opens today at 17:00 (London time)."),
    ],
)
def test_the_moment_may_be_given(moment: str, state: str) -> None:
    code, said, _ = ran("GB", "--topic", "alcohol", "--at", moment)
    assert code == 0
    assert state in said


def test_a_flag_and_a_name_in_another_language_lead_to_the_same_answer() -> None:
    assert ran("🇩🇪") == ran("de") == ran("Germany") == ran("Allemagne") == ran("Deutschland")


def test_a_language_is_preferred() -> None:
    _, said, _ = ran("US", "--topic", "suicide", "--language", "es")
    assert said.index("Call 988, then press 2.") < said.index("Call 988, then press 1.")

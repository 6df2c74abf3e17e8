"""The project's own messages, and our own paraphrases of every category: what must alert and what must not."""

import json
from collections import Counter
from pathlib import Path

import pytest

from cogs.alerts import matching
from cogs.alerts.matching.engine import Hit, Severity, starter_engine, worst

DATA = Path(__file__).resolve().parents[3] / "data"
OWN = Path(matching.__file__).with_name("messages_own.jsonl")
ROWS = [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]
PARAPHRASES = [
    tuple(part.strip() for part in line.split("|", 2))
    for line in (DATA / "paraphrases.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def _rows(pattern: str) -> list[tuple[str, ...]]:
    return [
        tuple(part.strip() for part in line.split("|", 2))
        for path in sorted(DATA.glob(pattern))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]


FRESH = _rows("fresh_*.txt")
TUNED = _rows("tuned_*.txt")


def alert(text: str) -> Hit | None:
    hit = worst(starter_engine().scan(text))
    return hit if hit is not None and hit.alerts else None


def test_nearly_every_labelled_message_that_should_alert_does() -> None:
    should = Counter(row["category"] for row in ROWS if row["should_alert"])
    found = Counter(row["category"] for row in ROWS if row["should_alert"] and alert(row["text"]))
    assert found.total() / should.total() >= 0.97
    assert min(found[category] / count for category, count in should.items()) >= 0.9


def test_hardly_any_labelled_message_alerts_that_should_not() -> None:
    quiet = [row for row in ROWS if not row["should_alert"]]
    assert sum(alert(row["text"]) is not None for row in quiet) / len(quiet) <= 0.02


def test_every_critical_message_is_rated_high_or_critical() -> None:
    for row in ROWS:
        if row["severity"] == "critical":
            hit = alert(row["text"])
            assert hit is not None, row["id"]
            assert hit.severity >= Severity.HIGH, row["id"]


def test_the_category_is_right_and_the_severity_near() -> None:
    hits = [(row, hit) for row in ROWS if row["should_alert"] and (hit := alert(row["text"]))]
    right = sum(hit.category in {row["category"], *row.get("also", [])} for row, hit in hits)
    near = sum(abs(hit.severity - Severity.named(row["severity"])) <= 1 for row, hit in hits)
    assert right / len(hits) >= 0.97
    assert near / len(hits) >= 0.92


def test_paraphrases_alert_in_every_category() -> None:
    should = Counter(category for category, _, _ in PARAPHRASES if category != "quiet")
    found = Counter(category for category, _, text in PARAPHRASES if category != "quiet" and alert(text))
    assert found.total() / should.total() >= 0.95
    assert min(found[category] / count for category, count in should.items()) >= 0.85


@pytest.mark.parametrize("text", [text for category, _, text in PARAPHRASES if category == "quiet"])
def test_talk_that_only_sounds_alike_stays_quiet(text: str) -> None:
    assert alert(text) is None


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("lol i want to die and i'm not being dramatic this time", "suicide"),
        ("don't call anyone, i just want to die in peace", "suicide"),
        ("i can't not think about dying", "suicide"),
        ("told the nurse 'i will kill myself if you send me home'", "suicide"),
        ("never felt this bad, can't stop thinking about killing myself", "suicide"),
        ("my friend wants to die", "third_person"),
        ("ya no quiero vivir", "suicide"),
        ("ich will nicht mehr leben", "suicide"),
        ("je veux mourir", "suicide"),
        ("quero morrer", "suicide"),
        ("me corté otra vez anoche", "self_harm"),
        ("j'ai avalé toute la boîte de doliprane", "overdose"),
        ("standing on the bridge in the old town, i feel nothing", "suicide"),
        ("sat on the roof watching the sunset one last time", "suicide"),
        ("my ex held my head under the bath water", "abuse"),
        ("my stepdad burned me with a cigarette while i made coffee", "abuse"),
        ("they lock me out in the snow as punishment", "abuse"),
    ],
)
def test_what_must_not_be_missed_is_not(text: str, category: str) -> None:
    hit = alert(text)
    assert hit is not None
    assert hit.category == category


@pytest.mark.parametrize(
    "text",
    ["no quiero morir", "quiero morir de risa jaja", "ich lach mich tot", "ich will nicht sterben", "je meurs de faim",
     "tô morrendo de rir kkk", "me muero de ganas", "die hausaufgaben bringen mich um lol"],
)  # fmt: skip
def test_other_languages_have_their_figures_of_speech(text: str) -> None:
    assert alert(text) is None


def test_the_messages_written_without_looking_at_the_rules_are_read_as_people_would() -> None:
    should = Counter(category for category, _, _ in FRESH if category != "none")
    found = Counter(category for category, _, text in FRESH if category != "none" and alert(text))
    quiet = [text for category, _, text in FRESH if category == "none"]
    assert found.total() / should.total() >= 0.95
    assert min(found[category] / count for category, count in should.items()) >= 0.85
    assert sum(alert(text) is not None for text in quiet) / len(quiet) <= 0.03


@pytest.mark.parametrize(
    ("text", "alerts"),
    [
        ("i have sixty pills in this drawer. i want to take them all", True),
        ("there's my mum's oxy in the cupboard and i could take every one of them", True),
        ("thinking i'll take all of them and never wake up", True),
        ("take every single one of them until the bottle is empty", True),
        ("the kids are bored, take them all to the park", False),
        ("there are six cats and i'd take every one of them home", False),
        ("these photos are great, did you take them all yourself?", False),
        ("so many electives, i want to take them all", False),
    ],
)
def test_taking_them_all_alerts_where_it_is_about_pills_and_not_where_it_is_not(text: str, *, alerts: bool) -> None:
    assert (alert(text) is not None) is alerts


@pytest.mark.parametrize("category", sorted({category for category, _, _ in TUNED if category != "none"}))
def test_every_message_that_rules_were_tuned_on_alerts(category: str) -> None:
    assert [text for named, _, text in TUNED if named == category and alert(text) is None] == []


def test_no_harmless_message_that_rules_were_tuned_on_alerts() -> None:
    assert [text for named, _, text in TUNED if named == "none" and alert(text) is not None] == []


def test_the_severity_of_what_rules_were_tuned_on_is_near() -> None:
    hits = [(severity, hit) for named, severity, text in TUNED if named != "none" and (hit := alert(text))]
    assert sum(abs(hit.severity - Severity.named(severity)) <= 1 for severity, hit in hits) / len(hits) >= 0.97


@pytest.mark.parametrize(("batch", "least"), [("held_out_2.txt", 0.68), ("held_out_3.txt", 0.62)])
def test_messages_held_out_of_all_tuning_are_found_as_often_as_they_were_at_first_sight(
    batch: str, least: float
) -> None:
    held_out = _rows(batch)
    grave = [alert(text) is not None for category, _, text in held_out if category != "none"]
    calm = [alert(text) is not None for category, _, text in held_out if category == "none"]
    assert sum(grave) / len(grave) >= least
    assert sum(calm) / len(calm) <= 0.15

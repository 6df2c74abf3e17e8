"""Rule packs: what a file may say, and how a mistake in one is told."""

from pathlib import Path

import pytest

from cogs.alerts.matching.engine import PACKS, Engine, PackError, load_packs, starter_engine
from cogs.alerts.matching.findings import CATEGORIES

RULE = """
category = "relapse"
[[rule]]
id = "one"
severity = "medium"
why = "Because."
phrases = ["purple elephant"]
"""


def written(folder: Path, text: str, name: str = "test.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_pack_becomes_rules(tmp_path: Path) -> None:
    (pack,) = load_packs(written(tmp_path, RULE))
    assert [rule.name for rule in pack.rules] == ["relapse/one"]
    assert Engine.from_packs([pack]).scan("a Purple Elephant!")[0].rule == "relapse/one"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("category = ", "kategory = "), "kategory"),
        (('"relapse"', '"hunger"'), "category"),
        (('"medium"', '"middling"'), "rule 'one'.*middling"),
        (('why = "Because."', 'why = ""'), "rule 'one'.*why"),
        (("purple elephant", "(purple"), "rule 'one'.*purple.*missing"),
        (("phrases = ", "phrase = "), "rule 'one'.*phrases"),
        (('phrases = ["purple elephant"]', "phrases = []"), "rule 'one'.*phrases"),
        (('id = "one"', 'id = "one"\ncolour = "red"'), "rule 'one'.*colour"),
        (("[[rule]]", "[[rule]"), "readable TOML"),
    ],
)
def test_a_mistake_is_told_with_file_and_rule(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    with pytest.raises(PackError, match=says) as refused:
        load_packs(written(tmp_path, RULE.replace(*change)))
    assert "test.toml" in str(refused.value)


def test_one_name_for_two_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="'one' is used twice"):
        load_packs(written(tmp_path, RULE + RULE.replace('category = "relapse"', "")))
    packs = load_packs(written(written(tmp_path, RULE), RULE, "other.toml"))
    with pytest.raises(PackError, match="relapse/one is defined twice"):
        Engine.from_packs(packs)


def test_an_exception_says_where_it_looks(tmp_path: Path) -> None:
    exception = """
[[exception]]
id = "zoo"
kind = "news"
why = "At the zoo."
place = "beside"
for = ["*"]
phrases = ["zoo"]
"""
    with pytest.raises(PackError, match=r"exception 'zoo'.*place"):
        load_packs(written(tmp_path, RULE + exception))
    good = load_packs(written(tmp_path, RULE + exception.replace("beside", "near")))
    (hit,) = Engine.from_packs(good).scan("the purple elephant at the zoo")
    assert hit.suppressed_by == "zoo"
    assert not hit.alerts


def test_every_category_has_rules_and_every_rule_says_why() -> None:
    rules = starter_engine().rules
    assert {rule.category for rule in rules} == set(CATEGORIES)
    assert all(len(rule.why) > 15 for rule in rules)


def test_every_pack_may_hold_the_words_that_members_write() -> None:
    for path in PACKS.glob("*.toml"):
        head = path.read_text(encoding="utf-8").splitlines()[:12]
        assert any("# words: ok-file" in line for line in head), path.name


def test_every_exception_names_rules_that_exist() -> None:
    engine = starter_engine()
    named = {"*"} | set(CATEGORIES) | {rule.name for rule in engine.rules}
    tags = {f"#{tag}" for rule in engine.rules for tag in rule.tags}
    for exemption in engine.exemptions:
        for target in exemption.targets:
            assert target.removeprefix("!") in named | tags, f"{exemption.id}: {target}"


def test_what_set_up_says_about_languages_is_what_the_packs_cover() -> None:
    rules = starter_engine().rules
    abroad = {"es", "de", "fr", "pt"}
    for language in abroad:
        kinds = {rule.category for rule in rules if language in rule.tags}
        assert {"suicide", "self_harm", "overdose"} <= kinds <= {"suicide", "self_harm", "overdose", "harassment"}
    assert {rule.category for rule in rules if not rule.tags & abroad} == set(CATEGORIES)

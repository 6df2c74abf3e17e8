"""A server's own rules and exceptions."""

import pytest

from cogs.alerts.matching.engine import RuleError, Severity, parse_exception, parse_rule, starter_engine
from cogs.alerts.matching.own_rules import MAX_PATTERNS, MAX_RULES


def test_a_rule_of_the_server_is_found_beside_the_packs() -> None:
    rule = parse_rule("(purple|pink) elephant*", rule_id="zoo", category="relapse", severity=Severity.MEDIUM)
    engine = starter_engine().with_rules([rule])
    rules = {hit.rule for hit in engine.scan("two pink elephants and i want to die") if hit.alerts}
    assert "relapse/zoo" in rules
    assert any(name.startswith("suicide/") for name in rules)
    assert starter_engine().scan("two pink elephants") == ()


def test_a_rule_of_the_server_sees_through_disguise() -> None:
    engine = starter_engine().with_rules([parse_rule("purple elephant")])
    assert engine.scan("PÜRPLE ｅｌｅｐｈａｎｔ")
    assert engine.scan("p\u200burple eleph\u200bant")


def test_a_pattern_reads_the_text_as_it_was_sent() -> None:
    engine = starter_engine().with_rules([parse_rule("/pa+nd[ao]/", rule_id="panda")])
    text = "éé 😀 a PAAANDA and a pando"
    assert [(hit.text, hit.view) for hit in engine.scan(text)] == [("PAAANDA", "as written"), ("pando", "as written")]
    assert all(text[hit.start : hit.end] == hit.text for hit in engine.scan(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "a",
        "of",
        "the",
        "and you",
        "~3",
        "(a|b",
        "/a*/",
        "/.*/",
        "/(/",
        "/[a-z]/",
        "/((a{1,99}){1,99}){1,99}/",
        "x" * 500,
    ],
)
def test_a_rule_that_cannot_work_or_would_match_everything_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse_rule(text)
    assert str(refused.value).endswith(".")


def test_an_unknown_category_is_refused() -> None:
    with pytest.raises(RuleError, match="not a category"):
        parse_rule("purple elephant", category="zoo")


def test_the_limits_are_told() -> None:
    rule = parse_rule("purple elephant")
    with pytest.raises(RuleError, match=str(MAX_RULES)):
        starter_engine().with_rules([rule] * (MAX_RULES + 1))
    with pytest.raises(RuleError, match=str(MAX_PATTERNS)):
        starter_engine().with_rules([parse_rule("/panda/")] * (MAX_PATTERNS + 1))


def test_an_exception_of_the_server_hides_its_rule_but_never_a_critical_hit() -> None:
    exception = parse_exception("escape room", exception_id="room", targets=frozenset({"suicide"}))
    engine = starter_engine().with_rules([], [exception])
    quiet = engine.scan("i want to die in the escape room")
    assert quiet
    assert {hit.suppressed_by for hit in quiet} == {"room"}
    loud = engine.scan("i'm going to kill myself tonight in the escape room")
    assert any(hit.alerts and hit.severity is Severity.CRITICAL for hit in loud)


def test_an_exception_needs_a_target_and_a_known_place() -> None:
    with pytest.raises(RuleError, match="needs"):
        parse_exception("escape room", targets=frozenset())
    with pytest.raises(RuleError, match="place"):
        parse_exception("escape room", targets=frozenset({"suicide"}), place="above")

"""The first look ends the work for ordinary messages, and never for one that a full reading would find."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.alerts.matching.engine import Engine, parse_rule, starter_engine
from cogs.alerts.matching.folding import fold, fold_with_origin
from cogs.alerts.matching.tokens import is_end, make_view, plain_words, read_tokens
from tests.cogs.alerts.matching.sayings import message

ENGINE = starter_engine()


def _found_in_full(engine: Engine, text: str) -> set[str]:
    """Rules of which a phrase stands in the words as written: every phrase is tried, nothing is sieved."""
    folded = fold_with_origin(text)
    view = make_view("words", read_tokens(folded.text), folded)
    return {
        rule.name
        for rule in engine.rules
        for phrase in rule.phrases.each
        if phrase.pattern.found_in(view.data)
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_sieve_then_match_finds_what_matching_everything_finds(seed: int) -> None:
    chance = random.Random(seed)
    said = 0
    for rule in ENGINE.rules:
        text = message(chance.choice(rule.phrases.trees), chance)
        in_full = _found_in_full(ENGINE, text)
        assert in_full <= {hit.rule for hit in ENGINE.scan(text)}, text
        said += rule.name in in_full
    assert said > len(ENGINE.rules) / 2, "the messages no longer say the phrases: this test would prove nothing"


@pytest.mark.parametrize("said", ["lol", "so well", "dude", "just like that ok", "yeah man"])
def test_a_rule_made_of_padding_is_found_all_the_same(said: str) -> None:
    engine = Engine.from_packs([]).with_rules([parse_rule(f"({said}|purple elephant)")])
    assert engine.scan(f"oh {said} then")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="abi '\".?!\n,😂♪’Ié1_-*", max_size=60))
def test_the_quick_words_are_the_words_of_the_careful_reading(text: str) -> None:
    careful = [token.text for token in read_tokens(fold_with_origin(text).text) if not is_end(token.text)]
    assert plain_words(fold(text)).decode().split() == careful


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["i", "a", "k1ll", "sui", "cide", "my", "self", "lol", "so", "well", "dont", "i'll", "w4nt", "t0", "2nite",
             "sooo", "x", ".", "!!", "\n", "die.", "k.i.l.l", "kll", "7", "the"]
        ),
        max_size=12,
    ).map(" ".join)
)  # fmt: skip
def test_what_chunks_say_alone_is_what_they_say_together_or_nothing_is_claimed(text: str) -> None:
    undisguiser = ENGINE._undisguiser
    alone = undisguiser.words_alone(text)
    if alone is not None:
        assert alone == [token.text for token in undisguiser.tokens(text) if not is_end(token.text)]

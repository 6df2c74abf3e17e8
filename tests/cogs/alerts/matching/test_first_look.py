"""The first look ends the work for ordinary messages, and never for one that a full reading would find."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.alerts.matching.engine import Engine, parse_rule, starter_engine
from cogs.alerts.matching.folding import fold, fold_with_origin
from cogs.alerts.matching.phrases import Amount, Choice, Gap, Node, Sequence, Word
from cogs.alerts.matching.spelling import EXPANDED, MORE_FILLERS
from cogs.alerts.matching.tokens import is_end, make_view, plain_words, read_tokens

ENGINE = starter_engine()
_FILLERS = sorted({*MORE_FILLERS, *(word for word, plain in EXPANDED.items() if not plain)})
_SHORT: dict[str, list[str]] = {}
for _short, _plain in EXPANDED.items():
    if len(_plain) == 1:
        _SHORT.setdefault(_plain[0], []).append(_short)


def _said(node: Node, chance: random.Random) -> list[str]:
    match node:
        case Word(text, prefix):
            return [text + chance.choice(["", "s", "ing"]) if prefix else chance.choice([text, *_SHORT.get(text, [])])]
        case Gap(words):
            return [chance.choice(["quiet", "table", "seven"]) for _ in range(chance.randint(0, words))]
        case Amount(least):
            return [str(least + chance.randint(0, 9))]
        case Choice(branches, optional):
            if optional and chance.random() < 0.5:
                return []
            return _words_of(chance.choice(branches), chance)
        case _:
            return []


def _words_of(tree: Sequence, chance: random.Random) -> list[str]:
    return [word for item in tree.items for word in _said(item, chance)]


def _message(tree: Sequence, chance: random.Random) -> str:
    """A message that says the phrase: padded, spelled and punctuated as people do."""
    words: list[str] = []
    for word in _words_of(tree, chance):
        if chance.random() < 0.15:
            words.append(chance.choice(_FILLERS))
        words.append(chance.choice([word, word, word, word.upper(), word.title()]))
    said = "".join(word + chance.choice([" "] * 12 + ["  ", ", ", " - "]) for word in words).strip(", \n")
    return chance.choice(["", "hey. ", "well "]) + said + chance.choice(["", ".", "!!", " and then?"])


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
        text = _message(chance.choice(rule.phrases.trees), chance)
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


def test_a_flood_of_long_odd_words_does_not_grow_the_process() -> None:
    words = ENGINE._words
    for number in range(320):
        assert words[b"%d@" % number + b"x@y" * 1200]
        words.forget_if_full()
    assert sum(map(len, words.clued)) < 1_100_000
    assert ENGINE.scan("i want to k1ll myself")

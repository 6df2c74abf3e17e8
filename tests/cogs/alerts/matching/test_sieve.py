"""The sieve by one number for each word never ends the work for a text in which the engine would find something."""

import random
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cogs.alerts.matching.bits import BitsAsSent, BitsOfChunks, BitsOfWords, parted, together
from cogs.alerts.matching.engine import Engine, parse_rule, starter_engine
from cogs.alerts.matching.folding import fold, fold_with_origin, folded_signs, without_syntax
from cogs.alerts.matching.packs import Pack, Phrase
from cogs.alerts.matching.phrases import PhraseError, parse_phrase
from cogs.alerts.matching.remembered import MOST
from cogs.alerts.matching.sieve import PhraseSieve
from cogs.alerts.matching.spelling import MORE_FILLERS
from cogs.alerts.matching.tokens import Token, is_end, make_view, read_tokens, words_of
from tests.cogs.alerts.matching.disguises import HEAVY, READABLE
from tests.cogs.alerts.matching.sayings import message

ENGINE = starter_engine()
LOOK = ENGINE._look
LAYER = ENGINE._layers[0]
_DISGUISES = [*READABLE.values(), *HEAVY.values()]
_OWN = (
    "(aa|ai|ia|ii|aia) meeting",
    "swim* ~3 (tide|rock*) ~ alone",
    "[very] (blue|green moon) ~2 #7+ pills",
    "so well",
)


def _in_two(text: str, chance: random.Random) -> str:
    """Some words cut in two, with padding or without between the halves."""
    words: list[str] = []
    for word in text.split():
        at = chance.randint(1, max(1, len(word) - 1))
        cut = [word[:at], *chance.choice([[], [], ["lol"], ["so"]]), word[at:]]
        words.extend(cut if chance.random() < 0.5 else [word])
    return " ".join(words)


def _hidden(text: str, chance: random.Random) -> str:
    """The text in one disguise, or in two, or letter by letter, or cut in two; sometimes among other words."""
    for _ in range(chance.choice([1, 1, 1, 2])):
        kind = chance.random()
        if kind < 0.2:
            text = _in_two(text, chance)
        elif kind < 0.3:
            text = " ".join(text.replace(" ", ""))
        else:
            text = chance.choice(_DISGUISES)(text)
    return chance.choice(["", "a quiet table ", "i i a "]) + text + chance.choice(["", " a i", " and the seventh one"])


def _stands(phrase: Phrase, text: str, tokens: list[Token]) -> bool:
    return phrase.pattern.found_in(make_view("", tokens, fold_with_origin(text)).data)


@pytest.mark.parametrize("seed", range(2))
def test_every_phrase_that_is_said_passes(seed: int) -> None:
    chance, said = random.Random(seed), 0
    for number, (_, phrase) in enumerate(LAYER.phrases):
        text = message(phrase.tree, chance)
        if _stands(phrase, text, read_tokens(fold_with_origin(text).text)):
            said += 1
            worth = LOOK.at(text)
            assert worth is not None, text
            assert worth.plain is not None, text
            assert number in worth.plain[0], text
    assert said > len(LAYER.phrases) / 2, "the messages no longer say the phrases: this test would prove nothing"


@pytest.mark.parametrize("seed", range(3))
def test_every_phrase_that_is_said_in_disguise_passes(seed: int) -> None:
    chance, said = random.Random(f"hidden {seed}"), 0
    for number, (_, phrase) in enumerate(LAYER.phrases):
        text = _hidden(message(phrase.tree, chance), chance)
        folded = fold(text)
        if _stands(phrase, text, ENGINE._undisguiser.tokens(folded.decode())):
            said += 1
            undone = LOOK._with_disguise_undone(folded, folded.split())
            assert undone is not None, text
            assert number in undone[1][0], text
    assert said > len(LAYER.phrases) / 4, "disguise is no longer undone: this test would prove nothing"


def test_every_phrase_that_is_said_in_another_reading_passes() -> None:
    chance, said = random.Random("read backwards, or turned"), 0
    for number, (_, phrase) in enumerate(LAYER.phrases):
        text = message(phrase.tree, chance)
        if _stands(phrase, text, read_tokens(fold_with_origin(text).text)):
            said += 1
            found = LOOK.holding([token.text for token in read_tokens(fold(text).decode()) if not is_end(token.text)])
            assert found is not None, text
            assert number in found[0], text
    assert said > len(LAYER.phrases) / 2


def test_every_word_cut_in_two_is_noticed() -> None:
    pairs = sorted(
        pair
        for pair in LOOK._words._pairs
        if all(words_of(half.encode()) == [half] and half not in MORE_FILLERS for half in pair)
    )
    for left, right in random.Random(7).sample(pairs, 600):
        folded = f"the table, {left} lol {right} and chairs".encode()
        words = [word for chunk in folded.split() for word in LOOK._plain(chunk)]
        assert parted(LOOK._alive(together(map(LOOK._as_written, folded.split())))).halves, folded
        assert LOOK._words.in_halves(words, set(words)), folded


@cache
def _with_own_rules() -> Engine:
    return ENGINE.with_rules([parse_rule(rule, rule_id=f"own{number}") for number, rule in enumerate(_OWN)])


@cache
def _of_letters() -> Engine:
    """An engine of a pack of which words are made of an "a" and an "i" alone."""
    return Engine.from_packs([Pack("letters", (parse_rule("(aa|ai|ia|ii|aia|iai|die) meeting"),))])


_PIECES = st.sampled_from(
    ["i", "a", "a.", "i,", "ii", "aa", "u", "x", "1", "4", "k1ll", "sui", "cide", "cide.", "my", "self", "lol", "so",
     "well", "dont", "i'll", "w4nt", "t0", "2nite", "sooo", "die.k.i.l.l.me", "xx-a-b-c-yy", "my-d", "e-my", ".", "!!",
     "\n", "die.", "k.i.l.l", "kll", "7", "the", "meeting", "m", "e", "swimming", "over", "dose", "m33t", "5elf"]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@example("my-d i e-my").via("letters at the edges of chunks")
@given(st.lists(_PIECES, max_size=9).map(" ".join))
def test_what_chunks_may_say_covers_what_they_say_together(text: str) -> None:
    folded = fold(text)
    for engine in (_with_own_rules(), _of_letters()):
        look = engine._look
        may_say = together(map(look._undone, folded.split()))
        if not look._alive(may_say):  # else nothing is claimed
            for token in engine._undisguiser.tokens(folded.decode()):
                bits = 0 if is_end(token.text) else look._sieves.bits[token.text]
                assert not bits & ~may_say, token.text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["a", "i", "A", "I", "a.", "i!"]), min_size=1, max_size=30).map(" ".join))
def test_letters_that_are_words_by_themselves_spell_no_other(text: str) -> None:
    said = [token.text for token in _of_letters()._undisguiser.tokens(fold(text).decode()) if not is_end(token.text)]
    assert said == [sign for sign in text.lower() if sign.isalpha()]


@pytest.mark.parametrize(
    "text", ["an aa meeting", "swimmers in the rocky sea alone", "a green moon and 9 pills", "so well"]
)
def test_a_servers_own_rules_pass(text: str) -> None:
    assert _with_own_rules().scan(f"today {text} and so on")


def test_a_phrase_of_which_no_word_is_needed_is_refused() -> None:
    with pytest.raises(PhraseError):
        PhraseSieve([parse_phrase("[blue] [moon]")])


def test_whatever_ends_a_chunk_before_it_is_folded_ends_one_after() -> None:
    blanks = [sign for sign in map(chr, range(0x110000)) if sign.isspace()]
    assert len(blanks) > 20
    assert not [sign for sign in blanks if folded_signs(sign).strip()]


@pytest.mark.parametrize(
    "text", ["I Want To K1LL\u00a0MySelf", "<@1> I\u2019m &amp;lt; i`m <:x:1> OK", "a\x85B\x1cc\u2028d \x02"]
)
def test_chunks_as_sent_say_what_they_say_folded(text: str) -> None:
    sent = together(map(LOOK._as_sent, without_syntax(text).split()))
    assert sent == together(map(LOOK._as_written, fold(text).split()))


def test_a_flood_of_odd_words_does_not_grow_the_process() -> None:
    words = ENGINE._words
    chunks = BitsOfChunks(BitsOfWords([LAYER.sieve.groups]), words.as_written)
    for number in range(70_000):
        assert chunks[b"k1ll%d" % number] == chunks[b"k1ll%d" % number]
    for number in range(100):
        assert chunks[b"%d@" % number + b"x@y" * 1200]
    sent = BitsAsSent(chunks)
    for number in range(20_000):
        assert sent[f"K1LL{number}"] == sent[f"k1ll{number}"]
    kept = [part for each in (sent, chunks, chunks._of_words, words) for part in (each, each._before)]
    assert max(map(len, kept)) <= 2 * MOST
    assert sum(len(key) for part in kept for key in part) < 1_000_000
    assert ENGINE.scan("i want to k1ll myself")

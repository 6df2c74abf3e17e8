"""The engine: hits, their places, exceptions, and what no text may do to it."""

import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.alerts.matching.engine import Severity, starter_engine, worst

ENGINE = starter_engine()


def alerting(text: str) -> set[str]:
    return {hit.category for hit in ENGINE.scan(text) if hit.alerts}


def test_ordinary_talk_has_no_hits() -> None:
    assert ENGINE.scan("good morning everyone, coffee and then a walk with the dog") == ()


def test_a_hit_names_rule_place_and_words() -> None:
    text = "Hello. I want to kill myself, please help"
    hit = worst(ENGINE.scan(text))
    assert hit is not None
    assert (hit.category, hit.severity, hit.rule) == ("suicide", Severity.HIGH, "suicide/want-act")
    assert text[hit.start : hit.end] == hit.text
    assert "kill myself" in hit.text


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("ok 😀😀 i want to kill myself 😀", "words"),
        ("ok 😀😀 i wànt tó kìll mysèlf 😀", "words"),
        ("ok 😀😀 𝓲 𝔀𝓪𝓷𝓽 𝓽𝓸 𝓴𝓲𝓵𝓵 𝓶𝔂𝓼𝓮𝓵𝓯 😀", "words"),
        ("ok 😀😀 1 w4nt t0 k1ll mys3lf 😀", "undisguised"),
        ("ok 😀😀 i w a n t t o k i l l m y s e l f 😀", "undisguised"),
        ("ok 😀😀 iwanttokillmyself 😀", "undisguised"),
        ("😀😀 flesym llik ot tnaw i 😀", "reversed"),
        ("😀 ɟlǝsʎɯ llᴉʞ oʇ ʇuɐʍ ᴉ 😀", "turned and reversed"),
    ],
)
def test_places_are_code_points_of_the_original_in_every_view(text: str, view: str) -> None:
    hits = [hit for hit in ENGINE.scan(text) if hit.category == "suicide" and hit.alerts]
    assert hits
    assert {hit.view for hit in hits} == {view}
    for hit in hits:
        assert hit.text == text[hit.start : hit.end]
        assert "😀" not in hit.text
        assert len(hit.text) >= 8


def test_an_exception_is_named_and_silences_only_its_own_hit() -> None:
    text = "i'm not going to kill myself. but i cut myself again last night"
    hits = ENGINE.scan(text)
    denied = [hit for hit in hits if hit.category == "suicide"]
    assert denied
    assert {hit.suppressed_by for hit in denied} == {"denied"}
    assert alerting(text) == {"self_harm"}


@pytest.mark.parametrize(
    ("quiet", "loud"),
    [
        ("this homework makes me want to kill myself lol", "i want to kill myself"),
        ("i used to want to die every day", "i want to die tonight"),
        ("please don't kill yourself, we love you", "kys loser"),
        ("ran 5 kms this morning", "i wish i was dead"),
        ("suicide rates fell according to the cdc", "i have a gun to my head"),
    ],
)
def test_what_is_quiet_alone_never_hides_what_is_not(quiet: str, loud: str) -> None:
    assert not alerting(quiet)
    expected = alerting(loud)
    assert expected
    filler = " we talked about the garden and the weather for a long while and then we had some tea with the others. "
    assert expected <= alerting(quiet + "." + filler + loud)
    assert expected <= alerting(loud + "." + filler + quiet)


def test_laughter_never_silences_a_critical_hit() -> None:
    hit = worst(ENGINE.scan("lol i'm going to kill myself tonight haha"))
    assert hit is not None
    assert hit.severity is Severity.CRITICAL


def test_the_same_text_gives_the_same_hits_in_the_same_order() -> None:
    text = "i want to die. i cut myself again. selling xanax dm me. kys"
    first = ENGINE.scan(text)
    assert first == ENGINE.scan(text)
    assert [hit.start for hit in first] == sorted(hit.start for hit in first)


def test_of_equally_grave_hits_the_category_decides() -> None:
    hits = ENGINE.scan("i want to die and he hits me")
    hit = worst(hits)
    assert hit is not None
    assert hit.category == "suicide"
    assert worst(()) is None


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_scanned_and_every_place_lies_inside_it(text: str) -> None:
    for hit in ENGINE.scan(text):
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.text == text[hit.start : hit.end]


_PIECES = st.sampled_from(
    ["i ", "want ", "to ", "kill ", "myself ", "k1ll ", "k.i.l.l ", "\u200b", "*", "||", "😂", "\n", ". ", "not ",
     "lol ", "tonight ", "<@1> ", "https://x.y ", "\ud800", "\x00", "ｋｉｌｌ ", "иd ", "cut ", "pills ", "20 ",
     "llik ", "ǝ", "'", "he ", "&#107;", ":regional_indicator_k: ", "die", "dieeee "]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=60).map("".join))
def test_texts_made_of_alarming_pieces_never_break_it(text: str) -> None:
    for hit in ENGINE.scan(text):
        assert 0 <= hit.start < hit.end <= len(text)


def _work(task: Callable[[], object]) -> int:
    """How many calls a task makes: a measure of work that no clock and no busy machine can change."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    task()  # whatever is kept for later is made now
    sys.setprofile(count)
    try:
        task()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    "piece",
    [
        "i want to kill myself lol ", "k i l l m y s e l f ", "k1ll mys3lf t0n1gh7 ", "killmyselftonight",
        "kkkiiilll mmmyyyssseeelllfff ", "qxzvbn wrtpsd fghjkl ", "*|_~`<@:(", "k\u0301i\u0301l\u0301l\u0301 ",
        "the weather is nice today and so are you. ", "kill die cut pills myself overdose relapse purge tonight ",
    ],
)  # fmt: skip
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    times = 1000 // len(piece)
    short, long = piece * times, piece * 4 * times
    assert _work(lambda: ENGINE.scan(long)) <= 5 * _work(lambda: ENGINE.scan(short)) + 200


def test_an_endless_message_is_scanned_too() -> None:
    assert alerting("la " * 200_000 + "i want to kill myself") == {"suicide"}

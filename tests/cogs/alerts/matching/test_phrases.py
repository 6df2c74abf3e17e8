"""The phrase language."""

import pytest

from cogs.alerts.matching.expressions import anchors_of, expression
from cogs.alerts.matching.folding import fold_with_origin
from cogs.alerts.matching.patterns import Pattern
from cogs.alerts.matching.phrases import MAX_LENGTH, PhraseError, parse_phrase
from cogs.alerts.matching.tokens import make_view, read_tokens


def matches(phrase: str, text: str) -> bool:
    folded = fold_with_origin(text)
    view = make_view("words", read_tokens(folded.text), folded)
    return Pattern(expression([parse_phrase(phrase)])).found_in(view.data)


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("glass of milk", "a glass of milk please", True),
        ("glass of milk", "a glass of warm milk", False),
        ("glass of milk", "i broke a glass. Of milk there was plenty", False),
        ("glass [of] milk", "Glass milk", True),
        ("(red|dark blue) car", "my dark blue car", True),
        ("(red|dark blue) car", "my blue car", False),
        ("garden*", "we were gardening", True),
        ("garden*", "we were guarding", False),
        ("open ~2 door", "open the big door", True),
        ("open ~2 door", "open the very big old door", False),
        ("open ~2 door", "please leave it open. the door is old", False),
        ("#10+ apples", "i ate 12 apples", True),
        ("#10+ apples", "i ate 9 apples", False),
        ("#10+ apples", "i ate twenty apples", True),
        ("# apples", "i ate two apples", True),
        ("#1950+", "in 2019", True),
        ("^ hello", "that went very well. hello there my friend", True),
        ("^ hello", "well hello there", False),
        ("home $", "i went home!", True),
        ("home $", "home again", False),
        ("goodbye . sorry", "i say goodbye. sorry for the noise", True),
        ("goodbye . sorry", "goodbye sorry", True),
        ("do not go", "don't go", True),
        ("don't go", "do not go", True),
        ("i am going to sleep", "im just gonna fucking sleep", True),
        ("going to sleep", "going 2 sleep", True),
    ],
)
def test_a_phrase_matches_what_its_author_means(phrase: str, text: str, expected: bool) -> None:
    assert matches(phrase, text) is expected


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("", "empty"),
        ("(a|b", "missing"),
        ("a) b", "too many"),
        ("(a|) b", "empty"),
        ("ab*", "too short"),
        ("w*rd", "end of a word"),
        ("a ~99 b", "gap"),
        ("{nobody}", "no list"),
        ("((((((((((((((a))))))))))))))", "nested"),
        ("x" * (MAX_LENGTH + 1), "characters"),
    ],
)
def test_a_phrase_that_cannot_work_is_refused_with_the_reason(phrase: str, says: str) -> None:
    with pytest.raises(PhraseError, match=says):
        parse_phrase(phrase)


def test_a_phrase_of_gaps_and_numbers_alone_is_refused() -> None:
    with pytest.raises(PhraseError, match="plain word"):
        anchors_of(parse_phrase("~3 #"))


def test_the_anchor_is_the_rarest_part_of_the_phrase() -> None:
    anchors = anchors_of(parse_phrase("i am (going|about) to see the ptarmigan"))
    assert {word.text for anchor in anchors for word in anchor} <= {"see", "the", "ptarmigan"}
    assert all(any(word.text == "ptarmigan" for word in anchor) for anchor in anchors)


def test_fillers_alone_never_loosen_an_alternative() -> None:
    assert not matches("(i should|just) leave", "please leave")
    assert matches("(i should|just) leave", "i should leave")

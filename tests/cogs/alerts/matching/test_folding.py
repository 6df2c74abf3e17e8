"""Folding: characters, Discord's syntax, and the way back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.alerts.matching.folding import REMEMBERED, fold, fold_with_origin


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("HELLO", "hello"),
        ("héllo", "hello"),
        ("h\u200be\u200bl\u00adlo", "hello"),
        ("ｈｅｌｌｏ", "hello"),
        ("𝓱𝓮𝓵𝓵𝓸", "hello"),
        ("ⓗⓔⓛⓛⓞ", "hello"),
        ("🅷🅴🅻🅻🅾", "hello"),
        ("ʜᴇʟʟᴏ", "hello"),
        ("һеllо", "hello"),
        ("don’t", "don't"),
        ("straße", "strasse"),
        ("h\u0336e\u0336y", "hey"),
        ("hey\U000e0061", "hey"),
    ],
)
def test_what_looks_like_a_latin_letter_becomes_one(text: str, folded: str) -> None:
    assert fold(text).decode() == folded


@pytest.mark.parametrize(
    "text",
    [
        "<@123456789012345678> hi",
        "hi <#123456789012345678>",
        "hi <a:wave:123456789012345678>",
        "hi https://example.org/x",
    ],
)
def test_mentions_emoji_and_links_are_no_words(text: str) -> None:
    assert [word for word in fold(text).decode().split() if word.isalnum()] == ["hi"]


def test_less_than_signs_in_ordinary_text_stay() -> None:
    assert b"love" in fold("i <3 love > hate")


@given(st.text())
def test_both_ways_of_folding_agree(text: str) -> None:
    assert fold_with_origin(text).text == fold(text).decode()


@given(st.text())
def test_every_folded_character_knows_where_it_came_from(text: str) -> None:
    folded = fold_with_origin(text)
    assert len(folded.origin) == len(folded.text)
    assert all(0 <= place < len(text) for place in folded.origin)
    assert list(folded.origin) == sorted(folded.origin)


def test_a_flood_of_rare_characters_does_not_grow_the_table() -> None:
    from cogs.alerts.matching import folding

    fold("".join(chr(code) for code in range(0x4E00, 0x4E00 + 2 * REMEMBERED) if not 0xD800 <= code < 0xE000))
    assert len(folding._FOLD) <= REMEMBERED
    assert fold("ｋ") == b"k"

"""The words that a person reads: marks gone, mentions named, every label said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearsal.people.plain import plain
from rehearsal.people.reading import message_text


def named(kind: str, key: int) -> str:
    return f"{kind}-{key}"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**bold** and *soft* and __under__", "bold and soft and under"),
        ("snake_case_stays, 2*3*4 does not", "snake_case_stays, 234 does not"),
        (r"\*not bold\* and a\_b", "*not bold* and a_b"),
        ("<@12> <@!12> <@&3> <#4>", "user-12 user-12 role-3 channel-4"),
        ("[a line](https://example.org/x) <https://example.org>", "a line (https://example.org/x) https://example.org"),
        ("# Title\n-# small\n> said", "Title\nsmall\nsaid"),
        ("call <+4930123456>", "call +4930123456"),
        ("<t:0:D>, <t:0:t>, <t:99999999999999>", "1 January 1970, 00:00 UTC, <t:99999999999999>"),
        ("</circle join:123456789012345678> ||hush|| `code`", "/circle join hush code"),
        ("<:leaf:123456789012345678>", ":leaf:"),
    ],
)
def test_a_text_is_read_without_its_marks(written: str, read: str) -> None:
    assert plain(written, named) == read


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(plain(text, named), str)


@given(st.text(alphabet=st.characters(codec="ascii", categories=["L", "N", "P", "S"]), max_size=60))
def test_escaped_text_is_read_as_it_was_written(text: str) -> None:
    escaped = "".join(letter if letter.isalnum() else f"\\{letter}" for letter in text)
    assert plain(escaped, named) == text


def test_everything_in_a_layout_is_read_in_order() -> None:
    message = {
        "flags": 1 << 15,
        "components": [
            {"type": 17, "components": [
                {"type": 10, "content": "## Today"},
                {"type": 9, "components": [{"type": 10, "content": "A step"}],
                 "accessory": {"type": 2, "label": "Take it", "emoji": {"name": "🌱"}}},
                {"type": 12, "items": [{"media": {"url": "x"}, "description": "a calendar"}]},
                {"type": 1, "components": [{"type": 3, "placeholder": "How?", "options": [
                    {"label": "Well", "value": "1"}, {"label": "Badly", "value": "2"}]}]},
            ]},
        ],
    }  # fmt: skip
    expected = "Today\nA step\n[🌱 Take it]\n(picture: a calendar)\n<How?: Well | Badly>"
    assert message_text(message, lambda text: plain(text, named)) == expected


def test_an_embed_is_read_whole() -> None:
    message = {
        "content": "",
        "embeds": [
            {"title": "T", "description": "D", "fields": [{"name": "N", "value": "V"}], "footer": {"text": "F"}}
        ],
    }
    assert message_text(message, str) == "T\nD\nN: V\nF"

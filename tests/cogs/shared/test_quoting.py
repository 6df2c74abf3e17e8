"""Whatever a member writes, a moderator sees it as text inside its quote: X1, X2 and X5 of the fault catalogue."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.shared.quoting import bare_name, plain_name, quoted

NASTY = [
    "@everyone", "@here", "@EVERYONE", "<@123456789012345678>", "<@!12>", "<@&34>", "<#56>", "</care:7>", "<t:1:R>",
    "<:heart:89>", "<a:dance:90>", "<id:customize>", "<+4912345>", "<a@b.example>", "https://evil.example/x", "http://",
    "[click](https://evil.example)", "discord.gg/abc", "discord.com/invite/abc", "# ", "### big", "-# small", "- item",
    "* item", "+ item", "1. one", "12) two", "> quote", ">>> all of it", "```py\n", "`code`", "||spoiler||", "**bold**",
    "__under__", "_it_", "~~no~~", "\\", "\\\\", "\n", "\r", "\r\n", "\x0b", "\x85", "\u2028", "\u2029", "\u200b",
    "\u200d", "\u200e", "\u202e", "\u2066", "\ufeff", "\xad", "\u034f", "\u3164", "\u2800", "\ufe0f", "\x00", "\ud800",
    "e\u0301\u0301\u0301\u0301\u0301\u0301", " ", "\t", "a", "b c", "\u0627\u0644", "\u4f60", "\U0001f642",
    "@\u200beveryone",
    "steam://x", "\U000e0041", "1\u20e3", "9.", "\u2063",
]  # fmt: skip
anything = st.one_of(st.text(alphabet=st.characters()), st.lists(st.sampled_from(NASTY)).map("".join))
mixed = st.lists(st.one_of(st.sampled_from(NASTY), st.text(alphabet=st.characters(), max_size=3))).map("".join)

# Discord's own rule: a backslash before a sign makes it text.
ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
LIVE_ANYWHERE = re.compile(r"[*_~`|<>\[\]\\]|\w+://|discord(?:app)?\.(?:gg|com/invite)/", re.IGNORECASE)
LIVE_AT_START = re.compile(r"\s*(?:#{1,3}\s|-#|[-+*]\s|\d+[.)]|>)")
MENTION_IN_RAW = re.compile(r"@(?:everyone|here)|https?://|discord\.gg/|<[@#:/atsi+]", re.IGNORECASE)


def live_parts(inside: str) -> list[str]:
    """What Discord would make of one line of text, other than text."""
    unescaped = ESCAPED.sub("\ufff0", inside)
    opening = LIVE_AT_START.match(unescaped)
    found = LIVE_ANYWHERE.findall(unescaped) + ([opening.group()] if opening else [])
    return found + MENTION_IN_RAW.findall(inside.replace("\\<", "\ufff0"))


def hidden(text: str) -> list[str]:
    return [
        f"U+{ord(c):04X}" for c in text
        if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or (unicodedata.category(c) == "Cf" and ord(c) > 0x8FF)
        or c in "\xad\u034f\u115f\u1160\u3164\u2800\uffa0\u061c" or 0xFE00 <= ord(c) <= 0xFE0F
    ]  # fmt: skip


@settings(max_examples=400)
@given(st.one_of(anything, mixed))
def test_a_quote_holds_nothing_but_text(text: str) -> None:
    shown = quoted(text)
    lines = shown.split("\n")
    assert all(line.startswith("> ") for line in lines)
    assert len(lines) <= 6
    assert len(shown) <= 2 * 300 + 3 * 6 + 1
    assert not [part for line in lines for part in live_parts(line[2:])]
    assert not hidden(shown.replace("\n", ""))
    shown.encode()


@settings(max_examples=400)
@given(st.one_of(anything, mixed))
def test_a_name_is_one_line_of_text(name: str) -> None:
    shown = plain_name(name)
    assert shown.strip() == shown != ""
    assert not live_parts(shown)
    assert not hidden(shown)
    assert len(shown) <= 64
    label = bare_name(name)
    assert 0 < len(label) <= 32
    assert not hidden(label)
    assert not re.search("@(?:everyone|here)", label)


@given(mixed)
def test_saying_it_twice_stays_safe_and_taking_out_is_done_once(text: str) -> None:
    assert not [part for line in quoted(quoted(text)).split("\n") for part in live_parts(line[2:])]
    assert not live_parts(plain_name(plain_name(text)))
    assert bare_name(bare_name(text)) == bare_name(text)


@given(st.text(alphabet="abc ,.!?'\"-:;()%&=$ äöüéßñçøжи你好عש\U0001f642", max_size=80))
def test_what_people_read_is_what_was_written(text: str) -> None:
    written = " ".join(text.split())
    read = ESCAPED.sub(r"\1", quoted(text)).removeprefix("> ")
    assert read == (written or "…")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("I can't go on", "> I can't go on"),
        ("@everyone look", "> ＠everyone look"),
        ("<@1> is **bad**", r"> \<@1\> is \*\*bad\*\*"),
        ("# Taken by Ana", r"> \# Taken by Ana"),
        ("-# small print", r"> \-# small print"),
        ("1. first\n2) second", "> 1\\. first\n> 2\\) second"),
        ("[here](https://e.example)", r"> \[here\](https\:\/\/e.example)"),
        ("one\n\n\n  \ntwo", "> one\n> two"),
        ("in\u202edoog\u202c", "> indoog"),
        ("at 12:30 :)", "> at 12:30 :)"),
        ("", "> …"),
        (" \u200b \n\x00", "> …"),
        ("\ud83d", "> \ufffd"),
        ("¯\\_(ツ)_/¯", r"> ¯\\\_(ツ)\_\/¯"),
    ],
)
def test_known_tricks_are_shown_as_text(text: str, shown: str) -> None:
    assert quoted(text) == shown


def test_long_text_is_cut_and_says_so() -> None:
    assert quoted("x" * 301) == "> " + "x" * 300 + "…"
    assert quoted("x" * 300) == "> " + "x" * 300
    assert quoted("\n".join("abcdefg")) == "> a\n> b\n> c\n> d\n> e\n> f…"
    assert quoted("\n".join("abcdef")) == "> a\n> b\n> c\n> d\n> e\n> f"
    assert quoted("word " * 1000, limit=12) == "> word word wo…"
    assert quoted("*" * 4000) == "> " + r"\*" * 300 + "…"
    assert quoted("\u200b" * 100_000 + "x").startswith("> ")


def test_names_keep_what_people_call_themselves() -> None:
    assert plain_name("Ana María") == "Ana María"
    assert plain_name("sam_smith") == r"sam\_smith"
    assert bare_name("sam_smith") == "sam_smith"
    assert plain_name("x" * 40) == "x" * 31 + "…"
    assert plain_name("\u3164\u200b") == "…"
    assert plain_name("two\nlines") == "two lines"
    assert plain_name("Z" + "\u0301" * 50) == "Z\u0301\u0301\u0301"

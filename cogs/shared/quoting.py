"""Makes what a member wrote safe to show: readable, and never anything but text.

Discord shows `\\x` as x for every sign that is no letter, digit or space, so the reader sees what was written, while
no mention, link, heading, spoiler, timestamp or emoji comes alive. Hidden characters are taken out first: they could
hide a mention from the steps that follow, or turn a sentence around.
"""

import re
import unicodedata

NOTHING = "…"  # stands where text was cut, or where none is left

_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Letters and marks that show nothing, beyond the categories dropped below: fillers and variation selectors.
_BLANK_LETTERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# Format characters that people can see: they stand in front of numbers in Arabic, Syriac and Kaithi.
_SEEN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_MARKS_KEPT = 3  # on one letter; more than any language stacks
_EVERYONE = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_LIVE = re.compile(r"[\\*_~|`<>\[\]/]|:(?=/)")
# What begins a heading, small print or a list item when it stands first.
_OPENING = re.compile(r"^(\s*(?:\d+(?=[.)]))?)([#.)+-])", re.MULTILINE)


def quoted(text: str, *, limit: int = 300, lines: int = 6) -> str:
    """A member's text as a Markdown quote, each line inside it.

    At most `limit` characters of theirs on `lines` lines, blank ones left out. Escapes can double the length, and each
    line begins with `> `: the answer has at most `2 * limit + 3 * lines + 1` characters. No text: a quoted `…`.
    """
    written = [line for line in map(_one_line, _LINE_ENDS.split(text[: 20 * limit])) if line]
    kept: list[str] = []
    room = limit
    for line in written[:lines]:
        kept.append(line[:room].rstrip())
        room -= len(line)
        if room <= 0:
            break
    if len(text) > 20 * limit or room < 0 or len(kept) < len(written) or not kept:
        kept = [*kept[:-1], f"{kept[-1] if kept else ''}{NOTHING}"]
    return "\n".join(f"> {_escaped(line)}" for line in kept)


def plain_name(name: str, limit: int = 32) -> str:
    """A name (of a person, channel, role or file) as inline Markdown text, on one line; `…` if nothing is left."""
    return _escaped(bare_name(name, limit))


def bare_name(name: str, limit: int = 32) -> str:
    """The same for places where Discord reads no Markdown: labels, options, titles of modals, embed authors."""
    line = _one_line(_LINE_ENDS.sub(" ", name[: 20 * limit]))
    if len(line) > limit:
        line = f"{line[: limit - 1].rstrip()}{NOTHING}"
    return _EVERYONE.sub("＠", line) or NOTHING


def _one_line(text: str) -> str:
    """What is visible of one line: no control, format or filler characters, single spaces, few marks on a letter."""
    shown: list[str] = []
    marks = 0
    for character in _BLANK_LETTERS.sub("", text):
        category = unicodedata.category(character)
        if category == "Zs" or character in "\t\u2800":
            shown.append(" ")
        elif category == "Cs":
            shown.append("\ufffd")
        elif category in ("Mn", "Me"):
            marks += 1
            if marks <= _MARKS_KEPT:
                shown.append(character)
            continue
        elif category not in ("Cc", "Cf") or character in _SEEN_FORMATS:
            shown.append(character)
        else:
            continue
        marks = 0
    return " ".join("".join(shown).split())


def _escaped(line: str) -> str:
    line = _EVERYONE.sub("＠", line)
    line = _LIVE.sub(r"\\\g<0>", line)
    return _OPENING.sub(r"\1\\\2", line)

"""The pseudo-language `qps`: each translated string is wrapped and accented; what was left out stands out."""

import gettext
import re

PSEUDO = "qps"
OPEN, CLOSE = "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}", "\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}"

_ACCENTS = str.maketrans("aceinostuyACEINOSTUY", "áčéíñóšťúýÁČÉÍÑÓŠŤÚÝ")
# Fields, links, mentions and commands must work in each language, so they stay as they are.
_KEPT = re.compile(r"\{[^{}]*\}|https?://\S+|<[^<>\s]*>|(?<!\w)/[a-z][\w-]*|`[^`]*`")
_WORD = re.compile(r"[^\W\d_]{2,}")


class PseudoTranslations(gettext.NullTranslations):
    """Answers each message with itself, wrapped."""

    def gettext(self, message: str) -> str:
        return wrapped(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return wrapped(msgid1 if n == 1 else msgid2)


def wrapped(message: str) -> str:
    parts: list[str] = []
    end = 0
    for kept in _KEPT.finditer(message):
        parts += [message[end : kept.start()].translate(_ACCENTS), kept.group()]
        end = kept.end()
    return "".join((OPEN, *parts, message[end:].translate(_ACCENTS), CLOSE))


def left_out(text: str) -> list[str]:
    """The words of `text` that stand outside every wrapped string: what no translator would ever see."""
    outside: list[str] = []
    depth = 0
    for character in _KEPT.sub(" ", text):
        depth += (character == OPEN) - (character == CLOSE)
        outside.append(" " if depth > 0 else character)
    return _WORD.findall("".join(outside))

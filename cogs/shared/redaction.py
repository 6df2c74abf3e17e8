"""Takes out of a text what must not be kept: tokens and webhooks by their shape, and the secrets we were given."""

import re
import urllib.parse
from collections.abc import Callable, Iterable

HIDDEN = "[hidden]"
_SHORTEST = 6  # a shorter secret would blank out half of each line, and protects nothing

_WORD = r"[A-Za-z0-9_-]"
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    # webhook and interaction addresses: the id may stay, what follows it opens the door
    (re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/\s\"'?#<>)\]]+"), rf"\1{HIDDEN}"),
    # a bot's token: id, moment and signature in base64
    (re.compile(rf"(?<!{_WORD})(?:mfa\.{_WORD}{{20,}}|{_WORD}{{18,40}}\.{_WORD}{{5,8}}\.{_WORD}{{25,}})"), HIDDEN),
    (re.compile(rf"(?<![\w.])local\.{_WORD}+(?:\.{_WORD}+)*"), HIDDEN),
    # an interaction's token begins with "interaction:" in base64
    (re.compile(r"aW50ZXJhY3Rpb246[A-Za-z0-9_=+/-]+"), HIDDEN),
    (re.compile(r"(\b(?:Bot|Bearer|Basic) )[A-Za-z0-9._=+/-]{12,}"), rf"\1{HIDDEN}"),
    (re.compile(r"(://[^\s:/@]*:)[^\s/@]+(?=@)"), rf"\1{HIDDEN}"),
)


def redaction(secrets: Iterable[str]) -> Callable[[str], str]:
    """A function that blanks all of these, and every shape of a secret, out of a text."""
    spellings = {s for secret in secrets for s in (secret, urllib.parse.quote(secret, safe=""))}
    known = sorted((s for s in spellings if len(s) >= _SHORTEST), key=len, reverse=True)
    literal = re.compile("|".join(map(re.escape, known))) if known else None

    def redacted(text: str) -> str:
        if literal:
            text = literal.sub(HIDDEN, text)
        for shape, left in _SHAPES:
            text = shape.sub(left, text)
        return text

    return redacted

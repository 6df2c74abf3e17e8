"""How the same sentences stand on Discord and on a terminal: emphasis, numbers to tap, links without a preview."""

import re
from functools import lru_cache
from typing import Protocol

from cogs.shared.quoting import bare_name, plain_name

LONGEST = 300
_ADDRESS = re.compile(r"https://[^\s<>|]+")


@lru_cache(maxsize=8192)
def _shown(text: str) -> str:
    """The directory says the same few thousand texts again and again."""
    return plain_name(text, LONGEST)


class Style(Protocol):
    """Each takes text of the directory, which a server's moderators may have written, and makes it safe to show."""

    def text(self, text: str) -> str: ...

    def strong(self, text: str) -> str: ...

    def number(self, number: str, e164: str = "") -> str:
        """A number as it is dialled; `e164` is the same number with its country code, for tapping."""
        ...

    def link(self, address: str) -> str: ...


class Markdown:
    """Discord. `<+CODE NUMBER>` is its own markup for a number that a phone dials when it is tapped."""

    def text(self, text: str) -> str:
        return _shown(text)

    def strong(self, text: str) -> str:
        return f"**{self.text(text)}**"

    def number(self, number: str, e164: str = "") -> str:
        tap = f" (<{e164}>)" if re.fullmatch(r"\+\d{5,15}", e164) else ""
        return f"{self.strong(number)}{tap}"

    def link(self, address: str) -> str:
        return f"<{address}>" if _ADDRESS.fullmatch(address) else self.text(address)


class Plain:
    """A terminal or a file, where nothing can be tapped."""

    def text(self, text: str) -> str:
        return bare_name(text, LONGEST)

    def strong(self, text: str) -> str:
        return self.text(text)

    def number(self, number: str, e164: str = "") -> str:
        return self.text(number)

    def link(self, address: str) -> str:
        return self.text(address)

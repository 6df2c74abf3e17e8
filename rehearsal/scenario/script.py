"""A scenario as values: its start, its steps, and what each step expects; see `docs/rehearsal.md` for the format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

Seen = Literal["message", "private", "dm", "edit", "form", "failed", "thread", "deleted", "role", "reaction"]
SEEN: tuple[Seen, ...] = (
    "message", "private", "dm", "edit", "form", "failed", "thread", "deleted", "role", "reaction",
)  # fmt: skip


class BadScript(Exception):  # noqa: N818  # a sentence for whoever wrote the file
    """The file cannot be played; the sentence names the place and says what to do."""


# The languages in which Discord's client can be shown.
LOCALES = (
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR",
    "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing, or `times` of them, that people receive.

    Every one of `parts` stands in its text and none of `never`. `to` and `seen_by` name people: `to` those who must be
    among its readers, `seen_by` exactly its readers. `pings` names exactly those it pings. `maybe`: it may be missing.
    """

    seen: Seen
    parts: tuple[str, ...]
    never: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    seen_by: tuple[str, ...] | None = None
    pings: tuple[str, ...] = ()
    place: str | None = None
    times: int = 1
    maybe: bool = False
    label: str | None = None

    def __str__(self) -> str:
        whom = f" to {', '.join(self.to)}" if self.to else ""
        where = f" in #{self.place}" if self.place else ""
        words = " … ".join(f"“{part}”" for part in self.parts)
        return f"{self.seen}{whom}{where}: {words}"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens, and everything that people receive because of it."""

    number: int
    line: int
    verb: str | None
    value: Any = None
    who: str | None = None
    place: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict[str, Any])
    story: str = ""
    label: str | None = None
    expects: tuple[Expectation, ...] = ()
    ignores: tuple[Expectation, ...] = ()

    @property
    def title(self) -> str:
        return f"step {self.number} (line {self.line})"


@dataclass(frozen=True, slots=True)
class NewPerson:
    name: str
    shown: str | None
    roles: tuple[str, ...]
    outside: bool


@dataclass(frozen=True, slots=True)
class NewChannel:
    name: str
    only: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A whole scenario. `ignores` are seen at any step without being expected, and are few and named.

    `language` is a locale as Discord names them: that of the server, and of everybody's client.
    """

    title: str
    start: str
    at: datetime | None
    place: str
    language: str
    people: tuple[NewPerson, ...]
    roles: tuple[str, ...]
    channels: tuple[NewChannel, ...]
    ignores: tuple[Expectation, ...]
    steps: tuple[Step, ...]


def duration(text: str) -> timedelta:
    """`3 min`, `24 h`, `1 day 2 h`, `90 s`; raises ValueError with a sentence."""
    units = {"s": "seconds", "sec": "seconds", "min": "minutes", "h": "hours", "hour": "hours", "hours": "hours",
             "day": "days", "days": "days", "week": "weeks", "weeks": "weeks"}  # fmt: skip
    words = text.split()
    total = timedelta()
    if not words or len(words) % 2:
        raise ValueError(f"I do not understand the time “{text}”; write it as “3 min”, “24 h” or “1 day 2 h”")
    for amount, unit in zip(words[::2], words[1::2], strict=True):
        if not amount.isdecimal() or unit not in units:
            raise ValueError(f"I do not understand the time “{text}”; write it as “3 min”, “24 h” or “1 day 2 h”")
        total += timedelta(**{units[unit]: int(amount)})
    return total

"""A server's own rules in a drill: made by the organiser's own commands, and words that they should find."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

MOST_PLAYED = 10
SPEAKERS = ("ash", "briar", "juniper", "linden", "moss", "reed", "sage", "thorn", "willow", "yarrow")
SEVERITIES = {1: "low", 2: "medium", 3: "high", 4: "critical"}
_PARTS = re.compile(r"[()\[\]|]|[^\s()\[\]|]+")
_PLAIN = re.compile(r"[\w '’-]+")


@dataclass(frozen=True, slots=True)
class OwnRule:
    """One rule or exception (`kind`) of the file. `channel` and `until` limit an exception; `target` is what it is for.
    `shadow`: it is counted, and nobody is asked.
    """

    kind: str
    name: str
    words: str
    category: str = ""
    severity: int = 0
    target: str = ""
    channel: str = ""
    until: datetime | None = None
    shadow: bool = False

    @property
    def is_rule(self) -> bool:
        return self.kind == "rule"

    @property
    def what(self) -> str:
        """A rule's name with how grave it is and what it is about."""
        return f"{self.name} ({SEVERITIES.get(self.severity, 'medium')}, {self.category.replace('_', ' ')})"


def from_row(row: dict[str, Any]) -> OwnRule:
    """A rule as the file tells it."""
    until: Any = row.get("until")
    if isinstance(until, str):
        until = datetime.fromisoformat(until)
    if isinstance(until, datetime) and until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return OwnRule(
        kind=str(row.get("kind", "rule")), name=str(row["name"]), words=str(row.get("words", "")),
        category=str(row.get("category", "")), severity=int(row.get("severity", 0)), target=str(row.get("target", "")),
        channel=str(row.get("channel", "")), until=until, shadow=row.get("state") == "shadow",
    )  # fmt: skip


def example(words: str) -> str | None:
    """Words that a phrase finds, as short as can be; None for a pattern that is more than plain letters."""
    text = words.strip()
    if len(text) > 1 and text.startswith("/") and text.endswith("/"):
        return text[1:-1] if _PLAIN.fullmatch(text[1:-1]) else None
    said = _sequence(_PARTS.findall(text))
    return " ".join(said) if said else None


def _sequence(parts: list[str]) -> list[str] | None:
    """The first way through: of alternatives the first, and nothing that may be missing."""
    said: list[str] = []
    while parts:
        part = parts.pop(0)
        if part in ("(", "["):
            inner = _group(parts)
            if part == "(":
                first = _sequence(inner)
                if first is None:
                    return None
                said += first
        elif part == "|":
            break
        elif part.startswith("{") or part in (")", "]"):
            return None
        elif part.startswith("#"):
            said.append(part[1:].rstrip("+") or "3")
        elif part[0] not in "~^$" and part != ".":
            said.append(part.rstrip("*"))
    return said


def _group(parts: list[str]) -> list[str]:
    """The parts up to the bracket that closes what was opened; they are taken away."""
    inner: list[str] = []
    depth = 1
    while parts:
        part = parts.pop(0)
        depth += (part in ("(", "[")) - (part in (")", "]"))
        if depth == 0:
            break
        inner.append(part)
    return inner


def played(rules: tuple[OwnRule, ...]) -> list[tuple[str, OwnRule, str]]:
    """Who says what for which rule. A rule in shadow asks nobody, and of a pattern no words are known."""
    said = [(rule, example(rule.words)) for rule in rules if rule.is_rule and not rule.shadow]
    wanted = [(rule, words) for rule, words in said if words is not None]
    return [(who, rule, words) for who, (rule, words) in zip(SPEAKERS, wanted[:MOST_PLAYED], strict=False)]

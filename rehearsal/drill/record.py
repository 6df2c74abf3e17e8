"""What is noted of a night while it is played."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(slots=True)
class Ask:
    """Somebody was asked: how long after the words, where, and who saw it."""

    after: timedelta
    where: str
    whom: tuple[str, ...]


@dataclass(slots=True)
class Scene:
    """One thing that happened in the night, and everybody who was asked because of it."""

    title: str
    what: str
    at: datetime
    asks: list[Ask] = field(default_factory=list[Ask])
    member_told: bool = False


@dataclass(slots=True)
class Night:
    """What the report is made of. `refused`: settings that the bot did not take, with its words.
    `found`: the server's own rules that showed somebody's words to people, by name.
    """

    scenes: list[Scene] = field(default_factory=list[Scene])
    refused: list[str] = field(default_factory=list[str])
    unplayed: list[str] = field(default_factory=list[str])
    found: set[str] = field(default_factory=set[str])

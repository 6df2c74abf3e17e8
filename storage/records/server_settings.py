"""A server's settings as they leave for a file: plain values, and places and roles that are still to be named."""

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Place:
    """A channel or a role, by its id; whoever writes the file gives it its name."""

    kind: Literal["channel", "role"]
    id: int


Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """`one` holds single tables by title, `lists` rows by title. No person is in either: `organisers` is a number, and
    `shifts` are hours (weekday, minutes from and to on the clock of `zone`) without who has them.
    """

    one: dict[str, Entry]
    lists: dict[str, list[Entry]] = field(default_factory=dict[str, list[Entry]])
    organisers: int = 0
    shifts: tuple[tuple[str, int, int, str], ...] = ()

    @property
    def roles_for_steps(self) -> list[int]:
        """The roles that are given for a step of a journey."""
        return [row["role"].id for row in self.lists.get("milestone_role", ())]

"""What reached whom: one ordered stream of everything that people received."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal[
    "message", "private", "dm", "thinking", "edit", "delete", "modal", "choices", "failed", "reaction", "thread", "you"
]


@dataclass(frozen=True, slots=True)
class Received:
    """One thing that reached one person.

    `kind`: message (in a channel or thread they see), private ("only you can see this"), dm, thinking (an answer is
    promised), edit, delete, modal (opened for them), choices (suggestions while typing), failed ("This interaction
    failed"), reaction, thread (one they now see), you (roles, time-out, removal: what changed about them).
    `text` is all that is to be read (see `reading`); for choices one name a line. A deferred answer arrives as
    `thinking` and then, when it is filled, as `message`, `private` or `dm`. Nobody receives their own message.
    """

    seq: int
    at: datetime
    person: int
    who: str
    kind: Kind
    text: str
    author: str = ""
    author_id: int = 0
    channel: str = ""
    channel_id: int = 0
    message_id: int = 0
    interaction_id: int = 0
    private: bool = False
    pinged: bool = False
    from_bot: bool = False
    cause: int | None = None


class Stream:
    """Keeps the last `limit` things received, in order, and tells listeners of each."""

    def __init__(self, limit: int = 50_000) -> None:
        self.items: deque[Received] = deque(maxlen=limit)
        self.listeners: list[Callable[[Received], None]] = []
        self.seq = 0

    def add(self, received: Received) -> None:
        """Append one and tell everybody who listens."""
        self.items.append(received)
        for listener in list(self.listeners):
            listener(received)

    def next_seq(self) -> int:
        """The number of the next item; numbers start at 1 and have no gaps."""
        self.seq += 1
        return self.seq

    def since(self, seq: int, person: int | None = None) -> list[Received]:
        """Everything after number `seq`, perhaps of one person only."""
        found = [item for item in self.items if item.seq > seq]
        return [item for item in found if person is None or item.person == person]

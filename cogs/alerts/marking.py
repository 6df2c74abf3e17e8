"""How far each channel has been looked at, in memory: never past a message whose finding is not committed yet, and
never over a gap that has not been read. `storage.marks` keeps it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

Place = tuple[int, int]
"""Server and channel."""


@dataclass(slots=True)
class _Channel:
    newest: int = 0
    pending: set[int] = field(default_factory=set[int])
    written: int = 0


class Marks:
    """A channel is frozen until it was read up to the present: what arrives is looked at, its mark stands still."""

    def __init__(self) -> None:
        self._channels: dict[Place, _Channel] = {}
        self._read: set[Place] = set()

    def arrived(self, place: Place, message_id: int) -> None:
        channel = self._channels.setdefault(place, _Channel())
        channel.newest = max(channel.newest, message_id)
        channel.pending.add(message_id)

    def looked_at(self, place: Place, message_id: int) -> None:
        """What was found in the message is committed, or nothing was found."""
        channel = self._channels.get(place)
        if channel is not None:
            channel.pending.discard(message_id)

    def freeze(self, guild_id: int | None = None) -> None:
        """Something may have been missed, in one server or in all."""
        self._read = set() if guild_id is None else {place for place in self._read if place[0] != guild_id}

    def caught_up(self, place: Place) -> None:
        """The channel has been read up to the present: its mark may follow what arrives."""
        self._read.add(place)

    def is_frozen(self, place: Place) -> bool:
        return place not in self._read

    def frozen_places(self) -> tuple[Place, ...]:
        """Channels in which something was said, and whose mark may not follow."""
        return tuple(place for place in self._channels if place not in self._read)

    def to_write(self) -> dict[Place, int]:
        """The marks that moved since they were last written, for channels without a gap."""
        found: dict[Place, int] = {}
        for place, channel in self._channels.items():
            upto = min(channel.pending) - 1 if channel.pending else channel.newest
            if place in self._read and upto > channel.written:
                found[place] = upto
        return found

    def written(self, marks: dict[Place, int]) -> None:
        for place, upto in marks.items():
            self._channels[place].written = max(self._channels[place].written, upto)

    def forget(self, places: Iterable[Place]) -> None:
        """Channels that are not watched any longer, or were never."""
        for place in places:
            self._channels.pop(place, None)
            self._read.discard(place)

    def given_up(self, place: Place) -> None:
        """Looking at something failed: catch-up will find it again behind the mark, so nothing here waits for it."""
        channel = self._channels.get(place)
        if channel is not None:
            channel.pending.clear()
        self._read.discard(place)

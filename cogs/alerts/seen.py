"""What was seen, before anything is decided about it: a message as it reached us, and what counts of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cogs.alerts.matching.findings import Hit, worst
from storage.records.alerts import Outcome, Path, Source
from storage.records.servers import ChannelMode, Server

KEPT_WORDS = 1500
"""Characters of a message that are kept, sealed, for the reveal button."""

_NEVER_KEPT = "self_harm"


@dataclass(frozen=True, slots=True)
class Stands:
    """A notice that is there already."""

    path: Path
    channel_id: int
    message_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """How far people were asked about somebody before it could be written down.

    `stands`: the notices of a case that this database has lost; then every step due `upto` then has been climbed, and
    `outcome` is how `taken_by` ended it, if they did.
    """

    began_at: datetime
    step: int
    taken_by: int | None
    upto: datetime | None = None
    outcome: Outcome | None = None
    stands: tuple[Stands, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as it reached us. `watched_as` is the watched channel it counts for: itself, or a thread's parent.

    `message_id` below zero: it has not been posted. `avoid`: the author works on alerts here; `can_read` are those of
    the server's alert channels that they can read.
    """

    guild_id: int
    channel_id: int
    watched_as: int
    message_id: int
    member_id: int
    said_at: datetime
    text: str
    source: Source = Source.MESSAGE
    edited_at: datetime | None = None
    avoid: bool = False
    can_read: frozenset[int] = frozenset()
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """People known at the moment of the alert: who has the roles to respond, and whose server it is."""

    responder_ids: tuple[int, ...] = ()
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What counts of a message."""

    top: Hit
    hits: tuple[Hit, ...]

    @property
    def may_be_kept(self) -> bool:
        return all(hit.category != _NEVER_KEPT for hit in self.hits)


def top_of(hits: Sequence[Hit]) -> Hit | None:
    """The gravest hit that alerts by itself in an ordinary channel, or None."""
    return worst([hit for hit in hits if hit.alerts])


def stopped_by_discord(seen: Seen, message_id: int) -> Seen:
    return replace(seen, message_id=message_id, source=Source.AUTOMOD)


def mode_of(server: Server, watched_as: int) -> ChannelMode | None:
    """None: the channel is not watched at all."""
    return next((watched.mode for watched in server.watched if watched.channel_id == watched_as), None)

"""When the bot is unwell, and on which server. Well means: everything here was looked at and nothing was wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    DEAF = "deaf"  # the gateway does not answer, or answers without events
    NO_TEXT = "no_text"  # messages arrive without their words
    CANNOT_WRITE = "cannot_write"  # the database did not take a commit
    LITTLE_ROOM = "little_room"
    SWEEP_LATE = "sweep_late"
    NOTICES_WAIT = "notices_wait"
    NOBODY_TOLD = "nobody_told"  # an alert reached nobody by any path
    ALERT_CHANNEL = "alert_channel"  # it is gone, or the bot may not write there
    CANNOT_READ = "cannot_read"  # a watched channel cannot be read


HERE_ONLY = frozenset({Reason.NOBODY_TOLD, Reason.ALERT_CHANNEL, Reason.CANNOT_READ})
"""Reasons that belong to one server; the others are true on all of them."""

EMPTY_IN_A_ROW = 20
CANARIES = 2
NOTICE_AGE = 60.0


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look found. Ages are seconds; None: nothing to be old."""

    canaries_missed: int = 0
    empty_messages: int = 0
    unwritable: bool = False
    little_room: bool = False
    late_sweeps: int = 0
    oldest_notice: float | None = None
    by_guild: Mapping[int, frozenset[Reason]] = field(default_factory=dict[int, frozenset[Reason]])


def reasons_everywhere(looked: Looked) -> frozenset[Reason]:
    found = {
        Reason.DEAF: looked.canaries_missed >= CANARIES,
        Reason.NO_TEXT: looked.empty_messages >= EMPTY_IN_A_ROW,
        Reason.CANNOT_WRITE: looked.unwritable,
        Reason.LITTLE_ROOM: looked.little_room,
        Reason.SWEEP_LATE: looked.late_sweeps > 0,
        Reason.NOTICES_WAIT: looked.oldest_notice is not None and looked.oldest_notice > NOTICE_AGE,
    }
    return frozenset(reason for reason, is_true in found.items() if is_true)


def reasons_on(looked: Looked, guild_id: int) -> frozenset[Reason]:
    """Everything that is wrong for one server."""
    return reasons_everywhere(looked) | looked.by_guild.get(guild_id, frozenset())


@dataclass(frozen=True, slots=True)
class Change:
    fell_ill: tuple[Reason, ...] = ()
    got_well: tuple[Reason, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.fell_ill or self.got_well)


def change(known: frozenset[Reason], before: frozenset[Reason], now: frozenset[Reason]) -> Change:
    """What people must be told. One look may be unlucky: a thing is true when two looks in a row say so."""
    ill = sorted(reason for reason in now if reason in before and reason not in known)
    well = sorted(reason for reason in known if reason not in now and reason not in before)
    return Change(tuple(ill), tuple(well))

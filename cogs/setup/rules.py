"""Which channel may be the alert channel, and what the bot lacks where."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_ORGANISERS = 5


@dataclass(frozen=True, slots=True)
class Reader:
    """A role or a person that can read a channel. `runs_the_server`: administrators read everything anyway."""

    id: int
    name: str
    is_everyone: bool = False
    runs_the_server: bool = False
    is_the_bot: bool = False


class Why(StrEnum):
    EVERYONE_READS_IT = "everyone_reads_it"
    OTHERS_READ_IT = "others_read_it"
    RESPONDERS_CANNOT_READ_IT = "responders_cannot_read_it"


@dataclass(frozen=True, slots=True)
class RefusedChannel:
    why: Why
    names: tuple[str, ...] = ()


def refusal_of_alert_channel(
    readers: Sequence[Reader], *, alert_role_ids: Sequence[int], alert_member_ids: Sequence[int] = ()
) -> RefusedChannel | None:
    """Alerts quote people in distress: only those who may work them may read the channel, and they must be able to."""
    if any(reader.is_everyone for reader in readers):
        return RefusedChannel(Why.EVERYONE_READS_IT)
    allowed = {*alert_role_ids, *alert_member_ids}
    others = tuple(
        reader.name
        for reader in readers
        if reader.id not in allowed and not reader.runs_the_server and not reader.is_the_bot
    )
    if others:
        return RefusedChannel(Why.OTHERS_READ_IT, others)
    if not any(reader.id in alert_role_ids for reader in readers):
        return RefusedChannel(Why.RESPONDERS_CANNOT_READ_IT)
    return None


@dataclass(frozen=True, slots=True)
class Lacking:
    """A permission the bot lacks in a channel; `permission` is Discord's own name for it."""

    channel_id: int
    permission: str


# What the invitation asks for, by Discord's names; a ping right is asked for only where a role cannot be mentioned.
NEEDED_ON_SERVER = (
    "view_channel",
    "send_messages",
    "send_messages_in_threads",
    "create_private_threads",
    "attach_files",
    "read_message_history",
)
NEEDED_IN_ALERT_CHANNEL = ("view_channel", "send_messages", "read_message_history", "attach_files")
NEEDED_IN_WATCHED_CHANNEL = ("view_channel", "send_messages", "read_message_history")


def lacking(channel_id: int, has: Sequence[str], needed: Sequence[str]) -> tuple[Lacking, ...]:
    return tuple(Lacking(channel_id, permission) for permission in needed if permission not in has)


def may_ping(*, role_is_mentionable: bool, bot_may_mention_all: bool) -> bool:
    """A role ping that Discord ignores is worse than none: the notice would look as if people had been called."""
    return role_is_mentionable or bot_may_mention_all

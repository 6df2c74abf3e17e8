"""Who may join, who may keep, and what a home channel must allow."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from storage.records.circles import Circle

MOST_CIRCLES = 100
LONGEST_NAME = 60
LONGEST_GUIDELINES = 1500

NEEDED_IN_HOME_CHANNEL = ("view_channel", "send_messages", "read_message_history")


class Refusal(StrEnum):
    """Why a circle could not be made, joined or changed; text.py says it."""

    NOT_HERE = "not_here"
    CLOSED = "closed"
    FULL = "full"
    ALREADY_IN = "already_in"
    NOT_IN = "not_in"
    CHANNEL_HIDDEN = "channel_hidden"
    NAME_TAKEN = "name_taken"
    TOO_MANY = "too_many"


def refusal_to_join(circle: Circle | None, *, size: int, already_in: bool, sees_channel: bool) -> Refusal | None:
    """None: they may join. A circle whose home channel they cannot see is not shown to them at all."""
    if circle is None:
        return Refusal.NOT_HERE
    if circle.closed_at is not None:
        return Refusal.CLOSED
    if already_in:
        return Refusal.ALREADY_IN
    if not sees_channel:
        return Refusal.CHANNEL_HIDDEN
    if circle.member_limit is not None and size >= circle.member_limit:
        return Refusal.FULL
    return None


def keeps(circle: Circle, *, named_keeper: bool, role_ids: Iterable[int]) -> bool:
    """A keeper is named by another keeper, or holds the circle's keeper role."""
    return named_keeper or (circle.keeper_role_id is not None and circle.keeper_role_id in role_ids)


def may_create(*, organiser: bool, keeps_another: bool) -> bool:
    return organiser or keeps_another


def lacking(allowed: Iterable[str], needed: Sequence[str] = NEEDED_IN_HOME_CHANNEL) -> tuple[str, ...]:
    """Discord's names of the permissions that the bot lacks, in the order in which they are needed."""
    have = set(allowed)
    return tuple(permission for permission in needed if permission not in have)

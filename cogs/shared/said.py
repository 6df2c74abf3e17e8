"""What a feature's render makes of an outbox row, and what became of sending it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import discord

from storage.records.outbox import OutboxRow, State
from storage.work import Work

NOBODY = discord.AllowedMentions(everyone=False, users=False, roles=False, replied_user=False)


def pinging(*, users: Sequence[int] = (), roles: Sequence[int] = ()) -> discord.AllowedMentions:
    """Exactly these people and roles may be pinged; all four fields are always said."""
    return discord.AllowedMentions(
        everyone=False,
        users=[discord.Object(user_id) for user_id in users],
        roles=[discord.Object(role_id) for role_id in roles],
        replied_user=False,
    )


@dataclass(frozen=True, slots=True)
class Said:
    """One message, ready to be sent. `plain` is its short form for when Discord refuses the long one."""

    view: discord.ui.LayoutView
    plain: str
    pings: discord.AllowedMentions = NOBODY
    files: Sequence[discord.File] = field(default=())


class Way(StrEnum):
    """How a row whose target is a member finds them."""

    REACH = "reach"  # as the member chose; a shut door keeps the row for their next press
    DM = "dm"  # staff who agreed to be paged; a shut door ends in `closed`, and the next person is asked


Render = Callable[[OutboxRow, datetime], Awaitable[Said | None]]
"""Makes the message from the newest state, or answers None: no longer wanted."""

Settled = Callable[[Work, OutboxRow, State, datetime], Awaitable[None]]
"""Runs in the transaction that settles the row; `row` carries channel and message id when it was delivered."""

Struggling = Callable[[Work, OutboxRow, datetime], Awaitable[None]]
"""Runs in the transaction that puts a failing row back, so that another way can be tried beside it."""


async def _nothing_settled(work: Work, row: OutboxRow, state: State, now: datetime) -> None:
    return None


async def _not_struggling(work: Work, row: OutboxRow, now: datetime) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Kind:
    """What delivery knows of one kind of row; registered by the feature that writes such rows."""

    name: str
    render: Render
    way: Way = Way.REACH
    settled: Settled = _nothing_settled
    struggling: Struggling = _not_struggling

"""The slot through which any feature can ask, for a member who said yes, the people who help on a server.

The alerts feature fills it. Never call it inside a transaction: it opens a case like any other.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import discord


class AskHuman(Protocol):
    async def __call__(
        self, interaction: "discord.Interaction[Any]", guild_id: int, *, watched: bool = False
    ) -> Sequence[str]:
        """For the person behind an interaction, on that server: what to tell them. UserError says why nobody was
        asked. `watched`: somebody who hurts them may read what is written to them.
        """
        ...


_ask: AskHuman | None = None


def fill(ask: AskHuman | None) -> None:
    """Called by the feature that knows how; None empties the slot."""
    global _ask
    _ask = ask


def can_be_asked() -> bool:
    return _ask is not None


async def ask_human(interaction: "discord.Interaction[Any]", guild_id: int, *, watched: bool = False) -> Sequence[str]:
    """Sentences for the person; none when there is nobody to ask. Raises UserError."""
    return () if _ask is None else await _ask(interaction, guild_id, watched=watched)

"""The slot through which text of a member passes before the bot posts it for them, or keeps it for them alone.

The alerts feature fills it; without that feature both functions find nothing. `scan_for_member` records an alert like
any message of theirs, so never call it inside a transaction. `look_at` records nothing: it is for private text, which
never pages anyone and is answered on the spot.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """The gravest match: `severity` is low, medium, high or critical."""

    category: str
    severity: str

    @property
    def urgent(self) -> bool:
        """Grave enough that the member should be shown the emergency step and a way to a human at once."""
        return self.severity in ("high", "critical")


Scan = Callable[[int, int, int, str], Awaitable[Found | None]]
Look = Callable[[str], Found | None]

_scan: Scan | None = None
_look: Look | None = None


def fill(scan: Scan | None, look: Look | None) -> None:
    """Called by the feature that knows how; None empties the slot."""
    global _scan, _look
    _scan, _look = scan, look


async def scan_for_member(guild_id: int, member_id: int, channel_id: int, text: str) -> Found | None:
    """Treat `text`, about to be posted in the channel for the member, as theirs; answers what was found."""
    return None if _scan is None or not text else await _scan(guild_id, member_id, channel_id, text)


def look_at(text: str) -> Found | None:
    """What `text` would match; for words that stay private."""
    return None if _look is None or not text else _look(text)

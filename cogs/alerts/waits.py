"""What may honestly be said about how long people wait for a human here, from what really happened."""

from collections.abc import Sequence

from storage.records.alert_settings import CaseCount

ENOUGH = 10
"""Fewer cases than this say nothing, and could point at one person."""

_SHARE = 0.8
_STEPS = tuple(minutes * 60 for minutes in (2, 5, 10, 15, 20, 30, 45, 60, 90, 120))


def usual_wait(counts: Sequence[CaseCount], hour: int) -> int | None:
    """Seconds within which four of five people heard from somebody around this UTC hour; None when too little is
    known, or when it is too long to say “usually”. Who never heard from anybody counts as having waited for ever."""
    near = [count.waited for count in counts if (count.hour - hour + 1) % 24 <= 2]
    if len(near) < ENOUGH:
        return None
    waits = sorted(float("inf") if waited is None else waited for waited in near)
    reached = waits[-(-int(len(waits) * _SHARE * 100) // 100) - 1]
    return next((step for step in _STEPS if reached <= step), None)

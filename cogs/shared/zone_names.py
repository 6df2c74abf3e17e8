"""Time zones as a person types them: suggestions for autocomplete, from memory."""

import zoneinfo
from functools import cache


@cache
def _names() -> tuple[str, ...]:
    """Zones by place: the ones people live in, not the aliases and fixed offsets."""
    return tuple(
        sorted(z for z in zoneinfo.available_timezones() if "/" in z and not z.startswith(("Etc/", "SystemV/")))
    )


def zones_like(typed: str, limit: int) -> list[str]:
    """Zones whose city begins with what was typed first, then those that hold it anywhere."""
    wanted = typed.strip().lower().replace(" ", "_")
    held = [zone for zone in _names() if wanted in zone.lower()]
    return sorted(held, key=lambda zone: not zone.lower().rpartition("/")[2].startswith(wanted))[:limit]

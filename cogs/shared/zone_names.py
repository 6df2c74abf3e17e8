"""Time zones as a person types them: suggestions for autocomplete, from memory."""

from cogs.shared.zones import places


def zones_like(typed: str, limit: int) -> list[str]:
    """Zones whose city begins with what was typed first, then those that hold it anywhere."""
    wanted = typed.strip().lower().replace(" ", "_")
    held = [zone for zone in places() if wanted in zone.lower()]
    return sorted(held, key=lambda zone: not zone.lower().rpartition("/")[2].startswith(wanted))[:limit]

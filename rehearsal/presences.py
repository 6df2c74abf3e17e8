"""Who is online, idle, not to be disturbed or offline: what people choose in their client, and the bot by op 3."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from rehearsal.wire import Json
from rehearsal.world import World

STATUSES = ("online", "idle", "dnd", "offline")
_INVISIBLE = "invisible"


class Presences:
    """Everybody is online until they choose otherwise. What was chosen is kept in the world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def status(self, user_id: int) -> str:
        """One of `STATUSES`, as others see it."""
        return self._world.statuses.get(user_id, "online")

    def choose(self, user_id: int, status: str, activities: Iterable[Json] = ()) -> None:
        """Be seen so from now on; tells every server that this account is in. Raises ValueError."""
        shown = "offline" if status == _INVISIBLE else status
        if shown not in STATUSES:
            raise ValueError(f"there is no status {status!r}; there are {', '.join(STATUSES)}")
        before = self.shape(user_id)
        self._world.statuses[user_id], self._world.activities[user_id] = shown, list(activities)
        if self.shape(user_id) == before:
            return
        for guild in list(self._world.state.guilds.values()):
            if user_id in guild.members:
                self._world.tell("PRESENCE_UPDATE", self.shape(user_id) | {"guild_id": str(guild.id)})

    def asked_for(self, data: Any) -> None:
        """The bot's own wish, by op 3 or with its identify; one that makes no sense changes nothing."""
        wish = cast("Json", data) if isinstance(data, dict) else {}
        activities: Any = wish.get("activities") or []
        if wish.get("status") not in (*STATUSES, _INVISIBLE) or not isinstance(activities, list):
            return
        shown = [cast("Json", one) for one in cast("list[Any]", activities) if isinstance(one, dict)]
        self.choose(self._world.bot.id, str(wish["status"]), shown)

    def shape(self, user_id: int) -> Json:
        """One presence as events carry it, without its server."""
        status = self.status(user_id)
        away = status == "offline"
        shown = [] if away else self._world.activities.get(user_id, [])
        client: Json = {} if away else {"web" if user_id == self._world.bot.id else "desktop": status}
        return {"user": {"id": str(user_id)}, "status": status, "activities": shown, "client_status": client}

    def of(self, user_ids: Iterable[int]) -> list[Json]:
        """The presences of those who are not offline, as a server or a chunk of members carries them."""
        return [self.shape(user_id) for user_id in user_ids if self.status(user_id) != "offline"]

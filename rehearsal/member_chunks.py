"""Members of a server asked for over the gateway (op 8), in chunks; all of them at most twice a minute."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rehearsal.clock import RehearsalClock
from rehearsal.sessions import GUILD_MEMBERS, GUILD_PRESENCES, Ears, Session
from rehearsal.shapes import event_shape
from rehearsal.wire import Json, dumps
from rehearsal.world import World

CHUNK = 1000
ASKED_FOR = 100  # by id or by the start of a name, at most
ALL_EVERY = 30.0


class MemberChunks:
    def __init__(self, world: World, ears: Ears, clock: RehearsalClock) -> None:
        self._world, self._ears, self._clock = world, ears, clock
        self._all_given: dict[tuple[int, str], float] = {}

    def asked(self, session: Session, data: Any) -> int | None:
        """Give a session what it asks for; the code to close with when it may not ask, or None."""
        guild_id = int(data["guild_id"])
        guild = self._world.state.guilds.get(guild_id)
        if guild is None or self._world.bot.id not in guild.members:
            return None
        everyone = data.get("user_ids") is None and not data.get("query") and not int(data.get("limit") or 0)
        if everyone and not session.intents & GUILD_MEMBERS:
            return 4014
        if everyone and not self._may_have_all(session, guild_id):
            meta = {"guild_id": str(guild_id), "nonce": data.get("nonce")}
            session.dispatch("RATE_LIMITED", dumps({"opcode": 8, "retry_after": ALL_EVERY, "meta": meta}))
            return None
        found, missing = self._found(guild_id, data)
        for body in self._chunks(guild_id, found, missing):
            if data.get("presences") and session.intents & GUILD_PRESENCES:
                body["presences"] = self._ears.presences.of([int(member["user"]["id"]) for member in body["members"]])
            if data.get("nonce") is not None:
                body["nonce"] = data["nonce"]
            session.dispatch("GUILD_MEMBERS_CHUNK", dumps(body))
        return None

    def _may_have_all(self, session: Session, guild_id: int) -> bool:
        now, key = self._clock.monotonic(), (guild_id, session.id)
        if now - self._all_given.get(key, -1e9) < ALL_EVERY:
            return False
        self._all_given[key] = now
        return True

    def _found(self, guild_id: int, data: Any) -> tuple[list[int], list[str]]:
        """Ids that are here, and those asked for that are not."""
        members, users = self._world.state.guilds[guild_id].members, self._world.state.users
        wanted, query, limit = data.get("user_ids"), str(data.get("query") or ""), int(data.get("limit") or 0)
        if wanted is not None:
            asked = [int(user) for user in (wanted if isinstance(wanted, list) else [wanted])][:ASKED_FOR]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # ids from JSON
            return [user for user in asked if user in members], [str(user) for user in asked if user not in members]
        if not query:
            return list(members)[: limit or None], []
        prefix = query.casefold()
        ids = [user for user in members if users[user].name.casefold().startswith(prefix)
               or (members[user].nick or "").casefold().startswith(prefix)]  # fmt: skip
        return ids[: min(limit or ASKED_FOR, ASKED_FOR)], []

    def _chunks(self, guild_id: int, ids: list[int], missing: list[str]) -> Iterator[Json]:
        parts = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)] or [[]]
        for index, part in enumerate(parts):
            yield {
                "guild_id": str(guild_id),
                "members": [
                    event_shape(self._world, "member", self._world.member_json(guild_id, user)) for user in part
                ],
                "chunk_index": index,
                "chunk_count": len(parts),
                "not_found": missing if index == 0 else [],
            }

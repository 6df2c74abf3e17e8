"""Threads that come into the bot's sight: with a channel that it is let into, Discord gives it the open ones."""

from __future__ import annotations

from rehearsal.wire import Json
from rehearsal.world import World

_ONE = frozenset({"CHANNEL_CREATE", "CHANNEL_UPDATE"})
_ALL = frozenset({"GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE", "GUILD_MEMBER_UPDATE"})


class ThreadNews:
    """Remembers which channels the bot sees, and announces THREAD_LIST_SYNC for those that it sees anew."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._seen: dict[int, bool] = {}
        world.listeners.append(self._heard)

    def _heard(self, event: str, payload: Json) -> None:
        if event in _ONE:
            self._look([int(payload["id"])])
        elif event == "CHANNEL_DELETE":
            self._seen.pop(int(payload["id"]), None)
        elif event in _ALL and (event != "GUILD_MEMBER_UPDATE" or self._is_mine(payload)):
            guild = self._world.state.guilds.get(int(payload["guild_id"]))
            if guild is not None:
                self._look(list(guild.channel_ids))

    def _is_mine(self, payload: Json) -> bool:
        return str(payload["user"]["id"]) == str(self._world.bot.id)

    def _look(self, channels: list[int]) -> None:
        world = self._world
        for channel_id in channels:
            channel = world.state.channels[channel_id]
            if channel.guild_id is None or channel.is_thread:
                continue
            now = channel.guild_id in world.bot_guilds() and world.sees(world.bot.id, channel_id)
            before = self._seen.get(channel_id, now)
            self._seen[channel_id] = now
            if now and not before:
                self._tell(channel.guild_id, channel_id)

    def _tell(self, guild_id: int, channel_id: int) -> None:
        world, me = self._world, self._world.bot.id
        threads = [
            thread
            for thread in world.state.active_threads(guild_id)
            if thread.parent_id == channel_id and world.sees(me, thread.id)
        ]
        if not threads:
            return
        world.tell("THREAD_LIST_SYNC", {
            "guild_id": str(guild_id),
            "channel_ids": [str(channel_id)],
            "threads": [world.channel_json(thread) for thread in threads],
            "members": [world.thread_member_json(thread, me) for thread in threads if me in thread.thread_members],
        })  # fmt: skip

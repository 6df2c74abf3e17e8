"""The `resolved` block of an interaction: whole objects for the ids that a person chose."""

from __future__ import annotations

from rehearsal.wire import Json, Refusal
from rehearsal.world import Message, World


class Resolved:
    """Collects resolved objects for one interaction in one channel."""

    def __init__(self, world: World, channel_id: int, viewer_id: int) -> None:
        self._world = world
        self._channel_id = channel_id
        self._guild_id = world.state.channels[channel_id].guild_id
        self._viewer_id = viewer_id
        self._found: dict[str, Json] = {}

    def add_to(self, data: Json) -> Json:
        """The interaction's data with what was resolved."""
        return data | {"resolved": self._found} if self._found else data

    def _put(self, kind: str, key: int, value: Json) -> str:
        self._found.setdefault(kind, {})[str(key)] = value
        return str(key)

    def user(self, user_id: int) -> str:
        """A person; with their membership if they are in this server."""
        world = self._world
        if user_id not in world.state.users:
            raise Refusal(404, 10013, "Unknown User")
        self._put("users", user_id, world.user_json(user_id))
        if self._guild_id is not None and user_id in world.state.guilds[self._guild_id].members:
            member = world.member_json(self._guild_id, user_id, with_user=False)
            member["permissions"] = str(world.permissions(self._guild_id, user_id, self._channel_id))
            self._put("members", user_id, member)
        return str(user_id)

    def role(self, role_id: int) -> str:
        """A role of this server."""
        role = self._world.state.guilds[self._guild_id or 0].roles.get(role_id)
        if role is None:
            raise Refusal(404, 10011, "Unknown Role")
        return self._put("roles", role_id, self._world.role_json(role))

    def channel(self, channel_id: int) -> str:
        """A channel of this server that the person sees, with their permissions in it."""
        world = self._world
        if self._guild_id is None or not world.sees(self._viewer_id, channel_id):
            raise Refusal(404, 10003, "Unknown Channel")
        channel = world.channel_json(world.state.channels[channel_id])
        channel["permissions"] = str(world.permissions(self._guild_id, self._viewer_id, channel_id))
        return self._put("channels", channel_id, channel)

    def channel_type(self, channel_id: int) -> int:
        """The kind of a channel."""
        return int(self._world.state.channels[channel_id].type)

    def mentionable(self, target_id: int) -> str:
        """A person or a role."""
        return self.user(target_id) if target_id in self._world.state.users else self.role(target_id)

    def message(self, message: Message) -> str:
        """A message."""
        return self._put("messages", message.id, self._world.message_json(message, self._viewer_id))

    def file(self, name: str, content: bytes) -> str:
        """A file that the person uploads with the interaction."""
        state = self._world.state
        attachment_id = state.snowflake()
        about = state.cdn.store_attachment(attachment_id, self._channel_id, name, content, None)
        return self._put("attachments", attachment_id, about | {"ephemeral": True})

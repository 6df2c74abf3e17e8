"""What there is in the world and who may see and do it, as Discord shows it."""

from __future__ import annotations

from mimetypes import guess_type
from typing import cast

import discord
from simcord.backend import serializers
from simcord.backend.access import channel_accessible
from simcord.backend.errors import BackendError
from simcord.backend.models import (
    Channel,
    Message,
    Overwrite,
    Role,
    User,
)
from simcord.enums import OverwriteType

from rehearsal.wire import Json, Refusal
from rehearsal.world.state import State


class Looking:
    """Nothing here changes anything. Ids are integers."""

    def __init__(self, state: State) -> None:
        self.state = state

    @property
    def bot(self) -> User:
        """The bot's own account."""
        return self.state.bot_user

    def permissions(self, guild_id: int, user_id: int, channel_id: int | None = None) -> int:
        """The permission bits of a member, in a channel or in the server as a whole."""
        return self.state.compute_permissions(guild_id, user_id, channel_id)

    def may(self, user_id: int, channel_id: int, *names: str) -> bool:
        """Whether a person (or the bot) sees this channel and holds every named permission in it."""
        channel = self.state.channels.get(channel_id)
        if channel is None or not self.sees(user_id, channel_id):
            return False
        if channel.guild_id is None:
            return True
        held = self.permissions(channel.guild_id, user_id, channel_id)
        return all(held & bits(name) for name in names)

    def require(self, user_id: int, channel_id: int, *names: str) -> Channel:
        """The channel, if this person sees it and holds every named permission there; else a `Refusal`."""
        with refusing():
            channel = self.state.get_channel(channel_id)
            self.state.require_permissions(channel.guild_id, user_id, channel_id, *names)
            return channel

    def sees(self, user_id: int, channel_id: int, *, history: bool = False) -> bool:
        """Whether this person sees the channel (and, if asked, may read what was said before)."""
        return channel_accessible(self.state, channel_id, user_id, history=history)

    def message(self, channel_id: int, message_id: int) -> Message:
        """A message; raises Unknown Message."""
        with refusing():
            return self.state.get_message(channel_id, message_id)

    def message_json(self, message: Message, viewer: int | None = None) -> Json:
        """A message as Discord shows it (before the fix-ups of `shapes`)."""
        return cast("Json", dict(serializers.message_payload(self.state, message, for_user=viewer)))

    def channel_json(self, channel: Channel) -> Json:
        """A channel or thread as Discord shows it."""
        return cast("Json", dict(serializers.channel_payload(self.state, channel)))

    def thread_member_json(self, thread: Channel, user_id: int) -> Json:
        """Somebody's membership of a thread as Discord shows it."""
        return dict(serializers.thread_member_payload(thread, user_id))

    def user_json(self, user_id: int) -> Json:
        """A user as Discord shows it."""
        return cast("Json", dict(serializers.user_payload(self.state.users[user_id])))

    def role_json(self, role: Role) -> Json:
        """A role as Discord shows it."""
        return cast("Json", dict(serializers.role_payload(role)))

    def member_json(self, guild_id: int, user_id: int, *, with_user: bool = True) -> Json:
        """A member as Discord shows it."""
        guild = self.state.guilds[guild_id]
        member = guild.members[user_id]
        return cast("Json", dict(serializers.member_payload(self.state, guild, member, with_user=with_user)))

    def guild_json(self, guild_id: int) -> Json:
        """A whole server as GUILD_CREATE carries it (before the fix-ups of `shapes`)."""
        return cast("Json", dict(serializers.guild_create_payload(self.state, self.state.guilds[guild_id])))

    def bot_guilds(self) -> list[int]:
        """The servers that the bot is a member of."""
        return [guild.id for guild in self.state.guilds.values() if self.bot.id in guild.members]

    def commands_for(self, user_id: int, channel_id: int, kind: int = 1) -> list[Json]:
        """The synced commands (1 slash, 2 user menu, 3 message menu) that this person may use in this
        channel.
        """
        return self.state.visible_commands(user_id=user_id, channel_id=channel_id, type=kind)

    def attachment(self, url: str) -> bytes | None:
        """The bytes behind an attachment's address."""
        return self.state.cdn.get(url)

    @staticmethod
    def media_type(path: str) -> str:
        """The content type that a file's name tells."""
        return guess_type(path)[0] or "application/octet-stream"


def overwrite(target_id: int, *, member: bool = False, allow: int = 0, deny: int = 0) -> Overwrite:
    """What a role (or one member) may and may not do in a channel, for `World.create_channel`."""
    return Overwrite(target_id, OverwriteType.MEMBER if member else OverwriteType.ROLE, allow, deny)


def bits(*names: str) -> int:
    """Permission bits by discord.py's names, such as `send_messages`."""
    value = 0
    for name in names:
        value |= int(getattr(discord.Permissions, name).flag)
    return value


class refusing:  # noqa: N801  # reads as a statement: with refusing(): ...
    """Turn the world's own errors into `Refusal` inside a `with` block."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, BackendError):
            raise Refusal(error.status, error.code, error.message, error.errors) from error

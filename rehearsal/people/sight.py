"""What a person sees: servers, channels, messages with components, private answers, forms, commands. All as JSON."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable

from rehearsal.people.finding import Finder
from rehearsal.people.plain import naming, shown_name
from rehearsal.people.waiting import WaitingRoom
from rehearsal.presences import Presences
from rehearsal.shapes import tidy
from rehearsal.wire import Json
from rehearsal.world import Channel, Guild, Message, World, bits, walk_components

PAGE = 60
_NAMED = re.compile(r"(?<![\w<])([@#])([\w][\w\-]{0,99})")
_RIGHTS = (
    "send_messages", "send_messages_in_threads", "manage_messages", "add_reactions", "attach_files",
    "create_public_threads", "create_private_threads", "manage_threads", "manage_roles", "manage_guild",
    "kick_members", "ban_members", "moderate_members", "use_application_commands", "mention_everyone", "pin_messages",
    "read_message_history", "view_channel",
)  # fmt: skip
_RIGHT_BITS = {name: bits(name) for name in _RIGHTS}


class Sight:
    """Builds views for one person at a time; ids are strings in them, as JavaScript needs."""

    def __init__(self, world: World, finder: Finder, waiting: WaitingRoom) -> None:
        self._world = world
        self._finder = finder
        self._waiting = waiting
        self._presences = Presences(world)

    def whole(self, person: int) -> Json:
        """`me`, `guilds` (channels, threads, members, roles), `dms`, `messages` by channel, `pending`, `modal`."""
        place = self.place(person)
        seen = [int(channel["id"]) for guild in place["guilds"] for channel in guild["channels"]]
        seen += [int(channel["id"]) for channel in place["dms"]]
        return place | {
            "messages": {str(channel_id): self.messages(person, channel_id) for channel_id in seen},
            **self.desk(person),
        }

    # ---- places

    def place(self, person: int) -> Json:
        """Who one is and where one may be."""
        world = self._world
        user = world.state.users[person]
        guilds = [self._guild(person, guild) for guild in world.state.guilds.values() if person in guild.members]
        dm = world.state.dm_channels.get(person)
        dms = [{"id": str(dm), "name": world.bot.name, "type": 1, "rights": self.rights(person, dm)}] if dm else []
        return {
            "me": {"id": str(person), "name": user.name, "shown": user.global_name or user.name},
            "guilds": guilds,
            "dms": dms,
            "dms_shut": person in world.closed_dms,
            "status": self._presences.status(person),
        }

    def _guild(self, person: int, guild: Guild) -> Json:
        world = self._world
        ids = [*guild.channel_ids, *guild.thread_ids]
        channels = [world.state.channels[key] for key in ids if key in world.state.channels]
        categories = {channel.id for channel in channels if channel.type == 4}
        return {
            "id": str(guild.id),
            "name": guild.name,
            "owner": str(guild.owner_id),
            "channels": [
                self._channel(person, channel)
                for channel in channels
                if channel.id not in categories and world.sees(person, channel.id)
            ],
            "categories": {str(key): world.state.channels[key].name for key in categories},
            "roles": [
                {"id": str(role.id), "name": role.name, "color": role.color, "position": role.position}
                for role in sorted(guild.roles.values(), key=lambda role: -role.position)
            ],
            "members": [self._member(guild, key) for key in guild.members],
            "rights": self._held(world.permissions(guild.id, person)),
        }

    def _channel(self, person: int, channel: Channel) -> Json:
        meta = channel.thread_metadata
        return {
            "id": str(channel.id),
            "name": channel.name or "",
            "type": channel.type,
            "parent": str(channel.parent_id) if channel.parent_id else None,
            "topic": channel.topic,
            "position": channel.position,
            "archived": meta.archived if meta is not None else False,
            "locked": meta.locked if meta is not None else False,
            "joined": person in channel.thread_members,
            "private": channel.type == 12 or self._hidden_from_everyone(channel),
            "rights": self.rights(person, channel.id),
        }

    def _hidden_from_everyone(self, channel: Channel) -> bool:
        hidden = bits("view_channel")
        return any(item.target_id == channel.guild_id and item.deny & hidden for item in channel.overwrites)

    def _member(self, guild: Guild, key: int) -> Json:
        user, member = self._world.state.users[key], guild.members[key]
        return {
            "id": str(key),
            "name": user.name,
            "shown": shown_name(self._world, guild.id, key),
            "bot": user.bot,
            "roles": [str(role) for role in member.role_ids],
            "timed_out": member.timed_out_until,
            "status": self._presences.status(key),
        }

    def rights(self, person: int, channel_id: int) -> list[str]:
        """The names of the rights (of those that the page asks about) held in a channel."""
        channel = self._world.state.channels[channel_id]
        if channel.guild_id is None:
            return ["view_channel", "send_messages", "read_message_history", "add_reactions", "attach_files"]
        return self._held(self._world.permissions(channel.guild_id, person, channel_id))

    @staticmethod
    def _held(value: int) -> list[str]:
        return [name for name, bit in _RIGHT_BITS.items() if value & bit]

    # ---- messages

    def messages(self, person: int, channel_id: int, *, before: int | None = None, limit: int = PAGE) -> list[Json]:
        """The last messages of a channel that this person may read, oldest first."""
        if not self._world.sees(person, channel_id, history=True):
            return []
        stored = self._world.state.messages.get(channel_id, {})
        found: list[Json] = []
        for key in reversed(stored):
            if len(found) >= limit:
                break
            message = stored[key]
            if (before is None or key < before) and message.visible_to(person):
                found.append(self.message(person, message))
        return found[::-1]

    def message(self, person: int, message: Message) -> Json:
        """One message as this person sees it."""
        shown: Json = copy.deepcopy(tidy(self._world.message_json(message, person)))
        channel = self._world.state.channels[message.channel_id]
        for component in walk_components(shown.get("components") or []):
            if component.get("default_values"):
                component["default_values"] = [item | {"id": str(item["id"])} for item in component["default_values"]]
        shown["shown_author"] = message.author_name or shown_name(self._world, channel.guild_id, message.author_id)
        shown["mine"] = message.author_id == person
        shown["private"] = message.is_ephemeral
        shown["thinking"] = bool(message.flags & 1 << 7)
        shown["pings_me"] = person in message.ping_user_ids or message.mention_everyone or self._role_pinged(
            person, channel, message)  # fmt: skip
        shown["thread"] = str(message.id) if message.id in self._world.state.channels else None
        shown["reactors"] = {
            reaction.emoji: [shown_name(self._world, channel.guild_id, key) for key in reaction.user_ids]
            for reaction in message.reactions
        }
        return shown

    def _role_pinged(self, person: int, channel: Channel, message: Message) -> bool:
        guild = self._world.state.guilds.get(channel.guild_id or 0)
        member = guild.members.get(person) if guild is not None else None
        return member is not None and bool(set(member.role_ids) & set(message.ping_role_ids))

    # ---- what is on one's desk

    def desk(self, person: int) -> Json:
        """What waits for the bot (`pending`), the form on the screen (`modal`), what failed (`failures`)."""
        shown = self._waiting.open_modals.get(person)
        return {
            "pending": [
                {
                    "id": str(waiting.record.id),
                    "did": waiting.did,
                    "channel": str(waiting.record.channel_id),
                    "message": str(waiting.record.source_message_id or ""),
                    "kind": waiting.record.type,
                }
                for waiting in self._waiting.of(person)
            ],
            "modal": {"id": str(shown.id), "channel": str(shown.channel_id), **shown.modal}
            if shown is not None and shown.modal is not None
            else None,
            "failures": [
                {"channel": str(channel), "message": str(message or ""), "text": text}
                for channel, message, text in self._waiting.failures.get(person, [])[-20:]
            ],
        }

    # ---- commands

    def commands(self, person: int, channel_id: int) -> list[Json]:
        """Slash commands with full names, flattened to those that can be run."""
        found: list[Json] = []
        for root in self._world.commands_for(person, channel_id):
            found += list(leaves(root, str(root["name"])))
        return found

    def menus(self, person: int, channel_id: int) -> Json:
        """The names of the commands in the menus of a person and of a message."""
        return {
            "person": [command["name"] for command in self._world.commands_for(person, channel_id, 2)],
            "message": [command["name"] for command in self._world.commands_for(person, channel_id, 3)],
        }

    def options_of(self, person: int, channel_id: int, name: str) -> dict[str, Json]:
        """A command's options by name; empty if the command is not offered here."""
        for command in self.commands(person, channel_id):
            if command["name"] == name:
                return {option["name"]: option for option in command["options"]}
        return {}

    # ---- words to mentions

    def addressed(self, person: int, channel_id: int, text: str) -> str:
        """`text` with `@name`, `@role` and `#channel` as the mentions that Discord's client would send."""
        guild_id = self._world.state.channels[channel_id].guild_id
        guild = self._world.state.guilds.get(guild_id or 0)
        if guild is None or _NAMED.search(text) is None:
            return text
        people = {self._world.state.users[key].name.casefold(): f"<@{key}>" for key in guild.members}
        roles = {
            role.name.casefold().replace(" ", "-"): f"<@&{role.id}>"
            for role in guild.roles.values()
            if role.id != guild_id
        }
        channels = {
            (channel.name or "").casefold(): f"<#{channel.id}>"
            for channel in self._world.state.channels.values()
            if channel.guild_id == guild_id and channel.type != 4 and self._world.sees(person, channel.id)
        }

        def mention(found: re.Match[str]) -> str:
            key = found[2].casefold()
            return (people | roles if found[1] == "@" else channels).get(key, found[0])

        return _NAMED.sub(mention, text)

    def name_of(self, guild_id: int | None, kind: str, key: int) -> str:
        """The name behind a mention."""
        return naming(self._world, guild_id)(kind, key)


def leaves(node: Json, name: str) -> Iterable[Json]:
    """The runnable commands below a command, each with its full name, description and options."""
    children = [option for option in node.get("options") or () if option["type"] in (1, 2)]
    if not children:
        yield {"name": name, "description": node.get("description") or "", "options": node.get("options") or []}
    for child in children:
        yield from leaves(child, f"{name} {child['name']}")

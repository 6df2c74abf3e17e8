"""From the names that people use to ids: persons, servers, channels, roles, components."""

from __future__ import annotations

from typing import TypeAlias

from rehearsal.people.plain import shown_name
from rehearsal.people.reading import SELECTS, button_label
from rehearsal.wire import Json
from rehearsal.world import Channel, Message, World, walk_components

Who: TypeAlias = str | int
Where: TypeAlias = str | int


class NotFound(LookupError):  # noqa: N818  # a sentence for whoever plays the person
    """No such person, place or thing, or more than one; the sentence says what there is."""


class Finder:
    """Looks names up. A name is an account name or a display name; a place `#check-ins`, `check-ins`, `thread name`,
    `dm`, or an id; case does not matter."""

    def __init__(self, world: World) -> None:
        self._world = world

    def person(self, who: Who) -> int:
        """The id of a person (never of a bot)."""
        users = self._world.state.users
        if isinstance(who, int):
            if who not in users:
                raise NotFound(f"there is nobody with the id {who}")
            return who
        wanted = who.strip().lstrip("@").casefold()
        exact = [user.id for user in users.values() if user.name.casefold() == wanted]
        found = exact or [user.id for user in users.values() if (user.global_name or "").casefold() == wanted]
        if wanted.isdecimal() and int(wanted) in users:
            found = [int(wanted)]
        if len(found) != 1:
            names = ", ".join(sorted(user.name for user in users.values() if not user.bot))
            raise NotFound(f"there is no one person called {who!r}; there are {names}")
        return found[0]

    def guild(self, person: int, name: str | None = None) -> int:
        """The server of this name, or the only (else the first) one that the person is in."""
        guilds = [guild for guild in self._world.state.guilds.values() if person in guild.members]
        if name is not None:
            guilds = [guild for guild in self._world.state.guilds.values() if guild.name.casefold() == name.casefold()]
        if not guilds:
            raise NotFound(f"there is no server called {name!r}" if name else "this person is in no server")
        return guilds[0].id

    def place(self, person: int, where: Where) -> int:
        """A channel, thread or `dm` (with the bot), as the person knows it: places they see are preferred."""
        if isinstance(where, int):
            return where
        wanted = where.strip().lstrip("#").casefold()
        if wanted == "dm":
            return self._world.dm_channel(person)
        if wanted.isdecimal() and int(wanted) in self._world.state.channels:
            return int(wanted)
        found = [
            channel
            for channel in self._world.state.channels.values()
            if (channel.name or "").casefold() == wanted and channel.type != 4
        ]
        seen = [channel for channel in found if self._world.sees(person, channel.id)]
        if not found:
            raise NotFound(f"there is no channel or thread called {where!r}")
        return self._newest(seen or found).id

    @staticmethod
    def _newest(channels: list[Channel]) -> Channel:
        threads = [channel for channel in channels if channel.is_thread]
        return max(threads, key=lambda channel: channel.id) if len(threads) == len(channels) else channels[0]

    def role(self, guild_id: int, name: str | int) -> int:
        """A role of a server."""
        roles = self._world.state.guilds[guild_id].roles
        if isinstance(name, int) or name.isdecimal():
            if int(name) in roles:
                return int(name)
            raise NotFound(f"there is no role with the id {name}")
        wanted = name.strip().lstrip("@").casefold()
        found = [role.id for role in roles.values() if role.name.lstrip("@").casefold() == wanted]
        if not found:
            names = ", ".join(sorted(role.name for role in roles.values()))
            raise NotFound(f"there is no role called {name!r}; there are {names}")
        return found[0]

    def member(self, guild_id: int | None, name: str | int) -> int:
        """A person by any name they have in a server."""
        try:
            return self.person(name)
        except NotFound:
            guild = self._world.state.guilds.get(guild_id or 0)
            wanted = str(name).strip().lstrip("@").casefold()
            for user_id in guild.members if guild is not None else ():
                if shown_name(self._world, guild_id, user_id).casefold() == wanted:
                    return user_id
            raise


def folded(text: str) -> str:
    """A label as people compare it: without case, with one kind of apostrophe."""
    return text.strip().casefold().replace("’", "'")


def component_named(message: Message, name: str, *, buttons: bool) -> Json:
    """The button (or select) that carries this label, hint or custom id; raises `NotFound` naming what there is."""
    kinds = frozenset({2}) if buttons else SELECTS
    found = [item for item in walk_components(message.components) if item.get("type") in kinds]
    wanted = folded(name)
    for names in (_ids, _exact, _plain):
        hits = [item for item in found if wanted in names(item)]
        if len(hits) == 1 or (hits and names is not _ids):
            return hits[0]
    if not buttons and not wanted and len(found) == 1:
        return found[0]
    there = ", ".join(repr(_title(item)) for item in found) or "none"
    raise NotFound(f"the message has no {'button' if buttons else 'select'} {name!r}; there are: {there}")


def _title(item: Json) -> str:
    return button_label(item) if item["type"] == 2 else str(item.get("placeholder") or item.get("custom_id"))


def _ids(item: Json) -> set[str]:
    return {folded(str(item.get("custom_id") or ""))} - {""}


def _exact(item: Json) -> set[str]:
    return {folded(_title(item))} - {""}


def _plain(item: Json) -> set[str]:
    return {folded(str(item.get("label") or item.get("placeholder") or ""))} - {""}

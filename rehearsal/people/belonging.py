"""Who belongs where: joining, leaving, removing, timing out, roles, direct messages, who may see a channel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from rehearsal.acts import Acts
from rehearsal.people.finding import Finder, NotFound, Where, Who
from rehearsal.people.witness import Witness
from rehearsal.presences import Presences
from rehearsal.wire import Refusal
from rehearsal.world import World, bits, refusing

TIME_OUT_LIMIT = timedelta(days=28)


class Belonging:
    """Acts on membership; each asks the rights of the person who acts, and Discord's hierarchy of roles."""

    def __init__(self, world: World, acts: Acts, finder: Finder, witness: Witness) -> None:
        self._world = world
        self._acts = acts
        self._find = finder
        self._witness = witness

    async def newcomer(self, name: str, display_name: str | None = None) -> int:
        """A new account that is in no server yet; returns its id."""
        return self._world.create_user(name, display_name=display_name)

    async def join(self, who: Who, server: str | None = None) -> None:
        """Join a server; someone banned is refused."""
        person = self._find.person(who)
        guild_id = self._server(server)
        guild = self._world.state.guilds[guild_id]
        if person in guild.bans:
            raise Refusal(403, 40007, "The user is banned from this guild.")
        if person not in guild.members:
            self._acts.note("join", person, server=guild.name)
            self._world.add_member(guild_id, person)
            self._witness.know(guild_id, person)

    async def be_seen(self, who: Who, status: str) -> None:
        """Be `online`, `idle`, `dnd` or `offline` to others."""
        person = self._find.person(who)
        self._acts.note("status", person, status=status)
        Presences(self._world).choose(person, status)

    async def leave(self, who: Who, server: str | None = None) -> None:
        """Leave a server."""
        person = self._find.person(who)
        guild_id = self._find.guild(person, server)
        self._acts.note("leave", person, server=self._world.state.guilds[guild_id].name)
        with refusing():
            self._world.remove_member(guild_id, person)

    async def kick(self, who: Who, whom: Who) -> None:
        """Remove a member from the server (Kick Members)."""
        person, target, guild_id = self._pair(who, whom)
        self._may(guild_id, person, target, "kick_members")
        self._acts.note("kick", person, whom=str(target))
        self._world.remove_member(guild_id, target)

    async def ban(self, who: Who, whom: Who, reason: str | None = None) -> None:
        """Ban a person from the server (Ban Members)."""
        person, target, guild_id = self._pair(who, whom)
        self._may(guild_id, person, target, "ban_members")
        self._acts.note("ban", person, whom=str(target))
        self._world.state.apply_ban(guild_id, target, reason)

    async def unban(self, who: Who, whom: Who) -> None:
        """Lift a ban (Ban Members)."""
        person, target = self._find.person(who), self._find.person(whom)
        guild_id = self._find.guild(person)
        self._require(guild_id, person, "ban_members")
        self._acts.note("unban", person, whom=str(target))
        with refusing():
            self._world.state.remove_ban(guild_id, target)

    async def time_out(self, who: Who, whom: Who, minutes: float) -> None:
        """Silence a member for some minutes; 0 ends it (Moderate Members)."""
        person, target, guild_id = self._pair(who, whom)
        self._may(guild_id, person, target, "moderate_members")
        length = timedelta(minutes=minutes)
        if length > TIME_OUT_LIMIT or length < timedelta():
            raise Refusal(400, 50035, "Invalid Form Body")
        until = (self._world.clock.now() + length).isoformat() if minutes else None
        self._acts.note("time_out", person, whom=str(target), until=until)
        self._world.state.edit_member(guild_id, target, {"timed_out_until": until})

    async def give_role(self, who: Who, whom: Who, role: str | int) -> None:
        """Give a member a role (Manage Roles, below one's own top role)."""
        person, target, guild_id = self._pair(who, whom)
        role_id = self._role(guild_id, person, role)
        self._acts.note("give_role", person, whom=str(target), role=str(role_id))
        self._world.state.add_member_role(guild_id, target, role_id)

    async def take_role(self, who: Who, whom: Who, role: str | int) -> None:
        """Take a role from a member (Manage Roles, below one's own top role)."""
        person, target, guild_id = self._pair(who, whom)
        role_id = self._role(guild_id, person, role)
        self._acts.note("take_role", person, whom=str(target), role=str(role_id))
        self._world.state.remove_member_role(guild_id, target, role_id)

    async def shut_dms(self, who: Who) -> None:
        """Refuse direct messages from the bot from now on."""
        person = self._find.person(who)
        self._acts.note("shut_dms", person)
        self._world.closed_dms.add(person)

    async def open_dms(self, who: Who) -> None:
        """Accept direct messages from the bot again."""
        person = self._find.person(who)
        self._acts.note("open_dms", person)
        self._world.closed_dms.discard(person)

    async def overwrite(
        self, who: Who, where: Where, target: str | int, *, allow: Iterable[str] = (), deny: Iterable[str] = ()
    ) -> None:
        """Set what a role or member may do in a channel, replacing what was set (Manage Roles).

        `target` is a role's or a member's name; `allow` and `deny` name permissions such as `view_channel`.
        """
        person = self._find.person(who)
        channel_id = self._find.place(person, where)
        channel = self._world.require(person, channel_id, "manage_roles")
        guild_id = channel.guild_id
        if guild_id is None:
            raise Refusal(400, 50024, "Cannot execute action on this channel type")
        member = False
        try:
            target_id = self._find.role(guild_id, target)
        except NotFound:
            target_id, member = self._find.member(guild_id, target), True
        self._acts.note("overwrite", person, channel=str(channel_id), target=str(target_id))
        self._world.set_overwrite(channel_id, target_id, member=member, allow=bits(*allow), deny=bits(*deny))

    # ---- asking rights

    def _server(self, name: str | None) -> int:
        guilds = self._world.state.guilds.values()
        for guild in guilds:
            if name is None or guild.name.casefold() == name.casefold():
                return guild.id
        raise NotFound(f"there is no server called {name!r}")

    def _pair(self, who: Who, whom: Who) -> tuple[int, int, int]:
        person = self._find.person(who)
        guild_id = self._find.guild(person)
        target = self._find.member(guild_id, whom)
        if target not in self._world.state.guilds[guild_id].members:
            raise Refusal(404, 10007, "Unknown Member")
        return person, target, guild_id

    def _require(self, guild_id: int, person: int, right: str) -> None:
        if not self._world.permissions(guild_id, person) & bits(right):
            raise Refusal(403, 50013, "Missing Permissions")

    def _may(self, guild_id: int, person: int, target: int, right: str) -> None:
        self._require(guild_id, person, right)
        with refusing():
            self._world.state.require_hierarchy(guild_id, person, target)

    def _role(self, guild_id: int, person: int, role: str | int) -> int:
        self._require(guild_id, person, "manage_roles")
        role_id = self._find.role(guild_id, role)
        with refusing():
            self._world.state.require_role_assignable(guild_id, person, role_id)
        return role_id

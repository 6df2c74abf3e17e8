"""Servers and members: what the world behind us answers too simply or not at all."""

from __future__ import annotations

from rehearsal.rules.form import Form
from rehearsal.service import Call, Service
from rehearsal.shapes import entry_shape
from rehearsal.wire import Json, Refusal, number
from rehearsal.world import World, bits

_GATEWAY_ONLY = (
    "joined_at", "large", "unavailable", "member_count", "members", "channels", "threads", "presences", "voice_states",
    "stage_instances", "guild_scheduled_events", "soundboard_sounds",
)  # fmt: skip
TIME_OUT_SAFE = bits("administrator")


class MemberRoutes:
    """Our handlers, added to a service."""

    def __init__(self, world: World, service: Service) -> None:
        self._world = world
        self._service = service
        service.own |= {
            "GET /users/@me/guilds": self.guilds,
            "DELETE /users/@me/guilds/{guild_id}": self.leave,
            "GET /guilds/{guild_id}": self.guild,
            "PATCH /guilds/{guild_id}": lambda call: self._plain(service.ask(call)),
            "GET /guilds/{guild_id}/members": self.members,
            "GET /guilds/{guild_id}/members/search": self.search,
            "PATCH /guilds/{guild_id}/members/{user_id}": self.edit,
            "POST /guilds/{guild_id}/bulk-ban": self.bulk_ban,
            "GET /guilds/{guild_id}/threads/active": self.active_threads,
            "GET /guilds/{guild_id}/audit-logs": self.audit_log,
            "GET /applications/{application_id}/guilds/{guild_id}/commands/permissions": self.permissions,
            "GET /applications/{application_id}/emojis": lambda _call: {"items": []},
        }

    def _plain(self, guild: Json) -> Json:
        return {key: value for key, value in guild.items() if key not in _GATEWAY_ONLY}

    def guild(self, call: Call) -> Json:
        """One server, with counts if asked."""
        answer = self._plain(self._service.ask(call))
        if call.query.get("with_counts", "").lower() in {"1", "true"}:
            size = len(self._world.state.guilds[call.match.id("guild_id")].members)
            answer |= {"approximate_member_count": size, "approximate_presence_count": size}
        return answer

    def guilds(self, call: Call) -> list[Json]:
        """The servers that the bot is in."""
        world = self._world
        found: list[Json] = []
        before, after = int(call.query.get("before", 2**64)), int(call.query.get("after", 0))
        for guild_id in sorted(world.bot_guilds()):
            if after < guild_id < before:
                guild = world.state.guilds[guild_id]
                found.append({
                    "id": str(guild_id), "name": guild.name, "icon": None, "banner": None, "features": [],
                    "owner": guild.owner_id == world.bot.id,
                    "permissions": str(world.permissions(guild_id, world.bot.id)),
                })  # fmt: skip
        return found[: int(call.query.get("limit", 200))]

    def leave(self, call: Call) -> None:
        """Leave a server; it goes on without the bot."""
        self._world.remove_bot(call.match.id("guild_id"))

    def members(self, call: Call) -> list[Json]:
        """A page of members, by id; needs the privileged intent."""
        if not self._world.approved_intents & 1 << 1:
            raise Refusal(403, 50001, "Missing Access")
        form = Form()
        limit = int(call.query.get("limit", 1))
        form.whole(("limit",), limit, 1, 1000)
        form.settle()
        return self._service.ask(call)

    def search(self, call: Call) -> list[Json]:
        """Members whose name or nickname begins with `query`."""
        world, guild_id = self._world, call.match.id("guild_id")
        wanted, limit = call.query.get("query", "").casefold(), int(call.query.get("limit", 1))
        form = Form()
        form.text(("query",), wanted, 1, 100)
        form.whole(("limit",), limit, 1, 1000)
        form.settle()
        guild = world.state.guilds[guild_id]
        found = [
            member.user_id
            for member in guild.members.values()
            if world.state.users[member.user_id].name.casefold().startswith(wanted)
            or (member.nick or "").casefold().startswith(wanted)
        ]
        return [world.member_json(guild_id, user) for user in found[:limit]]

    def edit(self, call: Call) -> Json:
        """Change a member; a time-out cannot reach the owner or an administrator."""
        world, guild_id, user_id = self._world, call.match.id("guild_id"), call.match.id("user_id")
        guild = world.state.guilds[guild_id]
        timed_out = call.fields.get("communication_disabled_until") and user_id in guild.members
        if timed_out and (user_id == guild.owner_id or world.permissions(guild_id, user_id) & TIME_OUT_SAFE):
            raise Refusal(403, 50013, "Missing Permissions")
        return self._service.ask(call)

    def bulk_ban(self, call: Call) -> Json:
        """Ban several people; needs Manage Server as well."""
        world, guild_id = self._world, call.match.id("guild_id")
        if not world.permissions(guild_id, world.bot.id) & bits("manage_guild"):
            raise Refusal(403, 50013, "Missing Permissions")
        users = [number(user) for user in call.fields.get("user_ids", ())]
        banned: Json = self._service.ask(call, body=call.fields | {"user_ids": [str(user) for user in users]})
        return {"banned_users": banned.get("banned_users", []), "failed_users": banned.get("failed_users", [])}

    def active_threads(self, call: Call) -> Json:
        """The open threads that the bot may see."""
        answer: Json = self._service.ask(call)
        threads: list[Json] = answer["threads"]
        seen = [thread for thread in threads if self._world.sees(self._world.bot.id, int(thread["id"]))]
        return answer | {"threads": seen, "has_more": False}

    def audit_log(self, call: Call) -> Json:
        """The audit log; what changed in a member's roles stands among the changes."""
        answer: Json = self._service.ask(call)
        entries: list[Json] = answer["audit_log_entries"]
        return answer | {"audit_log_entries": [entry_shape(entry) for entry in entries]}

    def permissions(self, call: Call) -> list[Json]:
        """Whatever organisers set per command in this server."""
        world, guild_id = self._world, call.match.id("guild_id")
        return [
            {"id": str(command), "application_id": str(world.state.application_id), "guild_id": str(guild_id),
             "permissions": entries}
            for (guild, command), entries in world.state.command_permissions.items()
            if guild == guild_id
        ]  # fmt: skip

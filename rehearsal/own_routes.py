"""Routes that the world behind us lacks or answers too simply: the gateway's address, the application,
commands.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from rehearsal.rules.commands import COUNTS
from rehearsal.rules.form import Form
from rehearsal.service import Call, Service
from rehearsal.wire import Json, Refusal
from rehearsal.world import World

CREATES, A_DAY, PERMISSIONS = 200, timedelta(days=1), 100
FLAGS = 1 << 19 | 1 << 15 | 1 << 23
"""Message content and members (limited), and that commands are badged: what READY and the application say."""


class OwnRoutes:
    """Our handlers, added to a service."""

    def __init__(self, world: World, service: Service) -> None:
        self._world = world
        self._service = service
        self.gateway_url = ""
        self.shards = 1
        self.identifies: Callable[[], Json] = dict
        self._creates: dict[int | None, deque[datetime]] = {}
        application, guild = (
            "/applications/{application_id}",
            "/applications/{application_id}/guilds/{guild_id}",
        )
        service.own |= {
            "GET /gateway": self.gateway,
            "GET /gateway/bot": self.gateway_bot,
            "GET /users/@me": self.me,
            "PATCH /users/@me": self.rename,
            "GET /oauth2/applications/@me": self.application,
            "GET /applications/@me": self.application,
        }
        for scope in (application, guild):
            service.own |= {
                f"GET {scope}/commands": self.list_commands,
                f"PUT {scope}/commands": self.put_commands,
                f"POST {scope}/commands": self.add_command,
                f"GET {scope}/commands/{{command_id}}": self.get_command,
                f"PATCH {scope}/commands/{{command_id}}": self.edit_command,
                f"DELETE {scope}/commands/{{command_id}}": self.delete_command,
            }
        service.own[f"PUT {guild}/commands/{{command_id}}/permissions"] = self.set_permissions

    # ---- the application and its way in

    def gateway(self, _call: Call) -> Json:
        """Where the gateway is."""
        return {"url": self.gateway_url}

    def gateway_bot(self, _call: Call) -> Json:
        """Where the gateway is, for a bot: with shards and what is left of the day's identifies."""
        return {"url": self.gateway_url, "shards": self.shards, "session_start_limit": self.identifies()}

    def me(self, _call: Call) -> Json:
        """The bot's own account, with what only it may see."""
        user = self._world.user_json(self._world.bot.id)
        return user | {"locale": "en-US", "mfa_enabled": True, "verified": True, "email": None}

    def rename(self, call: Call) -> Json:
        """Change the bot's name."""
        self._service.ask(call)
        return self.me(call)

    def application(self, _call: Call) -> Json:
        """The bot's application, owned by nobody in the rehearsal."""
        world = self._world
        owner = world.user_json(world.bot.id)
        return {
            "id": str(world.state.application_id), "name": world.bot.name, "icon": None, "description": "",
            "type": None, "summary": "", "bot_public": True, "bot_require_code_grant": False,
            "verify_key": "0" * 64, "flags": FLAGS, "flags_new": str(FLAGS),
            "bot": owner, "owner": owner, "team": None, "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None, "approximate_guild_count": len(world.bot_guilds()),
            "approximate_user_install_count": 0, "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0, "eligible_oauth2_scopes": [], "integration_types_config": {"0": {}},
        }  # fmt: skip

    # ---- commands

    def _scope(self, call: Call) -> int | None:
        if call.match.id("application_id") != self._world.state.application_id:
            raise Refusal(404, 10002, "Unknown Application")
        if "guild_id" not in call.match.parts:
            return None
        guild_id = call.match.id("guild_id")
        if guild_id not in self._world.bot_guilds():
            raise Refusal(403, 50001, "Missing Access")
        return guild_id

    def _commands(self, scope: int | None) -> dict[tuple[str, int], Json]:
        return self._world.state.commands.setdefault(scope, {})

    def command_shape(self, command: Json, *, localised: bool = True) -> Json:
        """A stored command as Discord gives it out."""
        plain = {
            key: value for key, value in command.items() if value is not None or key == "default_member_permissions"
        }
        if not localised:
            plain = {key: value for key, value in plain.items() if not key.endswith("_localizations")}
        plain.setdefault("default_member_permissions", None)
        if plain["default_member_permissions"] is not None:
            plain["default_member_permissions"] = str(plain["default_member_permissions"])
        if not plain.get("options"):
            plain.pop("options", None)
        if command.get("guild_id"):
            plain.pop("dm_permission", None)
        return {"nsfw": False, "contexts": None, "integration_types": [0]} | plain

    def _count_creates(self, scope: int | None, new: int) -> None:
        """Commands that were not there before are counted over a day, per server and for the whole application."""
        now = self._world.clock.now()
        made = self._creates.setdefault(scope, deque())
        while made and now - made[0] >= A_DAY:
            made.popleft()
        if len(made) + new > CREATES:
            words = f"Max number of daily application command creates has been reached ({CREATES})"
            raise Refusal(400, 30034, words)
        made.extend([now] * new)

    def _find(self, call: Call) -> tuple[dict[tuple[str, int], Json], tuple[str, int]]:
        commands = self._commands(self._scope(call))
        for key, command in commands.items():
            if command["id"] == call.match.parts["command_id"]:
                return commands, key
        raise Refusal(404, 10063, "Unknown application command")

    def _store(self, scope: int | None, given: Json, before: Json | None) -> Json:
        state = self._world.state
        kept = {key: before[key] for key in ("id", "version") if before is not None}
        base: Json = {
            "id": str(state.snowflake()), "application_id": str(state.application_id), "type": 1,
            "description": "", "options": [], "default_member_permissions": None, "dm_permission": True,
            "contexts": None, "integration_types": [0], "nsfw": False,
        } | ({"guild_id": str(scope)} if scope is not None else {})  # fmt: skip
        command = base | {key: value for key, value in given.items() if value is not None} | kept
        changed = before is None or any(before.get(key) != command.get(key) for key in command)
        if changed:
            command["version"] = str(state.snowflake())
        return command

    def list_commands(self, call: Call) -> list[Json]:
        """All commands of one scope."""
        localised = call.query.get("with_localizations", "false").lower() in {"1", "true"}
        return [self.command_shape(item, localised=localised) for item in self._commands(self._scope(call)).values()]

    def put_commands(self, call: Call) -> list[Json]:
        """Replace all commands of one scope; those that keep name and kind keep their id."""
        scope = self._scope(call)
        before = self._commands(scope)
        given: list[Json] = call.body or []
        new = {(str(item["name"]), int(item.get("type") or 1)) for item in given} - set(before)
        self._count_creates(scope, len(new))
        after: dict[tuple[str, int], Json] = {}
        for item in given:
            key = (str(item["name"]), int(item.get("type") or 1))
            after[key] = self._store(scope, item, before.get(key))
        self._world.state.commands[scope] = after
        return [self.command_shape(item) for item in after.values()]

    def add_command(self, call: Call) -> Json:
        """Create one command, or replace the one of the same name and kind."""
        scope = self._scope(call)
        commands = self._commands(scope)
        key = (str(call.fields["name"]), int(call.fields.get("type") or 1))
        call.created = key not in commands
        kind_count = sum(kind == key[1] for _, kind in commands)
        if call.created and kind_count >= COUNTS.get(key[1], 0):
            raise Refusal(400, 30032, f"Maximum number of application commands reached ({kind_count})")
        self._count_creates(scope, int(call.created))
        commands[key] = self._store(scope, call.fields, commands.get(key))
        return self.command_shape(commands[key])

    def get_command(self, call: Call) -> Json:
        """One command."""
        commands, key = self._find(call)
        return self.command_shape(commands[key])

    def edit_command(self, call: Call) -> Json:
        """Change one command."""
        scope = self._scope(call)
        commands, key = self._find(call)
        before = commands.pop(key)
        after = self._store(scope, {**before, **call.fields}, before)
        commands[(str(after["name"]), int(after["type"]))] = after
        return self.command_shape(after)

    def delete_command(self, call: Call) -> Any:
        """Remove one command."""
        commands, key = self._find(call)
        del commands[key]

    def set_permissions(self, call: Call) -> Any:
        """Who may use a command is for organisers to say: Discord takes it from a person's token alone."""
        form = Form()
        form.items(("permissions",), call.fields.get("permissions"), 0, PERMISSIONS)
        form.settle()
        raise Refusal(403, 20001, "Bots cannot use this endpoint")

"""Which rules stand before which route."""

from __future__ import annotations

from collections.abc import Callable

from rehearsal.clock import milliseconds
from rehearsal.rules import commands, full, places
from rehearsal.rules.form import Form, an_object
from rehearsal.rules.messages import check_message
from rehearsal.rules.modals import check_modal
from rehearsal.service import Call
from rehearsal.wire import Refusal
from rehearsal.world import World

_COMMANDS = ("/applications/{application_id}/commands", "/applications/{application_id}/guilds/{guild_id}/commands")
_REASON = 512


class RuleBook:
    """Checks every call before anything happens."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._rules: dict[str, Callable[[Call], None]] = {
            "POST /channels/{channel_id}/messages": lambda call: check_message(call.fields, call.files),
            "PATCH /channels/{channel_id}": self._channel_edit,
            "POST /channels/{channel_id}/threads": self._thread,
            "POST /channels/{channel_id}/messages/{message_id}/threads": self._thread,
            "POST /channels/{channel_id}/messages/bulk-delete": self._bulk_delete,
            "POST /guilds/{guild_id}/channels": self._channel_create,
            "PATCH /guilds/{guild_id}/members/{user_id}": self._member,
            "PATCH /guilds/{guild_id}/members/@me": self._member,
            "PUT /guilds/{guild_id}/bans/{user_id}": lambda call: places.check_ban(call.fields),
            "POST /guilds/{guild_id}/bulk-ban": lambda call: places.check_bulk_ban(call.fields),
            "POST /guilds/{guild_id}/roles": self._role_create,
            "PUT /channels/{channel_id}/thread-members/@me": lambda call: full.check_thread(world, call),
            "PUT /channels/{channel_id}/thread-members/{user_id}": lambda call: full.check_thread(world, call),
            "PATCH /guilds/{guild_id}/roles/{role_id}": lambda call: places.check_role(call.fields),
            "POST /guilds/{guild_id}/scheduled-events": lambda call: self._event(call, creating=True),
            "PATCH /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}": (
                lambda call: self._event(call, creating=False)
            ),
            "POST /guilds/{guild_id}/auto-moderation/rules": self._automod_create,
            "PATCH /guilds/{guild_id}/auto-moderation/rules/{rule_id}": (
                lambda call: places.check_automod(call.fields, creating=False)
            ),
            "POST /interactions/{interaction_id}/{interaction_token}/callback": self._callback,
            "POST /users/@me/channels": self._open_dm,
            "POST /channels/{channel_id}/webhooks": self._webhook,
            "POST /channels/{channel_id}/invites": lambda call: full.check_invites(world, call),
            "PUT /channels/{channel_id}/permissions/{overwrite_id}": lambda call: full.check_overwrites(world, call),
            "PATCH /users/@me": lambda call: places.check_account(call.fields),
        }
        for scope in _COMMANDS:
            self._rules |= {
                f"PUT {scope}": lambda call: commands.check_commands(call.body, of_a_server="{guild_id}" in call.name),
                f"POST {scope}": lambda call: self._command(call, partial=False),
                f"PATCH {scope}/{{command_id}}": lambda call: self._command(call, partial=True),
            }

    def check(self, call: Call) -> None:
        """Refuse the call if Discord would; ids first, then the form."""
        bad = call.match.bad_id()
        if bad is not None:
            form = Form()
            form.snowflake((bad,), call.match.parts[bad])
            form.settle()
        if call.reason is not None and not 1 <= len(call.reason) <= _REASON:
            form = Form()
            form.text(("X-Audit-Log-Reason",), call.reason, 1, _REASON)
            form.settle()
        self._membership(call)
        rule = self._rules.get(call.name)
        if rule is not None:
            rule(call)

    def _membership(self, call: Call) -> None:
        guild = call.match.parts.get("guild_id")
        if guild is None or call.match.route.template.startswith(("/applications/", "/users/")):
            return
        known = self._world.state.guilds.get(int(guild))
        if known is None:
            raise Refusal(404, 10004, "Unknown Guild")
        if self._world.bot.id not in known.members:
            raise Refusal(403, 50001, "Missing Access")

    def _kind(self, call: Call) -> int:
        channel = self._world.state.channels.get(call.match.id("channel_id"))
        return channel.type if channel is not None else 0

    def _channel_edit(self, call: Call) -> None:
        places.check_channel(call.fields, creating=False, kind=self._kind(call))

    def _thread(self, call: Call) -> None:
        places.check_channel(call.fields, creating=True, kind=11)
        if "message" in call.fields:
            check_message(an_object(call.fields["message"]), call.files, ("message",))
        full.check_threads(self._world, call)

    def _channel_create(self, call: Call) -> None:
        places.check_channel(call.fields, creating=True, kind=int(call.fields.get("type") or 0))
        full.check_channels(self._world, call)

    def _role_create(self, call: Call) -> None:
        places.check_role(call.fields)
        full.check_roles(self._world, call)

    def _automod_create(self, call: Call) -> None:
        places.check_automod(call.fields, creating=True)
        full.check_automod(self._world, call)

    def _bulk_delete(self, call: Call) -> None:
        places.check_bulk_delete(call.fields, milliseconds(self._world.clock.now()))

    def _member(self, call: Call) -> None:
        places.check_member(call.fields, self._world.clock.now())

    def _event(self, call: Call, *, creating: bool) -> None:
        places.check_event(call.fields, self._world.clock.now(), creating=creating)
        if creating:
            full.check_events(self._world, call)

    def _command(self, call: Call, *, partial: bool) -> None:
        form = Form()
        commands.check_command(form, (), call.fields, partial=partial)
        form.settle()

    def _callback(self, call: Call) -> None:
        kind, data = call.fields.get("type"), an_object(call.fields.get("data"))
        if kind in (4, 7):
            check_message(data, call.files, ("data",), before={"flags": 0} if kind == 7 else None)
        elif kind == 9:
            check_modal(data)
        elif kind == 8:
            form = Form()
            focused = self._world.focused.get(call.match.id("interaction_id"), commands.STRING)
            commands.check_choices(form, ("data", "choices"), data.get("choices"), focused)
            form.settle()

    def _open_dm(self, call: Call) -> None:
        form = Form()
        form.snowflake(("recipient_id",), call.fields.get("recipient_id"))
        form.settle()

    def _webhook(self, call: Call) -> None:
        form = Form()
        form.text(("name",), call.fields.get("name"), 1, 80)
        form.settle()
        full.check_webhooks(self._world, call)

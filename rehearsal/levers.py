"""Every lever by name, for tests, scenarios and the page: what breaks, how often, before or after the
effect.

Levers of REST are data (`faults.Lever`); those of the gateway and the world act at once or stand until
`clear`. Whether one took effect is counted in `Faults.fired` under its name, so that a test fails when its
lever did not fire.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from rehearsal.faults import Faults, Lever
from rehearsal.gateway import Gateway
from rehearsal.limits import Limits, too_many
from rehearsal.wire import Json, dumps
from rehearsal.world import World, bits

CREATE_MESSAGE = "POST /channels/{channel_id}/messages"
SEARCH = "GET /guilds/{guild_id}/messages/search"


class Levers:
    """Pulls levers. Every method may be called only on the rehearsal's loop."""

    def __init__(self, faults: Faults, gateway: Gateway, world: World, limits: Limits) -> None:
        self.faults = faults
        self._gateway = gateway
        self._world = world
        self._limits = limits
        self._later: set[asyncio.Task[None]] = set()

    # ---- REST

    def answer(
        self,
        status: int,
        *,
        code: int = 0,
        body: Json | None = None,
        where: str = CREATE_MESSAGE,
        times: int | None = 1,
        after: bool = False,
        skip: int = 0,
    ) -> Lever:
        """Answer with a status and a JSON body instead of (or after) doing what was asked."""
        content = dumps(body if body is not None else {"message": f"{status}", "code": code})
        return self.faults.add(Lever("answer", where, after, times, skip, status=status, body=content))

    def page_instead(self, status: int = 502, *, where: str = CREATE_MESSAGE, times: int | None = 1) -> Lever:
        """Answer with an HTML page, as a proxy in trouble does."""
        page = b"<html><head><title>502 Bad Gateway</title></head></html>"
        headers = {"Content-Type": "text/html"}
        return self.faults.add(Lever("answer", where, times=times, status=status, body=page, headers=headers))

    def index_not_ready(self, retry_after: int = 2, *, times: int | None = 1) -> Lever:
        """Answer a message search 202: what was said is still being indexed."""
        words = "Index not yet available. Try again later"
        body: Json = {"message": words, "code": 110000, "documents_indexed": 0, "retry_after": retry_after}
        return self.answer(202, body=body, where=SEARCH, times=times)

    def rate_limit(
        self, wait: float, *, scope: str = "user", via: bool = True, where: str = CREATE_MESSAGE, times: int | None = 1
    ) -> Lever:
        """Answer 429; without `Via` it is what a Cloudflare ban looks like."""
        headers, body = too_many(wait, scope)
        if not via:
            headers["Via"] = ""
        return self.faults.add(Lever("answer", where, times=times, status=429, body=body, headers=headers))

    def hang(self, seconds: float, *, where: str = CREATE_MESSAGE, times: int | None = 1, after: bool = False) -> Lever:
        """Keep the bot waiting before (or after) doing what it asked."""
        return self.faults.add(Lever("hang", where, after, times, seconds=seconds))

    def reset(self, *, where: str = CREATE_MESSAGE, times: int | None = 1, after: bool = False, skip: int = 0) -> Lever:
        """Cut the connection with a TCP reset."""
        return self.faults.add(Lever("reset", where, after, times, skip))

    def close(self, *, where: str = CREATE_MESSAGE, times: int | None = 1, after: bool = False, skip: int = 0) -> Lever:
        """Close the connection without an answer."""
        return self.faults.add(Lever("close", where, after, times, skip))

    def cut(self, *, where: str = CREATE_MESSAGE, times: int | None = 1) -> Lever:
        """Send half of the true answer, then close."""
        return self.faults.add(Lever("cut", where, True, times))

    # ---- gateway

    def silent(self, on: bool = True) -> None:
        """Send no frame at all on the connections that are open now."""
        if on:
            self.faults.promise("silent")
        for connection in self._gateway.connections:
            changes = connection.silent is not on
            connection.silent = on
            connection.wake()
            if changes and on:
                self.faults.note("silent")

    def deaf(self, on: bool = True) -> None:
        """Drop all events of the open sessions (heartbeats are answered); they are lost for good."""
        if on:
            self.faults.promise("deaf")
        for session in self._gateway.sessions.values():
            if on and not session.deaf:
                self.faults.note("deaf")
            session.deaf = on

    def no_ack(self, on: bool = True) -> None:
        """Leave heartbeats without an answer."""
        self.faults.withhold_acks = on
        if on:
            self.faults.promise("no_ack")

    def refuse_resume(self, times: int | None = 1) -> None:
        """Answer RESUME with op 9 false."""
        self.faults.resume_refusals = times
        if times != 0:
            self.faults.promise("refuse_resume")

    def gateway_down(self, code: int | None = 1011) -> None:
        """Turn new connections away with a close code, until called with None."""
        self.faults.down_code = code
        if code is not None:
            self.faults.promise("gateway_down")

    def close_with(self, code: int) -> None:
        """Close every gateway connection with a code."""
        self.faults.note("close_with", code=code)
        self._start(self._gateway.close_all(code))

    def reset_gateway(self) -> None:
        """Cut every gateway connection with a TCP reset."""
        self.faults.note("reset_gateway")
        self._gateway.reset_all()

    def reconnect(self) -> None:
        """Ask every connection to come again (op 7)."""
        self.faults.note("reconnect")
        self._gateway.say_all(b'{"op":7,"s":null,"t":null,"d":null}')

    def invalid_session(self, *, resumable: bool) -> None:
        """Call every session invalid (op 9)."""
        self.faults.note("invalid_session")
        if not resumable:
            self._gateway.forget_all()
        self._gateway.say_all(b'{"op":9,"s":null,"t":null,"d":%b}' % (b"true" if resumable else b"false"))

    def ask_heartbeat(self) -> None:
        """Ask every connection for a heartbeat (op 1)."""
        self._gateway.say_all(b'{"op":1,"s":null,"t":null,"d":null}')

    def replay(self, last: int = 1) -> None:
        """Send the last events again, with their old numbers, as a confused gateway would."""
        self.faults.promise("replay")
        for session in self._gateway.sessions.values():
            if session.send is not None:
                for _, frame in list(session.buffer)[-last:]:
                    session.send(frame)
                    self.faults.note("replay")

    def empty_content(self, on: bool = True) -> None:
        """Blank what people write, as if the message-content intent had been taken away."""
        self._gateway.ears.hide_content = on
        granted = self._world.approved_intents
        self._world.approved_intents = granted & ~(1 << 15) if on else granted | 1 << 15
        if on:
            self.faults.note("empty_content")

    # ---- world

    def server_unavailable(self, guild_id: int, on: bool = True) -> None:
        """An outage: GUILD_DELETE with `unavailable`, and later (`on=False`) GUILD_CREATE."""
        self.faults.note("server_unavailable" if on else "server_available")
        self._gateway.outage(guild_id, on)

    def remove_bot(self, guild_id: int) -> None:
        """Throw the bot out of a server."""
        self.faults.note("remove_bot")
        self._world.remove_bot(guild_id)

    def revoke(self, right: str, *, guild_id: int, channel_id: int | None = None) -> None:
        """Take a permission (discord.py's name) from the bot, in a channel or in the whole server.

        People keep theirs: what everyone may do is denied to the bot's role channel by channel.
        """
        self.faults.promise("revoke")
        guild, role = self._world.state.guilds[guild_id], self._world.bot_role(guild_id)
        places = [channel_id] if channel_id is not None else guild.channel_ids
        could = {place for place in places if self._world.may(self._world.bot.id, place, right)}
        if channel_id is None and role.permissions & bits(right):
            self._world.state.edit_role(guild_id, role.id, {"permissions": role.permissions & ~bits(right)})
        everywhere = guild.channel_ids if guild.everyone_role.permissions & bits(right) else []
        for place in [channel_id] if channel_id is not None else everywhere:
            self._world.change_overwrite(place, role.id, deny=bits(right))
        if any(not self._world.may(self._world.bot.id, place, right) for place in could):
            self.faults.note("revoke", where=right)

    def grant(self, right: str, *, guild_id: int, channel_id: int | None = None) -> None:
        """Give the bot a permission back, where it was taken."""
        guild, role = self._world.state.guilds[guild_id], self._world.bot_role(guild_id)
        if channel_id is None:
            self._world.state.edit_role(guild_id, role.id, {"permissions": role.permissions | bits(right)})
        for place in [channel_id] if channel_id is not None else guild.channel_ids:
            if any(mark.target_id == role.id and mark.deny & bits(right) for mark in self._world.overwrites(place)):
                self._world.change_overwrite(place, role.id, allow=bits(right))

    def delete(self, *, channel: int | None = None, role: tuple[int, int] | None = None,
               message: tuple[int, int] | None = None) -> None:  # fmt: skip
        """Delete a channel, a role (server, role) or a message (channel, message) behind the bot's back."""
        self.faults.note("delete")
        if channel is not None:
            self._world.state.delete_channel(channel)
        if role is not None:
            self._world.state.delete_role(*role)
        if message is not None:
            self._world.state.delete_message(*message)

    def shut_dm(self, user_id: int, on: bool = True) -> None:
        """Let a person close (or open) their direct messages."""
        self.faults.note("shut_dm" if on else "open_dm")
        (self._world.closed_dms.add if on else self._world.closed_dms.discard)(user_id)

    def clear(self) -> None:
        """Make everything healthy again. What was deleted or revoked stays so."""
        self.faults.clear()
        self._limits.banned_until = 0.0
        self.silent(False)
        self.deaf(False)
        self.empty_content(False)
        self._world.closed_dms.clear()

    def pull(self, name: str, **given: Any) -> Any:
        """Pull a lever by name, as scenarios and the page do; raises KeyError for an unknown one."""
        return self.names()[name](**given)

    def names(self) -> dict[str, Callable[..., Any]]:
        """Every lever that can be pulled by name."""
        pulls: tuple[Callable[..., Any], ...] = (
            self.answer, self.page_instead, self.rate_limit, self.hang, self.reset, self.close, self.cut, self.silent,
            self.deaf, self.no_ack, self.refuse_resume, self.gateway_down, self.close_with, self.reset_gateway,
            self.reconnect, self.invalid_session, self.replay, self.empty_content, self.server_unavailable,
            self.remove_bot, self.revoke, self.grant, self.delete, self.shut_dm, self.clear, self.ask_heartbeat,
        )  # fmt: skip
        return {pull.__name__: pull for pull in pulls}

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

"""What happens to one well-formed request: our rules, then our own routes or the world, then the fix-ups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rehearsal.rest import Call
from rehearsal.shapes import tidy
from rehearsal.wire import Json
from rehearsal.world import World

Own = Callable[[Call], Any]


class Service:
    """Serves calls. `own` maps route names to our handlers, `checks` are asked before anything happens."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.own: dict[str, Own] = {}
        self.checks: list[Callable[[Call], None]] = []

    def serve(self, call: Call) -> Any:
        """The JSON answer (None for 204); raises `Refusal` or `NotServed`."""
        for check in self.checks:
            check(call)
        own = self.own.get(call.name)
        result = own(call) if own is not None else self.ask(call)
        return tidy(result) if result is not None else None

    def ask(self, call: Call, *, body: Any = None, query: Json | None = None) -> Any:
        """Let the world serve the call, perhaps with another body or query."""
        return self.world.request(
            call.match.route.method,
            call.path,
            body=call.body if body is None else body,
            query=call.query if query is None else query,
            files=call.files,
            reason=call.reason,
            content_access=bool(self.world.approved_intents & 1 << 15),
        )

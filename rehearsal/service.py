"""What happens to one well-formed request: our rules, then our own routes or the world, then the fix-ups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from rehearsal.routes import Match
from rehearsal.shapes import tidy
from rehearsal.wire import Json
from rehearsal.world import Upload, World


@dataclass(slots=True)
class Call:
    """One request of the bot: its route, its body and what came with it. A handler that made something new
    may set `created` (201)."""

    match: Match
    path: str
    query: dict[str, str]
    body: Any = None
    files: list[Upload] = field(default_factory=list[Upload])
    reason: str | None = None
    seq: int = 0
    created: bool = False
    queries: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def each(self, name: str) -> list[str]:
        """Every value of a parameter that may be given several times."""
        return self.queries.get(name) or ([self.query[name]] if name in self.query else [])

    @property
    def name(self) -> str:
        """The route as levers and transcripts name it."""
        return self.match.route.name

    @property
    def fields(self) -> Json:
        """The body as an object (empty if it is not one)."""
        return cast("Json", self.body) if isinstance(self.body, dict) else {}


Own = Callable[[Call], Any]


class Service:
    """Serves calls. `own` maps route names to our handlers, `checks` are asked before anything happens."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.own: dict[str, Own] = {}
        self.checks: list[Callable[[Call], None]] = []

    def serve(self, call: Call) -> Any:
        """The JSON answer (None for 204); raises `Refusal` or `NotServed`."""
        self.check(call)
        own = self.own.get(call.name)
        result = own(call) if own is not None else self.ask(call)
        return tidy(result) if result is not None else None

    def check(self, call: Call) -> None:
        """Ask the rules alone; raises `Refusal`."""
        for check in self.checks:
            check(call)

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

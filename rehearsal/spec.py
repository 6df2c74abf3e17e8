"""Checks every request and every answer against Discord's official HTTP specification, where the file is at
hand.

The file is Discord's, so it is read from where it lies (`DISCORD_OPENAPI`, else
../shared/discord/openapi.json) and never copied. Three overlays: the specification calls snowflakes strings,
Discord also accepts them as integers in requests; it calls sets of permissions integers, the documentation and
discord.py call them strings; and it does not know media channels (type 16), which the documentation has and a
command may ask for.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any, cast

import jsonschema_rs

from rehearsal.routes import Match
from rehearsal.wire import Json, loads

_BASE = "urn:discord"
MEDIA = 16
_PERMISSIONS = frozenset({"allow", "deny", "permissions", "default_member_permissions"})


def specification() -> Path | None:
    """Where the official specification lies, or None."""
    named = os.environ.get("DISCORD_OPENAPI")
    found = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "discord" / "openapi.json"
    return found if found.is_file() else None


class Specification:
    """The specification, compiled piece by piece as routes are used."""

    def __init__(self, file: Path) -> None:
        self.paths, document = _read(file)
        self._registry = jsonschema_rs.Registry([(_BASE, document)], draft=jsonschema_rs.Draft202012)
        self._document = document
        self._compiled: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def operation(self, match: Match) -> Json | None:
        """The operation of a route, or None if the specification does not have it."""
        return self.paths.get(match.route.template, {}).get(match.route.method.lower())

    def request_faults(self, match: Match, body: Any, query: dict[str, list[str]]) -> list[str]:
        """What is wrong with a request, in sentences."""
        operation = self.operation(match)
        if operation is None:
            return []
        where = self._where(match)
        content: Json = operation.get("requestBody", {}).get("content", {})
        faults: list[str] = []
        if body is not None and "application/json" in content:
            faults = self._faults(f"{where}/requestBody/content/application~1json/schema", body)
        elif (
            body is None
            and match.route.method != "DELETE"
            and operation.get("requestBody", {}).get("required")
            and "application/json" in content
        ):
            faults = ["a body is required"]
        return faults + self._query_faults(where, operation, query)

    def answer_faults(self, match: Match, status: int, body: Any) -> list[str]:
        """What is wrong with an answer of ours, in sentences."""
        operation = self.operation(match)
        if operation is None:
            return []
        responses: Json = operation["responses"]
        key = next((name for name in (str(status), f"{status // 100}XX") if name in responses), None)
        if key is None:
            return [f"status {status} is not among {sorted(responses)}"]
        pointer = f"{self._where(match)}/responses/{key}"
        response: Json = responses[key]
        if "$ref" in response:
            pointer = str(response["$ref"])
            response = self._at(pointer)
        schema = response.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            return [] if body is None else ["an answer without a body is expected"]
        return self._faults(f"{pointer}/content/application~1json/schema", body)

    def object_faults(self, schema: str, value: Any) -> list[str]:
        """What is wrong with an object that an event carries: of events themselves the specification has nothing."""
        return self._faults(f"#/components/schemas/{schema}", value)

    def _where(self, match: Match) -> str:
        template = match.route.template.replace("~", "~0").replace("/", "~1")
        return f"#/paths/{template}/{match.route.method.lower()}"

    def _at(self, pointer: str) -> Json:
        node = self._document
        for step in pointer.removeprefix("#/").split("/"):
            node = node[step.replace("~1", "/").replace("~0", "~")]
        return node

    def _query_faults(self, where: str, operation: Json, query: dict[str, list[str]]) -> list[str]:
        faults: list[str] = []
        places = {
            item["name"]: index for index, item in enumerate(operation.get("parameters", ())) if item["in"] == "query"
        }
        for name, values in query.items():
            if name not in places:
                faults.append(f"query {name}: unknown")
                continue
            pointer = f"{where}/parameters/{places[name]}/schema"
            value = values[-1]
            readings: list[Any] = [value, values]
            if value.lstrip("-").isdecimal():
                readings.append(int(value))
            if value.lower() in {"0", "1", "true", "false"}:
                readings.append(value.lower() in {"1", "true"})
            if all(self._faults(pointer, reading) for reading in readings):
                faults.append(f"query {name}: {value!r} is not allowed")
        return faults

    def _faults(self, pointer: str, value: Any) -> list[str]:
        validator = self._compiled.get(pointer)
        if validator is None:
            schema: Json = {"$ref": _BASE + pointer.replace("{", "%7B").replace("}", "%7D")}
            validator = jsonschema_rs.Draft202012Validator(schema, registry=self._registry)
            self._compiled[pointer] = validator
        if validator.is_valid(value):
            return []
        return [sentence for error in validator.iter_errors(value) for sentence in _sentences(error)][:8]


@cache
def compiled(file: Path) -> Specification:
    """One for all local Discords of a process: what was compiled for one serves the next."""
    return Specification(file)


def _read(file: Path) -> tuple[dict[str, Json], Json]:
    document = cast("Json", loads(file.read_bytes()))
    snowflake: Json = document["components"]["schemas"]["SnowflakeType"]
    snowflake |= {"type": ["string", "integer"], "minimum": 0}
    kinds: Json = document["components"]["schemas"]["ChannelTypes"]
    if all(kind["const"] != MEDIA for kind in kinds["oneOf"]):
        kinds["oneOf"].append({"title": "GUILD_MEDIA", "const": MEDIA})
    _widen_permissions(document)
    return document["paths"], document


def _widen_permissions(node: Any) -> None:
    """Let every set of permissions that is an integer also be its decimal digits."""
    if isinstance(node, list):
        for item in cast("list[Any]", node):
            _widen_permissions(item)
    if not isinstance(node, dict):
        return
    for name, value in cast("Json", node).items():
        _widen_permissions(value)
        if name in _PERMISSIONS and isinstance(value, dict):
            about = cast("Json", value)
            kinds: Any = about.get("type")
            if isinstance(kinds, list) and "integer" in kinds:
                about |= {"type": [*cast("list[str]", kinds), "string"], "pattern": "^[0-9]+$"}


def _is_kind(error: jsonschema_rs.ValidationError) -> bool:
    """Whether an alternative failed because the object is of another kind."""
    return error.instance_path[-1:] in (["type"], ["trigger_type"], ["entity_type"])


def _sentences(error: jsonschema_rs.ValidationError) -> list[str]:
    """The error in words; of alternatives, the one that came closest."""
    branches: list[list[jsonschema_rs.ValidationError]] | None = getattr(error.kind, "context", None)
    if branches:
        nearest = min(branches, key=lambda branch: (sum(_is_kind(item) for item in branch), len(branch)))
        return [sentence for item in nearest for sentence in _sentences(item)]
    path = "/".join(str(step) for step in error.instance_path)
    return [f"/{path}: {error.message}"[:600]]

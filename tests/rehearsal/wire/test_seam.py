"""The one seam to SimCord: what we lean on is there and behaves. A new version that breaks us fails here first."""

import ast
import importlib.metadata
import inspect
from pathlib import Path

import pytest
import simcord.backend as backend
from simcord import intents, interactions
from simcord._clock import Clock
from simcord.backend import serializers
from simcord.backend.errors import BackendError
from simcord.http import router
from simcord.http.routes import interactions as webhook_routes

from rehearsal.clock import RehearsalClock
from rehearsal.wire import NotServed, Refusal
from rehearsal.world import World

ROOT = Path(__file__).resolve().parents[3]


def test_it_is_the_version_that_was_tried() -> None:
    assert importlib.metadata.version("simcord") == "3.2.1"


def test_only_the_adapter_knows_it() -> None:
    importers = set()
    for place in ("cogs", "storage", "rehearsal", "bench"):
        for file in (ROOT / place).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            if "simcord" not in text:
                continue
            for node in ast.walk(ast.parse(text)):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if any(name.split(".")[0] == "simcord" for name in names):
                    importers.add(file.relative_to(ROOT).as_posix())
    assert {importer.rpartition("/")[0] for importer in importers} == {"rehearsal/world"}


def test_what_a_webhook_posts_is_taken_whole() -> None:
    """Two routes ask this function of the world behind us, and ours stands in its place."""
    ours = webhook_routes._incoming_webhook_body
    assert ours.__module__ == "rehearsal.world.state"
    for route in (webhook_routes.execute_webhook, webhook_routes.edit_followup):
        assert "_incoming_webhook_body" in inspect.getsource(route)


def test_the_parts_we_override_and_call_have_not_moved() -> None:
    state = backend.Backend
    expected = {
        "snowflake": ["self"],
        "new_interaction": ["self", "type", "channel_id", "user_id", "guild_id"],
        "commit_message": ["self", "message", "broadcast"],
        "edit_message": ["self", "channel_id", "message_id", "fields"],
        "delete_message": ["self", "channel_id", "message_id"],
        "_auto_mod_blocks": ["self", "channel", "author_id", "content"],
        "emit": ["self", "event", "payload"],
        "create_webhook": ["self", "channel_id", "name", "creator_id"],
        "_emit_webhooks_update": ["self", "channel_id"],
    }
    for name, parameters in expected.items():
        assert list(inspect.signature(getattr(state, name)).parameters) == parameters, name
    assert {"json", "params", "files", "reason", "message_content_access"} <= set(
        inspect.signature(router.dispatch).parameters
    )
    assert {"type", "channel_id", "guild_id", "user_id", "data"} <= set(
        inspect.signature(interactions.base_payload).parameters
    )
    assert {"backend", "exempt_root"} <= set(inspect.signature(intents.censor_message).parameters)
    assert issubclass(router.RouteNotImplemented, BackendError)
    assert issubclass(router.UnsupportedField, BackendError)
    assert callable(serializers.message_payload)
    assert {"now", "advance"} <= set(dir(Clock))


def test_gaps_and_refusals_come_through_as_ours() -> None:
    world = World(RehearsalClock())
    with pytest.raises(NotServed):
        world.request("GET", "/no/such/route")
    with pytest.raises(Refusal) as refused:
        world.request("GET", "/channels/1")
    assert (refused.value.status, refused.value.code) == (404, 10003)


def test_records_of_the_world_behind_us_are_bounded() -> None:
    world = World(RehearsalClock())
    for _ in range(1200):
        world.request("GET", "/users/@me")
    assert len(world.state.http_requests) == len(world.state.transcript) == 1000


def test_ids_grow_even_when_the_clock_goes_back() -> None:
    clock = RehearsalClock()
    world = World(clock)
    first = world.create_user("ann")
    clock.jump(clock.now().replace(year=2020))
    assert world.create_user("ben") > first

"""Nothing dies silently: behind each suggestion and each event stands a door that counts what failed."""

import logging
from typing import Any
from unittest.mock import create_autospec

import discord
import pytest
from discord import app_commands

from cogs.shared.errors import listener, quiet_autocomplete
from cogs.shared.failures import Failures
from storage.database import Database
from tests.house import offline_app


async def test_a_suggestion_that_fails_is_an_empty_list_and_counted() -> None:
    failures = Failures()

    async def fail(interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        raise RuntimeError("secret words of a member")

    suggest = quiet_autocomplete(failures, "names", fail)
    assert await suggest(create_autospec(discord.Interaction), "a") == []
    assert failures.counts["names"] == 1


async def test_a_listener_that_fails_is_counted_without_words_and_hears_the_next_event(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failures = Failures()

    async def fail(event: object) -> None:
        raise RuntimeError("secret words of a member")

    guarded = listener(failures, "messages")(fail)
    with caplog.at_level(logging.INFO):
        await guarded(1)
        await guarded(2)
    assert failures.counts["messages"] == 2


async def test_every_suggestion_and_every_listener_of_ours_stands_behind_its_door(sqlite_database: Database) -> None:
    app = await offline_app(sqlite_database)
    commands = [one for one in app.tree.walk_commands() if isinstance(one, app_commands.Command)]
    suggested = {
        f"/{command.qualified_name} {name}": parameter.autocomplete
        for command in commands
        for name, parameter in command._params.items()
        if callable(parameter.autocomplete)
    }
    assert len(suggested) > 5
    assert [at for at, door in suggested.items() if not door.__qualname__.startswith("quiet_autocomplete.")] == []
    heard = [(event, listen) for event, listens in app.extra_events.items() for listen in listens]
    assert len(heard) > 5
    assert [event for event, listen in heard if not listen.__qualname__.startswith("listener.")] == []

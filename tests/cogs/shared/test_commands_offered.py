"""Every command is one that Discord takes: one wrong option and none of them is offered, and the bot does not start."""

from collections.abc import Iterator
from typing import Any

from cogs.shared.translator import Translator
from storage.database import Database
from tests.house import offline_app

CHANNEL_TYPES = {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15}
"""Kinds of channels that the official specification lets an option ask for; a forum in discord.py also asks for 16."""
TOO_LONG = 8000
"""Names, descriptions and choices of one command together."""


async def test_every_command_fits_what_discord_takes(sqlite_database: Database) -> None:
    app = await offline_app(sqlite_database)
    await app.tree.set_translator(Translator())
    assert app.tree.translator is not None
    commands = [
        await command.get_translated_payload(app.tree, app.tree.translator)
        for command in app.tree._get_all_commands(guild=None)
    ]
    assert len(commands) > 15
    wrong = [f"{path}: {what}" for command in commands for path, what in _wrong("", command)]
    wrong += [f"/{command['name']} is too long" for command in commands if _length(command) > TOO_LONG]
    assert wrong == []


def _wrong(path: str, node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    here = f"{path} {node['name']}".strip()
    if len(node.get("description") or "") > 100:
        yield here, "description over 100 signs"
    if len(node.get("options") or ()) > 25 or len(node.get("choices") or ()) > 25:
        yield here, "more than 25"
    if not set(node.get("channel_types") or ()) <= CHANNEL_TYPES:
        yield here, f"channel types {node['channel_types']}"
    for option in node.get("options") or ():
        yield from _wrong(here, option)


def _length(node: dict[str, Any]) -> int:
    own = len(node["name"]) + len(node.get("description") or "")
    own += sum(len(choice["name"]) + len(str(choice["value"])) for choice in node.get("choices") or ())
    return own + sum(map(_length, node.get("options") or ()))

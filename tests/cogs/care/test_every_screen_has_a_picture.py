"""docs/screens.md against the bot: whatever a person can run, press, reach or be sent there has its picture."""

import re
from pathlib import Path

from discord import app_commands

from cogs.care.tools import TOOLS
from cogs.helplines.guide import Screen
from tests.cogs.care.conftest import Room

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "screens.md").read_text("utf-8")
PICTURES = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", PAGE)
SHOWN = [one for named in re.findall(r"<!-- shows: (.+?) -->", PAGE) for one in named.split()]
FEATURES = ("helplines", "care")


def on_screen(room: Room) -> set[str]:
    app = room.app
    commands = {
        f"/{one.qualified_name.replace(' ', '-')}"
        for one in app.tree.walk_commands()
        if isinstance(one, app_commands.Command)
    }
    presses = {f"press:{feature}:{verb}" for feature, verb in app.router._routes if feature in FEATURES}
    told = {f"said:{kind}" for kind in app.delivery.kinds() if kind.partition(".")[0] in FEATURES}
    return commands | presses | told | {f"screen:{one.name}" for one in Screen} | {f"tool:{one.key}" for one in TOOLS}


async def test_every_command_press_screen_tool_and_message_of_help_stands_under_a_picture(room: Room) -> None:
    assert len(SHOWN) == len(set(SHOWN))
    assert on_screen(room) - set(SHOWN) == set(), "take a picture of these, and name them under it in docs/screens.md"
    assert set(SHOWN) - on_screen(room) == set(), "these are not on any screen any more"


def test_every_picture_of_help_is_on_the_page_once_and_is_there_and_said_in_words() -> None:
    named = [path for _, path in PICTURES]
    assert len(named) == len(set(named))
    assert {path for path in named if not (DOCS / path).is_file()} == set()
    taken = {f"screenshots/{one.name}" for one in (DOCS / "screenshots").glob("help-*.png")}
    assert taken - set(named) == set(), "docs/screens.md does not show these"
    assert all(len(said) > 5 for said, _ in PICTURES)


def test_each_name_stands_right_under_its_picture() -> None:
    lines = PAGE.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("<!-- shows:"):
            assert lines[number - 1].startswith("!["), line

"""What somebody who writes a scenario is told when the file cannot be played."""

import inspect
import re
from pathlib import Path

import pytest

from rehearsal.bot_process import BotProcess
from rehearsal.breaking import Breaking
from rehearsal.kill_points import KILL_POINTS
from rehearsal.scenario.player import Player
from rehearsal.scenario.reading import read_text
from rehearsal.scenario.script import BadScript
from rehearsal.server import Addresses

STEP = "[[step]]\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title = ", "is not TOML"),
        ('title = "x"', "has no steps"),
        ('start = "moon"\n' + STEP + "kill = true", "there is no start “moon”; there are believable, fresh"),
        ('colour = "red"\n' + STEP + "kill = true", "“colour” does not belong here"),
        (STEP + 'who = "ash"\npresss = "Yes"', "Step 1 (line 1): “presss” does not belong here. Did you mean “press”?"),
        ("\n\n" + STEP + 'say = "hello"', "Step 1 (line 3): somebody does this; name them with who"),
        (STEP + 'who = "ash"\nsay = "hello"\npress = "Yes"', "does two things, say, press; write a step for each"),
        (STEP + 'who = "ash"', "does nothing and expects nothing"),
        (STEP + 'advance = "soon"', "I do not understand the time “soon”; write it as “3 min”"),
        (STEP + 'advance = "3 parsecs"', "I do not understand the time"),
        (STEP + 'until = "tomorrow"', "is no moment; write it as 2026-03-02 07:00"),
        (STEP + 'killed = "K99"', "there is no kill point “K99”; there are K1, K2,"),
        (STEP + 'start = true\nkill_at = "k4"', "there is no kill point “k4”"),
        (STEP + "kill = true\nexpect = 3", "what is expected is a list"),
        (STEP + 'kill = true\nexpect = ["x"]', "an expectation is written {"),
        (STEP + 'kill = true\nexpect = [{ to = "ash" }]', "an expectation names one kind of thing"),
        (
            STEP + 'kill = true\nexpect = [{ message = "x", too = "ash" }]',
            "“too” does not belong here. Did you mean “to”?",
        ),
        (STEP + 'who = "ash"\nsay = 5', "what stands after say is a text in quotes"),
        (STEP + 'who = "ash"\njoin = false', "write join = true, or leave the step out"),
        (STEP + 'who = "ash"\nsubmit = "x"', "what is filled in is a table"),
        (STEP + 'who = "ash"\nchoose = 3', "what stands after choose is a text, or a list of texts"),
        (STEP + 'fault = "answer"\ngiven = 503', "“given” is a table"),
        (STEP + 'kill = true\nexpect = [{ message = "x", times = "two" }]', "times is a whole number, at least 1"),
        (STEP + 'kill = true\nexpect = [{ message = "x", pings = 5 }]', "after pings is a text, or a list of texts"),
        ('language = "klingon"\n' + STEP + "kill = true", "Discord has no language “klingon”; there are id, da, de,"),
        ("person = 3\n" + STEP + "kill = true", "each person is written as a table, [[person]]"),
    ],
)
def test_a_file_that_cannot_be_played_gets_a_sentence_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(BadScript) as told:
        read_text(text)
    assert sentence in str(told.value)


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ('who = "Ashe"\nsay = "hello"', "step 1 (line 2): there is nobody called “Ashe”. Did you mean “ash”?"),
        (
            'who = "ash"\nsay = "hello"\nexpect = [{ dm = "x", to = "wrenn" }]',
            "nobody called “wrenn”. Did you mean “wren”?",
        ),
        ('kill = true\nexpect = [{ message = "x", pings = ["Zed"] }]', "There are marlow, wren, ash; add one with"),
        ('kill = true\nexpect = [{ message = "x", seen_by = ["marlow", "wen"] }]', "Did you mean “wren”?"),
        ('who = "wren"\ngive_role = "Responder"\nwhom = "as"', "nobody called “as”. Did you mean “ash”?"),
    ],
)
def test_a_name_that_nobody_has_is_told_before_anything_is_played(step: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(BadScript) as told:
        Player(read_text(f'start = "fresh"\n{STEP}{step}'), [], tmp_path)
    assert sentence in str(told.value)


def test_the_place_of_a_step_is_its_line() -> None:
    script = read_text('title = "x"\n\n[[step]]\nkill = true\n\n[[step]]\nadvance = "1 day 2 h"\n')
    assert [step.title for step in script.steps] == ["step 1 (line 3)", "step 2 (line 6)"]
    assert script.steps[1].value.total_seconds() == 26 * 3600


def test_every_kill_point_is_in_the_documentation() -> None:
    document = (Path(__file__).parents[3] / "docs" / "rehearsal.md").read_text(encoding="utf-8")
    assert [point for point, meaning in KILL_POINTS.items() if f"| `{point}` | {meaning} |" not in document] == []


@pytest.mark.parametrize("more", ['[[person]]\nname = "ash"', "[[person]]", '[[channel]]\nname = "alerts"'])
def test_nobody_and_nothing_is_added_under_a_name_that_is_taken(more: str, tmp_path: Path) -> None:
    with pytest.raises(BadScript, match="needs a name of"):
        Player(read_text(f'start = "fresh"\n{more}\n{STEP}kill = true'), [], tmp_path)


def test_everything_that_can_be_broken_is_in_the_documentation_with_what_it_takes(tmp_path: Path) -> None:
    """So that a stranger writes a scenario without reading the code."""
    document = (Path(__file__).parents[3] / "docs" / "rehearsal.md").read_text(encoding="utf-8")
    table = document.partition("## What can be broken")[2].partition("\n## ")[0]
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| `")]
    documented = {name: row[2] for row in rows for name in re.findall(r"`(\w+)`", row[0])}
    player = Player(read_text(f'start = "fresh"\n{STEP}kill = true'), [], tmp_path)
    bot = BotProcess([], Addresses("", "", "", "", 0), tmp_path)
    there = Breaking(player.rehearsal, bot).names()
    assert documented.keys() == there.keys()
    for name, lever in there.items():
        taken = inspect.signature(lever).parameters
        needed = {word for word, one in taken.items() if one.default is one.empty and one.kind is not one.VAR_KEYWORD}
        assert needed - {"guild_id", "user_id", "right"} <= set(re.findall(r"`(\w+)`", documented[name])), name

"""Scenarios played with the real bot: the shipped ones hold, and so does the example of the documentation."""

import sys
from pathlib import Path

import pytest

from rehearsal.scenario.player import Played, Player
from rehearsal.scenario.reading import read, read_text
from rehearsal.scenario.script import Script
from tests.rehearsal.wire.operations import USED
from tests.warm_bot import WarmBot

ROOT = Path(__file__).parents[3]
SCENARIOS = sorted((ROOT / "rehearsal" / "scenarios").glob("*.toml"))
LONG = ("a_bad_night", "a_week", "a_year")  # long lives of a whole process: decision 201

pytestmark = pytest.mark.wire


async def play(script: Script, folder: Path, *argv: str, called: set[str] | None = None) -> Played:
    player = Player(script, argv or [sys.executable, str(ROOT / "bot.py")], folder, bot_kind=WarmBot)
    try:
        await player.open()
        return await player.play(lambda _: None)
    finally:
        await player.close()
        if called is not None:
            called |= {record["what"] for record in player.rehearsal.transcript.select(door="rest", dir="in")}


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=path.stem, marks=[pytest.mark.fault] if path.stem in LONG else []) for path in SCENARIOS],
)
async def test_a_shipped_scenario_holds_to_its_last_expectation(path: Path, tmp_path: Path) -> None:
    script, called = read(path), set[str]()
    played = await play(script, tmp_path, called=called)
    assert played.problems == []
    assert played.steps == len(script.steps)
    assert called - {operation for operations in USED.values() for operation in operations} == set()


async def test_the_example_of_the_documentation_holds_and_fails_when_a_word_in_it_is_changed(tmp_path: Path) -> None:
    example = (ROOT / "docs" / "rehearsal.md").read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    assert (await play(read_text(example), tmp_path / "as-it-is")).problems == []
    changed = example.replace('{ edit = "@Wren has this"', '{ edit = "@Ash has this"')
    assert changed != example
    problems = (await play(read_text(changed), tmp_path / "changed")).problems
    assert any("expected and not received: edit in #alerts: “@Ash has this”" in problem for problem in problems)


SABOTAGE = Path(__file__).parent / "sabotage.toml"


@pytest.mark.parametrize(
    ("saboteur", "step", "noticed"),
    [
        ("nothing", None, None),
        ("no_retry", 6, "received and not expected: dm in #dm to marlow: “The alert"),
        ("no_deduplication", 9, "received and not expected: message in #alerts"),
        ("no_role_check", 3, "expected and not received: private to ash: “people who look after this server”"),
        ("public_answers", 1, "expected and not received: private to marlow: “Setting up this server”"),
    ],
)
async def test_a_bot_with_one_promise_taken_out_is_caught_at_that_promise(
    saboteur: str, step: int | None, noticed: str | None, tmp_path: Path
) -> None:
    launcher = [sys.executable, str(SABOTAGE.with_suffix(".py")), saboteur]
    played = await play(read(SABOTAGE), tmp_path, *launcher)
    if step is None or noticed is None:
        assert played.problems == []
        return
    assert played.steps == step
    assert noticed in played.problems[0]

"""What makes `make faults` worth believing: a fault that did not happen fails its test, whichever kind it is."""

import ast
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rehearsal import start_worlds
from rehearsal.bot_process import BotProcess
from rehearsal.kill_points import KILL_POINTS
from rehearsal.people.people import People
from rehearsal.server import Addresses, Rehearsal
from tests.faults.catalogue import TESTS
from tests.faults.evidence import Recorder
from tests.faults.night import Night

ROOT = TESTS.parent


@pytest.fixture
def night(tmp_path: Path) -> Night:
    """A night whose bot was never started: enough to ask whether what was pulled took effect."""
    rehearsal = Rehearsal(seed=5)
    place = start_worlds.believable(rehearsal.world)
    people = People(rehearsal.world, rehearsal.transcript, acts=rehearsal.acts, invocations=rehearsal.invocations)
    nowhere = Addresses(
        "http://127.0.0.1:9/api/v10/", "ws://127.0.0.1:9/", "http://127.0.0.1:9/clock", "http://127.0.0.1:9", 9
    )
    bot = BotProcess([sys.executable, "-c", ""], nowhere, tmp_path)
    return Night(rehearsal, people, place, nowhere, bot, Recorder(rehearsal))


@pytest.mark.parametrize(
    ("pull", "named"),
    [
        (lambda night: night.levers.answer(500), "answer at POST"),
        (lambda night: night.levers.rate_limit(1.0), "answer at POST"),
        (lambda night: night.levers.page_instead(), "answer at POST"),
        (lambda night: night.levers.hang(1.0), "hang at POST"),
        (lambda night: night.levers.reset(after=True), "reset at POST"),
        (lambda night: night.levers.close(), "close at POST"),
        (lambda night: night.levers.cut(), "cut at POST"),
        (lambda night: night.levers.silent(), "silent"),
        (lambda night: night.levers.deaf(), "deaf"),
        (lambda night: night.levers.no_ack(), "no_ack"),
        (lambda night: night.levers.refuse_resume(), "refuse_resume"),
        (lambda night: night.levers.gateway_down(), "gateway_down"),
        (lambda night: night.levers.replay(), "replay"),
        (lambda night: _take_away_what_it_does_not_have(night), "revoke"),
    ],
)
async def test_a_lever_that_met_nothing_fails_its_test(
    night: Night, pull: Callable[[Night], object], named: str
) -> None:
    pull(night)
    with pytest.raises(AssertionError, match=f"the fault did not happen: .*{named}"):
        await night.over()


async def test_a_lever_that_was_cleared_before_it_met_anything_fails_its_test_too(night: Night) -> None:
    night.levers.reset()
    night.levers.no_ack()
    night.levers.clear()
    with pytest.raises(AssertionError, match="the fault did not happen"):
        await night.over()


@pytest.mark.parametrize("point", ["K5", "K11"])
async def test_a_kill_point_that_was_not_reached_fails_its_test(night: Night, point: str) -> None:
    await night.breaking.kill_at(f"{point}:2")
    with pytest.raises(AssertionError, match="the kill point was not reached"):
        await night.killed(point)
    with pytest.raises(AssertionError, match=f"the fault did not happen: .*kill point {point}'"):
        await night.over()


def _take_away_what_it_does_not_have(night: Night) -> None:
    where = {"guild_id": night.place.guild_id, "channel_id": night.place.channels["alerts"]}
    night.levers.revoke("send_messages", **where)
    night.levers.faults.fired.clear()
    night.levers.revoke("send_messages", **where)


def test_every_kill_point_stands_in_the_bot_and_is_driven_by_a_test() -> None:
    """A point that nobody passes, or that no test asks for, would be a promise about nothing."""
    standing = {point for file in _code("cogs", "storage") for point in _calls(file, "reached")}
    assert set(KILL_POINTS) <= standing
    asked = " ".join(file.read_text(encoding="utf-8") for file in _code("tests/faults", "tests/storage"))
    assert [point for point in KILL_POINTS if f'"{point}"' not in asked and f'"{point}:' not in asked] == []


def _code(*folders: str) -> list[Path]:
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]


def _calls(file: Path, name: str) -> set[str]:
    """The first argument of every call of `name`, where it is a text."""
    return {
        str(node.args[0].value)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
        if node.args and isinstance(node.args[0], ast.Constant)
    }

"""The house is what the design says: nothing imports the composition root, and every feature is on the list."""

import ast
from pathlib import Path

import pytest

from bot import FEATURES

ROOT = Path(__file__).parents[2]
OURS = [path for folder in ("cogs", "storage", "rehearsal") for path in sorted((ROOT / folder).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", [*OURS, ROOT / "cli.py"], ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_imports_the_composition_root(path: Path) -> None:
    assert "bot" not in imported(path)


def test_every_feature_on_the_list_is_a_package_and_every_package_is_on_the_list() -> None:
    packages = {p.parent.name for p in (ROOT / "cogs").glob("*/__init__.py")} - {"shared"}
    assert packages == set(FEATURES)


@pytest.mark.parametrize(
    "path",
    [p for p in OURS if p.parts[-2:] not in {("shared", "clock.py"), ("rehearsal", "clock.py")}],
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_only_the_clock_reads_the_clock(path: Path) -> None:
    readers = {"now", "utcnow", "today", "time", "monotonic", "perf_counter"}
    owners = {"datetime", "date", "time"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            reads = node.func.attr in readers and isinstance(owner, ast.Name) and owner.id in owners
            assert not reads, f"{path.name}:{node.lineno} reads the clock"


@pytest.mark.parametrize("path", sorted((ROOT / "cogs").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_feature_keeps_a_view_of_the_library_or_answers_past_the_answers_module(path: Path) -> None:
    """A view the library keeps leaks and answers twice; a direct answer misses the deadline's net."""
    if path.parts[-2:] == ("shared", "answers.py"):
        return
    text = path.read_text(encoding="utf-8")
    for forbidden in ("DynamicItem", "response.send_message", "response.defer", "response.send_modal", "add_view("):
        assert forbidden not in text.replace("``" + forbidden + "``", ""), forbidden

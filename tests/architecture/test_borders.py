"""The house is what the design says: nothing imports the composition root, and every feature is on the list."""

import ast
from functools import cache
from pathlib import Path

from bot import FEATURES

ROOT = Path(__file__).parents[2]
OURS = [path for folder in ("cogs", "storage", "rehearsal") for path in sorted((ROOT / folder).rglob("*.py"))]


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_nothing_imports_the_composition_root() -> None:
    assert [path for path in [*OURS, ROOT / "cli.py"] if "bot" in imported(path)] == []


def test_every_feature_on_the_list_is_a_package_and_every_package_is_on_the_list() -> None:
    packages = {p.parent.name for p in (ROOT / "cogs").glob("*/__init__.py")} - {"shared"}
    assert packages == set(FEATURES)


def test_only_the_clock_reads_the_clock() -> None:
    readers = {"now", "utcnow", "today", "time", "monotonic", "perf_counter"}
    owners = {"datetime", "date", "time"}
    for path in OURS:
        if path.parts[-2:] in {("shared", "clock.py"), ("rehearsal", "clock.py")}:
            continue
        for node in nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                reads = node.func.attr in readers and isinstance(owner, ast.Name) and owner.id in owners
                assert not reads, f"{path.relative_to(ROOT)}:{node.lineno} reads the clock"


def test_no_feature_keeps_a_view_of_the_library_or_answers_past_the_answers_module() -> None:
    """A view the library keeps leaks and answers twice; a direct answer misses the deadline's net."""
    for path in sorted((ROOT / "cogs").rglob("*.py")):
        if path.parts[-2:] == ("shared", "answers.py"):
            continue
        text = path.read_text(encoding="utf-8")
        for forbidden in ("DynamicItem", "response.send_message", "response.defer", "response.send_modal", "add_view("):
            assert forbidden not in text.replace("``" + forbidden + "``", ""), f"{path.relative_to(ROOT)}: {forbidden}"

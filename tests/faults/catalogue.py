"""The fault catalogue as data: what is broken, which tests break it, which features a fault still waits for."""

import ast
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
TESTS = HERE.parent
SIZES = {"P": 23, "G": 22, "S": 27, "B": 15, "D": 18, "T": 15, "X": 16, "H": 18}
GROUPS = {
    "P": "Process and machine",
    "G": "Gateway and receiving",
    "S": "Sending",
    "B": "Buttons and commands",
    "D": "Storage",
    "T": "Time and check-ins",
    "X": "Text and settings that people type",
    "H": "People, privacy, power",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """`tests` are `file::name` under tests/, or `file::` for a whole file; `waits` names what is not built yet."""

    number: str
    fault: str
    tests: tuple[str, ...] = ()
    waits: str = ""


@cache
def catalogue() -> dict[str, Fault]:
    rows = tomllib.loads((HERE / "catalogue.toml").read_text(encoding="utf-8"))
    return {
        number: Fault(number, row["fault"], tuple(row.get("tests", ())), row.get("waits", ""))
        for number, row in rows.items()
    }


@cache
def functions(file: str) -> dict[str, str]:
    """The tests of a file, with the first line of each one's docstring."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return {
        node.name: (ast.get_docstring(node) or "").split("\n")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    }


@cache
def first_line(file: str) -> str:
    return (ast.get_docstring(ast.parse((TESTS / file).read_text(encoding="utf-8"))) or "").split("\n")[0]


def main() -> None:
    """Print what waits, for `make faults`."""
    waiting = [fault for fault in catalogue().values() if fault.waits]
    print(f"\n{len(catalogue())} faults: {len([f for f in catalogue().values() if f.tests])} have a test.")
    for fault in waiting:
        print(f"  {fault.number:>4} {fault.fault}: waits for {fault.waits}")


if __name__ == "__main__":
    main()

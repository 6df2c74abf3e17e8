"""Reads the CSV files of `data/`: what is data stays data."""

import csv
from collections.abc import Sequence
from pathlib import Path

DATA = Path(__file__).parent / "data"


def read(path: Path) -> list[dict[str, str]]:
    """The rows of one file by column name; missing cells are empty. Raises OSError or UnicodeDecodeError."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, restval="")
        return [{str(name): value or "" for name, value in row.items()} for row in reader]


def header(path: Path) -> Sequence[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file), list[str]())


def words_of(cell: str) -> tuple[str, ...]:
    """The parts of a `;`-separated cell."""
    return tuple(part for part in cell.split(";") if part)

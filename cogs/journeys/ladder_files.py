"""A server's own ladder as a CSV file: read with a clear word about every row that cannot be, and written."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cogs.journeys.rules import Step, Unit

COLUMNS = ("label", "unit", "count", "colour", "repeat_every")
NEEDED = COLUMNS[:3]
MOST_STEPS, LONGEST_LABEL, LARGEST_FILE = 60, 40, 50_000
_FURTHEST = {Unit.HOURS: 24 * 366, Unit.DAYS: 36_600, Unit.WEEKS: 5_200, Unit.MONTHS: 1_200, Unit.YEARS: 100}
_COLOUR = re.compile(r"#?[0-9a-fA-F]{6}")


class Wrong(StrEnum):
    NO_CSV = "no_csv"
    TOO_LARGE = "too_large"
    COLUMN = "column"
    EMPTY = "empty"
    TOO_MANY = "too_many"
    NO_LABEL = "no_label"
    LONG_LABEL = "long_label"
    BRACES = "braces"
    UNIT = "unit"
    COUNT = "count"
    TOO_FAR = "too_far"
    COLOUR = "colour"
    REPEAT = "repeat"
    REPEAT_TWICE = "repeat_twice"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` as a spreadsheet counts it: 1 is the headings; 0 the whole file. `value` is what stands there."""

    row: int
    wrong: Wrong
    value: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """Steps when there is no problem; else nothing may be kept."""

    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]


def read_csv(file: bytes) -> Read:
    """The steps of a file, or everything that is wrong with it at once."""
    if len(file) > LARGEST_FILE:
        return Read((), (Problem(0, Wrong.TOO_LARGE),))
    try:
        lines = io.StringIO(file.decode("utf-8-sig"), newline="")
        rows = csv.DictReader(lines, dialect=_dialect(file))
        heading = [(name or "").strip().casefold() for name in rows.fieldnames or ()]
        rows.fieldnames = heading
        missing = [name for name in NEEDED if name not in heading]
        if missing:
            return Read((), (Problem(1, Wrong.COLUMN, ", ".join(missing)),))
        written = [(rows.line_num, row) for row in rows if any((cell or "").strip() for cell in _cells(row))]
    except (UnicodeDecodeError, csv.Error):
        return Read((), (Problem(0, Wrong.NO_CSV),))
    if not written:
        return Read((), (Problem(0, Wrong.EMPTY),))
    if len(written) > MOST_STEPS:
        return Read((), (Problem(0, Wrong.TOO_MANY, str(len(written))),))
    return _checked(written)


def as_csv(steps: Sequence[Step]) -> bytes:
    """The same again: what `read_csv` reads, ready for a spreadsheet."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(COLUMNS)
    for step in steps:
        label = f"'{step.label}" if step.label[:1] in "=+-@" else step.label
        write.writerow([label, step.unit.value, step.amount, step.colour, step.repeat_every or ""])
    return out.getvalue().encode("utf-8-sig")


def _checked(written: Sequence[tuple[int, Mapping[str, str | None]]]) -> Read:
    steps: list[Step] = []
    problems: list[Problem] = []
    seen: set[tuple[Unit, int]] = set()
    for number, row in written:
        cells = {name: " ".join((row.get(name) or "").split()) for name in COLUMNS}
        wrong = list(_wrong_with(cells))
        problems += [Problem(number, what, value) for what, value in wrong]
        if wrong:
            continue
        unit, count = Unit(cells["unit"].casefold()), int(cells["count"])
        if (unit, count) in seen:
            problems.append(Problem(number, Wrong.TWICE, f"{count} {unit.value}"))
        seen.add((unit, count))
        steps.append(_step(cells, unit, count))
    repeating = [step for step in steps if step.repeat_every]
    if len(repeating) > 1:
        problems.append(Problem(0, Wrong.REPEAT_TWICE))
    return Read(() if problems else tuple(steps), tuple(problems))


def _step(cells: Mapping[str, str], unit: Unit, count: int) -> Step:
    colour = f"#{cells['colour'].removeprefix('#').upper()}" if cells["colour"] else ""
    every = int(cells["repeat_every"]) if cells["repeat_every"] else None
    return Step(f"{unit.value}{count}", cells["label"].removeprefix("'"), unit, count, colour, every)


def _wrong_with(cells: Mapping[str, str]) -> Iterator[tuple[Wrong, str]]:
    label, unit, count = cells["label"], cells["unit"].casefold(), cells["count"]
    if not label:
        yield Wrong.NO_LABEL, ""
    if len(label) > LONGEST_LABEL:
        yield Wrong.LONG_LABEL, label
    if set("{}") & set(label.replace("{count}", "")):
        yield Wrong.BRACES, label
    known = unit in set(Unit)
    if not known:
        yield Wrong.UNIT, cells["unit"]
    if not _is_number(count) or int(count) < 1:
        yield Wrong.COUNT, count
    elif known and int(count) > _FURTHEST[Unit(unit)]:
        yield Wrong.TOO_FAR, count
    if cells["colour"] and not _COLOUR.fullmatch(cells["colour"]):
        yield Wrong.COLOUR, cells["colour"]
    every = cells["repeat_every"]
    if every and (not _is_number(every) or not 1 <= int(every) <= 1000):
        yield Wrong.REPEAT, every


def _is_number(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and len(cell) <= 7


def _cells(row: Mapping[str, object]) -> Iterator[str]:
    """What stands in a row; what goes beyond the headings comes as a list."""
    return (cell for cell in row.values() if isinstance(cell, str))


def _dialect(file: bytes) -> type[csv.Dialect]:
    """Spreadsheets of half of the world write semicolons."""
    first = file.partition(b"\n")[0]
    return _Semicolons if first.count(b";") > first.count(b",") else csv.excel


class _Semicolons(csv.excel):
    delimiter = ";"

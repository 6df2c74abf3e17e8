"""The list of words that wound or put people at risk, and where they stand in a text. For our own copy only: what
members write is theirs."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import re2

LEVELS = ("check", "stop")  # check: a person must look; stop: must not ship
COLUMNS = (
    "id", "pattern", "category", "level", "preferred", "scope", "basis", "reason", "allow_when", "allow_regex",
    "allow_field", "hit_example", "ok_example", "source_url",
)  # fmt: skip
NEEDED = ("preferred", "reason", "allow_when", "hit_example", "ok_example")

# One character for one, so that what is found stands where it stood.
_PLAIN = str.maketrans("‘’“”\u00a0‐‑‒–—\u200b\u00ad", "''\"\" -----  ")
# No copy: links, mentions and emoji of Discord, fields to be filled in.
_BLANKED = re.compile(r"https?://\S+|<(?:a?:\w+:|[@#&!]+)\d+>|\{[^{}]*\}|%\(\w+\)[sd]")
FILLED = "\ufffc"  # stands where a field was
_CODE_POINT = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")
_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]| ", re.DOTALL)


class ListError(Exception):
    """The list itself is wrong; one line for each problem."""


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    level: str
    preferred: str
    reason: str
    pattern: re.Pattern[str]
    allow: re.Pattern[str] | None
    allow_field: tuple[str, str]
    hit_example: str
    ok_example: str


@dataclass(frozen=True, slots=True)
class Find:
    row: Row
    start: int
    end: int

    def inside(self, other: "Find") -> bool:
        return other.start <= self.start and self.end <= other.end and other.end - other.start > self.end - self.start


class WordList:
    """Rows, and one automaton over all of them that says which are worth a closer look."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = tuple(rows)
        self._screen = re2.Set.SearchSet(_silent())
        for row in rows:
            try:
                self._screen.Add(row.pattern.pattern)
            except re2.error:
                raise ListError(f"{row.id}: its pattern looks around or back, which the screen cannot") from None
        self._screen.Compile()

    def finds(self, text: str, fields: Mapping[str, str]) -> list[Find]:
        """What of the list stands in a text; `fields` are the cells beside it. A find in a longer one is left out."""
        plain = _plain(text)
        # Beyond ASCII the two engines disagree on what a letter is, so there each row looks for itself.
        near = [self.rows[n] for n in self._screen.Match(plain) or ()] if plain.isascii() else self.rows
        found = [find for row in near for find in _finds(row, plain, fields)]
        return [find for find in found if not any(find.inside(other) for other in found)]


def read_list(file: Path, least: str = "check") -> WordList:
    """The rows of a CSV file from level `least` on. Raises ListError."""
    problems: list[str] = []
    rows: list[Row] = []
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if missing := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
            raise ListError(f"{file.name} lacks the columns {', '.join(missing)}")
        for cells in reader:
            wrong = list(_wrong(cells, {row.id for row in rows}))
            problems += [f"{file.name}:{reader.line_num} {cells.get('id')}: {what}" for what in wrong]
            if not wrong:
                rows.append(_row(cells))
    if problems:
        raise ListError("\n".join(problems))
    return WordList([row for row in rows if LEVELS.index(row.level) >= LEVELS.index(least)])


def _wrong(cells: Mapping[str, str], ids: set[str]) -> Iterator[str]:
    if None in cells or None in cells.values():
        yield "has the wrong number of cells"
        return
    if not cells["id"] or cells["id"] in ids:
        yield "its id is empty or used twice"
    if cells["level"] not in LEVELS:
        yield "its level is neither check nor stop"
    if not cells["scope"].startswith("bot copy only"):
        yield "its scope is not our own copy"
    if empty := [name for name in NEEDED if not cells[name].strip()]:
        yield f"has nothing in {', '.join(empty)}"
    if not cells["source_url"].startswith(("https://", "http://")):
        yield "its source is not a web address"
    for name in ("pattern", "allow_regex"):
        bare = re.sub(r"\\U[0-9A-Fa-f]{8}|\\.", "", cells[name])
        if bare != bare.lower():
            yield f"its {name} has capital letters, and texts are read in small ones"
        try:
            re.compile(_spread(cells[name]))
        except re.error:
            yield f"its {name} is not a pattern"


def _row(cells: Mapping[str, str]) -> Row:
    field, _, value = cells["allow_field"].partition("=")
    return Row(
        id=cells["id"],
        level=cells["level"],
        preferred=cells["preferred"],
        reason=cells["reason"],
        pattern=re.compile(_spread(cells["pattern"])),
        allow=re.compile(_spread(cells["allow_regex"])) if cells["allow_regex"] else None,
        allow_field=(field, value),
        hit_example=cells["hit_example"],
        ok_example=cells["ok_example"],
    )


def _spread(pattern: str) -> str:
    """A space outside brackets means any white space; code points are written out, which both engines read."""
    spread = _TOKEN.sub(lambda token: r"(?:\s+)" if token.group() == " " else token.group(), pattern)
    return _CODE_POINT.sub(lambda code: chr(int(code[1] or code[2], 16)), spread)


def _plain(text: str) -> str:
    """Small letters, plain quotes and dashes, no links or fields; as long as it was."""
    small = "".join(c if len(c.lower()) != 1 else c.lower() for c in text.translate(_PLAIN))
    return _BLANKED.sub(lambda found: FILLED + re.sub(r"[^\n]", " ", found.group()[1:]), small)


def _silent() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    return options


def _finds(row: Row, plain: str, fields: Mapping[str, str]) -> Iterator[Find]:
    name, value = row.allow_field
    if value and value in re.split(r"[\s;|]+", fields.get(name, "")):
        return
    allowed = [found.span() for found in row.allow.finditer(plain)] if row.allow else []
    for found in row.pattern.finditer(plain):
        start, end = found.span()
        if end > start and not any(left <= start and end <= right for left, right in allowed):
            yield Find(row, start, end)

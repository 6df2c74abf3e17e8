"""Fill every table with rows of known people, whatever the tables are: new ones are covered by being there."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import CheckConstraint, Column, Integer, LargeBinary, Table, insert, select, text
from sqlalchemy.types import TypeEngine

from storage.privacy import personal_columns
from storage.tables import whole_schema
from storage.types import Day, Flag, Json, Moment, Snowflake
from storage.work import Work

HERE, ELSEWHERE = 0x0A11_0B22_0C33_0D44, 0x0A11_0B22_0C33_0D45
ANN, BEN = 0x1122_3344_5566_7788, 0x1122_3344_5566_7789
ITS_OWN = {"storage_facts", "erasures"}

# Values that mean something where no CHECK says so. Rows that may stay for a while when they are still open (a bare
# record of safety, H3) are filled as closed.
VALUES: dict[tuple[str, str], Any] = {
    ("cases", "state"): "resolved",
    ("cases", "outcome"): None,
    ("checkin_wishes", "away_how"): "any",
    ("alerts", "source"): "message",
    ("journeys", "kind"): "substance",
}
_ONE_OF = re.compile(r"(?P<name>\w+) IN \('(?P<value>[^']*)'")
_BETWEEN = re.compile(r"(?P<name>\w+) BETWEEN (?P<value>-?\d+) AND")


@dataclass(frozen=True, slots=True)
class Person:
    guild_id: int
    member_id: int

    @property
    def words(self) -> str:
        return f"words of {self.member_id} in {self.guild_id}"


@dataclass(slots=True)
class Filler:
    """Writes one row per table, person and column that names a person; everyone else in a row is a stranger."""

    work: Work
    numbers: Any = field(default_factory=lambda: count(1))
    strangers: Any = field(default_factory=lambda: count(10**12))
    first: dict[tuple[str, Person], dict[str, Any]] = field(default_factory=dict)

    async def fill(self, *people: Person) -> None:
        await self.work.execute(text("PRAGMA ignore_check_constraints=ON"))
        try:
            for person in people:
                for table in whole_schema().sorted_tables:
                    if table.name not in ITS_OWN:
                        await self._rows(table, person)
        finally:
            await self.work.execute(text("PRAGMA ignore_check_constraints=OFF"))

    async def _rows(self, table: Table, person: Person) -> None:
        naming = names_people(table)
        if "guild_id" not in table.c and person.guild_id != HERE:
            return
        for column in naming or [None]:
            row = {c.name: await self._value(table, c, column, person) for c in table.columns}
            for c in table.columns:
                if isinstance(c.type, LargeBinary):
                    row[c.name] = await self._seal(table, c, row, person)
            if naming:
                await self.work.execute(insert(table).values(**row))
            else:
                await self.work.insert_if_new(table, row)  # one row for the whole server is there already
            self.first.setdefault((table.name, person), row)

    async def _value(self, table: Table, c: Column[Any], about: Column[Any] | None, person: Person) -> Any:
        for key in c.foreign_keys:
            parent = self.first.get((key.column.table.name, person))
            return None if parent is None else parent[key.column.name]
        if (table.name, c.name) in VALUES:
            return VALUES[table.name, c.name]
        if c.name in _allowed(table):
            return _allowed(table)[c.name]
        if c.name == "guild_id":
            return person.guild_id
        if c in names_people(table):
            return person.member_id if about is c else next(self.strangers)
        own = about.name == "member_id" if about is not None else _hangs_on_a_person(table)
        return _of_type(c.type, next(self.numbers), person.words if own else "nobody's words")

    async def _seal(self, table: Table, c: Column[Any], row: dict[str, Any], person: Person) -> bytes:
        keys = list(table.primary_key.columns)
        row_id = row[keys[0].name] if len(keys) == 1 and isinstance(row[keys[0].name], int) else 0
        return await self.work.seal(table.name, c.name, row_id, person.guild_id, row.get("member_id", 0), person.words)


@cache
def _hangs_on_a_person(table: Table) -> bool:
    """Whether a table without people in it belongs to one that names them."""
    parents = {key.column.table for column in table.columns for key in column.foreign_keys} - {table}
    return any("member_id" in parent.c or _hangs_on_a_person(parent) for parent in parents)


@cache
def _allowed(table: Table) -> dict[str, str | int]:
    """A value that the schema allows, for each column that allows only some."""
    found: dict[str, str | int] = {}
    for rule in table.constraints:
        if isinstance(rule, CheckConstraint):
            found |= {one["name"]: one["value"] for one in _ONE_OF.finditer(str(rule.sqltext))}
            found |= {one["name"]: int(one["value"]) for one in _BETWEEN.finditer(str(rule.sqltext))}
    return found


@cache
def names_people(table: Table) -> list[Column[Any]]:
    return [column for owner, column in personal_columns(whole_schema()) if owner is table]


async def survivors(work: Work, tables: list[Table], person: Person) -> list[str]:
    """Every column that still names this person on this server."""
    found: list[str] = []
    for table in tables:
        for column in table.columns:
            if column.name == "member_id" or column.name.endswith("_member_id"):
                mine = column == person.member_id
                if "guild_id" in table.c:
                    mine &= table.c.guild_id == person.guild_id
                if (await work.execute(select(column).where(mine).limit(1))).first() is not None:
                    found.append(f"{table.name}.{column.name}")
    return found


async def rows_of(work: Work, person: Person) -> dict[str, int]:
    """How many rows of each table name this person, on this server."""
    found: dict[str, int] = {}
    for table in whole_schema().sorted_tables:
        for column in names_people(table):
            if "guild_id" in table.c and table.name not in ITS_OWN:
                query = select(column).where(column == person.member_id, table.c.guild_id == person.guild_id)
                found[f"{table.name}.{column.name}"] = len((await work.execute(query)).all())
    return found


def _of_type(kind: TypeEngine[Any], number: int, words: str) -> Any:
    if isinstance(kind, LargeBinary):
        return None
    if isinstance(kind, Moment):
        return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    if isinstance(kind, Day):
        return date.fromordinal(739_000 + number)
    if isinstance(kind, Flag):
        return False
    if isinstance(kind, Json):
        return {"words": words}
    if isinstance(kind, (Snowflake, Integer)):
        return number
    return f"{words} {number}"

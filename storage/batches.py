"""Many rows into one table by a statement that is made once.

SQLAlchemy makes a dictionary of bound values for each row, which costs several times what the database needs for the
row itself. Here the statement is compiled once, and its values are bound column by column.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite


@dataclass(frozen=True, slots=True)
class Batch:
    """`sql` for the driver; `bind` turns a column's values into what the driver takes (None: as they are)."""

    sql: str
    columns: tuple[str, ...]
    bind: tuple[Callable[[Any], Any] | None, ...]

    def rows(self, values: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """Raises KeyError when a row lacks a column that the first one has."""
        columns = ([row[name] for row in values] for name in self.columns)
        return list(zip(*map(_bound, columns, self.bind), strict=True))


def _bound(column: list[Any], bind: Callable[[Any], Any] | None) -> list[Any]:
    """What is the very same in the next row, as a moment often is, is worked out once."""
    if bind is None:
        return column
    last: Any = None
    done: Any = bind(None)
    bound: list[Any] = []
    for value in column:
        if value is not last:
            last, done = value, bind(value)
        bound.append(done)
    return bound


@cache
def batch_into(table: Table, columns: tuple[str, ...], dialect: Dialect, *, if_new: bool) -> Batch:
    """An insert of these columns; `if_new` leaves rows alone whose unique key stands already."""
    statement = (postgresql if dialect.name == "postgresql" else sqlite).insert(table)
    compiled = (statement.on_conflict_do_nothing() if if_new else statement).compile(
        dialect=dialect, column_keys=list(columns)
    )
    order = tuple(compiled.positiontup or ())
    assert set(order) == set(columns), "a column that SQLAlchemy itself would fill has no value here"
    bind = tuple(table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in order)
    return Batch(str(compiled), order, bind)

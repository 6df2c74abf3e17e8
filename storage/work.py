"""What a store is given: statements inside one transaction, and sealing of personal text."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Executable, Insert, Table, TextClause, UpdateBase
from sqlalchemy.dialects import postgresql, sqlite

from storage.batches import batch_into
from storage.keys import Vault
from storage.recall import Recall
from storage.records.outbox import Hands
from storage.sealed import Sealer
from storage.unit import Unit

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


T = TypeVar("T")


class Work:
    """One transaction (or one reading snapshot). Gone when its block ends.

    `hands`: whoever delivers may take what is written to be said now with the very transaction that writes it.
    """

    def __init__(self, unit: Unit, vault: Vault, recall: Recall | None = None) -> None:
        self._unit = unit
        self._recall = recall
        self._written: set[str] = set()
        self.vault = vault
        self.sealer = Sealer(vault)
        self.hands: Hands | None = None

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`, for the few statements that differ (FOR UPDATE SKIP LOCKED)."""
        return self._unit.dialect

    def on_commit(self, call: Callable[[], None]) -> None:
        """Call this when it is committed, before anybody else may write; not when it is rolled back."""
        self._unit.on_commit.append(call)

    async def execute(self, statement: Executable, parameters: Parameters | None = None) -> CursorResult[Any]:
        """Run one statement; rows are already here when it returns. Raises the failures of `storage.errors`;
        a broken constraint is sqlalchemy's IntegrityError, for the store to understand."""
        if isinstance(statement, UpdateBase | TextClause):
            self._writes_to(statement)
        return await self._unit.run(statement, parameters)

    async def insert_if_new(self, table: Table, values: Mapping[str, Any]) -> bool:
        """Insert a row unless a unique key already has it; True when it was new. Safe between processes."""
        return (await self.execute(_insert_if_new(table, self.dialect), values)).rowcount == 1

    async def insert_many(self, table: Table, rows: Sequence[Mapping[str, Any]], *, if_new: bool = False) -> None:
        """Insert a batch in one statement; each row has a value for the same columns. A unique key that stands already
        fails the whole batch, or with `if_new` only leaves its row out."""
        if rows:
            self._writes(table.name)
            batch = batch_into(table, tuple(rows[0]), self._unit.sql_dialect, if_new=if_new)
            await self._unit.run_many(batch.sql, batch.rows(rows))

    async def recalled(self, key: Hashable, tables: Sequence[Table], read: Callable[[], Awaitable[T]]) -> T:
        """What `read` answers from these tables, or answered before, if nothing was written to them since."""
        names = tuple(table.name for table in tables)
        if self._recall is None or not self._written.isdisjoint(names):
            return await read()
        found = self._recall.find(key)
        if found is None:
            found = await read()
            self._recall.keep(key, names, found)
        return found

    def leave_behind(self, key: Hashable, tables: Sequence[Table], value: object) -> None:
        """Remember from the commit on what this transaction knows to be in these tables."""
        recall = self._recall
        if recall is not None:
            self.on_commit(lambda: recall.keep(key, tuple(table.name for table in tables), value))

    async def seal(self, table: str, column: str, row_id: int, guild_id: int, member_id: int, text: str) -> bytes:
        """Seal a person's words for this very row; member 0 is the server itself."""
        return await self.sealer.seal(table, column, row_id, guild_id, member_id, text)

    async def unseal(self, table: str, column: str, row_id: int, guild_id: int, member_id: int, sealed: bytes) -> str:
        """The words again; raises Tampered (moved or changed) or KeyGone (the person was erased)."""
        return await self.sealer.unseal(table, column, row_id, guild_id, member_id, sealed)

    def _writes_to(self, statement: Executable) -> None:
        if not isinstance(statement, TextClause):
            self._writes(_table_of(statement))
        elif self._recall is not None:  # it may write to anything
            self._unit.on_commit.insert(0, self._recall.forget_all)
            self._recall = None

    def _writes(self, table: str) -> None:
        recall = self._recall
        if recall is None:
            return
        if not self._written:
            self._unit.on_commit.insert(0, lambda: recall.changed(self._written))
        self._written.add(table)


@cache
def _insert_if_new(table: Table, dialect: str) -> Insert:
    """Made once: to build such a statement costs more than to run it."""
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return make(table).on_conflict_do_nothing()


def _table_of(statement: Any) -> str:
    return statement.table.name

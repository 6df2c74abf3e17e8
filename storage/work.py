"""What a store is given: statements inside one transaction, and sealing of personal text."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.keys import Vault
from storage.sealed import Sealer
from storage.unit import Unit

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class Work:
    """One transaction (or one reading snapshot). Gone when its block ends."""

    def __init__(self, unit: Unit, vault: Vault) -> None:
        self._unit = unit
        self.vault = vault
        self.sealer = Sealer(vault)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`, for the few statements that differ (FOR UPDATE SKIP LOCKED)."""
        return self._unit.dialect

    async def execute(self, statement: Executable, parameters: Parameters | None = None) -> CursorResult[Any]:
        """Run one statement; rows are already here when it returns. Raises the failures of `storage.errors`;
        a broken constraint is sqlalchemy's IntegrityError, for the store to understand."""
        return await self._unit.run(statement, parameters)

    async def insert_if_new(self, table: Table, values: Mapping[str, Any]) -> bool:
        """Insert a row unless a unique key already has it; True when it was new. Safe between processes."""
        if self.dialect == "postgresql":
            statement = postgresql.insert(table).values(**values).on_conflict_do_nothing()
        else:
            statement = sqlite.insert(table).values(**values).on_conflict_do_nothing()
        return (await self.execute(statement)).rowcount == 1

    async def seal(self, table: str, column: str, row_id: int, guild_id: int, member_id: int, text: str) -> bytes:
        """Seal a person's words for this very row; member 0 is the server itself."""
        return await self.sealer.seal(table, column, row_id, guild_id, member_id, text)

    async def unseal(self, table: str, column: str, row_id: int, guild_id: int, member_id: int, sealed: bytes) -> str:
        """The words again; raises Tampered (moved or changed) or KeyGone (the person was erased)."""
        return await self.sealer.unseal(table, column, row_id, guild_id, member_id, sealed)

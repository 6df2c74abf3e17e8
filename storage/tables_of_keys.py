"""The vault's own tables: never on the metadata of the data, never in its backups."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Column, LargeBinary, MetaData, Table, Text

from storage.types import RowId, Snowflake

SCHEMA = "circlekeeper_keys"


@dataclass(frozen=True, slots=True)
class KeyTables:
    metadata: MetaData
    vaults: Table
    masters: Table
    data_keys: Table
    tombstones: Table


@cache
def key_tables(schema: str | None) -> KeyTables:
    """In a file of their own on SQLite (`schema` None), in a schema of their own on PostgreSQL."""
    metadata = MetaData(schema=schema)
    return KeyTables(
        metadata,
        vaults=Table("vaults", metadata, Column("vault_id", Text, primary_key=True), sqlite_strict=True),
        masters=Table("masters", metadata, Column("name", Text, primary_key=True), sqlite_strict=True),
        data_keys=Table(
            "data_keys",
            metadata,
            Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
            Column("member_id", Snowflake, primary_key=True, autoincrement=False),
            Column("key_id", RowId, nullable=False, unique=True),
            Column("master", Text, nullable=False, index=True),
            Column("wrapped", LargeBinary, nullable=False),
            sqlite_strict=True,
        ),
        tombstones=Table(
            "tombstones",
            metadata,
            Column("erasure_id", RowId, primary_key=True, autoincrement=False),
            Column("mark", LargeBinary, nullable=False),
            sqlite_strict=True,
        ),
    )

"""What one feature tells the others: written with its cause, handled at least once."""

from sqlalchemy import Column, Index, Integer, Table, Text

from storage.tables.metadata import metadata
from storage.types import Json, Moment, RowId, Snowflake

events = Table(
    "events",
    metadata,
    Column("row_id", RowId, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake),
    Column("arguments", Json, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("created_at", Moment, nullable=False),
    Index("events_due", "due_at"),
    sqlite_strict=True,
)
